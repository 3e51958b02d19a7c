//! Full stops where an author's words meet those of a style.
//!
//! A style ends a note with a stop, or with `ibid.`, whose stop is as good. Words behind
//! the source come between: what they end with may be a stop already, and what they
//! follow may have been the note's last. Changes nothing else.

use crate::model::edition::{Run, each_text_mut};

/// The seams before and after an author's words. No text and no font has them.
const BEFORE: char = '\u{f8f0}';
const AFTER: char = '\u{f8f1}';

/// Words with their seams.
pub fn around(words: Vec<Run>) -> Vec<Run> {
    let seam = |c: char| std::iter::once(Run::text(c.to_string()));
    seam(BEFORE).chain(words).chain(seam(AFTER)).collect()
}

/// Runs whose seams are closed: with one stop at each end.
pub fn closed(mut runs: Vec<Run>) -> Vec<Run> {
    let mut seen = Seen::default();
    each_text_mut(&mut runs, &mut |text| *text = text.chars().filter(|c| seen.keeps(*c)).collect());
    if let (true, Some(stop)) = (seen.is_behind, seen.stop)
        && !seen.last.is_some_and(ends)
    {
        match runs.last_mut() {
            Some(Run::Text { text }) => text.push(stop),
            _ => runs.push(Run::text(stop.to_string())),
        }
    }
    runs.retain(|run| !matches!(run, Run::Text { text } if text.is_empty()));
    runs
}

/// What has been seen of a text.
#[derive(Default)]
struct Seen {
    last: Option<char>,
    /// The stop before an author's words.
    stop: Option<char>,
    /// Whether nothing has followed these words yet.
    is_behind: bool,
}

impl Seen {
    fn keeps(&mut self, c: char) -> bool {
        match c {
            BEFORE => self.stop = self.last.filter(|last| is_stop(*last)),
            AFTER => self.is_behind = true,
            c => {
                let is_doubled = self.is_behind && is_stop(c) && self.last.is_some_and(ends);
                self.is_behind = false;
                if !is_doubled {
                    self.last = Some(c);
                }
                return !is_doubled;
            }
        }
        false
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '。')
}

/// Whether a text that ends so needs no stop.
fn ends(c: char) -> bool {
    is_stop(c) || matches!(c, '?' | '!' | '？' | '！' | '…')
}
