//! CSV as programs and people write it: what is read of it, and what is told.

use std::io::Cursor;

use crate::common::batch::made;
use crate::common::{diptych, stderr};
use crate::spreadsheets::{office, rows, told};
use diptych::batch::{Format, Reading, Sheet};

fn read(text: &str) -> Vec<String> {
    let source = Box::new(Cursor::new(text.as_bytes().to_vec()));
    let sheet = Sheet::read("t.csv", source, &Reading::new(Format::Csv)).unwrap();
    rows(&sheet)
}

#[test]
fn text_of_excel_is_its_text_and_a_formula_is_told() {
    let text = "id,x\na,\"=\"\"007\"\"\"\nb,=\"0 1\"\nc,\"=\"\"a \"\"\"\"b\"\"\"\"\"\"\"\nd,=\"\"\n\
                e,=1+2\nf,\"=A1&\"\"x\"\"\"\ng,a=b\nh,=\n=\"i\",x\n";
    assert_eq!(
        read(text),
        [
            "id=a x=007",
            "id=b x=0 1",
            "id=c x=a \"b\"",
            "id=d",
            "`=1+2` is a formula, and its value is not here",
            "`=A1&\"x\"` is a formula, and its value is not here",
            "id=g x=a=b",
            "id=h x==",
            "id=i x=x",
        ]
    );
    assert_eq!(read("=\"id\",\"=\"\"x\"\"\"\na,b\n"), ["id=a x=b"]);
}

#[test]
fn empty_columns_at_the_end_are_nothing_and_others_are_told() {
    for (text, told) in [
        ("id;x;;\na;b;;\n", "id=a x=b"),
        ("id,x,,\na,b\n", "id=a x=b"),
        ("id,x\na,b,,,\n", "id=a x=b"),
        ("id,x,,\na,b,,c\n", "the row has 4 cells, and the header 2"),
        ("id,x\na,b,c\n", "the row has 3 cells, and the header 2"),
        ("id,x,y\na,b\n", "the row has 2 cells, and the header 3"),
    ] {
        assert_eq!(read(text), [told], "{text}");
    }
    let text = self::told("t.csv", b"id,variant,name.zh,name.en\na,note,B\n", &[]);
    assert!(text.contains("(the cells from `name.en` on are missing: `,` stands"), "{text}");
    let text = self::told("t.csv", b"id,,variant\na,,note\n", &[]);
    assert!(text.contains("t.csv:1:4: error: the column has no name"), "{text}");
}

#[test]
fn an_open_quote_is_told_where_it_opens() {
    for (table, place) in [
        ("id,variant,name\na,note,\"Ada\nb,note,Otto\n", "2:8"),
        ("id,variant,name\na,note,\"Ada\nb,note,\"Otto\"\n", "2:8"),
        ("id,variant,name\na,note,Ada\n\"b,note,Otto\n", "3:1"),
        ("id,variant,name\na,note,\"Ada\" Lee\n", "2:8"),
        ("id,variant,name\na,note,\"Ada \"Lee\"\"\n", "2:8"),
        ("id,\"variant,name\na,note,Ada\n", "1:4"),
    ] {
        let text = told("t.csv", table.as_bytes(), &[]);
        let first = format!("t.csv:{place}: error: the quote that opens here is not closed");
        assert!(text.contains(&first), "{table}\n{text}");
    }
    let whole = "id,x\na,\"A \"\"b\"\"\"\nb,\"\"\"\"\nc,\"d\" \ne,5\"\n";
    assert_eq!(read(whole), ["id=a x=A \"b\"", "id=b x=\"", "id=c x=d", "id=e x=5\""]);
}

#[test]
fn headers_in_capitals_are_the_same_columns() {
    let dir = office();
    std::fs::write(
        dir.path().join("t.csv"),
        "ID,Variant,NAME.ZH,Name.EN,Date\na,note,王江,Wang,24-May-24\n",
    )
    .unwrap();
    made(dir.path(), &["batch", "t.csv"]);
    let twice = told("t.csv", b"id,ID,variant,name\na,a,note,B\n", &[]);
    assert!(twice.contains("`id` and `ID` are both this column"), "{twice}");
}

#[test]
fn a_map_that_names_no_column_says_which_there_are() {
    let table = "id,variant,name,n\na,note,A,B\n".as_bytes();
    for (map, hint) in [
        ("nope=name", "the columns are `id`, `variant`"),
        ("nmae=n", "did you mean `name`?"),
        ("n=name", "the column comes first: `--map name=n`"),
    ] {
        let text = told("t.csv", table, &["--map", map]);
        let column = map.split_once('=').unwrap().0;
        let message = format!("error: `--map {map}`: the column `{column}` is not known ({hint}");
        assert!(text.contains(&message), "{text}");
    }
}

#[test]
fn dates_in_chinese_are_read() {
    let table = "id,variant,name.zh,name.en,date\na,note,王,B,2026年5月1日\n\
                 b,note,王,B,2024年5月1日星期三\nc,note,王,B,二〇二四年五月一日\n\
                 d,note,王,B,2024/5/1（周三）\n";
    let dir = office();
    std::fs::write(dir.path().join("t.csv"), table).unwrap();
    made(dir.path(), &["batch", "t.csv"]);
    let text = told("t.csv", table.replace("五月一日", "五月四十日").as_bytes(), &[]);
    assert!(text.contains("t.csv:4:12: error: `二〇二四年五月四十日` is not a date"), "{text}");
}

#[test]
fn a_table_in_a_code_page_of_dos_is_told() {
    // Jörg Müller, Änne Groß, of Straße, in CP850.
    for table in [
        &b"id,variant,name\na,note,J\x94rg M\x81ller\nb,note,Stra\xe1e\n"[..],
        &b"id,variant,name\na,note,J\x94rg\nb,note,\x8enne Gro\xe1\n"[..],
        &b"id,variant,name\na,note,Fran\x87oise Lef\x8avre\n"[..],
    ] {
        let text = told("t.csv", table, &[]);
        let said = "error: the table is in a code page of DOS, as `CSV (MS-DOS)` of Excel is (save";
        assert!(text.contains(said), "{text}");
    }
    let output = diptych(office().path(), &["batch", "t.csv", "--encoding", "cp850"]);
    let text = stderr(&output);
    assert!(text.contains("this code page is not read: save the table as CSV UTF-8"), "{text}");
}

#[test]
fn a_cell_that_is_true_or_false_is_told() {
    let text = told("t.csv", "id,variant,name.zh,name.en\na,note,王,TRUE\n".as_bytes(), &[]);
    assert!(text.contains("t.csv:2:10: error: `TRUE` is true or false, and not text"), "{text}");
}

#[test]
fn cells_between_full_width_marks_are_told_once() {
    let text = told("t.csv", "id，variant，name\na，note，B\n".as_bytes(), &[]);
    assert!(text.contains("t.csv:1:1: error: the names of the columns are parted by"), "{text}");
    assert_eq!(text.matches("error:").count(), 1, "{text}");
}

#[test]
fn text_that_was_spoilt_before_is_told() {
    let table = "id,variant,name.zh,name.en\na,note,鐜嬫睙,JÃ¶rg\nb,note,王,B &amp; C\n";
    let text = told("t.csv", table.as_bytes(), &[]);
    for (place, said) in [
        ("2:8", "`鐜嬫睙` was UTF-8, and a program took it for something else (write `王江`"),
        ("2:12", "`JÃ¶rg` was UTF-8, and a program took it for something else (write `Jörg`"),
        ("3:10", "`&amp;` is how HTML writes a character"),
    ] {
        assert!(text.contains(&format!("t.csv:{place}: error: {said}")), "{text}");
    }
}

#[test]
fn a_wrong_byte_is_told_and_not_printed_as_a_letter() {
    let text = told("t.csv", b"id,variant,name\na,note,Ot\xffto\n", &[]);
    assert!(text.contains("t.csv:2:10: error: the byte here is not UTF-8"), "{text}");
}

#[test]
fn a_date_without_its_year_says_how_to_write_it() {
    let table = "id,variant,name.zh,name.en,date\na,note,王,B,24-May\n";
    let text = told("t.csv", table.as_bytes(), &[]);
    let said = "t.csv:2:12: error: `24-May` does not say its year (write it with its year, as";
    assert!(text.contains(said), "{text}");
}
