//! What tables and figures are called in a document: `Table 1`, 图2.
//!
//! Takes an outline; gives it with the captions that are paragraphs beside a table or picture
//! as its title, and without the labels that the program prints itself.

use std::collections::BTreeMap;

use regex::Regex;

use super::outline::{Outline, Part, Section};
use super::text::{Run, Text};
use crate::load::files::{Files, built_in_data};

/// A caption is no longer, in characters.
const LONGEST: usize = 160;

/// How the labels of a language begin.
pub struct Labels {
    table: Option<Regex>,
    figure: Option<Regex>,
}

impl Labels {
    /// Those of a language of a project.
    pub fn of(files: &Files, language: &str) -> Self {
        #[derive(serde::Deserialize)]
        struct Table {
            words: BTreeMap<String, String>,
        }
        let own = format!("languages/{language}.yaml");
        let bytes = files.bytes(&format!("data/{own}")).or_else(|| built_in_data(&own));
        let table: Option<Table> = bytes.and_then(|bytes| serde_saphyr::from_slice(bytes).ok());
        let pattern = |word: &str| {
            let (before, after) = table.as_ref()?.words.get(word)?.split_once("{n}")?;
            let [before, after] = [before, after].map(|part| regex::escape(part.trim()));
            let number = r"\s*[0-9０-９一二三四五六七八九十]+(?:[-–.][0-9]+)*";
            Regex::new(&format!(r"^(?i:{before}){number}{after}[\s　.．:：、]*")).ok()
        };
        Self { table: pattern("table"), figure: pattern("figure") }
    }

    fn of_part(&self, part: &Part) -> Option<&Regex> {
        match part {
            Part::Table(_) => self.table.as_ref(),
            Part::Picture(_) => self.figure.as_ref(),
            _ => None,
        }
    }

    /// Finds captions, and takes labels off.
    pub fn take(&self, outline: &mut Outline) {
        for section in &mut outline.sections {
            self.captions(section);
            for part in &mut section.parts {
                let Some(label) = self.of_part(part) else { continue };
                if let Part::Picture(picture) = part {
                    picture.alt = label.replace(&picture.alt, "").into_owned();
                }
                if let Some(Run::Words { text, .. }) =
                    part.title_mut().and_then(|title| title.as_mut()?.runs.first_mut())
                    && let Some(found) = label.find(text).filter(|found| found.end() < text.len())
                {
                    let what = format!(
                        "“{}” of a title was left out, as the program prints one",
                        found.as_str().trim()
                    );
                    *text = text[found.end()..].to_string();
                    outline.told.changed(&what, text);
                }
            }
        }
    }

    /// Makes titles of the paragraphs that stand before tables and behind pictures, or the
    /// other way round, and begin with their label.
    fn captions(&self, section: &mut Section) {
        let mut at = 0;
        while at < section.parts.len() {
            let label = self.of_part(&section.parts[at]);
            let is_caption = |part: Option<&Part>| match (label, part) {
                (Some(label), Some(Part::Text(text))) => {
                    let plain = text.plain();
                    let is_more = label.find(&plain).is_some_and(|own| own.end() < plain.len());
                    is_more && plain.chars().count() <= LONGEST
                }
                _ => false,
            };
            let beside = match section.parts[at] {
                Part::Table(_) => [at.checked_sub(1), Some(at + 1)],
                _ => [Some(at + 1), at.checked_sub(1)],
            };
            let found = beside.into_iter().flatten().find(|at| is_caption(section.parts.get(*at)));
            let has_title = |part: &mut Part| part.title_mut().is_some_and(|own| own.is_some());
            if let Some(caption) = found.filter(|_| !has_title(&mut section.parts[at])) {
                let text = match section.parts.remove(caption) {
                    Part::Text(text) => text,
                    _ => Text::default(),
                };
                at -= usize::from(caption < at);
                if let Some(title) = section.parts[at].title_mut() {
                    let mut text = text;
                    text.unbreak();
                    *title = Some(text);
                }
            }
            at += 1;
        }
    }
}
