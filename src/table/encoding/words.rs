//! Words in encodings: whether one makes sense of bytes.
//!
//! Takes an encoding and the beginning of a table; says whether its characters are common
//! ones, and stand where such characters do. Guesses nothing.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};
use unicode_script::{Script, UnicodeScript as _};

use super::SAMPLE;

/// Whether an encoding makes words of the bytes: most characters are common in it.
pub fn is_sensible(encoding: &&'static Encoding, bytes: &[u8]) -> bool {
    common_share(encoding, bytes).is_some_and(|share| share >= 60)
}

/// Whether all characters are common in an encoding; that of Japanese with kana, without which
/// it looks like the one of Chinese.
pub fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let is_kana = |c: char| matches!(c.script(), Script::Hiragana | Script::Katakana);
    common_share(encoding, bytes) == Some(100)
        && (encoding != EUC_JP || encoding.decode(bytes).0.chars().any(is_kana))
}

/// Whether an encoding of East Asia makes its own characters of all bytes, if rare ones.
pub fn is_of_east_asia(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let is_own = |c: char| c.is_ascii() || is_wide(c) || is_common(encoding, c);
    !encoding.is_single_byte()
        && common_share(encoding, bytes).is_some()
        && encoding.decode(bytes).0.chars().all(is_own)
}

/// How many in a hundred characters beside ASCII are common in an encoding; nothing, where
/// there are mistakes, or those of East Asia stand within words of Latin letters.
fn common_share(encoding: &'static Encoding, bytes: &[u8]) -> Option<usize> {
    let (text, _, wrong) = encoding.decode(bytes);
    // The sample may end within a character.
    let is_cut = bytes.len() as u64 == SAMPLE;
    let whole = if is_cut { text.trim_end_matches('\u{fffd}') } else { &text };
    if wrong && (whole.contains('\u{fffd}') || !is_cut) {
        return None;
    }
    let (mut all, mut common, mut inside) = (0, 0, 0);
    let mut before = ' ';
    for (c, after) in text.chars().zip(text.chars().skip(1).chain([' '])) {
        if !c.is_ascii() {
            all += 1;
            let is_within_word = before.is_lowercase() && c.is_uppercase();
            common += usize::from(is_common(encoding, c) && !is_within_word);
            let is_within = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            inside += usize::from(is_within && !encoding.is_single_byte());
        }
        before = c;
    }
    (inside * 10 <= all * 6).then(|| common * 100 / all.max(1))
}

fn is_wide(c: char) -> bool {
    use Script::{Han, Hangul, Hiragana, Katakana};
    matches!(c.script(), Han | Hangul | Hiragana | Katakana)
}

/// Whether a character is among the common ones of an encoding: those of its first level,
/// and its punctuation.
fn is_common(encoding: &'static Encoding, c: char) -> bool {
    if encoding.is_single_byte() {
        return c.is_alphabetic() && !matches!(c, 'ÿ' | 'Ÿ' | 'ƒ' | 'ˆ' | 'µ')
            || matches!(c, '\u{2013}'..='\u{201e}' | '€' | '°' | '·' | '«' | '»');
    }
    if !is_wide(c) {
        return !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{ff61}'..='\u{ff9f}');
    }
    let standard = if encoding == SHIFT_JIS { EUC_JP } else { encoding };
    let mut buffer = [0; 4];
    let (bytes, ..) = standard.encode(c.encode_utf8(&mut buffer));
    let first = match standard {
        e if e == GB18030 || e == GBK => 0xb0..=0xd7,
        e if e == BIG5 => 0xa4..=0xc6,
        e if e == EUC_JP => 0xa4..=0xcf,
        e if e == EUC_KR => 0xb0..=0xc8,
        _ => 0..=255,
    };
    let second = if standard == BIG5 { 0x40 } else { 0xa1 };
    matches!(*bytes, [lead, trail] if first.contains(&lead) && trail >= second)
}

/// The first word that has more than ASCII.
pub fn first_word(encoding: &'static Encoding, bytes: &[u8]) -> String {
    let (text, ..) = encoding.decode(bytes);
    let words = text.split(|c: char| c.is_whitespace() || ",;\t|\"".contains(c));
    let word = words.into_iter().find(|word| !word.is_ascii()).unwrap_or_default();
    word.chars().take(12).collect()
}

/// Whether signs stand where a code page of DOS has letters: `M”ller` is Möller in CP850.
pub fn is_of_dos(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let (text, ..) = encoding.decode(bytes);
    let is_sign = |c: char| "€‚„†‡ˆ‰‹“”•˜™›".contains(c);
    let next = text.chars().skip(1);
    let mut all = text.chars().zip(next.clone()).zip(next.skip(1).chain([' ']));
    all.any(|((before, c), after)| {
        matches!(c, '\u{80}'..='\u{9f}')
            || is_sign(c) && before.is_alphabetic() && after.is_alphabetic()
    })
}
