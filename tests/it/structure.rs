//! The plan of the house: which room of `src` may import which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rooms from the ground floor up: each may import those before it.
const FLOORS: [&str; 17] = [
    "model",
    "worker",
    "table",
    "pandoc",
    "load",
    "select",
    "check",
    "concordance",
    "typeset",
    "export",
    "session",
    "preview",
    "batch",
    "scaffold",
    "exchange",
    "import",
    "cli",
];

/// The rooms that each room imports, with a file that does.
type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// Reads the imports of all files below a folder.
fn imports(root: &Path) -> Imports {
    let mut all = Imports::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(root).unwrap();
                let first = inside.iter().next().unwrap().to_str().unwrap();
                let room = first.trim_end_matches(".rs").to_string();
                let text = std::fs::read_to_string(&path).unwrap();
                for other in named(&text).filter(|other| *other != room) {
                    let seen = all.entry(room.clone()).or_default();
                    seen.entry(other).or_insert_with(|| inside.display().to_string());
                }
            }
        }
    }
    all
}

/// The rooms that a file names, `crate::room` by `crate::room` or several in braces.
/// What is only said in comments is no import.
fn named(text: &str) -> impl Iterator<Item = String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.flat_map(|line| [line, "\n"]).collect();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let word = |text: &str| -> String {
            text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (offset, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    _ if start && !c.is_whitespace() => {
                        found.insert(word(&group[offset..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found.into_iter()
}

/// The imports that lead upwards or sideways to what is no room.
fn upwards(imports: &Imports) -> Vec<String> {
    let floor = |room: &str| FLOORS.iter().position(|own| *own == room);
    let mut wrong = vec![];
    for (room, others) in imports {
        for (other, file) in others {
            let is_root = ["lib", "main"].contains(&room.as_str());
            let is_down = floor(room).zip(floor(other)).is_some_and(|(a, b)| b < a);
            if !is_root && !is_down {
                wrong.push(format!("{file} imports {other}"));
            }
        }
    }
    wrong
}

#[test]
fn imports_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let imports = imports(&src);
    assert!(imports.len() > 8, "the rooms are read: {imports:?}");
    assert_eq!(upwards(&imports), Vec::<String>::new());
}

#[test]
fn an_import_that_points_up_is_seen() {
    let house = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = house.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("model/a.rs", "use crate::load::b;\n// crate::cli is only named here\n");
    put("load/mod.rs", "use crate::{model::a, session};\n");
    put("typeset/c.rs", "fn f() { crate::export::f() }\n");
    put("batch/d.rs", "use crate::session::e;\n");
    put("stray.rs", "use crate::model::a;\n");
    let wrong = upwards(&imports(house.path()));
    let expected = [
        "load/mod.rs imports session",
        "model/a.rs imports load",
        "stray.rs imports model",
        "typeset/c.rs imports export",
    ];
    assert_eq!(wrong, expected);
}
