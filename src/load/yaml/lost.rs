//! Words of a text that YAML reads as something else, and so loses.
//!
//! Takes a tree and the file that it was read from; gives a diagnostic for each
//! comment, anchor, tag or comma that takes words from the text of a language. What
//! stands behind a value that is no text is a comment.

use crate::load::tree::{Node, Value};
use crate::model::diagnostic::{Diagnostic, Place};

/// What is lost of the texts in a file: all that stands below the key of a language.
/// Entries that are none are taken out of the tree.
pub fn lost(path: &str, file: &str, root: &mut Node, languages: &[String]) -> Vec<Diagnostic> {
    let mut search = Search { path, file, languages, found: vec![] };
    search.node(root, false);
    search.found
}

struct Search<'a> {
    path: &'a str,
    file: &'a str,
    languages: &'a [String],
    found: Vec<Diagnostic>,
}

impl Search<'_> {
    fn tell(&mut self, start: usize, end: usize, message: String, hint: &str) {
        let place = Place::new(self.path, start..end);
        self.found.push(Diagnostic::error(place, message).hint(hint));
    }

    fn node(&mut self, node: &mut Node, is_text: bool) {
        match &mut node.value {
            Value::Scalar(_) if is_text => self.scalar(node),
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item, is_text)),
            Value::Map(entries) => {
                let mut last_end = None;
                entries.retain_mut(|(key, value)| self.entry(key, value, is_text, &mut last_end));
            }
            _ => {}
        }
    }

    /// Looks at an entry; whether it is one. `text_end` is where a text before it ends.
    fn entry(
        &mut self,
        key: &Node,
        value: &mut Node,
        is_text: bool,
        text_end: &mut Option<usize>,
    ) -> bool {
        let is_language = |name: &String| self.languages.contains(name);
        let is_text = is_text || matches!(&key.value, Value::Scalar(name) if is_language(name));
        let is_bare = value.value == Value::Null && !self.has_colon(key);
        if let (true, Some(end)) = (is_bare, *text_end) {
            self.comma(end, key);
            return false;
        }
        self.node(value, is_text);
        *text_end = is_text.then_some(value.range.end);
        let found = self.found.len();
        if is_text && value.value == Value::Null {
            self.comment(key.range.end + 1);
        }
        self.found.len() == found
    }

    fn has_colon(&self, key: &Node) -> bool {
        self.file.get(key.range.end..).is_some_and(|rest| rest.trim_start().starts_with(':'))
    }

    /// Text behind a comma in braces, which is a key to YAML.
    fn comma(&mut self, start: usize, key: &Node) {
        let between = self.file.get(start..key.range.start).unwrap_or_default();
        let comma = start + between.find(',').unwrap_or(0);
        let message = "a comma cuts the text off here: in `{ … }` it parts entries".to_string();
        self.tell(comma, comma + 1, message, "put the text in quotes");
    }

    fn scalar(&mut self, node: &Node) {
        let slice = self.file.get(node.range.clone()).unwrap_or_default();
        if !slice.ends_with(['\n', '\r']) && !slice.starts_with(['"', '\'', '*']) {
            self.comment(node.range.end);
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
            self.tell(start, start + sign.len(), message, hint);
        }
    }

    /// A comment on the line of a text.
    fn comment(&mut self, end: usize) {
        let rest = self.file.get(end..).unwrap_or_default();
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if blank > 0 && rest[blank..].starts_with('#') {
            let message = "a comment cuts the text off here: YAML takes ` #` for the begin of one"
                .to_string();
            let hint = "put the text in quotes, or below its key after `>-`; a comment goes on a \
                        line of its own";
            self.tell(end + blank, end + rest.trim_end().len(), message, hint);
        }
    }
}
