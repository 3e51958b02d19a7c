//! Footnotes that name a source of the project.
//!
//! Takes a note in words and the sources; gives the citation that says the same, where
//! the note names one source by its title and says little else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{Run, Text, bones};
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

    /// Puts citations in place of notes; tells of each.
    pub fn cite(&self, text: &mut Text, told: &mut Vec<String>) {
        for run in &mut text.runs {
            let Run::Note(note) = run else { continue };
            let words = note.plain();
            if let Some(key) = self.named(&words) {
                let place = PLACE.captures_iter(&words).last();
                let place = place.and_then(|found| found.get(1).or(found.get(2)));
                let pages = place.map(|pages| pages.as_str().replace(['–', '—'], "-"));
                let place = match pages {
                    Some(pages) if pages.contains('-') => format!(", pp. {pages}"),
                    Some(page) => format!(", p. {page}"),
                    None => String::new(),
                };
                let written = format!("[@{key}{place}]");
                told.push(format!("the note “{words}” became the citation `{written}`"));
                *run = Run::Cite { keys: vec![key.to_string()], written, words };
            }
        }
    }
}

/// A page, or pages, as both languages write them.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\bpp?\.\s*|\bpages?\s+)(\d+(?:[-–—]\d+)?)|第\s*(\d+(?:[-–—]\d+)?)\s*页")
        .expect("a pattern of this file")
});
