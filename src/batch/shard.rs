//! Shards: equal parts of a batch, for several machines.
//!
//! Takes a number of rows; gives those of one part. Depends on nothing but the
//! numbers, so that machines which know nothing of each other share the work.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::session::disk::BEGUN;

/// One of several parts, the first of which is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shard {
    pub index: usize,
    pub count: usize,
}

impl Shard {
    /// The whole.
    pub const ALL: Self = Self { index: 1, count: 1 };

    /// The part's places in the order of work: neighbours, which share content.
    ///
    /// ```
    /// use diptych::batch::Shard;
    ///
    /// let second: Shard = "2/3".parse().unwrap();
    /// assert_eq!(second.range(10), 3..6);
    /// ```
    pub fn range(self, rows: usize) -> Range<usize> {
        let at = |index: usize| (rows as u128 * index as u128 / self.count as u128) as usize;
        at(self.index - 1)..at(self.index)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a shard is `I/N`, from `1/N` to `N/N`".to_string();
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<usize>().map_err(|_| wrong());
        let shard = Self { index: number(index)?, count: number(count)? };
        match (1..=shard.count).contains(&shard.index) {
            true => Ok(shard),
            false => Err(wrong()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// The name of a file that each shard has.
pub(crate) fn file_name(name: &str, shard: Shard, extension: &str) -> String {
    format!("{}.{extension}", of_shard(name, shard))
}

fn of_shard(name: &str, shard: Shard) -> String {
    match shard {
        Shard::ALL => name.into(),
        Shard { index, count } => {
            let width = count.to_string().len();
            format!("{name}-{index:0width$}-of-{count}")
        }
    }
}

/// How the names of files begin that a shard is writing.
pub fn begun(shard: Shard) -> String {
    match shard {
        Shard::ALL => BEGUN.into(),
        shard => format!("{}-", of_shard(BEGUN.trim_end_matches('-'), shard)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_out_every_row_once_and_evenly() {
        for rows in [0, 1, 7, 1000] {
            for count in 1..12 {
                let parts = (1..=count).map(|index| Shard { index, count }.range(rows));
                let parts: Vec<_> = parts.collect();
                let all: Vec<usize> = parts.iter().cloned().flatten().collect();
                assert_eq!(all, (0..rows).collect::<Vec<_>>());
                let sizes = parts.iter().map(Range::len);
                assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
            }
        }
    }

    #[test]
    fn a_shard_is_one_of_its_count() {
        assert_eq!("3/4".parse(), Ok(Shard { index: 3, count: 4 }));
        for text in ["", "3", "0/4", "5/4", "1/0", "-1/2", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
