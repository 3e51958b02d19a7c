//! Diptych as a library: from a project's files to the bytes of a PDF.
//!
//! `cargo run --release --example editions` typesets each variant of the
//! built-in project in memory, and tells how long it is.

use std::process::ExitCode;

use diptych::export::Options;
use diptych::load::files::Files;
use diptych::model::diagnostic::Diagnostics;
use diptych::session::{Builder, Session};
use diptych::typeset::Fonts;

fn main() -> ExitCode {
    let Err(mistakes) = editions() else { return ExitCode::SUCCESS };
    for mistake in mistakes.sorted() {
        eprintln!("{}", mistake.message);
    }
    ExitCode::FAILURE
}

fn editions() -> Result<(), Diagnostics> {
    let fonts = Fonts::load(&[])?;
    let session = Session::open(Files::built_in(), fonts).map_err(|broken| broken.diagnostics)?;
    let options = Options::default();
    let builder = Builder::new(&session, &options);
    for variant in &session.project().variants {
        for made in builder.make(variant)? {
            let bytes: usize = made.files.iter().map(|(_, bytes)| bytes.len()).sum();
            println!("{}: {} pages, {bytes} bytes", variant.name, made.manifest.pages);
        }
    }
    Ok(())
}
