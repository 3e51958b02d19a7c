//! What a page costs: the lower, the better it is. `docs/decisions/pagination.md` says why.

/// What does not fit where it stands: the checks tell of it.
pub const TOO_TALL: f64 = 1e6;
/// A spread on which a level of headings is skipped: no file may have it.
pub const SKIPPED: f64 = 1e5;
/// A page that parts what is to be kept together.
pub const PARTED: f64 = 1e3;
/// A block that goes on on another page.
pub const DIVIDED: f64 = 14.0;
/// A figure that stands later than it could, and each item that it lets pass.
pub const DEFERRED: (f64, f64) = (4.0, 4.0);
/// How many items a figure lets pass at most.
pub const FARTHEST: usize = 5;

/// From how many lines on a hole is seen.
pub const SEEN: f64 = 3.7;
/// How much of a line, and of itself, a distance grows where a hole is left; how many lines
/// of the hole stay.
pub const STRETCH: (f64, f64, f64) = (0.5, 1.0, 1.0);

/// A hole of so many lines at the foot of a page, or above its notes. From four lines on
/// a reader sees it.
pub fn hole(lines: f64) -> f64 {
    let lines = lines.max(0.0);
    match lines {
        ..1.0 => 0.0,
        ..SEEN => lines * lines,
        _ => 40.0 + lines * lines,
    }
}
