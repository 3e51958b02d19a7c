//! Words of a document.
//!
//! Runs of text with their emphasis, links, notes and citations. What no text of a project
//! can hold is replaced and told.

use std::collections::BTreeSet;

use icu_normalizer::DecomposingNormalizer;

use crate::model::script;

/// A paragraph, an item, a cell or a title.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    pub runs: Vec<Run>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Run {
    Words {
        text: String,
        style: Style,
        link: Option<String>,
    },
    /// Signs below the line, or above it.
    Script {
        text: String,
        is_raised: bool,
    },
    /// The end of a line, within a paragraph.
    Break,
    /// A footnote, with its paragraphs as one.
    Note(Text),
    /// A citation: of which sources, as a project has it, and what stood there.
    Cite {
        keys: Vec<String>,
        written: String,
        words: String,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Plain,
    Emph,
    Strong,
}

impl Run {
    /// Whether it is emphasised, or a link, or not on the line.
    pub fn is_styled(&self) -> bool {
        match self {
            Self::Words { style, link, .. } => *style != Style::Plain || link.is_some(),
            Self::Script { .. } => true,
            _ => false,
        }
    }
}

impl Style {
    pub fn mark(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Emph => "*",
            Self::Strong => "**",
        }
    }
}

impl Text {
    pub fn of(text: &str) -> Self {
        let words = Run::Words { text: text.into(), style: Style::Plain, link: None };
        Self { runs: if text.is_empty() { vec![] } else { vec![words] } }
    }

    /// The words without their notes.
    pub fn plain(&self) -> String {
        let words = |run: &Run| match run {
            Run::Words { text, .. } | Run::Script { text, .. } => text.clone(),
            Run::Break => " ".into(),
            Run::Note(_) | Run::Cite { .. } => String::new(),
        };
        self.runs.iter().map(words).collect()
    }

    pub fn is_blank(&self) -> bool {
        self.plain().trim().is_empty() && self.notes().next().is_none()
    }

    pub fn notes(&self) -> impl Iterator<Item = &Text> {
        self.runs.iter().filter_map(|run| match run {
            Run::Note(text) => Some(text),
            _ => None,
        })
    }

    /// Takes the notes out of it.
    pub fn take_notes(&mut self) -> Vec<Text> {
        let mut notes = vec![];
        for run in std::mem::take(&mut self.runs) {
            match run {
                Run::Note(note) => notes.push(note),
                run => self.runs.push(run),
            }
        }
        notes
    }

    /// Makes one line of several; says whether there were several.
    pub fn unbreak(&mut self) -> bool {
        let has_breaks = self.runs.contains(&Run::Break);
        if has_breaks {
            let lines = std::mem::take(self);
            for line in lines.runs.split(|run| *run == Run::Break) {
                self.join(Text { runs: line.to_vec() });
            }
        }
        has_breaks
    }

    /// Adds another behind this one, with what the text's language has between words.
    pub fn join(&mut self, other: Text) {
        let ends_wide = self.plain().chars().next_back().is_some_and(is_wide);
        let begins_wide = other.plain().chars().next().is_some_and(is_wide);
        if !(self.runs.is_empty() || other.runs.is_empty() || ends_wide && begins_wide) {
            self.push(" ", Style::Plain, None);
        }
        self.runs.extend(other.runs);
    }

    /// Adds words; to the run before them, where they are like it.
    pub fn push(&mut self, more: &str, style: Style, link: Option<&str>) {
        match self.runs.last_mut() {
            Some(Run::Words { text, style: own, link: to })
                if *own == style && to.as_deref() == link =>
            {
                text.push_str(more);
            }
            _ => self.runs.push(Run::Words {
                text: more.into(),
                style,
                link: link.map(str::to_string),
            }),
        }
    }

    /// Leaves one emphasis of two that touch, whose marks would be read as others. Gives the
    /// words that have none any more.
    pub fn part(&mut self) -> Vec<String> {
        let mut lost = vec![];
        let mut touches = false;
        for run in &mut self.runs {
            let Run::Words { text, style, .. } = run else {
                touches = false;
                continue;
            };
            if *style != Style::Plain && touches && !text.starts_with(' ') {
                *style = Style::Plain;
                lost.push(text.clone());
            }
            touches = *style != Style::Plain && !text.ends_with(' ');
        }
        lost
    }

    /// Takes blanks off both ends, and makes those within one each.
    pub fn tidy(mut self) -> Self {
        let mut is_blank = true;
        for run in &mut self.runs {
            let Run::Words { text, .. } = run else {
                is_blank = *run == Run::Break;
                continue;
            };
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                match matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}') {
                    true if is_blank => {}
                    true => {
                        out.push(' ');
                        is_blank = true;
                    }
                    false => {
                        // Templates indent.
                        if !(is_blank && c == '\u{3000}') {
                            out.push(c);
                            is_blank = false;
                        }
                    }
                }
            }
            *text = out;
        }
        let mut kept: Vec<Run> = vec![];
        for run in self.runs.drain(..).chain([Run::Break]) {
            // No line ends with a blank, and none is empty.
            while run == Run::Break
                && let Some(Run::Words { text, .. }) = kept.last_mut()
            {
                text.truncate(text.trim_end().len());
                if !text.is_empty() {
                    break;
                }
                kept.pop();
            }
            let is_nothing = matches!(&run, Run::Words { text, .. } if text.is_empty());
            let is_empty_line = run == Run::Break && matches!(kept.last(), None | Some(Run::Break));
            if !is_nothing && !is_empty_line {
                kept.push(run);
            }
        }
        kept.truncate(kept.len() - usize::from(kept.last() == Some(&Run::Break)));
        self.runs = kept;
        self
    }
}

/// Whether no space stands between a character and one like it.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// A text without what no text of a project has; what was changed goes to `told`.
pub fn clean(text: &str, told: &mut BTreeSet<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut strangers = String::new();
    for c in text.chars() {
        if script::stranger(c).is_some() {
            strangers.push(c);
            continue;
        }
        end_strangers(&mut strangers, &mut out, told);
        match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\u{2011}' => out.push('-'),
            '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{feff}'
            | '\u{2060}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                told.insert(format!(
                    "the character U+{:04X}, which is not seen, was left out",
                    u32::from(c)
                ));
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' => {
                told.insert(format!("the character U+{:04X}, which asks for a form of the one before it, was left out", u32::from(c)));
            }
            c if c.is_control() => {
                told.insert(format!(
                    "the character U+{:04X}, which is not seen, was left out",
                    u32::from(c)
                ));
            }
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}' | '\u{fffe}' | '\u{ffff}' => {
                told.insert(format!("the character U+{0:04X}, which has no meaning without its own font, became `[U+{0:04X}]`", u32::from(c)));
                out.push_str(&format!("[U+{:04X}]", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    end_strangers(&mut strangers, &mut out, told);
    out
}

fn end_strangers(strangers: &mut String, out: &mut String, told: &mut BTreeSet<String>) {
    if !strangers.is_empty() {
        told.insert(format!("`{strangers}` is in a script that cannot be set, and became `[…]`"));
        out.push_str("[…]");
        strangers.clear();
    }
}

/// A text by its letters and digits alone, whatever their form, to be compared.
pub fn bones(text: &str) -> String {
    let plain = DecomposingNormalizer::new_nfkd().normalize(text);
    plain.chars().filter(|c| c.is_alphanumeric()).collect()
}
