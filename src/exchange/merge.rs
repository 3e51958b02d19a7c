//! The terms of a file beside those of a project: what is new becomes an entry of
//! `data/terms.yaml`, what differs is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::model::article::{Reference, Term};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::language::Language;
use crate::model::project::Project;
use crate::scaffold::yaml;

use super::{Concept, Shape, Status, Wording};

/// What becomes of the terms of a file.
#[derive(Debug, Default)]
pub struct Merged {
    /// The ids of terms that are new, and their entries.
    pub ids: Vec<String>,
    pub entries: String,
    /// How many are there already.
    pub known: usize,
    /// What is otherwise in the file than in the project.
    pub told: Vec<Diagnostic>,
    /// Languages of the file that the project does not have.
    pub foreign: BTreeSet<String>,
}

/// What a term has in one language.
#[derive(Default)]
struct Forms {
    long: String,
    short: Option<String>,
    avoid: Vec<String>,
    forms: Vec<String>,
}

/// Compares concepts with the terms of a project.
pub fn merged(project: &Project, concepts: &[Concept]) -> Merged {
    let mut merged = Merged::default();
    let article = &project.article;
    let origins = article.origins.iter().filter_map(|own| own.name.split('/').nth(1));
    let mut taken: BTreeSet<String> = article.references.keys().cloned().collect();
    taken.extend(origins.map(str::to_string));
    for concept in concepts {
        let own = by_language(&project.languages, concept, &mut merged.foreign);
        if own.is_empty() {
            continue;
        }
        if let Some((id, term)) = there(project, concept, &own) {
            merged.known += 1;
            merged.told.extend(compared(id, term, &own));
            continue;
        }
        let id = named(concept, &own, &taken);
        taken.insert(id.clone());
        entry(&mut merged.entries, &id, project, &own);
        merged.ids.push(id);
    }
    merged
}

/// The wordings of a concept by the keys of a project's languages: of two of one language,
/// those of the same region, else of none.
fn by_language(
    languages: &[Language],
    concept: &Concept,
    foreign: &mut BTreeSet<String>,
) -> BTreeMap<String, Forms> {
    let same = |tag: &str, language: &Language| tag.eq_ignore_ascii_case(&language.table.tag);
    let is_of = |tag: &str, language: &Language| {
        tag.split(['-', '_']).next().unwrap_or_default().eq_ignore_ascii_case(&language.lang)
    };
    let mut all = BTreeMap::new();
    for language in languages {
        let wordings = concept.wordings.iter().filter(|(_, own)| !own.is_empty());
        let mut own: Vec<_> = wordings.filter(|(tag, _)| is_of(tag, language)).collect();
        own.sort_by_key(|(tag, _)| (!same(tag, language), tag.len()));
        if let Some((_, wordings)) = own.first() {
            all.insert(language.key.clone(), forms(wordings));
        }
    }
    for (tag, _) in &concept.wordings {
        if !languages.iter().any(|language| is_of(tag, language)) {
            foreign.insert(tag.clone());
        }
    }
    all.retain(|_, own| !own.long.is_empty());
    all
}

fn forms(wordings: &[Wording]) -> Forms {
    let usable = || wordings.iter().filter(|own| own.status != Status::Deprecated);
    let is_long = |own: &&Wording| !matches!(own.shape, Shape::Short | Shape::Variant);
    let preferred = |own: &&Wording| own.status == Status::Preferred;
    let long = usable().filter(is_long).find(preferred);
    let long = long.or_else(|| usable().find(is_long)).or_else(|| usable().next());
    let Some(long) = long else { return Forms::default() };
    let mut others: Vec<&Wording> = usable().filter(|own| own.text != long.text).collect();
    let short = others.iter().position(|own| own.shape == Shape::Short);
    let short = short.map(|at| others.remove(at).text.clone());
    let mut texts = BTreeSet::from([long.text.clone()]);
    texts.extend(short.clone());
    let mut new = |own: &&Wording| texts.insert(own.text.clone()).then(|| own.text.clone());
    Forms {
        long: long.text.clone(),
        short,
        forms: others.iter().filter_map(&mut new).collect(),
        avoid: wordings
            .iter()
            .filter(|own| own.status == Status::Deprecated)
            .filter_map(|own| new(&own))
            .collect(),
    }
}

/// The term of a project that a concept is: of its id, or of its wording in a language.
fn there<'p>(
    project: &'p Project,
    concept: &Concept,
    own: &BTreeMap<String, Forms>,
) -> Option<(&'p str, &'p Term)> {
    let terms = || {
        project.article.references.iter().filter_map(|(id, reference)| match reference {
            Reference::Term(term) => Some((id.as_str(), term)),
            _ => None,
        })
    };
    let id = concept.id.trim_start_matches('_');
    let says = |term: &Term| {
        own.iter().any(|(key, forms)| {
            !term.missing.contains_key(key) && term.long.get(key) == Some(&forms.long)
        })
    };
    terms().find(|(own, _)| *own == id).or_else(|| terms().find(|(_, term)| says(term)))
}

/// Tells of each wording that a file has and a term has not.
fn compared(id: &str, term: &Term, own: &BTreeMap<String, Forms>) -> Vec<Diagnostic> {
    let mut told = vec![];
    for (key, forms) in own {
        let is_there = |text: &&String| {
            let lists = [&term.avoid, &term.forms];
            let listed = lists
                .into_iter()
                .any(|list| list.get(key).is_some_and(|texts| texts.contains(text)));
            let short = term.short.as_ref().and_then(|short| short.get(key));
            listed || term.long.get(key) == Some(*text) || short == Some(*text)
        };
        let lists = [
            ("long", vec![&forms.long]),
            ("short", forms.short.iter().collect()),
            ("forms", forms.forms.iter().collect()),
            ("avoid", forms.avoid.iter().collect()),
        ];
        for (name, texts) in lists {
            for text in texts.into_iter().filter(|text| !is_there(text)) {
                let message = format!("the file has `{text}` for the term `{id}` in `{key}`");
                let hint = format!("write it under `{name}`, if it is right; nothing is changed");
                told.push(
                    Diagnostic::warning(Code::OtherTerm, term.place.clone(), message).hint(hint),
                );
            }
        }
    }
    told
}

/// An id for a term: that of the file where it is a name, else the letters of its wording.
fn named(concept: &Concept, own: &BTreeMap<String, Forms>, taken: &BTreeSet<String>) -> String {
    let slug = |text: &str| {
        let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' });
        let letters: String = letters.collect::<String>().to_ascii_lowercase();
        letters.split_whitespace().collect::<Vec<_>>().join("-")
    };
    let id = slug(&concept.id);
    // `c12`, `tid-en-3` and the like say nothing.
    const COUNTED: [&str; 6] = ["concept", "entry", "term", "tid", "cid", "eid"];
    let says = |word: &str| {
        word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic()) && !COUNTED.contains(&word)
    };
    let is_name = id.split('-').any(says);
    let is_latin = |text: &&String| text.chars().all(|c| c.is_ascii() || !c.is_alphabetic());
    let words = own.values().map(|own| &own.long).find(is_latin).map(|text| slug(text));
    let name = match (is_name, words) {
        (false, Some(words)) if !words.is_empty() => words,
        _ if id.is_empty() => "term".into(),
        _ => id,
    };
    let mut names = (2..).map(|n| format!("{name}-{n}"));
    match taken.contains(&name) {
        false => name,
        true => names.find(|name| !taken.contains(name)).unwrap_or_default(),
    }
}

/// Writes the entry of a term. A short form of one language stands in all.
fn entry(out: &mut String, id: &str, project: &Project, own: &BTreeMap<String, Forms>) {
    let keys = || project.languages.iter().filter_map(|l| Some((&l.key, own.get(&l.key)?)));
    let long: Vec<_> = keys().map(|(key, own)| (key.clone(), own.long.clone())).collect();
    let _ = writeln!(out, "{id}:\n  long: {}", yaml::mapping(&long));
    if own.values().any(|own| own.short.is_some()) {
        let short = |(key, own): (&String, &Forms)| {
            (key.clone(), own.short.as_ref().unwrap_or(&own.long).clone())
        };
        let short: Vec<_> = keys().map(short).collect();
        let _ = writeln!(out, "  short: {}", yaml::mapping(&short));
    }
    type List = fn(&Forms) -> &Vec<String>;
    for (name, list) in [("avoid", (|own| &own.avoid) as List), ("forms", |own| &own.forms)] {
        if own.values().any(|own| !list(own).is_empty()) {
            let _ = writeln!(out, "  {name}:");
        }
        for (key, own) in keys().filter(|(_, own)| !list(own).is_empty()) {
            let texts: Vec<_> = list(own).iter().map(|text| yaml::scalar(text, true)).collect();
            let _ = writeln!(out, "    {key}: [{}]", texts.join(", "));
        }
    }
}
