//! What entries of BibLaTeX inherit from others.
//!
//! Takes entries; gives them with the fields of those that `crossref` and `xdata` name, and
//! tells of names that lead nowhere or in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::bib::{LINKS, Tex};
use super::bib_names::{CONTAINERS, is_uninherited};
use super::{Troubles, clamp};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place, did_you_mean};

/// Gives each entry what it inherits by `crossref` and `xdata`; tells of those that
/// lead nowhere or in a circle.
pub fn inherit(path: &str, text: &str, entries: Vec<Tex>, troubles: &mut Troubles) -> Vec<Tex> {
    let by_key: BTreeMap<String, usize> =
        entries.iter().enumerate().map(|(index, tex)| (tex.key.to_lowercase(), index)).collect();
    let heirs = entries.iter().map(|tex| {
        let mut path_of = vec![tex.key.clone()];
        let mut heir = Heir { path, text, entries: &entries, by_key: &by_key, troubles };
        let fields = heir.fields(tex, tex, &mut path_of);
        let entry = biblatex::Entry { fields, ..tex.entry.clone() };
        Tex {
            entry,
            links: BTreeMap::new(),
            key: tex.key.clone(),
            kind: tex.kind.clone(),
            places: tex.places.clone(),
            place: tex.place.clone(),
        }
    });
    heirs.collect()
}

struct Heir<'a> {
    path: &'a str,
    text: &'a str,
    entries: &'a [Tex],
    by_key: &'a BTreeMap<String, usize>,
    troubles: &'a mut Troubles,
}

type Fields = BTreeMap<String, biblatex::Chunks>;

impl Heir<'_> {
    /// The fields of an entry with those that it inherits, for the sake of `whose`.
    fn fields(&mut self, tex: &Tex, whose: &Tex, path: &mut Vec<String>) -> Fields {
        let mut fields = tex.entry.fields.clone();
        for (link, names) in LINKS.iter().filter_map(|link| Some((*link, tex.links.get(link)?))) {
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let parent = self.by_key.get(&name.to_lowercase()).map(|at| &self.entries[*at]);
                let is_circle = path.iter().any(|key| key.eq_ignore_ascii_case(name));
                let Some(parent) = parent.filter(|_| !is_circle) else {
                    self.lost(tex, whose, link, name, is_circle);
                    continue;
                };
                path.push(parent.key.clone());
                let given = self.fields(parent, whose, path);
                path.pop();
                for (field, value) in given {
                    if link == "xdata" {
                        fields.entry(field).or_insert(value);
                    } else {
                        self.pass(&tex.kind, &parent.kind, &field, value, &mut fields);
                    }
                }
            }
        }
        fields
    }

    /// Passes a field on, under the name that it has in the heir (BibLaTeX manual, appendix B).
    fn pass(
        &self,
        kind: &str,
        parent: &str,
        field: &str,
        value: biblatex::Chunks,
        fields: &mut Fields,
    ) {
        if is_uninherited(field) {
            return;
        }
        let is_whole = parent.starts_with("mv");
        let is_part = CONTAINERS.contains(&kind);
        let prefix = match parent {
            "periodical" => "journal",
            _ if is_whole => "main",
            _ if is_part => "book",
            _ => "main",
        };
        let name = match field {
            "title" | "subtitle" | "titleaddon" => format!("{prefix}{field}"),
            "shorttitle" => return,
            "author" if is_part && matches!(parent, "book" | "mvbook") => {
                fields.entry("bookauthor".into()).or_insert(value.clone());
                "author".into()
            }
            field => field.to_string(),
        };
        // What has a date of its own, has it in its own way.
        let has_date = ["date", "year"].iter().any(|field| fields.contains_key(*field));
        if has_date && ["date", "year", "month", "day"].contains(&name.as_str()) {
            return;
        }
        fields.entry(name).or_insert(value);
    }

    fn lost(&mut self, tex: &Tex, whose: &Tex, link: &str, name: &str, is_circle: bool) {
        let at = tex.places.get(link).unwrap_or(&tex.place).clone();
        let place = Place::new(self.path, clamp(self.text, at));
        let told = if is_circle {
            Diagnostic::warning(
                Code::BadInheritance,
                place,
                format!("`{link}` of `{}` leads in a circle", tex.key),
            )
            .hint("an entry inherits from others, not from itself")
        } else {
            let known: BTreeSet<&str> = self.entries.iter().map(|tex| tex.key.as_str()).collect();
            let hint = did_you_mean(name, known);
            let message =
                format!("`{link}` of `{}` is `{name}`, which is not in the file", tex.key);
            Diagnostic::warning(Code::BadInheritance, place, message)
                .hint(hint.unwrap_or_else(|| "what it would inherit is not printed".into()))
        };
        self.troubles.push(Some(&whose.key), told);
    }
}
