//! Measures: how high each thing of an edition is, and each part of it.
//!
//! Takes what stands on laid-out pages (`sheet`), and the edition; gives the heights that
//! [`super::paginate`] works with. A block in one piece tells where the lines of each
//! sentence are; that a part of it is set anew, on lines of its own, is taken into account,
//! and what has been set so once is known exactly.

use std::collections::{BTreeMap, BTreeSet};

use typst_layout::PagedDocument;

use crate::model::edition::{Block, Edition, Run, each_run};
use crate::model::vocabulary::{BlockKind, Layout};

use super::mark::Mark;
use super::sheet::{self, Found, What};

/// What of the last line of a text is below its baseline, and above it.
const BELOW: f64 = 0.27;
/// What is smaller than so much of a block's text is not of it: marks, numbers, remarks.
const SMALLER: f64 = 0.85;
/// How much of a line more a text may take that begins anew.
const ANEW: f64 = 0.1;

/// Where an item of the flow is.
#[derive(Debug, Clone, Default)]
pub struct Stand {
    /// Where what is before it ends, and how far from that it is to stand.
    pub room: (usize, f64),
    pub above: f64,
    pub below: f64,
    /// Whether it is to begin a page.
    pub begins: bool,
    /// Where it begins and ends, its headings included; nothing, if that is lost.
    pub top: Option<(usize, f64)>,
    pub bottom: Option<(usize, f64)>,
    /// Where its text begins.
    start: Option<f64>,
    /// The pieces of its text: where each stands, how large it is, how many letters it has.
    texts: Vec<(f64, f64, usize)>,
    /// Of a table: the rows, and whether it may be on several pages, or is on its own.
    rows: Vec<Row>,
    is_divided: bool,
    pub is_apart: bool,
}

#[derive(Debug, Clone)]
struct Row {
    page: usize,
    top: f64,
    bottom: f64,
}

/// What is known of the heights of an edition.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// From the top of a page to its text, and to the end of it.
    pub top: f64,
    pub bottom: f64,
    pub line: f64,
    /// A line of a note, in lines of the text.
    note_line: f64,
    /// What has a place in the flow, in order: units, their parts, figures.
    pub stands: Vec<(String, Stand)>,
    places: BTreeMap<String, usize>,
    /// The notes: the page and the height of each.
    pub notes: BTreeMap<String, (usize, f64)>,
    /// The texts of blocks as they stand in one piece.
    texts: BTreeMap<String, Text>,
    /// How high a part was when it was set, by name and steps.
    set: BTreeMap<(String, usize, usize), f64>,
}

/// A block's text in lines.
#[derive(Debug, Clone, Default)]
struct Text {
    /// By language and paragraph: where each sentence ends, in lines.
    ends: Vec<Vec<Vec<f64>>>,
    head: f64,
    /// What is below its text.
    more: f64,
}

impl Measures {
    /// Reads pages of an edition; nothing where the template does not say how they are.
    pub fn read(document: &PagedDocument) -> Option<Self> {
        let found = sheet::read(document);
        let body = found.iter().find(|found| is_mark(found, Mark::Body))?;
        let mut own = Self {
            top: body.number("top")?,
            bottom: body.number("bottom")?,
            line: body.number("leading")?,
            note_line: body.number("note").unwrap_or(1.0),
            ..Self::default()
        };
        own.read_stands(&found);
        own.read_notes(&found);
        Some(own)
    }

    /// Learns how high blocks and their parts are from pages on which they stand as an
    /// edition has them.
    pub fn learn(&mut self, edition: &Edition) {
        for block in edition.blocks() {
            let count = steps(block);
            let ends = block.cuts.iter().copied().chain([count]);
            let mut from = 0;
            for (part, to) in ends.enumerate() {
                let name = part_name(&block.id, part);
                let Some(own) = self.stand(&name) else { continue };
                let (head, text) = match (own.top, own.start, own.bottom) {
                    (Some((page, top)), Some(start), Some((last, bottom))) if page == last => {
                        (start - top, Some(bottom - start))
                    }
                    (Some((_, top)), Some(start), _) => (start - top, None),
                    _ => continue,
                };
                if from == 0 && to == count {
                    let text = Text { head, ..self.lines(edition, block, own, text) };
                    self.texts.insert(block.id.clone(), text);
                }
                if let Some(height) = text {
                    self.set.insert((block.id.clone(), from, to), height);
                }
                from = to;
            }
        }
    }

    /// The same as is known of other pages, where these have nothing of it.
    pub fn with(mut self, before: Self) -> Self {
        for (name, text) in before.texts {
            self.texts.entry(name).or_insert(text);
        }
        for (part, height) in before.set {
            self.set.entry(part).or_insert(height);
        }
        self
    }

    /// Where something is.
    pub fn stand(&self, name: &str) -> Option<&Stand> {
        Some(&self.stands[*self.places.get(name)?].1)
    }

    fn read_stands(&mut self, found: &[Found]) {
        let mut open: Option<usize> = None;
        for own in found {
            let here = (own.page, own.y);
            let mark = match &own.what {
                What::Text { count, size } => {
                    let unit = open.filter(|at| self.stands[*at].1.start.is_some());
                    if let Some(at) = unit {
                        self.stands[at].1.texts.push((own.y, *size, *count));
                    }
                    continue;
                }
                What::Mark(mark, _) => *mark,
            };
            let id = own.text("id");
            if mark == Mark::Room {
                let number = |field| own.number(field).unwrap_or_default();
                let stand = Stand {
                    room: here,
                    above: number("above"),
                    below: number("below"),
                    begins: own.is("begins") || id.contains('#'),
                    ..Stand::default()
                };
                self.places.insert(id.clone(), self.stands.len());
                self.stands.push((id, stand));
                continue;
            }
            let cell = id.strip_prefix("figure/").and_then(|id| id.split('/').next());
            let Some(&at) = self.places.get(cell.unwrap_or(&id)) else { continue };
            let stand = &mut self.stands[at].1;
            match mark {
                Mark::Top => {
                    stand.top = Some(here);
                    stand.is_divided = own.is("divided");
                    stand.is_apart = own.is("turned");
                    open = Some(at);
                }
                Mark::UnitStart => stand.start = Some(own.y),
                Mark::Bottom => {
                    stand.bottom = Some(here);
                    open = None;
                }
                Mark::Row => {
                    let inset = own.number("inset").unwrap_or_default();
                    if let Some(last) = stand.rows.last_mut().filter(|last| last.page == own.page) {
                        last.bottom = own.y - inset;
                    }
                    let top = own.y - inset;
                    stand.rows.push(Row { page: own.page, top, bottom: top });
                }
                Mark::CellEnd => {
                    // Until the next row tells it exactly.
                    let line = self.line;
                    if let Some(last) = stand.rows.last_mut().filter(|last| last.page == own.page) {
                        last.bottom = last.bottom.max(own.y + 0.5 * line);
                    }
                }
                _ => {}
            }
        }
    }

    fn read_notes(&mut self, found: &[Found]) {
        let mut entries: Vec<(String, usize, f64)> = vec![];
        let mut known = BTreeSet::new();
        for own in found.iter().filter(|own| is_mark(own, Mark::NoteEntry)) {
            let id = own.text("id");
            if !id.contains('.') && known.insert(id.clone()) {
                entries.push((id, own.page, own.y));
            }
        }
        for (i, (id, page, y)) in entries.iter().enumerate() {
            let next = entries[i + 1..].iter().find(|(_, at, other)| at == page && other > y);
            let end = next
                .map_or(self.bottom + (1.0 - BELOW) * self.note_line * self.line, |next| next.2);
            self.notes.insert(id.clone(), (*page, end - y));
        }
    }

    /// A block in lines, from where it stands in one piece.
    fn lines(&self, edition: &Edition, block: &Block, own: &Stand, height: Option<f64>) -> Text {
        let largest = own.texts.iter().map(|(_, size, _)| *size).fold(0.0, f64::max);
        let mut letters = own.texts.iter().filter(|(_, size, _)| *size >= SMALLER * largest);
        let keys: Vec<&String> = edition.languages.iter().map(|l| &l.key).collect();
        let keys: Vec<&String> =
            keys.into_iter().filter(|key| block.body.contains_key(*key)).collect();
        let paragraphs = block.body.values().map(Vec::len).min().unwrap_or(0);
        let mut ends = vec![vec![vec![]; paragraphs]; keys.len()];
        let mut order: Vec<(usize, usize)> = match block.kind {
            BlockKind::List => {
                (0..paragraphs).flat_map(|p| (0..keys.len()).map(move |l| (l, p))).collect()
            }
            _ => (0..keys.len()).flat_map(|l| (0..paragraphs).map(move |p| (l, p))).collect(),
        };
        // What is left of a piece of text whose paragraph has ended.
        let mut rest: Option<(f64, usize)> = None;
        let title = block.boxed.as_ref().and_then(|own| own.title.as_ref());
        let title = keys.iter().filter_map(|key| title?.get(*key));
        let mut over: usize = title.map(|runs| letters_of(runs)).sum();
        while over > 0
            && let Some((y, _, count)) = letters.next()
        {
            rest = (*count > over).then(|| (*y, count - over));
            over = over.saturating_sub(*count);
        }
        for (l, p) in order.drain(..) {
            let mut counts: Vec<usize> =
                sentences(&block.body[keys[l]][p]).map(|s| letters_of(&s)).collect();
            let label = block.label.as_ref().filter(|_| p == 0).and_then(|own| own.get(keys[l]));
            if let (Some(first), Some(label)) = (counts.first_mut(), label) {
                *first += sheet::count(label);
            }
            let all: usize = counts.iter().sum();
            // The letters of each line.
            let mut lines: Vec<(f64, usize)> = vec![];
            let mut seen = 0;
            while seen < all {
                let next = rest.take().or_else(|| letters.next().map(|(y, _, n)| (*y, *n)));
                let Some((y, count)) = next else { break };
                let taken = count.min(all - seen);
                if count > taken {
                    rest = Some((y, count - taken));
                }
                seen += taken;
                match lines.last_mut() {
                    Some(last) if (last.0 - y).abs() < 1.0 => last.1 += taken,
                    _ => lines.push((y, taken)),
                }
            }
            ends[l][p] = in_lines(&counts, &lines);
        }
        let mut text = Text { ends, head: 0.0, more: 0.0 };
        let count = steps(block);
        let whole = text.height(edition, block, self.line, 0, count);
        text.more = height.map_or(0.0, |height| (height - whole).max(0.0));
        text
    }

    /// How high the text of a block is between two of its steps.
    pub fn height(&self, edition: &Edition, block: &Block, from: usize, to: usize) -> Option<f64> {
        if let Some(height) = self.set.get(&(block.id.clone(), from, to)) {
            return Some(*height);
        }
        let text = self.texts.get(&block.id)?;
        let more = if to == steps(block) { text.more } else { 0.0 };
        Some(text.height(edition, block, self.line, from, to) + more)
    }

    /// How many lines a part has in each language.
    pub fn lines_of(&self, block: &Block, from: usize, to: usize) -> Vec<f64> {
        let Some(text) = self.texts.get(&block.id) else { return vec![] };
        let own = text.ends.iter().map(|own| lines(own, from, to).map(|(_, n)| n).sum());
        own.collect()
    }

    /// How high the headings over a block are.
    pub fn head(&self, block: &Block) -> f64 {
        self.texts.get(&block.id).map_or(0.0, |text| text.head)
    }

    /// How a figure stands on pages.
    pub fn body(&self, id: &str) -> Option<super::paginate::Body> {
        use super::paginate::Body;
        let own = self.stand(id)?;
        let (first, top) = own.top?;
        if own.is_apart {
            return Some(Body::Apart);
        }
        let (last, bottom) = own.bottom?;
        if !own.is_divided {
            return (first == last).then_some(Body::Whole(bottom - top));
        }
        // Of all pages but the first, the rows are below the head alone.
        let start = own.rows.first()?;
        let again = own.rows.iter().find(|row| row.page > first);
        let above = start.top - if start.page == first { top } else { self.top };
        let head = again.map_or(0.0, |row| (row.top - self.top).max(0.0));
        let end = own.rows.last()?;
        let under = if end.page == last { bottom - end.bottom } else { bottom - self.top };
        Some(Body::Rows {
            over: (above - head).max(0.0),
            head,
            rows: own.rows.iter().map(|row| row.bottom - row.top).collect(),
            under: under.max(0.0),
        })
    }
}

impl Text {
    fn height(&self, edition: &Edition, block: &Block, line: f64, from: usize, to: usize) -> f64 {
        let count = self.ends.len();
        let is_list = block.kind == BlockKind::List;
        let beside = edition.layout == Layout::Parallel && count == 2;
        let own: Vec<Vec<f64>> =
            self.ends.iter().map(|own| lines(own, from, to).map(|(_, n)| n).collect()).collect();
        let paragraphs = own.first().map_or(0, Vec::len);
        let sums = || own.iter().map(|lines| lines.iter().sum::<f64>());
        let between = (count.max(1) - 1) as f64;
        let lines = match (beside, is_list) {
            (true, false) => sums().fold(0.0, f64::max),
            (true, true) => {
                (0..paragraphs).map(|p| own.iter().map(|lines| lines[p]).fold(0.0, f64::max)).sum()
            }
            (false, false) => sums().sum::<f64>() + between / 2.0,
            (false, true) => {
                let inside = paragraphs as f64 * between / 4.0;
                let apart = if count > 1 { paragraphs.max(1) as f64 - 1.0 } else { 0.0 } / 2.0;
                sums().sum::<f64>() + inside + apart
            }
        };
        lines * line
    }
}

/// The lines that a text has between two steps in each paragraph that has some of it.
fn lines(ends: &[Vec<f64>], from: usize, to: usize) -> impl Iterator<Item = (usize, f64)> {
    let mut first = 0;
    ends.iter().enumerate().filter_map(move |(p, own)| {
        let (start, end) = (first, first + own.len());
        first = end;
        let (a, b) = (from.max(start), to.min(end));
        if a >= b {
            return None;
        }
        let until = own[b - start - 1];
        let lines = match a == start {
            true => (until - 1e-6).ceil(),
            false => (until - own[a - start - 1] + ANEW).ceil(),
        };
        Some((p, lines.max(1.0)))
    })
}

/// Where sentences of so many letters end, in lines that have so many.
fn in_lines(counts: &[usize], lines: &[(f64, usize)]) -> Vec<f64> {
    let seen: usize = lines.iter().map(|(_, n)| n).sum();
    let mean = seen as f64 / lines.len().max(1) as f64;
    let mut total = 0;
    let end = |count: &usize| {
        total += count;
        let mut left = total;
        for (i, (_, n)) in lines.iter().enumerate() {
            if left <= *n {
                // The last line of a paragraph is as full as it is.
                let full = if i + 1 == lines.len() { mean.max(*n as f64) } else { *n as f64 };
                return i as f64 + left as f64 / full;
            }
            left -= n;
        }
        // The end is lost: the page was too short.
        lines.len() as f64 + if mean > 0.0 { left as f64 / mean } else { 0.0 }
    };
    counts.iter().map(end).collect()
}

fn letters_of(runs: &[Run]) -> usize {
    let mut letters = 0;
    each_run(runs, &mut |run| {
        if let Run::Text { text } = run {
            letters += sheet::count(text);
        }
    });
    letters
}

fn is_mark(found: &Found, mark: Mark) -> bool {
    matches!(&found.what, What::Mark(own, _) if *own == mark)
}

/// What a part of a block is called in the marks of templates.
pub fn part_name(id: &str, part: usize) -> String {
    if part == 0 { id.into() } else { format!("{id}#{}", part + 1) }
}

/// The runs of a paragraph between its steps.
pub fn sentences(runs: &[Run]) -> impl Iterator<Item = Vec<Run>> {
    runs.split(|run| *run == Run::Step).map(<[Run]>::to_vec)
}

/// How many sentences a block has.
pub fn steps(block: &Block) -> usize {
    let count = |parts: &Vec<Vec<Run>>| parts.iter().map(|runs| sentences(runs).count()).sum();
    block.body.values().map(count).min().unwrap_or(0)
}
