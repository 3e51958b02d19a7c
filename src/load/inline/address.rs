//! Addresses typed in a text: of pages, and of mail.
//!
//! Takes the text; gives where each address stands and what it leads to. An
//! address is as RFC 3986 has it, so that marks and letters beyond ASCII end it.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

/// An address typed in a text.
pub struct Address {
    pub range: Range<usize>,
    pub url: String,
    /// Whether letters follow that may be more of it.
    pub is_unclear: bool,
}

/// The addresses in a text, in order.
pub fn addresses(text: &str) -> Vec<Address> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let mut found = vec![];
    for run in runs(text) {
        let words = &text[run.clone()];
        let mut end = 0;
        for link in finder.links(words) {
            let url = match link.kind() {
                LinkKind::Email => format!("mailto:{}", link.as_str()),
                _ if is_web(link.as_str()) => link.as_str().to_string(),
                _ => continue,
            };
            found.extend(without_scheme(&finder, text, run.start + end..run.start + link.start()));
            found.push(address(text, run.start + link.start()..run.start + link.end(), url));
            end = link.end();
        }
        found.extend(without_scheme(&finder, text, run.start + end..run.end));
    }
    found
}

/// An address that begins with `www.`, which browsers take for one of `http://`.
fn without_scheme(finder: &LinkFinder, text: &str, run: Range<usize>) -> Option<Address> {
    let words = &text[run.clone()];
    let start = words.match_indices("www.").map(|(start, _)| start).find(|start| {
        !words[..*start].ends_with(|c: char| c.is_ascii_alphanumeric() || "@/.-_".contains(c))
    })?;
    let url = format!("http://{}", &words[start..]);
    let link = finder.links(&url).next().filter(|link| link.start() == 0)?;
    let start = run.start + start;
    let end = start + link.end() - "http://".len();
    Some(address(text, start..end, link.as_str().to_string()))
}

fn address(text: &str, range: Range<usize>, url: String) -> Address {
    let goes_on = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, ')' | '!' | '\'');
    let is_unclear = text[range.end..].starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric())
        && text[..range.end].ends_with(goes_on);
    Address { range, url, is_unclear }
}

fn is_web(url: &str) -> bool {
    let is = |scheme: &str| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    is("https://") || is("http://")
}

/// The longest stretches of characters that an address may have.
fn runs(text: &str) -> Vec<Range<usize>> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()+,;=%*".contains(c);
    let mut runs: Vec<Range<usize>> = vec![];
    for (start, c) in text.char_indices().filter(|(_, c)| fits(*c)) {
        match runs.last_mut().filter(|run| run.end == start) {
            Some(run) => run.end = start + c.len_utf8(),
            None => runs.push(start..start + c.len_utf8()),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_the_marks_and_letters_around_it() {
        for (text, expected) in [
            ("详见https://example.org/a一文。", "https://example.org/a"),
            ("（https://example.org/b）", "https://example.org/b"),
            ("《http://example.org/c》", "http://example.org/c"),
            ("https://example.org/d，", "https://example.org/d"),
            (
                "(see https://en.wikipedia.org/wiki/Lake_(water)),",
                "https://en.wikipedia.org/wiki/Lake_(water)",
            ),
            ("https://example.org/?q=a&b=c.", "https://example.org/?q=a&b=c"),
            ("at https://example.org/e[@key]", "https://example.org/e"),
            ("邮箱info@example.org。", "mailto:info@example.org"),
            ("mailto:info@example.org", "mailto:info@example.org"),
            ("网址www.example.org/f；", "http://www.example.org/f"),
            ("HTTPS://EXAMPLE.ORG/G!", "HTTPS://EXAMPLE.ORG/G"),
        ] {
            let urls: Vec<_> = addresses(text).into_iter().map(|a| (a.url, a.is_unclear)).collect();
            assert_eq!(urls, [(expected.to_string(), false)], "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in ["a@b", "Inc.Corp", "www", "http://", "ftp://example.org/a", "3.5/4", "@key"] {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn letters_that_may_be_more_of_an_address_are_unclear() {
        assert!(addresses("https://zh.example.org/wiki/亚信")[0].is_unclear);
        assert!(addresses("https://example.org/?q=亚信")[0].is_unclear);
        assert!(!addresses("https://example.org/wiki亚信")[0].is_unclear);
    }

    #[test]
    fn several_addresses_stand_in_one_text() {
        let found = addresses("https://a.example/x、www.b.example、c@d.example");
        let urls: Vec<_> = found.iter().map(|address| address.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/x", "http://www.b.example", "mailto:c@d.example"]);
    }
}
