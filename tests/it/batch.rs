//! Batches from end to end, as a user runs them.

use std::io::Write;
use std::process::Stdio;

use crate::common::batch::{NOTE, ROWS, documents, made, project, report};
use crate::common::{command, diptych, folder, names, small, stderr, stdout, write};
use serde_json::Value;

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

#[test]
fn a_batch_outside_of_a_project_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("rows.csv"), "id,variant\na,note\n").unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--sample"), "{}", stderr(&output));
    assert_eq!(names(dir.path()), ["rows.csv"], "nothing is written");
}

#[test]
fn a_tab_in_a_field_is_a_space() {
    let dir = project("id,variant,name\na,note,Ann\tDupont\n");
    made(dir.path(), &["batch", "rows.csv"]);
}

#[test]
fn a_letter_to_a_place_that_nobody_filled_in_is_refused() {
    for name in ["«Name»", "{id}", "TODO", "Dear [name]", "【姓名】", "待填", "[XX]", "NULL"]
    {
        let told = refused(&format!("id,variant,name\na,note,{name}\n"));
        assert!(told.contains("is a place that nothing has been filled in"), "{name}: {told}");
    }
}

#[test]
fn no_cell_of_the_report_is_a_formula() {
    let dir = project("id,variant,name\n@sum,note,Ann\nann,note,Ann\n");
    made(dir.path(), &["batch", "rows.csv"]);
    let csv = std::fs::read_to_string(dir.path().join("out/report.csv")).unwrap();
    let ids: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(ids, ["'@sum", "ann"]);
    assert_eq!(report(&dir.path().join("out"))["results"][0]["id"], "@sum");
}

/// In the built-in project, whose notes may have a page.
#[test]
fn a_note_to_a_recipient_with_every_field_is_one_page() {
    let dir = tempfile::tempdir().unwrap();
    let to = "Dr Alexandra Wentworth-Fitzgerald,\"Deputy Director-General for Security Policy, \
              Ministry of Foreign Affairs\",REF/2015/1234-A,2015-07-01,Dear Dr Wentworth-Fitzgerald";
    let rows = ["note", "note-zh", "note-en"].map(|note| format!("{note},{note},{to}\n"));
    let rows = format!("id,variant,name,office,reference,date,salutation\n{}", rows.join(""));
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    made(dir.path(), &["batch", "rows.csv", "--sample"]);
    let report = report(&dir.path().join("out"));
    let pages = report["results"].as_array().unwrap().iter().map(|row| row["pages"].as_u64());
    assert_eq!(Vec::from_iter(pages), [Some(1); 3]);
}

#[test]
fn a_row_in_other_languages_has_no_abstract_in_them() {
    let dir = project("id,variant,languages,layout\na,brief,zh en,facing\n");
    let brief = "[variants.brief]\ntemplate = \"brief\"\nlanguages = [\"zh\"]\n";
    let toml = format!("{NOTE}\n{brief}abstracts = [\"en\"]\n");
    write(dir.path(), &small(&[("diptych.toml", &toml)]));
    // On facing pages there would be no room for one.
    made(dir.path(), &["batch", "rows.csv"]);
}

/// A workbook with one sheet of text; cells that begin with `#` are errors.
fn workbook(rows: &str) -> Vec<u8> {
    workbook_from(1, rows)
}

/// A workbook whose first row is so far down.
fn workbook_from(first: usize, rows: &str) -> Vec<u8> {
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes());
    for (index, record) in reader.records().enumerate() {
        let row = first + index;
        sheet += &format!("<row r=\"{row}\">");
        for (column, cell) in record.unwrap().iter().enumerate() {
            let name = (b'A' + column as u8) as char;
            sheet += &match cell.starts_with('#') {
                true => format!("<c r=\"{name}{row}\" t=\"e\"><v>{cell}</v></c>"),
                false => {
                    format!("<c r=\"{name}{row}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
                }
            };
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
fn a_workbook_is_told_of_by_its_own_rows_and_cells() {
    let dir = project("");
    let rows = "id,variant,name\nann,note,Ann\nbo,noet,Bo\n";
    std::fs::write(dir.path().join("low.xlsx"), workbook_from(4, rows)).unwrap();
    let output = diptych(dir.path(), &["batch", "low.xlsx", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(told.contains("low.xlsx!B6: error: there is no variant `noet`"), "{told}");
    let rows = rows.replace("noet", "note").replace("Ann", "#N/A");
    std::fs::write(dir.path().join("low.xlsx"), workbook_from(4, &rows)).unwrap();
    let output = diptych(dir.path(), &["batch", "low.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("the cell C5 has the error `#N/A`"), "{}", stderr(&output));
}

#[test]
fn a_field_that_is_given_twice_is_told() {
    let dir = project("");
    let json = r#"{"id":"a","variant":"short","name":{"en":"One"},"name.en":"Two"}"#;
    std::fs::write(dir.path().join("rows.jsonl"), json).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.jsonl", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(told.contains("rows.jsonl:1:49: error: `name.en` is given twice"), "{told}");
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
    let dir = project("id,variant,name\na,note,#panic() $x$ \\u41 `raw` <label> *id*\n");
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
    let (head, rows) = journal.split_once('\n').unwrap();
    let mut lines: Vec<&str> = rows.lines().collect();
    lines.sort_by_key(|line| !line.contains("\"ann\""));
    let torn = format!("{head}\n{}\n{}\n{}", lines[0], lines[1], &lines[2][..lines[2].len() / 2]);
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

/// The report of a run that went on, but for how long each row took.
fn timeless(dir: &std::path::Path) -> Value {
    let mut report = report(dir);
    for row in report["results"].as_array_mut().unwrap() {
        row["milliseconds"] = Value::Null;
    }
    report
}

#[test]
fn what_a_row_was_before_an_edit_is_gone_after_it() {
    let head = "id,variant,languages,audience,name,file\n";
    let before = "ann,note,,,Ann,\nbo,note,en,members,Bo,{id}-{audience}\nchen,note,,,Chen,x\n\
                  dai,note,,,Dai,y\neve,note,,,Eve,\nfu,note,,,Fu,\ngu,note,,,Gu,\n";
    let dir = project(&format!("{head}{before}"));
    made(dir.path(), &["batch", "rows.csv"]);
    let out = dir.path().join("out");
    std::fs::write(out.join("gu-note.pdf"), "changed by hand").unwrap();
    // Another variant, another audience, names exchanged, another id, one less, another name.
    let after = "ann,short,,,Ann,\nbo,note,en,staff,Bo,{id}-{audience}\nchen,note,,,Chen,y\n\
                 dai,note,,,Dai,x\nevelyn,note,,,Eve,eve-note\ngu,note,,,Gu,else\n";
    std::fs::write(dir.path().join("rows.csv"), format!("{head}{after}")).unwrap();
    made(dir.path(), &["batch", "rows.csv", "--resume"]);
    made(dir.path(), &["batch", "rows.csv", "-o", "anew"]);
    assert_eq!(timeless(&out), timeless(&dir.path().join("anew")));
    let mut expected = documents(&dir.path().join("anew"));
    expected.insert("gu-note.pdf".into(), "changed by hand".into());
    assert_eq!(documents(&out), expected);
}

#[test]
fn what_is_there_of_a_row_that_fails_stays() {
    let dir = project("id,variant,name\nann,note,Ann\nbo,note,Bo\n");
    made(dir.path(), &["batch", "rows.csv"]);
    let before = documents(&dir.path().join("out"));
    let rows = "id,variant,name\nann,noet,Ann\nbo,never,Bo\n";
    std::fs::write(dir.path().join("rows.csv"), rows.replace("never", "note")).unwrap();
    let again = ["batch", "rows.csv", "--resume", "--keep-going"];
    assert_eq!(diptych(dir.path(), &again).status.code(), Some(4));
    assert_eq!(documents(&dir.path().join("out")), before);
    // Where the rows are others, too.
    let rows = "id,variant,name\nbo,noet,Bo\n";
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    let one = before.iter().filter(|(name, _)| *name == "bo-note.pdf");
    let one = one.map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
    assert_eq!(diptych(dir.path(), &again).status.code(), Some(4));
    assert_eq!(documents(&dir.path().join("out")), one);
    // And by the name of a document that failed.
    for (name, bytes) in &before {
        std::fs::write(dir.path().join("out").join(name), bytes).unwrap();
    }
    let rows = "id,variant,name,file\nann,never,Ann,bo-note\nbo,never,Bo,ann-note\n";
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    assert_eq!(diptych(dir.path(), &again).status.code(), Some(4));
    assert_eq!(documents(&dir.path().join("out")), before);
}

#[test]
fn an_archive_has_the_documents_of_the_table_and_no_other() {
    let dir = project("id,variant,name\na,note,A\nb,note,B\nc,note,C\n");
    let pack = |format, out| ["batch", "rows.csv", "--resume", "--archive", format, "-o", out];
    made(dir.path(), &pack("zip", "out"));
    std::fs::write(dir.path().join("rows.csv"), "id,variant,name\na,note,A\nb,note,B\n").unwrap();
    made(dir.path(), &pack("zip", "out"));
    made(dir.path(), &pack("zip", "anew"));
    let archive = |out: &str| std::fs::read(dir.path().join(out).join("batch.zip")).unwrap();
    assert!(archive("out") == archive("anew"));
    // Where none can be made, the last one stays.
    let fail = "id,variant,name\na,never,A\n";
    std::fs::write(dir.path().join("rows.csv"), fail).unwrap();
    assert_eq!(diptych(dir.path(), &pack("zip", "out")).status.code(), Some(4));
    assert!(archive("out") == archive("anew"));
    assert_eq!(report(&dir.path().join("out"))["archive"], Value::Null);
    // Another format takes its place.
    std::fs::write(dir.path().join("rows.csv"), "id,variant,name\na,note,A\nb,note,B\n").unwrap();
    made(dir.path(), &pack("tar", "anew"));
    let all = names(&dir.path().join("anew"));
    assert_eq!(all, ["batch.tar", "journal.jsonl", "report.csv", "report.json"]);
    made(dir.path(), &["batch", "rows.csv", "--resume", "-o", "anew"]);
    assert!(!names(&dir.path().join("anew")).contains(&"batch.tar".into()));
}

#[test]
fn pages_that_are_no_more_are_gone() {
    let dir = project("id,variant,name\na,note,A\n");
    let pages = ["batch", "rows.csv", "--format", "png", "--ppi", "10"];
    made(dir.path(), &pages);
    made(dir.path(), &["batch", "rows.csv", "--resume"]);
    let out = names(&dir.path().join("out"));
    assert_eq!(out, ["a-note.pdf", "journal.jsonl", "report.csv", "report.json"]);
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
    for name in ["ann-note.pdf", "report.csv", "report.json", "index.pdf", "batch.zip"] {
        for more in [&[][..], &["--resume"], &["--index", "--archive", "zip"]] {
            let dir = project(ROWS);
            std::fs::create_dir(dir.path().join("out")).unwrap();
            std::fs::write(dir.path().join("out").join(name), "mine").unwrap();
            let output = diptych(dir.path(), &[&["batch", "rows.csv"], more].concat());
            assert_eq!(output.status.code(), Some(2));
            let told = format!("`out/{name}` is there already, and not of this batch");
            assert!(stderr(&output).contains(&told), "{}", stderr(&output));
            assert_eq!(names(&dir.path().join("out")), [name], "nothing is made");
            assert_eq!(std::fs::read(dir.path().join("out").join(name)).unwrap(), b"mine");
        }
    }
    // For a row that is new in the table.
    let dir = project("id,variant,name\nann,note,Ann\n");
    made(dir.path(), &["batch", "rows.csv"]);
    std::fs::write(dir.path().join("out/bo-note.pdf"), "mine").unwrap();
    made(dir.path(), &["batch", "rows.csv", "--resume"]);
    let more = "id,variant,name\nann,note,Ann\nbo,note,Bo\n";
    std::fs::write(dir.path().join("rows.csv"), more).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv", "--resume"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read(dir.path().join("out/bo-note.pdf")).unwrap(), b"mine");
    // The table itself.
    let dir = project("");
    std::fs::write(dir.path().join("report.csv"), ROWS).unwrap();
    assert_eq!(diptych(dir.path(), &["batch", "report.csv", "-o", "."]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(dir.path().join("report.csv")).unwrap(), ROWS);
    // What no row asks for is in nobody's way.
    for name in ["ann-note.png", "ann-note-1.pdf", "zoe-note.pdf", "notes.txt"] {
        std::fs::create_dir_all(dir.path().join("out")).unwrap();
        std::fs::write(dir.path().join("out").join(name), "mine").unwrap();
    }
    made(dir.path(), &["batch", "report.csv"]);
}

#[test]
fn a_table_is_read_in_parts_and_each_row_is_where_it_stands() {
    // Longer than what is read at once, with a cell of several lines.
    let mut rows = String::from("id,variant,name,exclude\r\n");
    for index in 0..3000 {
        rows += &format!("r{index},note,\"Reader\",\"area \r\n area\"\r\n");
    }
    rows += "last,note,Reader,nowhere\r\n";
    let told = refused(&rows);
    assert!(told.contains("rows.csv:6002:18: error: there is no block `nowhere`"), "{told}");
    assert!(told.contains("1 of 3001 rows are at fault"), "{told}");
    let json: String =
        (0..3000).map(|i| format!("{{\"id\": \"r{i}\", \"variant\": \"x\"}}\n")).collect();
    let dir = project("");
    std::fs::write(dir.path().join("rows.jsonl"), json).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.jsonl", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(told.contains("rows.jsonl:3000:17: error: there is no variant `x`"), "{told}");
    assert!(told.contains("3000 of 3000 rows are at fault"), "{told}");
}

#[test]
fn a_quote_that_is_left_open_ends_the_table() {
    let rows = format!("id,variant,name\na,note,\"A\n{}", "b,note,B\n".repeat(150_000));
    let told = refused(&rows);
    assert!(
        told.contains("rows.csv:2:1: error: the row that begins here has more than 1 MiB"),
        "{told}"
    );
}

#[test]
fn a_table_that_is_not_text_is_refused() {
    let dir = project("");
    let bytes = ["id,variant,name\na,note,王江".as_bytes(), b"\xff\n"].concat();
    std::fs::write(dir.path().join("rows.csv"), bytes).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("rows.csv:2:10: error: the byte here is not UTF-8"), "{told}");
}

#[test]
fn a_row_may_have_a_picture_of_its_own() {
    let logo = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    let rows = "id,variant,name,office,logo\na,note,A,Office,marks/a.svg\nb,note,B,,\n";
    let dir = folder(&small(&[
        ("diptych.toml", NOTE),
        ("data/marks/a.svg", logo),
        ("data/broken.svg", "<svg"),
        ("data/notes.txt", "no picture"),
    ]));
    let table = |rows: &str| std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    table(rows);
    made(dir.path(), &["batch", "rows.csv"]);
    let with = &documents(&dir.path().join("out"))["a-note.pdf"];
    assert!(String::from_utf8_lossy(with).contains("/Figure"), "it is a figure with words");
    // Another picture of the same name is another document.
    write(dir.path(), &{
        let mut files = diptych::load::files::Files::default();
        files.insert("data/marks/a.svg", logo.replace("'9' height", "'5' height").into_bytes());
        files
    });
    let output = made(dir.path(), &["batch", "rows.csv", "--resume"]);
    assert!(!stderr(&output).contains("whole already"), "{}", stderr(&output));
    table(
        "id,variant,name,logo\na,note,A,none.svg\nb,note,B,broken.svg\nc,note,C,notes.txt\nd,note,D,../diptych.toml\n",
    );
    let output =
        diptych(dir.path(), &["batch", "rows.csv", "-o", "no", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    for line in [
        "rows.csv:2:10: error: there is no file `data/none.svg`",
        "rows.csv:3:10: error: `data/broken.svg` is a broken picture",
        "rows.csv:4:10: error: `notes.txt` is no picture",
        "rows.csv:5:10: error: `../diptych.toml` is no picture",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn rows_of_a_strict_variant_are_made_only_when_check_finds_nothing() {
    let dir = project("id,variant,name\na,note,Ann\n");
    let toml = std::fs::read_to_string(dir.path().join("diptych.toml")).unwrap();
    let strict =
        toml.replace("template = \"note\"\nlevel", "template = \"note\"\nstrict = true\nlevel");
    assert_ne!(toml, strict);
    std::fs::write(dir.path().join("diptych.toml"), strict).unwrap();
    let water = dir.path().join("data/sections/water.yaml");
    let text = std::fs::read_to_string(&water).unwrap();
    std::fs::write(&water, text.replace("The map again", "The map's again")).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[quotes]"), "{}", stderr(&output));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new(), "nothing is written");
    // A variant that no row has asks for nothing, and a text without findings is made.
    std::fs::write(dir.path().join("rows.csv"), "id,variant,name\na,short,Ann\n").unwrap();
    made(dir.path(), &["batch", "rows.csv", "-o", "short"]);
    std::fs::write(&water, text).unwrap();
    std::fs::write(dir.path().join("rows.csv"), "id,variant,name\na,note,Ann\n").unwrap();
    made(dir.path(), &["batch", "rows.csv", "-o", "note"]);
}
