//! Checks of the languages against each other, and of the house style.
//!
//! Takes a loaded project; gives a diagnostic for each text in which the
//! languages say different figures or dates, each wording that is to be
//! avoided, and each source that lacks a title for a language. Changes
//! nothing and forbids no build.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::article::{Piece, Reference, each_piece};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::files::Files;
use crate::load::texts;
use crate::project::Project;
use crate::select::settle_text;

/// Checks a project.
pub fn check(project: &Project, files: &Files) -> Diagnostics {
    let mut found = Diagnostics::default();
    let avoided = avoided(project);
    for (place, by_language) in texts(&project.article) {
        check_figures(project, place, &by_language, &mut found);
        check_wording(project, files, place, &by_language, &avoided, &mut found);
    }
    check_titles(project, &mut found);
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
    let own = project.language(language).map(|l| settle_text(text, &l.table.typography));
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
    for source in project.article.sources.values() {
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
