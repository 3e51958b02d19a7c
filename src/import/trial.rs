//! Writing until it reads back.
//!
//! Takes the article and how it is written; gives files that the program loads and lays
//! out. A text that is taken for something else is written with more care, a character
//! without a glyph by its number, a table that is too wide as a list. Each is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::merge::Article;
use super::pen::Care;
use super::write::{self, Plan, Span, Written};
use crate::export::Options;
use crate::load::files::{Files, PROJECT_FILE};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::scaffold::{NewFiles, with_drafts, with_section};
use crate::session::{Builder, Session};
use crate::typeset::Fonts;

/// How often it is written at most: each time, something is written otherwise.
const MOST: usize = 400;

pub struct Tried {
    pub files: NewFiles,
    pub told: Vec<String>,
    /// What is still wrong.
    pub faults: Vec<String>,
    /// Whether a text is missing in some language.
    pub is_draft: bool,
}

/// Writes the article until nothing in it is wrong, or nothing more can be done.
pub fn write(
    plan: &mut Plan,
    article: &Article,
    base: &BTreeMap<String, Vec<u8>>,
    project: Option<&Files>,
    fonts: &Fonts,
) -> Result<Tried, Diagnostic> {
    let mut told = BTreeSet::new();
    for round in 0.. {
        let mut written = write::sections(plan, article);
        match project {
            None => write::article(plan, article, &mut written),
            Some(project) => {
                let mut own = project.clone();
                for section in &written.sections {
                    let text = with_section(&own, section)?;
                    own.insert("data/article.yaml", text.into_bytes());
                }
                let text = own.text("data/article.yaml").unwrap_or_default().to_string();
                written.files.insert("data/article.yaml".into(), text);
            }
        }
        if let Some(toml) = base.get(PROJECT_FILE) {
            let toml = String::from_utf8_lossy(toml);
            let toml = with_drafts(&toml, plan.languages, &written.lacking);
            written.files.insert(PROJECT_FILE.into(), toml);
        }
        let files = assembled(&written, base, project);
        let (is_loaded, faults) = faults(files.clone(), fonts, project.is_none());
        let own = |fault: &&Diagnostic| {
            fault.place.as_ref().is_none_or(|place| written.files.contains_key(&place.path))
        };
        let mut is_mended = false;
        for fault in faults.iter().filter(own).filter(|_| round < MOST) {
            is_mended |= match is_loaded {
                true => narrow(plan, fault, &mut told),
                false => mend(plan, &written, fault, &mut told),
            };
        }
        if !is_mended {
            let faults = faults.into_iter().filter(|fault| own(&fault));
            let faults = faults.map(|fault| at(&files, &fault)).collect();
            return Ok(Tried {
                is_draft: !written.lacking.is_empty(),
                files: written.files,
                told: told.into_iter().collect(),
                faults,
            });
        }
    }
    unreachable!("the last round ends it")
}

/// The whole project, as it would be.
pub fn assembled(
    written: &Written,
    base: &BTreeMap<String, Vec<u8>>,
    project: Option<&Files>,
) -> Files {
    let mut files = project.cloned().unwrap_or_default();
    let is_read = |path: &str| {
        path == PROJECT_FILE
            || crate::load::files::FOLDERS
                .iter()
                .any(|folder| path.starts_with(&format!("{folder}/")))
    };
    for (path, bytes) in base.iter().filter(|(path, _)| is_read(path)) {
        files.insert(path, bytes.clone());
    }
    for (path, text) in &written.files {
        files.insert(path, text.clone().into_bytes());
    }
    files
}

/// What is wrong with the project, up to its pages; and whether it loads.
fn faults(files: Files, fonts: &Fonts, is_laid_out: bool) -> (bool, Vec<Diagnostic>) {
    let errors = |found: &crate::model::diagnostic::Diagnostics| {
        let all = found.sorted().into_iter().filter(|d| d.severity == Severity::Error);
        all.cloned().collect::<Vec<_>>()
    };
    let session = match Session::open(files, fonts.clone()) {
        Ok(session) => session,
        Err(broken) => return (false, errors(&broken.diagnostics)),
    };
    if !is_laid_out {
        return (true, vec![]);
    }
    let options = Options::default();
    let builder = Builder::new(&session, &options);
    let mut found = vec![];
    for variant in &session.project().variants {
        let mut wrong = crate::model::diagnostic::Diagnostics::default();
        let edition = builder.edition(variant, &mut wrong);
        builder.pages(variant, &edition, &mut wrong);
        found.extend(errors(&wrong));
    }
    (true, found)
}

static CODES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"U\+([0-9A-F]{2,6})").expect("a pattern of this file"));

static WIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^the table `([^`]+)` is too wide").expect("a pattern of this file")
});

/// Makes a list of a table that no page is wide enough for; says whether the fault was one.
fn narrow(plan: &mut Plan, fault: &Diagnostic, told: &mut BTreeSet<String>) -> bool {
    let Some(wide) = WIDE.captures(&fault.message) else { return false };
    told.insert(format!("the table `{}` is too wide for a page, and became a list", &wide[1]));
    plan.lists.insert(wide[1].to_string())
}

/// Writes what is wrong otherwise the next time; says whether there is a way.
fn mend(
    plan: &mut Plan,
    written: &Written,
    fault: &Diagnostic,
    told: &mut BTreeSet<String>,
) -> bool {
    let Some(place) = &fault.place else { return false };
    let is_at = |span: &&Span| span.path == place.path && span.range.contains(&place.range.start);
    let units: Vec<(usize, bool)> =
        (written.spans.iter().filter(is_at)).map(|span| (span.unit, span.is_styled)).collect();
    let is_glyph = fault.message.contains("has the ");
    // Bold and emphasis have fonts of their own; without them there may be no fault.
    let is_styled = fault.message.contains("emphasis") || fault.message.contains("bold");
    let is_careful =
        |(unit, _): &(usize, bool)| plan.cares.get(*unit).is_some_and(|c| *c > Care::Common);
    if is_glyph && (!is_styled || units.iter().all(is_careful)) {
        let mut is_new = false;
        for found in CODES.captures_iter(&fault.message) {
            let c = u32::from_str_radix(&found[1], 16).ok().and_then(char::from_u32);
            if let Some(c) = c.filter(|c| !c.is_ascii()) {
                is_new |= plan.pen.banned.insert(c);
                told.insert(format!(
                    "no font has the character `{c}`, which became `[U+{:04X}]`",
                    u32::from(c)
                ));
            }
        }
        return is_new;
    }
    let mut is_mended = false;
    let words = written.files.get(&place.path).and_then(|text| text.get(place.range.clone()));
    let words = super::told::short(words.unwrap_or_default());
    for (unit, is_styled) in units {
        plan.cares.resize(plan.cares.len().max(unit + 1), Care::Common);
        let care = &mut plan.cares[unit];
        let (more, what) = match care {
            Care::Common if is_styled => (Care::Every, "emphasis and links were left out"),
            Care::Common => (Care::Every, ""),
            Care::Every => (Care::Narrow, "full-width signs became half-width ones"),
            Care::Narrow => continue,
        };
        *care = more;
        is_mended = true;
        if !what.is_empty() {
            told.insert(format!("{what} in a text with “{words}”: {}", fault.message));
        }
    }
    is_mended
}

/// A fault with its place, in a line.
fn at(files: &Files, fault: &Diagnostic) -> String {
    match &fault.place {
        Some(place) => {
            let text = files.text(&place.path).unwrap_or_default();
            let (line, _) = crate::model::diagnostic::line_and_column(text, place.range.start);
            format!("{}:{line}: {}", place.path, fault.message)
        }
        None => fault.message.clone(),
    }
}
