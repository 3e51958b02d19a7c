//! Documents that never end, or take all memory, or break the process that makes them:
//! each costs itself.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::batch::{documents, report};
use crate::common::watch::Watch;
use crate::common::{command, diptych, folder, names, save, small, stderr};

const PROJECT: &str = r#"languages = ["zh", "en"]

[audiences]
members = { zh = "成员", en = "Members" }

[variants.trap]
template = "trap"
level = "key"

[variants.plain]
template = "note"
level = "key"
"#;

const FIELDS: &str = "recipient: [{ name: name, required: true }, { name: office }]\n";

/// What a recipient's office makes of the template.
const TRAP: &str = r#"
#context {
  let recipient = json("/recipient.json")
  let office = if recipient == none { () } else { recipient.at("office", default: (:)).values() }
  if "loop" in office { for i in range(100000) { for j in range(100000) { } } }
  if "grow" in office { let all = "x"; for i in range(60) { all += all } }
  if "sink" in office { let deep = (); for i in range(1000000) { deep = (deep,) } }
  if "turn" in office { let turn(n) = { turn(n + 1) }; turn(0) }
}
"#;

/// A project, and a table of twenty rows of which the seventh has an office.
fn project(office: &str) -> tempfile::TempDir {
    let trap = [include_str!("../../templates/note.typ"), TRAP].concat();
    let files = [
        ("diptych.toml", PROJECT),
        ("templates/trap.typ", trap.as_str()),
        ("templates/trap.yaml", FIELDS),
    ];
    let dir = folder(&small(&files));
    let row = |n| format!("r{n},trap,Reader {n},{}\n", if n == 7 { office } else { "Harbour" });
    let rows: String = (1..=20).map(row).collect();
    std::fs::write(dir.path().join("rows.csv"), format!("id,variant,name,office\n{rows}")).unwrap();
    dir
}

/// The documents of the other rows, made in one process.
fn others() -> BTreeMap<String, Vec<u8>> {
    let dir = project("Pier");
    let output = diptych(dir.path(), &["batch", "rows.csv", "--in-process"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut all = documents(&dir.path().join("out"));
    all.remove("r7-trap.pdf").unwrap();
    assert_eq!(all.len(), 19);
    all
}

/// What the report says of the seventh row.
fn status(dir: &Path) -> String {
    report(&dir.join("out"))["results"][6]["status"].as_str().unwrap().into()
}

/// Enough for any other document on a machine with much to do.
const LIMITS: [&str; 6] = ["--timeout", "20", "--memory-limit", "512M", "-j", "2"];

#[test]
fn a_row_that_cannot_be_made_costs_itself() {
    let others = others();
    let told = [
        ("loop", "aborted", "`r7-trap` was not ready within 20 seconds", "[out-of-time]"),
        ("grow", "aborted", "`r7-trap` takes more than 512 MiB of memory", "[out-of-memory]"),
        ("sink", "aborted", "the process that made `r7-trap` ended: ", "[worker-died]"),
        ("turn", "failed", "maximum function call depth exceeded", "[typst]"),
    ];
    for (office, state, message, code) in told {
        let dir = project(office);
        let output = diptych(dir.path(), &[&["batch", "rows.csv"][..], &LIMITS].concat());
        assert_eq!(output.status.code(), Some(4), "{office}: {}", stderr(&output));
        let said = stderr(&output);
        let (place, rest) = said.lines().find_map(|line| line.split_once(": error: ")).unwrap();
        assert!(state == "failed" || place == "rows.csv:8:1", "{said}");
        assert!(rest.contains(message) && rest.contains(code), "{office}: {said}");
        assert_eq!(status(dir.path()), state);
        assert!(documents(&dir.path().join("out")) == others, "{office}");
    }
}

#[test]
fn a_row_that_was_ended_is_not_met_again_unless_it_is_asked_for() {
    let dir = project("grow");
    let run =
        |more: &[&str]| diptych(dir.path(), &[&["batch", "rows.csv"][..], &LIMITS, more].concat());
    assert_eq!(run(&[]).status.code(), Some(4));
    let output = run(&["--resume"]);
    assert_eq!(output.status.code(), Some(4));
    let said = stderr(&output);
    assert!(said.contains("passes over 1 row"), "{said}");
    assert!(said.contains("out-of-memory"), "the reason is told again: {said}");
    // It is asked for.
    let output = run(&["--resume", "--retry"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(!stderr(&output).contains("passes over"), "{}", stderr(&output));
    assert_eq!(status(dir.path()), "aborted");
    // What it is made from is mended.
    let table = std::fs::read_to_string(dir.path().join("rows.csv")).unwrap();
    save(&dir.path().join("rows.csv"), &table.replace("grow", "Pier"));
    let output = run(&["--resume"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(status(dir.path()), "done");
}

/// The processes that a process has started.
#[cfg(target_os = "linux")]
fn children(id: u32) -> Vec<String> {
    let list = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    // A thread of it may have started them.
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap().flatten();
    let lists = tasks.map(|task| std::fs::read_to_string(task.path().join("children")));
    let all: String = lists.chain([list]).flatten().collect();
    let mut all: Vec<String> = all.split_whitespace().map(String::from).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_is_killed_costs_its_row_and_no_worker_outlives_the_program() {
    let dir = project("loop");
    let start = |out: &str| {
        let args = ["batch", "rows.csv", "-j", "1", "--timeout", "600", "-o", out];
        let mut child = command(dir.path(), &args)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Six rows are made, and the seventh is in the making.
        assert!(lines.by_ref().map_while(Result::ok).any(|line| line == "6 of 20, 0 failed"));
        (child, lines)
    };
    let kill = |id: &str| {
        assert!(Command::new("kill").args(["-KILL", id]).status().unwrap().success());
    };
    let (mut child, lines) = start("out");
    let workers = children(child.id());
    assert_eq!(workers.len(), 1);
    kill(&workers[0]);
    let said: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(child.wait().unwrap().code(), Some(4), "{said:?}");
    assert!(said.iter().any(|line| line.contains("signal: 9")), "{said:?}");
    assert_eq!(status(dir.path()), "aborted");
    assert!(documents(&dir.path().join("out")) == others());

    let (mut child, _lines) = start("more");
    let worker = children(child.id()).remove(0);
    kill(&child.id().to_string());
    child.wait().unwrap();
    // It ends as soon as it finds that nobody asks.
    let is_there = || {
        let status = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        !(status.is_empty() || status.contains(") Z "))
    };
    while is_there() {
        std::thread::yield_now();
    }
}

#[test]
fn a_variant_that_cannot_be_made_is_told_and_the_last_good_files_stay() {
    let dir = folder(&small(&[("diptych.toml", PROJECT), ("templates/trap.yaml", FIELDS)]));
    let trap = dir.path().join("templates/trap.typ");
    let note = include_str!("../../templates/note.typ");
    save(&trap, note);
    let build = [&["build"][..], &LIMITS].concat();
    assert_eq!(diptych(dir.path(), &build).status.code(), Some(0));
    let good = documents(&dir.path().join("out"));
    assert_eq!(good.len(), 2);
    let here = diptych(dir.path(), &["build", "--in-process", "-o", "here"]);
    assert_eq!(here.status.code(), Some(0));
    assert!(documents(&dir.path().join("here")) == good);
    for (endless, message) in [
        (
            "#for i in range(100000) { for j in range(100000) { } }",
            "was not ready within 20 seconds",
        ),
        ("#{ let all = \"x\"; for i in range(60) { all += all } }", "takes more than 512 MiB"),
    ] {
        save(&trap, &[note, endless].concat());
        let output = diptych(dir.path(), &build);
        assert_eq!(output.status.code(), Some(1));
        let said = stderr(&output);
        assert!(said.contains(message) && said.contains("diptych.toml:6:"), "{said}");
        assert!(documents(&dir.path().join("out")) == good);
    }
}

#[test]
fn limits_that_are_none_are_refused() {
    let dir = project("Pier");
    for (args, message) in [
        (["--timeout", "0"], "0 is not in 1.."),
        (["--memory-limit", "lots"], "sizes are `512M` or `4G`"),
        (["--memory-limit", "1M"], "256M is the least"),
    ] {
        let output = diptych(dir.path(), &[&["build"][..], &args].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}

/// A project whose first template never ends, watched.
fn endless() -> (tempfile::TempDir, Watch) {
    let endless = "#for i in range(100000) { for j in range(100000) { } }";
    let files = [("diptych.toml", PROJECT), ("templates/trap.typ", endless)];
    let dir = folder(&small(&files));
    let watch = Watch::start(dir.path(), &[]);
    (dir, watch)
}

#[test]
fn an_interrupt_ends_a_watch_whatever_it_is_making() {
    let (_dir, mut watch) = endless();
    let id = watch.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_template_that_never_ends_is_given_up_at_the_next_save_and_the_preview_goes_on() {
    let (dir, watch) = endless();
    // It has read the project, and makes its pages.
    watch.state("trap", |state| !state["variants"].as_array().unwrap().is_empty());
    save(&dir.path().join("templates/trap.typ"), include_str!("../../templates/note.typ"));
    watch.line("does not end, and is given up");
    watch.line("all: trap, plain in ");
    let state = watch.state("trap", |state| !state["pages"].as_array().unwrap().is_empty());
    assert_eq!(state["errors"].as_array().unwrap().len(), 0);
}

#[test]
fn what_a_killed_program_had_begun_is_taken_away_and_what_another_is_writing_stays() {
    let dir = folder(&small(&[]));
    let out = dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    for name in [".diptych-abc", ".diptych-held", ".hidden"] {
        std::fs::write(out.join(name), "half").unwrap();
    }
    let held = std::fs::File::open(out.join(".diptych-held")).unwrap();
    held.lock().unwrap();
    assert!(diptych(dir.path(), &["build", "en"]).status.success());
    let hidden: Vec<_> = names(&out).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(hidden, [".diptych-held", ".hidden"]);
}
