//! What does not fit a type.
//!
//! The error of [`super::decode`]: what was found, how to mend it, and where once that
//! is known. Prints nothing.

use std::fmt;
use std::ops::Range;

use serde::de;

use super::tree::Node;
use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;

/// What did not fit, and where once that is known.
#[derive(Debug)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    pub hint: Option<String>,
    pub range: Option<Range<usize>>,
    /// Whether something is not there that has to be.
    pub is_missing: bool,
    /// Whether the diagnostic has been given; the error still has to travel.
    pub told: bool,
}

impl Fault {
    /// The fault in a node, where it is in nothing inside of it.
    pub fn at(mut self, node: &Node) -> Self {
        self.range.get_or_insert(node.range.clone());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let (hint, range) = (None, None);
        let (code, message) = (Code::BadValue, message.to_string());
        Fault { code, message, hint, range, is_missing: false, told: false }
    }

    fn missing_field(field: &'static str) -> Self {
        Fault {
            code: Code::MissingKey,
            hint: Some(format!("add `{field}: …`")),
            is_missing: true,
            ..Self::custom(format!("`{field}` is missing"))
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let choices: Vec<_> = expected.iter().map(|e| format!("`{e}`")).collect();
        Fault {
            code: Code::UnknownWord,
            hint: match variant.trim() == variant {
                true => did_you_mean(variant, expected.iter().copied()),
                false => Some("take out the blank beside it, which is no space to YAML".into()),
            },
            ..Self::custom(format!("`{variant}` is not one of {}", choices.join(", ")))
        }
    }
}
