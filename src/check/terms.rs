//! Terms: used in one language alone, typed where an id prints them, never used.
//!
//! Takes the texts of a project and its terms; a term is used where an `{id}` asks for it,
//! or one of its wordings stands. Knows no language.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::load::Text;
use crate::model::article::{Piece, Reference, each_piece};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::project::Project;
use crate::model::rule::Rule;
use crate::select::is_wide;

use super::figures::Side;
use super::finder::Finder;
use super::text::{place_of, reading, start_of};

/// Wordings and the terms that they may be, by their first letters, the longest first.
type Wordings<'a> = HashMap<char, Vec<(&'a str, BTreeSet<&'a str>)>>;

/// The terms of a project by their wordings in each language.
pub struct Terms<'a> {
    project: &'a Project,
    by_language: BTreeMap<&'a str, Wordings<'a>>,
    used: BTreeSet<&'a str>,
}

/// A wording in a text, and which terms it may be.
struct Typed<'a, 't> {
    words: &'t str,
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
        let by_letter = |wordings: BTreeMap<&'a str, BTreeSet<&'a str>>| {
            let mut own = Wordings::new();
            for (wording, ids) in wordings {
                if let Some(first) = wording.chars().next().and_then(|c| c.to_lowercase().next()) {
                    own.entry(first).or_default().push((wording, ids));
                }
            }
            own.values_mut().for_each(|list| list.sort_by_key(|(w, _)| std::cmp::Reverse(w.len())));
            own
        };
        let by_language = all.into_iter().map(|(key, wordings)| (key, by_letter(wordings)));
        Self { project, by_language: by_language.collect(), used: BTreeSet::new() }
    }

    /// The wordings in a text, the longest at each place.
    fn typed<'t>(&'t self, language: &str, text: &'t str) -> Vec<Typed<'a, 't>> {
        let own = self.by_language.get(language);
        let mut found = vec![];
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let beginning = c.to_lowercase().next().and_then(|c| own?.get(&c));
            let mut wordings = beginning.into_iter().flatten();
            at += match wordings.find(|(wording, _)| stands(text, at, wording)) {
                Some((wording, ids)) => {
                    found.push(Typed { words: &text[at..at + wording.len()], ids });
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
        // Where another language asks for it by its id.
        let asked = |id: &str| uses.iter().any(|uses| uses.asked.contains(id));
        for (side, uses) in sides.iter().zip(&uses) {
            let typed = uses.typed.iter().filter(|(.., id)| asked(id) && !uses.asked.contains(id));
            for (words, nth, id) in typed {
                let place = place_of(finder.files, side.text.place, words, *nth);
                let message = format!("`{words}` is typed, and is a term");
                let told = Diagnostic::warning(Rule::TypedTerms, place, message)
                    .hint(format!("write `{{{id}}}`"));
                finder.tell(told);
            }
        }
    }

    fn uses(&self, side: &Side) -> Uses<'a> {
        let references = &self.project.article.references;
        let mut uses = Uses::default();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for pieces in &side.text.parts {
            each_piece(pieces, &mut |piece| {
                if let Piece::Ref { id, .. } = piece
                    && let Some((id, Reference::Term(_))) = references.get_key_value(id)
                {
                    uses.asked.insert(id);
                    uses.sure.insert(id);
                    uses.possible.insert(id);
                }
            });
            let text = reading(pieces, |_| None).0;
            for Typed { words, ids } in self.typed(&side.language.key, &text) {
                let nth = seen.entry(words.into()).or_default();
                uses.possible.extend(ids);
                if let [id] = ids.iter().collect::<Vec<_>>()[..] {
                    uses.sure.insert(id);
                    uses.typed.push((words.into(), *nth, id));
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
                finder.tell(Diagnostic::warning(Rule::UnusedTerms, term.place.clone(), message));
            }
        }
    }
}

/// Which terms a text uses.
#[derive(Default)]
struct Uses<'a> {
    /// By an id.
    asked: BTreeSet<&'a str>,
    /// By an id, or by words that are of one term alone.
    sure: BTreeSet<&'a str>,
    /// Those that its words may be, too.
    possible: BTreeSet<&'a str>,
    /// Words, which of their occurrences, and the term.
    typed: Vec<(String, usize, &'a str)>,
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
        let told = Diagnostic::warning(Rule::Terms, place, message)
            .hint(format!("write `{{{id}}}`, or `{}`, in both", name(b)))
            .beside(start_of(b.text.place));
        finder.tell(told);
    }
}

/// Where a text first asks for a term, or has its words.
fn first_use(finder: &Finder, side: &Side, uses: &Uses, id: &str) -> Place {
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
        Some((words, nth, _)) => place_of(finder.files, text.place, words, *nth),
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
