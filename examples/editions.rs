//! Diptych as a library: from a project's files to the bytes of a PDF.
//!
//! `cargo run --release --example editions` typesets each variant of the
//! built-in project in memory, and tells how long it is.

use std::process::ExitCode;
use std::sync::Arc;

use diptych::export::{DEFAULT_STANDARDS, Format, Options, Standards, export};
use diptych::load::files::Files;
use diptych::load::load;
use diptych::manifest::PROGRAM;
use diptych::model::diagnostic::Diagnostics;
use diptych::select::select;
use diptych::typeset::typeset;
use diptych::typeset::{Base, Composition, Fonts};

fn main() -> ExitCode {
    let mut diagnostics = Diagnostics::default();
    if editions(&mut diagnostics).is_none() {
        for diagnostic in diagnostics.sorted() {
            eprintln!("{}", diagnostic.message);
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn editions(diagnostics: &mut Diagnostics) -> Option<()> {
    let files = Files::built_in();
    let project = load(&files, diagnostics)?;
    let fonts = Fonts::load(&[]).map_err(|told| diagnostics.push(told)).ok()?;
    // Built once: what all editions share.
    let base = Arc::new(Base::new(fonts, &files));
    let options = Options {
        format: Format::Pdf,
        standards: Standards::new(&DEFAULT_STANDARDS).ok()?,
        tagged: true,
        timestamp: 0,
        resolution: 144.0,
        attach: false,
    };
    for variant in &project.variants {
        let edition = select(&project, variant);
        let composition = Composition::new(base.clone(), &edition);
        let pages = typeset(&composition, &edition, &project, variant, diagnostics)?;
        let files = export(&pages, &options, PROGRAM, diagnostics)?;
        let bytes: usize = files.iter().map(Vec::len).sum();
        println!("{}: {} pages, {bytes} bytes", variant.name, pages.len());
    }
    Some(())
}
