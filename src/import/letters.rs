//! Letters: whether documents are written in the scripts of their languages.
//!
//! Takes the texts of documents, in the order of their languages, and the scripts of these;
//! refuses documents that were given in the other order, and one in no letters of its
//! language. Where languages have one script, it tells nothing.

use crate::load::files::{Files, built_in_data};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::script;

/// The fewest letters of which a document is known to be in a script.
const LETTERS: usize = 40;
/// A document is in other letters where its own are fewer than one in so many.
const RARE: usize = 8;

/// A language and the code of its script (ISO 15924).
pub struct Written<'l> {
    language: &'l str,
    script: String,
}

impl<'l> Written<'l> {
    /// That of a language of a project; none, where its table does not say.
    pub fn of(files: &Files, language: &'l str) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Table {
            script: String,
        }
        let own = format!("languages/{language}.yaml");
        let bytes = files.bytes(&format!("data/{own}")).or_else(|| built_in_data(&own))?;
        let table: Table = serde_saphyr::from_slice(bytes).ok()?;
        Some(Self { language, script: table.script })
    }

    /// How many letters of texts are its own.
    fn count(&self, texts: &[String]) -> usize {
        let own = |c: &char| c.is_alphabetic() && script::is_of(&self.script, *c);
        texts.iter().flat_map(|text| text.chars()).filter(own).count()
    }
}

/// What letters a document is in.
enum Letters<'a> {
    /// Those of its language, as far as can be told.
    Own,
    /// Those of another language of the project.
    Other(&'a str),
    Strange,
}

fn letters<'a>(texts: &[String], own: &Written, languages: &'a [Written]) -> Letters<'a> {
    let all = texts.iter().flat_map(|text| text.chars()).filter(|c| c.is_alphabetic()).count();
    if all < LETTERS || own.count(texts) * RARE >= all {
        return Letters::Own;
    }
    let others = languages.iter().map(|other| (other.count(texts), other.language));
    match others.max_by_key(|(count, _)| *count) {
        Some((most, other)) if most > all / 2 => Letters::Other(other),
        _ => Letters::Strange,
    }
}

/// Checks that each document, by its name and its texts, is in the letters of its language.
///
/// # Errors
/// When one is in the letters of another language, or in none of its own.
pub fn check(documents: &[(&str, &[String])], languages: &[Written]) -> Result<(), Diagnostic> {
    const ORDER: &str = "`--languages` names the languages of the documents, in their order";
    for ((name, texts), own) in documents.iter().zip(languages) {
        let key = own.language;
        let (found, hint) = match letters(texts, own, languages) {
            Letters::Own => continue,
            Letters::Strange => ("is not in its letters".into(), ORDER.into()),
            Letters::Other(other) => (
                format!("is in the letters of `{other}`"),
                format!("{ORDER}: `--languages {other},{key}`, or give the other document first"),
            ),
        };
        let message = format!("`{name}` is to be in `{key}`, and {found}");
        return Err(Diagnostic::bare(Code::BadDocument, message).hint(hint));
    }
    Ok(())
}
