//! The abstract in languages that an edition does not have otherwise.
//!
//! Takes the project and the variant that names these languages; gives title,
//! summary and keywords in each. They have no notes, and first uses of their own.

use crate::model::edition::Abstract;
use crate::model::language::Language;
use crate::model::project::{Project, Variant};

use super::printer::Printer;
use super::{drafts, figures};

/// The abstracts of a variant, in its order.
pub fn abstracts(project: &Project, variant: &Variant) -> Vec<Abstract> {
    let languages = variant.abstracts.iter().filter_map(|key| project.language(key));
    languages.map(|language| of(project, variant, language)).collect()
}

fn of(project: &Project, variant: &Variant, language: &Language) -> Abstract {
    let (article, key) = (&project.article, &language.key);
    let numbers = figures::number(article, variant);
    let mut languages = vec![language.clone()];
    drafts::lend_fonts(project, variant, &mut languages);
    let language = languages[0].clone();
    let mut printer = Printer::new(project, languages, numbers);
    let summary = article.summary.as_ref().and_then(|summary| summary.body.get(key));
    let parts = summary.map_or(&[][..], |body| &body.parts);
    let missing = summary.and_then(|body| body.missing.as_ref());
    let keywords = article.keywords.iter();
    Abstract {
        language,
        title: printer.title(&article.title).remove(key).unwrap_or_default(),
        subtitle: article.subtitle.as_ref().and_then(|s| printer.title(s).remove(key)),
        body: parts.iter().map(|part| printer.runs(0, part, missing, None)).collect(),
        keywords: keywords.filter_map(|words| printer.words(words).remove(key)).collect(),
    }
}
