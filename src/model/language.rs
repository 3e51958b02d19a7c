//! Languages as data: what the program knows of one comes from a table.
//!
//! A table is `data/languages/KEY.yaml`, of the project or of the program.
//! No code asks which language it has; it asks the table.

use std::collections::BTreeMap;

use fixed_decimal::UnsignedDecimal;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules, PluralRulesOptions};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::marks::{Marks, Spelling};
use crate::model::reading::NumberGrammar;
use crate::model::script;

/// Whether a tag begins with the code of a language, of two or three letters: a name would
/// also pass for a tag.
pub(crate) fn has_code(tag: &str) -> bool {
    matches!(tag.split('-').next().map(str::len), Some(2 | 3))
}

/// One language: how it is tagged, set and worded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Language {
    /// The key in `languages` of `diptych.toml` and in every text.
    pub key: String,
    /// The primary subtag of the tag: an ISO 639 code.
    pub lang: String,
    /// The region subtag of the tag: an ISO 3166 code.
    pub region: Option<String>,
    /// Everything that the table says.
    #[serde(flatten)]
    pub table: LanguageTable,
}

impl Language {
    /// Creates a language from its key and table.
    pub(crate) fn new(key: impl Into<String>, table: LanguageTable) -> Self {
        let mut subtags = table.tag.split('-');
        let lang = subtags.next().unwrap_or_default().to_string();
        let region = subtags.find(|s| s.len() == 2).map(str::to_string);
        Self { key: key.into(), lang, region, table }
    }

    /// The path of its table, in the project or the program.
    pub(crate) fn path(&self) -> String {
        format!("data/languages/{}.yaml", self.key)
    }

    /// What stands between a word and what it says.
    pub(crate) fn colon(&self) -> &str {
        let own = self.table.words.get("colon").map(String::as_str);
        own.unwrap_or(if script::has_grid(&self.table.script) { "：" } else { ": " })
    }

    /// A word of the table, or its key where the table lacks it.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let english = project.language("en").unwrap();
    /// assert_eq!(english.word("contents"), "Contents");
    /// ```
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.table.words.get(key).map_or(key, String::as_str)
    }
}

/// `data/languages/KEY.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LanguageTable {
    /// BCP 47 tag, with a region: `zh-CN`.
    pub tag: String,
    /// The language's name for itself.
    pub name: String,
    /// What it calls other languages, by their keys.
    #[serde(default)]
    pub languages: BTreeMap<String, String>,
    /// The ISO 15924 code of its script: `Hani`.
    pub script: String,
    pub fonts: FontStacks,
    pub typography: Typography,
    /// What the length of a text is counted in.
    pub length: LengthUnit,
    pub dates: DatePatterns,
    pub numbers: NumberPatterns,
    /// What `diptych check` reads a text by. No template does.
    #[serde(default, skip_serializing)]
    pub marks: Option<Marks>,
    /// Which words and letters are of the language: the same.
    #[serde(default, skip_serializing)]
    pub spelling: Spelling,
    /// The pattern of a section's number at each depth, outermost first: `{n}`
    /// is a counter in digits, `{han}` in Han numerals. The last place of a
    /// pattern takes the innermost counter.
    pub headings: Vec<String>,
    pub terms: TermPatterns,
    /// Words that end with a full stop in the midst of a sentence: `No.`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abbreviations: Vec<String>,
    pub notes: NoteStyle,
    /// Words that templates print, by key.
    pub words: BTreeMap<String, String>,
}

/// Families in order of preference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FontStacks {
    /// For running text.
    pub serif: Vec<FontFamily>,
    /// For titles, labels and tables.
    pub sans: Vec<FontFamily>,
    /// For emphasis where the script has no italic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emphasis: Option<Vec<FontFamily>>,
}

/// A font family, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FontFamily {
    /// The whole family.
    Name(String),
    /// Only the characters that Typst calls by this name (`latin-in-cjk`).
    Part { name: String, covers: String },
}

impl FontFamily {
    /// The family's name.
    ///
    /// ```
    /// use diptych::model::language::FontFamily;
    ///
    /// assert_eq!(FontFamily::Name("Noto Serif".into()).name(), "Noto Serif");
    /// ```
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) | Self::Part { name, .. } => name,
        }
    }
}

/// How the language is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Typography {
    /// Its share of the width when columns stand side by side.
    #[serde(default = "one")]
    pub column: f64,
    /// Its size against the template's.
    #[serde(default = "one")]
    pub size: f64,
    /// The indent of a paragraph's first line, in em.
    #[serde(default)]
    pub indent: f64,
    /// Whether words are divided at the end of a line.
    #[serde(default)]
    pub hyphenate: bool,
    /// Whether written spaces between Han and Latin are kept.
    #[serde(default)]
    pub latin_spacing: LatinSpacing,
    /// What a line break in the file is in print.
    #[serde(default)]
    pub line_break: LineBreak,
    /// How stressed words look.
    #[serde(default)]
    pub stress: Stress,
}

fn one() -> f64 {
    1.0
}

/// What becomes of spaces between Han characters and Latin letters or digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LatinSpacing {
    /// They stay.
    #[default]
    Keep,
    /// They go: the typesetter sets a quarter of an em by itself.
    None,
}

/// What a line break in the file is in print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineBreak {
    /// A space between words.
    #[default]
    Space,
    /// Nothing, but between two words of other scripts.
    None,
}

/// What becomes of stressed words (`***words***`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stress {
    /// They are emphasised.
    #[default]
    Emphasis,
    /// A dot stands under each character, and none under punctuation.
    Dots,
}

/// What the length of a text is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// Characters, white space left out.
    Characters,
    /// Runs between white space.
    Words,
}

/// How dates are written: `{year}`, `{month}`, `{day}`; `{from}`, `{to}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DatePatterns {
    pub year: String,
    pub month: String,
    pub day: String,
    /// The first day of a month; `day` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<String>,
    /// An interval of years.
    pub range: String,
    /// An interval whose ends have spaces in them; `range` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spaced_range: Option<String>,
    /// An interval without an end.
    pub open: String,
    /// A season of a year, in the notes: `{season}` is CSL's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// A year before Christ, and one of the first thousand after, in the notes; CSL's
    /// own form when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_christ: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anno_domini: Option<String>,
    /// The names of the twelve months.
    #[schemars(length(min = 12, max = 12))]
    pub months: Vec<String>,
}

/// How numbers are written: `{n}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NumberPatterns {
    /// Between groups of three digits, from five digits on or four.
    pub group: String,
    pub decimal: String,
    #[serde(default = "bare_number")]
    pub plain: String,
    /// The language's words for large numbers, the largest first.
    #[serde(default)]
    pub large: Vec<Scale>,
    /// Numbers in words, from zero.
    #[serde(default)]
    pub words: Vec<String>,
    /// How numbers stand in texts: what `diptych check` reads. No template does.
    #[serde(default, skip_serializing)]
    pub reading: Option<NumberGrammar>,
}

fn bare_number() -> String {
    "{n}".into()
}

/// How a number is written with what it counts: `{n}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Pattern {
    /// The same for every number.
    Same(String),
    /// By the plural category of the number (CLDR).
    Plural(Plural),
}

/// A pattern for each plural category; `other` stands in for what is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub few: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub many: Option<String>,
    pub other: String,
}

impl Pattern {
    /// The pattern for a number in the language of a BCP 47 tag. The decimals of
    /// the number count, as CLDR has it: `1` is one in English and `1.0` is not.
    pub(crate) fn of(&self, number: Decimal, tag: &str) -> &str {
        let forms = match self {
            Self::Same(pattern) => return pattern,
            Self::Plural(forms) => forms,
        };
        let form = match category(number, tag) {
            PluralCategory::Zero => &forms.zero,
            PluralCategory::One => &forms.one,
            PluralCategory::Two => &forms.two,
            PluralCategory::Few => &forms.few,
            PluralCategory::Many => &forms.many,
            PluralCategory::Other => &None,
        };
        form.as_ref().unwrap_or(&forms.other)
    }

    /// Whether a number is printed. Some languages have it in the word of one or two.
    pub(crate) fn has_number(&self) -> bool {
        let (Self::Same(pattern) | Self::Plural(Plural { other: pattern, .. })) = self;
        pattern.contains("{n}")
    }

    /// Every pattern.
    pub(crate) fn all(&self) -> Vec<&str> {
        match self {
            Self::Same(pattern) => vec![pattern],
            Self::Plural(Plural { zero, one, two, few, many, other }) => {
                let forms = [zero, one, two, few, many].into_iter().flatten();
                forms.chain([other]).map(String::as_str).collect()
            }
        }
    }
}

fn category(number: Decimal, tag: &str) -> PluralCategory {
    let rules = tag
        .parse::<icu_locale::Locale>()
        .ok()
        .and_then(|locale| PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok());
    let digits = number.abs().to_string().parse::<UnsignedDecimal>();
    let operands = digits.ok().map(|digits| PluralOperands::from(&digits));
    match (rules, operands) {
        (Some(rules), Some(operands)) => rules.category_for(operands),
        _ => PluralCategory::Other,
    }
}

/// A word for a power of ten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// What is counted, and from where on.
    #[serde(deserialize_with = "decimal", serialize_with = "digits")]
    #[schemars(with = "f64")]
    pub(crate) from: Decimal,
    pub pattern: Pattern,
}

/// How terms are written: `{long}`, `{short}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermPatterns {
    /// At its first use in an edition.
    pub first: String,
    /// Words that a term may begin with in running text, and not in a list.
    #[serde(default)]
    pub articles: Vec<String>,
}

/// How notes are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NoteStyle {
    /// A CSL style: `data/styles/NAME.csl`.
    pub style: String,
    /// The numbers of notes that begin anew on each page, as Typst calls them:
    /// `1`, `①`, `*`.
    #[serde(default = "digits_from_one")]
    pub per_page: String,
    /// What stands between places in a source, and before words that follow them.
    #[serde(default = "comma")]
    pub comma: String,
    /// What stands between the numbers of a list: `34, 37–39`.
    #[serde(default = "comma")]
    pub list: String,
    /// What stands before the last number of a list, and then what else may be written
    /// for it; CSL's word when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub and: Vec<String>,
    /// How authors write places in sources in this language, beside `p. 3`: patterns
    /// with `{n}` for each locator of CSL, or for places that CSL does not know
    /// (`annex`), whose first pattern is printed. Two words are a place within another
    /// (`article-locator paragraph`), which follows it without a comma, or within a type
    /// of source (`article-newspaper page`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locators: BTreeMap<String, Vec<String>>,
    /// Genres of sources, by their names in BibLaTeX (`phdthesis`): what is printed,
    /// and then other words for the same, in any language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub genres: BTreeMap<String, Vec<String>>,
    /// What people did that CSL has no variable for, or that styles have no words for
    /// (`foreword`), as notes say it: patterns with `{names}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, String>,
}

/// Genres and states that BibLaTeX has names for, where a language has no words for them.
const GENRES: &[(&str, &str)] = &[
    ("phdthesis", "PhD thesis"),
    ("mathesis", "master’s thesis"),
    ("bathesis", "bachelor’s thesis"),
    ("candthesis", "candidate thesis"),
    ("techreport", "technical report"),
    ("resreport", "research report"),
    ("software", "computer software"),
    ("datacd", "CD-ROM"),
    ("audiocd", "audio CD"),
    ("patent", "patent"),
    ("patentus", "US patent"),
    ("patenteu", "European patent"),
    ("patreq", "patent request"),
    ("patentde", "German patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("thesis", "thesis"),
    ("inpress", "in press"),
    ("inpreparation", "in preparation"),
    ("prepublished", "pre-published"),
];

impl Language {
    /// A genre or a state in the words of the language; one that it has no words for, as given.
    pub(crate) fn genre(&self, given: &str) -> String {
        let lower = given.to_lowercase();
        let is_it = |(name, words): &(&String, &Vec<String>)| {
            **name == lower || words.iter().any(|word| word.to_lowercase() == lower)
        };
        let own = self.table.notes.genres.iter().find(is_it).and_then(|(_, words)| words.first());
        let named = GENRES.iter().find(|(name, _)| *name == lower).map(|(_, words)| *words);
        own.map(String::as_str).or(named).unwrap_or(given).into()
    }
}

fn comma() -> String {
    ", ".into()
}

fn digits_from_one() -> String {
    "1".into()
}

fn decimal<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text)
        .ok()
        .filter(|number| *number > Decimal::ZERO)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a positive number")))
}

fn digits<S: serde::Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}
