//! Batches for several machines, and what they are bundled into.

use std::path::Path;

use crate::common::batch::{ROWS, documents, made, project};
use crate::common::{command, diptych, names, stderr, stdout};
use diptych::batch::{Report, Shard};
use serde_json::Value;

#[test]
fn shards_make_what_one_machine_makes_and_verify_merges_them() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "one"]);
    for shard in ["1/2", "2/2"] {
        made(dir.path(), &["batch", "rows.csv", "-o", "parts", "--shard", shard]);
    }
    let parts = dir.path().join("parts");
    assert_eq!(documents(&parts), documents(&dir.path().join("one")));
    let output = made(dir.path(), &["batch", "verify", "parts", "-o", "parts"]);
    assert_eq!(stdout(&output), "3 of 3 rows are whole, in 2 reports\n");
    assert!(parts.join("merged.csv").is_file());

    let verify = |dirs: &[&str]| {
        let args: Vec<&str> = ["batch", "verify"].iter().chain(dirs).copied().collect();
        let output = diptych(dir.path(), &args);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stderr(&output)
    };
    assert!(verify(&["parts", "parts"]).contains("doubled: row 1"));
    std::fs::write(parts.join("ann-note.pdf"), "altered").unwrap();
    assert_eq!(verify(&["parts"]), "altered: `ann-note.pdf`\n");
    std::fs::remove_file(parts.join("report-1-of-2.json")).unwrap();
    assert!(verify(&["parts"]).starts_with("missing: rows "));
}

/// The report in a folder.
fn report(dir: &Path) -> Report {
    serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap()
}

#[test]
fn merged_reports_are_the_bytes_of_one() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "out"]);
    let out = dir.path().join("out");
    let one = |name: &str| std::fs::read(out.join(name)).unwrap();
    let (json, csv, whole) = (one("report.json"), one("report.csv"), report(&out));
    std::fs::remove_file(out.join("report.json")).unwrap();
    // The first and the last row are of one shard.
    for (index, of_shard) in [(1, [1, 3]), (2, [2, 2])] {
        let mut part = whole.clone();
        part.shard = Shard { index, count: 2 };
        part.results.retain(|row| of_shard.contains(&row.row));
        let path = out.join(format!("report-{index}-of-2.json"));
        std::fs::write(path, serde_json::to_vec(&part).unwrap()).unwrap();
    }
    made(dir.path(), &["batch", "verify", "out", "-o", "all"]);
    assert_eq!(names(&dir.path().join("all")), ["merged.csv", "merged.json"]);
    assert!(std::fs::read(dir.path().join("all/merged.json")).unwrap() == json);
    assert!(std::fs::read(dir.path().join("all/merged.csv")).unwrap() == csv);
}

#[test]
fn an_edit_may_move_rows_from_one_shard_to_another() {
    let head = "id,variant,name\n";
    let rows = ["a,note,A\n", "b,note,B\n", "c,note,C\n", "d,note,D\n", "e,note,E\n"];
    let dir = project("");
    for count in [4, 3, 5, 2] {
        let table = format!("{head}{}", rows[..count].concat());
        std::fs::write(dir.path().join("rows.csv"), table).unwrap();
        for shard in ["1/2", "2/2"] {
            made(dir.path(), &["batch", "rows.csv", "--resume", "--shard", shard]);
        }
        made(dir.path(), &["batch", "verify", "out"]);
        let made: Vec<String> = documents(&dir.path().join("out")).into_keys().collect();
        let wanted = rows[..count].iter().map(|row| format!("{}-note.pdf", &row[..1]));
        assert_eq!(made, wanted.collect::<Vec<_>>());
    }
}

#[test]
fn a_report_that_is_none_is_told_with_its_name() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "out"]);
    let path = dir.path().join("out/report.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let whole = report(&dir.path().join("out"));
    let refused = |report: &str| {
        std::fs::write(&path, report).unwrap();
        let output = diptych(dir.path(), &["batch", "verify", "out", "-o", "all"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains("cannot read `out/report.json`: "), "{told}");
        assert!(told.contains("run its shard again with `--resume`"), "{told}");
        told
    };
    let mut swapped = whole.clone();
    swapped.results.swap(0, 1);
    let told = refused(&serde_json::to_string(&swapped).unwrap());
    assert!(told.contains("row 1 is not in order"), "{told}");
    let told = refused(&text.replace("\"row\": 3", "\"row\": 4"));
    assert!(told.contains("row 4 of a table of 3 rows"), "{told}");
    assert!(refused("{}").contains("missing field `results`"));
    assert!(refused(&text.replace("\"rows\": 3", "\"rows\": []")).contains("expected usize"));
    for report in ["", &text[..text.len() / 2], &format!("{text}more"), "[]"] {
        refused(report);
    }
    assert!(!dir.path().join("all").exists());

    // What can be read is told in the order of the reports.
    let mut doubled = whole.clone();
    doubled.results[1].files = whole.results[0].files.clone();
    doubled.results[2].row = 2;
    std::fs::write(&path, serde_json::to_vec(&doubled).unwrap()).unwrap();
    let output = diptych(dir.path(), &["batch", "verify", "out"]);
    assert_eq!(output.status.code(), Some(1));
    let told = "missing: rows 3\ndoubled: file `ann-note.pdf`\ndoubled: row 2\n";
    assert_eq!(stderr(&output), told);
}

#[test]
fn a_scheduler_says_which_shard_it_is() {
    let dir = project(ROWS);
    let run = |out: &str, env: &[(&str, &str)]| {
        let mut command = command(dir.path(), &["batch", "rows.csv", "-o", out]);
        command.envs(env.iter().copied()).output().unwrap()
    };
    let slurm = |id| {
        [
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_MIN", "5"),
            ("SLURM_ARRAY_TASK_COUNT", "2"),
        ]
    };
    assert!(run("slurm", &slurm("5")).status.success());
    assert!(run("slurm", &slurm("6")).status.success());
    for name in ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"] {
        for index in ["0", "1"] {
            let output = run(name, &[(name, index), ("DIPTYCH_SHARDS", "2")]);
            assert!(output.status.success(), "{}", stderr(&output));
        }
        assert_eq!(run("x", &[(name, "2"), ("DIPTYCH_SHARDS", "2")]).status.code(), Some(2));
        assert_eq!(run("x", &[(name, "0")]).status.code(), Some(2));
        assert_eq!(documents(&dir.path().join(name)), documents(&dir.path().join("slurm")));
    }
    assert_eq!(documents(&dir.path().join("slurm")).len(), 3);
}

#[test]
fn an_archive_holds_the_files_and_is_the_same_each_time() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "loose"]);
    let loose = documents(&dir.path().join("loose"));
    for format in ["zip", "tar"] {
        let mut all = vec![];
        for (out, jobs) in [("a", "1"), ("b", "3")] {
            let out = format!("{out}-{format}");
            let args = ["batch", "rows.csv", "-o", &out, "--archive", format, "-j", jobs];
            made(dir.path(), &args);
            let out = dir.path().join(&out);
            assert!(documents(&out).is_empty());
            let archive = out.join(format!("batch.{format}"));
            all.push(std::fs::read(&archive).unwrap());
            // Who may read a report may read what it tells of.
            let mode = |path| std::fs::metadata(path).unwrap().permissions();
            assert_eq!(mode(archive), mode(out.join("report.json")));
            let again: Vec<&str> = args.iter().chain(&["--resume"]).copied().collect();
            let output = made(dir.path(), &again);
            assert!(stderr(&output).contains("3 documents are whole already"));
            made(dir.path(), &["batch", "verify", &format!("{}", out.display())]);
        }
        assert!(all[0] == all[1], "{format}");
        if format == "zip" {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&all[0])).unwrap();
            let names: Vec<String> = archive.file_names().map(str::to_string).collect();
            assert_eq!(names, ["ann-note.pdf", "bo-note.pdf", "letter-to-chen.pdf"]);
            for (name, bytes) in &loose {
                let mut packed = vec![];
                std::io::copy(&mut archive.by_name(name).unwrap(), &mut packed).unwrap();
                assert_eq!(&packed, bytes);
            }
        }
    }
}

#[test]
fn an_index_lists_what_was_made_and_is_the_same_each_time() {
    let dir = project(&ROWS.replace("ann,note", "ann b?,note"));
    let mut all = vec![];
    for (out, jobs) in [("a", "1"), ("b", "3")] {
        made(dir.path(), &["batch", "rows.csv", "-o", out, "--index", "-j", jobs]);
        all.push(std::fs::read(dir.path().join(out).join("index.pdf")).unwrap());
    }
    assert!(all[0] == all[1]);
    let text = String::from_utf8_lossy(&all[0]).into_owned();
    for link in ["ann%20b_-note.pdf", "bo-note.pdf", "letter-to-chen.pdf"] {
        assert!(text.contains(link), "{link}");
    }
    let rows = "id,variant,name,file\nann,note,Ann,index.pdf\n";
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv", "-o", "c", "--index"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("row 1 has the file `index.pdf`"), "{}", stderr(&output));
}

#[test]
fn rows_that_share_content_are_made_one_after_the_other() {
    let dir = project("id,variant,name\na,note,A\nb,short,B\nc,note,C\nd,short,D\n");
    made(dir.path(), &["batch", "rows.csv", "-j", "1"]);
    let journal = std::fs::read_to_string(dir.path().join("out/journal.jsonl")).unwrap();
    let row = |line: &str| serde_json::from_str::<Value>(line).unwrap()["row"].as_u64().unwrap();
    assert_eq!(journal.lines().skip(1).map(row).collect::<Vec<_>>(), [1, 3, 2, 4]);
}
