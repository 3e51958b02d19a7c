//! What Typst does over again: a lint of the templates. Counts the paragraphs that
//! it breaks into lines for a reader after another reader's document has been made;
//! a value of the recipient in a style of the page or the text would be in every one
//! of them. And counts the layouts until the pages agree with what is said of them: two
//! from nothing, and one from what is known of a document like it.

#[path = "it/common/mod.rs"]
mod common;

use std::sync::{Arc, Mutex};

use diptych::load::files::{Files, built_in_templates};
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::{Edition, Recipient};
use diptych::model::project::{Project, Variant};
use diptych::select::select;
use diptych::typeset::{Base, Composition, Fonts, look_ahead, settle, typeset};
use typst_layout::PagedDocument;

/// At most this part of the paragraphs of a report may be broken again: those
/// of the recipient, and of the page that they are on.
const REPORT: f64 = 0.05;

/// A note is one page, whose heading and address come to stand elsewhere.
const NOTE: f64 = 0.5;

/// The events that are counted are those of the whole process.
static COUNT: Mutex<()> = Mutex::new(());

/// The first layout knows nothing of itself; the second has all that it asks for, if
/// what the first could not print takes no room and is not measured.
#[test]
fn two_layouts_settle_a_document() {
    let _alone = COUNT.lock();
    let files = Files::built_in();
    for name in ["brief", "brief-zh", "brief-en", "note", "note-zh"] {
        assert_eq!(layouts(&files, name), 2, "{name}");
    }
    // What comes to stand otherwise than measured is settled once more.
    for name in ["report", "report-zh", "report-en"] {
        assert!(layouts(&files, name) <= 3, "{name}");
    }
    // Prints what it finds, and looks for what it printed.
    let defect = "#context { let found = query(<diptych-heading>)
        if found != () [#metadata(none)<late>]
        let _ = query(<late>) }";
    assert_eq!(layouts(&with(&files, "brief", defect), "brief"), 3, "the defect is not seen");
}

#[test]
fn one_layout_makes_a_document_for_another_reader() {
    let _alone = COUNT.lock();
    let files = Files::built_in();
    for name in ["report", "report-zh", "report-en", "report-facing", "note", "note-zh", "note-en"]
    {
        assert_eq!(layouts_for_another(&files, name), 1, "{name}");
    }
    let defect = r#"#context {
        let name = par(json("/recipient.json").name.at("zh"))
        place(block(height: measure(name).height, name)) }"#;
    let layouts = layouts_for_another(&with(&files, "note", defect), "note");
    assert_eq!(layouts, 2, "the defect is not seen");
}

#[test]
fn one_layout_shows_an_edit_that_moves_nothing() {
    let _alone = COUNT.lock();
    for name in ["report", "report-zh", "report-en", "brief", "brief-zh", "brief-en"] {
        // In these the block is divided, and the index looks for terms in the text of parts.
        let expected = if matches!(name, "report" | "report-en") { 2 } else { 1 };
        assert_eq!(layouts_after_an_edit(name), expected, "{name}");
    }
}

#[test]
fn a_second_readers_document_lays_out_little_but_the_address() {
    let _alone = COUNT.lock();
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
        counted("linebreak")
    };
    // Nothing is remembered of what other tests have laid out.
    comemo::evict(0);
    let first = paragraphs("First");
    assert!(first > 20, "{name} has only {first} paragraphs");
    paragraphs("Second") as f64 / first as f64
}

/// How many layouts a document takes whose blocks are not divided.
fn layouts(files: &Files, name: &str) -> usize {
    let project = common::loaded(files);
    let variant = project.variant(name).expect("a variant");
    let base = Arc::new(Base::new(Fonts::load(&[]).expect("fonts"), files));
    let composition = Composition::new(base, &select(&project, variant));
    typst_timing::enable();
    let made = typst::compile::<PagedDocument>(&composition);
    typst_timing::disable();
    assert!(made.output.is_ok());
    counted("iter (")
}

/// How many layouts a reader's document takes once it is settled for a sample.
fn layouts_for_another(files: &Files, name: &str) -> usize {
    let project = common::loaded(files);
    // The defect has a page of its own.
    let own = project.variant(name).expect("a variant").clone();
    let variant = &Variant { max_pages: None, ..own };
    let base = Arc::new(Base::new(Fonts::load(&[]).expect("fonts"), files));
    let sample = Some(to("sample", &project));
    let edition = Edition { recipient: sample, ..select(&project, variant) };
    let composition = Composition::new(base, &edition);
    let settled = settle(&composition, &edition, &project, variant).expect("it is settled");
    let addressed = settled.addressed(Some(&to("Second", &project)));
    let mut told = Diagnostics::default();
    typst_timing::enable();
    let pages = typeset(&addressed, &edition, &project, variant, &mut told);
    typst_timing::disable();
    assert!(pages.is_some(), "{:?}", told.sorted());
    counted("layout document")
}

/// How many layouts show a variant of the built-in project after a word is added.
fn layouts_after_an_edit(name: &str) -> usize {
    let mut files = Files::built_in();
    let fonts = Fonts::load(&[]).expect("fonts");
    let project = common::loaded(&files);
    let variant = project.variant(name).expect("a variant");
    let edition = select(&project, variant);
    let composition = Composition::new(Arc::new(Base::new(fonts.clone(), &files)), &edition);
    let mut told = Diagnostics::default();
    let before = typeset(&composition, &edition, &project, variant, &mut told).expect("pages");
    let path = "data/sections/challenges.yaml";
    let text = files.text(path).expect("a section");
    let edited =
        text.replace("各国安危", "各国皆安危").replace("stand or fall", "may stand or fall");
    assert!(edited.contains("皆安危") && edited.contains("may stand or fall"));
    files.insert(path, edited.into_bytes());
    let project = common::loaded(&files);
    let edition = select(&project, variant);
    let composition = Composition::new(Arc::new(Base::new(fonts, &files)), &edition);
    typst_timing::enable();
    let pages = look_ahead(&composition, &edition, &before, &project, variant);
    typst_timing::disable();
    assert!(pages.is_some(), "{name}: what was settled holds");
    counted("layout document")
}

fn make(base: &Arc<Base>, project: &Project, variant: &Variant, edition: &Edition) {
    let mut told = Diagnostics::default();
    let composition = Composition::new(base.clone(), edition);
    let pages = typeset(&composition, edition, project, variant, &mut told);
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

/// How many things of a kind Typst has done since it was last asked.
fn counted(kind: &str) -> usize {
    let mut json = vec![];
    typst_timing::export_json(&mut json, |_| (String::new(), 0)).expect("events");
    let events: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let is_counted = |event: &&serde_json::Value| {
        event["ph"] == "B" && event["name"].as_str().is_some_and(|name| name.starts_with(kind))
    };
    events.as_array().map_or(0, |events| events.iter().filter(is_counted).count())
}
