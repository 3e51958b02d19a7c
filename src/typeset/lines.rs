//! Lines: where the sentences of a block end.
//!
//! Takes the text of a block as it stands on pages in one piece; gives how many lines it
//! has between any two of its steps. That a part is set anew, on lines of its own, is taken
//! into account.

use crate::model::edition::{Block, Run, each_run};
use crate::model::vocabulary::BlockKind;

use super::sheet;

/// What is smaller than so much of a block's text, or larger by as much, is not of it: marks,
/// numbers, remarks.
const SMALLER: f64 = 0.85;
/// How much of a line more a text may take that begins anew.
const ANEW: f64 = 0.1;

/// A block's text in lines.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// By language and paragraph: where each sentence ends, in lines.
    ends: Vec<Vec<Vec<f64>>>,
    /// Where its first line stands.
    pub first: Option<f64>,
    /// How high the headings over it are.
    pub head: f64,
    /// What is over its text, within what is painted: the title of a box.
    pub over: f64,
    /// What is below its text.
    pub more: f64,
}

impl Text {
    /// A block in lines, from where it stands in one piece: the pieces of its text, each
    /// with where it stands, how large it is and how many letters it has; of some languages,
    /// in their order.
    pub fn read(texts: &[(f64, f64, usize)], block: &Block, languages: &[String]) -> Self {
        let own = size_of(texts);
        let is_own = |size: f64| size >= SMALLER * own && size <= own / SMALLER;
        let mut letters = texts.iter().filter(|(_, size, _)| is_own(*size));
        let keys: Vec<&String> =
            languages.iter().filter(|key| block.body.contains_key(*key)).collect();
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
        let mut first = None;
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
            first = first.or(lines.first().map(|(y, _)| *y));
            ends[l][p] = in_lines(&counts, &lines);
        }
        Self { ends, first, ..Self::default() }
    }

    /// How many lines it has between two steps in each language.
    pub fn lines(&self, from: usize, to: usize) -> impl Iterator<Item = f64> {
        self.ends.iter().map(move |own| lines(own, from, to).map(|(_, n)| n).sum())
    }

    /// How high its text is between two steps, in lines; with two languages beside each other,
    /// or below.
    pub fn height(&self, block: &Block, is_beside: bool, from: usize, to: usize) -> f64 {
        let count = self.ends.len();
        let is_list = block.kind == BlockKind::List;
        let own: Vec<Vec<f64>> =
            self.ends.iter().map(|own| lines(own, from, to).map(|(_, n)| n).collect()).collect();
        let paragraphs = own.first().map_or(0, Vec::len);
        let sums = || own.iter().map(|lines| lines.iter().sum::<f64>());
        let between = (count.max(1) - 1) as f64;
        match (is_beside && count == 2, is_list) {
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
        }
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

/// The size that most letters have, or nearly.
fn size_of(texts: &[(f64, f64, usize)]) -> f64 {
    let near = |size: f64| {
        let near = texts.iter().filter(|(_, other, _)| (SMALLER * size..=size).contains(other));
        near.map(|(_, _, count)| count).sum::<usize>()
    };
    let mut sizes: Vec<f64> = texts.iter().map(|(_, size, _)| *size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    sizes.into_iter().max_by_key(|size| near(*size)).unwrap_or_default()
}

/// How many letters runs have.
fn letters_of(runs: &[Run]) -> usize {
    let mut letters = 0;
    each_run(runs, &mut |run| {
        if let Run::Text { text } = run {
            letters += sheet::count(text);
        }
    });
    letters
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_larger_than_the_text_beside_it_is_not_of_the_text() {
        let texts = [(0.0, 11.7, 1), (0.0, 9.0, 40), (12.0, 8.6, 30), (24.0, 6.0, 80)];
        assert_eq!(size_of(&texts[..3]), 9.0);
        assert_eq!(size_of(&[]), 0.0);
    }
}
