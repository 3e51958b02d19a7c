//! A corpus of invalid projects. The name of each file in `tests/invalid` is
//! what is wrong in it: its first line names the file of the small project
//! that it replaces or adds. What the program says of it is a snapshot.

mod common;

use common::{diptych, folder, here, names, small, stderr};

#[test]
fn each_invalid_project_is_refused_with_its_reason() {
    let corpus = names(&here("tests/invalid"));
    assert!(corpus.len() >= 40, "the corpus is there");
    for name in corpus {
        let text = std::fs::read_to_string(here("tests/invalid").join(&name)).unwrap();
        let (head, body) = text.split_once('\n').unwrap();
        let path = head.strip_prefix("# file: ").unwrap_or_else(|| panic!("{name}: no file"));
        let dir = folder(&small(&[(path, body)]));
        let output = diptych(dir.path(), &["check"]);
        let code = output.status.code();
        assert!(matches!(code, Some(1..=3)), "{name} is refused, not {code:?}");
        let told = format!("exit code {}\n{}", code.unwrap(), stderr(&output));
        let reason = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("invalid__{reason}"), told);
        });
    }
}

#[test]
fn an_abstract_that_is_asked_for_and_not_there_is_told() {
    let (_, toml) = common::SMALL[0];
    let toml = toml.replace("notes = \"per-page\"", "abstracts = [\"en\"]");
    let article = "title: { zh: 湖泊, en: The lake }\nsections: [water]\n";
    let dir = folder(&small(&[("diptych.toml", &toml), ("data/article.yaml", article)]));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(told.contains("error: `zh` asks for an abstract, and the article has none"), "{told}");
}

#[test]
fn every_mistake_is_told_in_one_run() {
    let files = small(&[
        (
            "data/sections/water.yaml",
            "id: water
title: { zh: 水, en: Water }
blocks:
  - id: one
    levle: brief
    zh: 甲。
    en: A.
  - id: two
    zh: 乙。[@mpa]
    en: B.[@mpa]
  - id: three
    zh: 丙。
  - id: four
    zh: 丁𪚥。
    en: D.
",
        ),
        ("data/events.yaml", "events:\n  - { id: e, date: 2014-13, zh: 戊, en: E }\n"),
    ]);
    let dir = folder(&files);
    let output = diptych(dir.path(), &["build", "both", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    for mistake in [
        "water.yaml:5:5: error: unknown key `levle`",
        "water.yaml:9:13: error: `mpa` is not in the sources",
        "water.yaml:10:13: error: `mpa` is not in the sources",
        "water.yaml:11:9: error: the block `three` has no `en` text",
        "water.yaml:14:10: error: no font of `zh` has the character `𪚥`",
        "events.yaml:2:20: error: `2014-13` is not in the calendar",
    ] {
        assert!(told.contains(mistake), "{mistake} is not in:\n{told}");
    }
    assert_eq!(names(dir.path()), ["data", "diptych.toml"], "nothing is written");
}

/// What `check` says of the small project with some files replaced or added.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let dir = folder(&small(changes));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    stderr(&output).lines().filter(|line| !line.is_empty()).map(str::to_string).collect()
}

#[test]
fn a_citation_is_told_at_its_own_place() {
    let (_, water) = common::SMALL.iter().find(|(p, _)| *p == "data/sections/water.yaml").unwrap();
    let (_, sources) = common::SMALL.iter().find(|(p, _)| *p == "data/sources.yaml").unwrap();
    let water = water.replace("[@map, p. 3]", "[@map-x; @map]");
    let sources = sources.replace("map: {", "map-x: {");
    let titles = "map-x: { en: { title: Map } }\nbook: { zh: { title: 河流 } }\nmemo: { en: { title: Memo } }\n";
    let found = told(&[
        ("data/sections/water.yaml", &water),
        ("data/sources.yaml", &sources),
        ("data/source-titles.yaml", titles),
    ]);
    let line = water.lines().position(|line| line.contains("en: Its area")).unwrap();
    let text = water.lines().nth(line).unwrap();
    let column = text.find("; @map]").unwrap() + "; @".len() + 1;
    let place = format!("data/sections/water.yaml:{}:{column}: ", line + 1);
    assert!(found.iter().any(|told| told.starts_with(&place)), "{place} is not in {found:#?}");
}
