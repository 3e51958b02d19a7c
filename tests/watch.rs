//! `diptych watch`, through its own preview: what a browser asks is asked here.

mod common;

use std::process::Command;

use common::watch::Watch;
use common::{SMALL, folder, names, small};
use serde_json::Value;

const WATER: &str = "data/sections/water.yaml";

fn water(from: &str, to: &str) -> String {
    let (_, text) = SMALL.iter().find(|(path, _)| *path == WATER).unwrap();
    assert!(text.contains(from));
    text.replace(from, to)
}

fn has_pages(state: &Value) -> bool {
    !state["pages"].as_array().unwrap().is_empty()
}

fn hashes(state: &Value) -> Vec<String> {
    let pages = state["pages"].as_array().unwrap().iter();
    pages.map(|page| page["hash"].as_str().unwrap().to_string()).collect()
}

fn is_good(state: &Value) -> bool {
    has_pages(state) && state["errors"].as_array().unwrap().is_empty()
}

#[test]
fn a_save_changes_its_pages_and_no_others_and_the_files_that_it_affects() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &[]);
    watch.line("all: both, brief, key, zh, en, members in ");
    let before = watch.state("en", is_good);
    let pdf = std::fs::read(dir.path().join("out/en.pdf")).unwrap();
    std::fs::write(dir.path().join(WATER), water("The rivers moved", "Rivers moved")).unwrap();
    let line = watch.line("data/sections/water.yaml: ");
    assert!(line.contains("water.yaml: en, both, members in "), "the one looked at first: {line}");
    let after = watch.state("en", |state| is_good(state) && hashes(state) != hashes(&before));
    let (old, new) = (hashes(&before), hashes(&after));
    assert!(old.len() > 2 && old.len() == new.len());
    let kept = old.iter().zip(&new).filter(|(a, b)| a == b).count();
    assert!(kept > 0, "{old:?} {new:?}");
    assert_eq!(after["edited"]["id"], "rivers");
    assert!(std::fs::read(dir.path().join("out/en.pdf")).unwrap() != pdf);

    let (head, svg) = watch.get(&format!("/page/{}.svg", new[0]));
    assert!(head.contains("image/svg+xml") && svg.contains("<svg"), "{head}");
    assert!(watch.get("/page/0000.svg").0.starts_with("HTTP/1.1 404"));
    // What it wrote is what a build writes.
    let output = common::diptych(dir.path(), &["build"]);
    assert_eq!(common::stdout(&output), "");
}

#[test]
fn a_block_on_the_page_leads_to_its_line_in_the_data() {
    let dir = folder(&small(&[]));
    let editor = "edit://{path}?line={line}&column={column}";
    let watch = Watch::start(dir.path(), &["members", "--editor", editor]);
    let state = watch.state("members", is_good);
    let units = state["units"].as_array().unwrap();
    let unit = units.iter().find(|unit| unit["id"] == "secret").unwrap();
    assert_eq!((unit["path"].as_str(), unit["line"].as_u64()), (Some(WATER), Some(15)));
    assert_eq!((&unit["level"], &unit["audiences"][0]), (&"full".into(), &"members".into()));
    let path = std::fs::canonicalize(dir.path()).unwrap().join(WATER);
    assert_eq!(unit["link"], format!("edit://{}?line=15&column=9", path.display()));
    assert!(unit["from"].as_f64().unwrap() < unit["to"].as_f64().unwrap());
    let outline = state["outline"].as_array().unwrap();
    assert!(
        outline.iter().any(|item| item["title"].as_str().unwrap().contains('水')),
        "{outline:?}"
    );
    assert_eq!(state["variants"].as_array().unwrap().len(), 1);
}

#[test]
fn an_error_is_shown_over_the_last_good_pages_and_goes_away() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["zh", "en"]);
    let good = watch.state("zh", is_good);
    std::fs::write(dir.path().join(WATER), water("[@book]", "[@boko]")).unwrap();
    let bad = watch.state("zh", |state| !is_good(state));
    assert_eq!(hashes(&bad), hashes(&good));
    let error = &bad["errors"][0];
    assert!(error["message"].as_str().unwrap().contains("`boko`"), "{error}");
    assert_eq!((error["path"].as_str(), error["line"].as_u64()), (Some(WATER), Some(13)));
    assert!(
        error["link"].as_str().unwrap().ends_with("/data/sections/water.yaml:13:26"),
        "{error}"
    );
    assert_eq!(error["hints"][0], "did you mean `book`?");
    std::fs::write(dir.path().join(WATER), water("", "")).unwrap();
    assert_eq!(hashes(&watch.state("zh", is_good)), hashes(&good));
}

#[test]
fn a_template_that_fails_is_told_for_its_variants_alone() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["zh", "en"]);
    watch.state("en", is_good);
    let templates = dir.path().join("templates");
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(
        templates.join("brief.typ"),
        "#let edition = json(\"/edition.json\")\n#edition.no",
    )
    .unwrap();
    // Before it is written, the file is empty, which is another mistake.
    let bad = watch.state("zh", |state| state["errors"][0]["path"] == "templates/brief.typ");
    assert!(has_pages(&bad));
    watch.state("en", is_good);
    // The folder goes, and comes again.
    std::fs::remove_dir_all(&templates).unwrap();
    watch.state("zh", is_good);
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(templates.join("brief.typ"), "#set document(title: [A])\nAnother").unwrap();
    watch.line("templates/brief.typ: zh in ");
}

#[test]
fn files_that_are_replaced_new_gone_or_broken_are_seen() {
    let dir = folder(&small(&[]));
    let path = dir.path().join(WATER);
    let watch = Watch::start(dir.path(), &["en"]);
    let first = watch.state("en", is_good);
    let last = |state: &Value| is_good(state) && hashes(state) == hashes(&first);
    // An editor writes beside and renames.
    let beside = dir.path().join("data/sections/.water.yaml.swp");
    std::fs::write(&beside, water("The rivers moved", "Rivers moved")).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    watch.state("en", |state| is_good(state) && !last(state));
    // Every state of a file that is being written.
    let whole = water("", "");
    for end in (0..whole.len()).step_by(29) {
        std::fs::write(&path, &whole.as_bytes()[..end]).unwrap();
    }
    std::fs::write(&path, &whole).unwrap();
    watch.state("en", last);
    // A new section, and without it again.
    let article = dir.path().join("data/article.yaml");
    let text = std::fs::read_to_string(&article).unwrap();
    let section = "id: more\ntitle: { zh: 多, en: More }\nblocks:\n  - { id: more-text, zh: 多。, en: More. }\n";
    std::fs::write(dir.path().join("data/sections/more.yaml"), section).unwrap();
    std::fs::write(&article, text.replace("[water]", "[water, more]")).unwrap();
    let has_more = |state: &Value| state["units"].to_string().contains("more-text");
    watch.state("en", |state| is_good(state) && has_more(state));
    std::fs::remove_file(dir.path().join("data/sections/more.yaml")).unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::write(&article, text).unwrap();
    watch.state("en", last);
    // The data are away, and back.
    std::fs::rename(dir.path().join("data"), dir.path().join("away")).unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::rename(dir.path().join("away"), dir.path().join("data")).unwrap();
    watch.state("en", last);
    std::fs::write(&path, water("The rivers moved", "Rivers moved")).unwrap();
    watch.state("en", |state| is_good(state) && !last(state));
    // The project file is broken, and mended.
    let toml = std::fs::read_to_string(dir.path().join("diptych.toml")).unwrap();
    std::fs::write(dir.path().join("diptych.toml"), "[").unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::write(dir.path().join("diptych.toml"), toml).unwrap();
    watch.state("en", is_good);
}

#[test]
fn a_project_that_is_broken_from_the_start_is_watched_until_it_is_mended() {
    let dir = folder(&common::edited(WATER, "[@book]", "[@boko]"));
    let watch = Watch::start(dir.path(), &[]);
    let bad = watch.state("zh", |state| !state["errors"].as_array().unwrap().is_empty());
    assert!(!has_pages(&bad));
    common::write(dir.path(), &small(&[]));
    watch.state("zh", is_good);
}

#[test]
fn the_preview_answers_only_for_this_machine() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["key"]);
    assert!(watch.get("/").1.contains("<title>Diptych</title>"));
    assert!(watch.get("/page.js").1.contains("follow()"));
    assert!(watch.get("/").0.contains("default-src 'none'"));
    assert!(watch.get("/diptych.toml").0.starts_with("HTTP/1.1 404"));
    assert!(watch.get_from("example.org", "/").0.starts_with("HTTP/1.1 403"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_whole_files() {
    let dir = folder(&small(&[]));
    let mut watch = Watch::start(dir.path(), &["key"]);
    watch.line("all: key in ");
    let id = watch.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    assert_eq!(names(&dir.path().join("out")), ["key.pdf", "key.pdf.manifest.json"]);
}

#[test]
fn wrong_usage_ends_at_once() {
    let dir = folder(&small(&[]));
    let empty = tempfile::tempdir().unwrap();
    for (dir, args) in [
        (dir.path(), &["watch", "bohth"][..]),
        (dir.path(), &["watch", "--editor", "javascript:{path}"]),
        (dir.path(), &["watch", "--editor", "edit:"]),
        (empty.path(), &["watch"]),
    ] {
        assert_eq!(common::diptych(dir, args).status.code(), Some(2), "{args:?}");
    }
}
