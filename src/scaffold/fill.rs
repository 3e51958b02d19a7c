//! Files of `starter/project` with the words of a project's languages.
//!
//! Takes a text with places in double braces; gives it with words in them:
//!
//! | place | what stands there |
//! |---|---|
//! | `{{name}}` | the text of that name in each language, as `{ zh: …, en: … }` |
//! | `{{keys}}`, `{{original}}`, `{{layout}}` | the languages, the first one, how they stand to each other |
//! | a line with `{{key}}` or `{{other}}` | once for each language, or for each but the first; `{{=name}}` in it is the text in that language |
//! | a paragraph below `{{several}}` | once for each language, where there are several |

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::words::{Word, Words};
use super::yaml;

static PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{(=?)([a-z][a-z.-]*)\}\}").expect("a pattern of this file"));

const SEVERAL: &str = "{{several}}\n";

/// A file filled in. Nothing for one about other languages in a project of one.
pub fn fill(text: &str, words: &Words) -> Option<String> {
    let languages: Vec<&str> = words.languages().collect();
    if text.contains("{{other}}") && languages.len() < 2 {
        return None;
    }
    let mut paragraphs = vec![];
    for paragraph in text.trim_end().split("\n\n") {
        match paragraph.strip_prefix(SEVERAL) {
            None => paragraphs.push(lines(paragraph, words, &languages)),
            Some(_) if languages.len() < 2 => {}
            Some(each) => {
                paragraphs.extend(languages.iter().map(|key| each.replace("{{key}}", key)));
            }
        }
    }
    Some(format!("{}\n", paragraphs.join("\n\n")))
}

fn lines(paragraph: &str, words: &Words, languages: &[&str]) -> String {
    let mut out = vec![];
    for line in paragraph.lines() {
        let of = match line {
            line if line.contains("{{key}}") => languages,
            line if line.contains("{{other}}") => &languages[1..],
            _ => {
                out.push(
                    PLACE.replace_all(line, |found: &Captures| common(&found[2], words)).into(),
                );
                continue;
            }
        };
        let indent = line.len() - line.trim_start().len();
        // Beside others in braces, a text has no room of its own.
        let is_value = !line.contains("{ ");
        for key in of {
            let text = |found: &Captures| match (&found[1], &found[2]) {
                ("=", name) => match words.word(key, name) {
                    Some(Word::Items(items)) => {
                        let items: Vec<_> = items.iter().map(|item| format!("- {item}")).collect();
                        yaml::value(&items.join("\n"), indent, true)
                    }
                    Some(Word::Text(text)) if is_value => yaml::value(text, indent, false),
                    Some(Word::Text(text)) => yaml::scalar(text, true),
                    None => name.to_string(),
                },
                _ => key.to_string(),
            };
            out.push(PLACE.replace_all(line, text).into_owned());
        }
    }
    out.join("\n")
}

/// What stands in a place that is one for all languages.
fn common(name: &str, words: &Words) -> String {
    let languages: Vec<&str> = words.languages().collect();
    match name {
        "keys" => languages.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", "),
        "original" => languages.first().copied().unwrap_or_default().to_string(),
        "layout" => match languages.len() {
            1 => "single",
            2 => "parallel",
            _ => "stacked",
        }
        .to_string(),
        // A source has its title in one language.
        name if name.starts_with("source.") => {
            let texts = words.texts(name);
            yaml::scalar(&texts.first().map(|(_, text)| text.clone()).unwrap_or_default(), false)
        }
        name => yaml::mapping(&words.texts(name)),
    }
}
