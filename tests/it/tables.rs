//! Tables and rows, read from the layout: nothing is lost, columns fit what is in them.

use crate::common::layout;
use crate::common::layout::{Built, Layout, PAGE, Piece, build};
use crate::common::{SMALL, diptych, folder, small, stderr};
use diptych::load::files::{Files, built_in_templates};
use diptych::model::edition::FigureContent;

/// The small project with a table behind its second block, and a variant in each layout.
fn project(table: &str) -> Files {
    let (_, toml) = SMALL[0];
    let more = ["stacked", "facing"]
        .map(|name| format!("\n[variants.{name}]\ntemplate = \"report\"\nlayout = \"{name}\"\n"));
    let head = "shores:\n  after: rivers\n  title: { zh: 湖岸, en: Shores }\n  table:\n";
    small(&[
        ("diptych.toml", &format!("{toml}{}", more.concat())),
        ("data/figures.yaml", &format!("{head}{table}")),
    ])
}

/// A table with heads and rows, each a line of YAML.
fn table(columns: &str, rows: &[&str]) -> String {
    let rows: String = rows.iter().map(|row| format!("      - {row}\n")).collect();
    format!("    columns: {columns}\n    rows:\n{rows}")
}

const TWO: &str = "[{ zh: 甲, en: Apple }, { zh: 乙, en: Birch }]";

fn sentences(count: usize, say: impl Fn(usize) -> String) -> String {
    (1..=count).map(say).collect::<Vec<_>>().join(" ")
}

/// A row that is taller than a page.
fn tall() -> String {
    let zh = sentences(70, |i| format!("第{i}句说湖水年年退去，岸边的人家也往低处搬。"));
    let en = sentences(70, |i| format!("Sentence {i} says that the water recedes each year."));
    format!("[{{ zh: 北, en: North }}, {{ zh: '{zh}', en: '{en}' }}]")
}

/// The pages of a layout, each as its text without spaces.
fn pages(layout: &Layout) -> Vec<String> {
    let last = layout.pieces.iter().map(|piece| (piece.y / PAGE) as usize).max().unwrap();
    let on = |page: usize| layout.pieces.iter().filter(move |p| (p.y / PAGE) as usize == page);
    let text = |page| on(page).map(|piece| piece.text.as_str()).collect::<String>();
    (0..=last).map(|page| text(page).replace([' ', '\u{2060}'], "")).collect()
}

/// The numbers that stand between a word and an end on a page.
fn numbers(page: &str, word: &str, end: char) -> Vec<usize> {
    page.split(word).skip(1).filter_map(|rest| rest.split(end).next()?.parse().ok()).collect()
}

fn piece<'a>(layout: &'a Layout, text: &str) -> &'a Piece {
    let found = layout.pieces.iter().find(|piece| piece.text == text);
    found.unwrap_or_else(|| panic!("`{text}` is not on the pages"))
}

/// The sentences of each page in both languages, where there are some.
fn in_step(layout: &Layout) -> Vec<(Vec<usize>, Vec<usize>)> {
    let pages = pages(layout);
    let said = pages.iter().map(|p| (numbers(p, "第", '句'), numbers(p, "Sentence", 's')));
    said.filter(|(zh, en)| !zh.is_empty() || !en.is_empty()).collect()
}

fn assert_on_paper(layout: &Layout) {
    let lowest = layout.pieces.iter().map(|piece| piece.y % PAGE).fold(0.0, f64::max);
    assert!(lowest < layout.size.1 - 20.0, "text at {lowest} of {}", layout.size.1);
}

#[test]
fn a_row_taller_than_a_page_goes_on_in_step_under_its_head() {
    let all: Vec<usize> = (1..=70).collect();
    let files = project(&table(TWO, &["[A, B]", &tall(), "[C, D]"]));
    for variant in ["both", "stacked"] {
        let layout = layout::layout(&files, variant);
        assert_on_paper(&layout);
        let said = in_step(&layout);
        assert!(said.len() >= 2, "{variant}: more than a page");
        assert!(said.iter().all(|(zh, en)| zh == en), "{variant}: {said:?}");
        assert_eq!(said.into_iter().flat_map(|(zh, _)| zh).collect::<Vec<_>>(), all, "{variant}");
        let own = pages(&layout).into_iter().filter(|page| page.contains("Sentence"));
        assert!(own.clone().count() >= 2);
        assert!(own.into_iter().all(|page| page.contains("Birch")), "{variant}: a head on each");
    }
    let layout = layout::layout(&files, "zh");
    let zh = in_step(&layout).into_iter().flat_map(|(zh, _)| zh).collect::<Vec<_>>();
    assert_eq!(zh, all);
    // Left and right page by turn.
    let said = in_step(&layout::layout(&files, "facing"));
    assert!(said.len() >= 4);
    for spread in said.chunks(2) {
        assert_eq!(spread[0].0, spread[1].1, "the same sentences on both pages");
    }
}

#[test]
fn a_row_of_the_timeline_taller_than_a_page_goes_on_in_step() {
    let zh = sentences(90, |i| format!("第{i}句说湖水年年退去，岸边的人家也往低处搬。"));
    let en = sentences(90, |i| format!("Sentence {i} says that the water recedes each year."));
    let events = format!("events:\n  - {{ id: flood, date: 1995-07, zh: '{zh}', en: '{en}' }}\n");
    let mut files = project(&table(TWO, &["[A, B]"]));
    files.insert("data/events.yaml", events.into_bytes());
    files.insert("data/article.yaml", b"title: { zh: A, en: A }\nsections: [water]\n".to_vec());
    for variant in ["both", "stacked"] {
        let layout = layout::layout(&files, variant);
        assert_on_paper(&layout);
        let said = in_step(&layout);
        assert!(said.len() >= 2 && said.iter().all(|(zh, en)| zh == en), "{variant}: {said:?}");
        let all = said.into_iter().flat_map(|(zh, _)| zh).collect::<Vec<_>>();
        assert_eq!(all, (1..=90).collect::<Vec<_>>(), "{variant}");
    }
}

#[test]
fn a_cell_that_runs_off_its_page_is_an_error_with_its_place() {
    let mut files = project(&table(TWO, &[&tall()]));
    let path = "templates/components/tabular.typ";
    let tabular = String::from_utf8(built_in_templates().remove(path).unwrap()).unwrap();
    // All of a row in one piece, as high as it may be.
    let broken = tabular
        .replace("sentences(runs)", "(runs.filter(r => r.kind != \"step\"),)")
        .replace("breakable: is-tall", "breakable: false");
    assert_ne!(tabular, broken);
    files.insert(path, broken.into_bytes());
    let Built { pages, diagnostics, .. } = build(&files, "both");
    assert!(pages.is_none());
    let said = diagnostics.sorted();
    assert_eq!(said[0].message, "this cell has no room on the pages of `both`", "{said:?}");
    assert_eq!(said[0].place.as_ref().unwrap().path, "data/figures.yaml");
}

#[test]
fn columns_are_as_wide_as_what_stands_in_them() {
    let long = "Words that go on and on, for a good many lines, so that there is more of them. ";
    let row = format!("[Ox, {{ zh: 长, en: '{}' }}, Incomprehensibilities]", long.repeat(4));
    let layout = layout::layout(&project(&table("[P, Q, R]", &[&row])), "both");
    let (p, q, r) = (piece(&layout, "P").x, piece(&layout, "Q").x, piece(&layout, "R").x);
    assert!(q - p < 60.0, "the first column has two letters: {}", q - p);
    assert!(r - q > 2.0 * (q - p), "the second has the most");
    let word = piece(&layout, "Incomprehensibilities");
    assert!(word.x + word.width < layout.size.0 - 54.0, "the word has room");
}

#[test]
fn numbers_are_aligned_at_their_decimal_point_and_printed_once() {
    let rows = ["[A, '1,234.5']", "[B, '—']", "[C, '7%']", "[D, '{extent}']", "[E, '0.25%']"];
    let built = build(&project(&table(TWO, &rows)), "both");
    let figure = built.edition.figures().find(|f| f.id == "shores").unwrap();
    let FigureContent::Table(table) = &figure.content else { panic!("a table") };
    assert_eq!(table.numbers, [false, true]);
    let files = project(&self::table(TWO, &["[A, '1,234.5']", "[B, '—']", "[C, '7%']"]));
    let layout = layout::layout(&files, "both");
    let all = |text: &str| layout.pieces.iter().filter(|p| p.text == text).count();
    assert_eq!((all("1,234.5"), all("7%")), (1, 1), "once for both languages");
    let (long, short) = (piece(&layout, "1,234.5"), piece(&layout, "7%"));
    // Digits are of one width, and the first is left of the point.
    let digit = short.size * 0.6;
    assert!(long.x + 10.0 < short.x, "the short one stands further right");
    assert!(short.x + digit < long.x + long.width, "its last digit is left of a fraction");
}

#[test]
fn a_cell_may_be_empty_or_a_text_for_all_languages() {
    let rows = ["[A, '']", "[{ zh: '', en: '' }, GDP]"];
    let built = build(&project(&table("['', GDP]", &rows)), "both");
    let figure = built.edition.figures().find(|f| f.id == "shores").unwrap();
    let FigureContent::Table(table) = &figure.content else { panic!("a table") };
    assert!(table.rows[0][1].text.values().all(Vec::is_empty) && table.rows[0][1].text.len() == 2);
    assert!(built.pages.is_some(), "{:?}", built.diagnostics.sorted());
}

/// A table of so many columns, each with a word.
fn wide(columns: usize, word: &str) -> String {
    let heads = (0..columns).map(|i| format!("H{i}")).collect::<Vec<_>>().join(", ");
    let cells = (0..columns).map(|i| format!("{word}{i}")).collect::<Vec<_>>().join(", ");
    table(&format!("[{heads}]"), &[&format!("[{cells}]")])
}

#[test]
fn a_wide_table_is_set_smaller_then_on_its_side_and_else_is_an_error() {
    let size = |columns| {
        let files = project(&wide(columns, "Cooperations"));
        let pages = build(&files, "both").pages.expect("pages");
        let turned = pages.document().pages().iter().any(|p| p.frame.width() > p.frame.height());
        (piece(&layout::layout(&files, "both"), "Cooperations1").size, turned)
    };
    let ((whole, upright), (small, also), (turned, is_turned)) = (size(5), size(9), size(11));
    assert!(!upright && !also && is_turned);
    assert!(small < whole && small >= 7.0, "{small} of {whole}");
    assert!(turned >= 7.0);
    let Built { pages, diagnostics, .. } = build(&project(&wide(24, "Cooperations")), "both");
    assert!(pages.is_none());
    let said = diagnostics.sorted();
    assert_eq!(said[0].message, "the table `shores` is too wide for a page of `both`");
    assert!(said[0].hints[0].contains("`H"), "the column is named: {said:?}");
    assert_eq!(said[0].place.as_ref().unwrap().path, "data/figures.yaml");
}

#[test]
fn heads_over_columns_and_cells_over_rows_are_in_the_pdf() {
    let columns =
        "['', { zh: 人口, en: People, columns: ['1991', '2021'] }, { zh: 注, en: Remark }]";
    let rows = [
        "[{ zh: 北, en: North, rows: 2 }, '71', '2', Oak]",
        "['83', '4', B]",
        "[{ zh: 南, en: South }, { zh: 不详, en: Unknown, columns: 2 }, Elm]",
    ];
    let dir = folder(&project(&table(columns, &rows)));
    let output = diptych(dir.path(), &["build", "both", "stacked", "zh", "facing"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let layout = layout::layout(&project(&table(columns, &rows)), "both");
    let (people, year) = (piece(&layout, "People"), piece(&layout, "2021"));
    assert!(people.x < year.x && people.y < year.y, "over its columns");
    // The second row has no cell of the first column: its first stands under that above.
    assert_eq!(piece(&layout, "71").x, piece(&layout, "83").x);
    assert_eq!(piece(&layout, "Oak").x, piece(&layout, "Elm").x);
}
