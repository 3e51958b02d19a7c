//! Languages of sources, which their formats name as they like.
//!
//! Takes a name or a tag; gives a source the language that it stands for, as a BCP 47 tag.

use hayagriva::Entry;
use hayagriva::types::EntryType;
use icu_locale::{Locale, LocaleCanonicalizer};

use crate::model::language::has_code;
use crate::model::source::Record;

/// Names of languages that the crate that reads BibLaTeX does not know, or not rightly;
/// the rest it knows.
const LANGUAGES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("azerbaijani", "az"),
    ("belarusian", "be"),
    ("bengali", "bn"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("chinese", "zh"),
    ("simplifiedchinese", "zh-Hans"),
    ("traditionalchinese", "zh-Hant"),
    ("schinese", "zh-Hans"),
    ("tchinese", "zh-Hant"),
    ("farsi", "fa"),
    ("persian", "fa"),
    ("georgian", "ka"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("indonesian", "id"),
    ("bahasai", "id"),
    ("irish", "ga"),
    ("japanese", "ja"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("kyrgyz", "ky"),
    ("lao", "lo"),
    ("latin", "la"),
    ("macedonian", "mk"),
    ("malay", "ms"),
    ("mongolian", "mn"),
    ("mandarin", "zh"),
    ("norwegian", "no"),
    ("pashto", "ps"),
    ("tajik", "tg"),
    ("tamil", "ta"),
    ("thai", "th"),
    ("tibetan", "bo"),
    ("turkmen", "tk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
];

/// Gives a source the language that a name or a tag stands for; says whether one does.
pub fn set_language(record: &mut Record, said: &str) -> bool {
    let said = said.trim();
    let lower = said.to_lowercase();
    let bare = lower.strip_prefix("lang").unwrap_or(&lower);
    let by_name = LANGUAGES.iter().find(|(name, _)| *name == lower || *name == bare);
    let by_name = by_name.map(|(_, tag)| (*tag).to_string());
    let known = || [said, bare].iter().find_map(|name| named(name.parse().ok()?));
    let tag = by_name.or_else(known).unwrap_or_else(|| lower.replace('_', "-"));
    let Ok(mut locale) = tag.parse::<Locale>() else { return false };
    // Codes of three letters, old ones, and those of libraries: `zho`, `chi`.
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    let tag = locale.id.to_string();
    let is_known = has_code(&tag);
    if is_known {
        record.texts.insert("language".into(), tag);
    }
    is_known
}

/// The tag of a language that the crate that reads BibLaTeX knows.
fn named(language: biblatex::Language) -> Option<String> {
    let mut entry = Entry::new("", EntryType::Misc);
    entry.set_language(language.into());
    entry.language().map(ToString::to_string)
}
