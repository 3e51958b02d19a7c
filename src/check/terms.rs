//! Terms: used in one language alone, typed where an id prints them, never used.
//!
//! Takes the texts of a project and its terms; a term is used where an `{id}` asks for it,
//! or one of its wordings stands. Knows no language.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::Text;
use crate::model::article::{Piece, Reference, each_piece};
use crate::model::diagnostic::Diagnostic;
use crate::model::project::Project;
use crate::model::rule::Rule;
use crate::select::is_wide;

use super::figures::Side;
use super::finder::Finder;
use super::text::{place_of, reading, start_of};

/// The terms of a project by their wordings in each language, the longest first.
pub struct Terms<'a> {
    project: &'a Project,
    by_language: BTreeMap<&'a str, Vec<(&'a str, BTreeSet<&'a str>)>>,
    used: BTreeSet<&'a str>,
}

/// A wording in a text, and which terms it may be.
struct Typed<'a, 't> {
    wording: &'a str,
    ids: &'t BTreeSet<&'a str>,
}

impl<'a> Terms<'a> {
    pub fn new(project: &'a Project) -> Self {
        let mut all: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        for (id, reference) in &project.article.references {
            let Reference::Term(term) = reference else { continue };
            let names = term.long.iter().chain(term.short.iter().flatten());
            let forms =
                term.forms.iter().flat_map(|(key, forms)| forms.iter().map(move |f| (key, f)));
            for (key, wording) in names.chain(forms) {
                // `the` stands before it in the text, too.
                let articles = project.language(key).map(|l| l.table.terms.articles.as_slice());
                let bare = articles
                    .unwrap_or_default()
                    .iter()
                    .find_map(|article| wording.strip_prefix(article.as_str())?.strip_prefix(' '));
                let wordings = all.entry(key).or_default();
                wordings.entry(bare.unwrap_or(wording)).or_default().insert(id);
            }
        }
        let by_length = |wordings: BTreeMap<&'a str, BTreeSet<&'a str>>| {
            let mut list: Vec<_> = wordings.into_iter().filter(|(w, _)| !w.is_empty()).collect();
            list.sort_by_key(|(wording, _)| std::cmp::Reverse(wording.len()));
            list
        };
        let by_language = all.into_iter().map(|(key, wordings)| (key, by_length(wordings)));
        Self { project, by_language: by_language.collect(), used: BTreeSet::new() }
    }

    /// The wordings in a text, the longest at each place.
    fn typed(&self, language: &str, text: &str) -> Vec<Typed<'a, '_>> {
        let own = self.by_language.get(language).map(Vec::as_slice).unwrap_or_default();
        let mut found = vec![];
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let here = own.iter().find(|(wording, _)| stands(text, at, wording));
            at += match here {
                Some((wording, ids)) => {
                    found.push(Typed { wording, ids });
                    wording.len()
                }
                None => c.len_utf8(),
            };
        }
        found
    }

    /// Tells where one language alone has a term, or has it in words.
    pub fn check(&mut self, finder: &mut Finder<'a>, sides: &[Side]) {
        let uses: Vec<Uses> = sides.iter().map(|side| self.uses(side)).collect();
        self.used.extend(uses.iter().flat_map(|uses| uses.possible.iter()));
        let [original, others @ ..] = uses.as_slice() else { return };
        for (index, other) in others.iter().enumerate() {
            let (a, b) = (&sides[0], &sides[index + 1]);
            tell_alone(finder, (a, original), (b, other));
            tell_alone(finder, (b, other), (a, original));
        }
        for (side, uses) in sides.iter().zip(&uses) {
            for (wording, nth, id) in &uses.typed {
                let place = place_of(finder.files, side.text.place, wording, *nth);
                let message = format!("`{wording}` is typed, and is a term");
                let told = Diagnostic::warning(place, message).hint(format!("write `{{{id}}}`"));
                finder.tell(Rule::TypedTerms, told);
            }
        }
    }

    fn uses(&self, side: &Side) -> Uses<'a> {
        let references = &self.project.article.references;
        let mut uses = Uses::default();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for pieces in &side.text.parts {
            each_piece(pieces, &mut |piece| {
                if let Piece::Ref { id, .. } = piece
                    && let Some((id, Reference::Term(_))) = references.get_key_value(id)
                {
                    uses.sure.insert(id);
                    uses.possible.insert(id);
                }
            });
            for Typed { wording, ids } in
                self.typed(&side.language.key, &reading(pieces, |_| None).0)
            {
                let nth = seen.entry(wording).or_default();
                uses.possible.extend(ids);
                if let [id] = ids.iter().collect::<Vec<_>>()[..] {
                    uses.sure.insert(id);
                    uses.typed.push((wording, *nth, id));
                }
                *nth += 1;
            }
        }
        uses
    }

    /// Tells of each term that no text uses.
    pub fn check_unused(&self, finder: &mut Finder<'a>) {
        for (id, reference) in &finder.project.article.references {
            if let Reference::Term(term) = reference
                && !self.used.contains(id.as_str())
            {
                let message = format!("no text uses the term `{id}`");
                finder.tell(Rule::UnusedTerms, Diagnostic::warning(term.place.clone(), message));
            }
        }
    }
}

/// Which terms a text uses.
#[derive(Default)]
struct Uses<'a> {
    /// By an id, or by words that are of one term alone.
    sure: BTreeSet<&'a str>,
    /// Those that its words may be, too.
    possible: BTreeSet<&'a str>,
    /// Words, which of their occurrences, and the term.
    typed: Vec<(&'a str, usize, &'a str)>,
}

/// Tells of the terms of the first text that the second has not.
fn tell_alone(finder: &mut Finder, (a, of_a): (&Side, &Uses), (b, of_b): (&Side, &Uses)) {
    for id in of_a.sure.difference(&of_b.possible) {
        let Some(Reference::Term(term)) = finder.project.article.references.get(*id) else {
            continue;
        };
        let name = |side: &Side| term.long.get(&side.language.key).cloned().unwrap_or_default();
        let message = format!(
            "`{}` has the term `{id}` (`{}`), `{}` has not",
            a.language.key,
            name(a),
            b.language.key
        );
        let place = first_use(finder, a, of_a, id);
        let told = Diagnostic::warning(place, message)
            .hint(format!("write `{{{id}}}`, or `{}`, in both", name(b)))
            .beside(start_of(b.text.place));
        finder.tell(Rule::Terms, told);
    }
}

/// Where a text first asks for a term, or has its words.
fn first_use(
    finder: &Finder,
    side: &Side,
    uses: &Uses,
    id: &str,
) -> crate::model::diagnostic::Place {
    let mut found = None;
    let text: &Text = side.text;
    for pieces in &text.parts {
        each_piece(pieces, &mut |piece| {
            if let Piece::Ref { id: own, place, .. } = piece
                && own == id
            {
                found = found.take().or(Some(place.clone()));
            }
        });
    }
    let typed = || uses.typed.iter().find(|(_, _, own)| *own == id);
    found.unwrap_or_else(|| match typed() {
        Some((wording, nth, _)) => place_of(finder.files, text.place, wording, *nth),
        None => start_of(text.place),
    })
}

/// Whether a wording stands at a byte of a text, not within other words, with a capital or
/// without where it begins in small letters.
fn stands(text: &str, at: usize, wording: &str) -> bool {
    let rest = &text[at..];
    let Some(first) = wording.chars().next() else { return false };
    let is_there = rest.starts_with(wording)
        || rest.chars().next().is_some_and(|c| {
            first.is_lowercase()
                && c.to_lowercase().eq(first.to_lowercase())
                && rest[c.len_utf8()..].starts_with(&wording[first.len_utf8()..])
        });
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    let last = wording.chars().next_back();
    let is_within = joins(Some(first)) && joins(text[..at].chars().next_back())
        || joins(last) && joins(rest.get(wording.len()..).and_then(|rest| rest.chars().next()));
    is_there && !is_within
}
