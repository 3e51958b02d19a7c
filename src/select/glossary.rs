//! The glossary: the terms that an edition uses, and the blocks that use them.

use std::collections::BTreeMap;

use icu_collator::{Collator, CollatorBorrowed};

use crate::article::{Piece, Reference, Term, each_block, each_piece};
use crate::edition::{GlossaryTerm, PerLanguage, Section};
use crate::language::Language;
use crate::project::Project;

/// Lists the terms of the sections of an edition, in the order of the first
/// language's letters (CLDR).
pub fn glossary(
    project: &Project,
    languages: &[Language],
    printed: &[Section],
) -> Vec<GlossaryTerm> {
    let mut in_print = vec![];
    ids(printed, &mut in_print);
    let mut uses: BTreeMap<&str, (&Term, Vec<String>)> = BTreeMap::new();
    each_block(&project.article.sections, &mut |block| {
        if !in_print.contains(&block.id.as_str()) {
            return;
        }
        for pieces in block.body.values().flat_map(|body| &body.parts) {
            each_piece(pieces, &mut |piece| {
                let Piece::Ref { id, .. } = piece else { return };
                let Some(Reference::Term(term)) = project.article.references.get(id) else {
                    return;
                };
                let (_, blocks) = uses.entry(id).or_insert((term, vec![]));
                if blocks.last() != Some(&block.id) {
                    blocks.push(block.id.clone());
                }
            });
        }
    });
    let only = |texts: &BTreeMap<String, String>| -> PerLanguage<String> {
        let own = |l: &Language| Some((l.key.clone(), without_article(texts.get(&l.key)?, l)));
        languages.iter().filter_map(own).collect()
    };
    let terms = uses.into_iter().map(|(id, (term, blocks))| GlossaryTerm {
        id: id.into(),
        long: only(&term.long),
        short: term.short.as_ref().map(&only),
        blocks,
    });
    let mut merged: Vec<GlossaryTerm> = vec![];
    for term in terms {
        // What is the same in all languages of the edition stands once.
        match merged.iter_mut().find(|other| other.long == term.long && other.short == term.short) {
            Some(other) => other.blocks.extend(term.blocks),
            None => merged.push(term),
        }
    }
    let mut terms = merged;
    if let Some(first) = languages.first() {
        let letters = collator(first);
        let key = |term: &GlossaryTerm| term.long.get(&first.key).cloned().unwrap_or_default();
        terms.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            letters.as_ref().map_or_else(|| a.cmp(&b), |letters| letters.compare(&a, &b))
        });
    }
    terms
}

/// A term without the article that it has in running text.
fn without_article(text: &str, language: &Language) -> String {
    let bare = |article: &String| text.strip_prefix(article.as_str())?.strip_prefix(' ');
    language.table.terms.articles.iter().find_map(bare).unwrap_or(text).into()
}

fn collator(language: &Language) -> Option<CollatorBorrowed<'static>> {
    let locale: icu_locale::Locale = language.table.tag.parse().ok()?;
    Collator::try_new(locale.into(), Default::default()).ok()
}

fn ids<'a>(sections: &'a [Section], out: &mut Vec<&'a str>) {
    for section in sections {
        out.extend(section.blocks.iter().map(|block| block.id.as_str()));
        ids(&section.sections, out);
    }
}
