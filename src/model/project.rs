//! A project: the languages, the audiences, the variants, and the article.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::article::Article;
use crate::model::concordance::{Concordance, Stage};
use crate::model::diagnostic::Place;
use crate::model::language::Language;
use crate::model::rule::{Rule, RuleLevel};
use crate::model::style::Style;
use crate::model::vocabulary::{Layout, Level, Localized, NoteNumbering, Theme};

/// Everything that [`crate::load`] has checked.
#[derive(Debug)]
pub struct Project {
    /// The first is the one that the article was written in.
    pub languages: Vec<Language>,
    /// What each audience is called.
    pub audiences: BTreeMap<String, Localized<String>>,
    /// In the file's order.
    pub variants: Vec<Variant>,
    pub article: Article,
    /// Who said that its languages agree.
    pub concordance: Concordance,
    /// The note styles that the languages name.
    pub styles: BTreeMap<String, Style>,
    /// What each template prints of a recipient; nothing, for those not here.
    pub recipients: BTreeMap<String, Vec<Field>>,
    /// Columns of a batch by the headers that tables have for them, and where that is said.
    pub columns: BTreeMap<String, (String, Place)>,
    /// How much what a rule of `check` finds matters, where the project says so.
    pub rules: BTreeMap<Rule, RuleLevel>,
}

impl Project {
    /// The language of a key.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// assert_eq!(project.language("zh").unwrap().key, "zh");
    /// assert!(project.language("xx").is_none());
    /// ```
    pub fn language(&self, key: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.key == key)
    }

    /// The variant of a name.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// assert_eq!(project.variant("brief").unwrap().template, "brief");
    /// ```
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|v| v.name == name)
    }
}

impl Project {
    /// A variant for a list in all languages, made by a template of the program: in the look
    /// of the first variant, and of the text with the title alone.
    pub(crate) fn list_variant(&self, template: &str) -> Option<Variant> {
        let own = self.variants.first()?;
        Some(Variant {
            name: template.into(),
            template: template.into(),
            languages: self.languages.iter().map(|language| language.key.clone()).collect(),
            layout: if self.languages.len() > 1 { Layout::Stacked } else { Layout::Single },
            audience: None,
            abstracts: vec![],
            notes: NoteNumbering::Continuous,
            require: None,
            max_pages: None,
            ..own.clone()
        })
    }
}

impl Variant {
    /// The variant as a draft: under the word for one, and with the texts of other languages
    /// in place of those that are missing.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let draft = project.variant("brief").unwrap().drafted();
    /// assert!(draft.theme.draft);
    /// ```
    pub fn drafted(&self) -> Self {
        Self { theme: Theme { draft: true, ..self.theme.clone() }, ..self.clone() }
    }
}

/// What a template prints of the recipient of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// The column of a batch: `name`, or `name.zh` for one language.
    pub name: String,
    #[serde(default)]
    pub kind: FieldKind,
    /// Whether a recipient must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether its lines stay lines; else they are one.
    #[serde(default)]
    pub lines: bool,
    /// The fields of which one must say what a picture shows: the first that is
    /// there is its alternative text.
    #[serde(default)]
    pub alt: Vec<String>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FieldKind {
    /// Words, printed as they are.
    #[default]
    Text,
    /// A date in EDTF, printed by the patterns of each language.
    Date,
    /// An SVG or PNG file in `data`, by its path in there.
    Picture,
}

/// A named way to publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    pub name: String,
    pub place: Place,
    pub template: String,
    /// Keys of languages, in the order of print.
    pub languages: Vec<String>,
    pub layout: Layout,
    pub level: Level,
    /// The audience; only what everybody may see, when absent.
    pub audience: Option<String>,
    /// Blocks above the level that are in all the same, if the audience may
    /// see them.
    pub include: BTreeSet<String>,
    /// Blocks that are left out.
    pub exclude: BTreeSet<String>,
    pub notes: NoteNumbering,
    pub theme: Theme,
    pub timeline: bool,
    pub timeline_notes: bool,
    /// Whether the recommendations stand together at the front.
    pub recommendations_first: bool,
    pub sources: bool,
    pub editorial: bool,
    pub glossary: bool,
    /// Keys of other languages, in which title, summary and keywords are printed as well.
    pub abstracts: Vec<String>,
    /// As what each text that it prints must have been confirmed.
    pub require: Option<Stage>,
    /// Whether what `check` finds keeps it from being built.
    pub strict: bool,
    /// The most pages that it may have.
    pub max_pages: Option<usize>,
    /// The most text that it may have in each language, in its unit of length.
    pub max_length: BTreeMap<String, usize>,
}
