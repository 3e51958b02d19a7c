//! Texts of Hayagriva YAML, and people by its names for what they did.

use hayagriva::citationberg::json::NameValue;

use super::latex::formulas;
use crate::model::source::{NAMES, ROLES, Record, marks};

/// Gives a record people by a role of hayagriva's.
pub fn give_role(role: &str, names: &[NameValue], record: &mut Record) {
    let variable = match role {
        "cast-member" => "performer",
        "writer" => "script-writer",
        // CSL has the holder of a patent as who is responsible for it.
        "holder" => {
            let holders: Vec<String> = names.iter().map(whole).collect();
            return record.set("authority", holders.join(marks::ALSO.encode_utf8(&mut [0; 4])));
        }
        role if NAMES.contains(&role) || ROLES.contains(&role) => role,
        _ => "contributor",
    };
    record.add_names(variable, names.iter().cloned());
}

/// A name in one piece.
fn whole(name: &NameValue) -> String {
    match name {
        NameValue::Literal(name) => name.literal.clone(),
        NameValue::Item(name) => match &name.given {
            Some(given) => format!("{given} {}", name.family),
            None => name.family.clone(),
        },
    }
}

/// A text of hayagriva's format: what stands in braces keeps its case, and a sign behind a
/// backslash is itself.
pub fn formatted(text: &str, is_kept: bool) -> String {
    let mut out = String::new();
    let mut depth = usize::from(is_kept);
    let text = formulas(text);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| "{}$\\".contains(*next)) => {
                out.extend(chars.next());
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c => {
                let is_start = !out.ends_with(|c: char| c.is_alphanumeric() || c == '’');
                if depth > 0 && is_start && c.is_lowercase() {
                    out.push(marks::KEEP);
                }
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_braces_and_dollars_of_its_own() {
        assert_eq!(formatted("Costs of $5 and $10", false), "Costs of $5 and $10");
        assert_eq!(formatted("About $x^2$ and \\{a\\}", false), "About x² and {a}");
        assert_eq!(formatted("The {pH} of {TeV}", false), format!("The {}pH of TeV", marks::KEEP));
    }
}
