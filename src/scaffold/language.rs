//! A table for a language that the program has none for.
//!
//! Takes the language's key; gives the nearest table of the program with the tag and the
//! script of the language, and a comment on what its author is to translate.

use icu_locale::{LanguageIdentifier, LocaleExpander};

use crate::load::files::built_in_data;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::script;

/// Where tables are.
pub const FOLDER: &str = "data/languages/";

/// The table that new ones begin with.
const MODEL: &str = "languages/en.yaml";

/// The path of a language's table.
pub fn path(key: &str) -> String {
    format!("{FOLDER}{key}.yaml")
}

/// A table to be translated.
///
/// # Errors
/// When the key is not that of a language, or its script cannot be set.
pub fn table(key: &str) -> Result<String, Diagnostic> {
    let unknown = || {
        Diagnostic::bare(Code::BadName, format!("`{key}` is not the key of a language"))
            .hint("a key is a tag of BCP 47 in lower case: `zh`, `en`, `fr`, `pt-br`")
    };
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut id: LanguageIdentifier = key.parse().map_err(|_| unknown())?;
    if !key.chars().all(fits) || id.language.is_unknown() {
        return Err(unknown());
    }
    LocaleExpander::new_extended().maximize(&mut id);
    let (Some(code), Some(region)) = (id.script, id.region) else { return Err(unknown()) };
    let code = code.as_str();
    if let Some(why) = script::refused(code) {
        let name = script::name(code);
        let message = format!("the language `{key}` cannot be set: {name} {why}");
        return Err(Diagnostic::bare(Code::UnsupportedScript, message)
            .hint(format!("the scripts are {}", script::names())));
    }
    let model = built_in_data(MODEL).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let mut out = format!(
        "# yaml-language-server: $schema=../../schemas/language.schema.json\n\
         # The table of English, for you to change into that of `{key}`: its name and words, its\n\
         # dates and numbers, and the fonts if those of the program lack letters of it\n\
         # (docs/data-format.md, \"data/languages/KEY.yaml\").\n"
    );
    for line in model.expect("a file of the program").lines().skip(1) {
        match line.split_once(':').map(|(name, _)| name) {
            Some("tag") => {
                out.push_str(&format!("tag: {}-{}", id.language.as_str(), region.as_str()))
            }
            Some("name") => out.push_str(&format!("name: {key}")),
            Some("script") => out.push_str(&format!("script: {code}")),
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    Ok(out)
}
