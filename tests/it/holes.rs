//! Holes: how much white is at the foot of pages, or above their notes.

use crate::common::layout::{PAGE, layout};
use diptych::load::files::Files;

/// Where the text of a page begins and ends.
const TOP: f64 = 72.0;
const BOTTOM: f64 = 774.0;

/// The holes of four lines or more that a variant has, by page; not at the end of a part.
fn holes(variant: &str, size: f64, line: f64) -> Vec<String> {
    let layout = layout(&Files::built_in(), variant);
    let last = layout.pieces.iter().map(|piece| (piece.y / PAGE) as usize).max().unwrap_or(0);
    // By page: how far down a text is, and how large.
    let on = |page: usize| {
        let own = layout.pieces.iter().filter(|piece| (piece.y / PAGE) as usize == page);
        let own = own.map(|piece| (piece.y % PAGE, piece.size));
        let mut own: Vec<_> = own.filter(|(y, _)| (TOP..BOTTOM + 1.0).contains(y)).collect();
        own.sort_by(|a, b| a.0.total_cmp(&b.0));
        own
    };
    let mut found = vec![];
    for page in 1..last {
        let (own, next) = (on(page), on(page + 1));
        let Some((lowest, _)) = own.last() else { continue };
        // Only what stands in a page's head is as large as that of a part.
        let begins_part = next.first().is_some_and(|(_, large)| *large > 1.25 * size);
        // Notes stand apart from the text.
        let apart = own.windows(2).enumerate().filter(|(at, two)| {
            two[1].0 - two[0].0 > 2.2 * line && own[at + 1..].iter().all(|(_, s)| *s < 0.85 * size)
        });
        let above_notes =
            apart.map(|(_, two)| two[1].0 - two[0].0 - 2.3 * line).fold(0.0, f64::max);
        let hole = (BOTTOM - 0.27 * line - lowest).max(above_notes) / line;
        if hole >= 4.0 && !begins_part {
            found.push(format!("{variant}, page {}: {hole:.1} lines", page + 1));
        }
    }
    found
}

#[test]
fn pages_are_full_but_for_those_that_no_break_fills() {
    let variants = [
        ("brief", 9.0, 12.5),
        ("report", 9.5, 13.5),
        ("report-zh", 10.5, 16.0),
        ("report-en", 10.5, 16.0),
    ];
    let found: Vec<String> =
        variants.iter().flat_map(|(name, size, line)| holes(name, *size, *line)).collect();
    insta::assert_snapshot!(found.join("\n"));
}
