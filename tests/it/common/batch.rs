//! A small project with a table, and ways to run batches on it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::{diptych, folder, names, small, stderr};

pub const NOTE: &str = r#"languages = ["zh", "en"]

[audiences]
members = { zh = "成员", en = "Members" }
staff = { zh = "工作人员", en = "Staff" }

[variants.note]
template = "note"
level = "brief"

[variants.short]
template = "note"
languages = ["en"]
level = "key"

[variants.never]
template = "note"
max-pages = 0
"#;

pub const ROWS: &str = "\
id,variant,languages,audience,name,salutation.zh,salutation.en,date,include,exclude,file
ann,note,,,Ann Smith,你好：,Dear Ann:,2020-06-01,,,
bo,note,en,members,\"Bo, junior\",,Dear Bo:,,secret,area,
chen,short,,,Chen,,Dear Chen:,,,,letter-to-{id}.pdf
";

/// A folder with a small project and a table.
pub fn project(rows: &str) -> tempfile::TempDir {
    let dir = folder(&small(&[("diptych.toml", NOTE)]));
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    dir
}

/// Runs a batch that must come to its end without fault.
pub fn made(dir: &Path, args: &[&str]) -> Output {
    let output = diptych(dir, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}

/// The documents in a folder, by name.
pub fn documents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let pdfs = names(dir).into_iter().filter(|name| name.ends_with(".pdf"));
    pdfs.map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap())).collect()
}

pub fn report(dir: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap()
}
