//! How much is too much: what input may not exceed, so that nothing takes the program down.
//!
//! Constants alone. `docs/limits.md` says what each is for.

/// The largest file of a project, in bytes.
pub const FILE: u64 = 64 << 20;

/// How deep braces in a bibliography, elements in a style and macros that print macros go.
pub const DEPTH: usize = 100;

/// The longest text that abbreviations of a bibliography stand for, in bytes.
pub const ABBREVIATION: usize = 64 << 10;

/// How many elements a style prints at most, those of its macros counted at each use. Chicago's
/// official notes come to 0.9 million, and are the longest of 2,851 official styles.
pub const STYLE: usize = 2_000_000;

/// How many marks one letter bears: the scripts that bear most have four.
pub const MARKS: usize = 16;

/// The largest file of a picture, in bytes.
pub const PICTURE: usize = 32 << 20;

/// How many pixels a picture has at most.
pub const PIXELS: u64 = 50_000_000;
