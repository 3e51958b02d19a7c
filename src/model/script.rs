//! Scripts: those that the templates set, as data.
//!
//! Takes the code of a script (ISO 15924) or a character; tells whether pages in it come
//! out right. A script is in the list when a project in it has been made, and its pages
//! looked at.

use unicode_script::{Script as Unicode, UnicodeScript};

/// A script that templates set.
struct Script {
    name: &'static str,
    /// The codes that a language's table may give it.
    codes: &'static [&'static str],
    /// Whose characters it is written in, by Unicode's property.
    characters: &'static [Unicode],
    /// The invisible characters that have a meaning in it, behind its letters.
    invisible: &'static [char],
}

/// What joins letters, and keeps them from being joined.
const JOINERS: &[char] = &['\u{200c}', '\u{200d}'];

/// Where a line may end between words that no space parts.
const BREAK: &[char] = &['\u{200b}'];

const fn script(
    name: &'static str,
    codes: &'static [&'static str],
    characters: &'static [Unicode],
    invisible: &'static [char],
) -> Script {
    Script { name, codes, characters, invisible }
}

/// The scripts that templates set.
const SCRIPTS: &[Script] = &[
    script("Latin", &["Latn"], &[Unicode::Latin], &[]),
    script("Greek", &["Grek"], &[Unicode::Greek], &[]),
    script("Cyrillic", &["Cyrl"], &[Unicode::Cyrillic], &[]),
    script("Armenian", &["Armn"], &[Unicode::Armenian], &[]),
    script("Georgian", &["Geor"], &[Unicode::Georgian], &[]),
    script("Han", &["Hani", "Hans", "Hant"], &[Unicode::Han], &[]),
    script("Bopomofo", &["Bopo", "Hanb"], &[Unicode::Bopomofo], &[]),
    script("Kana", &["Jpan", "Hrkt", "Hira", "Kana"], &[Unicode::Hiragana, Unicode::Katakana], &[]),
    script("Hangul", &["Kore", "Hang"], &[Unicode::Hangul], &[]),
    script("Devanagari", &["Deva"], &[Unicode::Devanagari], JOINERS),
    script("Bengali", &["Beng"], &[Unicode::Bengali], JOINERS),
    script("Gujarati", &["Gujr"], &[Unicode::Gujarati], JOINERS),
    script("Tamil", &["Taml"], &[Unicode::Tamil], JOINERS),
    script("Telugu", &["Telu"], &[Unicode::Telugu], JOINERS),
    script("Kannada", &["Knda"], &[Unicode::Kannada], JOINERS),
    script("Malayalam", &["Mlym"], &[Unicode::Malayalam], JOINERS),
    script("Sinhala", &["Sinh"], &[Unicode::Sinhala], JOINERS),
    script("Ethiopic", &["Ethi"], &[Unicode::Ethiopic], &[]),
    script("Thai", &["Thai"], &[Unicode::Thai], BREAK),
    script("Lao", &["Laoo"], &[Unicode::Lao], BREAK),
    script("Khmer", &["Khmr"], &[Unicode::Khmer], BREAK),
];

/// Whether a character is one that a script is written in; none of a script that is not set.
pub fn is_of(code: &str, c: char) -> bool {
    if c.is_ascii() {
        return code == "Latn" && c.is_ascii_alphabetic();
    }
    let own = SCRIPTS.iter().find(|script| script.codes.contains(&code));
    own.is_some_and(|script| script.characters.contains(&c.script()))
}

/// Scripts whose characters stand on a grid, by their codes: `gridded` in `style.typ`.
const GRIDDED: &[&str] = &["Hani", "Hans", "Hant", "Jpan", "Kore", "Hrkt"];

/// Whether the characters of a script stand on a grid.
pub fn has_grid(code: &str) -> bool {
    GRIDDED.contains(&code)
}

/// Scripts whose sentences begin with a capital, by their codes.
const CAPITALS: &[&str] = &["Latn", "Cyrl", "Grek", "Armn"];

/// Whether sentences in a script begin with a capital.
pub fn has_capitals(code: &str) -> bool {
    CAPITALS.contains(&code)
}

/// Scripts that are written from right to left, by their codes.
const RIGHT_TO_LEFT: &[&str] = &[
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr", "Hebr", "Hung",
    "Khar", "Lydi", "Mand", "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr",
    "Palm", "Phli", "Phlp", "Phnx", "Prti", "Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Syre",
    "Syrj", "Syrn", "Thaa", "Yezi",
];

/// Scripts that are written from top to bottom.
const DOWNWARD: &[&str] = &["Mong", "Phag"];

/// Scripts whose lines run into each other at the height that the templates give them.
const HIGH: &[&str] = &["Mymr"];

/// Why a script cannot be set, in words that follow its name; nothing, if it can.
pub fn refused(code: &str) -> Option<&'static str> {
    let is_set = SCRIPTS.iter().any(|script| script.codes.contains(&code));
    (!is_set).then(|| why(code))
}

fn why(code: &str) -> &'static str {
    match code {
        code if RIGHT_TO_LEFT.contains(&code) => "is written from right to left",
        code if DOWNWARD.contains(&code) => "is written from top to bottom",
        code if HIGH.contains(&code) => "needs higher lines",
        _ => "has not been tried",
    }
}

/// The name of a script, or its code where Unicode has no name for it.
pub fn name(code: &str) -> String {
    match Unicode::from_short_name(code) {
        Some(script) => script.full_name().replace('_', " "),
        None => code.into(),
    }
}

/// The names of the scripts that can be set.
pub fn names() -> String {
    SCRIPTS.iter().map(|script| script.name).collect::<Vec<_>>().join(", ")
}

/// The code of the script of a character that cannot be set, and why not; nothing for
/// one that can, and for one that belongs to no script or to all.
pub fn stranger(c: char) -> Option<(&'static str, &'static str)> {
    if c.is_ascii() {
        return None;
    }
    let own = c.script_extension();
    if own.is_common() || own.is_inherited() || own.is_empty() {
        return None;
    }
    let is_set = |script: &Script| script.characters.iter().any(|s| own.contains_script(*s));
    let first = match c.script() {
        Unicode::Common | Unicode::Inherited => own.iter().next()?,
        script => script,
    };
    let is_known = first != Unicode::Unknown;
    let code = first.short_name();
    (is_known && !SCRIPTS.iter().any(is_set)).then(|| (code, why(code)))
}

/// Whether an invisible character has a meaning behind another one.
pub fn has_meaning(invisible: char, before: char) -> bool {
    let own = before.script_extension();
    SCRIPTS.iter().any(|script| {
        script.invisible.contains(&invisible)
            && script.characters.iter().any(|s| own.contains_script(*s))
            && !own.is_common()
            && !own.is_inherited()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_set_if_one_of_its_scripts_is() {
        // U+3001 is of Han, kana, Hangul and Yi; U+0660 of Arabic and Thaana.
        for c in ['a', 'я', 'λ', '国', '、', 'ー', '한', '(', '1', '€', '\u{301}', 'ก', '।']
        {
            assert_eq!(stranger(c), None, "{c}");
        }
        for (c, code) in [('ع', "Arab"), ('א', "Hebr"), ('ᠮ', "Mong"), ('ߒ', "Nkoo"), ('ᚠ', "Runr")]
        {
            assert_eq!(stranger(c).map(|(code, _)| code), Some(code));
        }
        assert!(stranger('٣').is_some(), "a digit of Arabic");
    }

    #[test]
    fn a_joiner_has_a_meaning_in_the_scripts_that_join() {
        assert!(has_meaning('\u{200d}', 'क'));
        assert!(!has_meaning('\u{200d}', 'k'));
        assert!(!has_meaning('\u{200d}', '('));
    }
}
