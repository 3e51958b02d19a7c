//! Checks of the languages against each other, and of the house style.
//!
//! Takes a loaded project; gives a diagnostic for each text in which the
//! languages say different figures or dates, each wording that is to be
//! avoided, each source that lacks a title for a language, and each field of a
//! source that no note prints. Changes nothing and forbids no build.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::load::files::Files;
use crate::load::{cited, quoted, texts};
use crate::model::article::{Piece, Reference, each_piece};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::model::project::Project;
use crate::model::source::Given;
use crate::select::cite::{says_circa, unprinted};
use crate::select::spaced_text;

/// Checks a project; tells of all that is in the files, when `all` is set.
pub fn check(project: &Project, files: &Files, all: bool) -> Diagnostics {
    let mut found = Diagnostics::default();
    let avoided = avoided(project);
    for (place, by_language) in texts(&project.article) {
        check_figures(project, place, &by_language, &mut found);
        check_wording(project, files, place, &by_language, &avoided, &mut found);
    }
    check_titles(project, &mut found);
    check_fields(project, all, &mut found);
    if all {
        check_uncited(project, &mut found);
    }
    found
}

type Texts<'a> = BTreeMap<String, Vec<&'a [Piece]>>;

/// Both languages give the same figures and dates, as often.
fn check_figures(project: &Project, place: &Place, texts: &Texts, found: &mut Diagnostics) {
    let used = texts.iter().map(|(language, parts)| {
        let mut ids: Vec<&str> = vec![];
        for pieces in parts {
            each_piece(pieces, &mut |piece| {
                if let Piece::Ref { id, .. } = piece
                    && !matches!(project.article.references.get(id), Some(Reference::Term(_)))
                {
                    ids.push(id);
                }
            });
        }
        ids.sort();
        (language, ids)
    });
    let used: Vec<_> = used.collect();
    for pair in used.windows(2) {
        let [(first, a), (second, b)] = pair else { continue };
        if a != b {
            let list = |ids: &[&str]| match ids {
                [] => "none".to_string(),
                ids => ids.iter().map(|id| format!("`{{{id}}}`")).collect::<Vec<_>>().join(", "),
            };
            let message = format!(
                "the figures and dates differ: {} in `{first}`, {} in `{second}`",
                list(a),
                list(b)
            );
            found.push(
                Diagnostic::error(place.clone(), message)
                    .hint("write each in both languages, as often"),
            );
        }
    }
}

/// A wording that is to be avoided in a language, and the term for it.
struct Avoided<'a> {
    language: &'a str,
    id: &'a str,
    wording: &'a str,
    printed: String,
}

fn avoided(project: &Project) -> Vec<Avoided<'_>> {
    let mut all = vec![];
    for (id, reference) in &project.article.references {
        let Reference::Term(term) = reference else { continue };
        for (language, wordings) in &term.avoid {
            all.extend(wordings.iter().map(|wording| Avoided {
                language,
                id,
                wording,
                printed: printed(project, language, wording),
            }));
        }
    }
    all
}

/// Text as it is printed, in lines of any length.
fn printed(project: &Project, language: &str, text: &str) -> String {
    let own = project.language(language).map(|l| spaced_text(text, &l.table.typography));
    let text = own.unwrap_or_else(|| text.to_string());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stands for what parts words: no wording has it.
const BETWEEN: char = '\u{fffc}';

/// The text that is written in parts, which go on neither over their ends nor over what
/// is asked for by name.
fn apart(parts: &[&[Piece]]) -> String {
    let mut text = String::new();
    for pieces in parts {
        each_piece(pieces, &mut |piece| match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Ref { .. } => text.push(BETWEEN),
            _ => {}
        });
        text.push(BETWEEN);
    }
    text
}

fn check_wording(
    project: &Project,
    files: &Files,
    place: &Place,
    texts: &Texts,
    avoided: &[Avoided],
    found: &mut Diagnostics,
) {
    for (language, parts) in texts {
        let text = printed(project, language, &apart(parts));
        let own = avoided.iter().filter(|avoided| avoided.language == language);
        for Avoided { id, wording, .. } in own.filter(|avoided| text.contains(&avoided.printed)) {
            let file = files.text(&place.path).unwrap_or_default();
            let rest = file.get(place.range.start..).unwrap_or_default();
            let place = match find(rest, wording) {
                Some(range) => {
                    let start = place.range.start;
                    Place::new(&place.path, start + range.start..start + range.end)
                }
                None => place.clone(),
            };
            found.push(
                Diagnostic::error(place, format!("`{wording}` is not the approved term"))
                    .hint(format!("write `{{{id}}}`")),
            );
        }
    }
}

/// Where a wording stands in a file, wherever its lines break.
fn find(file: &str, wording: &str) -> Option<Range<usize>> {
    let is_black = |(_, c): &(usize, char)| !c.is_whitespace();
    file.char_indices().filter(is_black).find_map(|(start, _)| {
        let mut rest = file[start..].char_indices().filter(is_black);
        let mut end = start;
        for (_, wanted) in wording.char_indices().filter(is_black) {
            let (at, c) = rest.next().filter(|(_, c)| *c == wanted)?;
            end = start + at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// A source in another language has a title for each language's readers.
fn check_titles(project: &Project, found: &mut Diagnostics) {
    let cited = cited(&project.article);
    for source in cited.iter().filter_map(|key| project.article.sources.get(key)) {
        for language in &project.languages {
            let own = source.language.as_deref() == Some(&language.lang);
            let translated = source.titles.get(&language.key).is_some_and(|t| t.title.is_some());
            if !own && !translated {
                let message =
                    format!("the source `{}` has no title in `{}`", source.key, language.key);
                found.push(
                    Diagnostic::error(source.place.clone(), message)
                        .hint("add it to `data/source-titles.yaml`"),
                );
            }
        }
    }
}

/// What identifies a source or counts its pages: few styles print it, and few readers miss it.
const IDENTIFIERS: &[&str] =
    &["ISBN", "ISSN", "PMID", "PMCID", "number-of-pages", "call-number", "license"];

/// A field of a source that is cited, and that a style of the project does not print.
fn check_fields(project: &Project, all: bool, found: &mut Diagnostics) {
    let cited = cited(&project.article);
    for source in cited.iter().filter_map(|key| project.article.sources.get(key)) {
        let mut lost: BTreeMap<&str, (&Given, Vec<&str>)> = BTreeMap::new();
        let mut sure: Vec<&str> = vec![];
        for language in &project.languages {
            let name = language.table.notes.style.as_str();
            let Some(style) = project.styles.get(name) else { continue };
            let given = unprinted(source, style, language);
            let is_lost = |variable: &str| {
                given.iter().any(|given| given.variables.iter().any(|v| v == variable))
            };
            for given in &given {
                let says = |variable: &str| given.variables.iter().any(|v| v == variable);
                let is_identifier = IDENTIFIERS.iter().any(|variable| says(variable));
                // A DOI is an address.
                let is_double = says("URL") && source.record.has("DOI") && !is_lost("DOI")
                    || says("DOI") && source.record.has("URL") && !is_lost("URL");
                if all || !is_identifier && !is_double {
                    let (_, styles) = lost.entry(&given.field).or_insert((given, vec![]));
                    if !styles.contains(&name) {
                        styles.push(name);
                    }
                }
            }
            if !says_circa(source, style, language) && !sure.contains(&name) {
                sure.push(name);
            }
        }
        for (field, (given, styles)) in lost {
            let message =
                format!("`{field}` of `{}` is not printed by {}", source.key, quoted(&styles));
            let hint = match given.variables.is_empty() {
                true => "CSL has nothing for it; what readers need goes into `note`",
                false => "another style may print it, or `note` may say it",
            };
            found.push(Diagnostic::warning(given.place.clone(), message).hint(hint));
        }
        if !sure.is_empty() {
            let message = format!(
                "that the date of `{}` is not certain is not printed by {}",
                source.key,
                quoted(&sure)
            );
            let hint = "another style may print it, or `note` may say it";
            found.push(Diagnostic::warning(source.place.clone(), message).hint(hint));
        }
    }
}

/// Sources that nothing cites, and what is wrong with them.
fn check_uncited(project: &Project, found: &mut Diagnostics) {
    let cited = cited(&project.article);
    for source in project.article.sources.values().filter(|s| !cited.contains(&s.key)) {
        let message = format!("nothing cites the source `{}`", source.key);
        found.push(Diagnostic::warning(source.place.clone(), message));
    }
    let as_note = |told: &Diagnostic| Diagnostic { severity: Severity::Warning, ..told.clone() };
    found.extend(project.article.uncited.iter().map(as_note));
}
