//! The order of a document, which is that of the report, and what stands before its sections.

use crate::model::edition::{Abstract, Block as Unit, Edition, PerLanguage};
use crate::model::language::Language;
use crate::pandoc::Target;
use crate::pandoc::tree::{Attr, Block, Inline};

use super::build::{joined, paragraph, said, style, text};
use super::writer::Writer;

/// What stands between phrases.
pub const BETWEEN: &str = " · ";

/// The fields of a recipient that are said with a word before them.
const NAMED: [&str; 2] = ["reference", "date"];

impl<'a> Writer<'a> {
    /// All of an edition, from the first part to the last.
    pub fn document(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let mut blocks = vec![];
        // JATS has these before its body, as what they are.
        match self.target {
            Target::Jats => {}
            // What stands before the first heading of a book would get one.
            Target::Epub => {
                blocks.extend(self.titles());
                blocks.extend(self.masthead());
            }
            Target::Docx | Target::Odt => {
                blocks.extend(self.masthead());
                blocks.extend(self.titles());
            }
        }
        blocks.extend(self.signed());
        blocks.extend(self.recipient());
        blocks.extend(self.lead("key-messages", &edition.key_messages, true));
        blocks.extend(self.lead("recommendations", &edition.recommendations, false));
        if self.target != Target::Jats {
            blocks.extend(self.summary());
            blocks.extend(self.keywords());
            for own in &edition.abstracts {
                blocks.extend(self.abstract_in(own));
            }
        }
        blocks.extend(self.sections(&edition.sections));
        if let Some(timeline) = &edition.timeline {
            blocks.extend(self.timeline(timeline));
        }
        blocks.extend(self.sources());
        blocks.extend(self.glossary());
        blocks.extend(self.index());
        blocks.extend(self.colophon());
        blocks
    }

    /// Who may have it, what publication it is, and the office's picture.
    fn masthead(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let mut blocks = vec![];
        let theme = &edition.theme;
        if let Some(logo) = &theme.logo {
            let alt = edition.languages.first().and_then(|l| logo.alt.get(&l.key));
            blocks.extend(self.file(&logo.path, alt.cloned().unwrap_or_default(), 25));
        }
        if let Some(marking) = &theme.marking {
            let said = self.phrases(marking);
            blocks.push(paragraph(self.target, "Marking", said));
        }
        if theme.draft {
            let word = |l: &'a Language| (l, vec![text(l.word("draft"))]);
            let said = self.lines(edition.languages.iter().map(word).collect());
            blocks.push(paragraph(self.target, "Marking", said));
        }
        blocks.extend(self.each(|own, language| {
            let issue = edition.issue.as_ref().and_then(|own| own.get(&language.key));
            let named = words_of(language, &edition.template);
            let parts = named.into_iter().chain(issue.cloned()).chain(original(edition, language));
            let parts = parts.map(|part| vec![text(part)]).collect();
            vec![paragraph(own.target, "Masthead", joined(parts, BETWEEN))]
        }));
        blocks
    }

    fn titles(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let mut blocks = vec![];
        for (name, all) in
            [("Title", Some(&edition.title)), ("Subtitle", edition.subtitle.as_ref())]
        {
            let Some(all) = all else { continue };
            let said = self.distinct(all);
            blocks.push(match (self.target, name) {
                (Target::Epub, "Title") => {
                    Block::Header(1, style(self.target, Attr::of("part_title"), name), said)
                }
                _ => paragraph(self.target, name, said),
            });
        }
        blocks
    }

    /// Who wrote it, what it reports, when, and who else had a part in it.
    fn signed(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let places = &edition.affiliations;
        let number = |at: usize| (places.len() > 1).then(|| (at + 1).to_string());
        let raised = |at: usize| {
            let number = number(at).map(|number| Inline::Superscript(vec![text(number)]));
            number.into_iter().collect::<Vec<_>>()
        };
        self.each(|own, language| {
            let mut lines = vec![];
            let mut names = vec![];
            for author in &edition.authors {
                let Some(name) = author.name.get(&language.key) else { continue };
                let mut inlines = vec![text(name)];
                inlines.extend(author.affiliation.into_iter().flat_map(raised));
                names.push(inlines);
            }
            lines.push(("Author", joined(names, language.word("separator"))));
            for (at, place) in places.iter().enumerate() {
                let mut inlines = raised(at);
                inlines.extend(own.runs(language, said(&place.text, language)));
                lines.push(("Byline", inlines));
            }
            if let Some(date) = edition.published.as_ref().and_then(|own| own.get(&language.key)) {
                lines.push(("Byline", vec![text(phrase(language, "published", date))]));
            }
            if let Some(runs) = edition.attribution.as_ref().and_then(|a| a.get(&language.key)) {
                lines.push(("Byline", own.runs(language, runs)));
            }
            for (name, dates) in [("received", &edition.received), ("revised", &edition.revised)] {
                if let Some(date) = dates.as_ref().and_then(|own| own.get(&language.key)) {
                    lines.push(("Byline", vec![text(phrase(language, name, date))]));
                }
            }
            for credit in &edition.credits {
                let of = |all: &PerLanguage<String>| all.get(&language.key).cloned();
                let (role, name) = (of(&credit.role), of(&credit.name));
                let (role, name) = (role.unwrap_or_default(), name.unwrap_or_default());
                let words = format!("{role}{}{name}", language.colon());
                lines.push(("Byline", vec![text(words)]));
            }
            let lines = lines.into_iter().filter(|(_, inlines)| !inlines.is_empty());
            lines.map(|(name, inlines)| paragraph(own.target, name, inlines)).collect()
        })
    }

    /// To whom it is addressed.
    fn recipient(&mut self) -> Vec<Block> {
        let Some(recipient) = &self.edition.recipient else { return vec![] };
        let edition = self.edition;
        let mut blocks = vec![];
        if let Some(logo) = recipient.get("logo") {
            let key = edition.languages.first().map(|l| l.key.as_str()).unwrap_or_default();
            let said = ["office", "name"].iter().find_map(|name| recipient.get(*name)?.get(key));
            let path = logo.get(key).or_else(|| logo.values().next());
            let alt = said.cloned().unwrap_or_default();
            blocks.extend(path.and_then(|path| self.file(path, alt, 25)));
        }
        let known = ["name", "office", "reference", "date"];
        let others = recipient.keys().map(String::as_str);
        let others = others.filter(|name| !known.contains(name));
        let others: Vec<&str> =
            others.filter(|name| !["logo", "salutation"].contains(name)).collect();
        blocks.extend(self.each(|own, language| {
            let mut said = vec![];
            for name in known.iter().chain(&others).chain(&["salutation"]) {
                let Some(value) = recipient.get(*name).and_then(|own| own.get(&language.key))
                else {
                    continue;
                };
                let value = match NAMED.contains(name) {
                    true => phrase(language, name, value),
                    false => value.clone(),
                };
                let mut inlines = vec![];
                for (at, line) in value.lines().enumerate() {
                    if at > 0 {
                        inlines.push(Inline::LineBreak);
                    }
                    inlines.push(text(line));
                }
                said.push(paragraph(own.target, "Recipient", inlines));
            }
            said
        }));
        blocks
    }

    /// Blocks that are lifted out of their sections.
    fn lead(&mut self, name: &str, units: &'a [Unit], lead: bool) -> Vec<Block> {
        if units.is_empty() {
            return vec![];
        }
        let mut blocks = vec![self.part(name)];
        blocks.extend(self.units(units, lead));
        blocks
    }

    fn summary(&mut self) -> Vec<Block> {
        let edition = self.edition;
        let summary = edition.summary.as_ref();
        summary.map_or(vec![], |own| self.lead("summary", std::slice::from_ref(own), false))
    }

    fn keywords(&mut self) -> Vec<Block> {
        let edition = self.edition;
        self.each(|own, language| {
            let of = |all: &PerLanguage<String>| all.get(&language.key).cloned();
            own.keywords_in(language, edition.keywords.iter().filter_map(of).collect())
        })
    }

    fn keywords_in(&self, language: &Language, words: Vec<String>) -> Vec<Block> {
        if words.is_empty() {
            return vec![];
        }
        let said = words.join(language.word("separator"));
        let label = self.styled("Keywords Label", language.word("keywords"));
        vec![paragraph(self.target, "Keywords", vec![label, text("  "), text(said)])]
    }

    /// What it is about, in a language that the edition does not have otherwise.
    fn abstract_in(&mut self, own: &'a Abstract) -> Vec<Block> {
        let language = &own.language;
        let heading = vec![(language, vec![text(language.word("summary"))])];
        let id = format!("abstract_{}", language.key);
        let mut blocks = vec![self.heading(id, 1, heading)];
        blocks.extend(self.voice(language, |writer| {
            let mut parts = vec![writer.runs(language, &own.title)];
            parts.extend(own.subtitle.iter().map(|runs| writer.runs(language, runs)));
            let mut said = vec![paragraph(writer.target, "Abstract Title", joined(parts, BETWEEN))];
            for runs in &own.body {
                let inlines = writer.runs(language, runs);
                let name = format!("Text {}", language.table.tag);
                said.push(paragraph(writer.target, &name, inlines));
            }
            said.extend(writer.keywords_in(language, own.keywords.clone()));
            said
        }));
        blocks
    }
}

/// What a template is called in a language, if it has a word for it.
fn words_of(language: &Language, template: &str) -> Option<String> {
    language.table.words.get(template).cloned()
}

/// In which language it was written.
fn original(edition: &Edition, language: &Language) -> Option<String> {
    let key = &edition.original;
    let own = || edition.languages.iter().find(|l| l.key == *key).map(|l| &l.table.name);
    let name = language.table.languages.get(key).or_else(own)?;
    Some(phrase(language, "original", name))
}

/// What is said with a word before it.
fn phrase(language: &Language, word: &str, said: &str) -> String {
    format!("{}{}{said}", language.word(word), language.colon())
}
