//! Which parts of two documents say the same.
//!
//! Takes what stands in each, in order; gives pairs, and what has none. Order is kept; kinds,
//! lengths, numbers and notes decide (after Gale and Church, “A Program for Aligning
//! Sentences in Bilingual Corpora”, 1993).

use std::collections::BTreeSet;

use super::outline::{Part, Section};

/// Whatever can be paired.
pub trait Like {
    /// What it is; others are never its pair.
    fn kind(&self) -> usize;
    /// Its length in letters.
    fn length(&self) -> f64;
    /// What both languages write alike: numbers, names in Latin letters, notes.
    fn anchors(&self) -> BTreeSet<String>;
}

/// What stands in the first document, in the second, or in both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub original: Option<usize>,
    pub translation: Option<usize>,
    /// How unlike the two are, from 0 on.
    pub cost: f64,
}

impl Pair {
    /// How surely the two belong together.
    pub fn surety(&self) -> &'static str {
        match (self.original, self.translation) {
            (Some(_), Some(_)) if self.cost < 0.9 => "sure",
            (Some(_), Some(_)) if self.cost < 1.8 => "likely",
            (Some(_), Some(_)) => "doubtful",
            _ => "alone",
        }
    }
}

/// What it costs to leave something alone.
const ALONE: f64 = 2.0;

/// Pairs two sequences.
pub fn pairs<T: Like>(first: &[T], second: &[T], ratio: f64) -> Vec<Pair> {
    let (rows, columns) = (first.len(), second.len());
    let costs: Vec<Vec<f64>> =
        first.iter().map(|a| second.iter().map(|b| unlike(a, b, ratio)).collect()).collect();
    let mut best = vec![vec![f64::INFINITY; columns + 1]; rows + 1];
    best[0][0] = 0.0;
    for row in 0..=rows {
        for column in 0..=columns {
            let mut least = best[row][column];
            if row > 0 {
                least = least.min(best[row - 1][column] + ALONE);
            }
            if column > 0 {
                least = least.min(best[row][column - 1] + ALONE);
            }
            if row > 0 && column > 0 {
                least = least.min(best[row - 1][column - 1] + costs[row - 1][column - 1]);
            }
            best[row][column] = least;
        }
    }
    let (mut row, mut column) = (rows, columns);
    let mut found = vec![];
    let is = |a: f64, b: f64| (a - b).abs() < 1e-9;
    while row > 0 || column > 0 {
        let own = best[row][column];
        if row > 0 && column > 0 && is(own, best[row - 1][column - 1] + costs[row - 1][column - 1])
        {
            row -= 1;
            column -= 1;
            let cost = costs[row][column];
            found.push(Pair { original: Some(row), translation: Some(column), cost });
        } else if row > 0 && is(own, best[row - 1][column] + ALONE) {
            row -= 1;
            found.push(Pair { original: Some(row), translation: None, cost: ALONE });
        } else {
            column -= 1;
            found.push(Pair { original: None, translation: Some(column), cost: ALONE });
        }
    }
    found.reverse();
    // Where all have a pair and none is between them, order speaks for each.
    if found.iter().all(|pair| pair.original.is_some() && pair.original == pair.translation) {
        found.iter_mut().for_each(|pair| pair.cost *= 0.6);
    }
    found
}

/// How unlike two things are: 0 for what looks the same, about 1 for what may be, beyond
/// any bound for what cannot.
fn unlike<T: Like>(a: &T, b: &T, ratio: f64) -> f64 {
    if a.kind() != b.kind() {
        return f64::INFINITY;
    }
    // The variance of lengths grows with the length.
    let (long, other) = (a.length() * ratio, b.length());
    let spread = (1.0 + (long + other) / 2.0 * 6.8).sqrt();
    let length = ((long - other).abs() / spread / 2.0).min(2.0);
    let (own, others) = (a.anchors(), b.anchors());
    let all = own.union(&others).count();
    let apart = match all {
        0 => 0.35,
        all => 1.0 - own.intersection(&others).count() as f64 / all as f64,
    };
    // One anchor more or less says little where there is one in all.
    let weight = 2.4 * (all as f64 / (all as f64 + 1.0));
    length + if all == 0 { apart } else { apart * weight }
}

/// How long the second of two documents is for each letter of the first.
pub fn ratio<T: Like>(first: &[T], second: &[T]) -> f64 {
    let sum = |all: &[T]| all.iter().map(Like::length).sum::<f64>();
    match (sum(first), sum(second)) {
        (a, b) if a > 0.0 && b > 0.0 => b / a,
        _ => 1.0,
    }
}

impl Like for &Part {
    fn kind(&self) -> usize {
        match self {
            // Another's words may be set apart in one document alone.
            Part::Text(_) | Part::Quote(_) => 0,
            Part::List(_) => 1,
            Part::Table(_) => 2,
            Part::Picture(_) => 3,
        }
    }

    fn length(&self) -> f64 {
        letters(&self.words())
    }

    fn anchors(&self) -> BTreeSet<String> {
        let mut found = anchors(&self.words());
        let notes: usize = self.texts().iter().map(|text| text.notes().count()).sum();
        (0..notes).for_each(|at| {
            found.insert(format!("note {at}"));
        });
        match self {
            Part::Text(_) | Part::Table(_) => {}
            Part::Quote(paragraphs) => {
                found.insert(format!("quotation of {}", paragraphs.len()));
            }
            Part::List(items) => {
                (0..items.len()).for_each(|at| {
                    found.insert(format!("item {at}"));
                });
            }
            Part::Picture(picture) => {
                found.insert(picture.path.clone());
            }
        }
        found
    }
}

impl Like for &Section {
    fn kind(&self) -> usize {
        // What stands before the first heading is like what has one.
        if self.title.is_none() { 0 } else { self.level }
    }

    fn length(&self) -> f64 {
        self.parts.iter().map(|part| (&part).length()).sum::<f64>() + 10.0
    }

    fn anchors(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.parts.iter().for_each(|part| found.extend(anchors(&part.words())));
        found
    }
}

fn letters(text: &str) -> f64 {
    text.chars().filter(|c| c.is_alphanumeric()).count() as f64
}

/// Numbers of two digits and more, and words in Latin letters with capitals.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let text: String = text.replace(",", "");
    for word in text.split(|c: char| !is_word(c)).filter(|word| word.len() > 1) {
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        let is_name = word.chars().filter(char::is_ascii_uppercase).count() > 1;
        if is_number || is_name {
            found.insert(word.to_string());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::text::Text;
    use super::*;

    fn parts(texts: &[&str]) -> Vec<Part> {
        texts.iter().map(|text| Part::Text(Text::of(text))).collect()
    }

    fn paired(first: &[&str], second: &[&str]) -> Vec<(Option<usize>, Option<usize>)> {
        let (first, second) = (parts(first), parts(second));
        let (first, second): (Vec<_>, Vec<_>) = (first.iter().collect(), second.iter().collect());
        let ratio = ratio(&first, &second);
        let pairs = pairs(&first, &second, ratio);
        pairs.iter().map(|pair| (pair.original, pair.translation)).collect()
    }

    #[test]
    fn texts_are_paired_in_order() {
        let zh = ["湖面在1990年至2020年间缩小。", "河流改道，水量减少三成。", "应当合作。"];
        let en = [
            "The lake shrank between 1990 and 2020.",
            "The rivers moved, and three tenths of the water went.",
            "They should cooperate.",
        ];
        let all = [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))];
        assert_eq!(paired(&zh, &en), all);
    }

    #[test]
    fn what_one_lacks_stays_alone() {
        let zh = [
            "湖面在1990年至2020年间缩小。",
            "这一段没有译文，讲的是2004年的会议和别的事情，篇幅不短。",
            "到2030年，16个国家应当合作。",
        ];
        let en = [
            "The lake shrank between 1990 and 2020.",
            "By 2030, the 16 countries should cooperate.",
        ];
        assert_eq!(paired(&zh, &en), [(Some(0), Some(0)), (Some(1), None), (Some(2), Some(1))]);
    }
}
