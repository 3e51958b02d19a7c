//! What one language has and the other has not, beside numbers: links, stressed words, the
//! text itself.
//!
//! Takes the texts of two languages, or one with the project around it; knows no language.

use std::collections::BTreeMap;

use crate::model::article::{Piece, each_piece};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::rule::Rule;
use crate::model::vocabulary::FigureKind;

use super::figures::Side;
use super::finder::Finder;
use super::text::{BETWEEN, place_of, reading, start_of};

/// Tells where two languages differ in links and stressed words.
pub fn check(finder: &mut Finder, a: &Side, b: &Side) {
    let (of_a, of_b) = (Marked::of(a), Marked::of(b));
    if of_a.hosts != of_b.hosts {
        let list = |hosts: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| {
            let own = hosts.iter().filter(|(host, n)| other.get(*host) != Some(n));
            let own: Vec<_> = own.map(|(host, _)| format!("`{host}`")).collect();
            if own.is_empty() { "none".into() } else { own.join(", ") }
        };
        let message = format!(
            "the links differ: {} in `{}`, {} in `{}`",
            list(&of_a.hosts, &of_b.hosts),
            a.language.key,
            list(&of_b.hosts, &of_a.hosts),
            b.language.key
        );
        finder.tell(of_both(Rule::Links, message, a, b));
    }
    if of_a.strong != of_b.strong {
        let message = format!(
            "`{}` has {} stretches in bold or with stress, `{}` has {}",
            a.language.key, of_a.strong, b.language.key, of_b.strong
        );
        finder.tell(of_both(Rule::Emphasis, message, a, b));
    }
    emphasis(finder, (a, &of_a), (b, &of_b));
    emphasis(finder, (b, &of_b), (a, &of_a));
    untranslated(finder, a, b);
}

/// Tells of words in italics that are neither so in the other language, nor between the
/// marks of a title, nor the same words there.
fn emphasis(finder: &mut Finder, (a, of_a): (&Side, &Marked), (b, of_b): (&Side, &Marked)) {
    let other = written(b);
    let own = of_a.emph.iter().filter(|words| !other.contains(words.as_str())).count();
    if own > of_b.emph.len() + of_b.titles {
        let message = format!(
            "`{}` has {} stretches in italics, `{}` has {}",
            a.language.key,
            of_a.emph.len(),
            b.language.key,
            of_b.emph.len()
        );
        finder.tell(of_both(Rule::Emphasis, message, a, b));
    }
}

fn of_both(rule: Rule, message: String, a: &Side, b: &Side) -> Diagnostic {
    Diagnostic::warning(rule, a.text.place.clone(), message).beside(start_of(b.text.place))
}

/// What is marked in a text.
#[derive(Default)]
struct Marked {
    /// Words in italics, and titles between marks that stand for them.
    emph: Vec<String>,
    titles: usize,
    /// Where links lead, without the part of a host that may name a language.
    hosts: BTreeMap<String, usize>,
    strong: usize,
}

impl Marked {
    fn of(side: &Side) -> Self {
        let mut marked = Self::default();
        let marks = side.language.table.marks.iter().flat_map(|marks| &marks.titles);
        let opening: Vec<char> = marks.filter_map(|pair| pair.chars().next()).collect();
        marked.titles = written(side).matches(opening.as_slice()).count();
        for pieces in &side.text.parts {
            each_piece(pieces, &mut |piece| match piece {
                Piece::Link { url, .. } => *marked.hosts.entry(host(url)).or_default() += 1,
                Piece::Strong(_) | Piece::Stress(_) => marked.strong += 1,
                Piece::Emph(body) => marked.emph.push(reading(body, |_| None).0),
                _ => {}
            });
        }
        marked
    }
}

/// The last two parts of the name of a host, or the domain of an address.
fn host(url: &str) -> String {
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest).trim_start_matches('/');
    let name = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = name.rsplit('@').next().unwrap_or_default().to_lowercase();
    let parts: Vec<&str> = name.split('.').collect();
    parts[parts.len().saturating_sub(2)..].join(".")
}

/// All that is written of a text.
pub fn written(side: &Side) -> String {
    let parts = side.text.parts.iter().map(|pieces| reading(pieces, |_| None).0);
    parts.collect::<Vec<_>>().join("\n")
}

/// A text that stands in both languages as it is: some words of it are no names.
fn untranslated(finder: &mut Finder, a: &Side, b: &Side) {
    let text = written(a);
    if text != written(b) {
        return;
    }
    let plain = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let wide = word.chars().filter(|c| crate::select::is_wide(*c)).count();
        wide >= 6 || letters > 1 && wide == 0 && word.starts_with(char::is_lowercase)
    };
    if text.split_whitespace().filter(plain).count() >= 3
        || text.chars().filter(|c| crate::select::is_wide(*c) && c.is_alphabetic()).count() >= 8
    {
        let message = format!("`{}` and `{}` say the same words", a.language.key, b.language.key);
        let told =
            of_both(Rule::Untranslated, message, a, b).hint("one of the two is to be translated");
        finder.tell(told);
    }
}

/// Tells of figures and tables of the article that a text calls by a typed number.
pub fn check_labels(finder: &mut Finder, side: &Side) {
    for (kind, word) in [(FigureKind::Figure, "figure"), (FigureKind::Table, "table")] {
        let figures = &finder.project.article.figures;
        let ids: Vec<&str> =
            figures.iter().filter(|f| f.content.kind() == kind).map(|f| f.id.as_str()).collect();
        let pattern = side.language.word(word);
        let Some((before, after)) = pattern.split_once("{n}") else { continue };
        let before = before.trim();
        for pieces in side.text.parts.iter().filter(|_| !before.is_empty()) {
            let (text, _) = reading(pieces, |_| None);
            for (index, (at, _)) in text.match_indices(before).enumerate() {
                let rest = text[at + before.len()..].trim_start();
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let number: usize = digits.parse().unwrap_or_default();
                let is_whole = rest[digits.len()..].starts_with(after.trim());
                let Some(id) = number.checked_sub(1).and_then(|n| ids.get(n)).filter(|_| is_whole)
                else {
                    continue;
                };
                let end = text.len() - rest.len() + digits.len();
                let words = &text[at..end];
                let message = format!("`{words}` is typed, and stays when the figures change");
                let place = place_of(finder.files, side.text.place, before, index);
                let told = Diagnostic::warning(Rule::Labels, place, message)
                    .hint(format!("write `{{{id}}}`"));
                finder.tell(told);
            }
        }
    }
}

/// The lengths of the texts of two languages, and where they stand.
#[derive(Default)]
pub struct Lengths {
    list: Vec<(f64, Place, Place, String)>,
}

/// Fewer pairs than this, or a shorter text, say nothing.
const PAIRS: usize = 8;
const SHORT: usize = 60;

/// A text is told that is this many times as long as others of its kind, or as short.
const TIMES: f64 = 2.6;

impl Lengths {
    /// Notes the lengths of a pair.
    pub fn add(&mut self, a: &Side, b: &Side) {
        let length = |side: &Side| {
            written(side).chars().filter(|c| !c.is_whitespace()).count()
                + 8 * written(side).matches(BETWEEN).count()
        };
        let (of_a, of_b) = (length(a), length(b));
        if of_a.max(of_b) >= SHORT && of_a.min(of_b) > 0 {
            let entry = (
                of_b as f64 / of_a as f64,
                a.text.place.clone(),
                b.text.place.clone(),
                b.language.key.clone(),
            );
            self.list.push(entry);
        }
    }

    /// Tells of the pairs that are far from the middle one.
    pub fn check(mut self, finder: &mut Finder) {
        if self.list.len() < PAIRS {
            return;
        }
        self.list.sort_by(|a, b| a.0.total_cmp(&b.0));
        let middle = self.list[self.list.len() / 2].0;
        for (ratio, first, second, key) in self.list {
            let what = match ratio / middle {
                times if times > TIMES => "long",
                times if times < 1.0 / TIMES => "short",
                _ => continue,
            };
            let message =
                format!("the text in `{key}` is far too {what} for what it stands beside");
            let told = Diagnostic::warning(Rule::Length, second, message)
                .hint("something may be missing, or said in one language alone")
                .beside(start_of(&first));
            finder.tell(told);
        }
    }
}
