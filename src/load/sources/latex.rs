//! LaTeX in fields of BibLaTeX.
//!
//! Takes the text of a field as it stands in the file; gives text in which only what
//! the crate that reads BibLaTeX knows is left of LaTeX: accents and braces.
//! biblatex 0.12 prints many commands as they are written, leaves `~` and quotation
//! marks, and refuses a file for one `$`.

use super::addresses::mend_address;
use super::latex_names::{ACCENTS, EMPHASIS, LETTER_ACCENTS, PLAIN, SWITCHES, SYMBOLS};
use crate::model::source::marks::{BACKSLASH, EMPH, EMPH_END};

/// A field as it is read on, and the commands in it that mean nothing here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    pub text: String,
    pub unknown: Vec<String>,
}

/// Mends a field that is text.
pub fn mend(text: &str) -> Mended {
    let mut mender = Mender { rest: text, out: Mended::default(), math: false };
    mender.until(None);
    mender.out
}

/// A text that is no LaTeX but for the formulas in it.
pub fn formulas(text: &str) -> String {
    let mut mender = Mender { rest: text, out: Mended::default(), math: false };
    while let Some(c) = mender.eat() {
        match c {
            '$' => mender.dollar(),
            '\\' if mender.rest.starts_with('$') => {
                mender.eat();
                mender.out.text.push_str("\\$");
            }
            c => mender.out.text.push(c),
        }
    }
    mender.out.text
}

/// What stands in the braces that a text begins with, and what follows.
pub fn argument(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in text.strip_prefix('{')?.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' if depth == 0 => return Some((&text[1..1 + at], &text[at + 2..])),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

struct Mender<'a> {
    rest: &'a str,
    out: Mended,
    math: bool,
}

impl<'a> Mender<'a> {
    fn eat(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn push(&mut self, text: &str) {
        self.out.text.push_str(text);
    }

    /// Reads to the end, or to the brace that closes a group.
    fn until(&mut self, close: Option<char>) {
        let mut emphasised = 0;
        while let Some(c) = self.eat() {
            match c {
                '\\' => emphasised += usize::from(self.command()),
                '{' => {
                    self.push("{");
                    self.until(Some('}'));
                }
                '}' => {
                    (0..emphasised).for_each(|_| self.out.text.push(EMPH_END));
                    self.push("}");
                    if close.is_some() {
                        return;
                    }
                    emphasised = 0;
                }
                '~' => self.push("\u{a0}"),
                '`' if self.rest.starts_with('`') => {
                    self.eat();
                    self.push("“");
                }
                '`' => self.push("‘"),
                '\'' if self.rest.starts_with('\'') => {
                    self.eat();
                    self.push("”");
                }
                '\'' if !self.math => {
                    let mark = if self.opens_quote() { "‘" } else { "’" };
                    self.push(mark);
                }
                '$' => self.dollar(),
                '^' | '_' if self.math => self.raised(c),
                c => self.out.text.push(c),
            }
        }
        (0..emphasised).for_each(|_| self.out.text.push(EMPH_END));
    }

    /// Whether the apostrophe just read begins a quotation, as in `the 'single' view`.
    fn opens_quote(&self) -> bool {
        let is_word = |c: char| c.is_alphanumeric();
        let is_end = |(at, _): (usize, &str)| !self.rest[at + 1..].starts_with(is_word);
        !self.out.text.ends_with(|c: char| is_word(c) || c == '}')
            && self.rest.starts_with(is_word)
            && self.rest.match_indices('\'').any(is_end)
    }

    /// A dollar is itself, unless it begins a formula.
    fn dollar(&mut self) {
        let end = self.rest.find('$').filter(|end| {
            let formula = &self.rest[..*end];
            let is_sum = formula.starts_with(|c: char| c.is_ascii_digit())
                && formula.contains(char::is_whitespace)
                || formula.is_empty();
            !is_sum
                && !formula.contains(['{', '}'])
                    | (formula.matches('{').count() == formula.matches('}').count())
        });
        let Some(end) = end else { return self.push("\\$") };
        let (formula, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        self.rest = formula;
        self.math = true;
        self.until(None);
        self.math = false;
        self.rest = rest;
    }

    /// What stands above or below the line: figures have characters of their own.
    fn raised(&mut self, mark: char) {
        let inner = match argument(self.rest) {
            Some((inner, rest)) => {
                self.rest = rest;
                inner.to_string()
            }
            None => self.eat().map(String::from).unwrap_or_default(),
        };
        let text = raised(&inner, mark == '^');
        self.push(&text);
    }

    /// Reads a command after its backslash; says whether it emphasises the rest of the group.
    fn command(&mut self) -> bool {
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        if letters == 0 {
            self.sign();
            return false;
        }
        let (name, rest) = self.rest.split_at(letters);
        let starred = rest.strip_prefix('*').filter(|rest| rest.starts_with('{'));
        self.rest = starred.unwrap_or(rest);
        if LETTER_ACCENTS.contains(&name) {
            self.accent(name);
            return false;
        }
        if SWITCHES.contains(&name) {
            self.rest = self.rest.trim_start();
            self.out.text.push(EMPH);
            return true;
        }
        if let Some((_, text)) = SYMBOLS.iter().find(|(known, _)| *known == name) {
            self.push(text);
            self.end_of_word();
            return false;
        }
        match name {
            "textbackslash" => {
                self.out.text.push(BACKSLASH);
                self.end_of_word();
            }
            "textbraceleft" | "lbrace" => self.push("\\{"),
            "textbraceright" | "rbrace" => self.push("\\}"),
            "enquote" | "mkbibquote" | "textquote" => self.marked("“", "”"),
            "mkbibparens" | "parentext" => self.marked("(", ")"),
            "mkbibbrackets" | "brackettext" => self.marked("[", "]"),
            "textsuperscript" | "textsubscript" | "mkbibsuperscript" => {
                let inner = self.take_argument().unwrap_or_default();
                let text = raised(&mend(inner).text, name != "textsubscript");
                self.push(&text);
            }
            "noopsort" | "noop" | "hspace" | "vspace" | "label" | "index" | "SortNoop" => {
                self.take_argument();
            }
            "switchargs" => {
                let (first, second) = (self.take_argument(), self.take_argument());
                self.nested(second.unwrap_or_default());
                self.nested(first.unwrap_or_default());
            }
            "printfirst" => {
                let first = self.take_argument();
                self.take_argument();
                self.nested(first.unwrap_or_default());
            }
            "href" | "foreignlanguage" | "textcolor" | "hyperref" | "texorpdfstring" => {
                let (first, second) = (self.take_argument(), self.take_argument());
                self.nested(
                    if name == "texorpdfstring" { first } else { second }.unwrap_or_default(),
                );
            }
            "cite" | "parencite" | "footcite" => {
                self.out.unknown.push(format!("\\{name}"));
                self.take_argument();
            }
            _ if EMPHASIS.contains(&name) => {
                self.out.text.push(EMPH);
                let inner = self.take_argument().unwrap_or_default();
                self.nested(inner);
                self.out.text.push(EMPH_END);
            }
            "url" | "nolinkurl" | "path" => {
                let inner = self.take_argument().unwrap_or_default();
                self.push(&mend_address(inner).replace('_', "\\_").replace('$', "\\$"));
            }
            _ if PLAIN.contains(&name) => {
                let inner = self.take_argument().unwrap_or_default();
                self.nested(inner);
            }
            _ => {
                self.out.unknown.push(format!("\\{name}"));
                match self.take_argument() {
                    Some(inner) => self.nested(inner),
                    None => self.end_of_word(),
                }
            }
        }
        false
    }

    /// A command that is one sign.
    fn sign(&mut self) {
        let Some(sign) = self.eat() else { return };
        match sign {
            _ if ACCENTS.contains(sign) => self.accent(&sign.to_string()),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                self.out.text.push('\\');
                self.out.text.push(sign);
            }
            '\\' | ' ' | '\n' | '\r' | '\t' => self.push(" "),
            ',' | ';' | ':' if self.math => {}
            ',' | ';' | ':' => self.push("\u{a0}"),
            '-' | '/' | '!' | '@' | '(' | ')' => {}
            sign => self.out.text.push(sign),
        }
    }

    /// An accent: the letter goes into braces, a dotless one too.
    fn accent(&mut self, name: &str) {
        let word = name.chars().all(char::is_alphabetic);
        if word || self.rest.starts_with(' ') {
            self.rest = self.rest.trim_start();
        }
        let letter = match argument(self.rest) {
            Some((inner, rest)) => {
                self.rest = rest;
                inner.trim().to_string()
            }
            None if self.rest.starts_with(['}', ' ']) || self.rest.is_empty() => String::new(),
            None => match self.eat() {
                Some('\\') => {
                    let end = self.rest.find(|c: char| !c.is_ascii_alphabetic());
                    let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                    self.rest = rest.trim_start();
                    format!("\\{name}")
                }
                c => c.map(String::from).unwrap_or_default(),
            },
        };
        let letter = match letter.as_str() {
            "\\i" | "\\i{}" | "ı" => "i".to_string(),
            "\\j" | "\\j{}" => "j".to_string(),
            "" if name == "~" => return self.push("~"),
            "" if name == "^" => return self.push("^"),
            other => mend(other).text,
        };
        // Braces around it would be taken for a name of an organisation.
        let text = format!("\\{name}{{{letter}}}");
        self.push(&text);
    }

    /// A command's end: a space after it is none, but one after `{}` is.
    fn end_of_word(&mut self) {
        self.rest = self.rest.strip_prefix("{}").unwrap_or_else(|| self.rest.trim_start());
    }

    fn take_argument(&mut self) -> Option<&'a str> {
        let mut rest = self.rest.trim_start();
        // An optional one says how, not what.
        if let Some(after) = rest.strip_prefix('[') {
            rest = after.split_once(']')?.1;
        }
        let (inner, rest) = argument(rest)?;
        self.rest = rest;
        Some(inner)
    }

    fn nested(&mut self, text: &str) {
        let Mended { text, unknown } = mend(text);
        self.push(&text);
        self.out.unknown.extend(unknown);
    }

    /// What stands in marks: quotation marks are of the other sort within some.
    fn marked(&mut self, open: &str, close: &str) {
        let inner = self.take_argument().unwrap_or_default();
        self.push(open);
        self.nested(inner);
        self.push(close);
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Raised or lowered text: figures have characters of their own, letters stay.
pub fn raised(text: &str, up: bool) -> String {
    let digits = if up { "⁰¹²³⁴⁵⁶⁷⁸⁹" } else { "₀₁₂₃₄₅₆₇₈₉" };
    // Few fonts have signs above the line: an exponent is said to be one, and a charge is none.
    if let Some(number) = text.strip_prefix(['-', '−']).filter(|number| is_digits(number) && up) {
        return format!("^−{number}");
    }
    let printed = |c: char| {
        let digit = c.to_digit(10).filter(|_| is_digits(text));
        digit.and_then(|n| digits.chars().nth(n as usize)).unwrap_or(c)
    };
    text.chars().map(printed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: &str) -> String {
        mend(field).text
    }

    #[test]
    fn accents_are_left_to_the_crate() {
        assert_eq!(text(r"Nov{\'a}k, Ji{\v r}{\'\i}"), r"Nov{\'{a}}k, Ji{\v{r}}{\'{i}}");
        assert_eq!(text(r"\O{}rsted, {\AA}ke, \& 50\%"), r"Ørsted, {Å}ke, \& 50\%");
    }

    #[test]
    fn commands_become_what_they_stand_for() {
        assert_eq!(
            text(r"The {{\emph{Salmo trutta}}} of"),
            "The {{\u{e000}Salmo trutta\u{e001}}} of"
        );
        assert_eq!(text(r"{\it a} b"), "{\u{e000}a\u{e001}} b");
        assert_eq!(text(r"CO\textsubscript{2} at the 7\textsuperscript{th}"), "CO₂ at the 7th");
        assert_eq!(text(r"\enquote{quiet} ``a'' A~b"), "“quiet” “a” A\u{a0}b");
        assert_eq!(text(r"C\textbackslash D a\textasciitilde b"), "C\u{e004}D a~b");
        assert_eq!(text(r"{\noopsort{1973a}}{\switchargs{--90}{1968}}"), "{}{1968--90}");
        assert_eq!(text(r"\foo{bar} \baz"), "bar ");
        assert_eq!(mend(r"\foo{bar} \baz").unknown, ["\\foo", "\\baz"]);
    }

    #[test]
    fn a_dollar_is_itself_unless_it_begins_a_formula() {
        assert_eq!(text("$76.60"), r"\$76.60");
        assert_eq!(text("$5 and $6"), r"\$5 and \$6");
        assert_eq!(text("price of $x^2$"), "price of x²");
    }
}
