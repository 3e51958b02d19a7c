//! From inline pieces to runs: references become text, spaces are joined.

use std::collections::BTreeSet;

use crate::model::article::{
    Article, Cite, Footnote, Missing, Phrase, Piece, Quantity, QuantityStyle, Reference, Term,
    TermForm,
};
use crate::model::diagnostic::Place;
use crate::model::edition::{PerLanguage, Run, Text, plain};
use crate::model::language::{Language, LatinSpacing, LineBreak, Stress, Typography};
use crate::model::project::Project;
use crate::model::vocabulary::{FigureKind, Localized};

use super::cite::{self, Words};
use super::drafts;
use super::figures::Numbers;
use super::heads::{capital, heads, keeps_case};
use super::notes::{Cursor, NotePart, Notes, Said};
use super::numbers;

/// How terms are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terms {
    /// Spelled out at the first use.
    ByUse,
    /// Short, and no use.
    Short,
}

/// Prints pieces in the languages of an edition, and remembers which terms
/// have been spelled out in each.
pub struct Printer<'a> {
    article: &'a Article,
    languages: Vec<Language>,
    /// Those of the project, in which texts stand that are not there in these: at the
    /// indices behind theirs.
    all: &'a [Language],
    figures: Numbers<'a>,
    spelled_out: Vec<BTreeSet<&'a str>>,
    /// The `{id}`s that begin a sentence of what is being printed.
    heads: Vec<&'a Place>,
}

impl<'a> Printer<'a> {
    pub fn new(project: &'a Project, languages: Vec<Language>, figures: Numbers<'a>) -> Self {
        let (article, all) = (&project.article, &project.languages);
        let spelled_out = languages.iter().chain(all).map(|_| BTreeSet::new()).collect();
        Self { article, languages, all, figures, spelled_out, heads: vec![] }
    }

    fn language(&self, at: usize) -> &Language {
        self.languages.get(at).unwrap_or_else(|| &self.all[at - self.languages.len()])
    }

    /// The languages, in the order of print.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// A value for each language.
    pub fn each<T>(&self, make: impl Fn(&Language) -> T) -> PerLanguage<T> {
        self.languages.iter().map(|l| (l.key.clone(), make(l))).collect()
    }

    /// The runs of a piece of running text in the language at an index, with the notes
    /// that it is to have; where it is missing there, those of the language that it is in.
    pub fn runs(
        &mut self,
        at: usize,
        pieces: &'a [Piece],
        missing: Option<&Missing>,
        notes: Option<&mut Cursor<'a, '_>>,
    ) -> Vec<Run> {
        self.drafted(at, pieces, missing, Terms::ByUse, notes)
    }

    /// Running text of one paragraph, with the notes that it is to have.
    pub fn text(&mut self, texts: &'a Localized<Phrase>, notes: Option<&mut Notes<'a>>) -> Text {
        self.each_text(texts, Terms::ByUse, notes)
    }

    /// A caption or cell: terms are short in it, and count as no use.
    pub fn caption(&mut self, texts: &'a Localized<Phrase>, notes: &mut Notes<'a>) -> Text {
        self.each_text(texts, Terms::Short, Some(notes))
    }

    /// A title: as a caption, and without notes.
    pub fn title(&mut self, texts: &'a Localized<Phrase>) -> Text {
        self.each_text(texts, Terms::Short, None)
    }

    fn each_text(
        &mut self,
        texts: &'a Localized<Phrase>,
        terms: Terms,
        mut notes: Option<&mut Notes<'a>>,
    ) -> Text {
        // Each language takes the same notes.
        let first = notes.as_ref().map_or(0, |notes| notes.len());
        let mut text = Text::new();
        for at in 0..self.languages.len() {
            let key = self.languages[at].key.clone();
            let Some(phrase) = texts.get(&key) else { continue };
            let mut turn = notes.as_deref_mut().map(|notes| notes.cursor(&key, first));
            let missing = phrase.missing.as_ref();
            text.insert(key, self.drafted(at, &phrase.pieces, missing, terms, turn.as_mut()));
        }
        text
    }

    /// Prints pieces; where they are of another language, behind the word for that, and
    /// marked as words of theirs.
    fn drafted(
        &mut self,
        at: usize,
        pieces: &'a [Piece],
        missing: Option<&Missing>,
        terms: Terms,
        notes: Option<&mut Cursor<'a, '_>>,
    ) -> Vec<Run> {
        let from = missing.map_or(at, |missing| self.index_of(&missing.language));
        self.heads = heads(pieces, self.language(from), false);
        let mut runs = self.print(from, pieces, terms, notes);
        // A title or cell that a term begins has a capital there.
        if terms == Terms::Short && matches!(pieces.first(), Some(Piece::Ref { .. })) {
            runs = cite::capitalized(runs);
        }
        match missing {
            Some(missing) => self.marked(at, missing, runs),
            None => runs,
        }
    }

    /// Runs of another language as they stand in this one, behind the word for that.
    fn marked(&self, at: usize, missing: &Missing, runs: Vec<Run>) -> Vec<Run> {
        let language = self.language(at);
        let word = untranslated(language);
        let foreign = drafts::foreign(runs, self.language(self.index_of(&missing.language)));
        let said = [Run::text(format!("{word} "))].into_iter().chain(foreign).collect();
        spaced(said, &language.table.typography)
    }

    fn index_of(&self, key: &str) -> usize {
        let at = self.all.iter().position(|language| language.key == key);
        self.languages.len() + at.unwrap_or_default()
    }

    fn print(
        &mut self,
        at: usize,
        pieces: &'a [Piece],
        terms: Terms,
        mut notes: Option<&mut Cursor<'a, '_>>,
    ) -> Vec<Run> {
        let runs = pieces.iter().flat_map(|piece| self.run(at, piece, terms, notes.as_deref_mut()));
        let runs = runs.collect();
        spaced(runs, &self.language(at).table.typography)
    }

    /// What a figure is called in a language; nothing when it is not there.
    pub fn figure_label(&self, id: &str, language: &Language) -> String {
        let Some((kind, number)) = self.figures.get(id) else { return String::new() };
        let pattern = language.word(match kind {
            FigureKind::Figure => "figure",
            FigureKind::Table => "table",
        });
        pattern.replace("{n}", &number.to_string())
    }

    /// A quantity with its unit, in each language.
    pub fn quantity(&self, quantity: &Quantity) -> Text {
        self.each(|language| vec![Run::text(quantity_in(quantity, self.article, language))])
    }

    /// Whether a text is a quantity in digits, and no more than notes beside it.
    pub fn is_number(&self, texts: &Localized<Phrase>) -> bool {
        let is_one = |piece: &Piece| match piece {
            Piece::Ref { id, .. } => match self.article.references.get(id) {
                Some(Reference::Quantity(own)) => own.style != QuantityStyle::Words,
                _ => false,
            },
            _ => false,
        };
        let said = |phrase: &Phrase| {
            let is_note = |p: &Piece| matches!(p, Piece::Note(_) | Piece::Footnote(_));
            let mut own = phrase.pieces.iter().filter(|p| !is_note(p));
            own.next().is_some_and(is_one) && own.next().is_none()
        };
        !texts.is_empty() && texts.values().all(said)
    }

    /// A title as plain text.
    pub fn words(&mut self, texts: &'a Localized<Phrase>) -> PerLanguage<String> {
        self.title(texts).into_iter().map(|(key, runs)| (key, plain(&runs))).collect()
    }

    /// The run of a piece; of a term that another stands for, several.
    fn run(
        &mut self,
        at: usize,
        piece: &'a Piece,
        terms: Terms,
        mut notes: Option<&mut Cursor<'a, '_>>,
    ) -> Vec<Run> {
        let mut inner = |printer: &mut Self, body: &'a [Piece]| {
            let runs = body.iter();
            runs.flat_map(|piece| printer.run(at, piece, terms, notes.as_deref_mut())).collect()
        };
        vec![match piece {
            Piece::Text(text) => Run::text(text.as_str()),
            Piece::Emph(body) => Run::Emph { body: inner(self, body) },
            Piece::Strong(body) => Run::Strong { body: inner(self, body) },
            Piece::Stress(body) => {
                let body = inner(self, body);
                match self.language(at).table.typography.stress {
                    Stress::Dots => Run::Stress { body },
                    Stress::Emphasis => Run::Emph { body },
                }
            }
            Piece::Sub(body) => Run::Sub { body: inner(self, body) },
            Piece::Super(body) => Run::Super { body: inner(self, body) },
            Piece::Break => Run::Break,
            Piece::Link { url, body } => Run::Link { url: url.clone(), body: inner(self, body) },
            Piece::Note(cites) => match notes {
                Some(notes) => {
                    let part = NotePart::Cites(cites, self.words_around(at, cites));
                    notes.mark(Said::citing(part))
                }
                None => Run::text(""),
            },
            Piece::Footnote(note) => match notes {
                // It is for the readers of a language for which another stands here.
                _ if note.is_alone && at >= self.languages.len() => Run::text(""),
                Some(notes) => {
                    let parts = self.parts_of(at, note);
                    notes.mark(Said::saying(note, parts))
                }
                None => Run::text(""),
            },
            Piece::Ref { id, form, place } => {
                let own = if terms == Terms::Short { TermForm::Short } else { *form };
                let text = self.reference(at, id, own);
                let is_head = self.heads.iter().any(|head| std::ptr::eq(*head, place));
                let run = Run::text(match form {
                    TermForm::Capital => capital(&text),
                    _ if is_head && !keeps_case(&text) => capital(&text),
                    _ => text,
                });
                let Some(Reference::Term(term)) = self.article.references.get(id) else {
                    return vec![run];
                };
                return match term.missing.get(&self.language(at).key) {
                    Some(missing) => self.marked(at, missing, vec![run]),
                    None => vec![run],
                };
            }
        }]
    }

    /// What a note in words says: its words, in which terms are short, and what it cites
    /// between them. Behind the word for that, where they are those of another language.
    fn parts_of(&mut self, at: usize, note: &'a Footnote) -> Vec<NotePart<'a>> {
        let pieces = &note.body;
        let mut parts = vec![];
        let mut from = at;
        if let Some(missing) = &note.missing {
            from = self.index_of(&missing.language);
            let word = format!("{} ", untranslated(self.language(at)));
            parts.push(NotePart::Words(vec![Run::text(word)]));
        }
        let own = heads(pieces, self.language(from), true);
        let outer = std::mem::replace(&mut self.heads, own);
        for (index, piece) in pieces.iter().enumerate() {
            if let Piece::Note(cites) = piece {
                parts.push(NotePart::Cites(cites, self.words_around(from, cites)));
                continue;
            }
            // As far as no citation parts them, words are settled with each other.
            if index == 0 || matches!(pieces[index - 1], Piece::Note(_)) {
                let end = pieces[index..].iter().position(|p| matches!(p, Piece::Note(_)));
                let words = &pieces[index..end.map_or(pieces.len(), |end| index + end)];
                parts.push(NotePart::Words(self.short(from, words)));
            }
        }
        self.heads = outer;
        parts
    }

    fn words_around(&mut self, at: usize, cites: &'a [Cite]) -> Vec<Words> {
        cites.iter().map(|cite| self.words_of(at, cite)).collect()
    }

    /// The words around a source in a note, in which terms are short.
    fn words_of(&mut self, at: usize, cite: &'a Cite) -> Words {
        Words { before: self.short(at, &cite.before), after: self.short(at, &cite.after) }
    }

    /// Words of a note, in which terms are short; as words of their language, where another
    /// is wanted.
    fn short(&mut self, at: usize, pieces: &'a [Piece]) -> Vec<Run> {
        let runs = self.print(at, pieces, Terms::Short, None);
        match at < self.languages.len() {
            true => runs,
            false => drafts::foreign(runs, self.language(at)),
        }
    }

    fn reference(&mut self, at: usize, id: &'a str, form: TermForm) -> String {
        match self.article.references.get(id) {
            Some(Reference::Date(date)) => date.print(&self.language(at).table.dates),
            Some(Reference::Quantity(quantity)) => {
                quantity_in(quantity, self.article, self.language(at))
            }
            Some(Reference::Figure) => self.figure_label(id, self.language(at)),
            Some(Reference::Term(term)) => {
                let by_use = matches!(form, TermForm::ByUse | TermForm::Capital);
                let first = by_use && self.spelled_out[at].insert(id);
                self.term(at, term, form, first)
            }
            None => String::new(),
        }
    }

    fn term(&self, at: usize, term: &Term, form: TermForm, first: bool) -> String {
        let language = self.language(at);
        let long = term.long.get(&language.key).cloned().unwrap_or_default();
        let short = term.short.as_ref().and_then(|s| s.get(&language.key));
        let Some(short) = short.filter(|short| **short != long) else { return long };
        match form {
            TermForm::Long => long,
            _ if first => {
                language.table.terms.first.replace("{long}", &long).replace("{short}", short)
            }
            _ => short.clone(),
        }
    }
}

/// What stands before a text that is not translated.
fn untranslated(language: &Language) -> String {
    match language.word("untranslated") {
        "" => format!("[{}]", language.word("draft")),
        word => word.to_string(),
    }
}

/// A quantity with its unit, as a language prints it.
pub fn quantity_in(quantity: &Quantity, article: &Article, language: &Language) -> String {
    let number = numbers::quantity(quantity, &language.table.numbers, &language.table.tag);
    let unit = quantity.unit.as_ref().and_then(|u| article.units.get(u));
    match unit.and_then(|unit| unit.get(&language.key)) {
        // A number is not parted from its unit.
        Some(unit) => unit
            .of(quantity.value, &language.table.tag)
            .replace("{n} ", "{n}\u{a0}")
            .replace("{n}", &number),
        None => number,
    }
}

/// Joins neighbouring text and settles the white space in it.
pub fn spaced(runs: Vec<Run>, typography: &Typography) -> Vec<Run> {
    let mut joined: Vec<Run> = vec![];
    let inner = |body| spaced(body, typography);
    for run in runs {
        match (joined.last_mut(), run) {
            (_, Run::Text { text }) if text.is_empty() => {}
            (Some(Run::Text { text: before }), Run::Text { text }) => before.push_str(&text),
            (_, Run::Emph { body }) => joined.push(Run::Emph { body: inner(body) }),
            (_, Run::Strong { body }) => joined.push(Run::Strong { body: inner(body) }),
            (_, Run::Stress { body }) => joined.push(Run::Stress { body: inner(body) }),
            (_, Run::Sub { body }) => joined.push(Run::Sub { body: inner(body) }),
            (_, Run::Super { body }) => joined.push(Run::Super { body: inner(body) }),
            (_, Run::Link { url, body }) => joined.push(Run::Link { url, body: inner(body) }),
            (_, run) => joined.push(run),
        }
    }
    // A line break between two runs has its sides in them.
    for at in 0..joined.len() {
        let (before, rest) = joined.split_at_mut(at);
        if let Some((Run::Text { text }, after)) = rest.split_first_mut() {
            let said = |run: &Run| plain(std::slice::from_ref(run));
            let before = before.iter().rev().find_map(|run| said(run).chars().next_back());
            let after = after.iter().find_map(|run| said(run).chars().next());
            *text = spaced_between(text, [before, after], typography);
        }
    }
    joined
}

/// Runs that are spaced, with the white space at their ends settled by what stands around them.
pub fn settled(runs: &[Run], around: [Option<char>; 2], typography: &Typography) -> Vec<Run> {
    let mut runs = runs.to_vec();
    if let Some(Run::Text { text }) = runs.first_mut() {
        *text = spaced_between(text, [around[0], None], typography);
    }
    if let Some(Run::Text { text }) = runs.last_mut() {
        *text = spaced_between(text, [None, around[1]], typography);
    }
    runs
}

/// Text with the white space that is printed of it.
pub fn spaced_text(text: &str, typography: &Typography) -> String {
    spaced_between(text, [None, None], typography)
}

/// The same between the characters at its sides.
fn spaced_between(text: &str, around: [Option<char>; 2], typography: &Typography) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map_or(around[0], |i| Some(chars[i]));
        let sides = [before, chars.get(i + 1).copied().or(around[1])];
        let beside_wide = sides.into_iter().flatten().any(is_wide);
        // In a text without spaces these fill the square, too.
        let beside_mark = sides.into_iter().flatten().any(is_shared_mark)
            || sides.into_iter().all(|c| c.is_some_and(|c| matches!(c, '‘' | '’')));
        match c {
            '\n' if typography.line_break == LineBreak::None && (beside_wide || beside_mark) => {}
            '\n' => out.push(' '),
            ' ' if typography.latin_spacing == LatinSpacing::None && beside_wide => {}
            c => out.push(*c),
        }
    }
    out
}

/// Whether a character is set on the square of Han characters.
pub fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether Latin and Han have a mark in common, which stands on the square in one of them.
fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '—' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typography(latin_spacing: LatinSpacing, line_break: LineBreak) -> Typography {
        Typography {
            column: 1.0,
            size: 1.0,
            indent: 0.0,
            hyphenate: false,
            latin_spacing,
            line_break,
            stress: Stress::Emphasis,
        }
    }

    #[test]
    fn spaces_beside_han_go_where_the_typesetter_sets_them() {
        let none = typography(LatinSpacing::None, LineBreak::None);
        assert_eq!(
            spaced_text("2014 年全球 CICA 与 APEC forum", &none),
            "2014年全球CICA与APEC forum"
        );
        let keep = typography(LatinSpacing::Keep, LineBreak::None);
        assert_eq!(spaced_text("2014 年", &keep), "2014 年");
    }

    #[test]
    fn a_line_break_is_what_the_language_says() {
        let none = typography(LatinSpacing::Keep, LineBreak::None);
        assert_eq!(spaced_text("亚洲\n安全", &none), "亚洲安全");
        assert_eq!(spaced_text("他说……\n“是”", &none), "他说……“是”");
        assert_eq!(spaced_text("Asian\nsecurity", &none), "Asian security");
        let space = typography(LatinSpacing::Keep, LineBreak::Space);
        assert_eq!(spaced_text("亚信\n(CICA) 회의\n亞洲", &space), "亚信 (CICA) 회의 亞洲");
        assert_eq!(spaced_text("the word\n亚信\nmeans", &space), "the word 亚信 means");
    }

    #[test]
    fn neighbouring_text_is_one_run() {
        let runs = vec![Run::text("共 "), Run::text("9"), Run::text(" 条")];
        let none = typography(LatinSpacing::None, LineBreak::None);
        assert_eq!(spaced(runs, &none), vec![Run::text("共9条")]);
    }
}
