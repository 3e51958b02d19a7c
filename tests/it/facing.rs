//! Facing pages, read from the layout: the same pairs on both pages of a spread.

use crate::common;
use crate::common::layout::build;
use diptych::load::files::Files;
use diptych::preview::{Area, Preview};
use diptych::typeset::Pages;
use typst::foundations::{Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;

/// What a label marks in a language: an id, a page and a distance from its top.
type Placed = (String, usize, i64);

/// What a label marks in a language, in order.
fn marked(pages: &Pages, label: &str, language: &str) -> Vec<Placed> {
    let introspector = pages.document().introspector();
    let selector = Selector::Label(Label::new(PicoStr::intern(label)).expect("a label"));
    let mut found = vec![];
    for content in &introspector.query(&selector) {
        let position = introspector.position(content.location().expect("a location"));
        let position = position.expect("a position");
        let Value::Dict(fields) =
            content.to_packed::<MetadataElem>().expect("metadata").value.clone()
        else {
            panic!("fields")
        };
        let text = |field: &str| match fields.get(field) {
            Ok(Value::Str(text)) => text.to_string(),
            _ => String::new(),
        };
        if text("lang") == language {
            let y = (position.point.y.to_pt() * 100.0).round() as i64;
            found.push((text("id"), position.page.get(), y));
        }
    }
    found
}

/// The small project with a variant on facing pages.
fn small(template: &str, changes: &[(&str, &str)]) -> Files {
    let toml = format!(
        "languages = [\"zh\", \"en\"]\n\n[audiences]\nmembers = {{ zh = \"成员\", en = \"Members\" }}\n\n\
         [variants.facing]\ntemplate = \"{template}\"\nlayout = \"facing\"\n"
    );
    let mut all = vec![("diptych.toml", toml.as_str())];
    all.extend(changes);
    common::small(&all)
}

#[test]
fn a_spread_has_the_same_pairs_on_its_left_and_its_right_page_at_the_same_height() {
    let built = build(&Files::built_in(), "report-facing");
    let pages = built.pages.expect("pages");
    let left = marked(&pages, "diptych-unit-start", "zh");
    let right = marked(&pages, "diptych-unit-start", "en");
    assert!(left.len() > 40, "{} pairs and figures", left.len());
    for ((id, page, y), other) in left.iter().zip(&right) {
        assert_eq!(page % 2, 0, "`{id}` is on a left page in the first language");
        assert_eq!((id.clone(), page + 1), (other.0.clone(), other.1));
        // Lines are not as high in both languages, and a heading may stand above.
        assert!((y - other.2).abs() < 2000, "`{id}` is at {y} and at {}", other.2);
    }
    assert_eq!(left.len(), right.len());
    assert_eq!(pages.len() % 2, 1, "a title page, and spreads");
    let ids: Vec<&String> = left.iter().map(|(id, ..)| id).collect();
    for block in built.edition.key_messages.iter().chain(&built.edition.summary) {
        assert!(ids.contains(&&block.id), "`{}` is there", block.id);
    }
}

#[test]
fn a_note_is_on_the_page_of_its_mark_in_its_language() {
    let pages = build(&Files::built_in(), "report-facing").pages.expect("pages");
    for (language, parity) in [("zh", 0), ("en", 1)] {
        let marks = marked(&pages, "diptych-mark", language);
        let entries = marked(&pages, "diptych-entry", language);
        let notes: Vec<_> = marks.iter().filter(|(id, ..)| !id.contains('.')).collect();
        assert!(notes.len() > 20);
        for (id, page, _) in notes {
            assert_eq!(page % 2, parity);
            let entry = entries.iter().find(|(own, ..)| own == id).expect("an entry");
            assert_eq!((entry.1, id), (*page, id));
        }
    }
}

#[test]
fn a_brief_has_its_key_messages_in_both_languages_before_the_first_spread() {
    let built = build(&small("brief", &[]), "facing");
    let pages = built.pages.expect("pages");
    let both = marked(&pages, "diptych-unit-start", "");
    assert_eq!(
        both.iter().map(|(id, page, _)| (id.as_str(), *page)).collect::<Vec<_>>(),
        [("message", 1)]
    );
    let left = marked(&pages, "diptych-unit-start", "zh");
    assert!(left.iter().any(|(id, page, _)| id == "area" && *page == 2), "{left:?}");
}

#[test]
fn a_pair_that_is_taller_than_a_page_is_an_error_with_its_place() {
    let tall = format!(
        "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - {{ id: short, zh: 短, en: Short }}\n  \
         - {{ id: tall, zh: 短, en: '{}' }}\n",
        "Rivers moved. ".repeat(700)
    );
    let built = build(&small("report", &[("data/sections/water.yaml", &tall)]), "facing");
    assert!(built.pages.is_none());
    let said = built.diagnostics.sorted();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].message, "the block `tall` is taller than a page of `facing`");
    assert_eq!(said[0].place.as_ref().expect("a place").path, "data/sections/water.yaml");
}

#[test]
fn a_row_of_the_timeline_that_is_taller_than_a_page_is_an_error_too() {
    let tall = format!(
        "events:\n  - {{ id: flood, date: 1995-07, zh: 洪水, en: '{}' }}\n",
        "The flood went on. ".repeat(700)
    );
    let built = build(&small("report", &[("data/events.yaml", &tall)]), "facing");
    assert!(built.pages.is_none());
    let said = built.diagnostics.sorted();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].message, "the event `flood` is taller than a page of `facing`");
}

#[test]
fn a_template_without_facing_pages_is_refused() {
    let built = build(&small("note", &[]), "facing");
    assert!(built.pages.is_none());
    let said = built.diagnostics.sorted();
    assert_eq!(said[0].message, "`facing` does not have its languages on facing pages");
    assert_eq!(said[0].place.as_ref().expect("a place").path, "diptych.toml");
}

#[test]
fn the_preview_finds_a_pair_on_both_pages_and_has_one_outline() {
    let files = small("report", &[]);
    let built = build(&files, "facing");
    let preview = Preview::new(built.pages.expect("pages"), &built.edition);
    let is_it = |area: &&Area| area.name.as_deref() == Some("block/area");
    let mut places: Vec<usize> = preview.areas().iter().filter(is_it).map(|a| a.page).collect();
    places.dedup();
    assert_eq!(places.len(), 2);
    assert_eq!(places[0] + 1, places[1]);
    let titles: Vec<&str> = preview.outline.iter().map(|h| h.title.as_str()).collect();
    assert!(
        titles.contains(&"一、水") && !titles.iter().any(|t| t.contains("Water")),
        "{titles:?}"
    );
}
