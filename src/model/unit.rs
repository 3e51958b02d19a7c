//! Units: what the languages of an article are compared and confirmed by.
//!
//! A unit is whatever has an id and words: a block with what the editors say of it, a
//! section's titles, an event, a figure with all its texts, a term; and each of the
//! article's own texts. Gives them in the order of the article; decides nothing.

use std::collections::BTreeMap;

use crate::model::article::{
    Article, Block, Body, Missing, Phrase, Piece, Reference, Section, Term, missing_notes,
};
use crate::model::diagnostic::Place;
use crate::model::origin;
use crate::model::vocabulary::Localized;

/// What has one id, or one name.
#[derive(Debug)]
pub struct Unit<'a> {
    /// `block`, `section`; `article` for the article's own texts.
    pub kind: &'static str,
    /// Its id: `rivers`; `title` of the article.
    pub id: &'a str,
    pub place: &'a Place,
    /// The section of the article that it is in; else `article`, `timeline`, `terms`.
    pub part_of: &'a str,
    /// Its texts by language, part by part; none where one of them is missing.
    pub texts: BTreeMap<&'a str, Vec<Words<'a>>>,
    /// The first that is missing, by language.
    pub missing: BTreeMap<&'a str, &'a Missing>,
}

/// A part of a unit in one language.
#[derive(Debug, Clone)]
pub enum Words<'a> {
    /// Inline text, a paragraph or one line.
    Pieces(&'a [Piece]),
    /// Text that is printed as it is written.
    Plain(&'a str),
}

impl Unit<'_> {
    /// `block.rivers`: its name in the record.
    pub fn name(&self) -> String {
        format!("{}.{}", self.kind, self.id)
    }

    /// What it is, in a sentence.
    pub fn what(&self) -> String {
        match self.kind {
            "article" => format!("`{}` of the article", self.id),
            kind => format!("the {kind} `{}`", self.id),
        }
    }
}

/// All units of an article that have a text: its own first, then section by section, then
/// timeline and terms.
pub fn units(article: &Article) -> Vec<Unit<'_>> {
    let mut units = Units { article, all: vec![] };
    let own = [
        ("title", Some(&article.title)),
        ("short-title", article.short_title.as_ref()),
        ("subtitle", article.subtitle.as_ref()),
        ("attribution", article.attribution.as_ref()),
    ];
    for (id, texts) in own {
        units.add("article", id, None, "article", texts);
    }
    article.summary.iter().for_each(|summary| units.block(summary, "article"));
    units.add("article", "keywords", None, "article", &article.keywords);
    let credits = article.credits.iter().flat_map(|credit| [&credit.role, &credit.name]);
    units.add("article", "credits", None, "article", credits);
    let imprint = article.imprint.phrases().into_iter().map(|(_, own)| own);
    units.add("article", "imprint", None, "article", imprint);
    units.add("article", "colophon", None, "article", &article.colophon);
    for section in &article.sections {
        units.section(section, &section.id);
    }
    for period in &article.periods {
        units.add("period", &period.id, None, "timeline", [&period.title]);
    }
    for event in &article.events {
        let texts = std::iter::once(&event.body).chain(&event.label);
        units.add("event", &event.id, None, "timeline", texts);
    }
    for (id, reference) in &article.references {
        if let Reference::Term(term) = reference {
            units.term(id, term);
        }
    }
    units.all
}

struct Units<'a> {
    article: &'a Article,
    all: Vec<Unit<'a>>,
}

impl<'a> Units<'a> {
    fn section(&mut self, section: &'a Section, part_of: &'a str) {
        let titles = std::iter::once(&section.title).chain(&section.short_title);
        self.add("section", &section.id, None, part_of, titles);
        for block in &section.blocks {
            self.block(block, part_of);
            for figure in self.article.figures.iter().filter(|own| own.after == block.id) {
                let place = Some(&figure.place);
                self.add("figure", &figure.id, place, part_of, figure.phrases());
            }
        }
        section.sections.iter().for_each(|section| self.section(section, part_of));
    }

    fn block(&mut self, block: &'a Block, part_of: &'a str) {
        let kind = if block.id == "abstract" { "article" } else { "block" };
        let mut unit = empty(kind, &block.id, &block.place, part_of);
        for (key, Body { parts, missing, .. }) in &block.body {
            let notes = parts.iter().flat_map(|pieces| missing_notes(pieces)).next();
            let words = parts.iter().map(|p| Words::Pieces(p));
            add(&mut unit, key, missing.as_ref().or(notes), words);
        }
        let others =
            block.box_title().into_iter().chain(&block.attribution).chain(&block.editorial);
        others.for_each(|texts| phrase(&mut unit, texts));
        self.all.extend(whole(unit));
    }

    fn term(&mut self, id: &'a str, term: &'a Term) {
        let mut unit = empty("term", id, &term.place, "terms");
        for texts in std::iter::once(&term.long).chain(&term.short) {
            for (key, text) in texts {
                let words = std::iter::once(Words::Plain(text.as_str()));
                add(&mut unit, key, term.missing.get(key), words);
            }
        }
        self.all.extend(whole(unit));
    }

    fn add(
        &mut self,
        kind: &'static str,
        id: &'a str,
        place: Option<&'a Place>,
        part_of: &'a str,
        texts: impl IntoIterator<Item = &'a Localized<Phrase>>,
    ) {
        let texts: Vec<_> = texts.into_iter().filter(|texts| !texts.is_empty()).collect();
        let name = format!("{kind}/{id}");
        let place = place.or_else(|| origin::place(&self.article.origins, &name, ""));
        let places = texts.iter().flat_map(|texts| texts.values()).map(|own| &own.place);
        let first = || places.min_by_key(|place| place.range.start);
        let Some(place) = place.or_else(first) else { return };
        let mut unit = empty(kind, id, place, part_of);
        texts.into_iter().for_each(|texts| phrase(&mut unit, texts));
        self.all.extend(whole(unit));
    }
}

fn empty<'a>(kind: &'static str, id: &'a str, place: &'a Place, part_of: &'a str) -> Unit<'a> {
    Unit { kind, id, place, part_of, texts: BTreeMap::new(), missing: BTreeMap::new() }
}

fn phrase<'a>(unit: &mut Unit<'a>, texts: &'a Localized<Phrase>) {
    for (key, Phrase { pieces, missing, .. }) in texts {
        let notes = missing_notes(pieces).into_iter().next();
        add(unit, key, missing.as_ref().or(notes), std::iter::once(Words::Pieces(pieces)));
    }
}

fn add<'a>(
    unit: &mut Unit<'a>,
    key: &'a str,
    missing: Option<&'a Missing>,
    words: impl Iterator<Item = Words<'a>>,
) {
    match missing {
        Some(missing) => {
            unit.missing.entry(key).or_insert(missing);
        }
        None => unit.texts.entry(key).or_default().extend(words),
    }
}

/// A unit that says something; of a language in which a part is missing, nothing.
fn whole(mut unit: Unit) -> Option<Unit> {
    let missing = &unit.missing;
    unit.texts.retain(|key, _| !missing.contains_key(key));
    (!unit.texts.is_empty()).then_some(unit)
}
