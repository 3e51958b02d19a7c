//! Languages of sources, which their formats name as they like.
//!
//! Takes a name or a tag; gives an entry the language that it stands for.

use hayagriva::Entry;

use crate::model::language::has_code;

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

/// Gives an entry the language that a name or a tag stands for; says whether one does.
pub fn set_language(entry: &mut Entry, said: &str) -> bool {
    let lower = said.trim().to_lowercase();
    let bare = lower.strip_prefix("lang").unwrap_or(&lower);
    let by_name = LANGUAGES.iter().find(|(name, _)| *name == lower || *name == bare);
    if by_name.is_none()
        && let Ok(known) = bare.parse::<biblatex::Language>()
    {
        entry.set_language(known.into());
        return true;
    }
    let tag = by_name.map_or(lower.replace('_', "-"), |(_, tag)| tag.to_string());
    match tag.parse() {
        Ok(known) if has_code(&tag) => entry.set_language(known),
        _ => return false,
    }
    true
}
