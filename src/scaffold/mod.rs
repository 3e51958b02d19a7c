//! New projects, and new entries of projects.
//!
//! Takes languages and titles, or a project with a kind and a name; gives files by their
//! paths. Never touches the disk: who calls it writes them.

mod entry;
mod fill;
mod language;
mod words;
pub mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use include_dir::Dir;

use crate::load::files::{Files, PROJECT_FILE, built_in_data};
use crate::load::starter::STARTER;
use crate::model::diagnostic::Diagnostic;

pub use entry::{Kind, add, with_section};
pub use words::Words;

/// What a new project is to be.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Keys of languages; the first is the original.
    pub languages: Vec<String>,
    /// The article's title in these languages, as far as it is known.
    pub titles: Vec<String>,
}

/// Files by their paths from the project's root.
pub type NewFiles = BTreeMap<String, String>;

/// The files of a new project that builds as it is.
///
/// # Errors
/// When a language cannot be one of a project.
pub fn project(start: &Start) -> Result<NewFiles, Diagnostic> {
    let mut words = Words::of(&start.languages);
    for (language, title) in start.titles.iter().enumerate() {
        words.replace(language, "title", title);
    }
    let mut files = tables(&start.languages)?;
    add_filled(&mut files, &STARTER, &words);
    files.extend(schemas());
    Ok(files)
}

/// What a new project has beside its `data`: documents, help for editors, a page to read.
///
/// # Errors
/// When a language cannot be one of a project.
pub fn frame(languages: &[String]) -> Result<NewFiles, Diagnostic> {
    let mut files = project(&Start { languages: languages.to_vec(), titles: vec![] })?;
    files.retain(|path, _| !path.starts_with("data/") || path.starts_with(language::FOLDER));
    Ok(files)
}

/// A project file whose brief has all text, while no block has a level yet.
pub fn of_all_text(toml: &str) -> String {
    let levels = "level = \"brief\"\nmax-pages = 4\n";
    let later = "# level = \"brief\" # when you have marked what is `level: brief`\n";
    toml.replace(levels, later)
}

/// A project file in which the documents with one of some languages are drafts: texts of these
/// are missing.
pub fn with_drafts(toml: &str, languages: &[String], lacking: &BTreeSet<String>) -> String {
    let mut out = vec![];
    for paragraph in toml.split("\n\n") {
        let table = toml::from_str::<toml::Table>(paragraph).ok();
        let variant = table.as_ref().and_then(|table| table.get("variants")?.as_table());
        let variant = variant.and_then(|variants| variants.values().next());
        let is_lacking = variant.is_some_and(|variant| {
            let own = variant.get("languages").and_then(|list| list.as_array());
            let own = own.map(|list| list.iter().filter_map(|key| key.as_str()).collect());
            let own: Vec<&str> =
                own.unwrap_or_else(|| languages.iter().map(String::as_str).collect());
            own.iter().any(|key| lacking.contains(*key))
        });
        let end = paragraph.trim_end().len();
        out.push(match is_lacking {
            true => format!("{}\n{DRAFT}{}", &paragraph[..end], &paragraph[end..]),
            false => paragraph.to_string(),
        });
    }
    out.join("\n\n")
}

const DRAFT: &str = "theme.draft = true # until all texts are translated";

/// Of the files of a new project, those that a folder lacks. An article of its own is left
/// without the sample's data, which would refer to what it does not have.
pub fn missing<T>(
    mut new: BTreeMap<String, T>,
    own: &Files,
    is_there: impl Fn(&str) -> bool,
) -> BTreeMap<String, T> {
    let has_article = own.bytes("data/article.yaml").is_some();
    new.retain(|path, _| {
        let is_text = path.starts_with("data/") && !path.starts_with(language::FOLDER);
        !(is_there(path) || is_text && has_article)
    });
    new
}

/// The languages that a project file names; none, where it cannot be read.
pub fn languages(files: &Files) -> Vec<String> {
    let root = files.text(PROJECT_FILE).and_then(|text| text.parse::<toml::Table>().ok());
    let list = root.as_ref().and_then(|root| root.get("languages")?.as_array());
    list.into_iter().flatten().filter_map(|key| Some(key.as_str()?.to_string())).collect()
}

/// Tables for those of some languages that the program has none for.
fn tables(languages: &[String]) -> Result<NewFiles, Diagnostic> {
    let mut files = NewFiles::new();
    for key in languages {
        if built_in_data(&format!("languages/{key}.yaml")).is_none() {
            files.insert(language::path(key), language::table(key)?);
        }
    }
    Ok(files)
}

fn add_filled(files: &mut NewFiles, folder: &Dir, words: &Words) {
    for file in folder.files() {
        let path = file.path().strip_prefix("project").ok().and_then(|path| path.to_str());
        if let (Some(path), Some(text)) = (path, file.contents_utf8())
            && let Some(filled) = fill::fill(text, words)
        {
            files.insert(path.replace('\\', "/"), filled);
        }
    }
    folder.dirs().for_each(|folder| add_filled(files, folder, words));
}

/// The JSON Schemas, for editors.
fn schemas() -> NewFiles {
    let named = |(name, schema)| (format!("schemas/{name}.schema.json"), format!("{schema}\n"));
    crate::load::schemas().into_iter().map(named).collect()
}
