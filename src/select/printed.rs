//! What a variant prints: the texts of the article, each with the unit that it is of.
//!
//! Takes an article and a variant; gives its texts in the variant's languages, before
//! anything is printed: whether all is there, and agreed on, is to be known of these.

use std::collections::BTreeSet;

use crate::model::article::{
    Article, Block, Body, FigureContent, Missing, Phrase, Piece, Reference, Section, Term, blocks,
    each_piece_and_note, missing_notes,
};
use crate::model::project::Variant;
use crate::model::vocabulary::Localized;

use super::figures::{drawn, named, number};
use super::timeline::period;
use super::{block_is_in, has_text, is_in};

/// A text in one language.
pub struct Text<'a> {
    /// What it is a text of: `block.rivers`, `article.title`.
    pub unit: String,
    pub language: &'a str,
    /// Nothing of a term, which has no pieces.
    pub parts: Vec<&'a [Piece]>,
    pub missing: Option<&'a Missing>,
}

/// The texts that a variant prints in its languages, and of abstracts in others. Texts of
/// terms are those of terms that these use.
pub fn texts<'a>(article: &'a Article, variant: &'a Variant) -> Vec<Text<'a>> {
    let mut printed = Printed { languages: &variant.abstracts, texts: vec![] };
    // An abstract in another language has these and the summary, and no more.
    printed.front(article);
    article.summary.iter().for_each(|summary| printed.block(summary));
    printed.languages = &variant.languages;
    printed.front(article);
    printed.phrases("article.short-title", &article.short_title);
    printed.phrases("article.attribution", &article.attribution);
    printed.phrases("article.colophon", &article.colophon);
    for (_, texts) in article.imprint.phrases() {
        printed.phrases("article.imprint", [texts]);
    }
    for credit in &article.credits {
        printed.phrases("article.credits", [&credit.role, &credit.name]);
    }
    printed.sections(&article.sections, variant);
    let events = article.events.iter().filter(|_| variant.timeline);
    for event in events.filter(|event| is_in(variant, event.level, &event.audiences)) {
        printed.phrases(&format!("event.{}", event.id), [&event.body]);
        let own = period(article, event);
        own.into_iter()
            .for_each(|own| printed.phrases(&format!("period.{}", own.id), [&own.title]));
    }
    for (event, _) in named(article, variant).filter(|_| !article.periods.is_empty()) {
        printed.phrases(&format!("event.{}", event.id), [event.drawn_label()]);
    }
    let numbers = number(article, variant);
    for figure in article.figures.iter().filter(|f| numbers.contains_key(f.id.as_str())) {
        printed.phrases(&format!("figure.{}", figure.id), figure.phrases());
        if let FigureContent::Timeline(own) = &figure.content {
            for own in &article.periods {
                printed.phrases(&format!("period.{}", own.id), [&own.title]);
            }
            for (event, _) in drawn(article, variant, own) {
                printed.phrases(&format!("event.{}", event.id), [event.drawn_label()]);
            }
        }
    }
    for block in blocks(article).into_iter().filter(|block| block_is_in(variant, block)) {
        printed.block(block);
        let editorial = block.editorial.iter().filter(|_| variant.editorial);
        printed.phrases(&format!("block.{}", block.id), editorial);
    }
    let terms = printed.terms(article);
    printed.texts.extend(terms);
    printed.texts
}

struct Printed<'a> {
    languages: &'a [String],
    texts: Vec<Text<'a>>,
}

impl<'a> Printed<'a> {
    fn front(&mut self, article: &'a Article) {
        self.phrases("article.title", [&article.title]);
        self.phrases("article.subtitle", &article.subtitle);
        self.phrases("article.keywords", &article.keywords);
    }

    /// The titles of the sections that a variant prints.
    fn sections(&mut self, sections: &'a [Section], variant: &Variant) {
        for section in sections.iter().filter(|section| has_text(section, variant)) {
            let unit = format!("section.{}", section.id);
            self.phrases(&unit, [&section.title]);
            self.phrases(&unit, &section.short_title);
            self.sections(&section.sections, variant);
        }
    }

    fn phrases(&mut self, unit: &str, all: impl IntoIterator<Item = &'a Localized<Phrase>>) {
        for texts in all {
            for language in self.languages {
                let Some(Phrase { pieces, missing, .. }) = texts.get(language) else { continue };
                self.push(unit, language, vec![pieces.as_slice()], missing.as_ref());
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        let others = block.box_title().into_iter().chain(&block.attribution);
        self.phrases(&format!("block.{}", block.id), others);
        let unit = match block.id.as_str() {
            "abstract" => "article.abstract".to_string(),
            id => format!("block.{id}"),
        };
        for language in self.languages {
            let Some(Body { parts, missing, .. }) = block.body.get(language) else { continue };
            let parts = parts.iter().map(Vec::as_slice).collect();
            self.push(&unit, language, parts, missing.as_ref());
        }
    }

    /// Adds a text, and what is missing of the notes that it marks.
    fn push(
        &mut self,
        unit: &str,
        language: &'a str,
        parts: Vec<&'a [Piece]>,
        missing: Option<&'a Missing>,
    ) {
        let notes: Vec<_> = parts.iter().copied().flat_map(missing_notes).collect();
        self.texts.push(Text { unit: unit.into(), language, parts, missing });
        self.texts.extend(notes.into_iter().filter(|_| missing.is_none()).map(|missing| Text {
            unit: unit.into(),
            language,
            parts: vec![],
            missing: Some(missing),
        }));
    }

    /// The terms that texts ask for, each once in a language.
    fn terms(&self, article: &'a Article) -> Vec<Text<'a>> {
        let mut used: BTreeSet<(&str, &'a str)> = BTreeSet::new();
        let mut terms: Vec<(&str, &'a str, &'a Term)> = vec![];
        for text in &self.texts {
            let mut visit = |piece: &'a Piece| {
                if let Piece::Ref { id, .. } = piece
                    && let Some(Reference::Term(term)) = article.references.get(id)
                    && used.insert((text.language, id))
                {
                    terms.push((text.language, id, term));
                }
            };
            text.parts.iter().for_each(|pieces| each_piece_and_note(pieces, &mut visit));
        }
        let text = |(language, id, term): (&'a str, &str, &'a Term)| Text {
            unit: format!("term.{id}"),
            language,
            parts: vec![],
            missing: term.missing.get(language),
        };
        terms.into_iter().map(text).collect()
    }
}
