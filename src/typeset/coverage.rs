//! Coverage: which characters a language can be printed in.
//!
//! Takes the families that a language's table names; gives, for each way in which text
//! is set, the faces that Typst would take them from, and tells of each character that
//! none of these has. Knows nothing of where texts stand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::BitOr;

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use typst::foundations::{IntoValue, Regex};
use typst::text::{Covers, FontStretch, FontStyle, FontVariant, FontWeight};
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{Face, Fonts};
use crate::model::characters::{self, Fault};
use crate::model::language::{FontFamily, Language};

/// Ways in which a text is set: a set of some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Voices(u8);

impl Voices {
    pub const SERIF: Self = Self(1);
    pub const SERIF_BOLD: Self = Self(2);
    pub const SANS: Self = Self(4);
    pub const SANS_BOLD: Self = Self(8);
    pub const EMPHASIS: Self = Self(16);
    pub const EMPHASIS_BOLD: Self = Self(32);
    /// Words of another language.
    pub const FOREIGN: Self = Self(64);
    /// What is short stands in the text, and in titles, labels and tables.
    pub const SHORT: Self = Self(1 | 4 | 8);

    /// The ways in which one set has emphasis.
    pub fn emphasised(self) -> Self {
        let is_bold = self.has(Self(2 | 8 | 32));
        Self::EMPHASIS | if is_bold { Self::EMPHASIS_BOLD } else { Self(0) }
    }

    /// The ways in which one set is bold.
    pub fn bold(self) -> Self {
        Self((self.0 & 0b01_0101) << 1 | self.0 & 0b110_1010)
    }

    /// Whether one of them has emphasis.
    pub fn is_emphasised(self) -> bool {
        self.has(Self(16 | 32))
    }

    fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

impl BitOr for Voices {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Each way, with what it is called in a message.
const NAMES: [(Voices, &str); 7] = [
    (Voices::SERIF, " for running text"),
    (Voices::SANS, " for titles and labels"),
    (Voices::EMPHASIS, " for emphasis"),
    (Voices::SERIF_BOLD, " for bold text"),
    (Voices::SANS_BOLD, " for bold titles and labels"),
    (Voices::EMPHASIS_BOLD, " for bold emphasis"),
    (Voices::FOREIGN, " for words of another language"),
];

/// Upright, bold, and bold in what is bold already.
pub(super) const WEIGHTS: [&[u16]; 2] = [&[400], &[700, 900]];

/// How many faults of a text are told.
const MOST: usize = 8;

/// The fonts of a language.
pub struct Coverage<'a> {
    language: &'a Language,
    stacks: Vec<(Voices, Stack<'a>)>,
    /// What has been found of a character that is set in some ways.
    known: RefCell<HashMap<(char, Voices), bool>>,
}

/// Faces in the order in which Typst tries them, each for the characters that it is for.
struct Stack<'a>(Vec<(Option<Regex>, &'a Face)>);

impl Stack<'_> {
    fn has(&self, c: char) -> bool {
        let is_for = |covers: &Option<Regex>| {
            covers.as_ref().is_none_or(|covers| covers.is_match(c.encode_utf8(&mut [0; 4])))
        };
        c.is_whitespace()
            || characters::is_ignored(c)
            || self.0.iter().any(|(covers, face)| face.covers(c) && is_for(covers))
    }

    /// Whether one face has all of a character with its marks: Typst takes no mark from
    /// another font than its letter.
    fn has_cluster(&self, cluster: &str) -> bool {
        let whole = |text: &str| {
            let mut faces = self.0.iter();
            faces.any(|(_, face)| text.chars().all(|c| characters::is_ignored(c) || face.covers(c)))
        };
        whole(cluster)
            || whole(&ComposingNormalizer::new_nfc().normalize(cluster))
            || whole(&DecomposingNormalizer::new_nfd().normalize(cluster))
    }
}

impl<'a> Coverage<'a> {
    /// The fonts that are chosen for a language.
    pub fn new(fonts: &'a Fonts, language: &'a Language) -> Self {
        let own = &language.table.fonts;
        let mut stacks = vec![];
        let mut add = |voice, families: &[FontFamily], style, bold: bool| {
            for weight in WEIGHTS[usize::from(bold)] {
                stacks.push((voice, stack(fonts, families, style, *weight)));
            }
        };
        for (families, plain, bold) in [
            (&own.serif, Voices::SERIF, Voices::SERIF_BOLD),
            (&own.sans, Voices::SANS, Voices::SANS_BOLD),
        ] {
            add(plain, families, FontStyle::Normal, false);
            add(bold, families, FontStyle::Normal, true);
            if own.emphasis.is_none() {
                add(Voices::EMPHASIS, families, FontStyle::Italic, false);
                add(Voices::EMPHASIS_BOLD, families, FontStyle::Italic, true);
            }
            // The templates take each of these for any of its characters.
            let name = |family: &FontFamily| FontFamily::Name(family.name().into());
            let whole: Vec<_> = families.iter().map(name).collect();
            add(Voices::FOREIGN, &whole, FontStyle::Normal, false);
        }
        if let Some(families) = &own.emphasis {
            add(Voices::EMPHASIS, families, FontStyle::Normal, false);
            add(Voices::EMPHASIS_BOLD, families, FontStyle::Normal, true);
        }
        Self { language, stacks, known: RefCell::default() }
    }

    /// Tells of each character of a text that cannot be printed in some ways.
    pub fn faults(&self, text: &str, voices: Voices) -> Vec<Fault> {
        if text.chars().all(|c| self.is_plain(c, voices)) {
            return vec![];
        }
        let mut faults = characters::faults(text);
        for (at, cluster) in text.grapheme_indices(true) {
            let range = at..at + cluster.len();
            if faults.iter().any(|f| f.range.start < range.end && range.start < f.range.end) {
                continue;
            }
            let lacking = self.lacking(cluster, voices);
            let Some(first) = lacking.first() else { continue };
            let nowhere = self.lacking(cluster, Voices::SERIF | Voices::SANS).len() == 2;
            let what = if nowhere { "" } else { first };
            let fault = missing(cluster, range, &self.language.key, what);
            if faults.iter().all(|f| f.message != fault.message) {
                faults.push(fault);
            }
        }
        faults.sort_by_key(|fault| fault.range.start);
        // The font, not the text, is wrong where it lacks many.
        if faults.len() > MOST {
            let more = faults.len() - MOST;
            faults.truncate(MOST);
            if let Some(last) = faults.last_mut() {
                last.message += &format!(", nor {more} more of this text");
            }
        }
        faults
    }

    /// The ways in which a character with its marks is not there.
    fn lacking(&self, cluster: &str, voices: Voices) -> Vec<&'static str> {
        let is_one = cluster.chars().nth(1).is_none();
        let has = |stack: &Stack| match is_one {
            true => cluster.chars().all(|c| stack.has(c)),
            false => cluster.trim().is_empty() || stack.has_cluster(cluster),
        };
        let lacks =
            |voice: Voices| self.stacks.iter().any(|(own, stack)| *own == voice && !has(stack));
        let wanted = NAMES.iter().filter(|(voice, _)| voices.has(*voice));
        wanted.filter(|(voice, _)| lacks(*voice)).map(|(_, name)| *name).collect()
    }

    /// Whether there is nothing to say of a character by itself.
    fn is_plain(&self, c: char, voices: Voices) -> bool {
        let find = || {
            let mut bytes = [0; 4];
            characters::is_plain(c) && self.lacking(c.encode_utf8(&mut bytes), voices).is_empty()
        };
        *self.known.borrow_mut().entry((c, voices)).or_insert_with(find)
    }
}

fn missing(cluster: &str, range: std::ops::Range<usize>, key: &str, what: &str) -> Fault {
    let codes: Vec<_> = cluster.chars().map(|c| format!("U+{:04X}", c as u32)).collect();
    let codes = codes.join(" ");
    let is_emoji = cluster.chars().any(characters::is_emoji);
    let (noun, hint) = match is_emoji {
        true => ("emoji", "say it in words, or add a font that has it with `--font-path`"),
        // Signs that are raised or lowered: ⁰…ⁿ, ₀…ₜ, and the letters of the phonetic blocks.
        false if cluster.chars().all(|c| matches!(c, '\u{2070}'..='\u{209c}' | 'ᴬ'..='ᵪ')) => {
            ("character", "raise or lower an ordinary one: `10^−3^`, `x~i~`")
        }
        false => {
            ("character", "use another character, or add a font that has it with `--font-path`")
        }
    };
    let message = format!("no font of `{key}`{what} has the {noun} `{cluster}` ({codes})");
    Fault { range, message, hint: hint.into() }
}

fn stack<'a>(
    fonts: &'a Fonts,
    families: &[FontFamily],
    style: FontStyle,
    weight: u16,
) -> Stack<'a> {
    let variant = FontVariant::new(style, FontWeight::from_number(weight), FontStretch::NORMAL);
    let entry = |family: &FontFamily| {
        let face = fonts.select(family.name(), variant)?;
        let covers = match family {
            FontFamily::Name(_) => None,
            FontFamily::Part { covers, .. } => Some(part(covers)?),
        };
        Some((covers, face))
    };
    Stack(families.iter().filter_map(entry).collect())
}

/// The characters that a family is for, by their name or as a regular expression, of
/// which Typst takes a single class.
pub(super) fn part(covers: &str) -> Option<Regex> {
    if covers == "latin-in-cjk" {
        return Some(Covers::LatinInCjk.as_regex().clone());
    }
    let regex = Regex::new(covers).ok()?;
    let is_class = regex.clone().into_value().cast::<Covers>().is_ok();
    is_class.then_some(regex)
}
