//! A source as readers of one language are to see it.
//!
//! Takes a source with its translated titles; gives an entry for the style to
//! print. Translates nothing by itself.

use hayagriva::types::{EntryType, FormatString, Person};
use hayagriva::{Entry, types::ChunkedString};

use crate::load::sources::Source;
use crate::model::language::Language;

/// Where the entry is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Note,
    List,
}

/// Gives a source the title, the container and the authors that readers of a
/// language know it by, with its own title as that of the original.
pub fn localized(source: &Source, language: &Language, form: Form) -> Entry {
    let mut entry = source.entry.clone();
    let Some(titles) = source.titles.get(&language.key) else { return entry };
    let is_foreign = source.language.as_ref() != Some(&language.lang);
    let translation = titles.title.as_ref().filter(|_| is_foreign);

    if let Some(title) = translation {
        let original = entry.title().cloned().filter(|own| own.to_string() != *title);
        let mut text = FormatString::with_value(title);
        text.short = titles.short.as_ref().map(short);
        entry.set_title(text);
        if let Some(original) = original {
            let mut parent = Entry::new(source.entry.key(), EntryType::Original);
            parent.set_title(original);
            let parents = std::iter::once(parent).chain(entry.parents().iter().cloned()).collect();
            entry.set_parents(parents);
        }
        // The text case of a style is for the language that it prints.
        if let Ok(tag) = language.table.tag.parse() {
            entry.set_language(tag);
        }
    } else if let (Some(name), Some(own)) = (&titles.short, entry.title().cloned()) {
        entry.set_title(FormatString { short: Some(short(name)), ..own });
    }
    if let Some(container) = titles.container.as_ref().filter(|_| is_foreign) {
        set_container(&mut entry, container);
    }
    if let Some(authors) = &titles.authors {
        let own = source.entry.authors().unwrap_or_default();
        let names = authors.iter().enumerate();
        entry.set_authors(names.map(|(i, name)| person(name, own.get(i), form)).collect());
    }
    entry
}

fn short(text: &String) -> Box<ChunkedString> {
    Box::new(FormatString::with_value(text).value)
}

fn set_container(entry: &mut Entry, title: &str) {
    let mut parents = entry.parents().to_vec();
    match parents.iter_mut().find(|p| *p.entry_type() != EntryType::Original) {
        Some(container) => container.set_title(FormatString::with_value(title)),
        None => {
            let kind = match entry.entry_type() {
                EntryType::Article => EntryType::Periodical,
                EntryType::Chapter => EntryType::Book,
                EntryType::Anthos => EntryType::Anthology,
                _ => EntryType::Web,
            };
            let mut container = Entry::new(entry.key(), kind);
            container.set_title(FormatString::with_value(title));
            parents.push(container);
        }
    }
    entry.set_parents(parents);
}

/// A name as given; one written `Family, Given` is known by its family name
/// in later notes, and keeps the order of the original.
fn person(name: &str, own: Option<&Person>, form: Form) -> Person {
    let (family, given) = match name.split_once(',') {
        Some((family, given)) => (family.trim(), Some(given.trim().to_string())),
        None => (name.trim(), None),
    };
    let mut person = Person {
        name: family.to_string(),
        given_name: given,
        prefix: None,
        suffix: None,
        alias: None,
        comma_suffix: false,
    };
    // CSL prints the family name of a Latin name last. A suffix follows it,
    // and is left out together with a given name.
    if own.is_some_and(Person::is_cjk) {
        match (form, person.given_name.take()) {
            (Form::List, Some(given)) => person.name = format!("{} {given}", person.name),
            (_, given) => person.suffix = given,
        }
    }
    person
}
