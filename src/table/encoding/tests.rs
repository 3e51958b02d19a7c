//! Which encodings are found, and which are in doubt.

use std::io::Cursor;

use super::*;

fn read_in(bytes: &[u8], regions: &[&str]) -> (String, Option<&'static str>, bool) {
    let regions = regions.iter().map(|region| region.to_string()).collect();
    let hints = Hints { encoding: None, regions };
    let mut decoded = read(&mut Cursor::new(bytes), &hints).unwrap();
    let mut text = String::new();
    match &mut decoded.text {
        Some(from) => drop(from.read_to_string(&mut text).unwrap()),
        None => text = String::from_utf8_lossy(bytes).into_owned(),
    }
    (text, decoded.name, decoded.fault.is_none())
}

const NAMES: [&str; 10] = [
    "王江",
    "李湾",
    "张伟",
    "王江,x,李湾",
    "水务司",
    "北京市海淀区中关村大街27号",
    "欧阳娜娜",
    "赵钱孙李",
    "清华大学",
    "A座301室",
];

#[test]
fn a_chinese_table_of_a_chinese_project_is_gb18030() {
    for name in NAMES {
        let table = format!("id,variant,name\na,note,{name}\n");
        let (bytes, ..) = GB18030.encode(&table);
        assert_eq!(read_in(&bytes, &["CN", "GB"]), (table, Some("GB18030"), true), "{name}");
    }
}

#[test]
fn a_table_of_taiwan_is_big5() {
    for name in ["陳大文", "李小明", "臨江市水務局", "王", "張", "臺北市政府"] {
        let table = format!("id,variant,name\na,note,{name}\n");
        let (bytes, ..) = BIG5.encode(&table);
        assert_eq!(read_in(&bytes, &["TW", "GB"]), (table, Some("Big5"), true), "{name}");
    }
}

#[test]
fn a_name_that_is_chinese_in_two_ways_is_in_doubt() {
    for (name, encoding) in [("黃國華", BIG5), ("陈", GB18030)] {
        let table = format!("id,variant,name\na,note,{name}\n");
        let (bytes, ..) = encoding.encode(&table);
        assert!(!read_in(&bytes, &["CN", "GB"]).2, "{name}");
        assert!(!read_in(&bytes, &["TW", "GB"]).2, "{name}");
    }
}

#[test]
fn no_other_text_is_taken_for_chinese() {
    use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
    for (name, encoding) in [
        ("Müller", WINDOWS_1252),
        ("Café Zürich", WINDOWS_1252),
        ("é", WINDOWS_1252),
        ("Łódź", WINDOWS_1250),
        ("Dvořák Škoda", WINDOWS_1250),
        ("Петров", WINDOWS_1251),
        ("Größe Äpfel", WINDOWS_1252),
        ("Peña", WINDOWS_1252),
        ("François Lévêque", WINDOWS_1252),
    ] {
        let (bytes, ..) = encoding.encode(name);
        let table = [b"id,variant,name\na,note,", &bytes[..], b"\n"].concat();
        let (_, found, is_sure) = read_in(&table, &["CN"]);
        assert!(!is_sure, "{name}");
        assert!(!["GB18030", "Big5", "EUC-JP"].contains(&found.unwrap()), "{name}");
    }
}

#[test]
fn utf_16_is_read_with_a_mark_or_without() {
    let table = "id,variant,姓名\na,note,王江\n";
    let little: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = table.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (mark, bytes, name) in [
        (&[0xff, 0xfe][..], &little, "UTF-16LE"),
        (&[], &little, "UTF-16LE"),
        (&[0xfe, 0xff], &big, "UTF-16BE"),
        (&[], &big, "UTF-16BE"),
    ] {
        let bytes = [mark, bytes].concat();
        assert_eq!(read_in(&bytes, &[]), (table.to_string(), Some(name), true));
    }
}

#[test]
fn korean_and_japanese_are_in_doubt_where_they_could_be_chinese() {
    for (table, encoding) in [
        ("id,name\na,김철수\nb,외교부 한미정책국\n", EUC_KR),
        ("id,name\na,やまだ\nb,山田さん\n", EUC_JP),
    ] {
        let (bytes, ..) = encoding.encode(table);
        let regions = vec!["CN".to_string(), "GB".to_string()];
        let decoded = read(&mut Cursor::new(&bytes), &Hints { encoding: None, regions }).unwrap();
        let (_, message, hint) = decoded.fault.unwrap_or_else(|| panic!("{table}"));
        assert_eq!(message, "the table is not UTF-8, and what else it is is in doubt");
        let name = encoding.name().to_lowercase();
        assert!(hint.contains(&format!("`--encoding {name}`")), "{hint}");
    }
    let table = "id,name\na,김철수\nb,외교부 한미정책국\n";
    let (bytes, ..) = EUC_KR.encode(table);
    assert_eq!(read_in(&bytes, &["KR"]), (table.into(), Some("EUC-KR"), true));
}

#[test]
fn rare_characters_are_read_where_one_encoding_is_left() {
    for name in ["㐂𠀀韩", "𠮷野", "㐂"] {
        let table = format!("id,variant,name\na,note,{name}\n");
        let (bytes, ..) = GB18030.encode(&table);
        assert_eq!(read_in(&bytes, &["CN", "GB"]), (table, Some("GB18030"), true), "{name}");
    }
}

#[test]
fn a_byte_that_no_encoding_makes_a_word_of_is_a_wrong_one() {
    for (table, at) in [
        (&b"id,name\na,Ot\xffto\n"[..], 12),
        (b"id,name\na,Ot\xd6to\n", 12),
        (b"id,name\na,Ot\x81to\n", 12),
        (b"id,name\na,M\xc3\xbcller\nb,J\xc3\xb6rg\nc,Ot\xe9to\n", 30),
    ] {
        for regions in [&["CN", "GB"][..], &["GB"], &[]] {
            let regions = regions.iter().map(|region| region.to_string()).collect();
            let hints = Hints { encoding: None, regions };
            let decoded = read(&mut Cursor::new(table), &hints).unwrap();
            let (range, message, _) = decoded.fault.unwrap_or_else(|| panic!("{table:?}"));
            assert_eq!((range.start, &message[..]), (at, "the byte here is not UTF-8"));
        }
    }
}

#[test]
fn a_wrong_byte_in_utf_8_has_its_place() {
    let mut bytes = "id,name\na,王江\nb,李湾\n".as_bytes().to_vec();
    let at = bytes.len() - 3;
    bytes[at] = 0xff;
    let decoded = read(&mut Cursor::new(&bytes), &Hints::default()).unwrap();
    assert!(decoded.name.is_none());
    // The last character is cut: it begins two bytes before.
    assert_eq!(decoded.fault.unwrap().0.start, at - 1);
}
