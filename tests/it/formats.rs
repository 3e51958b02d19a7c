//! Number formats: what a cell shows, as Excel does. Where ssfmt 0.1.2 prints something else,
//! the format is below [`SSFMT`]: when a later version prints all of them rightly, what
//! `workbook/section.rs` and `code.rs` do for them can go.

use crate::spreadsheets::{data, read, rows, workbook};
use diptych::batch::{Format, Reading};

fn shown(format: &str, value: &str, region: &str) -> String {
    let cell = if value.parse::<f64>().is_ok() { format!("1:{value}") } else { value.to_string() };
    let mut xml = data(&[&["id", "x"], &["a", &cell]]);
    if value.parse::<f64>().is_err() {
        xml = xml.replace("<c r=\"B2\" ", "<c r=\"B2\" s=\"1\" ");
    }
    let reading = Reading::new(Format::Workbook).in_regions(vec![region.into()]);
    let sheet = read(workbook(&[("S", &xml)], &[format]), &reading);
    let row = rows(&sheet).remove(0);
    match row.strip_prefix("id=a") {
        Some(rest) => rest.strip_prefix(" x=").unwrap_or(rest).into(),
        None => row,
    }
}

fn assert_shown(all: &[(&str, &str, &str)]) {
    let wrong = all.iter().filter_map(|(format, value, text)| {
        let own = shown(format, value, "CN");
        (own != *text).then(|| format!("{value} as `{format}` is `{own}`, not `{text}`"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What ssfmt 0.1.2 prints otherwise.
const SSFMT: &[(&str, &str, &str)] = &[
    // Decimal digits are rounded, half away from zero.
    ("0%", "0.285", "29%"),
    ("0.0%", "0.0725", "7.3%"),
    ("0.00", "1.005", "1.01"),
    ("0.00", "2.675", "2.68"),
    ("0.00", "-1.005", "-1.01"),
    ("0.0", "0.25", "0.3"),
    ("0", "2.5", "3"),
    ("0.00E+00", "1005000", "1.01E+06"),
    ("General", "1234567890.5", "1234567891"),
    // A comma behind the digits divides, and rounds.
    ("#,##0,", "1234567", "1,235"),
    ("#,##0,", "1234500", "1,235"),
    ("0.0,\"k\"", "1550", "1.6k"),
    ("0.0,,\"M\"", "1250000", "1.3M"),
    ("#,##0,.0", "1234567", "1,234.6"),
    ("0%,", "123", "12%"),
    // `!` is `\` in East Asia.
    ("0!.0,\"万\"", "56789", "5.7万"),
    ("0\\.0,\"万\"", "56789", "5.7万"),
    ("0!", "5", "5!"),
    // What an empty section has is hidden.
    ("0;-0;;@", "0", ""),
    (";;;", "5", ""),
    (";;;", "secret", ""),
    ("0;0;0;", "secret", ""),
    ("0;;0", "-5", ""),
    // Signs: a zero has none, and a section that is not for negative numbers alone has one.
    ("0", "-0.4", "0"),
    ("0.00", "-0.001", "0.00"),
    ("[>100]\"many\";0", "-5", "-5"),
    ("[<0]0;0", "-5", "5"),
    ("[<=100]0;0.0", "-5", "-5"),
    ("[>1000]0,\"k\";0", "-5", "-5"),
    ("[>=10]0;[<0]\"under\";0", "-5", "under"),
    ("[>=10]0;[<0]\"under\";0.0", "5", "5.0"),
    // Text before a number without a format stays there.
    ("General;-General", "-3", "-3"),
    ("\"约\"General\"元\"", "12.5", "约12.5元"),
    ("[DBNum2][$-804]General;[DBNum2][$-804]-General", "-20", "-贰拾"),
    ("[=0]\"\";General", "0", ""),
    ("0;0;\"\";@", "0", ""),
    // Minutes stand beside hours and seconds, months elsewhere.
    ("hh:mm dd/mm/yyyy", "45413.5", "12:00 01/05/2024@2024-05-01"),
    ("mm\"分\"ss\"秒\"", "0.5007", "01分00秒"),
    // Gaps are as wide as a character, and not that.
    ("yyyy-mm-dd_)", "45413", "2024-05-01@2024-05-01"),
    // Halves of a day in Chinese.
    ("上午/下午h\"时\"mm\"分\"", "0.58681", "下午2时05分"),
    ("[$-804]上午/下午h\"时\"mm\"分\"", "0.08681", "上午2时05分"),
    ("55", "0.58681", "下午2时05分"),
    ("35", "0.586806", "下午2时05分00秒"),
];

#[test]
fn what_ssfmt_prints_otherwise_is_as_in_excel() {
    assert_shown(SSFMT);
}

#[test]
fn other_formats_are_as_in_excel() {
    assert_shown(&[
        ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", "0", "-"),
        ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", "-1234.5", "(1,234.50)"),
        ("_ [$¥-804]* #,##0.00_ ;_ [$¥-804]* -#,##0.00_ ", "-1234.5", "¥-1,234.50"),
        ("44", "-1234.5", "$(1,234.50)"),
        ("41", "0", "-"),
        ("#,##0.00_);[Red](#,##0.00)", "-0.001", "(0.00)"),
        ("# ?/?", "0.5", "1/2"),
        ("# ??/??", "3.14159", "3 1/7"),
        ("# ?/?", "-2.25", "-2 1/4"),
        ("# ??/16", "1.5", "1 8/16"),
        ("?/?", "1.5", "3/2"),
        ("# ?/?", "3", "3"),
        ("[=1]\"yes\";[=0]\"no\";General", "0", "no"),
        ("[=1]\"yes\";[=0]\"no\";General", "7", "7"),
        ("[Red][<60]\"fail\";\"pass\"", "59", "fail"),
        ("[Red]", "5", "5"),
        ("General\"元\"", "12.5", "12.5元"),
        ("\"约\"0\"人\"", "12", "约12人"),
        ("000-0000-0000", "13800138000", "138-0013-8000"),
        ("0.0#", "1.5", "1.5"),
        ("0.##", "1", "1."),
        ("#", "0", ""),
        ("0.0%", "1", "100.0%"),
        ("0‰", "5", "5‰"),
        ("@", "12.50", "12.5"),
        ("\"<\"@\">\"", "text", "<text>"),
        ("@\" 先生\"", "王江", "王江 先生"),
        ("0;-0;0;\"* \"@", "note", "* note"),
        ("yyyy\"年\"m\"月\"d\"日\";@", "text", "text"),
        ("General;General;General;General", "text", "text"),
        ("[h]:mm", "1.5", "36:00"),
        ("[mm]:ss", "0.05", "72:00"),
        ("h:mm AM/PM", "0.75", "6:00 PM"),
        ("[$-en-US]d mmmm yyyy", "45413", "1 May 2024@2024-05-01"),
        ("yyyy年m月d日", "45413", "2024年5月1日@2024-05-01"),
        ("yyyy.mm", "45413", "2024.05@2024-05"),
        ("mmm d", "45413", "May 1"),
        ("General", "0.1", "0.1"),
        ("General", "12345678902", "12345678902"),
        ("General", "-3.5", "-3.5"),
    ]);
}

#[test]
fn what_is_of_east_asia_is_in_its_words() {
    assert_shown(
        &[
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", "45427", "二〇二四年五月十五日@2024-05-15"),
            ("[DBNum1][$-804]General", "12345", "一万二千三百四十五"),
            ("[DBNum2][$-804]General\"元\"", "1203", "壹仟贰佰零叁元"),
            ("[DBNum2][$-804]0.00", "12.5", "壹贰.伍零"),
            ("[DBNum1]0", "105", "一〇五"),
            ("[DBNum3][$-804]0", "12", "１２"),
            ("[$-804]aaaa", "45413", "星期三"),
            ("m\"月\"d\"日\"aaa", "45413", "5月1日三"),
            ("[$-411]ggge\"年\"m\"月\"d\"日\"", "45413", "令和6年5月1日@2024-05-01"),
            ("[$-411]ge.m.d", "45413", "R6.5.1@2024-05-01"),
            ("[$-ja-JP]ggge\"年\"", "43000", "平成29年@2017"),
            ("[$-404]e/m/d", "45413", "113/5/1@2024-05-01"),
            ("[$-404]gge\"年\"m\"月\"d\"日\"", "45413", "民國113年5月1日@2024-05-01"),
            ("e\"年\"", "45413", "2024年@2024"),
            // What no language is known for is a date, and no text.
            ("ggge\"年\"m\"月\"d\"日\"", "45413", "2024-05-01@2024-05-01"),
            ("[$-41E]d mmmm bbbb", "45413", ""),
            ("[DBNum1][$-411]yyyy\"年\"", "45413", "2024@2024"),
            ("[$-40C]d mmmm yyyy", "45413", "2024-05-01@2024-05-01"),
        ]
        .map(|case| match case.2 {
            "" => (
                case.0,
                case.1,
                "the cell B2 has `45413`, which its format `[$-41E]d mmmm bbbb` cannot show",
            ),
            _ => case,
        }),
    );
    assert_eq!(shown("ggge\"年\"", "45413", "JP"), "令和6年@2024");
    let told = shown("[DBNum1][$-411]General", "12", "CN");
    assert!(told.contains("`12`, which its format"), "{told}");
}

#[test]
fn digits_that_excel_does_not_keep_are_told() {
    for (format, value, kept) in [
        ("0", "440106199001011234", "440106199001011000"),
        ("General", "440106199001011234", "440106199001011000"),
        ("@", "123456789012", "123456789012"),
        ("#,##0", "1e15", "1000000000000000"),
    ] {
        let told = shown(format, value, "CN");
        assert_eq!(
            told,
            format!(
                "the cell B2 has a number of which Excel keeps `{kept}` and may have lost more"
            )
        );
    }
    assert_eq!(shown("0", "999999999999999", "CN"), "999999999999999");
}

#[test]
fn what_a_format_hides_is_said() {
    let sheet = data(&[&["id", "x"], &["a", "1:0"], &["b", "1:5"], &["c", "1:0"]]);
    let sheet = read(workbook(&[("S", &sheet)], &["0;-0;;@"]), &Reading::new(Format::Workbook));
    assert_eq!(rows(&sheet), ["id=a", "id=b x=5", "id=c"]);
    assert_eq!(
        sheet.notes,
        ["the cells B2, B4 of `t` are empty: their formats hide what is in them"]
    );
}
