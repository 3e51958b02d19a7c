//! What a unit says in a language, in the one form by which it is known again.
//!
//! Takes a unit; gives a line for each part, with the markup that it is written with, the
//! spaces that it is printed with, and behind each `{id}` of a number or a date what that
//! is worth: `{extent=2400 area}`. Quotes of YAML, white space, comments and the order of
//! keys leave no trace.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{BETWEEN, reading};
use crate::model::article::{Article, Cite, Piece, Reference, TermForm};
use crate::model::language::Language;
use crate::model::project::Project;
use crate::model::unit::{Unit, Words};
use crate::select::{quantity_in, spaced_text};

/// The lines of a unit in a language; nothing where some of it is missing.
pub fn said(project: &Project, unit: &Unit, language: &str) -> Option<Vec<String>> {
    let own = project.language(language)?;
    let parts = unit.texts.get(language)?;
    Some(parts.iter().map(|part| line(project, own, part)).collect())
}

fn line(project: &Project, language: &Language, words: &Words) -> String {
    let mut out = String::new();
    match words {
        Words::Pieces(pieces) => write(pieces, &project.article, &mut out),
        Words::Plain(text) => out.push_str(text),
    }
    let spaced = spaced_text(&out, &language.table.typography);
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write(pieces: &[Piece], article: &Article, out: &mut String) {
    let around = |mark: &str, body: &[Piece], out: &mut String| {
        out.push_str(mark);
        write(body, article, out);
        out.push_str(mark);
    };
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '*' | '[' | '{' | '\\') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            Piece::Emph(body) => around("*", body, out),
            Piece::Strong(body) => around("**", body, out),
            Piece::Stress(body) => around("***", body, out),
            Piece::Sub(body) => around("~", body, out),
            Piece::Super(body) => around("^", body, out),
            Piece::Break => out.push_str("\\ "),
            // What a note says is a part of the text.
            Piece::Footnote(note) => {
                out.push_str("[^");
                write(&note.body, article, out);
                out.push(']');
            }
            Piece::Link { url, body } => {
                out.push('[');
                write(body, article, out);
                out.push_str(&format!("]({url})"));
            }
            Piece::Note(cites) => {
                out.push('[');
                for (index, own) in cites.iter().enumerate() {
                    out.push_str(if index > 0 { "; " } else { "" });
                    cite(own, article, out);
                }
                out.push(']');
            }
            Piece::Ref { id, form, .. } => {
                let form = match form {
                    TermForm::ByUse => "",
                    TermForm::Long => ":long",
                    TermForm::Short => ":short",
                    TermForm::Capital => ":cap",
                };
                out.push_str(&format!("{{{id}{form}{}}}", worth(article, id)));
            }
        }
    }
}

fn cite(cite: &Cite, article: &Article, out: &mut String) {
    write(&cite.before, article, out);
    out.push_str(if cite.without_author { "-@" } else { "@" });
    out.push_str(&cite.key);
    for locator in &cite.locators {
        out.push_str(&format!(", {}", locator.name()));
    }
    write(&cite.after, article, out);
}

/// What a number or a date is worth, behind `=`; nothing of others.
fn worth(article: &Article, id: &str) -> String {
    match article.references.get(id) {
        Some(Reference::Quantity(own)) => {
            let unit = own.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            format!("={}{unit}", own.value)
        }
        Some(Reference::Date(date)) => format!("={date}"),
        _ => String::new(),
    }
}

/// The lines of a unit as a language prints them, without notes.
pub fn printed(project: &Project, unit: &Unit, language: &str) -> Vec<String> {
    let Some(own) = project.language(language) else { return vec![] };
    let article = &project.article;
    let line = |words: &Words| {
        let text = match words {
            Words::Plain(text) => text.to_string(),
            Words::Pieces(pieces) => {
                let print = |id: &str| match article.references.get(id)? {
                    Reference::Date(date) => Some(date.print(&own.table.dates)),
                    Reference::Quantity(number) => Some(quantity_in(number, article, own)),
                    Reference::Term(term) => term.long.get(language).cloned(),
                    Reference::Figure => Some(format!("{{{id}}}")),
                };
                reading(pieces, print).0.replace(BETWEEN, " ")
            }
        };
        let spaced = spaced_text(&text, &own.table.typography);
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    unit.texts.get(language).into_iter().flatten().map(line).collect()
}

static WORTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{(?<id>[a-z0-9-]+)=(?<worth>[^}]*)\}").expect("a pattern of this file")
});

/// Lines without what ids in them are worth: their words.
pub fn words(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| WORTH.replace_all(line, "{$id}").into_owned()).collect()
}

/// What the ids in lines are worth.
pub fn worths(lines: &[String]) -> BTreeMap<String, String> {
    let all = lines.iter().flat_map(|line| WORTH.captures_iter(line));
    all.map(|own| (own["id"].to_string(), own["worth"].to_string())).collect()
}
