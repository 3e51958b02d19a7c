//! The codes of diagnostics: what kind of mistake each one is.
//!
//! A code stays when its message is worded anew, so that a program, a search or a
//! colleague can name the mistake. Each has one sentence here; `docs/errors.md` adds an
//! example of what is printed.

use super::rule::Rule;

/// Declares the codes: what each means, its name, its id.
macro_rules! codes {
    ($(#[doc = $doc:literal] $name:ident = $id:literal;)*) => {
        /// The kind of a mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $doc] $name,)*
            /// What a rule of `check` finds.
            Rule(Rule),
        }

        impl Code {
            /// All codes, those of rules last.
            ///
            /// ```
            /// use diptych::model::code::Code;
            ///
            /// assert!(Code::all().any(|code| code == Code::TabInIndent));
            /// ```
            pub fn all() -> impl Iterator<Item = Self> {
                [$(Self::$name),*].into_iter().chain(Rule::ALL.map(Self::Rule))
            }

            /// What is printed and searched for: small letters and hyphens.
            ///
            /// ```
            /// use diptych::model::code::Code;
            ///
            /// assert_eq!(Code::TabInIndent.id(), "tab-in-indent");
            /// ```
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                    Self::Rule(rule) => rule.id(),
                }
            }

            /// What it means, in a sentence.
            ///
            /// ```
            /// use diptych::model::code::Code;
            ///
            /// assert!(Code::TabInIndent.meaning().starts_with("A tab"));
            /// ```
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $doc.trim_ascii(),)*
                    Self::Rule(rule) => rule.finds(),
                }
            }
        }
    };
}

mod kinds;

pub use kinds::Code;

impl Code {
    /// The code of an id.
    ///
    /// ```
    /// use diptych::model::code::Code;
    ///
    /// assert_eq!(Code::named("tab-in-indent"), Some(Code::TabInIndent));
    /// assert_eq!(Code::named("no-such"), None);
    /// ```
    pub fn named(id: &str) -> Option<Self> {
        Self::all().find(|code| code.id() == id)
    }

    /// The rule of `check`, if it is one's.
    pub(crate) fn rule(self) -> Option<Rule> {
        match self {
            Self::Rule(rule) => Some(rule),
            _ => None,
        }
    }
}

impl From<Rule> for Code {
    fn from(rule: Rule) -> Self {
        Self::Rule(rule)
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> serde::Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::named(&id).ok_or_else(|| serde::de::Error::custom(format!("no code is `{id}`")))
    }
}
