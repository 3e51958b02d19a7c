//! Previews: pages as somebody sees them who is editing the data.
//!
//! Takes [`Pages`] and their edition; gives each page's hash and size, the
//! outline, what stands at a point, and where something stands. A page is
//! drawn only when it is asked for, by its hash, so that what has not changed
//! is neither drawn nor sent again; and areas are looked for when they are
//! asked for. Serves nothing.

mod areas;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;
use typst::foundations::{NativeElement, Selector};
use typst::introspection::Introspector;
use typst::model::HeadingElem;
use typst::utils::hash128;

use crate::load::files::Files;
use crate::model::article::Article;
use crate::model::diagnostic::Place;
use crate::model::edition::{Edition, Note};
use crate::model::origin;
use crate::model::project::Project;
use crate::model::vocabulary::Level;
use crate::typeset::Pages;

pub use areas::Area;

/// A click this far from a text, in points, is one on it.
const NEAR: f64 = 16.0;

/// As many pages are drawn ahead: those of an edit that moves nothing.
const AHEAD: usize = 2;

/// Pages, and what stands where on them.
pub struct Preview {
    pages: Pages,
    pub sheets: Vec<Page>,
    pub outline: Vec<Heading>,
    variant: String,
    notes: BTreeMap<String, PreviewNote>,
    areas: OnceLock<Vec<Area>>,
    /// The pages as SVG, each drawn when it is first asked for.
    drawn: Vec<OnceLock<String>>,
}

/// A page: its hash, and its size in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    pub hash: String,
    pub width: f64,
    pub height: f64,
}

/// An item of the outline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Heading {
    pub title: String,
    pub depth: usize,
    pub page: usize,
    pub y: f64,
}

/// A note: what it is called, what it cites, and what it belongs to.
struct PreviewNote {
    label: String,
    cites: Vec<String>,
    owner: Option<String>,
}

/// What stands at a point, who may see it, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// `block rivers`, `note 3 of block rivers`, `the word “contents”`.
    pub what: String,
    pub language: String,
    /// Absent for what every reader gets.
    pub level: Option<Level>,
    /// Everybody, when absent.
    pub audiences: Option<Vec<String>>,
    /// The first is its own.
    pub places: Vec<Place>,
    pub area: Area,
}

impl Preview {
    /// Finds what stands where on pages.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// use diptych::preview::Preview;
    ///
    /// let preview = Preview::new(pages, &edition);
    /// assert_eq!(preview.sheets.len(), preview.pages().len());
    /// ```
    pub fn new(pages: Pages, edition: &Edition) -> Self {
        let sheet = |page: &typst_layout::Page| Page {
            hash: format!("{:032x}", hash128(page)),
            width: page.frame.width().to_pt(),
            height: page.frame.height().to_pt(),
        };
        Self {
            sheets: pages.document().pages().iter().map(sheet).collect(),
            outline: outline(&pages),
            variant: edition.variant.clone(),
            notes: notes(edition),
            areas: OnceLock::new(),
            drawn: vec![OnceLock::new(); pages.len()],
            pages,
        }
    }

    /// Whether both are made of the same, and look alike to the last mark.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.pages.identity() == other.pages.identity() && self.sheets == other.sheets
    }

    /// The pages.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// # let preview = diptych::preview::Preview::new(pages, &edition);
    /// assert!(!preview.pages().is_empty());
    /// ```
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Draws the page of a hash.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// # let preview = diptych::preview::Preview::new(pages, &edition);
    /// let first = preview.svg(&preview.sheets[0].hash).unwrap();
    /// assert!(first.starts_with("<svg"));
    /// ```
    pub fn svg(&self, hash: &str) -> Option<String> {
        let index = self.sheets.iter().position(|sheet| sheet.hash == hash)?;
        let page = self.pages.document().pages().get(index)?;
        let draw = || typst_svg::svg(page, &typst_svg::SvgOptions::default());
        Some(self.drawn.get(index)?.get_or_init(draw).clone())
    }

    /// Draws the first pages that are not known before anyone asks for them.
    pub(crate) fn draw_ahead(&self, is_known: impl Fn(&str) -> bool) {
        let new = self.sheets.iter().filter(|sheet| !is_known(&sheet.hash));
        new.take(AHEAD).for_each(|sheet| drop(self.svg(&sheet.hash)));
    }

    /// The areas of all texts.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// # let preview = diptych::preview::Preview::new(pages, &edition);
    /// assert!(preview.areas().iter().any(|area| area.name.is_some()));
    /// ```
    pub fn areas(&self) -> &[Area] {
        self.areas.get_or_init(|| areas::all(self.pages.document()))
    }

    /// Where what was edited is to be seen, in the order of the pages.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// # let preview = diptych::preview::Preview::new(pages, &edition);
    /// let article = &session.project().article;
    /// let shown = preview.shown(article, "block/key-threats");
    /// assert!(shown.iter().all(|area| area.page >= 1));
    /// ```
    pub fn shown(&self, article: &Article, edited: &str) -> Vec<Area> {
        let mut names = origin::shown_in(article, edited);
        if let Some(key) = edited.strip_prefix("source/") {
            let citing = self.notes.iter().filter(|(_, note)| note.cites.iter().any(|c| c == key));
            names.extend(citing.map(|(id, _)| format!("note/{id}")));
        }
        areas::named(self.pages.document(), &|name| names.contains(&origin::root(name)))
    }

    /// What stands at a point of a page, in points from its top left corner.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// # let edition = builder.edition(variant, &mut found);
    /// # let (pages, _) = builder.pages(variant, &edition, &mut found).unwrap();
    /// # let preview = diptych::preview::Preview::new(pages, &edition);
    /// let area = preview.areas().iter().find(|area| area.name.is_some()).unwrap();
    /// let point = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0);
    /// let target = preview.at(area.page, point, session.project(), session.files()).unwrap();
    /// assert!(!target.places.is_empty());
    /// ```
    pub fn at(
        &self,
        page: usize,
        (x, y): (f64, f64),
        project: &Project,
        files: &Files,
    ) -> Option<Target> {
        let here = || self.areas().iter().filter(|area| area.page == page);
        let named = || here().filter(|area| area.name.is_some());
        let hit = |area: &&Area| area.distance(x, y) == 0.0;
        if let Some(area) = named().filter(hit).min_by(|a, b| a.size().total_cmp(&b.size())) {
            let target = self.target(area, project)?;
            return Some(self.label(&target, page, hit, project).unwrap_or(target));
        }
        let word = here().find(hit).and_then(|area| word(area, project, files));
        word.or_else(|| {
            let distance = |area: &&Area| area.distance(x, y);
            let nearest = named().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            self.target(nearest.filter(|area| distance(area) <= NEAR)?, project)
        })
    }

    /// In a drawing, the text that is hit.
    fn label(
        &self,
        drawing: &Target,
        page: usize,
        hit: impl Fn(&&Area) -> bool,
        project: &Project,
    ) -> Option<Target> {
        let id = drawing.area.name.as_ref()?.strip_prefix("figure/")?;
        let runs = areas::runs(self.pages.document(), page);
        let area = runs.iter().filter(hit).min_by(|a, b| a.size().total_cmp(&b.size()))?;
        let place = origin::label(&project.article, id, &area.text)?;
        Some(Target {
            what: format!("“{}” of figure {id}", area.text.trim()),
            places: std::iter::once(place).chain(&drawing.places).cloned().collect(),
            area: area.clone(),
            ..drawing.clone()
        })
    }

    fn target(&self, area: &Area, project: &Project) -> Option<Target> {
        let name = area.name.as_deref()?;
        let origins = origin::origins(&project.article);
        let place = |name: &str| origin::place(&origins, name, &area.language).cloned();
        let note = name.strip_prefix("note/").and_then(|id| self.notes.get(id));
        let owner = note.map_or(Some(name), |note| note.owner.as_deref());
        let (what, places) = match note {
            None if name == "marking" => {
                let variant = project.variant(&self.variant);
                (spoken(name), variant.map(|variant| variant.place.clone()).into_iter().collect())
            }
            None => (spoken(name), place(name).into_iter().collect()),
            Some(note) => {
                let of = owner.map(|owner| format!(" of {}", spoken(owner))).unwrap_or_default();
                let sources = note.cites.iter().map(|key| format!("source/{key}"));
                let places = sources.chain(owner.map(String::from));
                (format!("note {}{of}", note.label), places.filter_map(|n| place(&n)).collect())
            }
        };
        let readers = owner.and_then(|owner| origin::readers(&project.article, owner));
        Some(Target {
            what,
            language: area.language.clone(),
            level: readers.map(|(level, _)| level),
            audiences: readers.and_then(|(_, audiences)| audiences.map(<[String]>::to_vec)),
            places,
            area: area.clone(),
        })
    }
}

/// `block/rivers` in words.
fn spoken(name: &str) -> String {
    name.replace('/', " ")
}

/// A word of a language table, and its place where the table is in the project.
fn word(area: &Area, project: &Project, files: &Files) -> Option<Target> {
    let said = area.text.trim().to_lowercase();
    let mut languages = project.languages.iter().filter(|language| language.lang == area.language);
    let (key, name) = languages.find_map(|language| {
        let mut words = language.table.words.iter();
        let (name, _) = words.find(|(_, word)| word.trim().to_lowercase() == said)?;
        Some((&language.key, name))
    })?;
    let path = format!("data/languages/{key}.yaml");
    let place = files.text(&path).map(|text| {
        let words = text.find("\nwords:").unwrap_or_default();
        let at = text[words..].find(&format!(" {name}:")).map_or(0, |at| words + at + 1);
        Place::new(&path, at..at)
    });
    Some(Target {
        what: format!("the word “{name}” of the language table"),
        language: key.clone(),
        level: None,
        audiences: None,
        places: place.into_iter().collect(),
        area: area.clone(),
    })
}

/// The notes of an edition by id, with what each belongs to.
fn notes(edition: &Edition) -> BTreeMap<String, PreviewNote> {
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for block in edition.blocks() {
        let name = format!("block/{}", block.id);
        owner.extend(block.notes.iter().map(|id| (id.clone(), name.clone())));
    }
    let noted = |note: &Note, owner: Option<String>| {
        let (label, cites) = (note.label.clone(), note.cites.clone());
        (note.id.clone(), PreviewNote { label, cites, owner })
    };
    let mut all: BTreeMap<_, _> =
        edition.notes.iter().map(|n| noted(n, owner.remove(&n.id))).collect();
    for figure in edition.figures() {
        let name = format!("figure/{}", figure.id);
        all.extend(figure.notes.iter().map(|note| noted(note, Some(name.clone()))));
    }
    let timeline = edition.timeline.iter().flat_map(|timeline| &timeline.notes);
    all.extend(timeline.map(|note| noted(note, None)));
    all
}

fn outline(pages: &Pages) -> Vec<Heading> {
    let introspector = pages.document().introspector();
    let headings = introspector.query(&Selector::Elem(HeadingElem::ELEM, None));
    let heading = |content: &typst::foundations::Content| {
        let position = introspector.position(content.location()?)?;
        let heading = content.to_packed::<HeadingElem>()?;
        Some(Heading {
            title: heading.body.plain_text().trim().into(),
            depth: heading.resolve_level(Default::default()).get(),
            page: position.page.get(),
            y: position.point.y.to_pt(),
        })
    };
    headings.iter().filter_map(heading).collect()
}
