//! A language's table: the project's own, or the program's.
//!
//! Takes the key of a language; gives its table, in which templates find all that they
//! read, or a diagnostic for each setting that does not do.

use crate::load::files::{Files, PROJECT_FILE, built_in_data, built_in_dictionary};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::model::language::{DatePatterns, Language, LanguageTable, has_code};
use crate::model::reading::worth;
use crate::model::script;

use super::decode::{Spanned, quoted};
use super::{File, inline, read, tree};

/// The words that the program prints.
const WORDS: &[&str] = &[
    "brief",
    "report",
    "note",
    "issue",
    "original",
    "received",
    "revised",
    "key-messages",
    "summary",
    "contents",
    "timeline",
    "sources",
    "glossary",
    "index",
    "colophon",
    "figures",
    "keywords",
    "separator",
    "date",
    "event",
    "continued",
    "figure",
    "table",
    "remark",
    "editorial",
    "page",
    "draft",
    "reference",
    "documents",
    "id",
    "recipient",
    "file",
    "variant",
    "pages",
];

/// Those of them that have a number in them.
const NUMBERED: &[&str] = &["figure", "table", "page"];

const NUMBER: &str = "write `{n}` where the number goes";

/// Reads the table of a language.
pub fn language(
    files: &Files,
    key: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Language> {
    let path = format!("data/languages/{}.yaml", key.value);
    let (mut built_in, own) = (Files::default(), files);
    let mut files = files;
    if files.bytes(&path).is_none() {
        let Some(bytes) = built_in_data(&format!("languages/{}.yaml", key.value)) else {
            let message = format!("there is no table for the language `{}`", key.value);
            let hint = format!("`diptych add language {}` writes `{path}` to translate", key.value);
            diagnostics.push(
                Diagnostic::error(Code::MissingLanguageTable, key.place(PROJECT_FILE), message)
                    .hint(hint),
            );
            return None;
        };
        built_in.insert(&path, bytes.to_vec());
        files = &built_in;
    }
    let (table, file) = read::<LanguageTable>(files, &path, &[], &mut false, diagnostics)?;
    check(&table, file, own, diagnostics);
    Some(Language::new(&key.value, table))
}

/// Tells of each setting that fits its type and does not do.
fn check(table: &LanguageTable, file: File, files: &Files, diagnostics: &mut Diagnostics) {
    let mut tell = |code: Code, keys: &[&str], message: String, hint: &str| {
        // Read again only here, for the place.
        let range = tree::parse(file.path, file.text).map(|root| root.at(keys).range.clone());
        let place = Place::new(file.path, range.unwrap_or_default());
        diagnostics.push(Diagnostic::error(code, place, message).hint(hint));
    };
    let is_tag = icu_locale::LanguageIdentifier::try_from_str(&table.tag).is_ok();
    if !is_tag || !has_code(&table.tag) {
        let message = format!("`{}` is not the tag of a language", table.tag);
        tell(
            Code::BadLanguageTable,
            &["tag"],
            message,
            "write it as BCP 47 has it, with a region: `zh-CN`, `en-GB`",
        );
    }
    let is_script = |code: &str| {
        let mut letters = code.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.clone().count() == 3
            && letters.all(|c| c.is_ascii_lowercase())
    };
    if !is_script(&table.script) {
        let message = format!("`{}` is not the code of a script", table.script);
        tell(
            Code::BadLanguageTable,
            &["script"],
            message,
            "write it as ISO 15924 has it: `Hani`, `Latn`, `Cyrl`",
        );
    } else if let Some(why) = script::refused(&table.script) {
        let name = script::name(&table.script);
        let message = format!("the script `{}` cannot be set: {name} {why}", table.script);
        tell(
            Code::UnsupportedScript,
            &["script"],
            message,
            &format!("the scripts are {}", script::names()),
        );
    }
    for (name, share) in [("column", table.typography.column), ("size", table.typography.size)] {
        if !share.is_finite() || share <= 0.0 || share > 10.0 {
            let message = format!("`{name}` is {share}");
            tell(
                Code::BadLanguageTable,
                &["typography", name],
                message,
                "give it a number above 0, to 10",
            );
        }
    }
    let months = table.dates.months.len();
    if months != 12 {
        let message = format!("there are {months} months");
        tell(
            Code::BadLanguageTable,
            &["dates", "months"],
            message,
            "name all twelve, from January on",
        );
    }
    if table.headings.is_empty() {
        let hint = "give each depth a pattern: `[\"{n}\", \"{n}.{n}\", \"{n}.{n}.{n}\"]`";
        tell(
            Code::BadLanguageTable,
            &["headings"],
            "there is no pattern for the numbers of sections".into(),
            hint,
        );
    }
    if !table.numbers.plain.contains("{n}") {
        tell(Code::BadLanguageTable, &["numbers", "plain"], "`plain` has no `{n}`".into(), NUMBER);
    }
    if let Some(reading) = &table.numbers.reading {
        for (key, worths) in reading.worths() {
            for bad in worths.keys().filter(|number| worth(number).is_none()) {
                let hint = "put each word below what it is worth: `20: [twenty]`";
                tell(
                    Code::BadLanguageTable,
                    &["numbers", "reading", key, bad],
                    format!("`{bad}` is not a number"),
                    hint,
                );
            }
        }
        for (key, pattern) in reading.patterns().filter(|(_, pattern)| !pattern.contains("{n}")) {
            let message = format!("`{pattern}` has no `{{n}}`");
            tell(Code::BadLanguageTable, &["numbers", "reading", key], message, NUMBER);
        }
    }
    if table.numbers.large.iter().any(|scale| !scale.pattern.has_number()) {
        tell(
            Code::BadLanguageTable,
            &["numbers", "large"],
            "a pattern of `large` has no `{n}`".into(),
            NUMBER,
        );
    }
    for (key, pattern, names) in date_patterns(&table.dates) {
        if let Some((message, hint)) = odd_names(key, pattern, names) {
            tell(Code::BadLanguageTable, &["dates", key], message, &hint);
        }
    }
    let has = |name: &str| {
        files
            .bytes(&format!("data/dictionaries/{name}"))
            .or_else(|| built_in_dictionary(name))
            .is_some()
    };
    if let Some(name) = &table.spelling.dictionary
        && !["aff", "dic"].iter().all(|ending| has(&format!("{name}.{ending}")))
    {
        let message = format!("there is no dictionary `{name}`");
        let hint =
            format!("put `{name}.aff` and `{name}.dic` into `data/dictionaries`, or leave it out");
        tell(Code::UnknownDictionary, &["spelling", "dictionary"], message, &hint);
    }
    let is_there = |word: &&&str| table.words.contains_key(**word);
    let missing: Vec<&str> = WORDS.iter().filter(|word| !is_there(word)).copied().collect();
    if !missing.is_empty() {
        let message = format!("the table lacks the words {}", quoted(&missing));
        tell(Code::MissingWords, &["words"], message, "the program prints each of them");
    }
    let dates = &table.dates;
    let groups: [(&[&str], Vec<&String>); 4] = [
        (&["name"], vec![&table.name]),
        (&["languages"], table.languages.values().collect()),
        (&["headings"], table.headings.iter().collect()),
        (
            &["dates"],
            [&dates.year, &dates.month, &dates.day].into_iter().chain(&dates.months).collect(),
        ),
    ];
    let words = table.words.iter().map(|(key, word)| (vec!["words", key.as_str()], word));
    let others = groups
        .into_iter()
        .flat_map(|(keys, texts)| texts.into_iter().map(move |text| (keys.to_vec(), text)));
    for (keys, text) in others.chain(words) {
        if let Some(told) = inline::raw::tell(text, true, |_| Place::file(file.path)) {
            tell(told.code, &keys, told.message, told.hints.first().map_or("", String::as_str));
        }
    }
    for word in NUMBERED.iter().filter(is_there) {
        if !table.words[*word].contains("{n}") {
            tell(
                Code::BadLanguageTable,
                &["words", word],
                format!("`{word}` has no `{{n}}`"),
                NUMBER,
            );
        }
    }
}

/// The patterns of dates, by their keys, with the names that each has to have.
fn date_patterns(
    dates: &DatePatterns,
) -> impl Iterator<Item = (&'static str, &str, &'static [&'static str])> {
    let DatePatterns { year, month, day, range, open, .. } = dates;
    let all: [(_, Option<&String>, &[_]); 10] = [
        ("year", Some(year), &["year"]),
        ("month", Some(month), &["month", "year"]),
        ("day", Some(day), &["day", "month", "year"]),
        ("first-day", dates.first_day.as_ref(), &["month", "year"]),
        ("range", Some(range), &["from", "to"]),
        ("spaced-range", dates.spaced_range.as_ref(), &["from", "to"]),
        ("open", Some(open), &["from"]),
        ("season", dates.season.as_ref(), &["season", "year"]),
        ("before-christ", dates.before_christ.as_ref(), &["year"]),
        ("anno-domini", dates.anno_domini.as_ref(), &["year"]),
    ];
    all.into_iter().filter_map(|(key, pattern, names)| Some((key, pattern?.as_str(), names)))
}

/// What is wrong with the names in braces of a pattern, and how to mend it.
fn odd_names(key: &str, pattern: &str, names: &[&str]) -> Option<(String, String)> {
    let known = |name: &str| names.contains(&name) || key == "first-day" && name == "day";
    let mut found = pattern.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let all: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    if let Some(odd) = found.find(|name| !known(name)) {
        let hint = did_you_mean(odd, names.iter().copied());
        let hint = hint.unwrap_or_else(|| format!("`{key}` can have {}", all.join(", ")));
        return Some((format!("`{key}` has `{{{odd}}}`, which stands for nothing"), hint));
    }
    let missing = names.iter().find(|name| !pattern.contains(&format!("{{{name}}}")))?;
    Some((format!("`{key}` has no `{{{missing}}}`"), format!("write {} into it", all.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_the_program_have_the_words_that_it_prints() {
        let files = Files::built_in();
        // Of recommendations, appendices, drafts and sheets for a sign-off: not every
        // project needs these.
        let some = [
            "acknowledgements",
            "appendix",
            "article-number",
            "author",
            "cite-as",
            "clc",
            "concordance",
            "contact",
            "data",
            "disclaimer",
            "document-code",
            "final",
            "funding",
            "licence",
            "missing",
            "notes",
            "number",
            "published",
            "publisher",
            "recommendation",
            "recommendations",
            "reviewed",
            "series",
            "signed",
            "stale",
            "state",
            "symbol",
            "translated",
            "unconfirmed",
            "untranslated",
        ];
        let mut printed = [WORDS, &some].concat();
        printed.sort();
        for (path, _) in files.all().filter(|(path, _)| path.starts_with("data/languages/")) {
            let mut told = Diagnostics::default();
            let read = read::<LanguageTable>(&files, path, &[], &mut false, &mut told);
            let (table, _) = read.unwrap();
            let words = table.words.keys().map(String::as_str).filter(|word| *word != "colon");
            assert_eq!(words.collect::<Vec<_>>(), printed, "in {path}");
        }
    }
}
