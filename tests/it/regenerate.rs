//! Building again: what is current is left alone, and what is not is told.

use crate::common;
use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{command, diptych, folder, names, small, stderr, stdout};
use diptych::load::files::{Files, built_in_data, built_in_templates};

const FIGURES: &str = "levels:
  after: rivers
  title: { zh: 水位, en: Levels }
  alt: { zh: 条形图。, en: Bar chart. }
  chart:
    csv: levels.csv
    series: [{ column: high, label: { zh: 高, en: High } }]
";
const LEVELS: &str = "year,zh,en,high\n1,甲年,Year A,12.5\n2,乙年,Year B,31\n";

/// The small project with a figure, language tables, a note style and
/// templates of its own.
fn project() -> Files {
    let (path, toml) = common::SMALL[0];
    let theme = "[theme]\nmarking = { zh = \"内部\", en = \"Restricted\" }\n\n[audiences]";
    let toml = toml.replace("[audiences]", theme);
    let figures = [("data/figures.yaml", FIGURES), ("data/levels.csv", LEVELS), (path, &toml)];
    let mut files = small(&figures);
    for path in ["languages/zh.yaml", "languages/en.yaml", "styles/chicago-like-note.csl"] {
        let bytes = built_in_data(path).expect("a file of the program");
        files.insert(&format!("data/{path}"), bytes.to_vec());
    }
    for (path, bytes) in built_in_templates() {
        files.insert(&path, bytes);
    }
    files
}

/// The variants that a build made, and that it is without fault.
fn made(dir: &Path, args: &[&str]) -> Vec<String> {
    let output = diptych(dir, args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    let name = |line: &str| line.trim_start_matches("out/").split('.').next().unwrap().to_string();
    stdout(&output).lines().map(name).collect()
}

fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    names(dir).into_iter().map(|n| (n.clone(), std::fs::read(dir.join(n)).unwrap())).collect()
}

const ALL: &[&str] = &["both", "brief", "key", "zh", "en", "members"];

#[test]
fn each_kind_of_input_rebuilds_the_variants_that_it_affects_and_no_others() {
    let english = &["both", "brief", "key", "en", "members"][..];
    let full = &["both", "zh", "en", "members"][..];
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // A change that no edition shows.
        ("data/article.yaml", "sections: [water]", "sections: [ water ]", &[]),
        ("diptych.toml", "notes = \"per-page\"", "notes = \"continuous\"", &["zh"]),
        ("diptych.toml", "Restricted", "Confidential", english),
        ("data/article.yaml", "en: The lake }", "en: A lake }", english),
        (
            "data/sections/water.yaml",
            "The rivers moved",
            "Rivers moved",
            &["both", "en", "members"],
        ),
        ("data/sections/water.yaml", "Inside news", "News", &["members"]),
        (
            "data/sections/water.yaml",
            "title: { zh: 水,",
            "title: { zh: 湖水,",
            &["both", "brief", "zh", "members"],
        ),
        (
            "data/quantities.yaml",
            "{ value: 2400, unit: area, source: map }\n  dry: { value: 600,",
            "{ value: 2800, unit: area, source: map }\n  dry: { value: 700,",
            &["both", "brief", "zh", "en", "members"],
        ),
        ("data/quantities.yaml", "square kilometres", "km²", &["both", "brief", "en", "members"]),
        ("data/events.yaml", "A flood", "Flood", &["both", "en", "members"]),
        ("data/terms.yaml", "en: LMB", "en: LB", &["both", "en", "members"]),
        ("data/sources.yaml", "内参", "内部参考", &["members"]),
        ("data/source-titles.yaml", "title: Memo", "title: Memorandum", &["members"]),
        ("data/languages/en.yaml", "{from}–{to}", "{from} to {to}", english),
        (
            "data/styles/chicago-like-note.csl",
            "<text term=\"ibid\"/>",
            "<text value=\"the same\"/>",
            &["both", "brief", "en", "members"],
        ),
        ("data/figures.yaml", "en: Bar chart.", "en: A bar chart.", &["both", "en", "members"]),
        ("data/levels.csv", "31", "32", full),
        (
            "templates/brief.typ",
            "// The brief",
            "// A brief",
            &["both", "brief", "key", "zh", "members"],
        ),
        ("templates/components/cover.typ", "//", "///", &["en"]),
        ("templates/components/unit.typ", "//", "///", ALL),
    ];
    let files = project();
    let dir = folder(&files);
    assert_eq!(made(dir.path(), &["build"]), ALL);
    assert_eq!(made(dir.path(), &["build"]), [""; 0]);
    let first = contents(&dir.path().join("out"));
    for (path, from, to, affected) in cases {
        let text = files.text(path).unwrap();
        assert!(text.contains(from), "`{from}` is in {path}");
        std::fs::write(dir.path().join(path), text.replacen(from, to, 1)).unwrap();
        assert_eq!(made(dir.path(), &["build"]), *affected, "{path}: {to}");
        // What is left alone is what a build of everything makes.
        made(dir.path(), &["build", "--force", "-o", "fresh"]);
        let (out, fresh) = (dir.path().join("out"), dir.path().join("fresh"));
        assert!(contents(&out) == contents(&fresh), "{path}: {to}");
        std::fs::write(dir.path().join(path), text).unwrap();
        assert_eq!(made(dir.path(), &["build"]), *affected, "{path}: {from}");
        assert!(contents(&out) == first, "{path}: {from}");
    }
}

#[test]
fn each_option_rebuilds_what_it_changes() {
    let dir = folder(&project());
    made(dir.path(), &["build"]);
    let fonts = dir.path().join("more");
    std::fs::create_dir(&fonts).unwrap();
    // Emphasis in Chinese, and what stands behind the fonts of every language.
    std::fs::copy(common::here("fonts/LXGWWenKai-Regular.ttf"), fonts.join("kai.ttf")).unwrap();
    assert_eq!(made(dir.path(), &["build", "--font-path", "more"]), ALL);
    std::fs::copy(common::here("fonts/SourceSans3-Bold.ttf"), fonts.join("sans.ttf")).unwrap();
    assert_eq!(made(dir.path(), &["build", "--font-path", "more"]), ALL);
    assert_eq!(made(dir.path(), &["build"]), ALL);
    for option in ["--creation-timestamp=1000000000", "--pdf-standard=a-3b"] {
        assert_eq!(made(dir.path(), &["build", option]), ALL);
        assert_eq!(made(dir.path(), &["build", option]), [""; 0]);
        assert_eq!(made(dir.path(), &["build"]), ALL);
    }
    assert_eq!(made(dir.path(), &["build", "--force"]), ALL);
    let png = ["build", "zh", "--format", "png", "--ppi", "40"];
    assert!(!made(dir.path(), &png).is_empty());
    assert_eq!(made(dir.path(), &png), [""; 0]);
    assert!(!made(dir.path(), &["build", "zh", "--format", "png", "--ppi", "41"]).is_empty());
    assert!(dir.path().join("out/zh.png.manifest.json").is_file());
}

#[test]
fn another_version_of_the_program_rebuilds_all() {
    let dir = folder(&small(&[]));
    made(dir.path(), &["build"]);
    for name in ALL {
        let path = dir.path().join(format!("out/{name}.pdf.manifest.json"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"Diptych 0.", "\"Diptych 7.")).unwrap();
    }
    let told = stdout(&diptych(dir.path(), &["verify", "out/zh.pdf"]));
    assert!(
        told.starts_with("out/zh.pdf: outdated by the program, which was `Diptych 7."),
        "{told}"
    );
    assert_eq!(made(dir.path(), &["build"]), ALL);
}

#[test]
fn what_is_gone_altered_or_without_a_good_manifest_is_made_again() {
    let dir = folder(&small(&[]));
    let (pdf, manifest) = ("out/zh.pdf", "out/zh.pdf.manifest.json");
    made(dir.path(), &["build", "zh"]);
    let first = contents(&dir.path().join("out"));
    let damages: [(&str, Option<&[u8]>); 5] = [
        (pdf, None),
        (pdf, Some(b"%PDF-1.7 of somebody else")),
        (manifest, None),
        (manifest, Some(b"{")),
        (manifest, Some(b"\xff")),
    ];
    for (path, bytes) in damages {
        match bytes {
            None => std::fs::remove_file(dir.path().join(path)).unwrap(),
            Some(bytes) => std::fs::write(dir.path().join(path), bytes).unwrap(),
        }
        assert_eq!(made(dir.path(), &["build", "zh"]), ["zh"], "{path}");
        assert!(contents(&dir.path().join("out")) == first);
    }
    let output = diptych(dir.path(), &["build", "zh"]);
    assert_eq!(stderr(&output), "`zh` is current\n");
    assert_eq!(stderr(&diptych(dir.path(), &["build", "zh", "--quiet"])), "");
}

#[test]
fn fewer_pages_than_before_are_kept_though_the_edition_is_the_same() {
    let dir = folder(&small(&[]));
    made(dir.path(), &["build", "zh"]);
    common::write(
        dir.path(),
        &common::edited("diptych.toml", "[variants.zh]", "[variants.zh]\nmax-pages = 0"),
    );
    assert_eq!(diptych(dir.path(), &["build", "zh"]).status.code(), Some(1));
}

#[test]
fn a_manifest_has_no_path_of_the_machine() {
    let dir = folder(&project());
    made(dir.path(), &["build", "zh"]);
    let text = std::fs::read_to_string(dir.path().join("out/zh.pdf.manifest.json")).unwrap();
    assert!(!text.contains(&*dir.path().to_string_lossy()));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["options"]["timestamp"], 1588723200);
    assert!(json["data"]["data/levels.csv"].is_string());
    assert!(json["templates"]["templates/components/unit.typ"].is_string());
    assert!(json["fonts"].as_array().unwrap().iter().any(|f| f["family"] == "Noto Serif SC"));
}

#[test]
fn verify_says_current_outdated_or_altered() {
    let dir = folder(&project());
    made(dir.path(), &["build", "zh", "en"]);
    std::fs::create_dir(dir.path().join("alone")).unwrap();
    std::fs::copy(dir.path().join("out/en.pdf"), dir.path().join("alone/en.pdf")).unwrap();
    let files = ["verify", "out/zh.pdf", "out/en.pdf", "alone/en.pdf"];
    let verified = |code: i32| {
        let output = diptych(dir.path(), &files);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        stdout(&output)
    };
    let good = "out/zh.pdf: current\nout/en.pdf: current\nalone/en.pdf: current\n";
    assert_eq!(verified(0), good);

    let original = project();
    let path = "data/source-titles.yaml";
    let text = original.text(path).unwrap();
    std::fs::write(dir.path().join(path), text.replace("short: Map", "short: Plan")).unwrap();
    assert_eq!(
        verified(1),
        "out/zh.pdf: current\nout/en.pdf: outdated by `data/source-titles.yaml`\n\
         alone/en.pdf: outdated by the data\n"
    );
    std::fs::write(dir.path().join(path), text).unwrap();

    let path = "templates/components/cover.typ";
    std::fs::write(dir.path().join(path), format!("// \n{}", original.text(path).unwrap()))
        .unwrap();
    assert_eq!(
        verified(1),
        "out/zh.pdf: current\nout/en.pdf: outdated by `templates/components/cover.typ`\n\
         alone/en.pdf: outdated by a template, font or attached file\n"
    );
    common::write(dir.path(), &original);
    assert_eq!(verified(0), good);

    for path in ["out/en.pdf", "alone/en.pdf"] {
        let mut bytes = std::fs::read(dir.path().join(path)).unwrap();
        bytes.push(b'\n');
        std::fs::write(dir.path().join(path), bytes).unwrap();
    }
    assert_eq!(verified(1), "out/zh.pdf: current\nout/en.pdf: altered\nalone/en.pdf: altered\n");

    std::fs::write(dir.path().join("other.pdf"), "%PDF-1.7").unwrap();
    let output = diptych(dir.path(), &["verify", "other.pdf", "out/zh.pdf", "nothing.pdf"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "out/zh.pdf: current\n");
    assert!(stderr(&output).contains("`other.pdf` was not made by Diptych"));
}

#[test]
fn what_a_build_refuses_to_make_is_not_current() {
    let dir = folder(&project());
    made(dir.path(), &["build", "en"]);
    std::fs::create_dir(dir.path().join("alone")).unwrap();
    std::fs::copy(dir.path().join("out/en.pdf"), dir.path().join("alone/en.pdf")).unwrap();
    let lower = "[variants.en]\nmax-length = { en = 1 }";
    let toml = project().text("diptych.toml").unwrap().replace("[variants.en]", lower);
    std::fs::write(dir.path().join("diptych.toml"), toml).unwrap();
    assert_eq!(diptych(dir.path(), &["build", "en"]).status.code(), Some(1));
    let output = diptych(dir.path(), &["verify", "out/en.pdf", "alone/en.pdf"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let by = "outdated by what keeps it from being built";
    assert_eq!(stdout(&output), format!("out/en.pdf: {by}\nalone/en.pdf: {by}\n"));
}

#[test]
fn each_page_that_is_a_file_of_its_own_is_verified_by_the_manifest_of_all() {
    for format in ["png", "svg"] {
        let dir = folder(&project());
        made(dir.path(), &["build", "en", "--format", format]);
        let pages = names(&dir.path().join("out"));
        let pages: Vec<_> = pages.into_iter().filter(|name| !name.ends_with(".json")).collect();
        assert!(pages.len() > 2, "{pages:?}");
        let (first, second) = (format!("out/{}", pages[0]), format!("out/{}", pages[1]));
        let verified = || stdout(&diptych(dir.path(), &["verify", &first, &second]));
        assert_eq!(verified(), format!("{first}: current\n{second}: current\n"));
        let mut bytes = std::fs::read(dir.path().join(&second)).unwrap();
        bytes.push(b'\n');
        std::fs::write(dir.path().join(&second), bytes).unwrap();
        assert_eq!(verified(), format!("{first}: current\n{second}: altered\n"));
        let text = project().text("data/terms.yaml").unwrap().replace("en: LMB", "en: LB");
        std::fs::write(dir.path().join("data/terms.yaml"), text).unwrap();
        assert_eq!(
            verified(),
            format!("{first}: outdated by `data/terms.yaml`\n{second}: altered\n")
        );
        // A page that the last build did not make is nobody's.
        let stray = format!("out/en-99.{format}");
        std::fs::copy(dir.path().join(&first), dir.path().join(&stray)).unwrap();
        let output = diptych(dir.path(), &["verify", &stray]);
        assert!(stderr(&output).contains("was not made by Diptych"), "{}", stderr(&output));
    }
}

#[test]
fn a_file_with_its_data_attached_is_verified_too() {
    let dir = folder(&project());
    made(dir.path(), &["build", "members", "--attach-data"]);
    assert_eq!(made(dir.path(), &["build", "members", "--attach-data"]), [""; 0]);
    std::fs::create_dir(dir.path().join("alone")).unwrap();
    std::fs::copy(dir.path().join("out/members.pdf"), dir.path().join("alone/it.pdf")).unwrap();
    let verified = || stdout(&diptych(dir.path(), &["verify", "out/members.pdf", "alone/it.pdf"]));
    assert_eq!(verified(), "out/members.pdf: current\nalone/it.pdf: current\n");
    // What is attached is an input, comments and all.
    let path = dir.path().join("data/terms.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# Terms\n{text}")).unwrap();
    assert_eq!(
        verified(),
        "out/members.pdf: outdated by `data/terms.yaml`\n\
         alone/it.pdf: outdated by a template, font or attached file\n"
    );
    assert_eq!(made(dir.path(), &["build", "members", "--attach-data"]), ["members"]);
    assert_eq!(made(dir.path(), &["build", "members"]), ["members"]);
}

#[test]
fn dependencies_are_written_for_make_and_as_json() {
    let dir = folder(&project());
    let args = ["build", "zh", "en", "--deps", "deps.mk"];
    made(dir.path(), &args);
    let text = std::fs::read_to_string(dir.path().join("deps.mk")).unwrap();
    let rules: Vec<&str> = text.lines().collect();
    assert_eq!(rules.len(), 2);
    assert!(rules[0].starts_with("out/zh.pdf: data/article.yaml "), "{}", rules[0]);
    assert!(rules[1].contains(" templates/components/cover.typ"));
    // Nothing is made, and the file is the same.
    assert_eq!(made(dir.path(), &args), [""; 0]);
    assert_eq!(std::fs::read_to_string(dir.path().join("deps.mk")).unwrap(), text);

    let mut json = command(&dir.path().join("data"), &["build", "zh", "--deps", "deps.json"]);
    assert!(json.args(["--deps-format", "json", "-o", "o"]).output().unwrap().status.success());
    let text = std::fs::read_to_string(dir.path().join("data/deps.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["outputs"], serde_json::json!(["o/zh.pdf"]));
    let inputs = json["inputs"].as_array().unwrap().iter();
    assert!(inputs.clone().all(|path| Path::new(path.as_str().unwrap()).is_file()));
    assert!(inputs.clone().any(|path| path.as_str().unwrap().ends_with("diptych.toml")));
}

#[test]
fn pages_of_an_earlier_build_are_removed_unless_a_person_has_changed_them() {
    let dir = folder(&project());
    let out = dir.path().join("out");
    let pages =
        || names(&out).into_iter().filter(|name| name.ends_with(".svg")).collect::<Vec<_>>();
    let water = dir.path().join("data/sections/water.yaml");
    let short = std::fs::read_to_string(&water).unwrap();
    let blocks: String = (0..40)
        .map(|i| format!("  - {{ id: more{i}, zh: {}, en: Text. }}\n", "多写一些。".repeat(40)))
        .collect();
    std::fs::write(&water, format!("{}\n{blocks}", short.trim_end())).unwrap();
    made(dir.path(), &["build", "zh", "--format", "svg"]);
    let long = pages();
    std::fs::write(&water, &short).unwrap();
    // One that a person has changed, and one that is of nobody here.
    let (last, own) = (out.join(long.last().unwrap()), out.join("zh-99.svg"));
    std::fs::write(&last, "mine").unwrap();
    std::fs::write(&own, "mine").unwrap();
    made(dir.path(), &["build", "zh", "--format", "svg"]);
    let left = pages();
    assert!(long.len() > 4, "{long:?}");
    assert!(left.len() < long.len(), "{left:?}");
    assert!(last.exists() && own.exists());
    assert!(!left.contains(&long[long.len() - 2]), "{left:?}");
}
