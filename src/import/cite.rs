//! Footnotes that name a source of the project.
//!
//! Takes a note in words and the sources; gives the citation that says the same, where
//! the note names one source by its title and says little else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{Run, Style, Text, bones};
use crate::model::source::Source;

/// How many letters a note may have beside the title: authors, a publisher, pages.
const BESIDE: usize = 120;

/// The sources by their titles, as letters and digits alone.
pub struct Known {
    titles: Vec<(String, String)>,
}

impl Known {
    pub fn of(sources: &BTreeMap<String, Source>) -> Self {
        let title = |(key, source): (&String, &Source)| {
            let title = bones(source.record.text("title")?).to_lowercase();
            (title.chars().count() >= 4).then(|| (title, key.clone()))
        };
        let mut titles: Vec<(String, String)> = sources.iter().filter_map(title).collect();
        titles.sort_by_key(|(title, _)| std::cmp::Reverse(title.len()));
        Self { titles }
    }

    /// The key of the source that a note names.
    fn named(&self, note: &str) -> Option<&str> {
        let own = bones(note).to_lowercase();
        let (title, key) = self.titles.iter().find(|(title, _)| own.contains(title))?;
        let rest = own.replacen(title, "\n", 1);
        let names_more = self.titles.iter().any(|(other, _)| rest.contains(other));
        let beside = rest.chars().count();
        (!names_more && beside <= BESIDE).then_some(key.as_str())
    }

    /// The citation of the source that a note names.
    fn citation(&self, note: &Text) -> Option<Run> {
        let words = note.plain();
        let key = self.named(&words)?;
        let place = PLACE.captures_iter(&words).last();
        let place = place.and_then(|found| found.get(1).or(found.get(2)));
        let pages = place.map(|pages| pages.as_str().replace(['–', '—'], "-"));
        let place = match pages {
            Some(pages) if pages.contains('-') => format!(", pp. {pages}"),
            Some(page) => format!(", p. {page}"),
            None => String::new(),
        };
        let written = format!("[@{key}{place}]");
        Some(Run::Cite { keys: vec![key.to_string()], written, words })
    }

    /// Puts citations in place of the notes of a block, whose texts are given for each
    /// language; tells of each. All languages cite alike: what one names, the others mean
    /// at the same place.
    pub fn cite(&self, languages: &mut [Vec<&mut Text>], told: &mut Vec<String>) {
        let citations = |texts: &Vec<&mut Text>| -> Vec<Option<Run>> {
            let notes = texts.iter().flat_map(|text| text.notes());
            notes.map(|note| self.citation(note)).collect()
        };
        let found: Vec<Vec<Option<Run>>> = languages.iter().map(citations).collect();
        if found.windows(2).all(|pair| pair[0].len() == pair[1].len()) {
            let count = found.first().map_or(0, Vec::len);
            let chosen = (0..count).map(|at| found.iter().find_map(|own| own[at].clone()));
            let chosen: Vec<Option<Run>> = chosen.collect();
            for texts in languages.iter_mut() {
                let notes = texts.iter_mut().flat_map(|text| &mut text.runs);
                let notes = notes.filter(|run| matches!(run, Run::Note(_)));
                for (run, cite) in notes.zip(&chosen) {
                    if let (Run::Note(note), Some(Run::Cite { keys, written, .. })) = (&*run, cite)
                    {
                        let words = note.plain();
                        told.push(format!("the note “{words}” became the citation `{written}`"));
                        *run = Run::Cite { keys: keys.clone(), written: written.clone(), words };
                    }
                }
            }
        }
        let cited = |texts: &Vec<&mut Text>| -> Vec<String> {
            let runs = texts.iter().flat_map(|text| &text.runs);
            let written = runs.filter_map(|run| match run {
                Run::Cite { written, .. } => Some(written.clone()),
                _ => None,
            });
            written.collect()
        };
        let all: Vec<Vec<String>> = languages.iter().map(cited).collect();
        if all.windows(2).all(|pair| pair[0] == pair[1]) {
            return;
        }
        for run in languages.iter_mut().flatten().flat_map(|text| &mut text.runs) {
            if let Run::Cite { written, words, .. } = run {
                told.push(format!("the languages cite otherwise: `{written}` became its words"));
                *run = Run::Words { text: words.clone(), style: Style::Plain, link: None };
            }
        }
    }
}

/// A page, or pages, as both languages write them.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\bpp?\.\s*|\bpages?\s+)(\d+(?:[-–—]\d+)?)|第\s*(\d+(?:[-–—]\d+)?)\s*页")
        .expect("a pattern of this file")
});
