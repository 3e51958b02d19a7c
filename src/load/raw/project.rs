//! The shape of `diptych.toml`, and of what a template says of its recipients.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::decode::{Each, Entries, Spanned};
use super::Texts;
use crate::model::concordance::Stage;
use crate::model::project::Field;
use crate::model::rule::{Rule, RuleLevel};
use crate::model::vocabulary::{Layout, Level, NoteNumbering, Paper};

/// `diptych.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Project {
    /// Keys of languages; the first is the original.
    pub languages: Spanned<Each<Spanned<String>>>,
    /// The audiences, and what each is called.
    #[serde(default)]
    pub audiences: Entries<Texts>,
    /// The look of the pages, where a variant does not say otherwise.
    pub theme: Option<Theme>,
    /// Headers that tables for `diptych batch` have, each with the column that it is:
    /// `"姓名" = "name"`.
    #[serde(default)]
    pub columns: Entries<Spanned<String>>,
    /// Rules of `diptych check` by their ids, each with what it is to be.
    #[serde(default)]
    #[schemars(with = "BTreeMap<Rule, RuleLevel>")]
    pub check: Entries<Spanned<String>>,
    /// The variants by name; a name is also that of the file.
    pub variants: Spanned<Entries<Variant>>,
}

/// A named way to publish.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Variant {
    /// `brief`, `report`, or the name of a file in `templates`.
    pub template: Spanned<String>,
    /// The languages, in the order of print; all, when absent.
    pub languages: Option<Each<Spanned<String>>>,
    /// How they stand to each other.
    #[schemars(with = "Option<Layout>")]
    pub layout: Option<Spanned<String>>,
    /// How much of the article is in.
    #[schemars(with = "Option<Level>")]
    pub level: Option<Spanned<String>>,
    /// For whom; everybody, when absent.
    pub audience: Option<Spanned<String>>,
    /// How notes are numbered.
    #[schemars(with = "Option<NoteNumbering>")]
    pub notes: Option<Spanned<String>>,
    /// The look of its pages, where it differs from the project's.
    pub theme: Option<Theme>,
    /// Whether the timeline is printed; yes, when absent.
    pub timeline: Option<bool>,
    /// Whether the timeline cites its sources in notes below it; yes, when absent.
    pub timeline_notes: Option<bool>,
    /// Whether the recommendations stand together at the front; no, when absent.
    pub recommendations_first: Option<bool>,
    /// Whether the list of sources is printed; yes, when absent.
    pub sources: Option<bool>,
    /// Whether the editors' notes are printed; no, when absent.
    pub editorial: Option<bool>,
    /// Whether the terms are listed with the pages that use them; no, when
    /// absent.
    pub glossary: Option<bool>,
    /// The languages in which its title, summary and keywords stand below the summary,
    /// beside those that it is in; none, when absent.
    #[serde(default)]
    pub abstracts: Each<Spanned<String>>,
    /// As what each text that it prints must have been confirmed; not at all, when absent.
    #[schemars(with = "Option<Stage>")]
    pub require: Option<Spanned<String>>,
    /// Whether what `check` finds keeps it from being built; no, when absent.
    pub strict: Option<bool>,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text by language, in words or characters.
    #[serde(default)]
    pub max_length: Entries<usize>,
}

/// `templates/NAME.yaml`: what a template asks for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Template {
    /// What it prints of the recipient of a document in a batch.
    pub recipient: Each<Field>,
}

/// What an office chooses of the look of its pages.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Theme {
    /// The size of the page.
    #[schemars(with = "Option<Paper>")]
    pub paper: Option<Spanned<String>>,
    /// The colour of headings and rules: `#0d4663`.
    pub accent: Option<Spanned<String>>,
    /// The colour of note marks and of the key messages: `#a53a1e`.
    pub highlight: Option<Spanned<String>>,
    /// A picture at the head of the first page.
    pub logo: Option<Logo>,
    /// Who may have it, or that it is a draft: at the head of each page.
    pub marking: Option<Texts>,
    /// The word for a draft across each page.
    pub draft: Option<bool>,
}

/// A picture that stands for an office.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// An SVG or PNG file in `data`.
    pub file: Spanned<String>,
    /// What it shows, for those who do not see it.
    pub alt: Texts,
}
