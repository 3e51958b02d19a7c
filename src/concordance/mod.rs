//! Concordance: whether the languages were said to agree, and have not changed since.
//!
//! Takes a loaded project with its record; gives the [`State`] of each pair of texts, what
//! a variant asks for and has not, and the record with more said in it. Reads no clock and
//! writes nothing.

mod record;
mod said;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::code::Code;
use crate::model::concordance::{Entry, Pair, Signature, Stage};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::project::{Project, Variant};
use crate::model::unit::{Unit, units};
use crate::select::printed;

pub use record::{Faulty, with};

pub(crate) use sheet::{Row, Sheet, csv, html};

/// How it stands with a pair of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// One of the two is not there.
    Missing,
    /// Nobody has said that they agree.
    Unconfirmed,
    /// They have changed since somebody said so.
    Stale(Stage, Changes),
    /// They agree, as somebody said.
    Confirmed(Stage),
}

impl State {
    /// Its name: that of the stage, for what is confirmed.
    ///
    /// ```
    /// use diptych::concordance::State;
    /// use diptych::model::concordance::Stage;
    ///
    /// assert_eq!(State::Confirmed(Stage::Reviewed).name(), "reviewed");
    /// ```
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unconfirmed => "unconfirmed",
            Self::Stale(..) => "stale",
            Self::Confirmed(stage) => stage.name(),
        }
    }
}

/// What has changed in a pair of texts since they were confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Whether the words of each are others.
    pub original: bool,
    pub text: bool,
    /// Numbers and dates that are worth something else, in the same words.
    pub quantities: Vec<Requantified>,
}

/// A number or a date that has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requantified {
    pub id: String,
    pub from: String,
    pub to: String,
}

impl Changes {
    fn between(entry: &Entry, original: &[String], text: &[String]) -> Self {
        let was: BTreeMap<_, _> =
            said::worths(&entry.original).into_iter().chain(said::worths(&entry.text)).collect();
        let is = said::worths(original).into_iter().chain(said::worths(text));
        let is: BTreeMap<_, _> = is.collect();
        let changed = |(id, to): (String, String)| {
            let from = was.get(&id).filter(|from| **from != to)?.clone();
            Some(Requantified { id, from, to })
        };
        Self {
            original: said::words(&entry.original) != said::words(original),
            text: said::words(&entry.text) != said::words(text),
            quantities: is.into_iter().filter_map(changed).collect(),
        }
    }

    /// What has changed, in the languages of the pair.
    pub(crate) fn sentence(&self, original: &str, language: &str) -> String {
        let mut all = vec![];
        match (self.original, self.text) {
            (true, true) => all.push(format!("the words changed in `{original}` and `{language}`")),
            (true, false) => all.push(format!("the words changed in `{original}`")),
            (false, true) => all.push(format!("the words changed in `{language}`")),
            (false, false) => {}
        }
        let changed = self.quantities.iter();
        all.extend(changed.map(|own| format!("`{{{}}}` was {}, is {}", own.id, own.from, own.to)));
        all.join("; ")
    }
}

/// A unit in a language beside the original, with all that is known of the pair.
pub struct Concord<'a> {
    pub unit: Unit<'a>,
    pub language: &'a str,
    pub state: State,
    /// What both say now; nothing of what is missing.
    pub original: Option<Vec<String>>,
    pub text: Option<Vec<String>>,
    pub entry: Option<&'a Entry>,
}

impl Concord<'_> {
    /// Its key in the record.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let all = diptych::concordance::concords(&project);
    /// assert_eq!(all[0].pair().language, "en");
    /// ```
    pub fn pair(&self) -> Pair {
        Pair { unit: self.unit.name(), language: self.language.to_string() }
    }

    /// Who said that they agree, as what.
    pub(crate) fn signatures(&self) -> impl Iterator<Item = (Stage, &Signature)> {
        self.entry.into_iter().flat_map(|entry| &entry.signatures).map(|(s, own)| (*s, own))
    }

    /// What a record of it says when somebody confirms it. Signatures of earlier stages
    /// stay; those of later ones only where they are of these texts.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// use diptych::model::concordance::{Signature, Stage};
    ///
    /// let first = &diptych::concordance::concords(&project)[0];
    /// let ann = Signature { by: "Ann".into(), on: None };
    /// let entry = first.confirmed(Stage::Reviewed, ann).unwrap();
    /// assert_eq!(entry.stage(), Some(Stage::Reviewed));
    /// ```
    pub fn confirmed(&self, stage: Stage, signature: Signature) -> Option<Entry> {
        let (original, text) = (self.original.clone()?, self.text.clone()?);
        let mut signatures = BTreeMap::new();
        if let Some(entry) = self.entry {
            let is_same = entry.original == original && entry.text == text;
            signatures.extend(entry.signatures.clone());
            signatures.retain(|own, _| *own < stage || is_same);
        }
        signatures.insert(stage, signature);
        Some(Entry { signatures, original, text, place: None })
    }
}

/// All pairs of a project, unit by unit in the order of the article, in each language but
/// the original.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::concordance::{State, concords};
///
/// let confirmed = |state: &State| matches!(state, State::Confirmed(_));
/// assert!(!concords(&project).iter().any(|own| confirmed(&own.state)));
/// ```
pub fn concords(project: &Project) -> Vec<Concord<'_>> {
    let Some((original, others)) = project.languages.split_first() else { return vec![] };
    let mut all = vec![];
    for language in others {
        for unit in units(&project.article) {
            let own = said::said(project, &unit, &original.key);
            let text = said::said(project, &unit, &language.key);
            let pair = Pair { unit: unit.name(), language: language.key.clone() };
            let entry = project.concordance.get(&pair);
            let signed = entry.and_then(|entry| Some((entry, entry.stage()?)));
            let state = match (&own, &text, signed) {
                (None, ..) | (_, None, _) => State::Missing,
                (_, _, None) => State::Unconfirmed,
                (Some(own), Some(text), Some((entry, stage))) => {
                    match entry.original == *own && entry.text == *text {
                        true => State::Confirmed(stage),
                        false => State::Stale(stage, Changes::between(entry, own, text)),
                    }
                }
            };
            all.push(Concord { unit, language: &language.key, state, original: own, text, entry });
        }
    }
    all
}

/// The entries of a record that are of no pair of the project.
pub(crate) fn orphans(project: &Project) -> Vec<&Pair> {
    let known: BTreeSet<Pair> = concords(project).iter().map(Concord::pair).collect();
    project.concordance.keys().filter(|pair| !known.contains(pair)).collect()
}

/// Tells of each unit that a variant prints in a translation, and that is not confirmed as
/// it asks for. Of drafts, nothing is asked.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::concordance::unconfirmed;
///
/// // The variant requires no stage.
/// assert!(unconfirmed(&project, project.variant("brief").unwrap()).is_empty());
/// ```
pub fn unconfirmed(project: &Project, variant: &Variant) -> Vec<Diagnostic> {
    let Some(required) = variant.require.filter(|_| !variant.theme.draft) else { return vec![] };
    let Some(original) = project.languages.first() else { return vec![] };
    let printed = printed::texts(&project.article, variant);
    let printed: BTreeSet<(&str, &str)> =
        printed.iter().map(|text| (text.unit.as_str(), text.language)).collect();
    let mut found = vec![];
    for own in concords(project) {
        if !printed.contains(&(own.unit.name().as_str(), own.language)) {
            continue;
        }
        let (what, language) = (own.unit.what(), own.language);
        let message = match &own.state {
            // Told as such.
            State::Missing => continue,
            State::Confirmed(stage) if *stage >= required => continue,
            State::Confirmed(stage) => {
                format!("{what} is {} in `{language}`, not {}", stage.name(), required.name())
            }
            State::Unconfirmed => format!("{what} is unconfirmed in `{language}`"),
            State::Stale(stage, changes) => format!(
                "{what} has changed since it was {} in `{language}`: {}",
                stage.name(),
                changes.sentence(&original.key, language)
            ),
        };
        let hint = format!(
            "`{}` requires `{}`: read it with `diptych show {id}`, then `diptych confirm {id} \
             --as {} --by NAME`",
            variant.name,
            required.name(),
            required.name(),
            id = own.unit.id,
        );
        let place: Place = own.unit.place.clone();
        found.push(Diagnostic::error(Code::Unconfirmed, place, message).hint(hint));
    }
    found
}
