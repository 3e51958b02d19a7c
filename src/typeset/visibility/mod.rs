//! The check of what the reader sees.
//!
//! Takes pages; gives a diagnostic for each text, on each page, that is off it or out of
//! the place that it was set in, cut off, painted over, printed over another or itself, too
//! small, upside down, of too little contrast with what is under it, or in a font that has
//! no glyph for it; and for what is printed in part. It looks at the frames, in the order in
//! which they are painted: so it holds for every template and format. Changes nothing.

mod background;
mod message;
mod missing;
mod overlap;
mod scene;

use std::collections::{BTreeMap, BTreeSet};

use typst::visualize::Paint;
use typst_layout::Page;

use crate::model::colour::least;
use crate::model::diagnostic::Diagnostics;
use crate::model::edition::Edition;
use crate::model::project::{Project, Variant};
use crate::typeset::Composition;

use super::Pages;
use super::checks::Cut;
use background::{Backgrounds, Visibility};
use message::Messages;
use missing::missing;
use overlap::{is_squeezed, overlaps};
use scene::{Bounds, Run, Scene, Walk};

/// How far a text may be out of its place, in em: marks that hang over a margin, and
/// slanted letters, are.
const OVERHANG: f64 = 0.5;

/// How far it may be off the page or cut off by rounding, in points.
const SLACK: f64 = 0.5;

/// What is less opaque is a watermark, if the template says that it is no text.
const FAINT: f32 = 0.5;

/// What is smaller is not read, in points.
const LEAST_SIZE: f64 = 4.0;

/// What hinders a reader from seeing a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    /// For some of its characters, the font draws a box.
    Boxed,
    OffPage,
    OutOfColumn,
    /// Below the place that it was set in.
    TooLow,
    CutOff,
    Covered,
    /// By the run with this index.
    Overprinted(usize),
    /// By its own glyphs.
    Squeezed,
    /// Its size in points.
    Tiny(f64),
    UpsideDown,
    Patterned,
    /// Its contrast, and the least that it needs.
    Pale(f32, f32),
}

/// Tells of each text that a reader cannot see, but for those of units that are known to
/// be `cut`, and those that lie under them.
pub fn check_visibility(
    pages: &Pages,
    (composition, edition): (&Composition, &Edition),
    (project, variant): (&Project, &Variant),
    cut: &Cut,
    faults: &mut Diagnostics,
) {
    let mut walk = Walk::default();
    let (mut messages, mut is_told) = (None, false);
    for (index, page) in pages.document.pages().iter().enumerate() {
        let scene = walk.page(&page.frame);
        if cut.pages.contains(&(index + 1)) {
            continue;
        }
        let flaws = flaws(page, &scene);
        if flaws.is_empty() {
            continue;
        }
        let messages =
            messages.get_or_insert_with(|| Messages::new(composition, edition, project, variant));
        // One for each text, and for each table: the first in the order of the page.
        let mut told = BTreeMap::<_, (usize, BTreeSet<_>)>::new();
        for run in flaws.keys() {
            let own = &scene.runs[*run];
            let (_, sources) = told.entry(messages.key(own)).or_insert((*run, BTreeSet::new()));
            sources.extend(own.source.as_ref().map(|source| &source.name));
        }
        for (run, sources) in told.into_values() {
            let (own, flaw) = (&scene.runs[run], flaws[&run]);
            let other = match flaw {
                Flaw::Overprinted(other) => Some(&scene.runs[other]),
                _ => None,
            };
            let is_known = |run: &Run| messages.is_of(run, &cut.units);
            // A word of the template is where it is because of what stands before it.
            let is_pushed = is_told && own.source.is_none() && !messages.is_of_project(own);
            if is_known(own) || other.is_some_and(is_known) || is_pushed {
                continue;
            }
            is_told |= own.source.is_some();
            let more = sources.len().saturating_sub(1);
            let diagnostic = messages.tell(own, flaw, other, index + 1);
            let more = (more > 0).then(|| format!("so do {more} more of its cells"));
            faults.push(diagnostic.maybe_hint(more));
        }
    }
    // What has no room has been told.
    let missing = match faults.has_errors() {
        true => vec![],
        false => missing(edition, walk.printed()),
    };
    if let Some(first) = missing.first() {
        let messages =
            messages.get_or_insert_with(|| Messages::new(composition, edition, project, variant));
        let sources: BTreeSet<_> = missing.iter().map(|text| &text.source.name).collect();
        faults.push(messages.of_missing(first, sources.len() - 1));
    }
}

/// What is wrong with runs of a page, by their indices.
fn flaws(page: &Page, scene: &Scene) -> BTreeMap<usize, Flaw> {
    let backgrounds = Backgrounds::new(page, &scene.paints);
    let runs = &scene.runs;
    let is_mark = |index: usize| is_watermark(&runs[index]);
    let own = |index: &usize| {
        let run = &runs[*index];
        (boxes(run).next().map(|_| Flaw::Boxed))
            .or_else(|| out_of_place(page, run))
            .or_else(|| if is_mark(*index) { None } else { unseen(&backgrounds, run) })
    };
    let mut found: BTreeMap<usize, Flaw> =
        (0..runs.len()).filter_map(|index| Some((index, own(&index)?))).collect();
    // What is over another because it is out of its place has been found.
    let sound = |index| !found.contains_key(&index) && !is_mark(index);
    for (under, over) in overlaps(runs, sound) {
        // The one of which it is known where it comes from is told.
        let (own, other) = if runs[over].source.is_some() { (over, under) } else { (under, over) };
        found.entry(own).or_insert(Flaw::Overprinted(other));
    }
    found
}

/// The characters of a run for which its font has no glyph.
fn boxes<'r>(run: &'r Run) -> impl Iterator<Item = &'r str> {
    let boxes = run.item.glyphs.iter().filter(|glyph| glyph.id == 0);
    boxes.filter_map(|glyph| run.item.text.get(glyph.range()))
}

/// What a template prints faintly over a page, and says that it is no text.
fn is_watermark(run: &Run) -> bool {
    let is_faint = match &run.item.fill {
        Paint::Solid(colour) => colour.alpha().is_some_and(|alpha| alpha < FAINT),
        _ => false,
    };
    is_faint && run.is_artifact && run.source.is_none()
}

fn out_of_place(page: &Page, run: &Run) -> Option<Flaw> {
    let sheet = Bounds {
        left: 0.0,
        top: 0.0,
        right: page.frame.width().to_pt(),
        bottom: page.frame.height().to_pt(),
    };
    let overhang = OVERHANG * run.size();
    // Along its lines, which may be turned.
    let Bounds { left, top, right, bottom } = run.place;
    let is_aside = match run.transform.sx.get().abs() < 1e-6 {
        false => run.bounds.left < left - overhang || run.bounds.right > right + overhang,
        true => run.bounds.top < top - overhang || run.bounds.bottom > bottom + overhang,
    };
    match () {
        () if !sheet.holds(run.bounds, SLACK) => Some(Flaw::OffPage),
        () if !run.clip.holds(run.bounds, SLACK) => Some(Flaw::CutOff),
        () if is_aside => Some(Flaw::OutOfColumn),
        () if !run.place.holds(run.bounds, overhang) => Some(Flaw::TooLow),
        () => None,
    }
}

fn unseen(backgrounds: &Backgrounds, run: &Run) -> Option<Flaw> {
    // What is no text may be as small as it likes.
    if run.size() < LEAST_SIZE && !run.is_artifact {
        return Some(Flaw::Tiny(run.size()));
    }
    if run.is_upside_down() {
        return Some(Flaw::UpsideDown);
    }
    if is_squeezed(run) {
        return Some(Flaw::Squeezed);
    }
    match backgrounds.look(run) {
        Visibility::Covered => Some(Flaw::Covered),
        Visibility::Patterned => Some(Flaw::Patterned),
        Visibility::Contrast(contrast) => {
            let is_bold = run.item.font.font().info().variant.weight.to_number() >= 700;
            let least = least(run.size(), is_bold);
            // A colour of the theme may have just what is needed.
            contrast.filter(|own| *own < least - 0.005).map(|own| Flaw::Pale(own, least))
        }
    }
}
