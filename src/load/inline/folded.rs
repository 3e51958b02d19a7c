//! Words with full-width letters and digits as plain ones.
//!
//! Takes a part of a text; gives it as keyboards of Latin letters write it, and where each
//! byte of that stands in the text. Reads nothing.

use std::ops::Range;

/// A roman numeral that is one character, as input methods give it.
fn numeral(c: char) -> &'static str {
    const NUMERALS: [&str; 12] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let code = u32::from(c);
    let at = code.checked_sub(u32::from('ⅰ')).unwrap_or(code.saturating_sub(u32::from('Ⅰ')));
    usize::try_from(at).ok().and_then(|at| NUMERALS.get(at)).copied().unwrap_or("I")
}

/// Words with full-width letters and digits as plain ones, and where each byte stands.
pub struct Folded {
    pub text: String,
    pub at: Vec<usize>,
}

impl Folded {
    pub fn new(text: &str, range: Range<usize>) -> Self {
        let mut folded = Self { text: String::new(), at: vec![] };
        for (offset, c) in text[range.clone()].char_indices() {
            let plain = match c {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' => {
                    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_string()
                }
                '－' => "-".into(),
                'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' => numeral(c).into(),
                '①'..='⑳' => (u32::from(c) - u32::from('①') + 1).to_string(),
                c if c.is_whitespace() => " ".into(),
                c => c.to_string(),
            };
            folded.at.extend(std::iter::repeat_n(range.start + offset, plain.len()));
            folded.text.push_str(&plain);
        }
        folded.at.push(range.end);
        folded
    }

    /// Where a part stands in the text.
    pub fn range(&self, part: Range<usize>) -> Range<usize> {
        self.at[part.start]..self.at[part.end]
    }
}
