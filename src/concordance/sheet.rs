//! The sheet for a sign-off: all pairs of texts, how it stands with each, who said so.
//!
//! Takes the pairs of a project; gives a [`Sheet`] of rows, and it as CSV or as a page of
//! HTML that stands by itself. As a PDF, the template `concordance` prints it.

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::concordance::{Signature, Stage};
use crate::model::language::Language;
use crate::model::project::Project;

use super::said::printed;
use super::{Changes, Concord, State};

/// A sheet: the pairs of one language with the original.
#[derive(Debug, Serialize)]
pub struct Sheet<'a> {
    /// The keys of the original and the other language.
    pub original: &'a str,
    pub language: &'a str,
    /// What the two are called.
    pub heads: [&'a str; 2],
    /// The same languages, and the title of the article in the original.
    #[serde(skip)]
    pub languages: [&'a Language; 2],
    #[serde(skip)]
    pub title: String,
    pub rows: Vec<Row<'a>>,
}

/// A pair of texts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row<'a> {
    pub unit: String,
    pub part_of: &'a str,
    pub language: &'a str,
    pub state: &'static str,
    /// What has changed since, of what is stale.
    pub changes: Option<Changes>,
    /// The same in a sentence.
    pub changed: String,
    /// What both say, as they print it, a line for each part; none where it is missing.
    pub original: Vec<String>,
    pub text: Vec<String>,
    pub signatures: Vec<Signed>,
}

/// Who said so.
#[derive(Debug, Serialize)]
pub struct Signed {
    #[serde(rename = "as")]
    pub stage: Stage,
    pub by: String,
    pub on: Option<String>,
}

impl<'a> Row<'a> {
    /// The row of a pair.
    pub(crate) fn of(project: &Project, own: &Concord<'a>) -> Self {
        let original = project.languages.first().map_or("", |original| &original.key);
        let changes = match &own.state {
            State::Stale(_, changes) => Some(changes.clone()),
            _ => None,
        };
        let changed = changes.as_ref().map(|changes| changes.sentence(original, own.language));
        let signed = |(stage, signature): (Stage, &Signature)| Signed {
            stage,
            by: signature.by.clone(),
            on: signature.on.clone(),
        };
        Self {
            unit: own.unit.name(),
            part_of: own.unit.part_of,
            language: own.language,
            state: own.state.name(),
            changes,
            changed: changed.unwrap_or_default(),
            original: printed(project, &own.unit, original),
            text: printed(project, &own.unit, own.language),
            signatures: own.signatures().map(signed).collect(),
        }
    }

    fn signed(&self, stage: Stage) -> Option<&Signed> {
        self.signatures.iter().find(|own| own.stage == stage)
    }
}

impl<'a> Sheet<'a> {
    /// The sheets of a project, one for each language but the original.
    pub(crate) fn all(project: &'a Project, concords: &[Concord<'a>]) -> Vec<Self> {
        let Some((original, others)) = project.languages.split_first() else { return vec![] };
        let title = |key: &str| {
            let title = project.article.title.get(key);
            title.map(|own| crate::model::article::written(&own.pieces)).unwrap_or_default()
        };
        let sheet = |language: &'a Language| Sheet {
            original: &original.key,
            language: &language.key,
            heads: [&original.table.name, &language.table.name],
            languages: [original, language],
            title: title(&original.key),
            rows: concords
                .iter()
                .filter(|own| own.language == language.key)
                .map(|own| Row::of(project, own))
                .collect(),
        };
        others.iter().map(sheet).collect()
    }
}

/// Sheets as CSV (RFC 4180) in UTF-8, with the mark by which Excel knows it.
pub(crate) fn csv(sheets: &[Sheet]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let head = ["unit", "part", "language", "state", "changed", "original", "text"];
    let stages = Stage::ALL
        .iter()
        .flat_map(|stage| [format!("{} by", stage.name()), format!("{} on", stage.name())]);
    let head: Vec<String> = head.map(str::to_string).into_iter().chain(stages).collect();
    // Into memory, nothing fails.
    let _ = writer.write_record(&head);
    for row in sheets.iter().flat_map(|sheet| &sheet.rows) {
        let mut cells = vec![
            row.unit.clone(),
            row.part_of.to_string(),
            row.language.to_string(),
            row.state.to_string(),
            row.changed.clone(),
            row.original.join("\n"),
            row.text.join("\n"),
        ];
        for stage in Stage::ALL {
            let own = row.signed(stage);
            cells.push(own.map(|own| own.by.clone()).unwrap_or_default());
            cells.push(own.and_then(|own| own.on.clone()).unwrap_or_default());
        }
        let cells = cells.iter().map(|cell| harmless(cell));
        let _ = writer.write_record(cells);
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{cell}"),
        false => cell.to_string(),
    }
}

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a2026}\
table{border-collapse:collapse;width:100%;margin:1rem 0 3rem}\
th,td{border-top:1px solid #b9c3c9;padding:.5rem;text-align:start;vertical-align:top}\
thead th{border:0;background:#0d4663;color:#fff}td.text{width:33%}td.text p{margin:0 0 .4rem}\
.missing,.stale{color:#a53a1e;font-weight:bold}.unconfirmed{color:#545b62}small{display:block;color:#545b62}\
@media print{thead{display:table-header-group}tr{break-inside:avoid}}";

/// Sheets as one page of HTML, in which each text is tagged with its language.
pub(crate) fn html(sheets: &[Sheet]) -> String {
    let tag = |language: &Language| language.table.tag.clone();
    let title = sheets.first().map(|sheet| escaped(&sheet.title)).unwrap_or_default();
    let lang = sheets.first().map(|sheet| tag(sheet.languages[0])).unwrap_or_default();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Concordance: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>Concordance: <span lang=\"{lang}\">{title}</span></h1>\n"
    );
    for sheet in sheets {
        let [own, other] = sheet.languages;
        let _ = writeln!(
            out,
            "<table>\n<thead><tr><th scope=\"col\">unit</th><th scope=\"col\" lang=\"{}\">{}</th>\
             <th scope=\"col\" lang=\"{}\">{}</th><th scope=\"col\">state</th>\
             <th scope=\"col\">names</th></tr></thead>\n<tbody>",
            tag(own),
            escaped(&own.table.name),
            tag(other),
            escaped(&other.table.name),
        );
        for row in &sheet.rows {
            let texts = [(own, &row.original), (other, &row.text)].map(|(language, lines)| {
                let lines: String =
                    lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
                format!("<td class=\"text\" lang=\"{}\">{lines}</td>", tag(language))
            });
            let names: Vec<String> =
                row.signatures.iter().map(|own| escaped(&own.said())).collect();
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{}<small>{}</small></th>{}\
                 <td class=\"{state}\">{state}<small>{}</small></td><td>{}</td></tr>",
                escaped(&row.unit),
                escaped(row.part_of),
                texts.concat(),
                escaped(&row.changed),
                names.join("<br>"),
                state = row.state,
            );
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

impl Signed {
    /// `reviewed by Jane Roe on 2026-11-30`.
    pub fn said(&self) -> String {
        let on = self.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        format!("{} by {}{on}", self.stage.name(), self.by)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
