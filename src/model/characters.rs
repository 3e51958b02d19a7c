//! Characters that cannot be printed, whatever the fonts.
//!
//! Takes text; tells of each character in it that would not be seen, that means nothing,
//! or that is of a script that the templates do not set.

use std::ops::Range;

use icu_properties::props::{
    DefaultIgnorableCodePoint, EmojiPresentation, GeneralCategory, GeneralCategoryGroup,
    VariationSelector,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::model::limits;
use crate::model::script;

/// What is wrong with a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the text.
    pub range: Range<usize>,
    pub message: String,
    pub hint: String,
}

/// Whether a character needs no look at what is around it: most do not.
pub fn is_plain(c: char) -> bool {
    c.is_ascii_graphic()
        || c.is_whitespace() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}')
        || is_set(c) && !is_mark(c)
}

/// Whether a character can be printed by a font that has it.
pub fn is_set(c: char) -> bool {
    is_printed(c) && script::stranger(c).is_none()
}

/// Whether a character needs no glyph.
pub fn is_ignored(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether a character is a mark on the one before it.
pub fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(category(c))
}

/// Whether a character is a picture by itself.
pub fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<EmojiPresentation>().contains(c)
}

/// Tells of each fault in a text, and of each character once.
pub fn faults(text: &str) -> Vec<Fault> {
    let mut found: Vec<Fault> = vec![];
    let mut before = None;
    // How many marks the letter before has, and where they begin.
    let (mut marks, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        (marks, start) = match is_plain(c) || !is_mark(c) {
            true => (0, at + c.len_utf8()),
            false => (marks + 1, start),
        };
        if marks == limits::MARKS + 1 {
            let message = format!("more than {} marks stand on one letter", limits::MARKS);
            let range = start..at + c.len_utf8();
            found.push(Fault { range, message, hint: "take out those that are not meant".into() });
        }
        let told = match (fault(c, before), script::stranger(c)) {
            (Some(told), _) => Some((at..at + c.len_utf8(), told.0, told.1)),
            (None, Some((code, why))) => {
                let range = at..at + words_in(code, &text[at..]);
                let said = &text[range.clone()];
                let name = script::name(code);
                let message = format!("`{said}` is in a script that cannot be set: {name} {why}");
                Some((range, message, "write it in the letters of the text's language".into()))
            }
            (None, None) => None,
        };
        before = Some(c);
        if let Some((range, message, hint)) = told
            && found.iter().all(|one| one.range.end <= range.start && one.message != message)
        {
            found.push(Fault { range, message, hint });
        }
    }
    found
}

/// How many bytes at the start of a text are words in a script.
fn words_in(code: &str, text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match script::stranger(c) {
            Some((own, _)) if own == code => end = at + c.len_utf8(),
            None if c == ' ' || is_mark(c) => {}
            _ => break,
        }
    }
    end
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether a character leaves something on the page.
fn is_printed(c: char) -> bool {
    let is_nothing = matches!(
        category(c),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Unassigned
            | GeneralCategory::PrivateUse
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    !is_nothing && c != '\u{fffd}' && !is_ignored(c)
}

/// What is wrong with a character, and how to mend it.
fn fault(c: char, before: Option<char>) -> Option<(String, String)> {
    if c.is_ascii_graphic() || matches!(c, ' ' | '\n' | '\r' | '\t') || is_printed(c) {
        return None;
    }
    let code = format!("U+{:04X}", c as u32);
    if c == '\u{fffd}' {
        let message = format!("`{c}` ({code}) stands where a character was lost");
        return Some((message, "write the character that was meant".into()));
    }
    if CodePointSetData::new::<VariationSelector>().contains(c) {
        let what = before.map_or("of a character".into(), |before| format!("of `{before}`"));
        let message = format!("{code} asks for another form {what}, which cannot be printed");
        let hint = "take it out: the form is that of the text's language";
        return Some((message, hint.into()));
    }
    Some(match category(c) {
        GeneralCategory::Unassigned => {
            let message = format!("{code} is no character of Unicode");
            (message, "write the character that was meant".into())
        }
        GeneralCategory::PrivateUse => {
            let message = format!("{code} is a character for private use, which means nothing");
            (message, "write a character of Unicode, or say it in words".into())
        }
        _ => {
            if before.is_some_and(|before| script::has_meaning(c, before) || is_emoji(before)) {
                return None;
            }
            (hidden(c), "take it out".into())
        }
    })
}

/// What is said of a character that is not seen.
pub fn hidden(c: char) -> String {
    let name = name(c).map(|name| format!(" ({name})")).unwrap_or_default();
    format!("the hidden character U+{:04X}{name} is not allowed", c as u32)
}

/// What invisible characters that are often met are called.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' => "direction mark",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "direction mark",
        '\u{2028}' | '\u{2029}' => "line or paragraph separator",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "Hangul filler",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_or_means_nothing_is_told() {
        for (text, said) in [
            ("a\u{200b}b", "U+200B (zero-width space)"),
            ("a\u{ad}b", "U+00AD (soft hyphen)"),
            ("\u{feff}a", "U+FEFF (byte order mark)"),
            ("a\u{2028}b", "U+2028"),
            ("a\u{fffd}b", "stands where a character was lost"),
            ("葛\u{e0100}", "U+E0100 asks for another form of `葛`"),
            ("\u{2764}\u{fe0f}", "U+FE0F asks for another form"),
            ("\u{e000}", "private use"),
            ("\u{378}", "U+0378 is no character of Unicode"),
            ("\u{ffff}", "U+FFFF is no character of Unicode"),
            (
                "by محمد بن سلمان (2015)",
                "`محمد بن سلمان` is in a script that cannot be set: Arabic is written from right to left",
            ),
        ] {
            let told = faults(text);
            assert!(told.len() == 1 && told[0].message.contains(said), "{text}: {told:?}");
            assert!(text.chars().any(|c| !is_plain(c)), "{text} is not plain");
        }
    }

    #[test]
    fn what_is_seen_or_has_a_meaning_is_not_told() {
        for text in [
            "a b\u{a0}c\u{202f}d\u{3000}e",
            "é e\u{301} 国 한 ा क\u{94d}\u{200d}ष ភា\u{200b}សា",
            "1—2 ①",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
        assert!("a国é，한”".chars().all(is_plain));
    }
}
