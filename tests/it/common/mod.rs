//! A small project that tests change, and ways to run the program on one.

#![allow(dead_code, reason = "each test binary uses a part")]

pub mod batch;
pub mod bucket;
pub mod layout;
pub mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::Edition;
use diptych::model::project::Project;
use diptych::select::select;

/// The files of a small valid project, by path.
pub const SMALL: &[(&str, &str)] = &[
    (
        "diptych.toml",
        r#"languages = ["zh", "en"]

[audiences]
members = { zh = "成员", en = "Members" }
staff = { zh = "工作人员", en = "Staff" }

[variants.both]
template = "brief"

[variants.brief]
template = "brief"
level = "brief"

[variants.key]
template = "brief"
level = "key"

[variants.zh]
template = "brief"
languages = ["zh"]
notes = "per-page"

[variants.en]
template = "report"
languages = ["en"]

[variants.members]
template = "brief"
audience = "members"
"#,
    ),
    (
        "data/article.yaml",
        "title: { zh: 湖泊, en: The lake }
issue: { year: 2020, number: 3 }
revised: 2020-05-06
abstract: { zh: 湖面缩小。, en: The lake shrinks. }
keywords:
  - { zh: 湖, en: lake }
sections: [water]
",
    ),
    (
        "data/sections/water.yaml",
        "id: water
title: { zh: 水, en: Water }
blocks:
  - id: message
    level: key
    zh: 湖面在缩小。
    en: The lake is shrinking.
  - id: area
    level: brief
    zh: 面积为 {extent}。[@map] 又见他处。[@map, p. 3]
    en: Its area is {extent}.[@map] See elsewhere.[@map, p. 3]
  - id: rivers
    zh: 河流改道，{board}知情。[@book]
    en: The rivers moved, and the {board} knew.[@book]
  - id: secret
    audiences: [members]
    zh: 内部消息，{board}已议。[@memo]
    en: Inside news, which the {board} has discussed.[@memo]
  - id: again
    zh: 再看地图。[@map]
    en: The map again.[@map]
",
    ),
    (
        "data/events.yaml",
        "periods:
  - { id: early, date: 1990/2000, title: { zh: 早期, en: Early } }
  - { id: late, date: 2000/.., title: { zh: 晚期, en: Late } }
events:
  - { id: survey, date: 2000, level: brief, zh: '测量[@map]', en: 'A survey[@map]' }
  - { id: treaty, date: 1992-10-05, level: brief, zh: '条约[@book]', en: 'A treaty[@book]' }
  - { id: flood, date: 1995-07, zh: '洪水[@map]', en: 'A flood[@map]' }
  - { id: meeting, date: 2010, audiences: [members], zh: 内部会议, en: Inside meeting }
dates:
  census: 2015-04
",
    ),
    (
        "data/quantities.yaml",
        "units:
  area: { zh: '{n}平方公里', en: '{n} square kilometres' }
quantities:
  extent: { value: 2400, unit: area, source: map }
  dry: { value: 600, unit: area }
  dry-share: { share: [dry, extent], published: 25.0 }
",
    ),
    (
        "data/terms.yaml",
        "board:
  long: { zh: 湖泊管理委员会, en: Lake Management Board }
  short: { zh: 管委会, en: LMB }
  avoid: { en: [Lake Board] }
",
    ),
    (
        "data/sources.yaml",
        "map: { type: web, title: 湖图, date: 2019-01-02, language: zh, url: 'http://example.org/map' }
book: { type: book, title: Rivers, author: 'Smith, Ann', date: 2018, language: en }
memo: { type: report, title: 内参, date: 2017, language: zh }
",
    ),
    (
        "data/source-titles.yaml",
        "map: { en: { title: Map of the lake, short: Map } }
book: { zh: { title: 河流 } }
memo: { en: { title: Memo } }
",
    ),
];

/// The small project with some files replaced or added.
pub fn small(changes: &[(&str, &str)]) -> Files {
    let mut files = Files::default();
    for (path, text) in SMALL.iter().chain(changes) {
        files.insert(path, text.as_bytes().to_vec());
    }
    files
}

/// The small project with words replaced in one of its files.
pub fn edited(path: &str, from: &str, to: &str) -> Files {
    let (_, text) = SMALL.iter().find(|(p, _)| *p == path).expect("a file of the small project");
    assert!(text.contains(from), "`{from}` is in {path}");
    small(&[(path, &text.replace(from, to))])
}

/// The small project with every kind of text: a variant `all` in two languages.
pub fn lake() -> Files {
    let (_, toml) = SMALL[0];
    let toml = format!("{toml}\n[variants.all]\ntemplate = \"report\"\nglossary = true\n");
    let (_, article) = SMALL[1];
    let article = article.replace("issue:", "subtitle: { zh: 一份报告, en: A report }\nissue:");
    small(&[
        ("diptych.toml", &toml),
        ("data/article.yaml", &article),
        ("data/figures.yaml", FIGURES),
    ])
}

const FIGURES: &str = "shares:
  after: area
  title: { zh: 面积, en: Areas }
  alt: { zh: 两条, en: Two bars }
  chart:
    values:
      - { label: { zh: 水面, en: Open water }, quantity: extent }
      - { label: { zh: 滩地, en: Dry land }, quantity: dry }
names:
  after: rivers
  title: { zh: 河名, en: Names }
  remark: { zh: 未经核对, en: Not checked }
  table:
    columns: [{ zh: 河, en: River }, { zh: 长度, en: Length }]
    rows:
      - [{ zh: 北河, en: North river }, { zh: 很长, en: Very long }]
";

/// Loads files that must be without fault.
pub fn loaded(files: &Files) -> Project {
    let mut diagnostics = Diagnostics::default();
    let project = load(files, &mut diagnostics);
    assert_eq!(diagnostics.sorted(), Vec::<&diptych::model::diagnostic::Diagnostic>::new());
    project.expect("a project without fault is given")
}

/// The edition of a variant of a project without fault.
pub fn edition(files: &Files, variant: &str) -> Edition {
    let project = loaded(files);
    select(&project, project.variant(variant).expect("the variant is there"))
}

/// Writes files into a folder.
pub fn write(dir: &Path, files: &Files) {
    for (path, bytes) in files.all() {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// Writes a file as an editor does: beside, and renamed.
pub fn save(path: &Path, text: &str) {
    let beside = path.with_extension("new~");
    std::fs::write(&beside, text).expect("a file");
    std::fs::rename(&beside, path).expect("a file");
}

/// A new folder with a project in it.
pub fn folder(files: &Files) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), files);
    dir
}

/// Runs the program in a folder.
pub fn diptych(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().expect("the program runs")
}

/// The program, to be run in a folder.
pub fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command.args(args).current_dir(dir).env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    command
}

/// What a run printed to the standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a run printed to the standard output.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The files in a folder, by name.
pub fn names(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return vec![] };
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.flatten().map(name).collect();
    names.sort();
    names
}

/// A path in the repository.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
