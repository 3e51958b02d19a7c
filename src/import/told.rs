//! What is told of a document: what was changed, and what was left.
//!
//! Lines for people, in the order of the document; the report prints them.

/// What became of a document, beside its text.
#[derive(Debug, Default)]
pub struct Told {
    pub lines: Vec<String>,
    /// Paragraphs that a line tells of, and that are not in the text as they were.
    pub accounted: Vec<String>,
}

impl Told {
    /// Something that was changed, and words by which it is found.
    pub fn changed(&mut self, what: &str, words: &str) {
        let words = short(words);
        self.lines.push(if words.is_empty() {
            what.into()
        } else {
            format!("{what}: “{words}”")
        });
    }

    /// Something that was left out.
    pub fn left(&mut self, what: &str, words: &str) {
        self.changed(&format!("left out: {what}"), words);
    }

    /// Adds what is told of a part of the document.
    pub fn append(&mut self, mut other: Self) {
        self.lines.append(&mut other.lines);
        self.accounted.append(&mut other.accounted);
    }

    pub fn note(&mut self, line: String) {
        self.lines.push(line);
    }
}

/// The first words of a text, on one line.
pub fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
