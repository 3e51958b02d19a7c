use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::Mark;
use crate::load::files::built_in_templates;
use crate::model::origin::MARKED;

/// The labels that templates put at metadata, each with the names of its fields.
fn put(templates: &str) -> BTreeMap<String, BTreeSet<String>> {
    let label = Regex::new(r"<(diptych-[a-z-]+)>").unwrap();
    let field = Regex::new(r"(?:^|,)\s*([a-z-]+):").unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for all in label.captures_iter(templates) {
        let before = templates[..all.get(0).unwrap().start()].trim_end();
        let Some(start) = before.rfind("metadata(").filter(|_| before.ends_with(')')) else {
            continue;
        };
        // Fields of what is called within are none of the mark.
        let (mut depth, mut own) = (0, String::new());
        for c in before[start + "metadata(".len()..before.len() - 1].chars() {
            depth -= i32::from(c == ')');
            if depth == 1 {
                own.push(c);
            }
            depth += i32::from(c == '(');
        }
        let fields = field.captures_iter(&own).map(|all| all[1].to_string());
        found.entry(all[1].to_string()).or_default().extend(fields);
    }
    found
}

#[test]
fn templates_put_the_marks_that_are_declared_and_carry_what_they_say() {
    let templates = built_in_templates();
    let all: Vec<_> = templates.values().map(|text| String::from_utf8_lossy(text)).collect();
    let put = put(&all.join("\n"));
    for mark in Mark::ALL {
        let fields = put.get(mark.label()).unwrap_or_else(|| panic!("no {} is put", mark.label()));
        let known: BTreeSet<String> = mark.fields().iter().map(|name| name.to_string()).collect();
        assert!(fields.is_subset(&known), "{} carries {fields:?}", mark.label());
    }
    let docs = include_str!("../../../docs/templates.md");
    for label in put.keys() {
        assert!(docs.contains(&format!("| `{label}`")) || docs.contains(&format!(", `{label}` |")));
    }
    for mark in Mark::ALL {
        let row = docs.lines().find(|line| line.starts_with('|') && line.contains(mark.label()));
        let row = row.unwrap_or_else(|| panic!("{} is not in the docs", mark.label()));
        // What has many fields has a part of the page for them.
        let part = format!("### The fields of `{}`", mark.label());
        let part =
            docs.split_once(&part).map_or("", |(_, rest)| rest.split("\n\nWhat ").next().unwrap());
        let has =
            |name: &&str| row.contains(&format!("`{name}`")) || part.contains(&format!("`{name}`"));
        let missing: Vec<_> = mark.fields().iter().filter(|name| !has(name)).collect();
        assert!(missing.is_empty(), "the docs do not say that {} has {missing:?}", mark.label());
    }
}

#[test]
fn a_field_that_is_not_declared_is_seen() {
    let put = put("[#metadata((id: name(x, at: 1), colour: red))<diptych-bottom>]");
    let fields: Vec<&str> = put["diptych-bottom"].iter().map(String::as_str).collect();
    assert_eq!(fields, ["colour", "id"]);
}

/// The beginnings of labels that templates make of names.
fn made(templates: &str) -> BTreeSet<&str> {
    let label = Regex::new(r#"label\("(diptych-[^"]+)""#).unwrap();
    label.captures_iter(templates).map(|all| all.get(1).unwrap().as_str()).collect()
}

#[test]
fn templates_make_the_label_that_the_preview_reads_and_three_of_their_own() {
    let templates = built_in_templates();
    let all: Vec<_> = templates.values().map(|text| String::from_utf8_lossy(text)).collect();
    let own = ["diptych-entry-", "diptych-heading-", "diptych-mark-"];
    let declared = BTreeSet::from_iter(own.into_iter().chain([MARKED]));
    assert_eq!(made(&all.join("\n")), declared);
    assert_eq!(made(r#"[#body#label("diptych-of|" + name)]"#), BTreeSet::from(["diptych-of|"]));
}
