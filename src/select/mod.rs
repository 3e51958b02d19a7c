//! Editions: one article, one variant, one audience, everything decided.
//!
//! Takes a checked [`Project`] and a [`Variant`]; gives an [`Edition`] that
//! templates print as it is. Pure: no disk, no clock, no Typst. Numbers of
//! notes, 同上 and first uses are settled here because they depend on what was
//! left out.

mod abstracts;
mod argued;
mod boxes;
pub(crate) mod cite;
mod drafts;
mod explain;
mod figures;
mod glossary;
mod heads;
mod imprint;
mod length;
mod lost;
mod notes;
mod numbers;
pub(crate) mod printed;
mod printer;
mod sentences;
mod tables;
mod timeline;

use std::collections::BTreeSet;

use crate::model::article;
use crate::model::diagnostic::Diagnostic;
use crate::model::edition::{Block, Credit, Edition, Figure, FigureContent, PerLanguage, Section};
use crate::model::language::Language;
use crate::model::origin::origins;
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::{BlockKind, Item, Level, Theme};

pub use drafts::missing;
pub use explain::{Decision, Reason, explain};
pub use length::length;
pub(crate) use printer::{is_wide, quantity_in, spaced_text};

use notes::Notes;
use printer::Printer;

/// Makes the edition of a variant.
///
/// ```
/// use diptych::load::{files::Files, load};
/// use diptych::model::diagnostic::Diagnostics;
/// use diptych::model::edition::plain;
/// use diptych::select::select;
///
/// let project = load(&Files::built_in(), &mut Diagnostics::default()).unwrap();
/// let edition = select(&project, project.variant("brief").unwrap());
/// assert!(edition.title.values().all(|title| !plain(title).is_empty()));
/// assert!(!edition.notes.is_empty());
/// ```
pub fn select(project: &Project, variant: &Variant) -> Edition {
    let mut languages: Vec<Language> =
        variant.languages.iter().filter_map(|key| project.language(key)).cloned().collect();
    drafts::lend_fonts(project, variant, &mut languages);
    let mut selector = Selector {
        project,
        variant,
        printer: Printer::new(project, languages, figures::number(&project.article, variant)),
        notes: Notes::numbered(),
        cited: BTreeSet::new(),
        pairs: 0,
        recommended: 0,
        appendices: 0,
    };
    selector.edition()
}

/// Attaches to an edition itself and, if its readers may see all that is in them, those
/// of the data files that the article is made of. Tells whether they may.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::select::{attach, select};
///
/// let variant = project.variant("brief").unwrap();
/// let mut edition = select(&project, variant);
/// // What is for editors is in the article, and this variant is not for them.
/// assert!(!attach(&mut edition, &project, variant, &["data/article.yaml"]));
/// assert_eq!(edition.attached, ["edition.json"]);
/// ```
pub fn attach(edition: &mut Edition, project: &Project, variant: &Variant, data: &[&str]) -> bool {
    edition.attached = vec![crate::model::edition::FILE_NAME.into()];
    let article = &project.article;
    let mut hidden = article.events.iter().any(|event| !sees(variant, &event.audiences));
    hidden |= article.figures.iter().any(|figure| !sees(variant, &figure.audiences));
    article::each_block(&article.sections, &mut |block| {
        hidden |= !sees(variant, &block.audiences);
        hidden |= block.editorial.is_some() && !variant.editorial;
    });
    let is_open = !hidden;
    if is_open {
        let known = made_of(project, edition);
        let known = data.iter().filter(|path| known.contains(**path));
        edition.attached.extend(known.map(|path| path.to_string()));
    }
    is_open
}

/// The paths of what an edition is made of: of all that has a place in the article, of
/// tables and styles, and of the logo. Not all need be there.
fn made_of(project: &Project, edition: &Edition) -> BTreeSet<String> {
    let places = origins(&project.article).into_iter().map(|origin| origin.place.path);
    let tables = project.languages.iter();
    let tables = tables.map(|language| format!("data/languages/{}.yaml", language.key));
    let styles = project.styles.keys().map(|name| format!("data/styles/{name}.csl"));
    let pictures = edition.figures().filter_map(|figure| match &figure.content {
        FigureContent::Picture(picture) => Some(picture.files.values().cloned()),
        _ => None,
    });
    let pictures = pictures.flatten();
    let logo = edition.theme.logo.iter().map(|logo| logo.path.clone());
    // Units, which are in this file, have no place.
    let units = std::iter::once("data/quantities.yaml".to_string());
    places.chain(tables).chain(styles).chain(pictures).chain(logo).chain(units).collect()
}

/// Tells of what is wrong with an edition: that it is over the budget of its
/// variant, refers to a figure that it does not have, or lacks a text and is no draft.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::select::{faults, select};
///
/// let variant = project.variant("brief").unwrap();
/// assert!(faults(&project, variant, &select(&project, variant)).is_empty());
/// ```
pub fn faults(project: &Project, variant: &Variant, edition: &Edition) -> Vec<Diagnostic> {
    let mut faults = length::over_budget(edition, variant);
    faults.extend(figures::absent(project, variant));
    faults.extend(drafts::missing(project, variant));
    faults.extend(lost::lost(project, edition));
    faults
}

/// Whether the readers of a variant may see what is for some audiences.
pub(crate) fn sees(variant: &Variant, audiences: &Option<Vec<String>>) -> bool {
    match (audiences, &variant.audience) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(audiences), Some(audience)) => audiences.contains(audience),
    }
}

/// Why something is not in a variant; nothing when it is.
fn verdict(variant: &Variant, level: Level, audiences: &Option<Vec<String>>) -> Option<Reason> {
    if !sees(variant, audiences) {
        return Some(Reason::Audience);
    }
    (level > variant.level).then_some(Reason::Level)
}

fn is_in(variant: &Variant, level: Level, audiences: &Option<Vec<String>>) -> bool {
    verdict(variant, level, audiences).is_none()
}

/// Why a block is not in a variant; nothing when it is. What was asked for by
/// name comes after the audience, and so never widens what it may see.
fn block_verdict(variant: &Variant, block: &article::Block) -> Option<Reason> {
    if variant.exclude.contains(&block.id) {
        return Some(Reason::Excluded);
    }
    match verdict(variant, block.level, &block.audiences) {
        Some(Reason::Level) if variant.include.contains(&block.id) => None,
        verdict => verdict,
    }
}

fn block_is_in(variant: &Variant, block: &article::Block) -> bool {
    block_verdict(variant, block).is_none()
}

struct Selector<'a> {
    project: &'a Project,
    variant: &'a Variant,
    printer: Printer<'a>,
    notes: Notes<'a>,
    /// The sources that notes of tables and figures cite.
    cited: BTreeSet<&'a str>,
    /// Blocks numbered so far, recommendations and appendices.
    pairs: usize,
    recommended: usize,
    appendices: usize,
}

impl<'a> Selector<'a> {
    fn edition(&mut self) -> Edition {
        let (project, variant) = (self.project, self.variant);
        let article = &project.article;
        let dates = |date: Option<crate::model::date::Date>, printer: &Printer| {
            date.map(|date| printer.each(|l| date.print(&l.table.dates)))
        };
        let credits = article.credits.iter().map(|credit| Credit {
            role: self.printer.words(&credit.role),
            name: self.printer.words(&credit.name),
        });
        // In the order of print, which is that of note numbers and first uses.
        let credits = credits.collect();
        let (authors, affiliations) = imprint::authors(article, &mut self.printer);
        let title = self.printer.title(&article.title);
        let short_title = article.short_title.as_ref().map(|s| self.printer.title(s));
        let subtitle = article.subtitle.as_ref().map(|s| self.printer.title(s));
        let attribution = article.attribution.as_ref().map(|a| self.printer.title(a));
        let mut keys = vec![];
        lifted(&article.sections, &|block| is_key(block, variant), &mut keys);
        // What is recommended stands together, behind what is found.
        keys.sort_by_key(|block| block.kind == BlockKind::Recommendation);
        let mut key_messages: Vec<Block> =
            keys.into_iter().map(|block| self.block(block, None)).collect();
        if let Some(first) = key_messages.first_mut() {
            first.figures = self.figures(figures::first(article, variant));
        }
        let mut recommended = vec![];
        let is_own =
            |block: &article::Block| is_first(block, variant) && block_is_in(variant, block);
        lifted(&article.sections, &is_own, &mut recommended);
        let mut recommendations: Vec<Block> =
            recommended.into_iter().map(|block| self.block(block, None)).collect();
        let summary = article.summary.as_ref().map(|block| self.block(block, None));
        let sections = self.sections(&article.sections, true, &mut vec![]);
        argued::tell(
            &article.sections,
            &sections,
            key_messages.iter_mut().chain(&mut recommendations),
        );
        let timeline = variant
            .timeline
            .then(|| timeline::timeline(project, variant, &mut self.printer, &self.notes))
            .flatten()
            .map(|(timeline, notes)| {
                self.cited.extend(notes.sources());
                timeline
            });
        let axis = figures::axis(article, variant, &mut self.printer);
        let front: Vec<&Block> =
            key_messages.iter().chain(&recommendations).chain(&summary).collect();
        let glossary = match variant.glossary {
            true => glossary::glossary(project, self.printer.languages(), &front, &sections),
            false => vec![],
        };
        let index = glossary::index(&glossary, self.printer.languages());
        let colophon = article.colophon.as_ref().map(|c| self.printer.title(c));
        let imprint = imprint::imprint(project, &mut self.printer);
        let languages = self.printer.languages();
        let notes = self.notes.print(project, languages, &Notes::numbered());
        self.cited.extend(self.notes.sources());
        let cited = std::mem::take(&mut self.cited);
        let sources = match variant.sources {
            true => notes::list(project, languages, cited),
            false => vec![],
        };
        Edition {
            variant: variant.name.clone(),
            template: variant.template.clone(),
            layout: variant.layout,
            level: variant.level,
            audience: variant.audience.clone(),
            note_numbering: variant.notes,
            theme: theme(variant),
            languages: self.printer.languages().to_vec(),
            original: project.languages.first().map(|l| l.key.clone()).unwrap_or_default(),
            title,
            short_title,
            subtitle,
            attribution,
            issue: article.issue.map(|issue| {
                self.printer.each(|l| {
                    l.word("issue")
                        .replace("{year}", &issue.year.to_string())
                        .replace("{number}", &issue.number.to_string())
                })
            }),
            received: dates(article.received, &self.printer),
            revised: dates(article.revised, &self.printer),
            credits,
            authors,
            affiliations,
            published: dates(article.imprint.published, &self.printer),
            imprint,
            summary,
            keywords: article.keywords.iter().map(|k| self.printer.words(k)).collect(),
            abstracts: abstracts::abstracts(project, variant),
            key_messages,
            recommendations,
            sections,
            timeline,
            axis,
            glossary,
            index,
            colophon,
            program: concat!("Diptych ", env!("CARGO_PKG_VERSION")).into(),
            notes,
            sources,
            record: imprint::record(article),
            attached: vec![],
            recipient: None,
        }
    }

    /// The sections that have something in them, numbered without gaps.
    fn sections(
        &mut self,
        all: &'a [article::Section],
        numbered: bool,
        outer: &mut Vec<usize>,
    ) -> Vec<Section> {
        outer.push(0);
        let mut sections = vec![];
        for section in all.iter().filter(|s| has_text(s, self.variant)) {
            let numbered = numbered && section.numbered;
            let number = match section.appendix {
                true => Some(self.appendix()),
                false => numbered.then(|| {
                    *outer.last_mut().expect("pushed above") += 1;
                    self.printer.each(|l| numbers::heading(&l.table.headings, outer))
                }),
            };
            let title = self.printer.title(&section.title);
            let short_title = section.short_title.as_ref().map(|s| self.printer.title(s));
            let mut blocks = vec![];
            for block in section.blocks.iter().filter(|b| in_body(b, self.variant)) {
                self.pairs += 1;
                blocks.push(self.block(block, Some(self.pairs)));
            }
            boxes::close(&mut blocks);
            sections.push(Section {
                id: section.id.clone(),
                depth: outer.len(),
                number,
                title,
                short_title,
                blocks,
                sections: self.sections(&section.sections, numbered && !section.appendix, outer),
            });
        }
        outer.pop();
        sections
    }

    /// The number of the next appendix, in each language's words.
    fn appendix(&mut self) -> PerLanguage<String> {
        self.appendices += 1;
        self.printer.each(|l| numbers::counted(l.word("appendix"), self.appendices))
    }

    /// What the next recommendation is called.
    fn recommendation(&mut self) -> PerLanguage<String> {
        self.recommended += 1;
        self.printer.each(|l| numbers::counted(l.word("recommendation"), self.recommended))
    }

    fn block(&mut self, block: &'a article::Block, number: Option<usize>) -> Block {
        let first = self.notes.len();
        let is_recommended = block.kind == BlockKind::Recommendation;
        let label = is_recommended.then(|| self.recommendation());
        let title = block.boxed.as_ref().and_then(|own| own.title.as_ref());
        let title = title.map(|title| self.printer.title(title));
        let mut body = PerLanguage::new();
        for at in 0..self.printer.languages().len() {
            let key = self.printer.languages()[at].key.clone();
            let Some(text) = block.body.get(&key) else { continue };
            // Each language takes the same numbers.
            let mut turn = self.notes.cursor(&key, first);
            let own = block.attribution.as_ref().and_then(|own| own.get(&key));
            let parts = text.parts.iter().map(|pieces| (pieces, text.missing.as_ref()));
            let all = parts.chain(own.map(|own| (&own.pieces, own.missing.as_ref())));
            let mut print = |(pieces, missing): (&'a Vec<article::Piece>, _)| {
                self.printer.runs(at, pieces, missing, Some(&mut turn))
            };
            let parts = all.map(&mut print).collect();
            body.insert(key, parts);
        }
        if !matches!(block.kind, BlockKind::List | BlockKind::PullQuote) {
            sentences::divide(&mut body, self.printer.languages());
        }
        let (project, variant) = (self.project, self.variant);
        let editorial = block.editorial.as_ref().filter(|_| variant.editorial);
        let editorial = editorial.map(|note| self.printer.title(note));
        let figures = match number {
            None => vec![],
            Some(_) => self.figures(figures::after(&project.article, variant, &block.id).collect()),
        };
        Block {
            id: block.id.clone(),
            number,
            level: block.level,
            kind: block.kind,
            body,
            attributed: block.attribution.is_some(),
            items: match block.items.iter().all(|item| *item == Item::default()) {
                true => vec![],
                false => block.items.clone(),
            },
            label,
            boxed: block.boxed.as_ref().map(|own| boxes::boxed(own, title)),
            notes: self.notes.ids(first),
            editorial,
            argued: None,
            figures,
        }
    }

    /// Prints figures, and keeps what they cite.
    fn figures(&mut self, all: Vec<&'a article::Figure>) -> Vec<Figure> {
        let mut figures = vec![];
        for own in all {
            let (project, variant) = (self.project, self.variant);
            let printed = figures::figure(project, variant, own, &mut self.printer, &self.notes);
            self.cited.extend(printed.1);
            figures.push(printed.0);
        }
        figures
    }
}

/// The look of a variant, in its own languages.
fn theme(variant: &Variant) -> Theme {
    let mut theme = variant.theme.clone();
    let logo = theme.logo.as_mut().map(|logo| &mut logo.alt);
    for texts in theme.marking.iter_mut().chain(logo) {
        texts.retain(|key, _| variant.languages.contains(key));
    }
    theme
}

/// Whether a block stands in its section.
fn in_body(block: &article::Block, variant: &Variant) -> bool {
    block.level != Level::Key && !is_first(block, variant) && block_is_in(variant, block)
}

/// Whether a variant has a block among its key messages.
fn is_key(block: &article::Block, variant: &Variant) -> bool {
    block.level == Level::Key && !is_first(block, variant) && block_is_in(variant, block)
}

/// Whether a variant has a block among the recommendations at the front.
fn is_first(block: &article::Block, variant: &Variant) -> bool {
    variant.recommendations_first && block.kind == BlockKind::Recommendation
}

fn has_text(section: &article::Section, variant: &Variant) -> bool {
    section.blocks.iter().any(|b| in_body(b, variant))
        || section.sections.iter().any(|s| has_text(s, variant))
}

/// The blocks of sections that are lifted out of them, in order.
fn lifted<'a>(
    sections: &'a [article::Section],
    is_one: &impl Fn(&article::Block) -> bool,
    out: &mut Vec<&'a article::Block>,
) {
    for section in sections {
        out.extend(section.blocks.iter().filter(|block| is_one(block)));
        lifted(&section.sections, is_one, out);
    }
}
