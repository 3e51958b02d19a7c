//! Drafts: texts that are not there yet in a language.
//!
//! Takes a project and a variant; tells what it would print and has not, unless it is a
//! draft (`theme.draft`). There, and in what is refused, the text of another language
//! stands in its place: as words of that language, behind the word for it.

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::edition::Run;
use crate::model::language::{FontFamily, Language};
use crate::model::project::{Project, Variant};

use super::printed::texts;
use super::sentences;

/// Tells of each text that a variant prints in a language which does not have it.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::select::missing;
///
/// assert!(missing(&project, project.variant("brief").unwrap()).is_empty());
/// ```
pub fn missing(project: &Project, variant: &Variant) -> Vec<Diagnostic> {
    if variant.theme.draft {
        return vec![];
    }
    let missing = texts(&project.article, variant).into_iter();
    let missing = missing.filter_map(|text| {
        let missing = text.missing?;
        let (what, language) = (&missing.what, text.language);
        let (message, hint) = match missing.is_draft {
            true => {
                let hint = "take `draft` out when it is finished, or build with `--draft`".into();
                (format!("{what} is a draft in `{language}`"), hint)
            }
            false => {
                let hint = format!("add `{language}: …`, or build with `--draft`");
                (format!("{what} has no `{language}` text"), hint)
            }
        };
        Some(Diagnostic::error(Code::MissingText, missing.place.clone(), message).hint(hint))
    });
    missing.collect()
}

/// Puts the fonts of the languages that stand for others behind those of an edition's
/// languages, which may have none for their letters.
pub fn lend_fonts(project: &Project, variant: &Variant, languages: &mut [Language]) {
    let texts = texts(&project.article, variant);
    let lenders = project.languages.iter().filter(|language| {
        texts.iter().filter_map(|text| text.missing).any(|own| own.language == language.key)
    });
    for lender in lenders {
        let lent = &lender.table.fonts;
        for language in languages.iter_mut().filter(|language| language.key != lender.key) {
            let fonts = &mut language.table.fonts;
            let add = |own: &mut Vec<FontFamily>, lent: &[FontFamily]| {
                let is_new = |family: &&FontFamily| !own.iter().any(|f| f.name() == family.name());
                let new: Vec<_> = lent.iter().filter(is_new).cloned().collect();
                own.extend(new);
            };
            add(&mut fonts.serif, &lent.serif);
            add(&mut fonts.sans, &lent.sans);
            if let Some(emphasis) = &mut fonts.emphasis {
                add(emphasis, &lent.serif);
            }
        }
    }
}

/// Runs as words of a language among those of another: each sentence by itself, so that
/// a block may be divided between them.
pub fn foreign(runs: Vec<Run>, language: &Language) -> Vec<Run> {
    let words = |body| {
        let (lang, region) = (language.lang.clone(), language.region.clone());
        Run::Foreign { lang, region, body }
    };
    let mut foreign = vec![];
    for run in runs {
        match run {
            Run::Text { text } => {
                let sentences = sentences::sentences(&text).into_iter();
                foreign.extend(sentences.map(|sentence| words(vec![Run::text(sentence)])));
            }
            Run::Mark { .. } | Run::Step | Run::Foreign { .. } => foreign.push(run),
            run => foreign.push(words(vec![run])),
        }
    }
    foreign
}
