//! How pages are filled, and how high a part of a block would be.
//!
//! Takes the marks on laid-out pages ([`PageMarks`]), and a block ([`BlockText`]); gives
//! the room at the foot of pages and the steps before which a text would fit it.
//! What it gives is an estimate, by each part's share of the characters.

use std::collections::BTreeMap;

use crate::model::edition::{Block, Edition, Run, each_run, plain};
use crate::model::vocabulary::{BlockKind, Layout};

use super::Pages;
use super::checks::{Marked, SLACK, marked};
use super::divide::Attempt;

/// The fewest lines of a part in its longest language, and in any.
const LEAST: (f64, f64) = (2.2, 1.35);
/// What stands above the notes of a page, in lines.
const ABOVE_NOTES: f64 = 1.8;
/// How many steps are tried before a block is left whole.
const TRIES: usize = 3;

/// What a part of a block is called in the marks of templates.
pub fn part_name(id: &str, part: usize) -> String {
    if part == 0 { id.into() } else { format!("{id}#{}", part + 1) }
}

/// The marks on the pages, in points.
pub struct PageMarks {
    pub top: f64,
    pub bottom: f64,
    pub leading: f64,
    beside: bool,
    pub starts: Vec<Marked>,
    pub figures: Vec<Marked>,
    rooms: BTreeMap<String, Marked>,
    /// By unit: the page and the height of each end, by language.
    ends: BTreeMap<String, Vec<(String, usize, f64)>>,
    /// By note: its page, and where its entry begins.
    entries: BTreeMap<String, (usize, f64)>,
    /// By note: the pages of its marks.
    marks: Vec<(String, usize)>,
    languages: Vec<String>,
}

/// What is free at the foot of a page.
pub struct Room {
    pub page: usize,
    pub height: f64,
    pub has_notes: bool,
}

impl PageMarks {
    /// Nothing where the template does not say how its pages are.
    pub fn new(pages: &Pages, edition: &Edition) -> Option<Self> {
        let body = marked(pages, "diptych-body");
        let body = body.first()?;
        let rooms = marked(pages, "diptych-room");
        if rooms.is_empty() {
            return None;
        }
        let mut ends: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for end in marked(pages, "diptych-unit-end") {
            ends.entry(end.text("id")).or_default().push((end.text("lang"), end.page, end.y));
        }
        let mut entries = BTreeMap::new();
        for entry in marked(pages, "diptych-entry") {
            entries.entry(entry.text("id")).or_insert((entry.page, entry.y));
        }
        let marks = marked(pages, "diptych-mark");
        Some(Self {
            top: body.number("top")?,
            bottom: body.number("bottom")?,
            leading: body.number("leading")?,
            beside: edition.layout == Layout::Parallel && edition.languages.len() == 2,
            starts: marked(pages, "diptych-unit-start"),
            figures: marked(pages, "diptych-figure"),
            rooms: rooms.into_iter().map(|room| (room.text("id"), room)).collect(),
            ends,
            entries,
            marks: marks.iter().map(|mark| (mark.text("id"), mark.page)).collect(),
            languages: edition.languages.iter().map(|l| l.key.clone()).collect(),
        })
    }

    fn page(&self, name: &str) -> Option<usize> {
        self.starts.iter().find(|start| start.text("id") == name).map(|start| start.page)
    }

    /// Whether the notes of a block have left its page.
    pub fn strays(&self, block: &Block) -> bool {
        let page = self.page(&block.id);
        let here = |id: &String| self.entries.get(id).map(|(page, _)| *page) == page;
        page.is_some() && block.cuts.is_empty() && !block.notes.iter().all(here)
    }

    /// Whether a unit ends on its page, and with it the notes of the page.
    pub fn is_sound(&self, name: &str) -> bool {
        let Some(page) = self.page(name) else { return false };
        let ends = self.ends.get(name).map(Vec::as_slice).unwrap_or_default();
        let whole = |key: &String| {
            let mut own = ends.iter().filter(|(lang, ..)| lang == key);
            own.any(|(_, at, y)| *at == page && *y < self.bottom + SLACK)
        };
        let mut marks = self.marks.iter().filter(|(id, at)| *at == page && !id.contains('.'));
        self.languages.iter().all(whole)
            && marks.all(|(id, _)| self.entries.get(id).is_some_and(|(at, _)| *at == page))
    }

    /// Whether a part ends the page that it was to end.
    pub fn has(&self, attempt: &Attempt) -> bool {
        let name = part_name(&attempt.id, attempt.part);
        let rest = self.page(&part_name(&attempt.id, attempt.part + 1));
        self.is_sound(&name)
            && self.page(&name) == Some(attempt.page)
            && rest.is_some_and(|rest| rest > attempt.page)
    }

    pub fn room(&self, name: &str) -> Option<Room> {
        let room = self.rooms.get(name)?;
        let notes =
            self.entries.iter().filter(|(id, (page, _))| *page == room.page && !id.contains('.'));
        let highest = notes.map(|(_, (_, y))| *y).reduce(f64::min);
        let foot = highest.map_or(self.bottom, |y| y - ABOVE_NOTES * self.leading);
        Some(Room { page: room.page, height: foot - room.y, has_notes: highest.is_some() })
    }

    /// How high what stands over a unit is, with the distance above it: its headings.
    pub fn over(&self, name: &str) -> Option<f64> {
        let start = self.starts.iter().find(|start| start.text("id") == name)?;
        let room = self.rooms.get(name)?;
        Some(match room.page == start.page {
            true => start.y - room.y,
            // At the top of a page, a distance is left out.
            false => start.y - self.top + room.number("above").unwrap_or(0.0),
        })
    }

    /// How high a note is at the foot of its page.
    fn note(&self, id: &str) -> f64 {
        let Some((page, y)) = self.entries.get(id) else { return 2.0 * self.leading };
        let own = self.entries.values().filter(|(at, other)| at == page && other > y);
        let next = own.map(|(_, y)| *y).reduce(f64::min);
        next.map_or(self.bottom - y + 0.55 * self.leading, |next| next - y)
    }
}

/// The rest of a block, from a step on, and how high it is.
pub struct BlockText<'a> {
    marks: &'a PageMarks,
    /// The first step of the rest.
    from: usize,
    /// For each language the characters of each of its sentences.
    lengths: Vec<Vec<usize>>,
    /// The notes marked in each sentence.
    notes: Vec<Vec<String>>,
    /// How many lines each language has beside the others, or all together.
    lines: Vec<f64>,
    is_list: bool,
}

impl<'a> BlockText<'a> {
    pub fn new(block: &Block, marks: &'a PageMarks) -> Self {
        let from = block.cuts.last().copied().unwrap_or(0);
        let sentences: Vec<Vec<Vec<Run>>> = (marks.languages.iter())
            .filter_map(|key| {
                Some(block.body.get(key)?.iter().flat_map(|p| sentences(p)).skip(from))
            })
            .map(Iterator::collect)
            .collect();
        let notes = notes_of(&sentences);
        let length = |runs: &Vec<Run>| plain(runs).chars().count();
        let name = part_name(&block.id, block.cuts.len());
        let start = marks.starts.iter().find(|start| start.text("id") == name);
        let mut lines: Vec<f64> = (marks.ends.get(&name).into_iter().flatten())
            .map(|(.., y)| (y - start.map_or(*y, |start| start.y)) / marks.leading + 0.27)
            .collect();
        if lines.len() < marks.languages.len() {
            // The end is lost: the template has measured the whole.
            let height = marks.rooms.get(&name).and_then(|room| room.number("height"));
            lines = height.map_or(vec![], |h| vec![h / marks.leading; marks.languages.len()]);
        }
        if !marks.beside {
            lines = lines.into_iter().reduce(f64::max).into_iter().collect();
        }
        Self {
            marks,
            from,
            lengths: sentences.iter().map(|all| all.iter().map(length).collect()).collect(),
            notes,
            lines,
            is_list: block.kind == BlockKind::List,
        }
    }

    /// Each language's share of its text before a step.
    fn shares(&self, step: usize) -> impl Iterator<Item = f64> {
        self.lengths.iter().map(move |lengths| {
            let before: usize = lengths.iter().take(step - self.from).sum();
            before as f64 / lengths.iter().sum::<usize>().max(1) as f64
        })
    }

    /// The lines of the text before a step, and after it: the most in a language,
    /// and the fewest.
    fn parts(&self, step: usize) -> [(f64, f64); 2] {
        let of = |lines: &mut dyn Iterator<Item = f64>| {
            lines.fold((0.0, f64::MAX), |(most, least), n| (f64::max(most, n), f64::min(least, n)))
        };
        let lines = |i: usize| match self.marks.beside {
            true => self.lines.get(i).copied().unwrap_or(0.0),
            // Below each other, by the lengths of the texts.
            false => self.lines.first().copied().unwrap_or(0.0) / self.lengths.len().max(1) as f64,
        };
        let shares: Vec<f64> = self.shares(step).collect();
        [
            of(&mut shares.iter().enumerate().map(|(i, share)| share * lines(i))),
            of(&mut shares.iter().enumerate().map(|(i, share)| (1.0 - share) * lines(i))),
        ]
    }

    /// Whether the text may be divided at a step: no part has too few lines.
    fn may_divide(&self, step: usize) -> bool {
        let enough = |(most, least)| most >= LEAST.0 && least >= LEAST.1;
        // The items of a list may be as short as they are.
        self.is_list || self.parts(step).into_iter().all(enough)
    }

    /// The steps before which the text and its notes have so much room, the last one
    /// first, and no more than may be tried.
    pub fn steps(&self, room: f64, is_first_note: bool) -> Vec<usize> {
        let count = self.lengths.iter().map(Vec::len).min().unwrap_or(0);
        let steps = (self.from + 1..self.from + count).rev();
        let fit = steps
            .filter(|step| self.height(*step, is_first_note) <= room && self.may_divide(*step));
        fit.take(TRIES).collect()
    }

    /// How high the text and its notes are.
    pub fn whole(&self, is_first_note: bool) -> f64 {
        let count = self.lengths.iter().map(Vec::len).min().unwrap_or(0);
        self.height(self.from + count, is_first_note)
    }

    /// How high the text before a step and its notes are, as far as one can tell.
    fn height(&self, step: usize, is_first_note: bool) -> f64 {
        let lines = match self.marks.beside {
            true => (self.shares(step).zip(&self.lines))
                .map(|(share, lines)| (share * lines + 0.3).ceil())
                .fold(0.0, f64::max),
            false => {
                let shares = self.shares(step).sum::<f64>() / self.lengths.len().max(1) as f64;
                (shares * self.lines.first().copied().unwrap_or(0.0) + 0.3).ceil()
            }
        };
        let notes = self.notes.iter().take(step - self.from).flatten();
        let mut notes: f64 = notes.map(|id| self.marks.note(id)).sum();
        if notes > 0.0 && is_first_note {
            notes += ABOVE_NOTES * self.marks.leading;
        }
        lines * self.marks.leading + notes
    }
}

/// The runs of a paragraph between its steps.
pub fn sentences(runs: &[Run]) -> impl Iterator<Item = Vec<Run>> {
    runs.split(|run| *run == Run::Step).map(<[Run]>::to_vec)
}

/// The ids of the notes that are marked in each sentence, in whatever language.
fn notes_of(languages: &[Vec<Vec<Run>>]) -> Vec<Vec<String>> {
    let count = languages.iter().map(Vec::len).max().unwrap_or(0);
    let of = |at: usize| {
        let mut own: Vec<String> = vec![];
        for id in languages.iter().filter_map(|all| all.get(at)).flat_map(|runs| notes_in(runs)) {
            if !own.contains(&id) {
                own.push(id);
            }
        }
        own
    };
    (0..count).map(of).collect()
}

/// The ids of the notes whose marks are in runs.
fn notes_in(runs: &[Run]) -> Vec<String> {
    let mut ids = vec![];
    each_run(runs, &mut |run| {
        if let Run::Mark { id, .. } = run {
            ids.push(id.clone());
        }
    });
    ids
}
