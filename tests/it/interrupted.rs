//! Batches that are stopped, killed, run twice at once, or out of room.
//!
//! No file is torn, and going on gives what an uninterrupted run gives.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use crate::common::{command, diptych, folder, names, small, stderr};
use serde_json::Value;

const NOTE: &str = r#"languages = ["zh", "en"]

[audiences]
members = { zh = "成员", en = "Members" }

[variants.note]
template = "note"
level = "key"

[variants.endless]
template = "endless"
level = "key"
"#;

/// A document that no test has the time for.
const ENDLESS: &str = "#for i in range(100000) { for j in range(100000) { } }";

/// A project and a table of so many rows, `r0` and on.
fn project(rows: usize) -> tempfile::TempDir {
    let dir = folder(&small(&[("diptych.toml", NOTE), ("templates/endless.typ", ENDLESS)]));
    let mut table = String::from("id,variant,name\n");
    for index in 0..rows {
        table += &format!("r{index},note,Reader {index}\n");
    }
    std::fs::write(dir.path().join("rows.csv"), table).unwrap();
    dir
}

/// Adds a document to the table that is never done, after the others.
fn add_endless(dir: &Path) {
    let table = std::fs::read_to_string(dir.join("rows.csv")).unwrap();
    std::fs::write(dir.join("rows.csv"), table.replace("name\n", "name\nlast,endless,\n")).unwrap();
}

fn start(dir: &Path, args: &[&str]) -> (Child, Lines<BufReader<ChildStderr>>) {
    let mut child =
        command(dir, args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    (child, lines)
}

/// Reads on to a line that says how far a batch is; tells whether it came.
fn reached(lines: &mut Lines<BufReader<ChildStderr>>, line: &str) -> bool {
    lines.map_while(Result::ok).any(|found| found == line)
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// All files in a folder but the journal, reports without the times.
fn results(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: &String| std::fs::read(dir.join(name)).unwrap();
    let mut files: BTreeMap<String, Vec<u8>> = names(dir)
        .into_iter()
        .filter(|name| name != "journal.jsonl")
        .map(|n| (n.clone(), read(&n)))
        .collect();
    if let Some(bytes) = files.get_mut("report.json") {
        let mut report: Value = serde_json::from_slice(bytes).unwrap();
        for row in report["results"].as_array_mut().unwrap() {
            row["milliseconds"] = 0.into();
        }
        *bytes = report.to_string().into_bytes();
    }
    if let Some(bytes) = files.get_mut("report.csv") {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| {
                row.unwrap()
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i != 8)
                    .map(|(_, c)| c.to_string())
                    .collect()
            })
            .collect();
        *bytes = format!("{rows:?}").into_bytes();
    }
    files
}

/// The rows in the journal, each of whose lines must be whole but the last.
fn journal(dir: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(dir.join("journal.jsonl")).unwrap();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every document that is there, under its name, is whole.
fn assert_no_file_is_torn(dir: &Path, whole: &BTreeMap<String, Vec<u8>>) {
    for name in names(dir).iter().filter(|name| name.ends_with(".pdf")) {
        assert!(std::fs::read(dir.join(name)).unwrap() == whole[name], "{name}");
    }
}

#[test]
fn a_signal_stops_a_batch_that_can_go_on() {
    for name in ["-INT", "-TERM"] {
        let dir = project(120);
        let (mut child, mut lines) = start(dir.path(), &["batch", "rows.csv", "-j", "1"]);
        assert!(reached(&mut lines, "12 of 120, 0 failed"));
        signal(&child, name);
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
        let out = dir.path().join("out");
        let count = journal(&out).len();
        assert!((12..120).contains(&count), "{count}");
        let output = diptych(dir.path(), &["batch", "rows.csv", "--resume"]);
        assert!(stderr(&output).contains(&format!("{count} documents are whole already")));
        assert_eq!(names(&out).iter().filter(|name| name.ends_with(".pdf")).count(), 120);
    }
}

/// The last document would take hours: the program does not wait for it.
#[test]
fn a_signal_stops_a_batch_whatever_is_in_the_making() {
    let dir = project(9);
    add_endless(dir.path());
    let (mut child, mut lines) = start(dir.path(), &["batch", "rows.csv", "-j", "1"]);
    assert!(reached(&mut lines, "9 of 10, 0 failed"));
    // While it works, nobody else does in its folder.
    let second = diptych(dir.path(), &["batch", "rows.csv", "--resume"]);
    assert_eq!(second.status.code(), Some(2));
    assert!(stderr(&second).contains("another batch is writing into `out`"), "{}", stderr(&second));
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(journal(&dir.path().join("out")).len(), 9);
}

#[test]
fn a_batch_that_is_killed_again_and_again_ends_as_if_it_had_not_been() {
    let dir = project(60);
    let args = |out| ["batch", "rows.csv", "--resume", "-j", "2", "-o", out];
    assert!(diptych(dir.path(), &args("whole")).status.success());
    let (whole, cut) = (results(&dir.path().join("whole")), dir.path().join("cut"));
    let mut settled = 0;
    for _ in 0..6 {
        let (mut child, mut lines) = start(dir.path(), &args("cut"));
        // As soon as a tenth of what was left is done.
        let told = lines.by_ref().map_while(Result::ok).find(|line| line.contains(" of "));
        signal(&child, "-KILL");
        child.wait().unwrap();
        assert!(told.is_some());
        assert_no_file_is_torn(&cut, &whole);
        let rows = journal(&cut);
        for row in &rows {
            assert!(cut.join(row["files"][0]["name"].as_str().unwrap()).is_file(), "{row}");
        }
        assert!(rows.len() > settled, "each run goes on where the last one ended");
        settled = rows.len();
    }
    assert!(settled < 60);
    // What was being written when it was killed is gone in the end.
    std::fs::write(cut.join(".diptych-abc"), "half").unwrap();
    assert!(diptych(dir.path(), &args("cut")).status.success());
    assert!(results(&cut) == whole);
}

/// What is read no more is no reason to stop.
#[test]
fn a_reader_of_the_standard_error_may_go_away() {
    let dir = project(30);
    let (mut child, mut lines) = start(dir.path(), &["batch", "rows.csv", "-j", "1"]);
    assert!(reached(&mut lines, "3 of 30, 0 failed"));
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(results(&dir.path().join("out")).len(), 32);
}

/// As on a machine that failed, or where a program was killed: of what was under way, the
/// journal knows nothing, of all nothing, or the table is edited before it goes on.
#[test]
fn what_the_journal_does_not_know_is_made_again_after_an_edit_too() {
    let dir = project(3);
    let table = std::fs::read_to_string(dir.path().join("rows.csv")).unwrap();
    for edited in [table.clone(), table.replace("Reader", "Writer")] {
        for known in [0, 2] {
            std::fs::write(dir.path().join("rows.csv"), &table).unwrap();
            let out = dir.path().join("out");
            let _ = std::fs::remove_dir_all(&out);
            let args = ["batch", "rows.csv", "--resume"];
            assert!(diptych(dir.path(), &args).status.success());
            let journal = std::fs::read_to_string(out.join("journal.jsonl")).unwrap();
            let lines: String = journal.split_inclusive('\n').take(known).collect();
            std::fs::write(out.join("journal.jsonl"), lines).unwrap();
            std::fs::remove_file(out.join("report.json")).unwrap();
            std::fs::write(dir.path().join("rows.csv"), &edited).unwrap();
            let output = diptych(dir.path(), &args);
            assert!(output.status.success(), "{}", stderr(&output));
            assert!(diptych(dir.path(), &[&args[..], &["-o", "anew"]].concat()).status.success());
            assert!(results(&out) == results(&dir.path().join("anew")));
        }
    }
}

/// As on a machine that failed after documents were made, and before they were packed.
#[test]
fn an_archive_has_no_torn_file() {
    let dir = project(3);
    let pack = ["batch", "rows.csv", "--resume", "--archive", "zip"];
    assert!(diptych(dir.path(), &pack).status.success());
    let table = std::fs::read_to_string(dir.path().join("rows.csv")).unwrap();
    std::fs::write(dir.path().join("rows.csv"), table.replace("Reader", "Writer")).unwrap();
    assert!(diptych(dir.path(), &pack[..3]).status.success());
    let out = dir.path().join("out");
    let bytes = std::fs::read(out.join("r1-note.pdf")).unwrap();
    std::fs::write(out.join("r1-note.pdf"), &bytes[..1000]).unwrap();
    let output = diptych(dir.path(), &pack);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(diptych(dir.path(), &[&pack[..], &["-o", "anew"]].concat()).status.success());
    let archive = |out: &str| std::fs::read(dir.path().join(out).join("batch.zip")).unwrap();
    assert!(archive("out") == archive("anew"));
    // One that somebody took out again is in nobody's way.
    std::fs::write(out.join("r1-note.pdf"), bytes).unwrap();
    let output = diptych(dir.path(), &pack);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(archive("out") == archive("anew") && !names(&out).contains(&"r1-note.pdf".into()));
}

#[test]
fn a_shard_takes_away_what_it_had_begun_and_no_other() {
    let dir = project(2);
    std::fs::create_dir(dir.path().join("out")).unwrap();
    for name in [".diptych-1-of-2-abc", ".diptych-2-of-2-abc", ".diptych-abc"] {
        std::fs::write(dir.path().join("out").join(name), "half").unwrap();
    }
    assert!(diptych(dir.path(), &["batch", "rows.csv", "--shard", "1/2"]).status.success());
    let hidden: Vec<_> =
        names(&dir.path().join("out")).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(hidden, [".diptych-2-of-2-abc", ".diptych-abc"]);
}

#[test]
fn files_are_for_whom_the_umask_lets() {
    use std::os::unix::fs::PermissionsExt;
    let dir = project(1);
    for (umask, mode) in [("077", 0o600), ("022", 0o644)] {
        let script = format!("umask {umask}; exec \"$0\" batch rows.csv -o {umask}");
        let program = env!("CARGO_BIN_EXE_diptych");
        let run =
            Command::new("sh").args(["-c", &script, program]).current_dir(dir.path()).output();
        assert!(run.unwrap().status.success());
        for name in names(&dir.path().join(umask)) {
            let metadata = dir.path().join(umask).join(&name).metadata().unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, mode, "{name}");
        }
    }
}

/// Parts of two tables, in one folder at once, with the same names of files. One that
/// begins when the other has written some is refused.
#[test]
fn of_two_that_want_one_name_one_has_it() {
    let dir = project(40);
    let other = std::fs::read_to_string(dir.path().join("rows.csv")).unwrap();
    std::fs::write(dir.path().join("other.csv"), other.replace("Reader", "Writer")).unwrap();
    let run = |table, shard| start(dir.path(), &["batch", table, "--shard", shard, "-o", "both"]);
    // The second half of each table is the first of the other, turned round.
    let table = std::fs::read_to_string(dir.path().join("other.csv")).unwrap();
    let (head, rows) = table.split_once('\n').unwrap();
    let turned: Vec<&str> = rows.lines().rev().collect();
    std::fs::write(dir.path().join("other.csv"), format!("{head}\n{}\n", turned.join("\n")))
        .unwrap();
    let (mut first, _a) = run("rows.csv", "1/2");
    let (mut second, _b) = run("other.csv", "2/2");
    let codes = [first.wait().unwrap().code(), second.wait().unwrap().code()];
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 2 | 4))), "{codes:?}");
    let both = dir.path().join("both");
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut done, mut failed) = (0, 0);
    let reports = names(&both).into_iter().filter(|name| name.ends_with(".json"));
    for report in reports {
        let report: Value =
            serde_json::from_slice(&std::fs::read(both.join(report)).unwrap()).unwrap();
        for row in report["results"].as_array().unwrap() {
            match row["status"].as_str().unwrap() {
                "done" => done += 1,
                _ => failed += 1,
            }
            for file in row["files"].as_array().unwrap() {
                let sum = file["sha256"].as_str().unwrap().to_string();
                owners.entry(file["name"].as_str().unwrap().into()).or_default().push(sum);
            }
        }
    }
    assert_eq!((done, failed), (20, if codes.contains(&Some(2)) { 0 } else { 20 }));
    assert_eq!(owners.len(), 20);
    for (name, sums) in owners {
        let bytes = std::fs::read(both.join(&name)).unwrap();
        assert_eq!(sums, [diptych::model::digest::digest(&bytes)], "{name}");
    }
}

#[test]
fn a_disk_without_room_tears_no_file_and_the_batch_can_go_on() {
    let dir = project(12);
    assert!(diptych(dir.path(), &["batch", "rows.csv", "-o", "whole"]).status.success());
    let whole = results(&dir.path().join("whole"));
    let cut = dir.path().join("cut");
    // No file may be longer than so many blocks of 512 or 1,024 bytes.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" batch rows.csv -o cut";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_diptych")])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "it is to be run again: {}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `cut/"), "{}", stderr(&output));
    assert!(!names(&cut).contains(&"report.json".into()));
    assert_no_file_is_torn(&cut, &whole);
    assert!(diptych(dir.path(), &["batch", "rows.csv", "-o", "cut", "--resume"]).status.success());
    assert!(results(&cut) == whole);
}

/// The program under `strace`, where it is and may look at another; what it does with
/// the disk goes into a file.
fn traced(dir: &Path, options: &[&str], args: &[&str]) -> Option<Output> {
    let strace = || {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", "calls", "-e", "trace=fsync,syncfs"]).current_dir(dir);
        strace
    };
    if !strace().arg("true").status().is_ok_and(|status| status.success()) {
        eprintln!("there is no strace here");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_diptych");
    Some(strace().args(options).arg(program).args(args).output().unwrap())
}

/// Not each file on its own, which would take longer than to make it.
#[test]
fn files_are_on_the_disk_before_the_report_tells_of_them() {
    let dir = project(12);
    let Some(output) = traced(dir.path(), &[], &["batch", "rows.csv"]) else { return };
    assert!(output.status.success(), "{}", stderr(&output));
    let text = std::fs::read_to_string(dir.path().join("calls")).unwrap();
    let calls = text.lines().filter_map(|line| line.split_whitespace().nth(1)?.split_once('('));
    let calls: Vec<&str> = calls.map(|(name, _)| name).collect();
    // The documents; then the reports.
    assert_eq!(calls, ["syncfs", "fsync", "fsync"]);

    let broken = ["-e", "inject=syncfs:error=EIO"];
    let output = traced(dir.path(), &broken, &["batch", "rows.csv", "-o", "cut"]).unwrap();
    assert_eq!(output.status.code(), Some(1), "it is to be run again: {}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `cut`: Input/output error"));
    let cut = dir.path().join("cut");
    assert!(!names(&cut).contains(&"report.json".into()));
    // All is made again: what is read of the disk may not be on it.
    std::fs::write(cut.join("r3-note.pdf"), "").unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv", "-o", "cut", "--resume"]);
    assert!(output.status.success() && !stderr(&output).contains("whole already"));
    assert!(results(&cut) == results(&dir.path().join("out")));
}
