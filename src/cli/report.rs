//! Printing diagnostics: for people, a line each, or as JSON.

use codespan_reporting::diagnostic::{Diagnostic as Report, Label};
use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use codespan_reporting::term::{self, Styles, StylesWriter};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::ops::Range;

use super::args::{Color, DiagnosticFormat};
use crate::load::files::Files;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::rule::{Rule, RuleLevel};
use crate::session::texts::{Line, Open, SourceMap};

/// Prints diagnostics to the standard error.
pub struct Reporter {
    format: DiagnosticFormat,
    color: ColorChoice,
}

/// Writes a line to the standard error. A reader that goes away is no failure.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
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
        self.emit(&[diagnostic], &SourceMap { files: &files, prefix: "", outside: None });
    }

    /// Prints all, and how many errors there were.
    pub fn print_all(&self, diagnostics: &Diagnostics, texts: &SourceMap) {
        let sorted = diagnostics.sorted();
        self.emit(&sorted, texts);
        let errors = sorted.iter().filter(|d| d.severity == Severity::Error).count();
        if self.format == DiagnosticFormat::Human && errors > 1 {
            say(&format!("{errors} errors"));
        }
    }

    /// Prints some of many.
    pub fn print_some(&self, diagnostics: &[Diagnostic], texts: &SourceMap) {
        self.emit(&diagnostics.iter().collect::<Vec<_>>(), texts);
    }

    /// Says something that is no diagnostic.
    pub fn note(&self, text: &str) {
        match self.format {
            DiagnosticFormat::Json => say(&serde_json::json!({ "message": text }).to_string()),
            // It is one document.
            DiagnosticFormat::Sarif => {}
            _ => say(text),
        }
    }

    /// Whether people read along.
    pub fn is_human(&self) -> bool {
        self.format == DiagnosticFormat::Human
    }

    fn emit(&self, diagnostics: &[&Diagnostic], texts: &SourceMap) {
        let mut open = Open::default();
        let mut stream = StandardStream::stderr(self.color);
        let mut results = vec![];
        for diagnostic in diagnostics {
            let id = diagnostic.place.as_ref().map(|place| texts.open(place, &mut open));
            let other = diagnostic.other().map(|place| texts.open(place, &mut open));
            // As for `say`.
            let _ = match self.format {
                DiagnosticFormat::Human => {
                    let styles = Styles::default();
                    let mut writer = StylesWriter::new(&mut stream, &styles);
                    let config = term::Config::default();
                    let report = report(diagnostic, id, other, &open);
                    term::emit_to_write_style(&mut writer, &config, &open, &report).ok();
                    Ok(())
                }
                DiagnosticFormat::Short => {
                    writeln!(stream, "{}", Line::of(diagnostic, id, other, &open).short())
                }
                DiagnosticFormat::Sarif => {
                    results.push(Line::of(diagnostic, id, other, &open).sarif());
                    Ok(())
                }
                DiagnosticFormat::Json => {
                    let json = serde_json::to_string(&Line::of(diagnostic, id, other, &open));
                    writeln!(stream, "{}", json.unwrap_or_default())
                }
            };
        }
        if self.format == DiagnosticFormat::Sarif {
            say(&sarif(results).to_string());
        }
    }
}

/// What was found as a log of SARIF 2.1.0.
fn sarif(results: Vec<Value>) -> Value {
    let rules = Rule::ALL.map(|rule| {
        let level = match rule.level() {
            RuleLevel::Off => "none",
            RuleLevel::Note => "note",
            RuleLevel::Warning => "warning",
            RuleLevel::Error => "error",
        };
        json!({
            "id": rule.id(),
            "shortDescription": { "text": rule.finds() },
            "defaultConfiguration": { "level": level },
        })
    });
    let driver = json!({
        "name": "diptych",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.to_vec(),
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn report(
    diagnostic: &Diagnostic,
    id: Option<usize>,
    other: Option<usize>,
    open: &Open,
) -> Report<usize> {
    let report = match diagnostic.severity {
        Severity::Error => Report::error(),
        Severity::Warning => Report::warning(),
    };
    let report = match diagnostic.rule() {
        Some(rule) => report.with_code(rule),
        None => report,
    };
    let label = diagnostic.place.as_ref().zip(id).map(|(place, id)| {
        let Range { start, end } = place.range;
        Label::primary(id, open.inside(id, start)..open.inside(id, end))
    });
    let other = diagnostic.other().zip(other).map(|(place, id)| {
        let Range { start, end } = place.range;
        Label::secondary(id, open.inside(id, start)..open.inside(id, end))
    });
    report
        .with_message(&diagnostic.message)
        .with_labels(label.into_iter().chain(other).collect())
        .with_notes(diagnostic.hints.iter().map(|hint| format!("hint: {hint}")).collect())
}
