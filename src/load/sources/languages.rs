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

/// Names that languages have in themselves.
const OWN_NAMES: &[(&str, &str)] = &[
    ("中文", "zh"),
    ("汉语", "zh"),
    ("漢語", "zh"),
    ("简体中文", "zh-Hans"),
    ("中文（简体）", "zh-Hans"),
    ("繁體中文", "zh-Hant"),
    ("中文（繁體）", "zh-Hant"),
    ("英文", "en"),
    ("英语", "en"),
    ("俄文", "ru"),
    ("俄语", "ru"),
    ("日文", "ja"),
    ("日语", "ja"),
    ("日本語", "ja"),
    ("法文", "fr"),
    ("法语", "fr"),
    ("德文", "de"),
    ("德语", "de"),
    ("русский", "ru"),
    ("français", "fr"),
    ("deutsch", "de"),
    ("español", "es"),
    ("italiano", "it"),
    ("português", "pt"),
    ("한국어", "ko"),
    ("chinese (simplified)", "zh-Hans"),
    ("chinese (traditional)", "zh-Hant"),
    ("simplified chinese", "zh-Hans"),
    ("traditional chinese", "zh-Hant"),
];

/// Gives a source the language that a name or a tag stands for; of several in one field, the
/// first. Says whether there is one.
pub fn set_language(record: &mut Record, said: &str) -> bool {
    let first = said.split([';', '；', ',', '，', '、']).next().unwrap_or_default();
    set_one(record, said) || set_one(record, first)
}

fn set_one(record: &mut Record, said: &str) -> bool {
    let said = said.trim();
    let lower = said.to_lowercase();
    let bare = lower.strip_prefix("lang").unwrap_or(&lower);
    let mut names = LANGUAGES.iter().chain(OWN_NAMES);
    let by_name = names.find(|(name, _)| *name == lower || *name == bare);
    let by_name = by_name.map(|(_, tag)| (*tag).to_string());
    let known = || [said, bare].iter().find_map(|name| named(name.parse().ok()?));
    let tag = by_name.or_else(known).unwrap_or_else(|| lower.replace('_', "-"));
    // A language of a family, as old tags have it: `zh-cmn-Hans`.
    let tag = tag
        .strip_prefix("zh-")
        .filter(|rest| rest.starts_with("cmn"))
        .map_or(tag.clone(), |rest| rest.replacen("cmn", "zh", 1));
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
