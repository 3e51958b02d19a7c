//! A corpus of invalid projects. The name of each file in `tests/invalid` is
//! what is wrong in it: its first line names the file of the small project
//! that it replaces or adds. What the program says of it is a snapshot.

use crate::common;
use crate::common::{diptych, folder, here, names, small, stderr};

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
fn a_chart_of_what_cannot_be_drawn_is_told() {
    let chart = |form: &str, csv: &str| {
        let figures = format!(
            "levels:\n  after: area\n  title: {{ zh: 水位, en: Levels }}\n  \
             alt: {{ zh: 图。, en: A chart. }}\n  chart: {{ form: {form}, csv: levels.csv, series: \
             [{{ column: high, label: {{ zh: 高, en: High }} }}] }}\n"
        );
        told(&[("data/figures.yaml", &figures), ("data/levels.csv", csv)])
    };
    let whole = chart("line", "year,high\n2014,-5\n2015,0.001\n");
    assert_eq!(whole, Vec::<String>::new());
    for (form, csv, mistake) in [
        ("line", "year,high\n", "data/figures.yaml:5:29: error: `data/levels.csv` has no rows"),
        ("bar", "year,high\n2014,-5\n", "data/levels.csv:2:6: error: -5 is below zero"),
        ("share", "year,high\n2014,-5\n", "data/levels.csv:2:6: error: -5 is below zero"),
        (
            "line",
            "year,high\n2014,70000000000000000000000000000\n2015,-60000000000000000000000000000\n",
            "data/levels.csv:2:6: error: 70000000000000000000000000000 cannot be drawn",
        ),
        (
            "line",
            "year,high\n2014,0.0000000000000000000000000001\n",
            "data/levels.csv:2:6: error: 0.0000000000000000000000000001 cannot be drawn",
        ),
        // A cell that has the text of another before it, or a comma in it.
        ("line", "year,high\n2014-05,-\n", "data/levels.csv:2:9: error: `-` is not a number"),
        ("line", "year,high\n\n\"a,-\",-\n", "data/levels.csv:3:7: error: `-` is not a number"),
    ] {
        let told = chart(form, csv);
        assert!(told.iter().any(|line| line.starts_with(mistake)), "{mistake} is not in {told:#?}");
    }
    let quantities = "quantities:\n  extent: { value: 2400 }\n  dry: { value: -600 }\n";
    let figures = "dry-land:\n  after: area\n  title: { zh: 滩地, en: Dry land }\n  \
                   alt: { zh: 图。, en: A chart. }\n  chart:\n    values:\n    - quantity: dry\n      \
                   label: { zh: 滩地, en: Dry land }\n";
    let found = told(&[("data/quantities.yaml", quantities), ("data/figures.yaml", figures)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("data/figures.yaml:7:17: error: -600 is below zero"), "{found:?}");
}

#[test]
fn a_source_that_cannot_be_read_is_told_once() {
    let (_, sources) = common::SMALL.iter().find(|(p, _)| *p == "data/sources.yaml").unwrap();
    let broken = sources.replace("type: web", "type: wbe");
    let found = told(&[("data/sources.yaml", &broken)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    let mistake = "data/sources.yaml:1:14: error: `wbe` is not a type of source";
    assert!(found[0].starts_with(mistake), "{found:?}");
}

#[test]
fn what_refers_to_an_item_that_cannot_be_read_is_not_told() {
    let (_, quantities) = common::SMALL.iter().find(|(p, _)| *p == "data/quantities.yaml").unwrap();
    for (of, broken) in [
        ("dry: { value: 600, unit: area }", "dry: 600"),
        ("extent: { value: 2400, unit: area, source: map }", "extent: 2400"),
        ("area: { zh: '{n}平方公里', en: '{n} square kilometres' }", "area: 5"),
    ] {
        assert!(quantities.contains(of));
        let found = told(&[("data/quantities.yaml", &quantities.replace(of, broken))]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("error: expected"), "{found:?}");
    }
}

#[test]
fn a_chart_that_cannot_be_read_hides_no_other_mistake() {
    let (_, toml) = common::SMALL[0];
    let toml = toml.replace("notes = \"per-page\"", "abstracts = [\"en\"]");
    let (_, water) = common::SMALL.iter().find(|(p, _)| *p == "data/sections/water.yaml").unwrap();
    let water = water.replace("再看地图。", "再看{levels}和{nothing}。");
    let figures = "levels:
  after: area
  title: { zh: 水位, en: Levels }
  alt: { zh: 图。, en: A chart. }
  chart: { csv: levels.csv, series: [{ column: high, label: { zh: 高, en: High } }] }
lost:
  after: nowhere
  title: { zh: 表, en: Lost }
  table: { columns: [{ zh: 河, en: River }], rows: [] }
";
    let found = told(&[
        ("diptych.toml", &toml),
        ("data/article.yaml", "title: { zh: 湖泊, en: The lake }\nsections: [water]\n"),
        ("data/sections/water.yaml", &water),
        ("data/figures.yaml", figures),
        ("data/levels.csv", "year,high\n2014,-\n"),
    ]);
    let mistakes = [
        "data/levels.csv:2:6: error: `-` is not a number",
        "data/figures.yaml:6:1: error: the table has no rows",
        "data/figures.yaml:7:10: error: there is no block `nowhere`",
        "data/sections/water.yaml:20:20: error: `{nothing}` is no quantity, date, term or figure",
        "diptych.toml:18:11: error: `zh` asks for an abstract, and the article has none",
    ];
    for mistake in mistakes {
        assert!(
            found.iter().any(|line| line.starts_with(mistake)),
            "{mistake} is not in {found:#?}"
        );
    }
    assert_eq!(found.len(), mistakes.len(), "{found:#?}");
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

#[test]
fn a_language_table_that_does_not_do_is_told_at_its_place() {
    let path = "data/languages/en.yaml";
    let table = std::fs::read_to_string(here(path)).unwrap();
    assert_eq!(told(&[(path, &table)]), Vec::<String>::new());
    for (from, to, mistake) in [
        ("tag: en-GB", "tag: english", "`english` is not the tag of a language"),
        ("script: Latn", "script: Latin", "`Latin` is not the code of a script"),
        ("column: 1.5", "column: -1", "`column` is -1"),
        ("size: 1\n", "size: inf\n", "`size` is inf"),
        ("January, ", "", "there are 11 months"),
        (
            "headings: [\"{n}\", \"{n}.{n}\", \"{n}.{n}.{n}\"]",
            "headings: []",
            "there is no pattern for",
        ),
        ("plain: \"{n}\"", "plain: \"n\"", "`plain` has no `{n}`"),
        ("{n}\u{a0}million", "million", "a pattern of `large` has no `{n}`"),
        ("figure: \"Figure\u{a0}{n}\"", "figure: Figure", "`figure` has no `{n}`"),
        ("  summary: Summary\n", "", "the table lacks the words `summary`"),
        ("  reference: Reference\n", "", "the table lacks the words `reference`"),
        ("  pages: Pages\n", "", "the table lacks the words `pages`"),
        ("dictionary: en-GB", "dictionary: en-XX", "there is no dictionary `en-XX`"),
    ] {
        assert!(table.contains(from), "{from}");
        let found = told(&[(path, &table.replace(from, to))]);
        assert_eq!(found.len(), 1, "{found:#?}");
        let is_told = found[0].contains(&format!(": error: {mistake}"));
        assert!(is_told && found[0].starts_with(path), "{mistake} is not {found:?}");
    }
}

#[test]
fn a_name_in_a_pattern_of_dates_that_stands_for_nothing_is_told() {
    let english = std::fs::read_to_string(here("data/languages/en.yaml")).unwrap();
    for (right, wrong, mistake) in [
        ("{day}", "{dya}", "`day` has `{dya}`, which stands for nothing"),
        ("\"{from}–{to}\"", "\"from {from}\"", "`range` has no `{to}`"),
    ] {
        assert!(english.contains(right));
        let table = english.replacen(right, wrong, 1);
        let found = told(&[("data/languages/en.yaml", &table)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains("data/languages/en.yaml:") && found[0].contains(mistake),
            "{found:?}"
        );
    }
}

#[test]
fn a_picture_that_claims_to_be_without_end_is_not_unpacked() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(1_000_000_u32.to_be_bytes());
    png.extend(1_000_000_u32.to_be_bytes());
    png.extend([8, 6, 0, 0, 0]);
    let (_, toml) = common::SMALL[0];
    let logo = "\n[theme]\nlogo = { file = \"logo.png\", alt = { zh = \"徽\", en = \"Logo\" } }\n";
    let mut files = small(&[("diptych.toml", &format!("{toml}{logo}"))]);
    files.insert("data/logo.png", png);
    let dir = folder(&files);
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("has 1000000 × 1000000 pixels"), "{}", stderr(&output));
}

#[test]
fn braces_without_end_in_a_source_are_told_where_they_go_too_deep() {
    let (open, close) = ("\\textbf{".repeat(20_000), "}".repeat(20_000));
    let bib = format!("@book{{deep,\n  title = {{{open}A{close}}},\n  year = 2000,\n}}\n");
    let water = "id: water\ntitle: { zh: 水, en: Water }\nblocks:\n  - id: area\n    \
                 zh: 湖。[@deep]\n    en: The lake.[@deep]\n";
    let found = told(&[("data/more.bib", &bib), ("data/sections/water.yaml", water)]);
    let mistake = "data/more.bib:2:803: error: braces go more than 100 deep here";
    assert!(found.iter().any(|line| line.starts_with(mistake)), "{found:#?}");
}
