//! What holds for every edition of every project.

use crate::common;
use std::fmt::Write;

use crate::common::{SMALL, loaded};
use diptych::load::files::Files;
use diptych::model::edition::{Block, Edition, Run, Section};
use diptych::select::select;
use proptest::prelude::*;

/// A block of a random project.
#[derive(Debug, Clone)]
struct Plan {
    level: &'static str,
    audience: Option<&'static str>,
    /// The sources that its notes cite.
    notes: Vec<&'static str>,
    /// Whether it uses the term.
    term: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        prop::sample::select(vec!["key", "brief", "full"]),
        prop::option::of(prop::sample::select(vec!["members", "staff"])),
        prop::collection::vec(prop::sample::select(vec!["map", "book", "memo"]), 0..4),
        any::<bool>(),
    )
        .prop_map(|(level, audience, notes, term)| Plan { level, audience, notes, term })
}

/// The small project with random blocks; each says its id in each language.
fn project(plans: &[Plan]) -> Files {
    let mut yaml = String::from("id: water\ntitle: { zh: 水, en: Water }\nblocks:\n");
    for (index, plan) in plans.iter().enumerate() {
        let notes: String = plan.notes.iter().map(|key| format!("句。[@{key}]")).collect();
        let term = if plan.term { "{board}" } else { "" };
        writeln!(yaml, "  - id: b{index}\n    level: {}", plan.level).unwrap();
        if let Some(audience) = plan.audience {
            writeln!(yaml, "    audiences: [{audience}]").unwrap();
        }
        for language in ["zh", "en"] {
            writeln!(yaml, "    {language}: 块{index}号甲{term}{notes}").unwrap();
        }
    }
    let mut files = Files::default();
    for (path, text) in SMALL {
        let text = if path.ends_with("water.yaml") { &yaml } else { *text };
        files.insert(path, text.as_bytes().to_vec());
    }
    files
}

fn sections<'a>(of: &'a [Section], out: &mut Vec<&'a Block>) {
    for section in of {
        out.extend(&section.blocks);
        sections(&section.sections, out);
    }
}

/// The blocks of an edition in the order of print.
fn printed(edition: &Edition) -> Vec<&Block> {
    let mut blocks: Vec<&Block> = edition.key_messages.iter().collect();
    sections(&edition.sections, &mut blocks);
    blocks
}

fn marks(runs: &[Run]) -> Vec<String> {
    let mark = |run: &Run| match run {
        Run::Mark { label, .. } => Some(label.clone()),
        _ => None,
    };
    runs.iter().filter_map(mark).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn an_edition_holds_what_its_variant_asks_for_and_nothing_else(
        plans in prop::collection::vec(plan(), 1..12),
        variant in prop::sample::select(vec!["both", "brief", "key", "zh", "en", "members"]),
    ) {
        let project = loaded(&project(&plans));
        let variant = project.variant(variant).unwrap();
        let edition = select(&project, variant);
        let json = serde_json::to_string(&edition).unwrap();
        let levels = ["key", "brief", "full"];
        let rank = |level: &str| levels.iter().position(|l| *l == level).unwrap();
        let highest = rank(match variant.level {
            diptych::model::vocabulary::Level::Key => "key",
            diptych::model::vocabulary::Level::Brief => "brief",
            diptych::model::vocabulary::Level::Full => "full",
        });
        for (index, plan) in plans.iter().enumerate() {
            let seen = plan.audience.is_none() || plan.audience == variant.audience.as_deref();
            let wanted = seen && rank(plan.level) <= highest;
            prop_assert_eq!(json.contains(&format!("块{index}号")), wanted);
            prop_assert_eq!(json.contains(&format!("\"b{index}\"")), wanted);
        }
    }

    #[test]
    fn notes_are_numbered_without_gaps_and_alike_in_each_language(
        plans in prop::collection::vec(plan(), 1..12),
    ) {
        let project = loaded(&project(&plans));
        let edition = select(&project, project.variant("members").unwrap());
        let mut expected = 0;
        for block in printed(&edition) {
            let by_language: Vec<Vec<String>> = block
                .body
                .values()
                .map(|parts| parts.iter().flat_map(|part| marks(part)).collect())
                .collect();
            prop_assert_eq!(&by_language[0], &by_language[1]);
            for label in &by_language[0] {
                expected += 1;
                prop_assert_eq!(label, &expected.to_string());
            }
        }
        prop_assert_eq!(edition.notes.len(), expected);
    }

    #[test]
    fn a_repeat_is_ibid_exactly_after_the_same_source(
        plans in prop::collection::vec(plan(), 1..12),
    ) {
        let project = loaded(&project(&plans));
        let edition = select(&project, project.variant("members").unwrap());
        let mut cited: Vec<&str> = vec![];
        for block in printed(&edition) {
            let index: usize = block.id[1..].parse().unwrap();
            cited.extend(&plans[index].notes);
        }
        prop_assert_eq!(cited.len(), edition.notes.len());
        for (index, note) in edition.notes.iter().enumerate() {
            let again = index > 0 && cited[index - 1] == cited[index];
            let zh = diptych::model::edition::plain(&note.body["zh"]);
            let en = diptych::model::edition::plain(&note.body["en"]);
            prop_assert_eq!(zh == "同上。", again, "{}", zh);
            prop_assert_eq!(en == "Ibid.", again, "{}", en);
        }
    }

    #[test]
    fn a_term_is_spelled_out_once(plans in prop::collection::vec(plan(), 1..12)) {
        let project = loaded(&project(&plans));
        let edition = select(&project, project.variant("members").unwrap());
        let json = serde_json::to_string(&edition).unwrap();
        let used = printed(&edition)
            .iter()
            .any(|block| plans[block.id[1..].parse::<usize>().unwrap()].term);
        prop_assert_eq!(json.matches("Lake Management Board (LMB)").count(), usize::from(used));
    }

    #[test]
    fn no_markup_makes_the_program_panic(
        text in "[\\[\\]{}()@*~$^\\\\|:;,，；#\"'<>&!=_ \\-a-d0-9p.甲第页《》“”（）\u{3000}\u{a0}\\n]{0,60}",
        plain in any::<bool>(),
    ) {
        let text = match plain {
            true => text.clone(),
            false => format!(">-\n      {}", text.replace('\n', "\n      ")),
        };
        let yaml = format!(
            "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: a\n    zh: {text}\n    en: [@map, {text}]\n",
        );
        told_at_places(&yaml)?;
    }

    #[test]
    fn no_text_makes_the_program_panic(text in "\\PC{0,80}", key in "[a-z]{2,4}") {
        let yaml = format!(
            "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: a\n    zh: {text}\n    {key}: |\n      {text}\n",
        );
        told_at_places(&yaml)?;
    }
}

/// Loads a section, and looks whether each diagnostic has a place in its file.
fn told_at_places(yaml: &str) -> Result<(), TestCaseError> {
    let files = common::small(&[("data/sections/water.yaml", yaml)]);
    let mut diagnostics = diptych::model::diagnostic::Diagnostics::default();
    if let Some(project) = diptych::load::load(&files, &mut diagnostics) {
        for variant in &project.variants {
            select(&project, variant);
        }
    }
    for diagnostic in diagnostics.sorted() {
        if let Some(place) = &diagnostic.place {
            let file = files.text(&place.path).unwrap_or_default();
            prop_assert!(file.get(place.range.clone()).is_some(), "{:?}", diagnostic);
        }
    }
    Ok(())
}
