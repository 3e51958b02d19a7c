//! Typesetting: from an edition to pages that keep the promises.
//!
//! Takes an [`Edition`], which `compose` puts before Typst as a [`Composition`]; gives
//! pages, or diagnostics. Measures a first layout (`measure`), settles what begins each page
//! (`flows` and `facing`, `paginate`), lays that out, and lets the pages be checked (`checks`).
//! Alone with Typst; writes nothing.

mod breaks;
mod checks;
mod compose;
mod coverage;
mod drawings;
mod facing;
mod fallback;
mod flows;
mod fonts;
mod layout;
mod lines;
mod mark;
mod measure;
mod paginate;
mod room;
mod sheet;
mod texts;
mod visibility;

use std::collections::BTreeMap;

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic, Warned};
use typst::foundations::{Content, NativeElement, Smart, StyleChain};
use typst::introspection::{Introspector, Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::{Document, HeadingElem};
use typst::text::Locale;
use typst_layout::{Page, PagedDocument};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::model::digest::Digest;
use crate::model::edition::{Edition, plain};
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::Layout;

use breaks::Breaks;
pub use compose::{Base, Composition, Used};
pub use fonts::{Face, Fonts};

pub(crate) use drawings::Drawings;

use measure::Measured;

use checks::{Cut, check_notes, check_spreads, check_units};
use visibility::check_visibility;

/// Typeset pages.
#[derive(Debug, Clone)]
pub struct Pages {
    document: PagedDocument,
    /// As it was typeset, for another layout to begin with.
    typeset: PagedDocument,
    identity: Digest,
    breaks: Breaks,
}

impl Pages {
    /// The document, for export.
    #[doc(hidden)] // Typst's type is not ours to promise.
    pub fn document(&self) -> &PagedDocument {
        &self.document
    }

    /// What they were made from, as a hash: two editions may share a title.
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
    /// assert!(!pages.identity().is_empty());
    /// ```
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// How many pages there are.
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
    /// assert!(pages.len() <= 4);
    /// ```
    pub fn len(&self) -> usize {
        self.document.pages().len()
    }

    /// Whether there are none.
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
    /// assert!(!pages.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Typesets an edition. Gives pages only when they are without fault.
///
/// ```
/// # use diptych::load::files::Files;
/// # use diptych::session::Session;
/// # use diptych::typeset::Fonts;
/// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
/// # use std::sync::Arc;
/// # use diptych::model::diagnostic::Diagnostics;
/// # use diptych::typeset::{Base, Composition};
/// # let (project, mut found) = (session.project(), Diagnostics::default());
/// # let variant = project.variant("brief").unwrap();
/// # let edition = session.edition(variant, &mut found);
/// # let base = Arc::new(Base::new(session.fonts().clone(), session.files()));
/// # let composition = Composition::new(base, &edition);
/// use diptych::typeset::typeset;
///
/// let pages = typeset(&composition, &edition, project, variant, &mut found).unwrap();
/// assert!(pages.len() <= 4);
/// ```
pub fn typeset(
    composition: &Composition,
    edition: &Edition,
    project: &Project,
    variant: &Variant,
    diagnostics: &mut Diagnostics,
) -> Option<Pages> {
    let misplaced = |pages: &Pages| misplaced(pages, project, variant);
    let mut pages = if let Some((before, breaks)) = composition.settled() {
        let pages = run_typst(composition, Some(before), diagnostics)?;
        // An address that is longer than another moves what follows.
        if holds(&pages, edition, breaks) && !misplaced(&pages).has_errors() {
            Pages { breaks: breaks.clone(), ..pages }
        } else {
            let unsettled = composition.broken(edition, &Breaks::default());
            lay_out(&unsettled, edition, misplaced, diagnostics)?.0
        }
    } else {
        lay_out(composition, edition, misplaced, diagnostics)?.0
    };
    complete(&mut pages, edition, variant);
    let mut faults = Diagnostics::default();
    let mut cut = check_units(&pages, project, variant, &mut faults);
    check_notes(&pages, variant, &mut faults);
    room::check(&pages, edition, (project, variant), &mut cut.units, &mut faults);
    if variant.layout == Layout::Facing && !faults.has_errors() {
        check_spreads(&pages, variant, &mut faults);
    }
    check_visibility(&pages, (composition, edition), (project, variant), &cut, &mut faults);
    if let Some(limit) = variant.max_pages.filter(|limit| pages.len() > *limit) {
        let message = format!("`{}` has {} pages, and may have {limit}", variant.name, pages.len());
        faults.push(
            Diagnostic::error(Code::OverBudget, variant.place.clone(), message)
                .hint("shorten its blocks, move some to another level, or raise `max-pages`"),
        );
    }
    let whole = !faults.has_errors();
    diagnostics.extend(faults.sorted().into_iter().cloned());
    whole.then_some(pages)
}

/// The pages of an edition after an edit, if what was settled before it still holds:
/// most likely what [`typeset`] comes to in several layouts. `before` are those of the
/// edition before it.
///
/// ```
/// # use diptych::load::files::Files;
/// # use diptych::session::Session;
/// # use diptych::typeset::Fonts;
/// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
/// # use std::sync::Arc;
/// # use diptych::model::diagnostic::Diagnostics;
/// # use diptych::typeset::{Base, Composition};
/// # let (project, mut found) = (session.project(), Diagnostics::default());
/// # let variant = project.variant("brief").unwrap();
/// # let edition = session.edition(variant, &mut found);
/// # let base = Arc::new(Base::new(session.fonts().clone(), session.files()));
/// # let composition = Composition::new(base, &edition);
/// use diptych::typeset::{look_ahead, typeset};
///
/// let pages = typeset(&composition, &edition, project, variant, &mut found).unwrap();
/// let again = look_ahead(&composition, &edition, &pages, project, variant).unwrap();
/// assert_eq!(again.len(), pages.len());
/// ```
pub fn look_ahead(
    composition: &Composition,
    edition: &Edition,
    before: &Pages,
    project: &Project,
    variant: &Variant,
) -> Option<Pages> {
    if !before.breaks.fit(edition) {
        return None;
    }
    let composition = composition.broken(edition, &before.breaks);
    let mut pages = run_typst(&composition, Some(&before.typeset), &mut Diagnostics::default())?;
    pages.breaks = before.breaks.clone();
    let is_sound = holds(&pages, edition, &before.breaks)
        && !misplaced(&pages, project, variant).has_errors()
        && variant.max_pages.is_none_or(|limit| pages.len() <= limit);
    complete(&mut pages, edition, variant);
    let mut unseen = Diagnostics::default();
    let article = (project, variant);
    check_visibility(&pages, (&composition, edition), article, &Cut::default(), &mut unseen);
    (is_sound && !unseen.has_errors()).then_some(pages)
}

/// Adds to pages what is not typeset.
fn complete(pages: &mut Pages, edition: &Edition, variant: &Variant) {
    if variant.layout == Layout::Facing {
        pages.document = one_outline(&pages.document);
    }
    describe(&mut pages.document, edition);
}

/// What has not come to stand where it belongs.
fn misplaced(pages: &Pages, project: &Project, variant: &Variant) -> Diagnostics {
    let mut faults = Diagnostics::default();
    check_units(pages, project, variant, &mut faults);
    check_notes(pages, variant, &mut faults);
    faults
}

/// Settles where the blocks of an edition are divided, for all its recipients.
/// Nothing, where it cannot be typeset: [`typeset`] tells why.
///
/// ```
/// # use diptych::load::files::Files;
/// # use diptych::session::Session;
/// # use diptych::typeset::Fonts;
/// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
/// # use std::sync::Arc;
/// # use diptych::model::diagnostic::Diagnostics;
/// # use diptych::typeset::{Base, Composition};
/// # let (project, mut found) = (session.project(), Diagnostics::default());
/// # let variant = project.variant("brief").unwrap();
/// # let edition = session.edition(variant, &mut found);
/// # let base = Arc::new(Base::new(session.fonts().clone(), session.files()));
/// # let composition = Composition::new(base, &edition);
/// use diptych::typeset::{settle, typeset};
///
/// let settled = settle(&composition, &edition, project, variant).unwrap();
/// assert!(typeset(&settled, &edition, project, variant, &mut found).is_some());
/// ```
pub fn settle(
    composition: &Composition,
    edition: &Edition,
    project: &Project,
    variant: &Variant,
) -> Option<Composition> {
    let misplaced = |pages: &Pages| misplaced(pages, project, variant);
    let lay_out = |own| lay_out(own, edition, misplaced, &mut Diagnostics::default());
    let (pages, settled) = lay_out(composition)?;
    if edition.recipient.is_none() || !misplaced(&pages).has_errors() {
        return Some(settled.with_layout(pages.typeset, pages.breaks));
    }
    // What an address has no room beside may be as it is without one.
    let (pages, settled) = lay_out(&composition.addressed(None))?;
    Some(settled.with_layout(pages.typeset, pages.breaks))
}

/// How often an edition is paginated: what a layout shows to be otherwise than measured is
/// known in the next.
const MOST: usize = 3;

/// Measures, paginates, and lays out. Where what is paginated does not come to stand as
/// settled, and what Typst makes of it by itself is without fault, that is taken.
fn lay_out(
    composition: &Composition,
    edition: &Edition,
    misplaced: impl Fn(&Pages) -> Diagnostics,
    diagnostics: &mut Diagnostics,
) -> Option<(Pages, Composition)> {
    let whole = |before: Option<&PagedDocument>, diagnostics: &mut Diagnostics| {
        Some((run_typst(composition, before, diagnostics)?, composition.clone()))
    };
    let Some(first) = layout::once(composition) else { return whole(None, diagnostics) };
    let Some(mut measured) = Measured::read(&first, edition, &Breaks::default()) else {
        return whole(Some(&first), diagnostics);
    };
    let mut before = first;
    let mut found = None;
    for _ in 0..MOST {
        let breaks = settle_breaks(&measured, edition);
        let own = composition.broken(edition, &breaks);
        // Of what is only tried, the failure is told, and no warning.
        let mut told = Diagnostics::default();
        let pages = run_typst(&own, Some(&before), &mut told);
        let Some(pages) = pages else {
            diagnostics.extend(told.sorted().into_iter().cloned());
            return None;
        };
        before = pages.typeset.clone();
        let Some(next) = Measured::read(&before, edition, &breaks) else { break };
        let is_settled = stands(&next, edition, &breaks)
            && flows::begin_alike(&next.whole, &measured.whole, edition);
        measured = next.with(measured);
        found = Some((Pages { breaks, ..pages }, own, told));
        if is_settled {
            break;
        }
    }
    let (pages, own, told) = found?;
    // By itself, Typst makes no spreads.
    if pages.breaks.spreads.is_none()
        && misplaced(&pages).has_errors()
        && let Some(other) = whole(Some(&before), &mut Diagnostics::default())
        && !misplaced(&other.0).has_errors()
    {
        return Some(other);
    }
    diagnostics.extend(told.sorted().into_iter().cloned());
    Some((pages, own))
}

/// Settles what begins each page, alone and of spreads.
fn settle_breaks(measured: &Measured, edition: &Edition) -> Breaks {
    let whole = flows::settle(&measured.whole, edition);
    let sides = measured.sides.as_ref().and_then(|sides| facing::settle(sides, edition));
    match sides {
        None => whole,
        Some(sides) => Breaks {
            cuts: whole.cuts.into_iter().chain(sides.cuts).collect(),
            spreads: sides.spreads,
            ..whole
        },
    }
}

/// Whether everything stands on the page that it is to stand on.
fn holds(pages: &Pages, edition: &Edition, breaks: &Breaks) -> bool {
    let measured = Measured::read(&pages.typeset, edition, breaks);
    measured.is_none_or(|measured| stands(&measured, edition, breaks))
}

fn stands(measured: &Measured, edition: &Edition, breaks: &Breaks) -> bool {
    flows::holds(&measured.whole, edition)
        && measured.sides.as_ref().is_none_or(|sides| facing::holds(sides, breaks))
}

/// Typesets a composition, beginning with what is known of pages like it, if any.
fn run_typst(
    composition: &Composition,
    before: Option<&PagedDocument>,
    diagnostics: &mut Diagnostics,
) -> Option<Pages> {
    let found = before.and_then(|before| layout::from(before, composition));
    let Warned { output, warnings } = found.unwrap_or_else(|| typst::compile(composition));
    let warnings = warnings.iter().filter(|w| !is_convergence(w));
    diagnostics.extend(warnings.map(|w| diagnostic_of(w, composition)));
    match output {
        Ok(document) => {
            let (identity, breaks) = (composition.identity(), Breaks::default());
            Some(Pages { typeset: document.clone(), document, identity, breaks })
        }
        Err(errors) => {
            diagnostics.extend(errors.iter().map(|error| diagnostic_of(error, composition)));
            None
        }
    }
}

/// Layout that has not settled shows in the checks below, with its place.
fn is_convergence(warning: &SourceDiagnostic) -> bool {
    warning.message.contains("did not converge")
}

/// The document's information, set here and not by the template so that one
/// warm cache serves editions with different titles.
fn describe(document: &mut PagedDocument, edition: &Edition) {
    let Some(first) = edition.languages.first() else { return };
    let in_first = |words: &BTreeMap<String, String>| words.get(&first.key).cloned();
    let info = document.info_mut();
    info.title = edition.title.get(&first.key).map(|runs| plain(runs).into());
    info.author =
        edition.authors.iter().filter_map(|own| in_first(&own.name)).map(Into::into).collect();
    info.description =
        edition.subtitle.as_ref().and_then(|s| s.get(&first.key)).map(|runs| plain(runs).into());
    info.keywords = edition.keywords.iter().filter_map(in_first).map(Into::into).collect();
    if let Ok(lang) = first.lang.parse() {
        let region = first.region.as_deref().and_then(|region| region.parse().ok());
        info.locale = Smart::Custom(Locale::new(lang, region));
    }
}

/// The document with the headings that are not bookmarked out of reach of queries: on
/// facing pages they stand between the others, and would part the outline. On their
/// pages and in the tags they stay.
fn one_outline(document: &PagedDocument) -> PagedDocument {
    let headings = document.introspector().query(&HeadingElem::ELEM.select());
    let other = |content: &Content| {
        let bookmarked = content.to_packed::<HeadingElem>()?.bookmarked.get(StyleChain::default());
        content.location().filter(|_| bookmarked == Smart::Custom(false))
    };
    let others: Vec<Location> = headings.iter().filter_map(other).collect();
    let withdrawn = |page: &Page| {
        let mut page = page.clone();
        withdraw(&mut page.frame, &others);
        page
    };
    PagedDocument::new(document.pages().iter().map(withdrawn).collect(), document.info().clone())
}

fn withdraw(frame: &mut Frame, others: &[Location]) {
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => withdraw(&mut group.frame, others),
            FrameItem::Tag(tag) if others.contains(&tag.location()) => {
                let (Tag::Start(_, flags) | Tag::End(_, _, flags)) = tag;
                flags.introspectable = false;
            }
            _ => {}
        }
        true
    });
}

/// A template's complaint.
fn diagnostic_of(diagnostic: &SourceDiagnostic, world: &Composition) -> Diagnostic {
    let place = diagnostic.span.id().map(|id| {
        let range = world.range(diagnostic.span).unwrap_or(0..0);
        Place::new(id.vpath().get_without_slash(), range)
    });
    Diagnostic {
        severity: match diagnostic.severity {
            TypstSeverity::Error => Severity::Error,
            TypstSeverity::Warning => Severity::Warning,
        },
        place,
        hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
        ..Diagnostic::bare(Code::Typst, diagnostic.message.to_string())
    }
}
