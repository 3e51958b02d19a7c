//! Messages: from a run that cannot be seen to a diagnostic.
//!
//! Takes a run, what is wrong with it and its page; gives a sentence that names the text
//! as its author does, its place in the data, and a hint.

use std::collections::BTreeSet;

use typst::{World, WorldExt};

use super::missing::Missing;
use super::scene::{Run, Source};
use super::{Flaw, LEAST_SIZE, boxes};
use crate::load::files::built_in_templates;
use crate::model::article::Origin;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::edition::{Edition, Recipient};
use crate::model::origin::{label, origins, place};
use crate::model::project::{Project, Variant};
use crate::typeset::Composition;

/// How many characters of a text are quoted.
const QUOTED: usize = 24;

/// What is known of an edition's texts.
pub struct Messages<'t> {
    composition: &'t Composition,
    edition: &'t Edition,
    project: &'t Project,
    variant: &'t Variant,
    origins: Vec<Origin>,
    recipient: Option<Recipient>,
}

/// What tells one text of a page from another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub enum Key<'r> {
    Source(&'r Source),
    /// The cells of a table.
    Table(&'r str),
    /// A word of the template, or a field: by the code that prints it.
    Code(u64),
}

impl<'t> Messages<'t> {
    pub fn new(
        composition: &'t Composition,
        edition: &'t Edition,
        project: &'t Project,
        variant: &'t Variant,
    ) -> Self {
        let origins = origins(&project.article);
        let recipient = composition.recipient();
        Self { composition, edition, project, variant, origins, recipient }
    }

    /// What tells the text of a run from others.
    pub fn key<'r>(&self, run: &'r Run) -> Key<'r> {
        match &run.source {
            Some(source) => match source.name.split_once("/cell/") {
                Some((table, _)) => Key::Table(table),
                None => Key::Source(source),
            },
            None => Key::Code(span(run).map_or(0, |span| span.into_raw().get())),
        }
    }

    /// Whether a run belongs to one of some units.
    pub fn is_of(&self, run: &Run, units: &BTreeSet<String>) -> bool {
        let Some(source) = &run.source else { return false };
        if units.contains(&source.name) {
            return true;
        }
        let owner = source.name.strip_prefix("note/").and_then(|note| self.owner(note));
        let unit = owner.as_ref().unwrap_or(&source.name).split('/').nth(1);
        unit.is_some_and(|unit| units.contains(unit))
    }

    /// Whether a run that no text of the data is in is the project's own all the same.
    pub fn is_of_project(&self, run: &Run) -> bool {
        self.field(run).is_some() || self.coded(run).is_some()
    }

    /// The diagnostic of a flaw on a page, by its number.
    pub fn tell(&self, run: &Run, flaw: Flaw, other: Option<&Run>, page: usize) -> Diagnostic {
        let own = self.named(run);
        let at = format!("page {page} of `{}`", self.variant.name);
        let template = &self.variant.template;
        let (message, hint) = match flaw {
            Flaw::Boxed => {
                let lacking: BTreeSet<char> = boxes(run).flat_map(str::chars).collect();
                let lacking: Vec<_> =
                    lacking.iter().map(|c| format!("`{c}` (U+{:04X})", *c as u32)).collect();
                (
                    format!("{own} has a box in place of {} on {at}", lacking.join(", ")),
                    format!("the template `{template}` is to take the fonts of the language"),
                )
            }
            Flaw::OffPage => (format!("{own} runs off {at}"), self.shorter(run)),
            Flaw::OutOfColumn => {
                (format!("{own} runs out of its column on {at}"), self.shorter(run))
            }
            Flaw::TooLow => (
                format!("{own} runs out of its place on {at}"),
                match run.source.as_ref().is_some_and(|source| source.name.starts_with("block/")) {
                    true => "shorten it, or divide it into several".into(),
                    false => "make it shorter".into(),
                },
            ),
            Flaw::CutOff => (format!("{own} is cut off on {at}"), self.shorter(run)),
            Flaw::Covered => (
                format!("{own} is painted over on {at}"),
                format!("a shape or picture of the template `{template}` is to come before it"),
            ),
            Flaw::Overprinted(_) => {
                let other = other.map(|other| self.named(other)).unwrap_or_default();
                (
                    format!("{own} and {other} are printed over each other on {at}"),
                    self.shorter(run),
                )
            }
            Flaw::Squeezed => (
                format!("the characters of {own} are printed over each other on {at}"),
                format!("the template `{template}` is to set them less closely"),
            ),
            Flaw::Tiny(size) => (
                format!("{own} is {size:.1} pt small on {at}"),
                format!("the template `{template}` is to set it in {LEAST_SIZE} pt at least"),
            ),
            Flaw::UpsideDown => (
                format!("{own} is upside down on {at}"),
                format!("the template `{template}` is to turn it by a quarter at most"),
            ),
            Flaw::Patterned => (
                format!("{own} is filled with a pattern on {at}, whose contrast cannot be told"),
                format!("the template `{template}` is to give it a colour"),
            ),
            Flaw::Pale(contrast, least) => (
                format!("{own} has a contrast of {contrast:.1} with what is under it, on {at}"),
                format!(
                    "text of its size needs {least}: choose another colour in `theme`, or in the \
                     template `{template}`"
                ),
            ),
        };
        Diagnostic::error(Code::NotSeen, self.place(run), message).hint(hint)
    }

    /// The diagnostic of a text that is printed in part, and of so many more.
    pub fn of_missing(&self, missing: &Missing, more: usize) -> Diagnostic {
        let Missing { source, piece } = missing;
        let place = self.written(source, piece).unwrap_or_else(|| self.variant.place.clone());
        let (own, variant) = (self.spoken(&source.name), &self.variant.name);
        let message = format!("{} ({own}) is on no page of `{variant}`", quoted(piece));
        let hint = format!(
            "the template `{}` hides it, leaves it out, or sets it in a font that is not there",
            self.variant.template
        );
        let others = (more > 0).then(|| format!("{more} more of its texts are not whole"));
        let row = source.name.contains("/cell/").then(|| {
            "if its row is taller than a page: make two of it, or give its texts full stops, where \
             it is divided"
                .into()
        });
        Diagnostic::error(Code::LostText, place, message)
            .maybe_hint(row)
            .hint(hint)
            .maybe_hint(others)
    }

    /// How to mend what does not fit.
    fn shorter(&self, run: &Run) -> String {
        match &run.source {
            Some(source) if source.name.contains("/cell/") => {
                "shorten its longest word, or give the table fewer columns".into()
            }
            None if self.field(run).is_none() => {
                format!("give it more room in the template `{}`", self.variant.template)
            }
            _ => "shorten it, or put a hyphen where its longest word may be divided".into(),
        }
    }

    /// A run's first words, and what they are a part of.
    fn named(&self, run: &Run) -> String {
        let words = quoted(&run.item.text);
        let of = match &run.source {
            Some(source) => Some(self.spoken(&source.name)),
            None => self.field(run).map(|field| format!("the recipient's `{field}`")),
        };
        of.map_or(words.clone(), |of| format!("{words} ({of})"))
    }

    /// `figure/shares/cell/1/2` as an author would say it.
    fn spoken(&self, name: &str) -> String {
        let parts: Vec<&str> = name.split('/').collect();
        match parts.as_slice() {
            ["figure", id, "cell", "0", column] => {
                format!("the head of column {} of `{id}`", from_one(column))
            }
            ["figure", id, "cell", row, column] => {
                format!("row {row}, column {} of `{id}`", from_one(column))
            }
            ["figure", id, part] => format!("the {part} of `{id}`"),
            ["section", id] => format!("the title of section `{id}`"),
            ["note", id] => match self.owner(id) {
                Some(owner) => format!("a note of {}", self.spoken(&owner)),
                None => "a note".into(),
            },
            ["keyword" | "credit", ..] => format!("a {}", parts[0]),
            [kind, id, ..] => format!("{kind} `{id}`"),
            _ => format!("the {name}"),
        }
    }

    /// What a note belongs to.
    fn owner(&self, note: &str) -> Option<String> {
        let has = |notes: &[String]| notes.iter().any(|own| own == note);
        let block = self.edition.blocks().find(|block| has(&block.notes));
        let mut figures = self.edition.figures();
        let mut figure = || figures.find(|figure| figure.notes.iter().any(|own| own.id == note));
        let block = block.map(|block| format!("block/{}", block.id));
        block.or_else(|| figure().map(|figure| format!("figure/{}", figure.id)))
    }

    /// The field of the recipient that a run prints, or a part of it.
    fn field(&self, run: &Run) -> Option<&str> {
        let text = run.item.text.trim();
        let fields = self.recipient.iter().flatten();
        let mut holding = fields.filter(|(_, said)| said.values().any(|said| said.contains(text)));
        holding.next().map(|(name, _)| name.as_str())
    }

    fn place(&self, run: &Run) -> Place {
        let own = match &run.source {
            Some(source) => self.written(source, &run.item.text),
            None => self.coded(run).filter(|_| self.field(run).is_none()),
        };
        own.unwrap_or_else(|| self.variant.place.clone())
    }

    /// Where a text stands in the data.
    fn written(&self, source: &Source, text: &str) -> Option<Place> {
        let at = |name: &str| place(&self.origins, name, &source.language).cloned();
        if let Some(note) = source.name.strip_prefix("note/") {
            return at(&self.owner(note)?);
        }
        // A drawing has one name for all its labels.
        let figure = source.name.strip_prefix("figure/").filter(|id| !id.contains('/'));
        let own = figure.and_then(|id| label(&self.project.article, id, text)).cloned();
        own.or_else(|| at(&source.name))
    }

    /// Where a template of the project has a text.
    fn coded(&self, run: &Run) -> Option<Place> {
        let span = span(run)?;
        let path = span.id()?.vpath().get_without_slash().to_string();
        let own = self.composition.source(span.id()?).ok()?;
        let built_in = built_in_templates();
        let is_built_in = built_in.get(&path).is_some_and(|bytes| *bytes == own.text().as_bytes());
        let range = self.composition.range(span)?;
        (!is_built_in).then(|| Place::new(path, range))
    }
}

/// The first characters of a text.
fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", text[..end].trim_end()),
        None => format!("`{text}`"),
    }
}

fn span(run: &Run) -> Option<typst::syntax::Span> {
    run.item.glyphs.first().map(|glyph| glyph.span.0)
}

fn from_one(column: &str) -> usize {
    column.parse::<usize>().unwrap_or_default() + 1
}
