//! Batches from end to end, as a user runs them.

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use common::{command, diptych, folder, names, small, stderr, stdout};
use serde_json::Value;

const NOTE: &str = r#"languages = ["zh", "en"]

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

const ROWS: &str = "\
id,variant,languages,audience,name,salutation.zh,salutation.en,date,include,exclude,file
ann,note,,,Ann Smith,你好：,Dear Ann:,2020-06-01,,,
bo,note,en,members,\"Bo, junior\",,Dear Bo:,,secret,area,
chen,short,,,Chen,,Dear Chen:,,,,letter-to-{id}.pdf
";

/// A folder with a small project and a table.
fn project(rows: &str) -> tempfile::TempDir {
    let dir = folder(&small(&[("diptych.toml", NOTE)]));
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    dir
}

/// Runs a batch that must come to its end without fault.
fn made(dir: &Path, args: &[&str]) -> Output {
    let output = diptych(dir, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}

/// The documents in a folder, by name.
fn documents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let pdfs = names(dir).into_iter().filter(|name| name.ends_with(".pdf"));
    pdfs.map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap())).collect()
}

fn report(dir: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap()
}

/// Runs a table that must be refused; gives what was told.
fn refused(rows: &str) -> String {
    let dir = project(rows);
    let output = diptych(dir.path(), &["batch", "rows.csv", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new(), "nothing is written");
    stderr(&output)
}

#[test]
fn each_row_is_a_document() {
    let dir = project(ROWS);
    let output = made(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(stdout(&output), "out/report.json\n");
    let out = dir.path().join("out");
    let all: Vec<String> = documents(&out).into_keys().collect();
    assert_eq!(all, ["ann-note.pdf", "bo-note.pdf", "letter-to-chen.pdf"]);
    let report = report(&out);
    assert_eq!(report["rows"], 3);
    let first = &report["results"][0];
    assert_eq!((&first["id"], &first["status"]), (&Value::from("ann"), &Value::from("done")));
    assert_eq!(first["pages"], 1);
    assert_eq!(first["files"][0]["sha256"].as_str().unwrap().len(), 64);
    let csv = std::fs::read_to_string(out.join("report.csv")).unwrap();
    assert_eq!(csv.lines().count(), 4);
    assert!(csv.starts_with("row,id,variant,status,pages,file,bytes,sha256"));
}

/// A workbook with one sheet of text.
fn workbook(rows: &str) -> Vec<u8> {
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
    for (index, record) in reader.records().enumerate() {
        sheet += &format!("<row r=\"{}\">", index + 1);
        for (column, cell) in record.unwrap().iter().enumerate() {
            let name = (b'A' + column as u8) as char;
            sheet +=
                &format!("<c r=\"{name}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", index + 1);
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_string()),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".into()),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>".into()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".into()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_table_is_the_same_in_csv_json_lines_and_a_workbook_from_a_file_or_a_pipe() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "csv"]);
    let expected = documents(&dir.path().join("csv"));
    let json = r#"{"id":"ann","variant":"note","name":"Ann Smith","salutation":{"zh":"你好：","en":"Dear Ann:"},"date":"2020-06-01"}
{"id":"bo","variant":"note","languages":["en"],"audience":"members","name":"Bo, junior","salutation.en":"Dear Bo:","include":["secret"],"exclude":["area"]}

{"id":"chen","variant":"short","audience":null,"name":"Chen","salutation.en":"Dear Chen:","file":"letter-to-{id}.pdf"}
"#;
    std::fs::write(dir.path().join("rows.jsonl"), json).unwrap();
    std::fs::write(dir.path().join("rows.xlsx"), workbook(ROWS)).unwrap();
    std::fs::write(dir.path().join("bom.csv"), format!("\u{feff}{}", ROWS.replace('\n', "\r\n")))
        .unwrap();
    for table in ["rows.jsonl", "rows.xlsx", "bom.csv"] {
        made(
            dir.path(),
            &["batch", table, "-o", table.split_once('.').unwrap().1, "-j", "1", "--resume"],
        );
        let out = dir.path().join(table.split_once('.').unwrap().1);
        assert_eq!(documents(&out), expected, "{table}");
    }
    let mut child = command(dir.path(), &["batch", "-", "-o", "piped"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(json.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(documents(&dir.path().join("piped")), expected);
}

#[test]
fn every_bad_row_is_told_at_its_place_before_anything_is_made() {
    let told = refused(
        "id,variant,languages,audience,name,date,include,exclude\n\
         ann,note,,,Ann,,,\n\
         bo,noet,,,Bo,,,\n\
         chen,note,,membres,Chen,,,\n\
         dai,note,,,Dai,June,,\n\
         eve,note,,,Eve,,secret,\n\
         fu,note,,,Fu,,,lake\n\
         gu,note,fr,,Gu,,,\n\
         hu,note,en,,王龍,,,\n\
         ivo,note,,,,,,\n\
         jo,note,,,Jo\n",
    );
    for line in [
        "rows.csv:3:4: error: there is no variant `noet` (did you mean `note`?)",
        "rows.csv:4:12: error: the audience `membres` is not declared (did you mean `members`?)",
        "rows.csv:5:16: error: `June` is not a date",
        "rows.csv:6:17: error: the block `secret` is not for this row's audience",
        "rows.csv:7:16: error: there is no block `lake`",
        "rows.csv:8:9: error: `fr` is not a language of the project",
        "rows.csv:9:13: error: no font of `en` has the character `龍`",
        "rows.csv:10:1: error: `name` has no `zh` text",
        "rows.csv:11:1: error: the row has 5 cells, and the header 8",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert!(!told.contains("rows.csv:2:"), "{told}");
}

#[test]
fn columns_that_nobody_knows_are_refused() {
    assert!(
        refused("id,variant,nmae\na,note,A\n").contains(
            "rows.csv:1:12: error: the column `nmae` is not known (did you mean `name`?)"
        )
    );
    assert!(refused("id,name\na,A\n").contains("there is no column `variant`"));
    assert!(refused("id,id,variant\na,a,note\n").contains("the column `id` is there twice"));
    assert!(
        refused("id,variant,name.fr\na,note,A\n").contains("the column `name.fr` is not known")
    );
    assert!(refused("").contains("has no header"));
    assert!(refused("id,variant,name\n").contains("has no rows"));
}

#[test]
fn two_rows_of_one_name_are_refused_before_anything_is_made() {
    let told = refused("id,variant,name\na/b,note,A\nA:b,note,B\n");
    assert!(
        told.contains("rows.csv:3:1: error: the file `A_b-note` is that of another row"),
        "{told}"
    );
    assert!(told.contains("line 2 takes it"), "{told}");
}

#[test]
fn rows_without_fault_are_made_with_keep_going() {
    let dir = project("id,variant,name\nann,note,Ann\nbo,noet,Bo\n");
    let output = diptych(dir.path(), &["batch", "rows.csv", "--keep-going"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let out = dir.path().join("out");
    assert_eq!(documents(&out).into_keys().collect::<Vec<_>>(), ["ann-note.pdf"]);
    assert_eq!(report(&out)["results"][1]["status"], "rejected");
}

#[test]
fn a_row_that_fails_does_not_stop_the_others() {
    let dir = project("id,variant,name\na,never,A\nb,note,B\nc,never,C\nd,note,D\n");
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        stderr(&output).contains("rows.csv:2:1: error: `never` has 1 pages, and may have 0"),
        "{}",
        stderr(&output)
    );
    let out = dir.path().join("out");
    assert_eq!(documents(&out).into_keys().collect::<Vec<_>>(), ["b-note.pdf", "d-note.pdf"]);
    assert_eq!(report(&out)["results"][2]["status"], "failed");
}

#[test]
fn text_of_a_row_is_a_value_and_never_code() {
    let dir = project("id,variant,name\na,note,#panic() $x$ \\u{41} `raw` <label> {id}\n");
    made(dir.path(), &["batch", "rows.csv"]);
}

#[test]
fn a_batch_that_was_cut_off_goes_on_and_ends_with_the_same_bytes() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv", "-o", "whole"]);
    made(dir.path(), &["batch", "rows.csv", "-o", "cut"]);
    let (whole, cut) = (dir.path().join("whole"), dir.path().join("cut"));
    // As if killed in the third line: one file torn, one gone, one untouched.
    let journal = std::fs::read_to_string(cut.join("journal.jsonl")).unwrap();
    let mut lines: Vec<&str> = journal.lines().collect();
    lines.sort_by_key(|line| !line.contains("\"ann\""));
    let torn = format!("{}\n{}\n{}", lines[0], lines[1], &lines[2][..lines[2].len() / 2]);
    std::fs::write(cut.join("journal.jsonl"), torn).unwrap();
    let second: Value = serde_json::from_str(lines[1]).unwrap();
    std::fs::write(cut.join(second["files"][0]["name"].as_str().unwrap()), "torn").unwrap();
    let untouched = std::fs::metadata(cut.join("ann-note.pdf")).unwrap().modified().unwrap();
    let output = made(dir.path(), &["batch", "rows.csv", "-o", "cut", "--resume"]);
    assert!(stderr(&output).contains("1 documents are whole already"), "{}", stderr(&output));
    assert_eq!(documents(&cut), documents(&whole));
    assert_eq!(std::fs::metadata(cut.join("ann-note.pdf")).unwrap().modified().unwrap(), untouched);
    let journal = std::fs::read_to_string(cut.join("journal.jsonl")).unwrap();
    assert!(journal.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

#[test]
fn an_edit_makes_anew_what_it_changes() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv"]);
    let edited = ROWS.replace("Ann Smith", "Ann Jones");
    std::fs::write(dir.path().join("rows.csv"), edited).unwrap();
    let output = made(dir.path(), &["batch", "rows.csv", "--resume"]);
    assert!(stderr(&output).contains("2 documents are whole already"), "{}", stderr(&output));
}

#[test]
fn a_folder_with_a_batch_in_it_is_left_alone() {
    let dir = project(ROWS);
    made(dir.path(), &["batch", "rows.csv"]);
    let before = documents(&dir.path().join("out"));
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`--resume` goes on with it"), "{}", stderr(&output));
    assert_eq!(documents(&dir.path().join("out")), before);
}

#[test]
fn a_file_of_a_stranger_is_not_written_over() {
    let dir = project(ROWS);
    std::fs::create_dir(dir.path().join("out")).unwrap();
    std::fs::write(dir.path().join("out/ann-note.pdf"), "mine").unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(std::fs::read(dir.path().join("out/ann-note.pdf")).unwrap(), b"mine");
}

#[test]
fn a_signal_stops_a_batch_that_can_go_on() {
    let mut rows = String::from("id,variant,name\n");
    for index in 0..400 {
        rows += &format!("r{index},note,Reader {index}\n");
    }
    let dir = project(&rows);
    let mut child = command(dir.path(), &["batch", "rows.csv", "-j", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "40 of 400, 0 failed");
    let killed =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    let journal = std::fs::read_to_string(dir.path().join("out/journal.jsonl")).unwrap();
    assert!(journal.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    let count = journal.lines().count();
    assert!((40..400).contains(&count), "{count}");
    let output = made(dir.path(), &["batch", "rows.csv", "--resume"]);
    assert!(stderr(&output).contains(&format!("{count} documents are whole already")));
    assert_eq!(documents(&dir.path().join("out")).len(), 400);
}

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
            all.push(std::fs::read(out.join(format!("batch.{format}"))).unwrap());
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
fn rows_that_share_content_are_made_one_after_the_other() {
    let dir = project("id,variant,name\na,note,A\nb,short,B\nc,note,C\nd,short,D\n");
    made(dir.path(), &["batch", "rows.csv", "-j", "1"]);
    let journal = std::fs::read_to_string(dir.path().join("out/journal.jsonl")).unwrap();
    let row = |line: &str| serde_json::from_str::<Value>(line).unwrap()["row"].as_u64().unwrap();
    assert_eq!(journal.lines().map(row).collect::<Vec<_>>(), [1, 3, 2, 4]);
}
