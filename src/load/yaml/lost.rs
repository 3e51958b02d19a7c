//! Words of a text that a file's format reads as something else, and so loses.
//!
//! Takes a tree and the file that it was read from; gives a diagnostic for each
//! comment, anchor, tag or comma that takes words from a text, and for each escape in
//! quotes that is hardly meant. What stands behind a value that is no text is a comment.

use std::sync::LazyLock;

use regex::Regex;

use super::signs::odd_entry;
use crate::load::tree::{Node, Value};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};

/// The keys, beside those of languages, below which all is text: of cells, of sources,
/// and of the tables of languages.
const TEXTS: &[&str] = &[
    "affiliated",
    "archive",
    "author",
    "columns",
    "dates",
    "editor",
    "genre",
    "headings",
    "languages",
    "location",
    "name",
    "note",
    "numbers",
    "organization",
    "publisher",
    "rows",
    "terms",
    "title",
    "words",
];

/// What is lost of the texts in a file. Entries that are none are taken out of the tree.
pub fn lost(path: &str, file: &str, root: &mut Node, languages: &[String]) -> Vec<Diagnostic> {
    let is_toml = path.ends_with(".toml");
    let mut search = Search { path, file, languages, is_toml, found: vec![] };
    search.node(root, false);
    search.found
}

struct Search<'a> {
    path: &'a str,
    file: &'a str,
    languages: &'a [String],
    is_toml: bool,
    found: Vec<Diagnostic>,
}

impl Search<'_> {
    fn tell(
        &mut self,
        code: Code,
        start: usize,
        end: usize,
        message: impl Into<String>,
        hint: &str,
    ) {
        let place = Place::new(self.path, start..end);
        self.found.push(Diagnostic::error(code, place, message).hint(hint));
    }

    fn node(&mut self, node: &mut Node, is_text: bool) {
        match &mut node.value {
            Value::Scalar(_) => {
                let found = self.found.len();
                self.scalar(node, is_text);
                // What an escape has made is told once.
                if let (Value::Scalar(text), true) = (&mut node.value, self.found.len() > found) {
                    *text = text.replace(|c: char| c.is_control() && c != '\n', " ");
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item, is_text)),
            Value::Map(entries) => {
                let mut last = None;
                entries.retain_mut(|(key, value)| self.entry(key, value, is_text, &mut last));
            }
            Value::Null => {}
        }
    }

    /// Looks at an entry; whether it is one. `last` is where a value before it ends, and
    /// whether that is a text.
    fn entry(
        &mut self,
        key: &Node,
        value: &mut Node,
        is_text: bool,
        last: &mut Option<(usize, bool)>,
    ) -> bool {
        let name = match &key.value {
            Value::Scalar(name) => name.as_str(),
            _ => "",
        };
        let is_language = self.languages.iter().any(|language| language == name);
        // Over how many columns or rows a cell goes is a number.
        let is_span = matches!(name, "columns" | "rows") && matches!(value.value, Value::Scalar(_));
        let is_known = TEXTS.contains(&name) && self.path.starts_with("data/");
        let is_text = (is_text || is_language || is_known) && !is_span;
        if value.value == Value::Null && !self.has_colon(key) {
            if let Some(fault) = odd_entry(name, key.range.start) {
                let place = Place::new(self.path, fault.range);
                self.found
                    .push(Diagnostic::error(fault.code, place, fault.message).hint(fault.hint));
                return false;
            }
            match *last {
                Some((end, true)) => {
                    self.comma(end, key, "text", "put the text in quotes");
                    return false;
                }
                Some((end, false)) if is_number(name) && self.file[..end].ends_with(is_digit) => {
                    self.comma(end, key, "number", "write nothing between groups of digits");
                    return false;
                }
                _ => {}
            }
        }
        match &value.value {
            Value::Map(inner) if is_language && self.is_reference(inner) => {
                let written = self.file.get(value.range.clone()).unwrap_or_default().trim();
                let message = format!("`{{{written}}}` without quotes is a mapping in YAML");
                let hint = format!("put it in quotes: `\"{{{written}}}\"`");
                self.tell(Code::UnquotedBraces, value.range.start, value.range.end, message, &hint);
                return false;
            }
            _ => self.node(value, is_text),
        }
        *last = matches!(value.value, Value::Scalar(_)).then_some((value.range.end, is_text));
        let found = self.found.len();
        if is_text && value.value == Value::Null {
            self.comment(key.range.end + 1);
        }
        self.found.len() == found
    }

    /// Whether a mapping is a reference in braces.
    fn is_reference(&self, entries: &[(Node, Node)]) -> bool {
        match entries {
            [(key, value)] => value.value == Value::Null && !self.has_colon(key),
            _ => false,
        }
    }

    fn has_colon(&self, key: &Node) -> bool {
        self.file.get(key.range.end..).is_some_and(|rest| rest.trim_start().starts_with(':'))
    }

    /// Words behind a comma in braces, which are a key to YAML.
    fn comma(&mut self, start: usize, key: &Node, what: &str, hint: &str) {
        let between = self.file.get(start..key.range.start).unwrap_or_default();
        let comma = start + between.find(',').unwrap_or(0);
        let message = format!("a comma cuts the {what} off here: in `{{ … }}` it parts entries");
        self.tell(Code::CommaInText, comma, comma + 1, message, hint);
    }

    fn scalar(&mut self, node: &Node, is_text: bool) {
        let slice = self.file.get(node.range.clone()).unwrap_or_default();
        if slice.starts_with('"') {
            self.escapes(node.range.start, slice);
        }
        if !is_text || self.is_toml {
            return;
        }
        if !slice.ends_with(['\n', '\r']) && !slice.starts_with(['"', '\'', '*']) {
            self.comment(node.range.end);
            self.cut_off(node.range.start, node.range.end);
        }
        let line = self.file[..node.range.start].rsplit(['\n', '\r']).next().unwrap_or_default();
        let sign = line.trim_end().rsplit([' ', '\t']).next().unwrap_or_default();
        let is_used = |name: &str| self.file.contains(&format!("*{name}"));
        let is_anchor = sign.strip_prefix('&').is_some_and(|name| !is_used(name));
        let is_tag = sign.starts_with('!') && !sign.starts_with("!!");
        if line.ends_with([' ', '\t']) && (is_anchor || is_tag) {
            let start = node.range.start - (line.len() - line.trim_end().len()) - sign.len();
            let message = format!("`{sign}` is not printed: YAML takes it for a mark of its own");
            let hint = "put the text in quotes, or below its key after `>-`";
            self.tell(Code::LostSign, start, start + sign.len(), message, hint);
        }
    }

    /// Escapes in a text in quotes that leave no sign on the page, and are hardly meant.
    fn escapes(&mut self, start: usize, slice: &str) {
        static ESCAPE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\\(.)").expect("a pattern of this file"));
        let slice = &slice[..slice.len().min(self.file.len() - start)];
        // Programs that write YAML write line breaks so; who types a path means `\new` in it.
        static PATH: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?:^"|[\s"“‘（(])[A-Za-z]:\\"#).expect("a pattern of this file")
        });
        let is_path = PATH.is_match(slice);
        for found in ESCAPE.captures_iter(slice) {
            let what = match &found[1] {
                "_" => "a no-break space",
                "n" | "r" if is_path => "a line break",
                "t" if is_path => "a tab",
                "N" | "L" | "P" => "a line break",
                "0" | "a" | "b" | "e" | "f" | "v" => "a control character",
                _ => continue,
            };
            let range = found.get(0).map_or(0..0, |found| found.range());
            let sign = &found[0];
            let message = format!("`{sign}` in double quotes is {what}");
            let hint = match self.is_toml {
                true => format!("write `\\{sign}`, or put the text in `'…'`"),
                false => {
                    format!("write `\\{sign}`, put the text in `'…'`, or below its key after `>-`")
                }
            };
            self.tell(Code::EscapeInText, start + range.start, start + range.end, message, &hint);
        }
    }

    /// A comment on the line of a text.
    fn comment(&mut self, end: usize) {
        let rest = self.file.get(end..).unwrap_or_default();
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if blank > 0 && rest[blank..].starts_with('#') {
            let message = "a comment cuts the text off here: YAML takes ` #` for the begin of one";
            let hint = "put the text in quotes, or below its key after `>-`; a comment goes on a \
                        line of its own";
            self.tell(Code::CommentInText, end + blank, end + rest.trim_end().len(), message, hint);
        }
    }

    /// A line below a plain text that is indented as its next line would be, and is a comment.
    fn cut_off(&mut self, start: usize, end: usize) {
        static HEAD: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^[ ]*(?:-[ ]+)*(?:[^\s#-][^#]*:)?").expect("a pattern of this file")
        });
        let mut below = self.file.get(end..).unwrap_or_default().split_inclusive('\n');
        let rest = below.next().unwrap_or_default();
        let Some(next) = below.next().filter(|_| rest.trim().is_empty()) else { return };
        let indent = next.len() - next.trim_start_matches(' ').len();
        let line = self.file[..start].rfind('\n').map_or(0, |at| at + 1);
        // The column of the key, or of the item; that of the text, where it stands alone.
        let head = HEAD.find(&self.file[line..start]).map_or("", |head| head.as_str());
        let own = match head.rsplit_once("- ") {
            _ if start - line == head.len() && !head.contains(['-', ':']) => head.len(),
            Some((before, key)) if key.contains(':') => {
                before.len() + 2 + key.len() - key.trim_start().len() + 1
            }
            Some((before, _)) => before.len() + 1,
            None => head.len() - head.trim_start().len() + 1,
        };
        if next[indent..].starts_with('#') && indent >= own {
            let at = end + rest.len() + indent;
            let message = "a comment cuts the text off here: YAML takes ` #` for the begin of one";
            let hint = "put the text in quotes, or below its key after `>-`; a comment begins in \
                        the column of the keys";
            self.tell(Code::CommentInText, at, at + next[indent..].trim_end().len(), message, hint);
        }
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_digit)
}
