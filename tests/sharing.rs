//! What the documents of a batch share: a lint of the templates. Counts the
//! paragraphs that Typst breaks into lines for a reader after another reader's
//! document has been made; a value of the recipient in a style of the page or
//! the text would be in every one of them.

mod common;

use std::sync::Arc;

use diptych::compile::compile;
use diptych::compose::{Base, Composition, Fonts};
use diptych::diagnostic::Diagnostics;
use diptych::edition::{Edition, Recipient};
use diptych::files::{Files, built_in_templates};
use diptych::project::{Project, Variant};
use diptych::select::select;

/// At most this part of the paragraphs of a report may be broken again: those
/// of the recipient, and of the page that they are on.
const REPORT: f64 = 0.05;

/// A note is one page, whose heading and address come to stand elsewhere.
const NOTE: f64 = 0.5;

/// One test, since the events that are counted are those of the whole process.
#[test]
fn a_second_readers_document_lays_out_little_but_the_address() {
    let files = Files::built_in();
    for name in ["report", "report-zh", "report-en"] {
        let share = laid_again(&files, name);
        assert!(share < REPORT, "{name} lays out {share:.2} of its paragraphs again");
    }
    for name in ["note", "note-zh", "note-en"] {
        let share = laid_again(&files, name);
        assert!(share < NOTE, "{name} lays out {share:.2} of its paragraphs again");
    }
    for defect in [
        r#"#set page(footer: json("/recipient.json").name.at("zh"))"#,
        r#"#set text(lang: "zh", script: if json("/recipient.json").name.at("zh") == "First" { "hans" } else { "hant" })"#,
    ] {
        let share = laid_again(&with(&files, "report", defect), "report");
        assert!(share > 0.5, "`{defect}` is not seen: {share:.2}");
    }
}

/// The files with a line more at the top of a template.
fn with(files: &Files, template: &str, line: &str) -> Files {
    let path = format!("templates/{template}.typ");
    let built_in = String::from_utf8(built_in_templates()[&path].clone()).unwrap();
    let mut files = files.clone();
    files.insert(&path, format!("{line}\n{built_in}").into_bytes());
    files
}

/// Which part of the paragraphs that the first reader's document has are laid
/// out again for the second's.
fn laid_again(files: &Files, name: &str) -> f64 {
    let project = common::loaded(files);
    let variant = project.variant(name).expect("a variant");
    let base = Arc::new(Base::new(Fonts::load(&[]).expect("fonts"), files));
    let paragraphs = |reader: &str| {
        let edition =
            Edition { recipient: Some(to(reader, &project)), ..select(&project, variant) };
        typst_timing::enable();
        make(&base, &project, variant, &edition);
        typst_timing::disable();
        counted()
    };
    let first = paragraphs("First");
    assert!(first > 20, "{name} has only {first} paragraphs");
    paragraphs("Second") as f64 / first as f64
}

fn make(base: &Arc<Base>, project: &Project, variant: &Variant, edition: &Edition) {
    let mut told = Diagnostics::default();
    let composition = Composition::new(base.clone(), edition);
    let pages = compile(&composition, edition, project, variant, &mut told);
    assert!(pages.is_some(), "{:?}", told.sorted());
}

/// A recipient, each of whose fields has the reader's name in it.
fn to(reader: &str, project: &Project) -> Recipient {
    let fields = ["name", "office", "reference", "date", "salutation"];
    let said = |field: &str| {
        let text = if field == "name" { reader.to_string() } else { format!("{reader} {field}") };
        project.languages.iter().map(|l| (l.key.clone(), text.clone())).collect()
    };
    fields.iter().map(|field| (field.to_string(), said(field))).collect()
}

/// How many paragraphs have been broken into lines since it was last asked.
fn counted() -> usize {
    let mut json = vec![];
    typst_timing::export_json(&mut json, |_| (String::new(), 0)).expect("events");
    let events: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let is_paragraph = |event: &&serde_json::Value| {
        event["ph"] == "B"
            && event["name"].as_str().is_some_and(|name| name.starts_with("linebreak"))
    };
    events.as_array().map_or(0, |events| events.iter().filter(is_paragraph).count())
}
