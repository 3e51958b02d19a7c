//! Addresses of the web and DOIs, as fields of sources have them.

use super::latex::argument;
use crate::model::source::marks::BACKSLASH;

/// Whether a text is an address of the web.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && url::Url::parse(text).is_ok()
}

/// A DOI without the address that resolves it.
pub fn without_resolver(doi: &str) -> String {
    let doi = doi.trim();
    let lower = doi.to_lowercase();
    let prefixes = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let start = prefixes.iter().find(|prefix| lower.starts_with(*prefix)).map_or(0, |p| p.len());
    doi[start..].trim().into()
}

/// Mends a field that is an address: escapes of LaTeX are none of it.
pub fn mend_address(text: &str) -> String {
    let mut text = text.trim();
    for wrapper in ["\\url", "\\href", "\\path"] {
        if let Some(rest) = text.strip_prefix(wrapper) {
            text = argument(rest.trim_start()).map_or(rest, |(inner, _)| inner);
        }
    }
    while let Some(inner) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        text = inner.trim();
    }
    const SIGNS: [(&str, &[&str]); 3] = [
        (
            "~",
            &[
                "\\textasciitilde{}",
                "\\textasciitilde ",
                "\\textasciitilde",
                "\\~{}",
                "\\~",
                "{~}",
                "$\\sim$",
            ],
        ),
        ("_", &["{\\_}", "\\textunderscore "]),
        ("/", &["\\slash ", "\\slash"]),
    ];
    let signs = SIGNS.iter().flat_map(|(sign, commands)| commands.iter().map(move |c| (c, sign)));
    let text = signs.fold(text.to_string(), |text, (command, sign)| text.replace(command, sign));
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| "_%&#$-{}:/^".contains(*next)) => {}
            '\\' => out.push(BACKSLASH),
            // Braces would be read as LaTeX's.
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            // Where an address goes on in the next line, the space is none of it.
            c if c.is_whitespace() => match chars.clone().find(|next| !next.is_whitespace()) {
                Some(next) if c == ' ' && chars.peek() == Some(&next) && !out.is_empty() => {
                    out.push_str("%20");
                }
                _ => while chars.next_if(|next| next.is_whitespace()).is_some() {},
            },
            c => out.push(c),
        }
    }
    out
}

/// The first of several addresses in one field, and the others.
pub fn one_address(text: &str) -> (String, Option<&str>) {
    let starts = ["http://", "https://"].iter().flat_map(|start| text.match_indices(start));
    let is_between = |c: char| c.is_whitespace() || matches!(c, ';' | ',');
    let mut starts = starts.map(|(at, _)| at).filter(|at| {
        *at > 0 && (text[..*at].ends_with(is_between) || text[..*at].ends_with("%20"))
    });
    let Some(at) = starts.by_ref().min() else { return (text.into(), None) };
    let first = text[..at].trim_end_matches("%20").trim_end_matches(is_between);
    (first.into(), Some(&text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_escapes() {
        assert_eq!(mend_address(r"https://example.org/a\_b\%20c"), "https://example.org/a_b%20c");
        assert_eq!(mend_address(r"\url{https://example.org/\~{}x}"), "https://example.org/~x");
    }
}
