//! Numbers in a language's own dress.

use rust_decimal::Decimal;

use crate::model::article::{Quantity, QuantityStyle};
use crate::model::language::NumberPatterns;

/// Prints a quantity without its unit, in the language of a tag.
pub fn quantity(quantity: &Quantity, patterns: &NumberPatterns, tag: &str) -> String {
    let value = quantity.value;
    match quantity.style {
        QuantityStyle::Plain => plain(value, patterns),
        QuantityStyle::Large => {
            let scale = patterns.large.iter().find(|scale| value.abs() >= scale.from);
            match scale.and_then(|s| Some((s, value.checked_div(s.from)?))) {
                Some((scale, n)) => {
                    let n = n.normalize();
                    scale.pattern.of(n, tag).replace("{n}", &plain(n, patterns))
                }
                None => plain(value, patterns),
            }
        }
        QuantityStyle::Words => {
            let index = value.is_integer().then(|| usize::try_from(value).ok()).flatten();
            match index.and_then(|i| patterns.words.get(i)) {
                Some(word) => word.clone(),
                None => plain(value, patterns),
            }
        }
    }
}

/// Digits, grouped by thousands.
fn plain(value: Decimal, patterns: &NumberPatterns) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let mut out = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push_str(&patterns.group);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push_str(&patterns.decimal);
        out.push_str(fraction);
    }
    patterns.plain.replace("{n}", &out)
}

/// The number of a section: its counters, outermost first, in the pattern of
/// its depth. The pattern's last place takes the innermost counter.
pub fn heading(patterns: &[String], counters: &[usize]) -> String {
    let Some(pattern) = patterns.get(counters.len() - 1).or(patterns.last()) else {
        return String::new();
    };
    let places = pattern.matches("{n}").count() + pattern.matches("{han}").count();
    let mut counters = counters[counters.len().saturating_sub(places)..].iter();
    let mut out = String::new();
    let mut rest = pattern.as_str();
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (print, length): (fn(usize) -> String, usize) = match rest {
            r if r.starts_with("{n}") => (|n| n.to_string(), 3),
            r if r.starts_with("{han}") => (han, 5),
            _ => (|_| "{".into(), 1),
        };
        let counter = if length > 1 { counters.next().copied().unwrap_or(0) } else { 0 };
        out.push_str(&print(counter));
        rest = &rest[length..];
    }
    out + rest
}

/// A pattern with a counter in it: in digits, in Han numerals or as a letter.
pub fn counted(pattern: &str, n: usize) -> String {
    let letter = letter(n.saturating_sub(1)).to_uppercase();
    pattern.replace("{n}", &n.to_string()).replace("{han}", &han(n)).replace("{letter}", &letter)
}

/// A number from 0 to 99 in Han numerals; in digits above.
fn han(n: usize) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].into(),
        (tens @ 1..=9, ones) => {
            let tens = if tens == 1 { "" } else { DIGITS[tens] };
            let ones = if ones == 0 { "" } else { DIGITS[ones] };
            format!("{tens}十{ones}")
        }
        _ => n.to_string(),
    }
}

/// The label of a table's note: a, b, … z, aa, ab.
pub fn letter(mut index: usize) -> String {
    let mut letters = vec![];
    loop {
        letters.push((b'a' + (index % 26) as u8) as char);
        match index / 26 {
            0 => break,
            rest => index = rest - 1,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::language::{Pattern, Plural, Scale};

    fn english() -> NumberPatterns {
        NumberPatterns {
            group: ",".into(),
            decimal: ".".into(),
            plain: "{n}".into(),
            large: vec![Scale {
                from: 1_000_000.into(),
                pattern: Pattern::Same("{n} million".into()),
            }],
            words: vec!["zero".into(), "one".into()],
            reading: None,
        }
    }

    fn printed(value: &str, style: QuantityStyle) -> String {
        let value = Decimal::from_str_exact(value).unwrap();
        quantity(
            &Quantity { value, style, unit: None, source: None, parts: vec![], whole: None },
            &english(),
            "en-GB",
        )
    }

    #[test]
    fn what_is_counted_has_the_plural_of_its_language() {
        let forms = |one: &str, other: &str| {
            Pattern::Plural(Plural {
                zero: None,
                one: Some(one.into()),
                two: None,
                few: None,
                many: None,
                other: other.into(),
            })
        };
        let (year, an) = (forms("{n} year", "{n} years"), forms("{n} an", "{n} ans"));
        let number = |text: &str| Decimal::from_str_exact(text).unwrap();
        let all = ["0", "1", "1.0", "1.5", "2"].map(number);
        let english = all.map(|n| year.of(n, "en-GB") == "{n} year");
        assert_eq!(english, [false, true, false, false, false]);
        let french = all.map(|n| an.of(n, "fr-FR") == "{n} an");
        assert_eq!(french, [true, true, true, true, false]);
        // What has no form of its own has the general one.
        assert_eq!(an.of(number("2"), "ar-EG"), "{n} ans");
    }

    #[test]
    fn digits_are_grouped_by_thousands() {
        assert_eq!(printed("2383", QuantityStyle::Plain), "2,383");
        assert_eq!(printed("75.28", QuantityStyle::Plain), "75.28");
        assert_eq!(printed("-1234567.5", QuantityStyle::Plain), "−1,234,567.5");
    }

    #[test]
    fn large_numbers_take_the_words_of_the_language() {
        assert_eq!(printed("1610000", QuantityStyle::Large), "1.61 million");
        assert_eq!(printed("17000000", QuantityStyle::Large), "17 million");
        assert_eq!(printed("9000", QuantityStyle::Large), "9,000");
    }

    #[test]
    fn a_number_without_a_word_stays_in_digits() {
        assert_eq!(printed("1", QuantityStyle::Words), "one");
        assert_eq!(printed("2", QuantityStyle::Words), "2");
        assert_eq!(printed("0.5", QuantityStyle::Words), "0.5");
    }

    #[test]
    fn headings_follow_the_convention_of_the_language() {
        let zh = ["{han}、".to_string(), "（{han}）".into()];
        let en = ["{n}".to_string(), "{n}.{n}".into()];
        assert_eq!(heading(&zh, &[2]), "二、");
        assert_eq!(heading(&zh, &[2, 11]), "（十一）");
        assert_eq!(heading(&en, &[2]), "2");
        assert_eq!(heading(&en, &[2, 11]), "2.11");
    }

    #[test]
    fn letters_go_on_after_z() {
        let labels: Vec<_> = [0, 25, 26, 27, 701, 702].map(letter).to_vec();
        assert_eq!(labels, ["a", "z", "aa", "ab", "zz", "aaa"]);
    }
}
