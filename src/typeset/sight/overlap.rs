//! Overlaps: runs of text that are printed over each other.
//!
//! Takes the runs of a page; gives pairs of different texts whose glyphs lie over each
//! other. Lines with tight leading and slanted letters beside upright ones do not.

use typst::layout::{Point, Transform};
use typst::text::TextItem;

use super::scene::{Bounds, Run};

/// How far the ink of two glyphs may be in each other, in em of the smaller text.
const SLACK: f64 = 0.12;

/// Pairs of runs that are printed over each other, by their indices; of those that
/// `counts` says.
pub fn overlaps(runs: &[Run], counts: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..runs.len()).filter(|index| counts(*index)).collect();
    order.sort_by(|a, b| runs[*a].bounds.top.total_cmp(&runs[*b].bounds.top));
    let mut found = vec![];
    for (i, &a) in order.iter().enumerate() {
        let bottom = runs[a].bounds.bottom;
        let below = order[i + 1..].iter().take_while(|b| runs[**b].bounds.top < bottom);
        let pairs = below.map(|&b| (a.min(b), a.max(b)));
        found.extend(pairs.filter(|(a, b)| collide(&runs[*a], &runs[*b])));
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
    let (item, mut x) = (run.item, typst::layout::Abs::zero());
    let mut all = vec![];
    for glyph in &item.glyphs {
        let own = TextItem { glyphs: vec![glyph.clone()], ..item.clone() };
        let at = run.transform.pre_concat(Transform::translate(x, typst::layout::Abs::zero()));
        x += glyph.x_advance.at(item.size);
        let ink = own.bbox();
        if ink.size().x <= typst::layout::Abs::zero() {
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
