//! Pictures as figures: what is refused, what is told, and what no file says of them.

use crate::common::layout::build;
use crate::common::{diptych, edition, folder, here, small, stderr};
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::Diagnostics;

const VARIANTS: &str = "\n[variants.stacked]\ntemplate = \"report\"\nlayout = \"stacked\"\n\
                        [variants.facing]\ntemplate = \"report\"\nlayout = \"facing\"\n";

/// The small project with a picture of some files.
fn project(picture: &str, files: &[&str]) -> Files {
    let figures = format!(
        "photo:\n  after: area\n  level: brief\n  title: {{ zh: 照片, en: A photo }}\n  \
         alt: {{ zh: 湖, en: A lake }}\n  picture: {{ {picture} }}\n"
    );
    let toml = small(&[]).text("diptych.toml").unwrap_or_default().to_string() + VARIANTS;
    let mut project = small(&[("data/figures.yaml", &figures), ("diptych.toml", &toml)]);
    for file in files {
        let bytes = std::fs::read(here("tests/pictures").join(file)).expect("a picture");
        project.insert(&format!("data/{file}"), bytes);
    }
    project
}

fn told(files: &Files) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    load(files, &mut diagnostics);
    diagnostics.sorted().iter().map(|told| told.message.clone()).collect()
}

#[test]
fn what_is_no_picture_for_print_is_refused() {
    assert_eq!(told(&project("file: none.png", &[])), ["there is no file `data/none.png`"]);
    assert_eq!(told(&project("file: map.pdf", &[])), ["`map.pdf` is no picture"]);
    let cmyk = told(&project("file: cmyk.jpg", &["cmyk.jpg"]));
    assert_eq!(cmyk, ["`data/cmyk.jpg` is in CMYK, the colours of a press"]);
    let width = told(&project("file: small.png, width: 5", &["small.png"]));
    assert_eq!(width, ["`5` is not the width of a picture"]);
    let one = told(&project("file: { zh: small.png }", &["small.png"]));
    assert_eq!(one, ["the picture `photo` has no `en` text"]);
    let mut broken = project("file: small.png", &["small.png"]);
    let bytes = broken.bytes("data/small.png").unwrap().to_vec();
    broken.insert("data/small.png", bytes[..bytes.len() / 2].to_vec());
    assert_eq!(told(&broken), ["`data/small.png` is a broken picture"]);
    broken.insert("data/small.png", b"\xff\xd8\xff\xe0".to_vec());
    let kind = "`data/small.png` is a picture of another kind than its name says";
    assert_eq!(told(&broken), [kind]);
    let mut large = bytes;
    large[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    broken.insert("data/small.png", large);
    let size = "`data/small.png` has 16384 × 16384 pixels, and may have 50000000 in all";
    assert_eq!(told(&broken), [size]);
    broken.insert("data/small.png", vec![0; (32 << 20) + 1]);
    assert_eq!(told(&broken), ["`data/small.png` has 32 MiB, and may have 32"]);
}

#[test]
fn a_photo_is_as_high_as_it_is_turned() {
    let edition = edition(&project("file: turned.jpg", &["turned.jpg"]), "both");
    let figure = edition.figures().next().expect("a figure");
    let printed = serde_json::to_value(figure).unwrap();
    assert_eq!(printed["content"]["sizes"]["en"], serde_json::json!([32, 48]));
}

#[test]
fn a_picture_with_few_dots_is_told() {
    let dir = folder(&project("file: small.png", &["small.png"]));
    let output = diptych(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("`data/small.png` has 7 dots to an inch in print"));
}

#[test]
fn no_file_says_where_a_photo_was_taken() {
    let dir =
        folder(&project("file: turned.jpg, credit: { zh: 摄影, en: By us }", &["turned.jpg"]));
    for format in ["pdf", "svg", "png"] {
        let args = ["build", "both", "-o", format, "--format", format, "--attach-data"];
        let args = if format == "pdf" { &args[..] } else { &args[..6] };
        let output = diptych(dir.path(), args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|own| own == part);
    let pdf = std::fs::read(dir.path().join("pdf/both.pdf")).unwrap();
    assert!(has(&pdf, b"DCTDecode"), "the photo is there as it is");
    for secret in ["CAMERA-OF-ANN", "SECRET-COMMENT", "2020:01:01"] {
        assert!(!has(&pdf, secret.as_bytes()), "{secret}");
    }
}

#[test]
fn every_layout_prints_one_picture_for_all_and_one_for_each() {
    let one = project("file: turned.jpg, width: 40", &["turned.jpg"]);
    let each = project("file: { zh: small.png, en: turned.jpg }", &["small.png", "turned.jpg"]);
    for files in [one, each] {
        for variant in ["both", "zh", "en", "stacked", "facing"] {
            let built = build(&files, variant);
            assert!(built.pages.is_some(), "{variant}: {:?}", built.diagnostics.sorted());
        }
    }
}
