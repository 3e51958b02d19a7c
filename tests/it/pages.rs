//! Reference pages: every page of every shipped variant, at a low resolution,
//! as a sheet for each variant under `tests/pages`.
//!
//! After a change of the pages that is meant, look at them, then refresh the
//! sheets: `DIPTYCH_UPDATE_PAGES=1 cargo test --release --test it pages::`.

use crate::common;
use std::path::{Path, PathBuf};

use crate::common::{diptych, here, stderr, stdout};
use tiny_skia::{Pixmap, PremultipliedColorU8};

/// Pixels an inch of the sheets.
const RESOLUTION: &str = "16";
/// How far a channel of a pixel may be from the reference, of 255.
const NEAR: u8 = 40;
/// How many pixels of a million may be further away.
const STRAY: usize = 300;

/// The shipped projects, by name; the built-in one has no folder.
const PROJECTS: [(&str, Option<&str>); 3] =
    [("cica", None), ("metre", Some("examples/metre")), ("specimen", Some("examples/specimen"))];

/// Builds the sheets of a project into a folder; gives the variants.
fn build(project: Option<&str>, dir: &Path) -> Vec<String> {
    let folder = project.map(|path| here(path).to_string_lossy().into_owned());
    let mut args = vec!["build", "--format", "sheet", "--ppi", RESOLUTION, "-o", "out"];
    if let Some(folder) = &folder {
        args.extend(["--project", folder]);
    }
    let output = diptych(dir, &args);
    assert!(output.status.success(), "{}", stderr(&output));
    let name = |line: &str| Path::new(line).file_stem().map(|s| s.to_string_lossy().into_owned());
    stdout(&output).lines().filter_map(name).collect()
}

/// Where two sheets differ: the pixels of the second, with what is far from the
/// first in red; and how many those are.
fn difference(expected: &Pixmap, found: &Pixmap) -> (Pixmap, usize) {
    let mut marked = found.clone();
    let red = PremultipliedColorU8::from_rgba(220, 0, 0, 255).expect("a colour");
    let mut stray = 0;
    for (index, pixel) in marked.pixels_mut().iter_mut().enumerate() {
        let reference = expected.pixels()[index];
        let far = [
            reference.red().abs_diff(pixel.red()),
            reference.green().abs_diff(pixel.green()),
            reference.blue().abs_diff(pixel.blue()),
        ];
        if far.iter().any(|distance| *distance > NEAR) {
            stray += 1;
            *pixel = red;
        }
    }
    (marked, stray)
}

/// Compares a sheet with its reference; gives what is wrong.
fn compare(name: &str, found: &Path) -> Option<String> {
    let reference = here("tests/pages").join(format!("{name}.png"));
    if std::env::var_os("DIPTYCH_UPDATE_PAGES").is_some() {
        std::fs::create_dir_all(here("tests/pages")).expect("a folder");
        std::fs::copy(found, reference).expect("a copy");
        return None;
    }
    let read = |path: &Path| Pixmap::load_png(path).map_err(|e| format!("{}: {e}", path.display()));
    let (expected, found) = match (read(&reference), read(found)) {
        (Ok(expected), Ok(found)) => (expected, found),
        (Err(error), _) | (_, Err(error)) => return Some(error),
    };
    if (expected.width(), expected.height()) != (found.width(), found.height()) {
        return Some(format!("{name}: the number or size of pages differs"));
    }
    let (marked, stray) = difference(&expected, &found);
    let allowed = expected.pixels().len() * STRAY / 1_000_000;
    (stray > allowed).then(|| {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-difference.png"));
        marked.save_png(&path).expect("a picture");
        format!("{name}: {stray} pixels differ; see {}", path.display())
    })
}

#[test]
fn every_page_of_every_shipped_variant_is_as_its_reference() {
    let mut wrong = vec![];
    let mut seen = vec![];
    for (project, folder) in PROJECTS {
        let dir = tempfile::tempdir().unwrap();
        for variant in build(folder, dir.path()) {
            let name = format!("{project}-{variant}");
            wrong.extend(compare(&name, &dir.path().join(format!("out/{variant}.png"))));
            seen.push(format!("{name}.png"));
        }
    }
    seen.sort();
    assert_eq!(common::names(&here("tests/pages")), seen, "a sheet for each variant, and no other");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_moved_line_is_seen() {
    let mut one = Pixmap::new(40, 40).unwrap();
    one.fill(tiny_skia::Color::WHITE);
    let mut other = one.clone();
    let black = PremultipliedColorU8::from_rgba(0, 0, 0, 255).unwrap();
    other.pixels_mut()[80..120].fill(black);
    assert_eq!(difference(&one, &one).1, 0);
    let (marked, stray) = difference(&one, &other);
    assert_eq!(stray, 40);
    assert_eq!(marked.pixels()[80].red(), 220);
}
