//! The rules of `check`: their ids, and how much what each finds matters.

use schemars::JsonSchema;
use serde::Deserialize;

/// What becomes of what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLevel {
    /// It is not looked for.
    Off,
    /// It is told, and `check` ends as if it were not there.
    Note,
    /// It is told as a warning, and `check` ends with 3.
    Warning,
    /// It is told as an error, and `check` ends with 3.
    Error,
}

/// Declares the rules: name, id, level.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $level:ident;)*) => {
        /// A rule of `check`.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema,
        )]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $name,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: [Self; [$($id),*].len()] = [$(Self::$name),*];

            /// The rule of an id.
            ///
            /// ```
            /// use diptych::model::rule::Rule;
            ///
            /// assert_eq!(Rule::named("numbers"), Some(Rule::Numbers));
            /// ```
            pub fn named(id: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|rule| rule.id() == id)
            }

            /// Its id: what diagnostics print, and `[check]` names.
            ///
            /// ```
            /// use diptych::model::rule::Rule;
            ///
            /// assert_eq!(Rule::Numbers.id(), "numbers");
            /// ```
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// What it finds, in a sentence.
            ///
            /// ```
            /// use diptych::model::rule::Rule;
            ///
            /// assert!(Rule::Numbers.finds().starts_with("Numbers and dates"));
            /// ```
            pub fn finds(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_start(),)*
                }
            }

            /// How much what it finds matters, where the project does not say.
            ///
            /// ```
            /// use diptych::model::rule::{Rule, RuleLevel};
            ///
            /// assert_eq!(Rule::Numbers.level(), RuleLevel::Warning);
            /// ```
            pub fn level(self) -> RuleLevel {
                match self {
                    $(Self::$name => RuleLevel::$level,)*
                }
            }
        }
    };
}

rules! {
    /// `{id}`s of figures and dates that stand in one language alone.
    References = "references", Error;
    /// Numbers and dates that differ between languages, by value.
    Numbers = "numbers", Warning;
    /// The same number with another unit.
    Units = "units", Warning;
    /// At least in one language and at most in the other.
    Bounds = "bounds", Warning;
    /// Links that lead elsewhere in another language, or are missing.
    Links = "links", Warning;
    /// Words in bold or with stress in one language alone.
    Emphasis = "emphasis", Warning;
    /// A text that stands in both languages in the same words.
    Untranslated = "untranslated", Warning;
    /// A text in the letters of another language.
    Language = "language", Warning;
    /// A text far longer or shorter than others beside what it translates.
    Length = "length", Warning;
    /// A figure or table called by a typed number.
    Labels = "labels", Warning;
    /// What stands for a text that is to be written.
    Leftovers = "leftovers", Warning;
    /// Marks of another width.
    Width = "width", Warning;
    /// Straight quotes.
    Quotes = "quotes", Warning;
    /// Full stops for an ellipsis.
    Ellipsis = "ellipsis", Warning;
    /// Hyphens for a dash.
    Dashes = "dashes", Warning;
    /// A mark of a pair without the other.
    Pairs = "pairs", Warning;
    /// Two marks where one is enough.
    DoubledMarks = "doubled-marks", Warning;
    /// A word said twice.
    DoubledWords = "doubled-words", Warning;
    /// Spaces too many.
    Spaces = "spaces", Warning;
    /// Words that are in no dictionary.
    Spelling = "spelling", Warning;
    /// Words and letters of another variety of the language: American, traditional.
    Variety = "variety", Warning;
    /// Sentences that are longer than the language's table allows.
    Sentences = "sentences", Note;
    /// Shares of one whole that come to more than all of it.
    Shares = "shares", Warning;
    /// Digits and letters as wide as Han characters.
    FullWidth = "full-width", Warning;
    /// Dates in an impossible order: received after revised, or an event after the article.
    Chronology = "chronology", Warning;
    /// A wording that is not the approved term.
    Wording = "wording", Error;
    /// A picture with fewer than 150 dots to an inch in print.
    Resolution = "resolution", Warning;
    /// A term that one language uses alone.
    Terms = "terms", Warning;
    /// A term in words, where another language has its `{id}`.
    TypedTerms = "typed-terms", Warning;
    /// A term that no text uses.
    UnusedTerms = "unused-terms", Note;
    /// A waiver without which nothing would be found.
    Waivers = "waivers", Warning;
    /// A source without a title in a language.
    Titles = "titles", Error;
    /// A field of a source that no note prints.
    Fields = "fields", Note;
    /// A source that nothing cites.
    Uncited = "uncited", Note;
}
