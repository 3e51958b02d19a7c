//! Printing diagnostics: for people, a line each, or as JSON.

use codespan_reporting::diagnostic::{Diagnostic as Report, Label};
use codespan_reporting::files::{Error, Files as _, SimpleFiles};
use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use codespan_reporting::term::{self, Styles, StylesWriter};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::ops::Range;

use super::args::{Color, DiagnosticFormat};
use crate::batch::{Excerpt, Sheet};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::files::{Files, built_in_data, built_in_templates};
use crate::table;

/// Prints diagnostics to the standard error.
pub struct Reporter {
    format: DiagnosticFormat,
    color: ColorChoice,
}

/// Writes a line to the standard error. A reader that goes away is no failure.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The texts that places point into, and what stands before their paths.
pub struct Texts<'a> {
    pub files: &'a Files,
    pub prefix: &'a str,
    /// A table that is not of the project.
    pub outside: Option<&'a Sheet>,
}

/// A diagnostic as JSON: lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Line<'a> {
    severity: Severity,
    message: &'a str,
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hints: &'a [String],
}

impl Reporter {
    pub fn new(format: DiagnosticFormat, color: Color) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let color = match color {
            Color::Always => ColorChoice::Always,
            Color::Auto if std::io::stderr().is_terminal() && !plain => ColorChoice::Auto,
            _ => ColorChoice::Never,
        };
        Self { format, color }
    }

    /// Prints one diagnostic that points into no file.
    pub fn print(&self, diagnostic: &Diagnostic) {
        let files = Files::default();
        self.emit(&[diagnostic], &Texts { files: &files, prefix: "", outside: None });
    }

    /// Prints all, and how many errors there were.
    pub fn print_all(&self, diagnostics: &Diagnostics, texts: &Texts) {
        let sorted = diagnostics.sorted();
        self.emit(&sorted, texts);
        let errors = sorted.iter().filter(|d| d.severity == Severity::Error).count();
        if self.format == DiagnosticFormat::Human && errors > 1 {
            say(&format!("{errors} errors"));
        }
    }

    /// Prints some of many.
    pub fn print_some(&self, diagnostics: &[Diagnostic], texts: &Texts) {
        self.emit(&diagnostics.iter().collect::<Vec<_>>(), texts);
    }

    /// Says something that is no diagnostic.
    pub fn note(&self, text: &str) {
        match self.format {
            DiagnosticFormat::Json => say(&serde_json::json!({ "message": text }).to_string()),
            _ => say(text),
        }
    }

    /// Whether people read along.
    pub fn is_human(&self) -> bool {
        self.format == DiagnosticFormat::Human
    }

    /// Diagnostics as text, a line each.
    pub fn lines(&self, diagnostics: &[Diagnostic], texts: &Texts) -> Vec<String> {
        let each = |diagnostic: &Diagnostic| {
            let mut open = Open::new();
            let id = diagnostic.place.as_ref().map(|place| texts.open(place, &mut open));
            short(&line(diagnostic, id, &open))
        };
        diagnostics.iter().map(each).collect()
    }

    fn emit(&self, diagnostics: &[&Diagnostic], texts: &Texts) {
        let mut open = Open::new();
        let mut stream = StandardStream::stderr(self.color);
        for diagnostic in diagnostics {
            let id = diagnostic.place.as_ref().map(|place| texts.open(place, &mut open));
            // As for `say`.
            let _ = match self.format {
                DiagnosticFormat::Human => {
                    let styles = Styles::default();
                    let mut writer = StylesWriter::new(&mut stream, &styles);
                    let config = term::Config::default();
                    let report = report(diagnostic, id, &open);
                    term::emit_to_write_style(&mut writer, &config, &open, &report).ok();
                    Ok(())
                }
                DiagnosticFormat::Short => {
                    writeln!(stream, "{}", short(&line(diagnostic, id, &open)))
                }
                DiagnosticFormat::Json => {
                    let json = serde_json::to_string(&line(diagnostic, id, &open));
                    writeln!(stream, "{}", json.unwrap_or_default())
                }
            };
        }
    }
}

impl Texts<'_> {
    /// Opens the file of a place, or the lines of a table.
    fn open(&self, place: &Place, open: &mut Open) -> usize {
        let (name, excerpt) = match self.outside {
            Some(sheet) if sheet.path == place.path => {
                (sheet.path.clone(), sheet.excerpt(&place.range))
            }
            _ => {
                let name = format!("{}{}", self.prefix, place.path);
                let known = |id: &usize| open.files.name(*id).is_ok_and(|known| known == name);
                if let Some(id) = (0..open.starts.len()).find(known) {
                    return id;
                }
                (name, Excerpt { text: text_of(self.files, &place.path), start: 0, line: 1 })
            }
        };
        open.add(name, excerpt)
    }
}

/// Files, or lines of them, that places point into.
struct Open {
    files: SimpleFiles<String, String>,
    /// Where the text of each begins in its file: the byte, and the line.
    starts: Vec<(usize, usize)>,
}

impl Open {
    fn new() -> Self {
        Self { files: SimpleFiles::new(), starts: vec![] }
    }

    fn add(&mut self, name: String, excerpt: Excerpt) -> usize {
        self.starts.push((excerpt.start, excerpt.line));
        self.files.add(name, excerpt.text)
    }

    /// A byte of a file as one of its text here.
    fn inside(&self, id: usize, byte: usize) -> usize {
        byte.saturating_sub(self.starts.get(id).map_or(0, |(start, _)| *start))
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
        self.starts.get(id).map(|(_, first)| first + line).ok_or(Error::FileMissing)
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

fn report(diagnostic: &Diagnostic, id: Option<usize>, open: &Open) -> Report<usize> {
    let report = match diagnostic.severity {
        Severity::Error => Report::error(),
        Severity::Warning => Report::warning(),
    };
    let label = diagnostic.place.as_ref().zip(id).map(|(place, id)| {
        let Range { start, end } = place.range;
        Label::primary(id, open.inside(id, start)..open.inside(id, end))
    });
    report
        .with_message(&diagnostic.message)
        .with_labels(label.into_iter().collect())
        .with_notes(diagnostic.hints.iter().map(|hint| format!("hint: {hint}")).collect())
}

fn line<'d>(diagnostic: &'d Diagnostic, id: Option<usize>, open: &Open) -> Line<'d> {
    let at = |id: usize, byte: usize| open.location(id, open.inside(id, byte)).ok();
    let place = diagnostic.place.as_ref().zip(id);
    let start = place.and_then(|(place, id)| at(id, place.range.start));
    let end = place.and_then(|(place, id)| at(id, place.range.end));
    Line {
        severity: diagnostic.severity,
        message: &diagnostic.message,
        path: id.and_then(|id| open.name(id).ok()),
        line: start.as_ref().map(|s| s.line_number),
        column: start.as_ref().map(|s| s.column_number),
        end_line: end.as_ref().map(|e| e.line_number),
        end_column: end.as_ref().map(|e| e.column_number),
        hints: &diagnostic.hints,
    }
}

fn short(line: &Line) -> String {
    let severity = match line.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let hints: String = line.hints.iter().map(|hint| format!(" ({hint})")).collect();
    match (&line.path, line.line, line.column) {
        (Some(path), Some(l), Some(column)) => {
            format!("{path}:{l}:{column}: {severity}: {}{hints}", line.message)
        }
        (Some(path), ..) => format!("{path}: {severity}: {}{hints}", line.message),
        _ => format!("{severity}: {}{hints}", line.message),
    }
}
