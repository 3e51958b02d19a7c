//! The length of an edition, and the budget of its variant.

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::edition::{Block, Edition, Run, each_run, sections};
use crate::model::language::{Language, LengthUnit};
use crate::model::project::Variant;

/// How long an edition is in one language, in the language's unit: its titles,
/// key messages, summary and blocks, without notes, timeline and sources.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::select::{length, select};
///
/// let edition = select(&project, project.variant("brief").unwrap());
/// assert!(length(&edition, project.language("en").unwrap()) <= 1500);
/// ```
pub fn length(edition: &Edition, language: &Language) -> usize {
    let key = language.key.as_str();
    let mut total = 0;
    let mut count = |runs: &[Run]| total += measure(&words(runs), language.table.length);
    let mut block = |block: &Block| {
        block.body.get(key).into_iter().flatten().for_each(|part| count(part));
    };
    let front = edition.key_messages.iter().chain(&edition.recommendations);
    front.chain(&edition.summary).for_each(&mut block);
    let sections = sections(&edition.sections);
    sections.iter().flat_map(|s| &s.blocks).for_each(block);
    let titles = sections.iter().map(|s| &s.title).chain([&edition.title]).chain(&edition.subtitle);
    titles.filter_map(|title| title.get(key)).for_each(|runs| count(runs));
    total
}

/// The text of runs without the labels of notes.
fn words(runs: &[Run]) -> String {
    let mut words = String::new();
    each_run(runs, &mut |run| {
        if let Run::Text { text } = run {
            words.push_str(text);
        }
    });
    words
}

fn measure(text: &str, unit: LengthUnit) -> usize {
    match unit {
        LengthUnit::Characters => text.chars().filter(|c| !c.is_whitespace()).count(),
        LengthUnit::Words => {
            text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count()
        }
    }
}

/// Tells of each language in which an edition is longer than its variant
/// allows.
pub fn over_budget(edition: &Edition, variant: &Variant) -> Vec<Diagnostic> {
    let check = |language: &Language| {
        let limit = *variant.max_length.get(&language.key)?;
        let length = length(edition, language);
        let unit = match language.table.length {
            LengthUnit::Characters => "characters",
            LengthUnit::Words => "words",
        };
        (length > limit).then(|| {
            let message = format!(
                "`{}` has {length} {unit} in `{}`, and may have {limit}",
                variant.name, language.key
            );
            Diagnostic::error(Code::OverBudget, variant.place.clone(), message)
                .hint("shorten its blocks, move some to another level, or raise `max-length`")
        })
    };
    edition.languages.iter().filter_map(check).collect()
}
