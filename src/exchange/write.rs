//! Terms as TBX-Basic: ISO 30042:2019 (version 3, in the style DCA), or 30042:2008 (2).

use std::fmt::Write;

use quick_xml::escape::escape;

use crate::model::article::{Reference, Term, written};
use crate::model::language::Language;
use crate::model::project::Project;

/// A version of TBX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Two,
    Three,
}

/// What the two versions call the same.
struct Names {
    root: &'static str,
    header: &'static str,
    concept: &'static str,
    language: &'static str,
    term: &'static str,
}

const TWO: Names = Names {
    root: "martif",
    header: "martifHeader",
    concept: "termEntry",
    language: "langSet",
    term: "tig",
};

const THREE: Names = Names {
    root: "tbx",
    header: "tbxHeader",
    concept: "conceptEntry",
    language: "langSec",
    term: "termSec",
};

const PREFERRED: &str = "preferredTerm-admn-sts";
const ADMITTED: &str = "admittedTerm-admn-sts";
const DEPRECATED: &str = "deprecatedTerm-admn-sts";

/// The terms of a project, in the order of their file.
pub fn tbx(project: &Project, version: Version) -> String {
    let names = if version == Version::Two { &TWO } else { &THREE };
    let first = project.languages.first();
    let tag = first.map(|language| language.table.tag.as_str()).unwrap_or_default();
    let title = first.and_then(|language| project.article.title.get(&language.key));
    let title = title.map(|phrase| written(&phrase.pieces)).unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let attributes = match version {
        Version::Two => {
            out.push_str("<!DOCTYPE martif SYSTEM \"TBXBasiccoreStructV02.dtd\">\n");
            ""
        }
        Version::Three => " style=\"dca\" xmlns=\"urn:iso:std:iso:30042:ed-2\"",
    };
    let (root, header) = (names.root, names.header);
    let _ = writeln!(out, "<{root} type=\"TBX-Basic\"{attributes} xml:lang=\"{tag}\">");
    let _ = writeln!(out, "  <{header}>\n    <fileDesc>");
    // A title has to say something.
    if !title.trim().is_empty() {
        let title = escape(title.trim());
        let _ = writeln!(out, "      <titleStmt><title>{title}</title></titleStmt>");
    }
    out.push_str("      <sourceDesc><p>data/terms.yaml</p></sourceDesc>\n    </fileDesc>\n");
    if version == Version::Two {
        out.push_str(
            "    <encodingDesc><p type=\"XCSURI\">TBXBasicXCSV02.xcs</p></encodingDesc>\n",
        );
    }
    let _ = writeln!(out, "  </{header}>\n  <text>\n    <body>");
    let mut terms: Vec<(&String, &Term)> = (project.article.references.iter())
        .filter_map(|(id, reference)| match reference {
            Reference::Term(term) => Some((id, term)),
            _ => None,
        })
        .collect();
    terms.sort_by_key(|(_, term)| term.place.range.start);
    for (id, term) in terms {
        concept(&mut out, names, id, term, &project.languages);
    }
    let _ = writeln!(out, "    </body>\n  </text>\n</{root}>");
    out
}

fn concept(out: &mut String, names: &Names, id: &str, term: &Term, languages: &[Language]) {
    // An id of XML begins with no digit.
    let mark = if id.starts_with(|c: char| c.is_ascii_alphabetic()) { "" } else { "_" };
    let _ = writeln!(out, "      <{} id=\"{mark}{id}\">", names.concept);
    for language in languages {
        let key = &language.key;
        let Some(long) = term.long.get(key).filter(|_| !term.missing.contains_key(key)) else {
            continue;
        };
        let short = term.short.as_ref().and_then(|short| short.get(key));
        let short = short.filter(|short| *short != long);
        let tag = &language.table.tag;
        let _ = writeln!(out, "        <{} xml:lang=\"{tag}\">", names.language);
        let mut put = |text: &str, status, shape| wording(out, names, text, status, shape);
        put(long, PREFERRED, short.map(|_| "fullForm"));
        if let Some(short) = short {
            let is_acronym = !short.chars().any(|c| c.is_lowercase() || c.is_whitespace())
                && short.chars().any(char::is_uppercase);
            put(short, ADMITTED, Some(if is_acronym { "acronym" } else { "shortForm" }));
        }
        for form in term.forms.get(key).into_iter().flatten() {
            put(form, ADMITTED, Some("variant"));
        }
        for avoided in term.avoid.get(key).into_iter().flatten() {
            put(avoided, DEPRECATED, None);
        }
        let _ = writeln!(out, "        </{}>", names.language);
    }
    let _ = writeln!(out, "      </{}>", names.concept);
}

fn wording(out: &mut String, names: &Names, text: &str, status: &str, shape: Option<&str>) {
    let (term, text) = (names.term, escape(text));
    let _ = writeln!(
        out,
        "          <{term}>\n            <term>{text}</term>\n            \
         <termNote type=\"administrativeStatus\">{status}</termNote>"
    );
    if let Some(shape) = shape {
        let _ = writeln!(out, "            <termNote type=\"termType\">{shape}</termNote>");
    }
    let _ = writeln!(out, "          </{term}>");
}
