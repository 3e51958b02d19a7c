//! Words of a document, and how they are written in a project.
//!
//! Takes runs of text; gives Markdown in which nothing is markup, a citation or a
//! reference that was none. What no text can hold is replaced and told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizer;
use regex::Regex;

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
    /// Whether it is emphasised, or a link.
    pub fn is_styled(&self) -> bool {
        matches!(self, Self::Words { style, link, .. } if *style != Style::Plain || link.is_some())
    }
}

impl Style {
    fn mark(self) -> &'static str {
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
            Run::Words { text, .. } => text.clone(),
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
                is_blank = false;
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
        self.runs.retain(|run| !matches!(run, Run::Words { text, .. } if text.is_empty()));
        if let Some(Run::Words { text, .. }) = self.runs.last_mut() {
            text.truncate(text.trim_end().len());
        }
        self.runs.retain(|run| !matches!(run, Run::Words { text, .. } if text.is_empty()));
        self
    }
}

/// Whether no space stands between a character and one like it.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// How carefully a text is written. What the reader of projects would take for something
/// else is written again, with more care.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// A sign is escaped where it commonly means something.
    #[default]
    Common,
    /// Every sign is, and nothing is emphasised or a link.
    Every,
    /// Full-width signs are half-width ones that can be escaped.
    Narrow,
}

/// How texts are written down.
#[derive(Debug, Default)]
pub struct Pen {
    /// Whether the words of notes stand in brackets in the text.
    pub inlines_notes: bool,
    /// The keys of the sources that can be cited.
    pub keys: BTreeSet<String>,
    /// Characters that cannot be printed.
    pub banned: BTreeSet<char>,
}

impl Pen {
    /// A text as Markdown of one line; marks of notes go on counting, `[^n1]` and so on.
    pub fn write(&self, text: &Text, care: Care, notes: &mut usize) -> String {
        let mut out = String::new();
        let mut was_styled = false;
        for run in &text.runs {
            match run {
                Run::Note(note) if self.inlines_notes => {
                    out.push_str(&format!(" ({})", self.words(&note.plain(), care, false)));
                    was_styled = false;
                }
                Run::Note(_) => {
                    *notes += 1;
                    out.push_str(&format!("[^n{notes}]"));
                    was_styled = false;
                }
                Run::Cite { keys, written, words } => {
                    match care == Care::Common && keys.iter().all(|key| self.keys.contains(key)) {
                        true => out.push_str(written),
                        false => out.push_str(&self.words(words, care, out.is_empty())),
                    }
                    was_styled = false;
                }
                Run::Words { text, style, link } => {
                    // Marks beside marks would be read as others.
                    let is_free = care == Care::Common && !was_styled && !out.ends_with('*');
                    let style = if is_free { *style } else { Style::Plain };
                    let link = link.as_deref().filter(|_| care == Care::Common);
                    let inner = text.trim();
                    let (before, after) = match text.find(inner) {
                        Some(at) if !inner.is_empty() => (&text[..at], &text[at + inner.len()..]),
                        _ => (text.as_str(), ""),
                    };
                    out.push_str(before);
                    if !inner.is_empty() {
                        let words = self.words(inner, care, out.is_empty());
                        let words = match link {
                            Some(url) if bare(inner) == bare(url) && is_address(inner) => {
                                inner.into()
                            }
                            Some(url) => format!("[{words}]({})", escaped_url(url)),
                            None => words,
                        };
                        out.push_str(&format!("{0}{words}{0}", style.mark()));
                    }
                    out.push_str(after);
                    was_styled = style != Style::Plain && after.is_empty();
                }
            }
        }
        out.trim().to_string()
    }

    fn words(&self, text: &str, care: Care, begins: bool) -> String {
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        let addresses: Vec<_> = match care {
            Care::Common => ADDRESS.find_iter(text).map(|it| it.range()).collect(),
            _ => vec![],
        };
        for address in addresses {
            self.signs(&text[end..address.start], care, begins && end == 0, &mut out);
            out.push_str(&text[address.clone()]);
            end = address.end;
        }
        self.signs(&text[end..], care, begins && end == 0, &mut out);
        out
    }

    fn signs(&self, text: &str, care: Care, begins: bool, out: &mut String) {
        let begin = begins.then(|| BEGIN.find(text)).flatten().map(|found| found.end() - 1);
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|(_, c)| *c);
            if self.banned.contains(&c) {
                out.push_str(&format!("\\[U+{:04X}]", u32::from(c)));
                continue;
            }
            let c = if care == Care::Narrow { narrow(c) } else { c };
            let is_sign = match care {
                Care::Common => match c {
                    '\\' | '*' | '_' | '`' | '[' | '{' | '}' | '<' => true,
                    '@' => next.is_some_and(|c| c.is_alphanumeric() || c == '{'),
                    '&' => ENTITY.is_match(&text[at..]),
                    _ => false,
                },
                _ => c.is_ascii_punctuation(),
            };
            let is_first = begin == Some(at) && c.is_ascii_punctuation();
            if is_sign || is_first {
                out.push('\\');
            }
            out.push(c);
        }
    }
}

/// What would begin a list, a heading, a quotation or a rule; its last sign is escaped.
static BEGIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[-+>#=~:|]|\d{1,9}[.)])").expect("a pattern of this file"));

static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
        .expect("a pattern of this file")
});

/// An address, which is a link wherever it is typed.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let page = r"(?i:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()+,;=%*-]+";
    let mail = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}";
    Regex::new(&format!("{page}|{mail}")).expect("a pattern of this file")
});

fn is_address(text: &str) -> bool {
    ADDRESS.find(text).is_some_and(|found| found.as_str() == text)
}

fn bare(url: &str) -> &str {
    let url = url.strip_prefix("mailto:").unwrap_or(url);
    url.trim_end_matches('/')
}

fn escaped_url(url: &str) -> String {
    let mut out = String::new();
    for c in url.chars() {
        match c {
            '(' | ')' | '<' | '>' | '\\' | '*' | '_' | '`' | '[' | ']' | '{' | '}' | '"' | '\''
            | '|' | '^' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The ASCII sign of a full-width one.
fn narrow(c: char) -> char {
    match c {
        '【' | '〔' | '〖' => '[',
        '】' | '〕' | '〗' => ']',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        Pen::default().write(&Text::of(text), Care::Common, &mut 0)
    }

    #[test]
    fn signs_are_escaped_where_they_would_mean_something() {
        for (text, expected) in [
            ("a*b {id} [@key] <b> `c` \\d", r"a\*b \{id\} \[\@key] \<b> \`c\` \\d"),
            ("1. First", r"1\. First"),
            ("- item", r"\- item"),
            ("# Title", r"\# Title"),
            ("AT&T &amp; R&D", r"AT&T \&amp; R&D"),
            ("see https://example.org/a_b*c and a_b", r"see https://example.org/a_b*c and a\_b"),
            ("mail a_b@example.org, @key", r"mail a_b@example.org, \@key"),
            ("2014年：好", "2014年：好"),
        ] {
            assert_eq!(written(text), expected);
        }
    }

    #[test]
    fn emphasis_stands_inside_blanks_and_never_beside_other_emphasis() {
        let mut text = Text::default();
        text.push("a ", Style::Strong, None);
        text.push("b", Style::Emph, None);
        text.push("c", Style::Strong, None);
        text.push(" d", Style::Plain, None);
        assert_eq!(Pen::default().write(&text, Care::Common, &mut 0), "**a** *b*c d");
        assert_eq!(Pen::default().write(&text, Care::Every, &mut 0), "a bc d");
    }
}
