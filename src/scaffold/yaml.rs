//! YAML as an author would write it.
//!
//! Takes texts; gives scalars and mappings whose values read back as the same texts.
//! Never writes escapes: what has none of them is what people copy safely.

/// A text of one line as a value: as it stands where YAML leaves it alone, else in
/// quotes. In a `[…]` or `{…}`, commas and brackets need quotes, too.
pub fn scalar(text: &str, in_flow: bool) -> String {
    if is_plain(text, in_flow) {
        text.to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

fn is_plain(text: &str, in_flow: bool) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let begins = text.starts_with(|c: char| c.is_alphabetic() || "“《（‘".contains(c));
    let ends = text.ends_with(|c: char| !c.is_whitespace() && c != ':');
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    // `.nan` and the like begin with a point.
    begins
        && ends
        && !is_word
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(char::is_control)
        && !(in_flow && text.contains([',', '[', ']', '{', '}', ':']))
}

/// A value below a key that stands at an indent: on the key's line where it is short, else
/// below `>-` with an empty line between paragraphs, or below `|-` for lines that stay.
pub fn value(text: &str, indent: usize, keeps_lines: bool) -> String {
    let is_short = text.chars().count() <= 60 || text.starts_with(' ');
    if !text.contains('\n') && !keeps_lines && is_short {
        return scalar(text, false);
    }
    let margin = " ".repeat(indent + 2);
    let mut out = String::from(if keeps_lines { "|-" } else { ">-" });
    for line in text.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
    }
    out
}

/// Texts by language in one line: `{ zh: …, en: … }`.
pub fn mapping(texts: &[(String, String)]) -> String {
    let entry = |(key, text): &(String, String)| format!("{key}: {}", scalar(text, true));
    format!("{{ {} }}", texts.iter().map(entry).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_as_the_same_text() {
        for text in [
            "words",
            "no",
            "a: b",
            "a #b",
            "# a",
            "it's",
            "'",
            "- a",
            "1.5",
            "",
            "{a}",
            "a, b",
            "[x]",
            "\\n",
            "\"q\"",
            "中文：好",
            "@x",
            "*x*",
            "ends:",
            "&a",
            "!t",
            "%d",
            "a:b",
            "~",
            "null",
            "0x1f",
            "“引”，",
            ">-",
            "|",
            "?",
            "`x`",
            " \u{a0}x",
            "a\\",
        ] {
            let long =
                format!("{text} and more that makes it longer than any line may be here, 长");
            let texts = vec![("k".to_string(), text.to_string())];
            for (yaml, expected) in [
                (format!("k: {}", scalar(text, false)), text),
                (mapping(&texts), text),
                (format!("k: {}", value(text, 0, false)), text),
                (format!("k: {}", value(&long, 0, false)), &long),
            ] {
                let read: std::collections::BTreeMap<String, String> =
                    serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"));
                assert_eq!(read["k"], expected, "{yaml}");
            }
        }
    }
}
