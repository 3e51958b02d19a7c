//! Tables as offices have them: what is read of a workbook or a CSV, and what is told.

use crate::common;
use std::io::{Cursor, Write as _};

use crate::common::batch::{documents, made, project};
use crate::common::{diptych, names, stderr, write};
use diptych::batch::{Format, Reading, Sheet};
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of sheets by name, in XML, and number formats for styles from 1.
pub fn workbook(sheets: &[(&str, &str)], formats: &[&str]) -> Vec<u8> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    let (mut list, mut relations, mut parts) = (String::new(), String::new(), vec![]);
    for (index, (name, xml)) in sheets.iter().enumerate() {
        let (name, state) = name.strip_prefix('-').map_or((*name, ""), |n| (n, "state=\"hidden\""));
        list +=
            &format!("<sheet name=\"{name}\" sheetId=\"{0}\" {state} r:id=\"r{0}\"/>", index + 1);
        relations += &format!(
            "<Relationship Id=\"r{0}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/{0}.xml\"/>",
            index + 1
        );
        let xml = format!("<worksheet xmlns=\"{MAIN}\">{xml}</worksheet>");
        parts.push((format!("xl/worksheets/{}.xml", index + 1), xml));
    }
    let (mut codes, mut styles) = (String::new(), String::from("<xf numFmtId=\"0\"/>"));
    for (index, format) in formats.iter().enumerate() {
        match format.parse::<u32>() {
            Ok(id) if id > 0 => styles += &format!("<xf numFmtId=\"{id}\"/>"),
            _ => {
                let id = 164 + index;
                codes += &format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escape(format));
                styles += &format!("<xf numFmtId=\"{id}\"/>");
            }
        }
    }
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts>{codes}</numFmts><cellStyleXfs><xf/></cellStyleXfs>\
         <cellXfs>{styles}</cellXfs><dxfs><dxf><font/></dxf><dxf><numFmt numFmtId=\"164\" \
         formatCode=\"&quot;VIP &quot;0\"/></dxf></dxfs></styleSheet>"
    );
    relations +=
        &format!("<Relationship Id=\"s\" Type=\"{RELATIONS}/styles\" Target=\"/xl/styles.xml\"/>");
    let related = |list: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>"
        )
    };
    let root = format!(
        "<Relationship Id=\"r\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{list}</sheets></workbook>"
    );
    let mut all = vec![
        ("_rels/.rels", related(&root)),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", related(&relations)),
        ("xl/styles.xml", styles),
    ];
    all.extend(parts.iter().map(|(name, xml)| (name.as_str(), xml.clone())));
    package(&all)
}

/// A row of cells, by number from 1: `=` begins a formula without a value, `#` an error,
/// `N:` a number in the style N; all else is text.
fn row(number: usize, cells: &[&str]) -> String {
    let mut xml = format!("<row r=\"{number}\">");
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let name = format!("{}{number}", (b'A' + column as u8) as char);
        let style = cell.split_once(':').and_then(|(s, v)| Some((s.parse::<u32>().ok()?, v)));
        xml += &match (cell.as_bytes()[0], style) {
            (b'=', _) => format!("<c r=\"{name}\"><f>{}</f></c>", &cell[1..]),
            (b'#', _) => format!("<c r=\"{name}\" t=\"e\"><v>{cell}</v></c>"),
            (_, Some((style, value))) => {
                format!("<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>")
            }
            _ => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
        };
    }
    xml + "</row>"
}

pub fn data(rows: &[&[&str]]) -> String {
    let rows = rows.iter().enumerate().map(|(index, cells)| row(index + 1, cells));
    format!("<sheetData>{}</sheetData>", rows.collect::<String>())
}

pub fn read(bytes: Vec<u8>, reading: &Reading) -> Sheet {
    Sheet::read("t", Box::new(Cursor::new(bytes)), reading).unwrap_or_else(|d| panic!("{d:?}"))
}

fn refused(bytes: Vec<u8>, reading: &Reading) -> String {
    let fault = Sheet::read("t", Box::new(Cursor::new(bytes)), reading).err().unwrap();
    format!("{} ({})", fault.message, fault.hints.join("; "))
}

/// The cells of each row, `column=value`, with a date behind `@`; or what is wrong with it.
pub fn rows(sheet: &Sheet) -> Vec<String> {
    let each = sheet.rows().map(|row| {
        let (row, _) = row.unwrap();
        match &row.fault {
            Some(fault) => fault.message.clone(),
            None => {
                let cell = |cell: &_| cell_text(cell);
                row.cells.iter().map(cell).collect::<Vec<_>>().join(" ")
            }
        }
    });
    each.collect()
}

fn cell_text(cell: &diptych::batch::Cell) -> String {
    let date = cell.date.as_ref().map_or(String::new(), |date| format!("@{date}"));
    format!("{}={}{date}", cell.column, cell.value)
}

fn shown(format: &str, value: &str) -> String {
    let sheet = data(&[&["id", "x"], &["a", &format!("1:{value}")]]);
    let sheet = read(workbook(&[("S", &sheet)], &[format]), &Reading::new(Format::Workbook));
    rows(&sheet)[0].strip_prefix("id=a x=").map_or_else(|| rows(&sheet)[0].clone(), String::from)
}

#[test]
fn a_number_is_what_its_cell_shows() {
    for (format, value, text) in [
        ("000", "7", "007"),
        ("00000", "2110", "02110"),
        ("0.0%", "0.075", "7.5%"),
        ("9", "0.5", "50%"),
        ("#,##0.00", "1234.5", "1,234.50"),
        ("4", "1234567.891", "1,234,567.89"),
        ("\"¥\"#,##0.00", "1234.5", "¥1,234.50"),
        ("[$€-2] #,##0.00", "1234.5", "€ 1,234.50"),
        ("44", "1234.5", "$1,234.50"),
        ("@", "13800138000", "13800138000"),
        ("# ?/?", "2.5", "2 1/2"),
        ("0.00E+00", "12345", "1.23E+04"),
        ("0.0,\"k\"", "12345", "12.3k"),
        ("\"No. \"0", "5", "No. 5"),
        ("00-00", "1234", "12-34"),
        ("(0);[Red]-0", "-5", "-5"),
        ("[>100]\"many\";0", "101", "many"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "100", "100"),
        ("h:mm", "0.5", "12:00"),
        ("[h]:mm", "1.5", "36:00"),
    ] {
        assert_eq!(shown(format, value), text, "{format}");
    }
}

#[test]
fn a_date_is_as_precise_as_its_cell_shows() {
    for (format, text) in [
        ("yyyy-mm-dd", "2024-05-01@2024-05-01"),
        ("yyyy/m/d", "2024/5/1@2024-05-01"),
        ("mmmm yyyy", "May 2024@2024-05"),
        ("yyyy", "2024@2024"),
        ("yyyy\"年\"m\"月\"d\"日\"", "2024年5月1日@2024-05-01"),
        ("yyyy\"年\"m\"月\";@", "2024年5月@2024-05"),
        ("d-mmm-yy", "1-May-24@2024-05-01"),
        ("[$-409]d mmmm yyyy;@", "1 May 2024@2024-05-01"),
        ("yyyy-mm-dd h:mm:ss", "2024-05-01 0:00:00@2024-05-01"),
        ("14", "2024-05-01@2024-05-01"),
        ("17", "May-24@2024-05"),
        ("m\"月\"d\"日\"", "5月1日"),
        ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", "二〇二四年五月一日@2024-05-01"),
    ] {
        assert_eq!(shown(format, "45413"), text, "{format}");
    }
}

#[test]
fn what_a_cell_cannot_show_is_told_at_it() {
    let sheet = data(&[
        &["id", "x"],
        &["a", "=TODAY()"],
        &["b", "#N/A"],
        &["c", "1:12"],
        &["d", "440106199001011234:5"],
        &["e", "2:440106199001011234"],
        &["f", "3:-5"],
        &["g", "fine"],
        &["h", "fine", "lost"],
    ]);
    let formats = ["[DBNum2][$-411]General", "General", "yyyy-mm-dd"];
    let sheet = read(workbook(&[("S", &sheet)], &formats), &Reading::new(Format::Workbook));
    assert_eq!(
        rows(&sheet),
        [
            "the cell B2 has a formula, and the file does not have its value",
            "the cell B3 has the error `#N/A`",
            "the cell B4 has `12`, which its format `[DBNum2][$-411]General` cannot show",
            "id=d x=440106199001011234:5",
            "the cell B6 has a number of which Excel keeps `440106199001011000` and may have lost more",
            "the cell B7 has `-5`, which its format `yyyy-mm-dd` cannot show",
            "id=g x=fine",
            "the cell C9 has something in it, and the header names no column there",
        ]
    );
}

/// A rule that gives a number another format is not worked out; one that colours it is nothing.
#[test]
fn a_number_whose_format_depends_on_a_condition_is_told() {
    let rule = |area: &str, format: usize| {
        format!(
            "<conditionalFormatting sqref=\"{area}\"><cfRule type=\"cellIs\" dxfId=\"{format}\" \
             operator=\"greaterThan\"><formula>5</formula></cfRule></conditionalFormatting>"
        )
    };
    let cells: &[&[&str]] =
        &[&["id", "x"], &["a", "1:7"], &["b", "1:3"], &["c", "x"], &["d", "1:8"]];
    let sheet = data(cells) + &rule("B2 B4:B4", 1) + &rule("A1:B9", 0);
    let sheet = read(workbook(&[("S", &sheet)], &["00"]), &Reading::new(Format::Workbook));
    let told =
        "the cell B2 has a number whose format depends on a condition, which is not worked out";
    assert_eq!(rows(&sheet), [told, "id=b x=03", "id=c x=x", "id=d x=08"]);
}

#[test]
fn hidden_rows_and_columns_are_told_and_can_be_left_out() {
    let rows_of = data(&[&["id", "x", "y"], &["a", "1", "2"], &["b", "3", "4"]]);
    let xml = format!("<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>{rows_of}")
        .replace("<row r=\"3\"", "<row r=\"3\" hidden=\"1\"");
    let book = || workbook(&[("S", &xml)], &[]);
    let mut reading = Reading::new(Format::Workbook);
    let sheet = read(book(), &reading);
    assert_eq!(rows(&sheet), ["id=a x=1 y=2", "id=b x=3 y=4"]);
    assert_eq!(
        sheet.notes,
        [
            "hidden rows 3 and columns B of `t` are read all the same: `--skip-hidden` leaves them out"
        ]
    );
    reading.skip_hidden = true;
    let sheet = read(book(), &reading);
    assert_eq!(rows(&sheet), ["id=a y=2"]);
    assert_eq!(sheet.notes, ["hidden rows 3 and columns B of `t` are left out"]);
}

#[test]
fn a_sheet_is_chosen_by_name_and_others_are_told() {
    let one = data(&[&["id"], &["a"]]);
    let two = data(&[&["id"], &["b"]]);
    let book = || workbook(&[("-Old", &one), ("Empty", "<sheetData/>"), ("Now", &two)], &[]);
    let mut reading = Reading::new(Format::Workbook);
    let sheet = read(book(), &reading);
    assert_eq!(rows(&sheet), ["id=b"]);
    assert_eq!(
        sheet.notes,
        ["the sheet `Now` of `t` is read; there is more in `Old`: `--sheet` names another"]
    );
    reading.sheet = Some("Old".into());
    let sheet = read(book(), &reading);
    assert_eq!(
        (rows(&sheet), &sheet.notes[0][..]),
        (vec!["id=a".into()], "the sheet `Old` of `t` is hidden")
    );
    reading.sheet = Some("Noww".into());
    let told = refused(book(), &reading);
    assert!(told.ends_with("it has no sheet `Noww` (did you mean `Now`?)"), "{told}");
}

#[test]
fn merged_cells_of_the_table_are_told() {
    let xml = data(&[&["id", "x", "y"], &["a", "1", "2"], &["b", "", "3"], &["c", "4", ""]])
        + "<mergeCells><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"B4:C4\"/></mergeCells>";
    let sheet = read(workbook(&[("S", &xml)], &[]), &Reading::new(Format::Workbook));
    assert_eq!(
        rows(&sheet),
        [
            "id=a x=1 y=2",
            "the cell B3 has no text of its own: B2 to B3 are merged",
            "the cell C4 has no text of its own: B4 to C4 are merged",
        ]
    );
}

#[test]
fn a_cell_in_the_last_corner_takes_no_memory() {
    let xml = data(&[&["id"], &["a"]]).replace(
        "</sheetData>",
        "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>",
    );
    let told = refused(workbook(&[("S", &xml)], &[]), &Reading::new(Format::Workbook));
    assert!(told.contains("is far below the table"), "{told}");
    let xml = xml.replace("1048576", "9");
    let sheet = read(workbook(&[("S", &xml)], &[]), &Reading::new(Format::Workbook));
    assert_eq!(
        rows(&sheet)[1],
        "the cell XFD9 has something in it, and the header names no column there"
    );
}

#[test]
fn what_is_no_workbook_is_refused() {
    let reading = Reading::new(Format::Workbook);
    let told = refused(b"id\tvariant\na\tnote\n".to_vec(), &reading);
    assert!(told.contains("it is none: it does not begin as one"), "{told}");
    for bytes in [
        &b"PK\x03\x04"[..],
        b"PK\x03\x04 and more",
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0],
    ] {
        assert!(refused(bytes.to_vec(), &reading).starts_with("cannot read the workbook `t`"));
    }
    let texts = format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"99999999999\"></sst>");
    let told = refused(package(&[("xl/sharedStrings.xml", texts)]), &reading);
    assert!(told.contains("it has more than 20000000 texts"), "{told}");
    let whole = workbook(&[("S", &data(&[&["id"], &["a"]]))], &[]);
    for cut in (0..whole.len()).step_by(7) {
        let _ = Sheet::read("t", Box::new(Cursor::new(whole[..cut].to_vec())), &reading);
    }
}

#[test]
fn an_opendocument_table_prints_what_it_shows() {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:calcext=\"c\"><office:body><office:spreadsheet><table:table table:name=\"S\">\
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>007</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>b</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2024-05-01\"><text:p>May 2024</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>c</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2026-04-03\"><text:p>03/04/2026</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>d</text:p></table:table-cell><table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>e</text:p></table:table-cell><table:table-cell><text:p>One &amp;<text:s/>two</text:p><text:p>three</text:p></table:table-cell></table:table-row>\
        <table:table-row table:visibility=\"filter\"><table:table-cell><text:p>f</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        </table:table></office:spreadsheet></office:body></office:document-content>";
    let bytes = package(&[("content.xml", content.to_string())]);
    let sheet = read(bytes, &Reading::new(Format::Workbook));
    assert_eq!(
        rows(&sheet),
        [
            "id=a x=007",
            "id=b x=May 2024@2024-05",
            "id=c x=03/04/2026@2026-04-03",
            "the cell B5 has the error `#N/A`",
            "id=e x=One & two\nthree",
            "id=f",
        ]
    );
    assert!(sheet.notes[0].contains("hidden rows 7"), "{:?}", sheet.notes);
}

const CSV: &str = "id,variant,name.zh,name.en,office,date\n\
                   a,note,王江,Wang Jiang,\"Water Office\nLinjiang\",2024-05-01\n\
                   b,note,李湾,Li Wan,,2024-05\n";

/// A project whose languages are Chinese and English.
pub fn office() -> tempfile::TempDir {
    let dir = project("");
    write(dir.path(), &common::small(&[("diptych.toml", common::batch::NOTE)]));
    dir
}

#[test]
fn a_table_is_the_same_however_it_is_written() {
    let dir = office();
    let save = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
    save("plain.csv", CSV.as_bytes());
    made(dir.path(), &["batch", "plain.csv", "-o", "plain"]);
    let expected = documents(&dir.path().join("plain"));
    let semicolons = CSV.replace(',', ";");
    let utf16: Vec<u8> = format!("\u{feff}{}", CSV.replace(',', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (gbk, ..) = encoding_rs::GB18030.encode(&semicolons);
    let chinese = CSV
        .replace("name.zh", "姓名")
        .replace("2024-05-01", "2024年5月1日")
        .replace("2024-05\n", "2024/5\n");
    let sheet = data(&[
        &["id", "variant", "name.zh", "name.en", "office", "date"],
        &["a", "note", "王江", "Wang Jiang", "Water Office\nLinjiang", "1:45413"],
        &["b", "note", "李湾", "Li Wan", "", "2:45413"],
    ]);
    save("semicolons.csv", semicolons.as_bytes());
    save("named.csv", format!("sep=;\r\n{}", semicolons.replace('\n', "\r\n")).as_bytes());
    save("excel.txt", &utf16);
    save("gbk.csv", &gbk);
    save("chinese.csv", chinese.as_bytes());
    save("book.xlsx", &workbook(&[("S", &sheet)], &["yyyy/m/d", "mmm yyyy"]));
    for (table, note) in [
        ("semicolons.csv", "`semicolons.csv` has `;` between its cells"),
        ("named.csv", "`named.csv` has `;` between its cells"),
        ("excel.txt", "`excel.txt` is read as UTF-16LE"),
        ("gbk.csv", "`gbk.csv` is read as GB18030"),
        ("chinese.csv", ""),
        ("book.xlsx", ""),
    ] {
        let (out, _) = table.split_once('.').unwrap();
        let args = ["batch", table, "-o", out, "--map", "name.zh=姓名"];
        let output = made(dir.path(), &args[..if out == "chinese" { 6 } else { 4 }]);
        assert!(stderr(&output).contains(note), "{}", stderr(&output));
        assert_eq!(documents(&dir.path().join(out)), expected, "{table}");
    }
    // The rows are the same to `--resume`, too.
    let output = made(dir.path(), &["batch", "gbk.csv", "-o", "plain", "--resume"]);
    assert!(stderr(&output).contains("2 documents are whole already"), "{}", stderr(&output));
}

/// What is told of a table that must be refused.
pub fn told(table: &str, bytes: &[u8], more: &[&str]) -> String {
    let dir = office();
    std::fs::write(dir.path().join(table), bytes).unwrap();
    let args = [&["batch", table, "--diagnostic-format", "short"], more].concat();
    let output = diptych(dir.path(), &args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new(), "nothing is written");
    stderr(&output)
}

#[test]
fn a_place_is_that_of_the_users_own_table() {
    let table = "id;variant;name.zh;name.en\na;note;王江;Wang\nb;noet;李湾;Li\n";
    let (gbk, ..) = encoding_rs::GB18030.encode(table);
    let text = told("t.csv", &gbk, &[]);
    assert!(text.contains("t.csv:3:3: error: there is no variant `noet`"), "{text}");
    let mut wrong = CSV.as_bytes().to_vec();
    let at = wrong.len() - 30;
    wrong[at] = 0xff;
    let text = told("t.csv", &wrong, &[]);
    assert!(text.contains("t.csv:4:") && text.contains("the byte here is not UTF-8"), "{text}");
    let text = told("t.csv", b"id,variant,name.zh,name.en\na,note,\xa3\xf3d\x9f,B\n", &[]);
    assert!(text.contains("t.csv:2:8: error: the table is not UTF-8"), "{text}");
    assert!(text.contains("`--encoding windows-1250` this is `Łódź`"), "{text}");
    let text = told("t.csv", &gbk, &["--encoding", "utf-8"]);
    assert!(text.contains("t.csv:2:8: error: the byte here is not UTF-8"), "{text}");
}

#[test]
fn a_date_in_doubt_is_told_with_its_readings() {
    let text = told("t.csv", CSV.replace("2024-05-01", "03/04/2026").as_bytes(), &[]);
    assert!(text.contains("error: `03/04/2026` may be `2026-03-04` or `2026-04-03`"), "{text}");
}

#[test]
fn headers_are_mapped_by_the_command_line_and_the_project() {
    let rows = "编号,variant,姓名,name.en\na,note,王江,Wang\n";
    let text = told("t.csv", rows.as_bytes(), &[]);
    assert!(text.contains("t.csv:1:1: error: the column `编号` is not known"), "{text}");
    assert!(text.contains("`--map name=姓名`"), "{text}");
    let text = told("t.csv", rows.as_bytes(), &["--map", "id=号码", "--map", "name.zh=姓名"]);
    assert!(text.contains("`--map id=号码` names no column of the table"), "{text}");
    let dir = office();
    let columns = "[columns]\n\"编号\" = \"id\"\n\"姓名\" = \"name.zh\"\n";
    let toml = common::batch::NOTE.replace("[audiences]", &format!("{columns}\n[audiences]"));
    write(dir.path(), &common::small(&[("diptych.toml", &toml)]));
    std::fs::write(dir.path().join("t.csv"), rows).unwrap();
    made(dir.path(), &["batch", "t.csv"]);
    std::fs::write(
        dir.path().join("t.jsonl"),
        "{\"编号\":\"a\",\"variant\":\"note\",\"姓名\":\"王江\",\"name.en\":\"Wang\"}\n",
    )
    .unwrap();
    made(dir.path(), &["batch", "t.jsonl", "-o", "json"]);
    // A name in two lines is one, however its line break is written.
    let two = rows.replace("姓名", "\"姓名\n（中文）\"").replace("编号", "id");
    std::fs::write(dir.path().join("two.csv"), &two).unwrap();
    for (out, name) in [("1", "姓名（中文）"), ("2", "姓名 （中文）"), ("3", "姓名\n（中文）")]
    {
        let map = format!("name.zh={name}");
        made(dir.path(), &["batch", "two.csv", "-o", out, "--map", &map]);
        assert_eq!(documents(&dir.path().join(out)), documents(&dir.path().join("out")));
    }
    let text = told("t.csv", two.as_bytes(), &[]);
    assert!(text.contains("`--map 'name=姓名 （中文）'`, for instance"), "{text}");
    assert_eq!(documents(&dir.path().join("json")), documents(&dir.path().join("out")));
}

#[test]
fn a_title_above_the_header_is_told() {
    let text = told("t.csv", b"List of recipients,,\n,,\nid,variant,name\na,note,A\n", &[]);
    assert!(
        text.contains(
            "t.csv:1:1: error: `List of recipients` stands above the header, which is line 3"
        ),
        "{text}"
    );
    let sheet = data(&[&["List"], &["id", "variant", "name"], &["a", "note", "A"]]);
    let text = told("t.xlsx", &workbook(&[("S", &sheet)], &[]), &[]);
    assert!(
        text.contains("t.xlsx!A1: error: `List` stands above the header, which is row 2"),
        "{text}"
    );
}

#[test]
fn a_mistake_in_a_workbook_names_its_cell() {
    let rows: [&[&str]; 3] = [&["id", "variant", "name"], &["a", "note", "A"], &["b", "noet", "B"]];
    let sheet = data(&rows);
    let found = "there is no variant `noet`";
    let one = workbook(&[("People", &sheet)], &[]);
    let text = told("t.xlsx", &one, &[]);
    assert!(text.contains(&format!("t.xlsx!B3: error: {found}")), "{text}");
    let several = workbook(&[("People", &sheet), ("Old ones", &data(&[&["x"]]))], &[]);
    let text = told("t.xlsx", &several, &[]);
    assert!(text.contains(&format!("t.xlsx!People!B3: error: {found}")), "{text}");
    let text = told("t.xlsx", &several, &["--sheet", "Old ones"]);
    assert!(text.contains("t.xlsx!'Old ones'!A1: error: "), "{text}");
    let hidden = format!("<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>{sheet}")
        .replace("\"A1\"", "\"D1\"")
        .replace("\"A2\"", "\"D2\"")
        .replace("\"A3\"", "\"D3\"");
    assert!(told("t.xlsx", &workbook(&[("S", &hidden)], &[]), &[]).contains("t.xlsx!B3: "));
}

#[test]
fn programs_are_told_a_cell_by_its_row_and_column_too() {
    let rows: [&[&str]; 3] = [&["id", "variant", "name"], &["a", "note", "A"], &["b", "noet", "B"]];
    let dir = office();
    let book = workbook(&[("People", &data(&rows)), ("S", &data(&[&["x"]]))], &[]);
    std::fs::write(dir.path().join("t.xlsx"), book).unwrap();
    let told = |format: &str| {
        stderr(&diptych(dir.path(), &["batch", "t.xlsx", "--diagnostic-format", format]))
    };
    let json = told("json");
    let line = json.lines().find(|line| line.contains("noet")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let at = ["path", "line", "column", "cell"].map(|key| line[key].to_string());
    assert_eq!(at, ["\"t.xlsx\"", "3", "2", "\"People!B3\""]);
    let sarif = told("sarif");
    let sarif = sarif.lines().find(|line| line.contains("noet")).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(sarif).unwrap();
    let found = &sarif["runs"][0]["results"][0];
    let location = &found["locations"][0];
    let region = &location["physicalLocation"]["region"];
    assert_eq!(
        [&region["startLine"], &region["startColumn"]].map(|n| n.as_u64()),
        [Some(3), Some(2)]
    );
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "People!B3");
    let human = told("human");
    assert!(human.contains("─ t.xlsx!People!B3\n"), "{human}");
    // The report has the place and the variant of a row that is not made.
    diptych(dir.path(), &["batch", "t.xlsx", "--keep-going"]);
    let report = std::fs::read_to_string(dir.path().join("out/report.csv")).unwrap();
    let row = report.lines().find(|line| line.starts_with("2,b")).unwrap();
    assert!(row.starts_with("2,b,noet,rejected,"), "{row}");
    assert!(row.contains("t.xlsx!People!B3: error: "), "{row}");
}

#[test]
fn a_long_word_is_broken_within_its_column() {
    let dir = office();
    let long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenversorgungsanstaltsverwaltungsratsvorsitzende";
    let mail =
        "someone.with.a.very.long.name@department-of-water.of-the-city-of-linjiang.example.org";
    let mut rows = String::from("id,variant,languages,layout,name,office,reference\n");
    for (languages, layout) in [("zh en", "parallel"), ("zh en", "stacked"), ("en", "single")] {
        for (index, word) in [long, mail, &"1234567890".repeat(15)].iter().enumerate() {
            rows += &format!("{layout}{index},note,{languages},{layout},{word},{word},{word}\n");
        }
    }
    // What runs out of its column or off the page is an error.
    std::fs::write(dir.path().join("t.csv"), rows).unwrap();
    made(dir.path(), &["batch", "t.csv"]);
}

/// Made with xlwt 1.3 and SheetJS 0.18: the row 3 and the column C are hidden, D4 and D5 merged.
/// SheetJS writes `short.xlsb`, of which calamine 0.35 reads the first column alone.
#[test]
fn what_old_and_binary_workbooks_hide_and_merge_is_told() {
    for (name, bytes) in [
        ("xls", &include_bytes!("../workbooks/hidden.xls")[..]),
        ("xlsb", include_bytes!("../workbooks/hidden.xlsb")),
    ] {
        let mut reading = Reading::new(Format::Workbook);
        reading.sheet = Some("People".into());
        let sheet = read(bytes.to_vec(), &reading);
        assert_eq!(
            rows(&sheet),
            [
                "id=a variant=note name=A office=X",
                "id=b variant=note name=B office=Y",
                "id=c variant=note name=C office=Z",
                "the cell D5 has no text of its own: D4 to D5 are merged",
            ],
            "{name}"
        );
        let note = "hidden rows 3 and columns C of `t` are read all the same";
        assert!(sheet.notes.iter().any(|own| own.starts_with(note)), "{:?}", sheet.notes);
        reading.skip_hidden = true;
        let sheet = read(bytes.to_vec(), &reading);
        assert_eq!(rows(&sheet)[..2], ["id=a variant=note office=X", "id=c variant=note office=Z"]);
    }
    let mut reading = Reading::new(Format::Workbook);
    reading.sheet = Some("People".into());
    let told = refused(include_bytes!("../workbooks/short.xlsb").to_vec(), &reading);
    assert!(told.contains("has cells in a short form"), "{told}");
}

#[test]
fn a_row_without_height_is_hidden() {
    let xml = data(&[&["id"], &["a"], &["b"]])
        .replace("<row r=\"3\"", "<row r=\"3\" ht=\"0\" customHeight=\"1\"");
    let sheet = read(workbook(&[("S", &xml)], &[]), &Reading::new(Format::Workbook));
    assert!(sheet.notes[0].starts_with("hidden rows 3 of `t`"), "{:?}", sheet.notes);
}
