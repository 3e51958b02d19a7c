//! Parts of number format codes (ECMA-376, part 1, 18.8.31).
//!
//! Takes a code; gives the tokens of each of its sections.

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// Text that is shown as it is, between quotes, behind `\` or `!`; a gap as a space.
    Text(String),
    /// What stands between brackets.
    Bracket(String),
    /// A letter of dates, in lower case, and how many times it is there.
    Run(char, usize),
    /// Words for the time before and after noon.
    Halves(&'static str, &'static str),
    General,
    /// `E+` or `E-`.
    Power(char),
    Other(char),
}

impl Token {
    /// The token as [`ssfmt`] knows it.
    pub fn code(&self) -> String {
        match self {
            Self::Text(text) if text.is_empty() => String::new(),
            Self::Text(text) if text == "\"" => "\\\"".into(),
            Self::Text(text) => format!("\"{text}\""),
            Self::Run(letter, length) => letter.to_string().repeat(*length),
            Self::Halves("A", _) => "A/P".into(),
            Self::Halves(..) => "AM/PM".into(),
            Self::General => "General".into(),
            Self::Power(sign) => format!("E{sign}"),
            Self::Bracket(own) => match own.strip_prefix('$') {
                // The sign of a currency.
                Some(own) => match own.split('-').next().unwrap_or_default() {
                    "" => String::new(),
                    sign => format!("\"{sign}\""),
                },
                None if is_elapsed(own) => format!("[{own}]"),
                None => String::new(),
            },
            Self::Other(c) if "0#?.,/:-+@() $".contains(*c) => c.to_string(),
            Self::Other(c) => format!("\"{c}\""),
        }
    }
}

/// Whether a bracket is of hours, minutes or seconds that are not parts of a day.
pub fn is_elapsed(bracket: &str) -> bool {
    let bracket = bracket.to_lowercase();
    let first = bracket.chars().next();
    first.is_some_and(|c| "hms".contains(c)) && bracket.chars().all(|c| Some(c) == first)
}

/// The words that a code has for the halves of a day.
const HALVES: [(&str, &str, &str); 3] =
    [("AM/PM", "AM", "PM"), ("A/P", "A", "P"), ("上午/下午", "上午", "下午")];

/// The sections of a code.
pub fn sections(code: &str) -> Vec<Vec<Token>> {
    let mut all = vec![vec![]];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let (token, length) = next(c, rest);
        rest = &rest[length..];
        match (token, all.last_mut()) {
            (Some(token), Some(section)) => section.push(token),
            (None, _) if c == ';' => all.push(vec![]),
            _ => {}
        }
    }
    all
}

/// The token that a code begins with, and its bytes; none for what shows nothing.
fn next(c: char, code: &str) -> (Option<Token>, usize) {
    let after = &code[c.len_utf8()..];
    let second = after.chars().next();
    let two = c.len_utf8() + second.map_or(0, char::len_utf8);
    let until = |end| (after.find(end).unwrap_or(after.len()), after.contains(end));
    let begins =
        |word: &str| code.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    // In East Asia, `!` is `\`; elsewhere it is a mark of its own.
    let is_escape = |c| second.is_some_and(|next| c == '\\' || !" \";)".contains(next));
    match c {
        ';' => (None, 1),
        '"' => {
            let (end, is_closed) = until('"');
            let text = &after[..end];
            (Some(Token::Text(text.into())), 1 + end + usize::from(is_closed))
        }
        '[' => {
            let (end, is_closed) = until(']');
            (Some(Token::Bracket(after[..end].into())), 1 + end + usize::from(is_closed))
        }
        '\\' | '!' if is_escape(c) => (second.map(|c| Token::Text(c.into())), two),
        // The width of a character, and what fills a cell.
        '_' => (Some(Token::Text(" ".into())), two),
        '*' => (None, two),
        _ if begins("General") => (Some(Token::General), "General".len()),
        'e' | 'E' if matches!(second, Some('+' | '-')) => (second.map(Token::Power), two),
        _ => {
            if let Some((word, am, pm)) = HALVES.into_iter().find(|(word, ..)| begins(word)) {
                return (Some(Token::Halves(am, pm)), word.len());
            }
            let lower = c.to_ascii_lowercase();
            let length = code.chars().take_while(|own| own.to_ascii_lowercase() == lower).count();
            match lower {
                'y' | 'm' | 'd' | 'h' | 's' | 'g' | 'e' | 'b' => {
                    (Some(Token::Run(lower, length)), length)
                }
                'a' if length > 2 => (Some(Token::Run(lower, length)), length),
                _ => (Some(Token::Other(c)), c.len_utf8()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_told_from_text() {
        let text = |text: &str| Token::Text(text.into());
        let bracket = |own: &str| Token::Bracket(own.into());
        let other = Token::Other;
        for (code, tokens) in [
            ("0!.0", vec![other('0'), text("."), other('0')]),
            ("0!", vec![other('0'), other('!')]),
            ("\\d\"m;\"_)* @", vec![text("d"), text("m;"), text(" "), other('@')]),
            ("[$-411]GGGe", vec![bracket("$-411"), Token::Run('g', 3), Token::Run('e', 1)]),
            ("上午/下午h", vec![Token::Halves("上午", "下午"), Token::Run('h', 1)]),
            ("0E+0", vec![other('0'), Token::Power('+'), other('0')]),
            ("aaa am/pm", vec![Token::Run('a', 3), other(' '), Token::Halves("AM", "PM")]),
            ("\"open", vec![text("open")]),
        ] {
            assert_eq!(sections(code), [tokens], "{code}");
        }
        assert_eq!(sections(";;;").len(), 4);
    }
}
