//! One more thing in a project, in its place.
//!
//! Takes the project's files, a kind and a name; gives the files that are new or change,
//! whole. What an author wrote is kept byte for byte: entries are put behind it.

use clap::ValueEnum;

use super::words::Words;
use super::{NewFiles, language, languages, yaml};
use crate::load::files::{Files, built_in_templates};
use crate::load::{draft, items, load};
use crate::model::article::each_block;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::vocabulary::Level;

/// What can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A page design of your own, from that of `brief`
    Template,
    /// A table for a language, to be translated
    Language,
    /// A section, behind the others
    Section,
    /// A table in `data/figures.yaml`
    Figure,
    /// A work in `data/sources.yaml`
    Source,
}

/// The files that are new or change when a thing is added, and what its author does next.
///
/// # Errors
/// When the name does not do or is taken, or the files are not such that one can be added.
pub fn add(files: &Files, kind: Kind, name: &str) -> Result<(NewFiles, String), Diagnostic> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(Diagnostic::bare(Code::BadName, format!("`{name}` is not a name for this"))
            .hint("a name is lower-case letters `a`–`z`, digits and hyphens"));
    }
    let words = Words::of(&languages(files));
    if words.languages().next().is_none() {
        return Err(Diagnostic::bare(
            Code::NoProject,
            "the languages of the project cannot be read",
        )
        .hint("`diptych check` tells what is wrong with `diptych.toml`"));
    }
    let (new, next) = match kind {
        Kind::Template => template(name),
        Kind::Language => {
            let path = language::path(name);
            let next = format!(
                "translate what is in `{path}`, then add `{name}` to `languages` in \
                 `diptych.toml` and to each text"
            );
            (NewFiles::from([(path, language::table(name)?)]), next)
        }
        Kind::Section => section(files, &words, name)?,
        Kind::Figure => figure(files, &words, name)?,
        Kind::Source => source(files, &words, name),
    };
    for path in new.keys().filter(|path| !is_shared(path)) {
        if files.bytes(path).is_some() {
            return Err(Diagnostic::bare(Code::FileExists, format!("`{path}` is there already"))
                .hint("choose another name"));
        }
    }
    check(files, &new)?;
    Ok((new, next))
}

/// Whether a file has entries of several things.
fn is_shared(path: &str) -> bool {
    ["data/article.yaml", "data/figures.yaml", "data/sources.yaml"].contains(&path)
}

/// Tells of the first mistake that a project without fault has only with the new files.
fn check(files: &Files, new: &NewFiles) -> Result<(), Diagnostic> {
    let mut found = Diagnostics::default();
    if load(files, &mut found).is_none() {
        return Ok(());
    }
    let mut after = files.clone();
    new.iter().for_each(|(path, text)| after.insert(path, text.clone().into_bytes()));
    let mut found = Diagnostics::default();
    load(&after, &mut found);
    match found.has_errors().then(|| found.sorted().first().copied().cloned()).flatten() {
        // Its place is in a file that is not written.
        Some(wrong) => Err(Diagnostic { place: None, ..wrong }),
        None => Ok(()),
    }
}

fn template(name: &str) -> (NewFiles, String) {
    let model = built_in_templates().remove("templates/brief.typ").unwrap_or_default();
    let text = String::from_utf8(model).unwrap_or_default();
    let next = format!(
        "add a document to `diptych.toml` that uses it:\n\n    [variants.{name}]\n    \
         template = \"{name}\"\n"
    );
    (NewFiles::from([(format!("templates/{name}.typ"), text)]), next)
}

fn section(files: &Files, words: &Words, name: &str) -> Result<(NewFiles, String), Diagnostic> {
    let path = format!("data/sections/{name}.yaml");
    let mut text = format!(
        "# yaml-language-server: $schema=../../schemas/section.schema.json\n\nid: {name}\n\
         title: {}\nblocks:\n  - id: {name}-text\n",
        yaml::mapping(&words.texts("section.title"))
    );
    for (key, words) in words.texts("section.text") {
        text.push_str(&format!("    {key}: {}\n", yaml::value(&words, 4, false)));
    }
    let article = with_section(files, name)?;
    let next = format!("write it in `{path}`; its place is in `sections` in `data/article.yaml`");
    Ok((NewFiles::from([(path, text), ("data/article.yaml".into(), article)]), next))
}

/// `data/article.yaml` with one more section in its list.
pub fn with_section(files: &Files, name: &str) -> Result<String, Diagnostic> {
    let path = "data/article.yaml";
    let unreadable = || {
        Diagnostic::bare(Code::NoProject, format!("there is no list `sections` in `{path}`"))
            .hint(format!("write `sections: [{name}]` there"))
    };
    let text = files.text(path).ok_or_else(unreadable)?;
    let list = items(files, path, &["sections"]).ok_or_else(unreadable)?;
    let (at, new) = match list.items.last() {
        None if text[list.range.clone()].starts_with('[') => (list.range.start + 1, name.into()),
        None => return Err(unreadable()),
        Some(last) if text[list.range.clone()].starts_with('[') => (last.end, format!(", {name}")),
        Some(last) => {
            let start = text[..last.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[last.end..].find('\n').map_or(text.len(), |at| last.end + at);
            let margin: String = text[start..].chars().take_while(|c| *c == ' ').collect();
            (end, format!("\n{margin}- {name}"))
        }
    };
    Ok(format!("{}{new}{}", &text[..at], &text[at..]))
}

fn figure(files: &Files, words: &Words, name: &str) -> Result<(NewFiles, String), Diagnostic> {
    let path = "data/figures.yaml";
    let project = draft(files, &mut Diagnostics::default());
    let mut after = None;
    if let Some(project) = &project {
        each_block(&project.article.sections, &mut |block| {
            if block.level != Level::Key {
                after = Some(block.id.clone());
            }
        });
    }
    let after = after.ok_or_else(|| {
        Diagnostic::bare(Code::NoProject, "no block is there that a figure could stand behind")
            .hint("`diptych check` tells what is wrong with the project")
    })?;
    let texts = |name| yaml::mapping(&words.texts(name));
    let entry = format!(
        "{name}:\n  after: {after} # the block that it stands behind\n  title: {}\n  table:\n    \
         columns: [{}, {}]\n    rows:\n      - [{}, {}]\n",
        texts("figure.title"),
        texts("figure.row"),
        texts("figure.column"),
        texts("figure.row"),
        texts("figure.cell"),
    );
    let head = "# yaml-language-server: $schema=../schemas/figures.schema.json\n\n";
    let next = format!("write it in `{path}`; `{{{name}}}` prints its number in a text");
    Ok((NewFiles::from([(path.into(), behind(files, path, head, &entry))]), next))
}

fn source(files: &Files, words: &Words, name: &str) -> (NewFiles, String) {
    let path = "data/sources.yaml";
    let titles = words.texts("source.new");
    let (language, title) = titles.into_iter().next().unwrap_or_default();
    let entry = format!(
        "{name}:\n  type: book\n  title: {}\n  author: {}\n  date: 2024\n  language: {language}\n",
        yaml::scalar(&title, false),
        yaml::scalar(&words.texts("source.author").swap_remove(0).1, false),
    );
    let next = format!("write it in `{path}`; `[@{name}]` cites it");
    (NewFiles::from([(path.into(), behind(files, path, "", &entry))]), next)
}

/// A file with an entry behind what is in it, or a new one.
fn behind(files: &Files, path: &str, head: &str, entry: &str) -> String {
    match files.text(path) {
        None => format!("{head}{entry}"),
        Some(text) if text.is_empty() || text.ends_with("\n\n") => format!("{text}{entry}"),
        Some(text) if text.ends_with('\n') => format!("{text}\n{entry}"),
        Some(text) => format!("{text}\n\n{entry}"),
    }
}
