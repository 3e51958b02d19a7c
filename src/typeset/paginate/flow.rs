//! What is paginated, and what comes of it: numbers, without text or Typst.
//!
//! All lengths are in points, from the top of the text of a page.

use std::collections::BTreeSet;

/// What flows over pages, without a break in between.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// How high the text of a page and its notes are together.
    pub height: f64,
    /// How high a line is.
    pub line: f64,
    /// What stands between the text of a page and its first note.
    pub over_notes: f64,
    /// Where it begins.
    pub start: Start,
    pub items: Vec<Item>,
    /// The figures, in order; `after` does not fall.
    pub figures: Vec<Figure>,
}

/// The page that a flow begins on.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Where its first item is to stand.
    pub top: f64,
    /// How high the notes are that are there already.
    pub notes: f64,
    /// Whether there is nothing above it.
    pub is_fresh: bool,
}

/// What may be divided at steps: a block, with the headings over it.
#[derive(Debug, Clone, Default)]
pub struct Item {
    pub above: f64,
    pub below: f64,
    /// How high the headings over it are.
    pub head: f64,
    /// How high its sentences are: `heights[a][b - a - 1]` those from step `a` to `b`.
    pub heights: Vec<Vec<f64>>,
    /// How high the notes of each of its sentences are.
    pub notes: Vec<f64>,
    /// From which step to which too little of it, or nothing, may stand without the rest.
    pub least: BTreeSet<(usize, usize)>,
    /// Whether the next one begins on the page where it ends.
    pub keeps: bool,
    /// What part of the document it is in, which no figure leaves.
    pub part: usize,
}

impl Item {
    /// How many steps it has.
    pub fn steps(&self) -> usize {
        self.heights.len()
    }

    /// How high it is from one step to another.
    pub fn height(&self, from: usize, to: usize) -> f64 {
        self.heights[from][to - from - 1]
    }

    /// How high its notes are from one step to another.
    pub fn notes(&self, from: usize, to: usize) -> f64 {
        self.notes[from..to].iter().sum()
    }

    /// Whether sentences may stand on a page without the rest.
    pub fn may_stand(&self, from: usize, to: usize) -> bool {
        !self.least.contains(&(from, to))
    }
}

/// What stands between items, after the one that it belongs to or a later one.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// The item that it belongs to.
    pub after: usize,
    pub above: f64,
    pub below: f64,
    pub body: Body,
}

/// How a figure stands on pages.
#[derive(Debug, Clone)]
pub enum Body {
    /// In one piece, so high.
    Whole(f64),
    /// On as many pages as it needs: what is over its rows, the head that each page
    /// repeats, its rows, and what is below them.
    Rows { over: f64, head: f64, rows: Vec<f64>, under: f64 },
    /// On pages of its own.
    Apart,
}

impl Default for Body {
    fn default() -> Self {
        Self::Whole(0.0)
    }
}

/// What begins a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begin {
    /// An item, from a step on.
    Item(usize, usize),
    Figure(usize),
}

/// How a flow stands on its pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What begins each page but the first.
    pub begins: Vec<Begin>,
    /// For each figure the item that it stands after.
    pub places: Vec<usize>,
    /// What it costs.
    pub cost: f64,
}
