//! Printing diagnostics: for people, a line each, or as JSON.

use codespan_reporting::diagnostic::{Diagnostic as Report, Label};
use codespan_reporting::files;
use codespan_reporting::term::termcolor::{
    Buffer, BufferedStandardStream, ColorChoice, WriteColor as _,
};
use codespan_reporting::term::{self, Styles, StylesWriter};
use regex::Regex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::sync::LazyLock;

use super::args::{Color, DiagnosticFormat};
use super::clip::{Clipped, is_unfit, visible};
use crate::load::files::Files;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::rule::{Rule, RuleLevel};
use crate::session::texts::{Line, Open, SourceMap};

/// How many of a kind are shown to people in one file: a mistake that somebody makes once
/// is often made on each line.
const MOST_OF_A_KIND: usize = 20;

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
        let mut stream = BufferedStandardStream::stderr(self.color);
        let mut results = vec![];
        // Programs read all.
        let is_folded = matches!(self.format, DiagnosticFormat::Human | DiagnosticFormat::Short);
        let kinds: Vec<_> = diagnostics.iter().filter(|_| is_folded).map(|d| kind(d)).collect();
        // Of each kind, how many there are, and how many have been shown.
        let mut counts: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        kinds.iter().for_each(|kind| counts.entry(kind).or_default().0 += 1);
        for (index, diagnostic) in diagnostics.iter().enumerate() {
            if let Some((all, count)) = kinds.get(index).and_then(|kind| counts.get_mut(kind)) {
                *count += 1;
                if *count == MOST_OF_A_KIND + 1 {
                    let more = *all - MOST_OF_A_KIND;
                    let file = diagnostic.place.as_ref().map(|place| place.path.as_str());
                    let file = file.map(|path| format!(" in {}{path}", texts.prefix));
                    let file = file.unwrap_or_default();
                    let _ = writeln!(stream, "and {more} more of this kind{file}\n");
                }
                if *count > MOST_OF_A_KIND {
                    continue;
                }
            }
            let id = diagnostic.place.as_ref().map(|place| texts.open(place, &mut open));
            let other = diagnostic.other().map(|place| texts.open(place, &mut open));
            // As for `say`.
            let _ = match self.format {
                DiagnosticFormat::Human => {
                    show(&mut stream, diagnostic, [id, other], &open);
                    Ok(())
                }
                DiagnosticFormat::Short => {
                    let line = Line::of(diagnostic, id, other, &open).short();
                    writeln!(stream, "{}", visible(&line).replace('\n', " "))
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
        let _ = stream.flush();
        if self.format == DiagnosticFormat::Sarif {
            say(&sarif(results).to_string());
        }
    }
}

/// What was found as a log of SARIF 2.1.0. It has a dozen keys; serde-sarif 0.8 generates
/// types for all of the schema in a build script (with schemafy and a second and third syn),
/// and would save none of these lines. The test checks the log against what readers need.
fn sarif(results: Vec<Value>) -> Value {
    let rules: Vec<Value> = Code::all()
        .map(|code| {
            let level = match code.rule().map(Rule::level) {
                Some(RuleLevel::Off) => "none",
                Some(RuleLevel::Note) => "note",
                Some(RuleLevel::Warning) => "warning",
                Some(RuleLevel::Error) | None => "error",
            };
            json!({
                "id": code.id(),
                "shortDescription": { "text": code.meaning() },
                "defaultConfiguration": { "level": level },
            })
        })
        .collect();
    let driver = json!({
        "name": "diptych",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
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

/// What diagnostics of one kind have in common: the file, the code and the sentence but for
/// the names and numbers in it.
fn kind(diagnostic: &Diagnostic) -> (Option<&str>, Code, Severity, String) {
    static NAMES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("`[^`]*`|[0-9]+").expect("a pattern of this file"));
    let path = diagnostic.place.as_ref().map(|place| place.path.as_str());
    let sentence = NAMES.replace_all(&diagnostic.message, "").into_owned();
    (path, diagnostic.code, diagnostic.severity, sentence)
}

/// Prints a diagnostic with the lines that it is about.
fn show(
    stream: &mut BufferedStandardStream,
    diagnostic: &Diagnostic,
    ids: [Option<usize>; 2],
    open: &Open,
) {
    let places = [diagnostic.place.as_ref(), diagnostic.other()];
    let labels: Vec<_> = places
        .into_iter()
        .zip(ids)
        .map(|(place, id)| {
            let (Range { start, end }, id) = (place?.range.clone(), id?);
            Some((id, open.inside(id, start)..open.inside(id, end)))
        })
        .collect();
    // A cell has a name of its own.
    let at = labels.iter().flatten();
    let cells: Vec<_> = at.filter_map(|(id, range)| open.address(*id, range.start)).collect();
    if labels.iter().flatten().any(|(id, range)| is_unfit(open, *id, range)) {
        let mut clipped = Clipped::default();
        let labels = labels
            .into_iter()
            .map(|label| label.and_then(|(id, range)| clipped.add(open, id, &range)))
            .collect();
        emit(stream, &clipped, &report(diagnostic, labels), &cells);
    } else {
        emit(stream, open, &report(diagnostic, labels), &cells);
    }
}

fn emit<'a>(
    stream: &mut BufferedStandardStream,
    files: &'a impl files::Files<'a, FileId = usize>,
    report: &Report<usize>,
    cells: &[[String; 2]],
) {
    let styles = Styles::default();
    let mut buffer = if stream.supports_color() { Buffer::ansi() } else { Buffer::no_color() };
    let mut writer = StylesWriter::new(&mut buffer, &styles);
    // As for `say`.
    let _ = term::emit_to_write_style(&mut writer, &term::Config::default(), files, report);
    let mut text = String::from_utf8_lossy(buffer.as_slice()).into_owned();
    for [numbers, name] in cells {
        text = text.replacen(&format!("{numbers}\n"), &format!("{name}\n"), 1);
    }
    let _ = stream.write_all(text.as_bytes());
}

/// A diagnostic with the place that it is about, and another.
fn report(diagnostic: &Diagnostic, labels: Vec<Option<(usize, Range<usize>)>>) -> Report<usize> {
    let report = match diagnostic.severity {
        Severity::Error => Report::error(),
        Severity::Warning => Report::warning(),
    };
    let styles = [Label::primary, Label::secondary];
    let labels = styles.into_iter().zip(labels);
    report
        .with_code(diagnostic.code.id())
        .with_message(visible(&diagnostic.message))
        .with_labels(labels.filter_map(|(of, at)| at.map(|(id, range)| of(id, range))).collect())
        .with_notes(
            diagnostic.hints.iter().map(|hint| format!("hint: {}", visible(hint))).collect(),
        )
}
