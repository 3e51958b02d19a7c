//! How far a batch is: a bar on a terminal, plain lines elsewhere.

use std::fmt::Write;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::super::report::say;

pub struct Progress {
    bar: ProgressBar,
    /// A line is printed each time that so many are made; never, when 0.
    step: u64,
}

impl Progress {
    pub fn new(todo: usize, whole: usize, quiet: bool, human: bool) -> Self {
        let shown = !quiet && human;
        let on_terminal = shown && std::io::stderr().is_terminal();
        let target =
            if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(todo as u64), target);
        let style = "{bar:32} {pos}/{len}  {rate}  {msg}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            let rate = |state: &ProgressState, out: &mut dyn Write| {
                let _ = write!(out, "{:.1}/s", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate));
        }
        bar.set_message("0 failed");
        if shown && whole > 0 {
            say(&format!("{whole} documents are whole already"));
        }
        let step = if shown && !on_terminal { (todo as u64).div_ceil(10) } else { 0 };
        Self { bar, step }
    }

    /// Counts one more.
    pub fn made(&self, failed: usize) {
        if failed > 0 {
            self.bar.set_message(format!("{failed} failed"));
        }
        self.bar.inc(1);
        let (at, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if self.step > 0 && (at.is_multiple_of(self.step) || at == all) {
            say(&format!("{at} of {all}, {failed} failed"));
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
