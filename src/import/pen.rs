//! How the words of a document are written in a project.
//!
//! Takes a text; gives Markdown in which nothing is markup, a citation or a reference that
//! was none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{Run, Style, Text};

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
    /// The keys of the sources that can be cited.
    pub keys: BTreeSet<String>,
    /// Characters that cannot be printed.
    pub banned: BTreeSet<char>,
}

impl Pen {
    /// A text as Markdown; marks of notes go on counting, `[^n1]` and so on. Without a count
    /// the text is to be one line without notes, whose words stand in brackets.
    pub fn write(&self, text: &Text, care: Care, mut notes: Option<&mut usize>) -> String {
        let mut out = String::new();
        let mut was_styled = false;
        for run in &text.runs {
            match run {
                Run::Note(note) => {
                    match &mut notes {
                        Some(count) => {
                            **count += 1;
                            out.push_str(&format!("[^n{count}]"));
                        }
                        None => {
                            out.push_str(&format!(" ({})", self.words(&note.plain(), care, false)));
                        }
                    }
                    was_styled = false;
                }
                Run::Break => {
                    out.push_str(if notes.is_some() { "\\\n" } else { " " });
                    was_styled = false;
                }
                Run::Script { text, is_raised } => {
                    let sign = if *is_raised { '^' } else { '~' };
                    match care {
                        Care::Common => out.push_str(&format!("{sign}{text}{sign}")),
                        _ => out.push_str(&self.words(text, care, false)),
                    }
                    was_styled = false;
                }
                Run::Cite { keys, written, words } => {
                    match care == Care::Common && keys.iter().all(|key| self.keys.contains(key)) {
                        true => out.push_str(written),
                        false => out.push_str(&self.words(words, care, begins(&out))),
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
                        let words = self.words(inner, care, begins(&out));
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
                    '~' | '^' => SCRIPT.is_match(&text[at..]),
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

/// Whether the next words begin a line.
fn begins(out: &str) -> bool {
    out.is_empty() || out.ends_with('\n')
}

/// What would be lowered or raised.
static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:~[0-9A-Za-z+−-]{1,6}~|\^[0-9A-Za-z+−-]{1,6}\^)")
        .expect("a pattern of this file")
});

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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        Pen::default().write(&Text::of(text), Care::Common, None)
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
            ("CO~2~ and m^2^, 3~5 and 2^10", r"CO\~2~ and m\^2^, 3~5 and 2^10"),
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
        assert_eq!(Pen::default().write(&text, Care::Common, None), "**a** *b*c d");
        assert_eq!(Pen::default().write(&text, Care::Every, None), "a bc d");
    }

    #[test]
    fn lines_end_where_they_did_in_blocks_alone() {
        let run = |text: &str| Run::Words { text: text.into(), style: Style::Plain, link: None };
        let runs = vec![Run::Break, run("a "), Run::Break, Run::Break, run(" - b"), Run::Break];
        let text = Text { runs }.tidy();
        assert_eq!(Pen::default().write(&text, Care::Common, Some(&mut 0)), "a\\\n\\- b");
        assert_eq!(Pen::default().write(&text, Care::Common, None), r"a - b");
    }
}
