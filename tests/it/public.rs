//! What the library gives to its users: each function has an example that runs.

use std::collections::BTreeSet;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module of the library.
struct Module {
    file: PathBuf,
    lines: Vec<String>,
    /// The folder of its children.
    folder: PathBuf,
    /// Whether users can name it.
    is_named: bool,
    /// What the module above takes from it for users.
    given: BTreeSet<String>,
}

impl Module {
    /// The types in it that users can name.
    fn types(&self) -> impl Iterator<Item = String> {
        let declared = Regex::new(r"^ *pub (?:struct|enum|trait) (\w+)").unwrap();
        let found = self.lines.iter().filter_map(move |line| declared.captures(line));
        found.map(|found| found[1].to_string()).filter(|name| self.gives(name))
    }

    fn gives(&self, name: &str) -> bool {
        self.is_named || self.given.contains(name)
    }

    /// Whether the other one is above it or beside it: its methods may be of types there.
    fn is_near(&self, other: &Self) -> bool {
        let above = self.folder.parent();
        above == Some(&other.folder) || above == other.folder.parent()
    }

    /// Whether the doc comment that ends before a line has an example, or is not to be seen.
    fn has_example(&self, line: usize) -> bool {
        let above = self.lines[..line].iter().rev().map(|line| line.trim_start());
        let mut about = above.take_while(|line| line.starts_with("///") || line.starts_with("#["));
        about.any(|line| line.starts_with("/// ```") || line.starts_with("#[doc(hidden)]"))
    }
}

/// All modules of a library, by way of `mod` from `lib.rs`.
fn modules(src: &Path) -> Vec<Module> {
    let declared = Regex::new(r"^(pub )?(?:pub\(\w+\) )?mod (\w+);").unwrap();
    let mut all = vec![];
    let mut open = vec![(src.join("lib.rs"), src.to_path_buf(), true, BTreeSet::new())];
    while let Some((file, folder, is_named, given)) = open.pop() {
        let text = read_to_string(&file).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_string).collect();
        for found in lines.iter().filter_map(|line| declared.captures(line)) {
            let inside = folder.join(&found[2]);
            let beside = inside.with_extension("rs");
            let file = if beside.exists() { beside } else { inside.join("mod.rs") };
            let is_public = found.get(1).is_some();
            let given = if is_named { given_on(&text, &found[2]) } else { BTreeSet::new() };
            open.push((file, inside, is_named && is_public, given));
        }
        all.push(Module { file, lines, folder, is_named, given });
    }
    all
}

/// The names in one of its children that a module gives on to users.
fn given_on(text: &str, child: &str) -> BTreeSet<String> {
    let used = Regex::new(&format!(r"(?s)\npub use {child}::(?:\w+::)*(\{{.*?\}}|\w+)")).unwrap();
    let name = Regex::new(r"\w+").unwrap();
    let lists = used.captures_iter(text).map(|found| found[1].to_string() + " ");
    name.find_iter(&lists.collect::<String>()).map(|name| name.as_str().to_string()).collect()
}

/// The functions of a library that its users can call and that have no example, as
/// `file: name`; and how many have one.
fn without_example(src: &Path) -> (Vec<String>, usize) {
    let modules = modules(src);
    let function = Regex::new(r"^( *)pub (?:const )?fn (\w+)").unwrap();
    let block = Regex::new(r"^ *impl(?:<.*?>)? (\w+)").unwrap();
    let (mut missing, mut count) = (vec![], 0);
    for module in &modules {
        let near = modules.iter().filter(|other| module.is_near(other));
        let types: BTreeSet<String> = near.chain([module]).flat_map(Module::types).collect();
        let mut owner = String::new();
        for (at, line) in module.lines.iter().enumerate() {
            if let Some(found) = block.captures(line) {
                owner = found[1].to_string();
            }
            let Some(found) = function.captures(line) else { continue };
            let name = match found[1].is_empty() {
                true if module.gives(&found[2]) => found[2].to_string(),
                false if types.contains(&owner) => format!("{owner}::{}", &found[2]),
                _ => continue,
            };
            match module.has_example(at) {
                true => count += 1,
                false => {
                    let file = module.file.strip_prefix(src).unwrap().display();
                    missing.push(format!("{file}: {name}"));
                }
            }
        }
    }
    missing.sort();
    (missing, count)
}

#[test]
fn each_public_function_has_an_example() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (missing, count) = without_example(&src);
    assert_eq!(missing, Vec::<String>::new(), "a user of the library sees these");
    assert!(count > 100, "the sources are read: {count}");
}

#[test]
fn a_public_function_without_an_example_is_seen() {
    let house = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = house.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let example = "/// It does.\n///\n/// ```\n/// f();\n/// ```\n#[must_use]\n";
    put("lib.rs", "mod a;\npub mod b;\n");
    // Nobody can name what is in here.
    put("a.rs", "mod g;\npub use g::h;\npub fn hidden() {}\n");
    put("a/g.rs", "pub fn h() {}\n");
    let own = "pub fn bare() {}\npub(crate) fn own() {}\n";
    let uses = "mod c;\nmod d;\npub use c::{E, f};\n";
    put("b/mod.rs", &format!("{uses}{example}pub fn told() {{}}\n{own}"));
    let methods = "impl E {\n    /// It is.\n    pub fn h(&self) {}\n}\n";
    put("b/c.rs", &format!("pub struct E;\npub fn f() {{}}\npub fn g() {{}}\n{methods}"));
    put("b/d.rs", "use super::E;\nimpl E {\n    pub fn i(&self) {}\n}\n");
    let (missing, count) = without_example(house.path());
    assert_eq!(missing, ["b/c.rs: E::h", "b/c.rs: f", "b/d.rs: E::i", "b/mod.rs: bare"]);
    assert_eq!(count, 1);
}
