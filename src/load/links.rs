//! Links between the parts: every citation and reference leads somewhere,
//! and the languages of a text cite the same.

use std::collections::BTreeSet;

use crate::model::article::{
    Article, Block, Body, Cite, Phrase, Piece, Reference, Section, each_piece, same_cites,
};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::model::locator::{Locator, same_places};
use crate::model::vocabulary::Localized;

use super::Loader;
use super::footnotes::footnotes;

impl Loader<'_> {
    /// Tells of each citation and reference that leads nowhere.
    pub(super) fn check_links(&mut self, article: &Article) {
        for (place, texts) in texts(article) {
            for text in texts.values() {
                each_piece_of(&text.parts, &mut |piece| self.check_piece(article, piece));
            }
            self.check_notes(place, &texts);
        }
    }

    fn check_piece(&mut self, article: &Article, piece: &Piece) {
        match piece {
            Piece::Note(cites) => {
                for Cite { key, place, locators, .. } in cites {
                    self.check_type(article, key, locators, place);
                    let is_there = article.sources.contains_key(key);
                    if self.unread_sources || is_there || self.is_bad_source(key) {
                        continue;
                    }
                    let hint = did_you_mean(key, article.sources.keys().map(String::as_str));
                    let message = format!("`{key}` is not in the sources");
                    self.diagnostics.push(
                        Diagnostic::error(Code::UnknownSource, place.clone(), message)
                            .maybe_hint(hint),
                    );
                }
            }
            Piece::Ref { id, place, .. }
                if !self.unread && !article.references.contains_key(id) =>
            {
                let known = || article.references.keys().map(String::as_str);
                let hint = did_you_mean(id, known())
                    .or_else(|| did_you_mean(&id.to_lowercase(), known()))
                    .map(|hint| format!("{hint}; write `\\{{` for a brace itself"))
                    .unwrap_or_else(|| "write `\\{` for a brace itself".into());
                let file = self.files.text(&place.path).unwrap_or_default();
                let before = file.get(..place.range.start).unwrap_or_default();
                let (message, hint) = match before.chars().next_back() {
                    Some('$' | '%' | '#') => (
                        format!("`{{{id}}}` is a place for a template to fill"),
                        "write what is meant itself".into(),
                    ),
                    Some('^' | '_') => (
                        format!("`{{{id}}}` is a superscript or subscript of LaTeX"),
                        "write `m^2^` or `CO~2~`".into(),
                    ),
                    _ => (format!("`{{{id}}}` is no quantity, date, term or figure"), hint),
                };
                self.error(Code::UnknownReference, place.clone(), message, hint);
            }
            _ => {}
        }
    }

    /// Tells of a place that only another type of source has: 第3版 of a book.
    fn check_type(&mut self, article: &Article, key: &str, at: &[Locator], place: &Place) {
        let Some(source) = article.sources.get(key) else { return };
        for locator in at {
            let Some(kind) = locator.of_type().filter(|kind| *kind != source.record.kind) else {
                continue;
            };
            let form = locator.form.as_deref().unwrap_or("{n}").replace("{n}", &locator.value);
            let message = format!(
                "`{form}` is a place in a source of the type `{kind}`, and `{key}` is of `{}`",
                source.record.kind
            );
            let hint = "give a page in other words; an edition is told with the source (`edition`)";
            self.error(Code::UnfitLocator, place.clone(), message, hint);
        }
    }

    /// Tells of each source that two languages cite at different places.
    fn tell_places(&mut self, first: &str, a: &[Noted], second: &str, b: &[Noted]) {
        let all = |notes: &[Noted]| -> Vec<Cite> {
            notes.iter().flat_map(|note| note.cites().iter().cloned()).collect()
        };
        let mut is_told = false;
        for (a, b) in all(a).iter().zip(&all(b)) {
            if same_places(&a.locators, &b.locators) {
                continue;
            }
            is_told = true;
            let message = format!(
                "`{}` is cited at {} in `{first}`, and at {} in `{second}`",
                a.key,
                said(&a.locators),
                said(&b.locators),
            );
            let hint = "both languages cite the same places, in words of their own";
            self.error(Code::CitationsDiffer, b.place.clone(), message, hint);
        }
        if !is_told {
            let message =
                format!("the notes are divided otherwise in `{first}` than in `{second}`");
            let hint = "both languages cite the same sources in the same notes";
            if let Some(cite) = b.iter().flat_map(|note| note.cites()).next() {
                self.error(Code::CitationsDiffer, cite.place.clone(), message, hint);
            }
        }
    }

    /// One number for all languages needs the same notes in all.
    fn check_notes(&mut self, place: &Place, texts: &Texts) {
        let notes = texts.iter().map(|(language, text)| (language, notes_of(&text.parts)));
        let notes: Vec<_> = notes.collect();
        for pair in notes.windows(2) {
            let [(first, a), (second, b)] = pair else { continue };
            let (mut a, mut b) = (a.clone(), b.clone());
            // One that could not be read is no second mistake.
            if a.len() == b.len() {
                let read = a.iter().zip(&b).filter(|(a, b)| a.is_read() && b.is_read());
                (a, b) = read.map(|(a, b)| (*a, *b)).unzip();
            }
            let (a, b) = (&a, &b);
            if a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(*b)) {
                continue;
            }
            // What is told of marks is told where notes are read.
            let marks = |notes: &[Noted]| -> BTreeSet<String> {
                let words = notes.iter().filter(|note| matches!(note, Noted::Words(_)));
                words.flat_map(Noted::names).collect()
            };
            let keys = |notes: &[Noted]| -> Vec<String> {
                notes.iter().flat_map(|n| n.cites()).map(|cite| cite.key.clone()).collect()
            };
            let has_words = |notes: &[Noted]| !marks(notes).is_empty();
            if keys(a) == keys(b) && marks(a) != marks(b) {
                continue;
            }
            if keys(a) == keys(b) && !has_words(a) {
                self.tell_places(first, a, second, b);
                continue;
            }
            let message =
                format!("the notes differ: {} in `{first}`, {} in `{second}`", list(a), list(b));
            let hint = "both languages cite the same sources in the same order";
            self.error(Code::CitationsDiffer, place.clone(), message, hint);
        }
    }
}

/// A note as the languages are compared by: what it cites, or its name.
#[derive(Debug, Clone, Copy)]
enum Noted<'a> {
    Cites(&'a [Cite]),
    Words(&'a str),
}

impl<'a> Noted<'a> {
    fn cites(self) -> &'a [Cite] {
        match self {
            Self::Cites(cites) => cites,
            Self::Words(_) => &[],
        }
    }

    /// What a message calls it: the sources, or the mark.
    fn names(&self) -> Vec<String> {
        match self {
            Self::Cites(cites) => cites.iter().map(|cite| cite.key.clone()).collect(),
            Self::Words(id) => vec![format!("[^{id}]")],
        }
    }

    fn is_read(&self) -> bool {
        !matches!(self, Self::Cites([]))
    }

    fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Cites(a), Self::Cites(b)) => same_cites(a, b),
            (Self::Words(a), Self::Words(b)) => a == b,
            _ => false,
        }
    }
}

/// The keys of the sources that an article cites, in its texts or for its quantities.
pub(crate) fn cited(article: &Article) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, texts) in texts(article) {
        for text in texts.values() {
            let cites = notes_of(&text.parts).into_iter().flat_map(Noted::cites);
            keys.extend(cites.map(|cite| cite.key.clone()));
        }
    }
    let quantities = article.references.values().filter_map(|reference| match reference {
        Reference::Quantity(quantity) => quantity.source.clone(),
        _ => None,
    });
    keys.extend(quantities);
    keys
}

type Texts<'a> = Localized<Text<'a>>;

/// A text in one language: its paragraphs, items, or the one line that it is.
pub(crate) struct Text<'a> {
    pub place: &'a Place,
    pub parts: Vec<&'a [Piece]>,
}

impl<'a> Text<'a> {
    fn of_phrase(phrase: &'a Phrase) -> Self {
        Self { place: &phrase.place, parts: vec![phrase.pieces.as_slice()] }
    }

    fn of_body(body: &'a Body) -> Self {
        Self { place: &body.place, parts: body.parts.iter().map(Vec::as_slice).collect() }
    }
}

/// Every text of an article, in every language that has it, with the place of its owner.
pub(crate) fn texts(article: &Article) -> Vec<(&Place, Texts<'_>)> {
    fn phrase<'a>(texts: &'a Localized<Phrase>, out: &mut Vec<(&'a Place, Texts<'a>)>) {
        if let Some(first) = texts.values().next() {
            with_notes(&first.place, phrase_of(texts), out);
        }
    }
    fn block<'a>(block: &'a Block, out: &mut Vec<(&'a Place, Texts<'a>)>) {
        block.box_title().into_iter().for_each(|title| phrase(title, out));
        with_notes(&block.place, body_of(&block.body), out);
        block.attribution.iter().for_each(|texts| phrase(texts, out));
        block.editorial.iter().for_each(|note| phrase(note, out));
    }
    fn section<'a>(of: &'a Section, out: &mut Vec<(&'a Place, Texts<'a>)>) {
        phrase(&of.title, out);
        of.short_title.iter().for_each(|t| phrase(t, out));
        of.blocks.iter().for_each(|b| block(b, out));
        of.sections.iter().for_each(|s| section(s, out));
    }
    let mut out = vec![];
    phrase(&article.title, &mut out);
    article.short_title.iter().for_each(|t| phrase(t, &mut out));
    article.subtitle.iter().chain(&article.attribution).for_each(|s| phrase(s, &mut out));
    for credit in &article.credits {
        phrase(&credit.role, &mut out);
        phrase(&credit.name, &mut out);
    }
    article.imprint.phrases().into_iter().for_each(|(_, own)| phrase(own, &mut out));
    article.keywords.iter().for_each(|k| phrase(k, &mut out));
    article.colophon.iter().for_each(|c| phrase(c, &mut out));
    article.summary.iter().for_each(|s| block(s, &mut out));
    article.sections.iter().for_each(|s| section(s, &mut out));
    article.periods.iter().for_each(|p| phrase(&p.title, &mut out));
    for event in &article.events {
        phrase(&event.body, &mut out);
        event.label.iter().for_each(|label| phrase(label, &mut out));
    }
    for figure in &article.figures {
        figure.phrases().into_iter().for_each(|p| phrase(p, &mut out));
    }
    out
}

/// A line of text, in each language that has it.
pub(super) fn phrase_of(texts: &Localized<Phrase>) -> Texts<'_> {
    let written = texts.iter().filter(|(_, phrase)| phrase.missing.is_none());
    written.map(|(key, phrase)| (key.clone(), Text::of_phrase(phrase))).collect()
}

/// The text of a block, in each language that has it.
pub(super) fn body_of(body: &Localized<Body>) -> Texts<'_> {
    let written = body.iter().filter(|(_, body)| body.missing.is_none());
    written.map(|(key, body)| (key.clone(), Text::of_body(body))).collect()
}

/// Adds a text, and behind it the notes in words that are marked in it, each in the
/// languages that have it.
fn with_notes<'a>(place: &'a Place, texts: Texts<'a>, out: &mut Vec<(&'a Place, Texts<'a>)>) {
    let mut notes: Vec<(&str, &Place, Texts)> = vec![];
    for (key, text) in &texts {
        for note in footnotes(&text.parts).into_iter().filter(|note| note.missing.is_none()) {
            let own = Text { place: &note.place, parts: vec![note.body.as_slice()] };
            match notes.iter_mut().find(|(id, ..)| *id == note.id) {
                Some((.., texts)) => {
                    texts.insert(key.clone(), own);
                }
                None => notes.push((&note.id, &note.place, Texts::from([(key.clone(), own)]))),
            }
        }
    }
    out.push((place, texts));
    out.extend(notes.into_iter().map(|(_, place, texts)| (place, texts)));
}

fn each_piece_of<'a>(parts: &[&'a [Piece]], visit: &mut impl FnMut(&'a Piece)) {
    parts.iter().for_each(|pieces| each_piece(pieces, visit));
}

/// The notes of a text that it shares with other languages.
fn notes_of<'a>(parts: &[&'a [Piece]]) -> Vec<Noted<'a>> {
    let mut notes = vec![];
    each_piece_of(parts, &mut |piece| match piece {
        Piece::Note(cites) => notes.push(Noted::Cites(cites)),
        Piece::Footnote(note) if !note.is_alone => notes.push(Noted::Words(&note.id)),
        _ => {}
    });
    notes
}

/// Places in a source, as CSL calls what they count.
fn said(locators: &[Locator]) -> String {
    let names: Vec<_> = locators.iter().map(Locator::name).collect();
    if names.is_empty() { "no place".into() } else { super::quoted(&names) }
}

fn list(notes: &[Noted]) -> String {
    let names: Vec<String> = notes.iter().flat_map(Noted::names).collect();
    if names.is_empty() { "none".into() } else { super::quoted(&names) }
}
