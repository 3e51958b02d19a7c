//! Two documents as one article.
//!
//! Takes an outline in each language; gives sections and blocks with ids, each with the
//! texts that were found for it, and how surely they belong together.

use std::collections::BTreeSet;

use icu_normalizer::DecomposingNormalizer;

use super::outline::{Cell, ListItem, Outline, Part, Section, Table};
use super::pair::{Pair, pairs, ratio};
use super::text::Text;

/// Something in the languages in which it was found, in the project's order.
pub type Versions<T> = Vec<Option<T>>;

#[derive(Debug)]
pub struct Article {
    pub title: Versions<Text>,
    pub subtitle: Versions<Text>,
    pub summary: Versions<Text>,
    pub colophon: Versions<Text>,
    pub authors: Vec<Versions<Text>>,
    pub sections: Vec<MergedSection>,
    /// What was made alike in two languages.
    pub told: Vec<String>,
}

#[derive(Debug)]
pub struct MergedSection {
    pub id: String,
    pub level: usize,
    pub title: Versions<Text>,
    pub surety: &'static str,
    pub blocks: Vec<MergedBlock>,
}

#[derive(Debug)]
pub struct MergedBlock {
    pub id: String,
    pub parts: Versions<Part>,
    pub surety: &'static str,
}

/// Joins the outlines of the first languages of a project that has so many. Ids are none
/// of those that are taken.
pub fn merge(outlines: Vec<Outline>, languages: usize, taken: &mut BTreeSet<String>) -> Article {
    let mut outlines = outlines.into_iter();
    let first = outlines.next().unwrap_or_default();
    let second = outlines.next();
    let has_two = second.is_some();
    let mut told = vec![];
    let mut versions = |what: &str, a: Option<Text>, b: Option<Text>| {
        if let (Some(one), None) | (None, Some(one)) = (&a, &b)
            && has_two
        {
            told.push(format!(
                "{what} is in one document alone: “{}”",
                super::told::short(&one.plain())
            ));
        }
        padded([a, b], languages)
    };
    let second = second.unwrap_or_default();
    let title = versions("the title", first.title, second.title);
    let subtitle = versions("the subtitle", first.subtitle, second.subtitle);
    let summary = versions("the abstract", joined(first.summary), joined(second.summary));
    let colophon =
        versions("the note of the title", joined(first.colophon), joined(second.colophon));
    let count = first.authors.len().max(second.authors.len());
    let (mut names, mut others) = (first.authors.into_iter(), second.authors.into_iter());
    let authors = (0..count).map(|_| versions("an author", names.next(), others.next())).collect();
    let sections = sections(first.sections, second.sections, languages, taken, &mut told);
    Article { title, subtitle, summary, colophon, authors, sections, told }
}

/// Puts a line before the tables and pictures of sections that have nothing else: they stand
/// behind a block. It is given in each language.
pub fn lead_in(article: &mut Article, line: &Versions<Text>, taken: &mut BTreeSet<String>) {
    let is_figure = |block: &MergedBlock| {
        matches!(block.parts.iter().flatten().next(), Some(Part::Table(_) | Part::Picture(_)))
    };
    for section in &mut article.sections {
        if !section.blocks.is_empty() && section.blocks.iter().all(is_figure) {
            let name = format!("{}-1", section.id);
            let parts = line.iter().cloned().map(|text| text.map(Part::Text)).collect();
            let block = MergedBlock { id: id("", &name, taken), parts, surety: "sure" };
            article.told.push(format!(
                "the section `{}` has nothing but tables or pictures; the line `{}` stands before \
                 them",
                section.id, block.id
            ));
            section.blocks.insert(0, block);
        }
    }
}

fn joined(paragraphs: Vec<Text>) -> Option<Text> {
    let mut paragraphs = paragraphs.into_iter();
    let mut first = paragraphs.next()?;
    paragraphs.for_each(|text| first.join(text));
    first.unbreak();
    Some(first)
}

fn padded<T>(two: [Option<T>; 2], languages: usize) -> Versions<T> {
    let mut all: Versions<T> = two.into_iter().collect();
    all.resize_with(languages, || None);
    all
}

fn sections(
    first: Vec<Section>,
    second: Vec<Section>,
    languages: usize,
    taken: &mut BTreeSet<String>,
    told: &mut Vec<String>,
) -> Vec<MergedSection> {
    let found = {
        let (a, b): (Vec<&Section>, Vec<&Section>) =
            (first.iter().collect(), second.iter().collect());
        pairs(&a, &b, ratio(&a, &b))
    };
    let (mut first, mut second) = (slots(first), slots(second));
    let mut merged: Vec<MergedSection> = vec![];
    for pair in found {
        let surety = pair.surety();
        let (a, b) = (take(&mut first, pair.original), take(&mut second, pair.translation));
        let level = a.as_ref().or(b.as_ref()).map_or(1, |section| section.level);
        let (a_title, a_parts) = a.map(|s| (s.title, s.parts)).unwrap_or_default();
        let (b_title, b_parts) = b.map(|s| (s.title, s.parts)).unwrap_or_default();
        let title = padded([a_title, b_title], languages);
        let number = merged.len() + 1;
        // What stands before the first heading is the introduction.
        let name = match title.iter().any(Option::is_some) {
            true => format!("section-{number}"),
            false => "introduction".into(),
        };
        let id = id(&words_of(&title, Text::plain), &name, taken);
        let mut section = MergedSection { level, title, surety, blocks: vec![], id };
        blocks(&mut section, [a_parts, b_parts], languages, taken, told);
        // A section in the middle of another one's parts is below that.
        section.level = level.min(merged.last().map_or(1, |before| before.level + 1));
        merged.push(section);
    }
    merged
}

fn blocks(
    section: &mut MergedSection,
    [first, second]: [Vec<Part>; 2],
    languages: usize,
    taken: &mut BTreeSet<String>,
    told: &mut Vec<String>,
) {
    let found: Vec<Pair> = {
        let (a, b): (Vec<&Part>, Vec<&Part>) = (first.iter().collect(), second.iter().collect());
        pairs(&a, &b, ratio(&a, &b))
    };
    let (mut first, mut second) = (slots(first), slots(second));
    for pair in found {
        let mut parts = padded(
            [take(&mut first, pair.original), take(&mut second, pair.translation)],
            languages,
        );
        told.extend(like(&mut parts));
        let surety = match fits(&parts) {
            true => pair.surety(),
            // A list of other items, a table of another form: each is alone.
            false => {
                let [a, b] = [0, 1].map(|at| parts[at].clone());
                for (at, part) in [a, b].into_iter().enumerate() {
                    let mut alone: Versions<Part> = vec![None; languages];
                    alone[at] = part;
                    push(section, alone, "alone", taken);
                }
                continue;
            }
        };
        push(section, parts, surety, taken);
    }
}

fn push(
    section: &mut MergedSection,
    parts: Versions<Part>,
    surety: &'static str,
    taken: &mut BTreeSet<String>,
) {
    let number = section.blocks.len() + 1;
    let words = words_of(&parts, Part::words);
    let id = id(&words, &format!("{}-{number}", section.id), taken);
    section.blocks.push(MergedBlock { id, parts, surety });
}

/// Gives the lists of two languages the same numbers; tells of it.
fn like(parts: &mut Versions<Part>) -> Option<String> {
    let [Some(Part::List(a)), Some(Part::List(b)), ..] = parts.as_mut_slice() else { return None };
    let is_like = a.iter().zip(b.iter()).all(|(a, b)| a.item == b.item);
    if is_like || !is_built_alike(a, b) {
        return None;
    }
    b.iter_mut().zip(a.iter()).for_each(|(b, a)| b.item.number = a.item.number);
    let words = a.first().map(|own| super::told::short(&own.text.plain())).unwrap_or_default();
    Some(format!("the list “{words}” has the numbers or bullets of the original in both languages"))
}

/// Whether two lists have the same paragraphs in the same depths.
fn is_built_alike(a: &[ListItem], b: &[ListItem]) -> bool {
    let form = |own: &ListItem| (own.item.depth, own.item.goes_on);
    a.iter().map(form).eq(b.iter().map(form))
}

/// Whether two parts can stand side by side.
fn fits(parts: &Versions<Part>) -> bool {
    match parts.as_slice() {
        [Some(Part::List(a)), Some(Part::List(b)), ..] => is_built_alike(a, b),
        [Some(Part::Table(a)), Some(Part::Table(b)), ..] => {
            let form = |table: &Table| -> Vec<Vec<(usize, usize, usize)>> {
                let rows = std::iter::once(&table.head).chain(&table.rows);
                let cell = |cell: &Cell| (cell.rows, cell.columns, cell.under.len());
                rows.map(|row| row.iter().map(cell).collect()).collect()
            };
            a.columns == b.columns && form(a) == form(b)
        }
        [Some(a @ (Part::Text(_) | Part::Quote(_))), Some(b), ..] => {
            a.texts().len() == b.texts().len()
        }
        _ => true,
    }
}

fn slots<T>(all: Vec<T>) -> Vec<Option<T>> {
    all.into_iter().map(Some).collect()
}

fn take<T>(slots: &mut [Option<T>], at: Option<usize>) -> Option<T> {
    slots.get_mut(at?)?.take()
}

/// The words by which an id is made: of the first version that has two words of Latin letters.
fn words_of<T>(versions: &Versions<T>, words: impl Fn(&T) -> String) -> String {
    let all = versions.iter().flatten().map(words);
    let slugs = all.map(|words| slug(&words));
    slugs.max_by_key(|slug| slug.matches('-').count().min(2)).unwrap_or_default()
}

/// Words that say nothing of what a text is about.
const SMALL: [&str; 24] = [
    "a", "an", "the", "of", "and", "in", "to", "for", "on", "is", "are", "that", "this", "with",
    "by", "at", "as", "it", "its", "be", "was", "were", "le", "la",
];

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.chars().all(|c| c.is_ascii_alphabetic())
}

fn slug(text: &str) -> String {
    let plain: String = DecomposingNormalizer::new_nfd().normalize(text).to_ascii_lowercase();
    let plain: String =
        plain.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’')).collect();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty() && !SMALL.contains(word) && !is_letter(word))
        .take(4)
        .collect();
    // Numbers and single names in another script say too little.
    match words.iter().filter(|word| word.chars().any(|c| c.is_ascii_alphabetic())).count() {
        0 => String::new(),
        1 if text.chars().filter(|c| c.is_alphanumeric()).count() > 24 => String::new(),
        _ => words.join("-").chars().take(40).collect::<String>().trim_matches('-').to_string(),
    }
}

/// An id that nothing has: from a slug, else from another name.
fn id(slug: &str, name: &str, taken: &mut BTreeSet<String>) -> String {
    let base = if slug.is_empty() { name } else { slug };
    let mut own = base.to_string();
    let mut number = 2;
    while !taken.insert(own.clone()) {
        own = format!("{base}-{number}");
        number += 1;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_words_and_used_once() {
        let mut taken = BTreeSet::from(["abstract".to_string()]);
        assert_eq!(
            id(&slug("The lake shrank between 1990 and 2020."), "x", &mut taken),
            "lake-shrank-between-1990"
        );
        assert_eq!(id(&slug("Abstract"), "x", &mut taken), "abstract-2");
        assert_eq!(id(&slug("2015年以来，湖面缩小。"), "section-1-2", &mut taken), "section-1-2");
        assert_eq!(id(&slug("Été à l’école"), "x", &mut taken), "ete-lecole");
    }
}
