//! The report of an import, in Markdown.
//!
//! Takes what was paired, changed, left and lost; gives a line for each.

use std::collections::BTreeMap;

use super::merge::{Article, MergedBlock, Versions};
use super::original::Place;
use super::outline::Part;
use super::text::Text;
use super::told::{Told, short};

pub struct Facts<'a> {
    pub names: Vec<&'a str>,
    pub languages: &'a [String],
    pub article: &'a Article,
    pub told: &'a [Told],
    pub cited: &'a [String],
    pub changed: &'a [String],
    /// Of each document, the paragraphs that are in no text.
    pub lost: Vec<Vec<(Place, &'a str)>>,
    pub objects: Vec<BTreeMap<&'static str, usize>>,
    /// Words that the document does not show.
    pub hidden: Vec<&'a [String]>,
    pub comments: Vec<&'a [String]>,
    pub changes: Vec<&'a [String]>,
    pub faults: &'a [String],
    /// Whether a text is missing in some language.
    pub is_draft: bool,
}

pub struct Report {
    pub text: String,
    /// How many lines need a reader's eye.
    pub open: usize,
}

pub fn report(facts: &Facts) -> Report {
    let mut out = String::from("# What was imported\n\n");
    let mut open = facts.faults.len();
    for (name, language) in facts.names.iter().zip(facts.languages) {
        out.push_str(&format!("- `{language}`: {name}\n"));
    }
    if !facts.faults.is_empty() {
        out.push_str("\n## What keeps it from building\n\n");
        lines(&mut out, facts.faults.iter().map(String::as_str));
    }
    for (at, name) in facts.names.iter().enumerate() {
        let mut own: Vec<String> = facts.told[at].lines.clone();
        own.extend(facts.objects[at].iter().map(|(what, count)| match count {
            1 => format!("left out: one {what}"),
            count => format!("left out: {count} of: {what}"),
        }));
        own.extend(facts.lost[at].iter().map(|(place, words)| {
            format!(
                "left out: {}: “{}”",
                place.name(),
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            )
        }));
        own.extend(facts.hidden[at].iter().map(|words| {
            format!("hidden in the document, and in the text now: “{}”", words.trim())
        }));
        own.extend(facts.comments[at].iter().map(|comment| format!("a comment of {comment}")));
        own.extend(facts.changes[at].iter().map(|change| format!("a tracked change: {change}")));
        open += own.len();
        if !own.is_empty() {
            out.push_str(&format!("\n## {name}: what changed or was left out\n\n"));
            lines(&mut out, counted(own).iter().map(String::as_str));
        }
    }
    let both: Vec<&str> = facts
        .cited
        .iter()
        .chain(facts.changed)
        .chain(&facts.article.told)
        .map(String::as_str)
        .collect();
    if !both.is_empty() {
        out.push_str("\n## What is written otherwise\n\n");
        lines(&mut out, both.into_iter());
    }
    out.push_str("\n## Block by block\n\n");
    out.push_str(
        "`sure` and `likely` say how well two texts fit by their lengths, numbers and notes; read \
         what is `doubtful`. What is `alone` waits for its translation: write it in the section's \
         file, below the key of its language.\n\n",
    );
    if facts.is_draft {
        out.push_str(
            "Documents that print a text which is not there yet are drafts, and say so on each \
             page. When all are written, take `theme.draft = true` out of `diptych.toml`.\n\n",
        );
    }
    let languages = facts.languages.join(" | ");
    out.push_str(&format!(
        "| block | kind | pair | {languages} |\n|---|---|---|{}\n",
        "---|".repeat(facts.languages.len())
    ));
    for section in &facts.article.sections {
        let has_title = section.title.iter().any(Option::is_some);
        let title = titles(&section.title);
        let surety = surety(facts, section.surety, section.title.iter().flatten().count());
        if has_title {
            open += usize::from(surety != "sure" && surety != "likely" && !surety.is_empty());
            out.push_str(&format!("| **{}** | section | {surety} | {title} |\n", section.id));
        }
        for block in &section.blocks {
            let surety = self::surety(facts, block.surety, block.parts.iter().flatten().count());
            open += usize::from(surety == "doubtful" || surety == "alone");
            let (id, kind, words) = (&block.id, kind(block), words(block));
            out.push_str(&format!("| {id} | {kind} | {surety} | {words} |\n"));
        }
    }
    Report { text: out, open }
}

/// In a project of one language nothing is paired.
fn surety(facts: &Facts, own: &'static str, found: usize) -> &'static str {
    match (facts.languages.len(), found) {
        (1, _) => "",
        (_, 1) => "alone",
        _ => own,
    }
}

fn kind(block: &MergedBlock) -> String {
    let kinds = block.parts.iter().flatten().map(|part| match part {
        Part::Text(_) => "text",
        Part::Quote(_) => "quotation",
        Part::List(_) => "list",
        Part::Table(_) => "table",
        Part::Picture(_) => "picture",
    });
    let mut kinds: Vec<&str> = kinds.collect();
    kinds.dedup();
    kinds.join(", ")
}

fn words(block: &MergedBlock) -> String {
    let words = |part: &Part| match part {
        Part::Picture(picture) if picture.title.is_none() => picture.path.clone(),
        part => part.words(),
    };
    let cell = |part: &Option<Part>| part.as_ref().map(|part| cell(&words(part)));
    let cells = block.parts.iter().map(|part| cell(part).unwrap_or_else(|| "—".into()));
    cells.collect::<Vec<_>>().join(" | ")
}

fn titles(titles: &Versions<Text>) -> String {
    let cells = titles.iter().map(|title| {
        title.as_ref().map_or_else(|| "—".into(), |title| format!("**{}**", cell(&title.plain())))
    });
    cells.collect::<Vec<_>>().join(" | ")
}

fn cell(text: &str) -> String {
    short(text).replace('|', "\\|")
}

/// The same line twice is one line.
fn counted(lines: Vec<String>) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = vec![];
    for line in lines {
        match counts.iter_mut().find(|(own, _)| *own == line) {
            Some((_, count)) => *count += 1,
            None => counts.push((line, 1)),
        }
    }
    let told = |(line, count): (String, usize)| match count {
        1 => line,
        count => format!("{line} ({count} times)"),
    };
    counts.into_iter().map(told).collect()
}

fn lines<'a>(out: &mut String, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        out.push_str(&format!("- {line}\n"));
    }
}
