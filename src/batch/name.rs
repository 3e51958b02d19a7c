//! Names of files: patterns, made safe, each taken once.
//!
//! Takes a pattern and what a row says; gives a name that every system can
//! have. Two rows of one name are an error before anything is written.

use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

use super::Job;

/// The name of a file whose row gives none.
pub const DEFAULT: &str = "{id}-{variant}.pdf";

/// No name is longer than this, in bytes: room is left for an extension, a
/// page's number, and file systems that allow 255.
const LONGEST: usize = 200;

/// Fills a pattern in; gives the name without its extension.
///
/// # Errors
/// When the pattern asks for what a row does not have, or gives no name.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> Result<String, String> {
    let stem = [".pdf", ".png", ".svg"].iter().find_map(|end| pattern.strip_suffix(end));
    let mut rest = stem.unwrap_or(pattern);
    let mut name = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        name.push_str(before);
        let Some((key, after)) = after.split_once('}') else {
            return Err(format!("`{pattern}` has a `{{` without its `}}`"));
        };
        match values.iter().find(|(known, _)| *known == key) {
            Some((_, value)) => name.push_str(value),
            None => return Err(format!("`{{{key}}}` stands for nothing in the name of a file")),
        }
        rest = after;
    }
    name.push_str(rest);
    let options = sanitize_filename::Options { windows: true, truncate: false, replacement: "_" };
    let name = sanitize_filename::sanitize_with_options(name, options);
    // A dot in front hides a file.
    let name = name.trim_start_matches(['.', ' ', '-']).to_string();
    match name.len() {
        0 => Err(format!("`{pattern}` gives a file no name")),
        1..=LONGEST => Ok(name),
        length => Err(format!("the name of the file has {length} bytes, and may have {LONGEST}")),
    }
}

/// What is told of a row whose file is that of another row, by its name.
pub fn doubled(job: &Job, row: &str) -> Diagnostic {
    let message = format!("the file `{}` is that of another row", job.name);
    let hint = format!("{row} takes it: give the rows different ids, or one of them a `file`");
    Diagnostic::error(Code::RepeatedFile, job.place.clone(), message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(pattern: &str, id: &str) -> Result<String, String> {
        fill(pattern, &[("id", id), ("variant", "note")])
    }

    #[test]
    fn a_pattern_is_filled_in() {
        assert_eq!(name(DEFAULT, "a"), Ok("a-note".into()));
        assert_eq!(name("x {id}", "王"), Ok("x 王".into()));
    }

    #[test]
    fn no_name_leaves_its_folder_or_hides() {
        assert_eq!(name("{id}.pdf", "../../etc/passwd"), Ok("_.._etc_passwd".into()));
        assert_eq!(name("{id}", "C:\\a*?\u{0}b"), Ok("C__a___b".into()));
        assert_eq!(name("{id}", ".hidden"), Ok("hidden".into()));
        assert_eq!(name("{id}", "CON"), Ok("_".into()));
        assert_eq!(name("{id}.pdf", ".."), Ok("_".into()));
        assert!(name("{id}.pdf", " -").is_err());
    }

    #[test]
    fn a_pattern_that_asks_for_nothing_known_is_refused() {
        assert!(name("{nmae}", "a").is_err());
        assert!(name("{id", "a").is_err());
        assert!(name("{id}", &"a".repeat(201)).is_err());
    }
}
