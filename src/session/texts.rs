//! Texts: where in a user's file a diagnostic points.
//!
//! Takes the files of a project, and a table beside them; gives lines and columns for the
//! byte ranges of places, and a diagnostic as one line of text. Prints nothing.

use std::ops::Range;

use codespan_reporting::files::{Error, Files as _, SimpleFiles};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::load::files::{Files, built_in_data, built_in_templates};
use crate::model::diagnostic::{Diagnostic, Place, Severity};
use crate::table;

/// The texts that places point into, and what stands before their paths.
pub struct SourceMap<'a> {
    pub files: &'a Files,
    pub prefix: &'a str,
    /// A table that is not of the project.
    pub outside: Option<&'a dyn Outside>,
}

/// A file beside the project, which is read in parts.
pub trait Outside: Sync {
    /// Its path, as places have it.
    fn path(&self) -> &str;

    /// The lines of a place.
    fn excerpt(&self, range: &Range<usize>) -> Excerpt;
}

/// Lines of a file.
pub struct Excerpt {
    pub text: String,
    /// The byte of the file where they begin.
    pub start: usize,
    /// The number of the first, from 1.
    pub line: usize,
    /// What people call the place, where that is no line and column.
    pub cell: Option<Cell>,
}

/// A cell of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its name behind that of the file: `C28`, or `Sheet2!C28`.
    pub name: String,
    /// Its row and its column in the sheet, from 1.
    pub row: usize,
    pub column: usize,
}

/// A diagnostic as JSON: lines and columns count from 1, columns in characters.
#[derive(Serialize, JsonSchema)]
pub struct Line<'a> {
    #[schemars(with = "String", extend("enum" = ["error", "warning"]))]
    severity: Severity,
    /// The kind of mistake, as `diptych explain --code` and `docs/errors.md` have it.
    code: &'static str,
    /// What was found.
    message: &'a str,
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    /// The cell of a workbook, as it names it: `Sheet2!C28`. Its line and column are those
    /// of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    hints: &'a [String],
    /// The rule of `check` that found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// The other place that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<Other>,
}

/// A place beside that of a diagnostic.
#[derive(Serialize, JsonSchema)]
struct Other {
    path: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

impl SourceMap<'_> {
    /// Diagnostics as text, a line each.
    pub fn lines(&self, diagnostics: &[Diagnostic]) -> Vec<String> {
        let each = |diagnostic: &Diagnostic| {
            let mut open = Open::default();
            let id = diagnostic.place.as_ref().map(|place| self.open(place, &mut open));
            let other = diagnostic.other().map(|place| self.open(place, &mut open));
            Line::of(diagnostic, id, other, &open).short()
        };
        diagnostics.iter().map(each).collect()
    }

    /// Opens the file of a place, or the lines of a table.
    pub fn open(&self, place: &Place, open: &mut Open) -> usize {
        let (name, excerpt, is_row) = match self.outside {
            Some(outside) if outside.path() == place.path => {
                (place.path.clone(), outside.excerpt(&place.range), true)
            }
            _ => {
                let name = format!("{}{}", self.prefix, place.path);
                let known = |id: &usize| open.files.name(*id).is_ok_and(|known| known == name);
                if let Some(id) = (0..open.starts.len()).find(known) {
                    return id;
                }
                let text = text_of(self.files, &place.path);
                (name, Excerpt { text, start: 0, line: 1, cell: None }, false)
            }
        };
        open.add(name, excerpt, is_row)
    }
}

/// Files, or lines of them, that places point into.
#[derive(Default)]
pub struct Open {
    files: SimpleFiles<String, String>,
    starts: Vec<Start>,
}

/// Where a text begins in its file.
struct Start {
    byte: usize,
    line: usize,
    /// Whether it is of a table of recipients, of whom no more is shown than must be.
    is_row: bool,
    cell: Option<Cell>,
}

impl Open {
    fn add(&mut self, name: String, excerpt: Excerpt, is_row: bool) -> usize {
        let Excerpt { text, start: byte, line, cell } = excerpt;
        self.starts.push(Start { byte, line, is_row, cell });
        self.files.add(name, text)
    }

    /// The cell that a text was opened for.
    fn cell(&self, id: usize) -> Option<&Cell> {
        self.starts.get(id)?.cell.as_ref()
    }

    /// A place of an opened text as people write it: `t.csv:4:3`, `t.xlsx!C4`.
    pub fn address(&self, id: usize, byte: usize) -> Option<[String; 2]> {
        let (at, name) = (self.location(id, byte).ok()?, self.name(id).ok()?);
        let cell = self.cell(id)?;
        let numbers = format!("{name}:{}:{}", at.line_number, at.column_number);
        Some([numbers, format!("{name}!{}", cell.name)])
    }

    /// A byte of a file as one of its text here.
    pub fn inside(&self, id: usize, byte: usize) -> usize {
        byte.saturating_sub(self.starts.get(id).map_or(0, |start| start.byte))
    }

    /// The line and the column where a range begins, and where it ends.
    fn ends(&self, id: usize, range: &Range<usize>) -> [Option<(usize, usize)>; 2] {
        if let Some(Cell { row, column, .. }) = self.cell(id) {
            return [Some((*row, *column)), Some((*row, column + 1))];
        }
        [range.start, range.end].map(|byte| {
            let at = self.location(id, self.inside(id, byte)).ok()?;
            Some((at.line_number, at.column_number))
        })
    }

    /// Whether a text is of a table of recipients.
    pub fn is_row(&self, id: usize) -> bool {
        self.starts.get(id).is_some_and(|start| start.is_row)
    }
}

impl<'a> codespan_reporting::files::Files<'a> for Open {
    type FileId = usize;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<String, Error> {
        self.files.name(id)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        self.files.source(id)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, Error> {
        self.files.line_index(id, byte)
    }

    fn line_number(&'a self, id: usize, line: usize) -> Result<usize, Error> {
        self.starts.get(id).map(|first| first.line + line).ok_or(Error::FileMissing)
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        self.files.line_range(id, line)
    }
}

/// The text of a file, of the project or of the program.
pub fn text_of(files: &Files, path: &str) -> String {
    let own = files.bytes(path).map(<[u8]>::to_vec);
    let data = || built_in_data(path.strip_prefix("data/")?).map(<[u8]>::to_vec);
    let bytes = own.or_else(data).or_else(|| built_in_templates().remove(path));
    let bytes = bytes.unwrap_or_default();
    match path.rsplit('.').next() {
        // A table may be in any encoding; places are those of its text.
        Some("csv" | "tsv") => table::text(&bytes, &[]).0,
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// What of a path is no sign of an address.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// A place in SARIF.
fn location(path: &str, region: Value) -> Value {
    let uri = utf8_percent_encode(path, PATH).to_string();
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region } })
}

impl<'d> Line<'d> {
    /// A diagnostic whose places are in opened texts.
    pub fn of(
        diagnostic: &'d Diagnostic,
        id: Option<usize>,
        other: Option<usize>,
        open: &Open,
    ) -> Self {
        let place = diagnostic.place.as_ref().zip(id);
        let [start, end] = match place {
            Some((place, id)) => open.ends(id, &place.range),
            None => [None, None],
        };
        let other = diagnostic.other().zip(other).and_then(|(place, id)| {
            let [start, _] = open.ends(id, &place.range);
            let ((line, column), path) = (start?, open.name(id).ok()?);
            Some(Other { path, line, column, cell: open.cell(id).map(|cell| cell.name.clone()) })
        });
        Self {
            severity: diagnostic.severity,
            code: diagnostic.code.id(),
            message: &diagnostic.message,
            path: id.and_then(|id| open.name(id).ok()),
            line: start.map(|(line, _)| line),
            column: start.map(|(_, column)| column),
            end_line: end.map(|(line, _)| line),
            end_column: end.map(|(_, column)| column),
            cell: id.and_then(|id| open.cell(id)).map(|cell| cell.name.clone()),
            hints: &diagnostic.hints,
            rule: diagnostic.rule(),
            other,
        }
    }

    /// It as a result of SARIF 2.1.0.
    pub fn sarif(&self) -> Value {
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let hints: String = self.hints.iter().map(|hint| format!("; {hint}")).collect();
        let mut result = json!({
            "ruleId": self.code,
            "level": level,
            "message": { "text": format!("{}{hints}", self.message) },
        });
        if let Some(path) = &self.path {
            let mut region = json!({});
            let parts = [
                ("startLine", self.line),
                ("startColumn", self.column),
                ("endLine", self.end_line),
                ("endColumn", self.end_column),
            ];
            for (key, number) in parts {
                if let Some(number) = number {
                    region[key] = number.into();
                }
            }
            let mut location = location(path, region);
            if let Some(cell) = &self.cell {
                location["logicalLocations"] = json!([{ "fullyQualifiedName": cell }]);
            }
            result["locations"] = json!([location]);
        }
        if let Some(Other { path, line, column, .. }) = &self.other {
            let region = json!({ "startLine": line, "startColumn": column });
            result["relatedLocations"] = json!([location(path, region)]);
        }
        result
    }

    /// It as one line of text.
    pub fn short(&self) -> String {
        let line = self;
        let severity = match line.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut hints: String = line.hints.iter().map(|hint| format!(" ({hint})")).collect();
        if let Some(Other { path, line, column, cell }) = &line.other {
            hints += &match cell {
                Some(cell) => format!(" (beside {path}!{cell})"),
                None => format!(" (beside {path}:{line}:{column})"),
            };
        }
        hints += &format!(" [{}]", line.code);
        match (&line.path, line.line, line.column) {
            (Some(path), ..) if let Some(cell) = &line.cell => {
                format!("{path}!{cell}: {severity}: {}{hints}", line.message)
            }
            (Some(path), Some(l), Some(column)) => {
                format!("{path}:{l}:{column}: {severity}: {}{hints}", line.message)
            }
            (Some(path), ..) => format!("{path}: {severity}: {}{hints}", line.message),
            _ => format!("{severity}: {}{hints}", line.message),
        }
    }
}
