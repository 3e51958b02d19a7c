//! What `check` finds between two languages: labelled pairs in `tests/concordance`, of
//! which half agree, and each other has one thing changed in one of its texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::here;
use diptych::check::check;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::{Diagnostic, Diagnostics};

/// A line of a file of pairs.
struct Pair {
    label: String,
    texts: [String; 2],
}

fn pairs(name: &str) -> Vec<Pair> {
    let text = std::fs::read_to_string(here("tests/concordance").join(name)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pair = |line: &str| {
        let [label, a, b] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("no pair: {line}")
        };
        Pair { label: label.into(), texts: [a.into(), b.into()] }
    };
    lines.map(pair).collect()
}

/// The files that languages need beside those of the program.
fn tables() -> Vec<(&'static str, String)> {
    let read = |path: &str| std::fs::read_to_string(here(path)).unwrap();
    vec![
        ("data/languages/fr.yaml", read("examples/metre/data/languages/fr.yaml")),
        ("data/languages/ru.yaml", read("tests/concordance/ru.yaml")),
        ("data/styles/french-note.csl", read("examples/metre/data/styles/french-note.csl")),
    ]
}

/// A project with a block on a line for each pair.
fn project(languages: [&str; 2], pairs: &[Pair]) -> Files {
    let [a, b] = languages;
    let mut files = Files::default();
    let mut section = format!("id: all\ntitle: {{ {a}: \"—\", {b}: \"—\" }}\nblocks:\n");
    for (index, pair) in pairs.iter().enumerate() {
        let [x, y] = &pair.texts.each_ref().map(|text| serde_json::to_string(text).unwrap());
        section += &format!("  - {{ id: b{index}, {a}: {x}, {b}: {y} }}\n");
    }
    let toml = format!("languages = ['{a}', '{b}']\n[variants.all]\ntemplate = 'report'\n");
    let article = format!("title: {{ {a}: \"—\", {b}: \"—\" }}\nsections: [all]\n");
    for (path, text) in tables() {
        files.insert(path, text.into_bytes());
    }
    files.insert("diptych.toml", toml.into_bytes());
    files.insert("data/article.yaml", article.into_bytes());
    files.insert("data/sections/all.yaml", section.into_bytes());
    files
}

/// What is found in each pair.
fn found(languages: [&str; 2], pairs: &[Pair]) -> BTreeMap<usize, Vec<Diagnostic>> {
    let files = project(languages, pairs);
    let mut diagnostics = Diagnostics::default();
    let project = load(&files, &mut diagnostics);
    let told: Vec<_> = diagnostics.sorted().iter().map(|told| told.message.clone()).collect();
    let project = project.unwrap_or_else(|| panic!("{told:?}"));
    let text = files.text("data/sections/all.yaml").unwrap();
    let mut found: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for told in check(&project, &files, false).sorted() {
        let place = told.place.as_ref().unwrap();
        let line = text[..place.range.start].matches('\n').count();
        found.entry(line - 3).or_default().push(told.clone());
    }
    found
}

#[test]
fn languages_that_disagree_are_told_apart_from_those_that_agree() {
    let sets = [("zh-en", ["zh", "en"]), ("fr-en", ["fr", "en"]), ("ru-zh", ["ru", "zh"])];
    let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut wrong = vec![];
    for (name, languages) in sets {
        let pairs = pairs(&format!("{name}.tsv"));
        let found = found(languages, &pairs);
        for (index, pair) in pairs.iter().enumerate() {
            let told = found.get(&index);
            let [hits, all] = kinds.entry(pair.label.clone()).or_default();
            *all += 1;
            *hits += usize::from(told.is_some());
            if told.is_some() == (pair.label == "agree") {
                let told = told.map(|told| told.iter().map(|d| d.message.clone()).collect());
                let told: Vec<String> = told.unwrap_or_default();
                wrong.push(format!("{name} {}: {:?} {told:?}", pair.label, pair.texts));
            }
        }
    }
    for (kind, [hits, all]) in &kinds {
        println!("{kind}: {hits} of {all} told");
    }
    println!("{}", wrong.join("\n"));
    let total: usize = kinds.values().map(|[_, all]| all).sum();
    assert!(total >= 600, "{total} pairs");
    let [alarms, agreeing] = kinds["agree"];
    assert!(alarms * 100 <= agreeing, "{alarms} of {agreeing} agreeing pairs are told");
    for (kind, percent) in [
        ("digits", 99),
        ("words", 95),
        ("dates", 95),
        ("fractions", 95),
        ("units", 95),
        ("bounds", 95),
    ] {
        let [hits, all] = kinds[kind];
        assert!(hits * 100 >= all * percent, "{hits} of {all} of the kind {kind}: {wrong:#?}");
    }
}

#[test]
fn both_places_of_a_difference_are_told() {
    let pair = |a: &str, b: &str| Pair { label: String::new(), texts: [a.into(), b.into()] };
    let pairs = [pair("三次会议，**四**项协议。", "Three meetings, *five* agreements.")];
    let found = found(["zh", "en"], &pairs);
    let files = project(["zh", "en"], &pairs);
    let text = files.text("data/sections/all.yaml").unwrap();
    let told = &found[&0][0];
    assert_eq!(told.message, "the numbers differ: `四` in `zh`, `five` in `en`");
    assert_eq!(told.rule, Some("numbers"));
    assert_eq!(&text[told.place.clone().unwrap().range], "四");
    assert_eq!(&text[told.other.clone().unwrap().range], "five");
}

#[test]
fn the_number_is_found_where_it_stands_again() {
    let pair = |a: &str, b: &str| Pair { label: String::new(), texts: [a.into(), b.into()] };
    let pairs = [pair(
        "第3条有3款，第3款有4项。",
        "Article 3 has 3 paragraphs, and paragraph 3 has 5 items.",
    )];
    let found = found(["zh", "en"], &pairs);
    assert_eq!(found[&0][0].message, "the numbers differ: `4` in `zh`, `5` in `en`");
    let rules: BTreeSet<_> = found[&0].iter().map(|told| told.rule).collect();
    assert_eq!(rules, BTreeSet::from([Some("numbers")]));
}
