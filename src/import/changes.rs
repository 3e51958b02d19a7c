//! Tracked changes and comments of a Word document.
//!
//! Takes pandoc's tree with all changes marked; gives what they are, for people.

use serde_json::Value;

use super::told::short;

/// What a reviewer left in a document.
#[derive(Debug, Default)]
pub struct Marks {
    /// Insertions and deletions, each with its words.
    pub changes: Vec<String>,
    pub comments: Vec<String>,
}

pub fn marks(tree: &Value) -> Marks {
    let mut found = Marks::default();
    visit(tree, &mut found);
    found
}

fn visit(node: &Value, found: &mut Marks) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| visit(item, found)),
        Value::Object(map) => {
            if map.get("t").is_some_and(|tag| tag == "Span")
                && let Some(content) = map.get("c")
            {
                let classes = content[0][1].as_array().cloned().unwrap_or_default();
                let is = |class: &str| classes.iter().any(|own| own == class);
                let author = content[0][2]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .find(|pair| pair[0] == "author")
                    .and_then(|pair| pair[1].as_str())
                    .unwrap_or("somebody");
                let words = || short(&words(&content[1]));
                if is("comment-start") {
                    found.comments.push(format!("{author}: “{}”", words()));
                } else if is("insertion") || is("paragraph-insertion") {
                    found.changes.push(format!("{author} inserted “{}”", words()));
                } else if is("deletion") || is("paragraph-deletion") {
                    found.changes.push(format!("{author} deleted “{}”", words()));
                }
            }
            map.values().for_each(|value| visit(value, found));
        }
        _ => {}
    }
}

fn words(node: &Value) -> String {
    match node {
        Value::Array(items) => items.iter().map(words).collect(),
        Value::Object(map) => match map.get("t").and_then(Value::as_str) {
            Some("Str") => map["c"].as_str().unwrap_or_default().to_string(),
            Some("Space" | "SoftBreak" | "LineBreak") => " ".into(),
            _ => map.get("c").map(words).unwrap_or_default(),
        },
        _ => String::new(),
    }
}
