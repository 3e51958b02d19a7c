//! The small project that `init` writes, as the program has it: its files and its words.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use serde::Deserialize;

/// The files of a new project with places for its words, and the words.
pub static STARTER: Dir = include_dir!("$CARGO_MANIFEST_DIR/starter");

/// A text, or the items of a list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Word {
    Text(String),
    Items(Vec<String>),
}

/// A text of the program, by its path in `starter`.
pub(crate) fn starter(path: &str) -> Option<&'static str> {
    STARTER.get_file(path)?.contents_utf8()
}

/// The words of a language by their names, where it has its own.
pub(crate) fn words(language: &str) -> Option<BTreeMap<String, Word>> {
    let text = starter(&format!("words/{language}.yaml"))?;
    Some(serde_saphyr::from_str(text).expect("a file of the program"))
}

/// The words of all languages: those that no finished article has, and the others.
pub(crate) fn examples() -> [BTreeSet<String>; 2] {
    let names: BTreeSet<String> = starter("examples.yaml")
        .map(|text| serde_saphyr::from_str(text).expect("a file of the program"))
        .unwrap_or_default();
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    let files = STARTER.get_dir("words").into_iter().flat_map(Dir::files);
    let keys = files.filter_map(|file| file.path().file_stem()?.to_str());
    for (name, word) in keys.filter_map(words).flatten() {
        let texts = match word {
            Word::Text(text) => vec![text],
            Word::Items(items) => items,
        };
        found[usize::from(!names.contains(&name))].extend(texts);
    }
    found
}
