//! What is paginated, and what comes of it: numbers, without text or Typst.
//!
//! All lengths are in points, from the top of the text of a page. A page has two texts,
//! which are in step: those of a spread of facing pages. Of other pages the second is empty.

use std::collections::BTreeSet;

/// What is as high as a page but for so much has no room on it: pages are rounded.
pub const SLACK: f64 = 0.001;

/// A length in each of the texts of a page.
pub type Pair = [f64; 2];

/// Two lengths, each with another of its text.
pub fn plus(one: Pair, other: Pair) -> Pair {
    [one[0] + other[0], one[1] + other[1]]
}

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

impl Flow {
    /// How much is left of a page whose texts end so low: of that which has less.
    pub fn left(&self, bottom: Pair, notes: Pair) -> f64 {
        let left = |text: usize| {
            let over = if notes[text] > 0.0 { self.over_notes } else { 0.0 };
            self.height - bottom[text] - notes[text] - over
        };
        left(0).min(left(1))
    }

    /// The rows of a table on the pages that it needs, where it begins so far down on one
    /// with so high notes. What is below them is with the last ones, or alone.
    pub fn stretches(&self, top: f64, mut notes: Pair, body: &Body) -> Vec<Stretch> {
        let Body::Rows { over, head, rows, under } = body else { return vec![] };
        let mut all = vec![Stretch { from: 0, to: 0, top, bottom: top + over + head }];
        let mut put = |height: f64, head: f64, count: usize| {
            let last = &all[all.len() - 1];
            if self.left([last.bottom + height; 2], notes) < -SLACK {
                notes = Pair::default();
                all.push(Stretch { from: last.to, to: last.to, top: 0.0, bottom: head });
            }
            let at = all.len() - 1;
            all[at].bottom += height;
            all[at].to += count;
        };
        for row in rows {
            put(*row, *head, 1);
        }
        put(*under, 0.0, 0);
        all
    }
}

/// Rows of a table that stand on one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    pub from: usize,
    pub to: usize,
    pub top: f64,
    pub bottom: f64,
}

/// The page that a flow begins on.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Where its first item is to stand.
    pub top: f64,
    /// How high the notes are that are there already.
    pub notes: Pair,
    /// Whether there is nothing above it.
    pub is_fresh: bool,
}

/// What may be divided at steps: a block, with the headings over it.
#[derive(Debug, Clone, Default)]
pub struct Item {
    pub above: f64,
    pub below: f64,
    /// How high the headings over it are.
    pub head: Pair,
    /// How high that is which stands over it again where it begins a page: the head of its
    /// table.
    pub opening: f64,
    /// The levels of the first and the last heading over it.
    pub levels: Option<(usize, usize)>,
    /// How high its sentences are: `heights[a][b - a - 1]` those from step `a` to `b`.
    pub heights: Vec<Vec<Pair>>,
    /// How high the notes of each of its sentences are.
    pub notes: Vec<Pair>,
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
    pub fn height(&self, from: usize, to: usize) -> Pair {
        self.heights[from][to - from - 1]
    }

    /// How high its notes are from one step to another.
    pub fn notes(&self, from: usize, to: usize) -> Pair {
        self.notes[from..to].iter().copied().fold(Pair::default(), plus)
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
    Whole(Pair),
    /// On as many pages as it needs: what is over its rows, the head that each page
    /// repeats, its rows, and what is below them.
    Rows { over: f64, head: f64, rows: Vec<f64>, under: f64 },
    /// On pages of its own.
    Apart,
}

impl Default for Body {
    fn default() -> Self {
        Self::Whole(Pair::default())
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
