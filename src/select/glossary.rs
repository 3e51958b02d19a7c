//! The glossary and the index: the terms that an edition uses, and the blocks that
//! use them.

use std::collections::BTreeMap;

use icu_collator::{Collator, CollatorBorrowed};

use crate::model::article::{self, Piece, Reference, Term, each_piece_and_note};
use crate::model::edition::{Block, GlossaryTerm, IndexEntry, PerLanguage, Section, blocks};
use crate::model::language::Language;
use crate::model::project::Project;

/// Lists the terms that the blocks of an edition use in its languages, in the order
/// of the first language's letters (CLDR).
pub fn glossary(
    project: &Project,
    languages: &[Language],
    front: &[&Block],
    printed: &[Section],
) -> Vec<GlossaryTerm> {
    let mut in_print: Vec<&str> = front.iter().map(|block| block.id.as_str()).collect();
    in_print.extend(blocks(printed).iter().map(|block| block.id.as_str()));
    let mut uses: BTreeMap<&str, (&Term, Vec<String>)> = BTreeMap::new();
    let all = article::blocks(&project.article).into_iter();
    for block in all.filter(|block| in_print.contains(&block.id.as_str())) {
        let own = languages.iter().filter_map(|language| block.body.get(&language.key));
        for pieces in own.flat_map(|body| &body.parts) {
            each_piece_and_note(pieces, &mut |piece| {
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
    }
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
    if let Some(first) = languages.first() {
        in_order(&mut merged, first, |term| term.long.get(&first.key).cloned().unwrap_or_default());
    }
    merged
}

/// The names of terms in each language, in the order of its letters: the long and
/// the short name each have their place.
pub fn index(terms: &[GlossaryTerm], languages: &[Language]) -> PerLanguage<Vec<IndexEntry>> {
    let of = |language: &Language| {
        let mut entries: Vec<IndexEntry> = vec![];
        for (term, GlossaryTerm { long, short, .. }) in terms.iter().enumerate() {
            let Some(name) = long.get(&language.key).cloned() else { continue };
            let short = short.as_ref().and_then(|short| short.get(&language.key));
            let short = short.filter(|short| **short != name).cloned();
            let own = short.clone().map(|name| IndexEntry { name, short: None, term });
            entries.extend([IndexEntry { name, short, term }].into_iter().chain(own));
        }
        in_order(&mut entries, language, |entry| entry.name.clone());
        (language.key.clone(), entries)
    };
    if terms.is_empty() { PerLanguage::new() } else { languages.iter().map(of).collect() }
}

/// Sorts by names, in the order of a language's letters (CLDR).
pub fn in_order<T>(all: &mut [T], language: &Language, name: impl Fn(&T) -> String) {
    // Marks of titles have no place among the letters.
    let bare = |item: &T| name(item).trim_start_matches(|c: char| !c.is_alphanumeric()).to_string();
    let letters = collator(language);
    all.sort_by(|a, b| {
        let (a, b) = (bare(a), bare(b));
        letters.as_ref().map_or_else(|| a.cmp(&b), |letters| letters.compare(&a, &b))
    });
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
