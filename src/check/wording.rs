//! Wordings that are to be avoided, and the terms for them.

use crate::load::Text;
use crate::model::article::{Piece, Reference, each_piece};
use crate::model::diagnostic::Diagnostic;
use crate::model::project::Project;
use crate::model::rule::Rule;
use crate::model::vocabulary::Localized;
use crate::select::spaced_text;

use super::finder::Finder;
use super::text::{BETWEEN, place_of};

/// A wording that is to be avoided in a language, and the term for it.
pub struct Avoided<'a> {
    language: &'a str,
    id: &'a str,
    wording: &'a str,
    printed: String,
}

pub fn avoided(project: &Project) -> Vec<Avoided<'_>> {
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

/// Tells of each wording of a pair that is not the approved term.
pub fn check_wording(finder: &mut Finder, texts: &Localized<Text>, avoided: &[Avoided]) {
    for (language, text) in texts {
        let printed = printed(finder.project, language, &apart(&text.parts));
        let own = avoided.iter().filter(|avoided| avoided.language == language);
        for Avoided { id, wording, .. } in own.filter(|avoided| printed.contains(&avoided.printed))
        {
            let place = place_of(finder.files, text.place, wording, 0);
            let message = format!("`{wording}` is not the approved term");
            let told =
                Diagnostic::error(Rule::Wording, place, message).hint(format!("write `{{{id}}}`"));
            finder.tell(told);
        }
    }
}
