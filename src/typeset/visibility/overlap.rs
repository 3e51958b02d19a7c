//! Overlaps: runs of text that are printed over each other.
//!
//! Takes the runs of a page; gives pairs of different texts, or lines, whose glyphs lie over
//! each other, and tells runs whose own glyphs do. Lines with tight leading, letters set
//! closely and slanted letters beside upright ones do not.

use typst::layout::{Abs, Point, Transform};
use typst::text::TextItem;

use super::scene::{Bounds, Run};

/// How far the ink of two glyphs may be in each other, in em of the smaller text.
const SLACK: f64 = 0.12;

/// How high the characters of a line stand that fill their square, and how low, in em:
/// lines of these lie in each other sooner than those of letters.
const TALL: f64 = 0.88;
const DEEP: f64 = 0.1;

/// A glyph is looked at where it is followed sooner than after this share of its width.
const CLOSE: f64 = 0.75;

/// How far the ink of a glyph may be in that of the next one, in em.
const KERNED: f64 = 0.15;

/// Pairs of runs that are printed over each other, by their indices; of those that
/// `counts` says.
pub fn overlaps(runs: &[Run], counts: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..runs.len()).filter(|index| counts(*index)).collect();
    order.sort_by(|a, b| runs[*a].bounds.top.total_cmp(&runs[*b].bounds.top));
    let mut found = vec![];
    for (i, &a) in order.iter().enumerate() {
        let bottom = runs[a].bounds.bottom + (TALL + DEEP - 0.8) * runs[a].size();
        let below = order[i + 1..].iter().take_while(|b| runs[**b].bounds.top < bottom);
        let pairs = below.map(|&b| (a.min(b), a.max(b)));
        found.extend(pairs.filter(|(a, b)| {
            let (a, b) = (&runs[*a], &runs[*b]);
            collide(a, b) || touch(a, b)
        }));
    }
    found.sort_unstable();
    found
}

fn collide(a: &Run, b: &Run) -> bool {
    let slack = SLACK * a.size().min(b.size());
    a.bounds.overlaps(b.bounds, slack)
        && a.item.text.trim() != b.item.text.trim()
        && !is_apart(&a.corners, &b.corners)
        && {
            let others = ink(b, a.bounds);
            let meets = |own: &Bounds| others.iter().any(|other| lies_in(*own, *other, slack));
            ink(a, b.bounds).iter().any(meets)
        }
}

/// Whether two lines are so close that most characters of one lie in those of the other.
fn touch(a: &Run, b: &Run) -> bool {
    let size = a.size().min(b.size());
    let near = |run: &Run| {
        let Bounds { left, top, right, bottom } = run.bounds;
        let (up, down) = ((TALL - 0.75) * run.size(), (DEEP - 0.05) * run.size());
        Bounds { left, top: top - up, right, bottom: bottom + down }
    };
    if !near(a).overlaps(near(b), 0.0) || !is_level(a) || !is_level(b) || a.bounds == b.bounds {
        return false;
    }
    let (own, others) = (ink(a, near(b)), ink(b, near(a)));
    let meets =
        |one: &&Bounds, all: &[Bounds]| all.iter().any(|other| one.overlaps(*other, 0.07 * size));
    let count = own.iter().filter(|one| meets(one, &others)).count();
    count >= 3 && count * 2 > own.len()
}

fn is_level(run: &Run) -> bool {
    run.transform.kx.get().abs() < 1e-6 && run.transform.ky.get().abs() < 1e-6
}

/// Whether the glyphs of a run lie in each other.
pub fn is_squeezed(run: &Run) -> bool {
    let item = run.item;
    let is_close = |glyph: &typst::text::Glyph| {
        let natural = item.font.x_advance(glyph.id).map_or(0.0, |em| em.get());
        natural > 0.1 && glyph.x_advance.get() < CLOSE * natural
    };
    let mut close = item.glyphs.iter().filter(|glyph| is_close(glyph));
    if close.nth(2).is_none() {
        return false;
    }
    let slack = KERNED * run.size();
    let ink = ink(run, Bounds::ALL);
    let pairs = ink.windows(2).filter(|pair| pair[0].overlaps(pair[1], slack));
    pairs.count() * 3 > ink.len()
}

/// Whether the ink of two glyphs lies in each other; a stroke is thinner than the slack.
fn lies_in(a: Bounds, b: Bounds, slack: f64) -> bool {
    let common = a.meet(b);
    let least = |a: f64, b: f64| slack.min(a.min(b) / 2.0);
    common.width() > least(a.width(), b.width()) && common.height() > least(a.height(), b.height())
}

/// Whether a line along a side of one of two rectangles parts them.
fn is_apart(a: &[Point; 4], b: &[Point; 4]) -> bool {
    let sides = |corners: &[Point; 4]| [corners[1] - corners[0], corners[3] - corners[0]];
    sides(a).into_iter().chain(sides(b)).any(|side| {
        let along =
            |point: &Point| point.x.to_pt() * side.x.to_pt() + point.y.to_pt() * side.y.to_pt();
        let span = |corners: &[Point; 4]| {
            let all = corners.each_ref().map(along);
            (all.into_iter().fold(f64::MAX, f64::min), all.into_iter().fold(f64::MIN, f64::max))
        };
        let ((from, to), (other_from, other_to)) = (span(a), span(b));
        to <= other_from || other_to <= from
    })
}

/// The ink of each glyph of a run near some part of the page.
fn ink(run: &Run, near: Bounds) -> Vec<Bounds> {
    let (item, mut x) = (run.item, Abs::zero());
    let mut all = vec![];
    for glyph in &item.glyphs {
        let own = TextItem { glyphs: vec![glyph.clone()], ..item.clone() };
        let at = run.transform.pre_concat(Transform::translate(x, Abs::zero()));
        x += glyph.x_advance.at(item.size);
        let ink = own.bbox();
        if ink.size().x <= Abs::zero() {
            continue;
        }
        let corners =
            [ink.min, ink.max, Point::new(ink.min.x, ink.max.y), Point::new(ink.max.x, ink.min.y)];
        let ink = Bounds::around(corners.map(|corner| corner.transform(at)));
        if ink.overlaps(near, 0.0) {
            all.push(ink);
        }
    }
    all
}
