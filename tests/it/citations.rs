//! Citations: places in sources as authors write them, and what the notes say of them.

use crate::common::small;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::plain;
use diptych::model::project::Project;
use diptych::select::{faults, select};

const SOURCES: &str = "\
@book{a, author={Marlow, Ada}, title={Alpha}, date={2011}, publisher={Northgate}, location={London}, langid={english}}
@book{b, author={Berg, Otto}, title={Beta}, date={2012}, publisher={Northgate}, location={London}, langid={english}}
@newspaper{n, title={湖泊}, journaltitle={日报}, date={2015-05-29}, langid={chinese}}
";

const TITLES: &str = "a: { zh: { title: 甲书 } }\nb: { zh: { title: 乙书 } }\n\
                      n: { en: { title: Lakes, container: Daily } }\n";

/// The small project with a block for each text of both languages.
fn project(texts: &[(&str, &str)]) -> Files {
    let mut blocks = String::from("id: water\ntitle: { zh: 水, en: Water }\nblocks:\n");
    for (index, (zh, en)) in texts.iter().enumerate() {
        blocks +=
            &format!("  - id: b{index}\n    zh: |\n      甲。{zh}\n    en: |\n      One.{en}\n");
    }
    small(&[
        ("data/sections/water.yaml", &blocks),
        ("data/events.yaml", "events: []\n"),
        ("data/sources.yaml", "{}\n"),
        ("data/more.bib", SOURCES),
        ("data/source-titles.yaml", TITLES),
        ("data/quantities.yaml", "quantities:\n  extent: { value: 2400 }\n"),
    ])
}

fn loaded(files: &Files) -> (Option<Project>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let project = load(files, &mut diagnostics);
    let told = diagnostics.sorted().into_iter().map(|told| told.message.clone()).collect();
    (project, told)
}

/// The notes of texts in Chinese and English, each in both languages.
fn notes_of(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    let (project, told) = loaded(&project(texts));
    assert_eq!(told, Vec::<String>::new(), "{texts:?}");
    let project = project.expect("a project");
    let variant = project.variant("both").expect("a variant");
    let edition = select(&project, variant);
    assert_eq!(faults(&project, variant, &edition), [], "{texts:?}");
    edition.notes.iter().map(|n| (plain(&n.body["zh"]), plain(&n.body["en"]))).collect()
}

/// What is told of one text.
#[allow(dead_code)]
fn told(zh: &str, en: &str) -> Vec<String> {
    loaded(&project(&[(zh, en)])).1
}

/// The places that a note gives of `a`, in Chinese and English.
#[allow(dead_code)]
fn places(zh: &str, en: &str) -> (String, String) {
    let (zh, en) = notes_of(&[(zh, en)]).swap_remove(0);
    let zh = zh.split_once("2011年，").expect("a place").1.trim_end_matches('。').to_string();
    let en = en.split_once("2011), ").expect("a place").1.trim_end_matches('.').to_string();
    (zh, en.replace('\u{a0}', " "))
}

#[test]
fn ibid_says_the_same_place_by_saying_nothing() {
    let same = ("[@a, p. 7]", "[@a, p. 7]");
    let notes = notes_of(&[same, same, ("[@a, p. 9; @b]", "[@a, p. 9; @b]"), same]);
    assert_eq!(notes[1], ("同上。".into(), "Ibid.".into()));
    assert!(notes[2].1.starts_with("Ibid., p.\u{a0}9; Otto Berg"), "{}", notes[2].1);
    assert_eq!(notes[3].1, "Marlow, Alpha, p.\u{a0}7.");
    notes_of(&[
        same,
        ("[@a, p. 7; @b]", "[@a, p. 7; @b]"),
        ("[@a, p. 2; @a, p. 2]", "[@a, p. 2; @a, p. 2]"),
    ]);
}
