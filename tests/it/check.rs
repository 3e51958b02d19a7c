//! What `check` finds in one project: terms, waivers, words, the language; and what `--fix`
//! and the formats make of it.

use std::collections::BTreeSet;

use crate::common::{diptych, folder, lake, stderr, stdout};
use diptych::check::check;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::code::Code;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::rule::Rule;

/// The text of a section with one block.
fn section(zh: &str, en: &str) -> String {
    let [zh, en] = [zh, en].map(|text| serde_json::to_string(text).unwrap());
    format!(
        "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - {{ id: area, zh: {zh}, en: {en} }}\n"
    )
}

const ARTICLE: &str = "title: { zh: 湖, en: The lake }\nsections: [water]\n";
const TOML: &str = "languages = ['zh', 'en']\n[variants.all]\ntemplate = 'report'\n";

/// A project of a few files.
fn project(files: &[(&str, &str)]) -> Files {
    let mut all = Files::default();
    for (path, text) in [("diptych.toml", TOML), ("data/article.yaml", ARTICLE)].iter().chain(files)
    {
        all.insert(path, text.as_bytes().to_vec());
    }
    all
}

/// What is found, as `rule: words`, where the words are those of the place.
fn found(files: &Files) -> Vec<String> {
    found_of(files, false)
}

fn found_of(files: &Files, all: bool) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    let project = load(files, &mut diagnostics);
    let told: Vec<_> = diagnostics.sorted().iter().map(|told| told.message.clone()).collect();
    let project = project.unwrap_or_else(|| panic!("{told:?}"));
    let all = check(&project, files, all);
    let told = |told: &&diptych::model::diagnostic::Diagnostic| {
        let place = told.place.clone().unwrap();
        let text = files.text(&place.path).unwrap_or_default();
        format!("{}: {}", told.rule().unwrap(), text.get(place.range).unwrap_or_default())
    };
    all.sorted().iter().map(told).collect()
}

fn of_texts(zh: &str, en: &str) -> Vec<String> {
    found(&project(&[("data/sections/water.yaml", &section(zh, en))]))
}

const TERMS: &str = "board:
  long: { zh: 理事会, en: governing board }
  forms: { en: [governing boards] }
joint-board:
  long: { zh: 联合理事会, en: joint governing board }
";

fn with_terms(zh: &str, en: &str) -> Vec<String> {
    found(&project(&[("data/sections/water.yaml", &section(zh, en)), ("data/terms.yaml", TERMS)]))
}

#[test]
fn terms_of_one_language_alone_typed_or_unused_are_told() {
    assert_eq!(with_terms("{board}知情。", "The meeting knew."), ["terms: {board}"]);
    assert_eq!(with_terms("理事会知情。", "The {board} knew."), ["typed-terms: 理事会"]);
    let files = project(&[
        ("data/sections/water.yaml", &section("{board}知情。", "The {board} knew.")),
        ("data/terms.yaml", TERMS),
    ]);
    assert_eq!(found_of(&files, true), ["unused-terms: joint-board"]);
    // An inflected form is the term; the longest wording is the one that is meant.
    let told = with_terms("联合理事会知情。", "Joint governing board and governing boards knew.");
    assert_eq!(
        told.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(["terms: governing boards",])
    );
}

#[test]
fn a_finding_is_waived_at_its_place_and_a_waiver_that_is_not_needed_is_told() {
    let block = |waive: &str| {
        let text = format!(
            "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: area\n    waive: {waive}\n    zh: 三次会议。\n    en: Four meetings.\n"
        );
        found(&project(&[("data/sections/water.yaml", &text)]))
    };
    assert_eq!(block("{}"), ["numbers: 三"]);
    assert_eq!(block("{ numbers: the source has four }"), [""; 0]);
    assert_eq!(block("{ numbers: so it is, units: so they are }"), ["waivers: units"]);
    let told = |waive: &str| {
        let text = section("三次会议。", "Four meetings.");
        let text = text.replace("id: area,", &format!("id: area, waive: {waive},"));
        let mut diagnostics = Diagnostics::default();
        load(&project(&[("data/sections/water.yaml", &text)]), &mut diagnostics);
        diagnostics.sorted().iter().map(|told| told.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told("{ nunbers: why }"), ["`nunbers` is no rule of `diptych check`"]);
    assert_eq!(told("{ numbers: '' }"), ["`numbers` is waived without a reason"]);
}

#[test]
fn italics_of_one_language_are_told_but_for_titles() {
    assert_eq!(of_texts("*湖泊*。", "The lake."), ["emphasis: \"*湖泊*。\""]);
    assert_eq!(of_texts("《湖泊志》是书。", "*On Lakes* is a book."), [""; 0]);
    assert_eq!(of_texts("*Vita*号。", "The *Vita*."), [""; 0]);
}

#[test]
fn a_text_in_another_language_of_the_same_script_is_told() {
    let french = "Les lacs de la région se réduisent chaque année, et les rivières qui les \
                  alimentent changent de cours ou se dessèchent peu à peu.";
    let rules: Vec<_> = of_texts("湖泊逐年缩小，河流改道。", french);
    assert!(rules.iter().any(|told| told.starts_with("language: ")), "{rules:?}");
    let partly = of_texts(
        "湖泊逐年缩小。The rivers that feed it change their course. 河流改道。",
        "The lake.",
    );
    assert!(
        partly.contains(&"language: The rivers that feed it change their course.".to_string()),
        "{partly:?}"
    );
}

#[test]
fn letters_and_words_of_another_variety_are_told() {
    assert_eq!(of_texts("湖泊與國家。", "The lake."), ["variety: 與國"]);
    assert_eq!(of_texts("湖泊。", "The center of the lake."), ["variety: center"]);
    // A name keeps its spelling.
    assert_eq!(of_texts("湖泊。", "The World Trade Center."), [""; 0]);
}

#[test]
fn words_in_no_dictionary_are_told_but_for_those_that_the_project_knows() {
    assert_eq!(
        of_texts("湖泊。", "The goverment organizes and organises it."),
        ["spelling: goverment"]
    );
    let text = section("湖泊。", "The limnometry of the lake.");
    let unknown = [("data/sections/water.yaml", text.as_str())];
    assert_eq!(found(&project(&unknown)), ["spelling: limnometry"]);
    let known = [unknown[0], ("data/words.txt", "# ours\nlimnometry\n")];
    assert_eq!(found(&project(&known)), [""; 0]);
    let off = format!("{TOML}[check]\nspelling = 'off'\n");
    assert_eq!(found(&project(&[unknown[0], ("diptych.toml", &off)])), [""; 0]);
}

#[test]
fn long_sentences_and_spaces_too_many_are_told() {
    let long = format!("The lake {}.", "and the river ".repeat(30).trim_end());
    let told = of_texts("湖泊。", &long);
    assert!(told.iter().any(|told| told.starts_with("sentences: The lake")), "{told:?}");
    assert_eq!(of_texts("湖泊 。", "The  lake ."), ["spaces: 泊 。", "spaces: e  l"]);
}

#[test]
fn shares_of_one_whole_come_to_no_more_than_it() {
    let told = |part: u32| {
        let quantities = format!(
            "quantities:\n  all: {{ value: 100 }}\n  a: {{ value: 60 }}\n  b: {{ value: {part} }}\n  \
             share-a: {{ share: [a, all] }}\n  share-b: {{ share: [b, all] }}\n"
        );
        let figures = "shares:\n  after: area\n  title: { zh: 份额, en: Shares }\n  \
             alt: { zh: 两条, en: Two bars }\n  chart:\n    values:\n      \
             - { label: { zh: 甲, en: A }, quantity: share-a }\n      \
             - { label: { zh: 乙, en: B }, quantity: share-b }\n";
        found(&project(&[
            ("data/sections/water.yaml", &section("湖泊。", "The lake.")),
            ("data/quantities.yaml", &quantities),
            ("data/figures.yaml", figures),
        ]))
    };
    assert_eq!(told(40), [""; 0]);
    assert_eq!(told(45), ["shares: shares"]);
}

#[test]
fn fix_mends_what_has_one_right_answer_and_nothing_else() {
    let before = "# a comment\nid: water\ntitle: { zh: 水, en: Water }\nblocks:\n  - id: area\n    zh: >-\n      湖泊,河流...和\"水\"。\n      它们：１２３。\n    en: \"The \\\"lake\\\" isn't dry; it  is full...  Isn't it?\"   # another\n  - id: rivers\n    zh: 'the ''lake'' 湖'\n    en: The the lake (open), see https://example.org/a?b='c' -- it's '90s.\n";
    let after = "# a comment\nid: water\ntitle: { zh: 水, en: Water }\nblocks:\n  - id: area\n    zh: >-\n      湖泊，河流……和“水”。\n      它们：123。\n    en: \"The ‘lake’ isn’t dry; it is full… Isn’t it?\"   # another\n  - id: rivers\n    zh: 'the ''lake'' 湖'\n    en: The the lake (open), see https://example.org/a?b='c' – it’s '90s.\n";
    let dir = folder(&project(&[("data/sections/water.yaml", before)]));
    let output = diptych(dir.path(), &["check", "--fix"]);
    assert!(stderr(&output).contains("mended "), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(3));
    let path = dir.path().join("data/sections/water.yaml");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
    let output = diptych(dir.path(), &["check", "--fix"]);
    assert!(!stderr(&output).contains("mended"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
}

#[test]
fn findings_are_told_as_sarif_and_as_the_schema_of_json_says() {
    let dir =
        folder(&project(&[("data/sections/water.yaml", &section("三次会议。", "Four meetings."))]));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&stderr(&output)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Code::all().count());
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "numbers");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "data/sections/water.yaml");
    assert_eq!(place["region"]["startLine"], 4);
    assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 4);
    let clean = folder(&lake());
    let output = diptych(clean.path(), &["check", "--diagnostic-format", "sarif"]);
    assert!(serde_json::from_str::<serde_json::Value>(&stderr(&output)).is_ok());

    let output = diptych(dir.path(), &["check", "--diagnostic-format", "json"]);
    let told: serde_json::Value =
        serde_json::from_str(stderr(&output).lines().next().unwrap()).unwrap();
    let schema = diptych(dir.path(), &["schema", "diagnostic"]);
    let schema: serde_json::Value = serde_json::from_str(&stdout(&schema)).unwrap();
    let known = schema["properties"].as_object().unwrap();
    assert!(told.as_object().unwrap().keys().all(|key| known.contains_key(key)), "{told}");
}

#[test]
fn the_article_is_no_older_than_what_it_tells_of() {
    let article =
        "title: { zh: 湖, en: The lake }\nsections: [water]\nreceived: 2014-06\nrevised: 2014-05\n";
    let events = "events:\n  - { id: later, date: 2014-09, zh: 测量, en: A survey }\n";
    let section = section("湖泊。", "The lake.");
    let told = found(&project(&[
        ("data/article.yaml", article),
        ("data/events.yaml", events),
        ("data/sections/water.yaml", &section),
    ]));
    assert_eq!(told, ["chronology: ", "chronology: A survey"]);
}

#[test]
fn shares_of_one_whole_that_a_sentence_asks_for_come_to_no_more_than_it() {
    let quantities = "quantities:
  lake: { value: 100 }
  north: { value: 60 }
  south: { value: 70 }
  north-share: { share: [north, lake], unit: percent }
  south-share: { share: [south, lake], unit: percent }
units:
  percent: { zh: '{n}%', en: '{n} per cent' }
";
    let of = |zh: &str, en: &str| {
        found(&project(&[
            ("data/sections/water.yaml", &section(zh, en)),
            ("data/quantities.yaml", quantities),
        ]))
    };
    assert_eq!(
        of(
            "北岸占{north-share}，南岸占{south-share}。",
            "The north has {north-share}, the south {south-share}."
        ),
        ["shares: {north-share}"]
    );
    assert_eq!(
        of(
            "北岸占{north-share}。南岸占{south-share}。",
            "The north has {north-share}. The south has {south-share}."
        ),
        [""; 0]
    );
}

#[test]
fn each_rule_is_told_of_in_the_docs() {
    let docs = std::fs::read_to_string(crate::common::here("docs/check.md")).unwrap();
    for rule in Rule::ALL {
        let row = format!("\n| `{}` |", rule.id());
        assert!(docs.contains(&row), "{} is not in docs/check.md", rule.id());
    }
}
