//! Spoilt text: what a program before made of it that took it for something else.
//!
//! Takes the text of a cell; tells that it was decoded as what it is not, or that HTML stands
//! for its characters. Mends nothing.

use encoding_rs::{GBK, WINDOWS_1252};

/// What is wrong with a text, and how to mend it.
pub type Spoilt = (String, String);

/// What happened to a text, if that can be seen.
pub fn spoilt(text: &str) -> Option<Spoilt> {
    if text.is_ascii() {
        return of_excel(text).or_else(|| html(text));
    }
    let Some(original) = before(text) else { return html(text) };
    let message = format!("`{text}` was UTF-8, and a program took it for something else");
    if original.contains('\u{fffd}') {
        let hint = "what it was is lost: type it anew, or make the table anew where it came from";
        return Some((message, hint.into()));
    }
    Some((message, format!("write `{original}`, or make the table anew where it came from")))
}

/// What Excel writes into a CSV instead of a value: an error, a column that is too narrow, a
/// number that is too long.
fn of_excel(text: &str) -> Option<Spoilt> {
    const ERRORS: [&str; 9] =
        ["#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];
    let text = text.trim();
    if ERRORS.contains(&text) {
        let message = format!("`{text}` is an error of a formula");
        return Some((message, "mend the formula in the sheet, and save it anew".into()));
    }
    if ["TRUE", "FALSE"].contains(&text) {
        let message = format!("`{text}` is true or false, and not text");
        return Some((message, "write what the cell is to say".into()));
    }
    if text.len() > 2 && text.bytes().all(|b| b == b'#') {
        let message = format!("`{text}` stands for a value that has no room in its column");
        return Some((message, "make the column wider in the sheet, and save it anew".into()));
    }
    let (number, power) = text.split_once("E+")?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_number = number.split('.').all(is_digits) && number.matches('.').count() < 2;
    (is_number && is_digits(power)).then(|| {
        let message = format!("`{text}` is a number whose digits are lost");
        (message, "make the cells of this column text in the sheet, and save it anew".into())
    })
}

/// What a text was, where its bytes in another encoding are UTF-8.
fn before(text: &str) -> Option<String> {
    [WINDOWS_1252, GBK].into_iter().find_map(|encoding| {
        let (bytes, _, wrong) = encoding.encode(text);
        let original = std::str::from_utf8(&bytes).ok().filter(|_| !wrong)?;
        // By chance, two bytes of GBK are often a character of UTF-8, and three hardly ever.
        let shortest = if encoding == GBK { 3 } else { 2 };
        let is_long = |c: char| c.is_ascii() || c.len_utf8() >= shortest;
        (!original.is_ascii() && original.chars().all(is_long)).then(|| original.to_string())
    })
}

/// Ends of the names that HTML gives to characters; numbers begin with `#`.
const NAMES: [&str; 17] = [
    "amp", "apos", "gt", "lt", "nbsp", "quot", "acute", "cedil", "circ", "dash", "grave", "lig",
    "quo", "ring", "slash", "tilde", "uml",
];

/// The first character that HTML stands for.
fn html(text: &str) -> Option<Spoilt> {
    let is_html = |name: &&str| {
        let name = name.trim_end_matches(|c: char| name.starts_with('#') && c.is_ascii_hexdigit());
        matches!(name, "#" | "#x" | "#X") || NAMES.iter().any(|end| name.ends_with(end))
    };
    let names = text.split('&').skip(1).filter_map(|rest| Some(rest.split_once(';')?.0));
    let name = names.filter(|name| name.len() <= 8).find(is_html)?;
    let message = format!("`&{name};` is how HTML writes a character");
    Some((message, "write the character itself".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decoded_wrongly_says_what_it_was() {
        for (text, original) in [
            ("JÃ¶rg MÃ¼ller", "Jörg Müller"),
            ("Owner â€“ Tenant", "Owner – Tenant"),
            ("çŽ‹æ±Ÿ", "王江"),
            ("鐜嬫睙", "王江"),
        ] {
            assert_eq!(before(text).as_deref(), Some(original), "{text}");
        }
    }

    #[test]
    fn what_excel_writes_instead_of_a_value_is_told() {
        for text in ["#N/A", "#NAME?", "########", "1.38E+10", "5E+11", "TRUE", "锟斤拷"] {
            assert!(spoilt(text).is_some(), "{text}");
        }
        assert!(spoilt("锟斤拷").is_some_and(|(_, hint)| hint.contains("type it anew")));
        for text in ["#1", "##", "E+1", "Room 1E+2", "C#", "1.38.2E+1", "2E10", "True North"] {
            assert_eq!(spoilt(text), None, "{text}");
        }
    }

    #[test]
    fn html_is_told() {
        for text in ["J&#246;rg", "J&#xF6;rg", "B &amp; C", "J&ouml;rg", "a&nbsp;b", "a &ndash; b"]
        {
            assert!(html(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_whole_is_left_alone() {
        for text in [
            "Jörg Müller",
            "25 °C",
            "São Paulo",
            "Ã",
            "王江",
            "联通",
            "联通公司",
            "北京市海淀区",
            "水务司",
            "AT&T; B",
            "R&D; x",
            "Marks & Spencer; Co",
            "a & b",
            "&;",
            "Škoda",
            "é",
            "½",
            "€ 5",
            "臺北市政府",
            "欧阳娜娜",
            "鑫淼",
            "漢字かな",
            "김철수",
        ] {
            assert_eq!(spoilt(text), None, "{text}");
        }
    }
}
