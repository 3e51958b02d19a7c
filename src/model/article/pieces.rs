//! Pieces: a text as it was read, in stretches.

use crate::model::diagnostic::Place;
use crate::model::locator::{Locator, same_places};

/// A line of inline text.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub pieces: Vec<Piece>,
    pub place: Place,
    pub missing: Option<Missing>,
}

/// That a text is not there yet in a language, and the one of another stands for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The key of the language that the text is really in.
    pub language: String,
    /// Of what it is a text: "the block `rivers`".
    pub what: String,
    /// Whether it may be there, and is being written.
    pub is_draft: bool,
    /// Where it is to be written.
    pub place: Place,
}

/// A stretch of inline text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    Text(String),
    Emph(Vec<Piece>),
    Strong(Vec<Piece>),
    /// Stressed: with dots, where a language has them.
    Stress(Vec<Piece>),
    /// Lowered, and raised.
    Sub(Vec<Piece>),
    Super(Vec<Piece>),
    /// The end of a line, within a paragraph.
    Break,
    Link {
        url: String,
        body: Vec<Piece>,
    },
    /// One note, which cites one source or several.
    Note(Vec<Cite>),
    /// One note in words.
    Footnote(Footnote),
    /// `{id}`.
    Ref {
        id: String,
        form: TermForm,
        place: Place,
    },
}

/// Calls a function for each piece, outer ones first, and for the words around citations
/// at the end. Notes in words are texts of their own: [`each_piece_and_note`] goes on in them.
pub(crate) fn each_piece<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    for piece in pieces {
        visit(piece);
        if let Piece::Emph(body)
        | Piece::Strong(body)
        | Piece::Stress(body)
        | Piece::Sub(body)
        | Piece::Super(body)
        | Piece::Link { body, .. } = piece
        {
            each_piece(body, visit);
        }
    }
    // The words of notes do not stand in the text.
    for piece in pieces {
        if let Piece::Note(cites) = piece {
            cites.iter().for_each(|cite| {
                each_piece(&cite.before, visit);
                each_piece(&cite.after, visit);
            });
        }
    }
}

/// The same, and for all in the notes in words.
pub(crate) fn each_piece_and_note<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    let mut notes = vec![];
    each_piece(pieces, &mut |piece| {
        visit(piece);
        if let Piece::Footnote(note) = piece {
            notes.push(note);
        }
    });
    notes.into_iter().for_each(|note| each_piece(&note.body, visit));
}

/// What is missing of the notes in words that are marked in pieces.
pub(crate) fn missing_notes(pieces: &[Piece]) -> Vec<&Missing> {
    let mut missing = vec![];
    each_piece(pieces, &mut |piece| {
        if let Piece::Footnote(note) = piece {
            missing.extend(&note.missing);
        }
    });
    missing
}

/// The text that is written in pieces, without what is asked for by name.
///
/// ```
/// use diptych::model::article::{Piece, written};
///
/// assert_eq!(written(&[Piece::Text("a lake".into())]), "a lake");
/// ```
pub fn written(pieces: &[Piece]) -> String {
    let mut text = String::new();
    each_piece(pieces, &mut |piece| {
        if let Piece::Text(part) = piece {
            text.push_str(part);
        }
    });
    text
}

/// A note in words, where its mark stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// Its name beside the text, and what it belongs to: `block/rivers`.
    pub id: String,
    pub owner: String,
    /// What it says, with citations in it.
    pub body: Vec<Piece>,
    /// Whether it is in this language and no other.
    pub is_alone: bool,
    /// That its words are those of another language, though its mark is in this one.
    pub missing: Option<Missing>,
    /// Where the mark is, and where the note.
    pub mark: Place,
    pub place: Place,
}

impl Footnote {
    /// What templates call its text.
    pub(crate) fn name(&self) -> String {
        format!("{}/note/{}", self.owner, self.id)
    }
}

/// A source cited, and where in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite {
    pub key: String,
    /// From the widest to the narrowest, as written: volume 2, page 14.
    pub locators: Vec<Locator>,
    /// Whether the text has named the author.
    pub without_author: bool,
    /// Words of the language before it and after it: `see `, `, emphasis added`.
    pub before: Vec<Piece>,
    pub after: Vec<Piece>,
    pub place: Place,
}

/// Whether two notes cite the same places in the same sources in one order, in whatever
/// words.
pub(crate) fn same_cites(a: &[Cite], b: &[Cite]) -> bool {
    let is_same = |(a, b): (&Cite, &Cite)| a.key == b.key && same_places(&a.locators, &b.locators);
    a.len() == b.len() && a.iter().zip(b).all(is_same)
}

/// How a term is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermForm {
    /// Spelled out at its first use, short afterwards.
    ByUse,
    /// The same, with a capital.
    Capital,
    Long,
    Short,
}
