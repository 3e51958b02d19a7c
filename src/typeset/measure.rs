//! Measures: how high each thing of an edition is, and each part of it.
//!
//! Takes what stands on laid-out pages (`sheet`), and the edition; gives the heights that
//! [`super::paginate`] works with. A block in one piece tells where the lines of each
//! sentence are; that a part of it is set anew, on lines of its own, is taken into account,
//! and what has been set so once is known exactly.

use std::collections::{BTreeMap, BTreeSet};

use typst_layout::PagedDocument;

use super::mark::Mark;
use crate::model::edition::{Block, Edition};
use crate::model::vocabulary::Layout;

use super::breaks::Breaks;
use super::lines::{Text, part_name, steps};
use super::paginate::Body;
use super::sheet::{self, Found, What};

/// What of the last line of a text is below its baseline, and above it.
const BELOW: f64 = 0.27;

/// Where an item of the flow is.
#[derive(Debug, Clone, Default)]
pub struct Stand {
    /// Where what is before it ends, and how far from that it is to stand.
    pub room: (usize, f64),
    pub above: f64,
    pub below: f64,
    /// Whether it is to begin a page.
    pub begins: bool,
    /// What else its template says of it.
    pub about: Option<Found>,
    /// Where it begins and ends, its headings included; nothing, if that is lost.
    pub top: Option<(usize, f64)>,
    pub bottom: Option<(usize, f64)>,
    /// Where its text begins.
    start: Option<f64>,
    /// The pieces of its text: where each stands, how large it is, how many letters it has.
    texts: Vec<(f64, f64, usize)>,
    /// Of a table: the rows, and whether it may be on several pages, or is on its own.
    rows: Vec<Row>,
    /// Where the head of a table begins.
    head: Option<(usize, f64)>,
    is_divided: bool,
    pub is_apart: bool,
}

#[derive(Debug, Clone)]
struct Row {
    page: usize,
    top: f64,
    bottom: f64,
}

/// What is known of the heights of an edition: on pages that it has alone, and on those
/// of spreads, on either side.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    pub whole: Measures,
    pub sides: Option<[Measures; 2]>,
}

impl Measured {
    /// Reads pages of an edition that begin where it is said; nothing where the template
    /// does not say how they are.
    pub fn read(document: &PagedDocument, edition: &Edition, breaks: &Breaks) -> Option<Self> {
        let found = sheet::read(document);
        let body = found.iter().find(|found| is_mark(found, Mark::Body))?;
        let own = Measures {
            top: body.number("top")?,
            bottom: body.number("bottom")?,
            line: body.number("leading")?,
            note_line: body.number("note").unwrap_or(1.0),
            languages: edition.languages.iter().map(|l| l.key.clone()).collect(),
            is_beside: matches!(edition.layout, Layout::Parallel | Layout::Facing),
            ..Measures::default()
        };
        // A lane goes on until another one does.
        let mut lanes: [Vec<&Found>; 3] = Default::default();
        let mut lines = [own.line; 3];
        let mut lane = 0;
        for found in &found {
            if is_mark(found, Mark::Lane) {
                lane = 1 + usize::from(found.number("side")? > 0.0);
                lines[lane] = found.number("leading")?;
            } else {
                lanes[lane].push(found);
            }
        }
        let with = |lane: usize, mut own: Measures| {
            own.line = lines[lane];
            own.read_stands(&lanes[lane]);
            own.read_notes(&lanes[lane]);
            own.learn(edition, breaks);
            own
        };
        let is_facing = edition.languages.len() == 2 && lanes[1..].iter().all(|l| !l.is_empty());
        let sides = is_facing.then(|| {
            [0, 1].map(|side| {
                let languages = vec![own.languages[side].clone()];
                with(
                    1 + side,
                    Measures { languages, is_beside: false, is_side: true, ..own.clone() },
                )
            })
        });
        Some(Self { whole: with(0, own), sides })
    }

    /// The same as is known of other pages, where these have nothing of it. What is on
    /// spreads is known from where it stood without them.
    pub fn with(self, before: Self) -> Self {
        let sides = match (self.sides, before.sides) {
            (Some([a, b]), Some([c, d])) => Some([c.taught(a), d.taught(b)]),
            (now, before) => before.or(now),
        };
        Self { whole: self.whole.with(before.whole), sides }
    }
}

/// What is known of the heights of some pages.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// The languages on them, and whether two are beside each other.
    pub languages: Vec<String>,
    is_beside: bool,
    /// Whether they are those of one side of spreads, where nothing may be higher than planned.
    is_side: bool,
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

impl Measures {
    /// Learns how high blocks and their parts are from where they stand.
    fn learn(&mut self, edition: &Edition, breaks: &Breaks) {
        for block in edition.blocks() {
            let count = steps(block);
            let cuts = breaks.cuts.get(&block.id).into_iter().flatten();
            let mut from = 0;
            for (part, to) in cuts.copied().chain([count]).enumerate() {
                let name = part_name(&block.id, part);
                let Some(own) = self.stand(&name) else { continue };
                let (Some((page, top)), Some(start)) = (own.top, own.start) else { continue };
                let bottom = own.bottom.filter(|(last, _)| page == *last);
                let (head, height) = (start - top, bottom.map(|(_, bottom)| bottom - start));
                if from == 0 && to == count {
                    let mut text = Text::read(&own.texts, block, &self.languages);
                    let lines = text.height(block, self.is_beside, 0, count);
                    let around = height.map_or(0.0, |height| (height - lines * self.line).max(0.0));
                    text.head = head;
                    text.over = text
                        .first
                        .map_or(0.0, |y| y - start - (1.0 - BELOW) * self.line)
                        .clamp(0.0, around);
                    text.more = around - text.over;
                    self.texts.insert(block.id.clone(), text);
                }
                if let Some(height) = height {
                    self.set.insert((block.id.clone(), from, to), height);
                }
                from = to;
            }
        }
    }

    /// The same as is known of other pages, where these have nothing of it.
    fn with(mut self, before: Self) -> Self {
        for (name, text) in before.texts {
            self.texts.entry(name).or_insert(text);
        }
        for (part, height) in before.set {
            self.set.entry(part).or_insert(height);
        }
        self
    }

    /// The same, with how high parts have come to be.
    fn taught(mut self, by: Self) -> Self {
        self.set.extend(by.set);
        self
    }

    /// Where something is.
    pub fn stand(&self, name: &str) -> Option<&Stand> {
        Some(&self.stands[*self.places.get(name)?].1)
    }

    fn read_stands(&mut self, found: &[&Found]) {
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
                    about: Some((*own).clone()),
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
                    // Of a block whose height is given, the row and its text tell: the lower one.
                    let inset = own.number("inset").unwrap_or_default();
                    let before = stand.bottom.filter(|(page, _)| *page == own.page);
                    let bottom = before.map_or(f64::NEG_INFINITY, |(_, y)| y).max(own.y + inset);
                    stand.bottom = Some((own.page, bottom));
                    open = None;
                }
                Mark::Head => {
                    let inset = own.number("inset").unwrap_or_default();
                    stand.head = stand.head.or(Some((own.page, own.y - inset)));
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

    fn read_notes(&mut self, found: &[&Found]) {
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

    /// How high the text of a block is between two of its steps.
    pub fn height(&self, block: &Block, from: usize, to: usize) -> Option<f64> {
        if let Some(height) = self.set.get(&(block.id.clone(), from, to)) {
            return Some(*height);
        }
        let text = self.texts.get(&block.id)?;
        let count = steps(block);
        let over = if from == 0 { text.over } else { 0.0 };
        let more = over + if to == count { text.more } else { 0.0 };
        // A part may come to have a line more than it has in the whole.
        let is_part = (from, to) != (0, count);
        let more = if self.is_side && is_part { more + self.line } else { more };
        Some(text.height(block, self.is_beside, from, to) * self.line + more)
    }

    /// How many lines a part has in each language.
    pub fn lines_of(&self, block: &Block, from: usize, to: usize) -> Vec<f64> {
        self.texts.get(&block.id).map_or(vec![], |text| text.lines(from, to).collect())
    }

    /// How high the headings over a block are.
    pub fn head(&self, block: &Block) -> f64 {
        self.texts.get(&block.id).map_or(0.0, |text| text.head)
    }

    /// How high something is that has no parts: more than a page, where its end is lost.
    pub fn extent(&self, id: &str) -> Option<f64> {
        let own = self.stand(id)?;
        Some(match (own.top, own.bottom) {
            (Some((first, top)), Some((last, bottom))) if first == last => bottom - top,
            _ => self.bottom - self.top + self.line,
        })
    }

    /// How a figure stands on pages.
    pub fn body(&self, id: &str) -> Option<Body> {
        let own = self.stand(id)?;
        let (first, top) = own.top?;
        if own.is_apart {
            return Some(Body::Apart);
        }
        let (last, bottom) = own.bottom?;
        if !own.is_divided {
            return (first == last).then_some(Body::Whole([bottom - top, 0.0]));
        }
        // Of all pages but the first, the rows are below the head alone.
        let start = own.rows.first()?;
        let above = start.top - if start.page == first { top } else { self.top };
        let head = own.head.filter(|(page, _)| *page == start.page);
        let head = head.map_or(0.0, |(_, head)| start.top - head);
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

fn is_mark(found: &Found, mark: Mark) -> bool {
    matches!(&found.what, What::Mark(own, _) if *own == mark)
}
