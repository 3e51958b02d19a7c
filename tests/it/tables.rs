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

/// A row of two texts that are taller than a page, each a single sentence.
fn clauses() -> String {
    let zh = sentences(70, |i| format!("第{i}句说湖水年年退去，岸边的人家也往低处搬；"));
    let en = sentences(70, |i| format!("(Sentence {i}s) says that the water recedes each year;"));
    format!("[{{ zh: '{zh}完。', en: '{en} done.' }}, {{ zh: '{zh}完。', en: '{en} done.' }}]")
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

/// The sentences of a row that goes on over pages, in step and on paper.
fn gone_on(layout: &Layout, variant: &str) -> Vec<usize> {
    assert_on_paper(layout);
    let said = in_step(layout);
    assert!(said.len() >= 2, "{variant}: more than a page");
    assert!(said.iter().all(|(zh, en)| zh == en), "{variant}: {said:?}");
    said.into_iter().flat_map(|(zh, _)| zh).collect()
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
        assert_eq!(gone_on(&layout, variant), all, "{variant}");
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
fn a_row_of_two_tall_cells_without_full_stops_goes_on_in_step() {
    let files = project(&table(TWO, &[&clauses()]));
    for variant in ["both", "stacked"] {
        let said = gone_on(&layout::layout(&files, variant), variant);
        assert_eq!(said.len(), 2 * 70, "{variant}");
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
        .replace("breakable: is-endless", "breakable: false");
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

/// A long text in sentences that tell where they are.
fn long(count: usize) -> String {
    let zh = sentences(count, |i| format!("第{i}句说湖水年年退去，岸边的人家也往低处搬。"));
    let en = sentences(count, |i| format!("Sentence {i} says that the water recedes each year."));
    format!("zh: '{zh}', en: '{en}'")
}

const THREE: &str = "[{ zh: 甲, en: Apple }, { zh: 乙, en: Birch }, { zh: 丙, en: Cedar }]";

/// The pieces of the sentences of a text, by their words.
fn said<'a>(layout: &'a Layout, words: &str) -> Vec<&'a Piece> {
    layout.pieces.iter().filter(|piece| piece.text.contains(words)).collect()
}

#[test]
fn a_long_row_beside_a_cell_over_rows_goes_on_in_its_columns() {
    let first = "[{ zh: 北, en: North, rows: 2 }, { zh: 短, en: Short }, B]";
    let second = format!("[{{ zh: 任, en: Duty }}, {{ {} }}]", long(40));
    let tall = format!("[{{ zh: 北, en: North, rows: 2 }}, Duty, {{ {} }}]", long(40));
    let south = "[{ zh: 南, en: South }, { zh: 书, en: Task }, { zh: 注, en: Remark }]";
    for rows in [[first, &second, south], [&tall, "[B, { zh: 短, en: Short }]", south]] {
        let files = project(&table(THREE, &rows));
        for variant in ["both", "stacked", "facing"] {
            let layout = layout::layout(&files, variant);
            assert_on_paper(&layout);
            for (head, cell) in [("Apple", "South"), ("Birch", "Task"), ("Cedar", "Remark")] {
                let (head, cell) = (piece(&layout, head), piece(&layout, cell));
                assert_eq!(head.x, cell.x, "{variant}: {cell:?}");
            }
            let left = piece(&layout, "Cedar").x - 0.1;
            let out = said(&layout, "Sentence").into_iter().find(|piece| piece.x < left);
            assert!(out.is_none(), "{variant}: {out:?} left of {left}");
            assert_in_step(&layout, variant, 40);
        }
    }
}

/// All sentences are there, in order, and on each page or spread the same in both languages.
fn assert_in_step(layout: &Layout, variant: &str, count: usize) {
    let steps = in_step(layout);
    assert!(steps.len() > 1, "{variant}: more than a page");
    match variant {
        "facing" => steps.chunks(2).for_each(|spread| assert_eq!(spread[0].0, spread[1].1)),
        _ => assert!(steps.iter().all(|(zh, en)| zh == en), "{variant}: {steps:?}"),
    }
    let all = steps.into_iter().flat_map(|(zh, _)| zh).collect::<Vec<_>>();
    assert_eq!(all, (1..=count).collect::<Vec<_>>(), "{variant}");
}

#[test]
fn a_cell_over_more_rows_than_a_page_has_is_divided_with_them() {
    let shared = format!("[{{ {}, rows: 60 }}, 'r0']", long(30));
    let others: Vec<String> = (1..60).map(|i| format!("['r{i}']")).collect();
    let rows: Vec<&str> = std::iter::once(&shared).chain(&others).map(String::as_str).collect();
    let files = project(&table(TWO, &rows));
    for variant in ["both", "stacked", "facing"] {
        let layout = layout::layout(&files, variant);
        assert_on_paper(&layout);
        assert_in_step(&layout, variant, 30);
        for i in 0..60 {
            let own =
                said(&layout, &format!("r{i}")).into_iter().filter(|p| p.text == format!("r{i}"));
            assert_eq!(own.count(), if variant == "facing" { 2 } else { 1 }, "{variant}: r{i}");
        }
        let pages = pages(&layout);
        let own: Vec<_> = pages.iter().filter(|page| page.contains("r5")).collect();
        assert!(own.iter().all(|page| page.contains('乙') || page.contains("Birch")), "{variant}");
    }
}

#[test]
fn a_row_that_cannot_be_divided_on_facing_pages_is_an_error_at_its_cell() {
    let en = "a list without any full stop, ".repeat(200);
    let row = format!("[A, {{ zh: 长, en: '{}' }}]", en.trim_end_matches(", "));
    let files = project(&table(TWO, &["[B, C]", &row]));
    let Built { pages, diagnostics, .. } = build(&files, "facing");
    assert!(pages.is_none());
    let said = diagnostics.sorted();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].message, "this row of the table `shores` is taller than a page of `facing`");
    let place = said[0].place.as_ref().unwrap();
    let text = String::from_utf8_lossy(files.bytes("data/figures.yaml").unwrap());
    assert_eq!(place.range.start, text.find("长").unwrap());
}

#[test]
fn a_table_that_is_too_wide_on_facing_pages_is_told_once() {
    let Built { diagnostics, .. } = build(&project(&wide(24, "Cooperations")), "facing");
    let said = diagnostics.sorted();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].message, "the table `shores` is too wide for a page of `facing`");
}

#[test]
fn a_word_for_a_number_leaves_its_column_one_of_numbers() {
    let rows = ["[A, '1,234.5']", "[B, '-3']", "[C, { zh: 不详, en: n.a. }]", "[D, '12.25']"];
    let files = project(&table(TWO, &rows));
    let built = build(&files, "both");
    let figure = built.edition.figures().find(|f| f.id == "shores").unwrap();
    let FigureContent::Table(table) = &figure.content else { panic!("a table") };
    assert_eq!(table.numbers, [false, true]);
    let layout = layout::layout(&files, "both");
    let (long, short) = (piece(&layout, "1,234.5"), piece(&layout, "12.25"));
    assert!(long.x < short.x, "aligned at their points");
    let word = piece(&layout, "n.a.");
    let (end, last) = (word.x + word.width, short.x + short.width);
    // A full stop hangs over.
    assert!((end - last).abs() < 3.0, "at the right: {end} and {last}");
    piece(&layout, "−3");
    // As many words as numbers are texts.
    let few = build(&project(&self::table(TWO, &["[A, '12']", "[B, High]", "[C, Low]"])), "both");
    let figure = few.edition.figures().find(|f| f.id == "shores").unwrap();
    let FigureContent::Table(table) = &figure.content else { panic!("a table") };
    assert_eq!(table.numbers, [false, false]);
}

#[test]
fn decimal_points_of_the_languages_stand_below_each_other() {
    let rows = ["[A, '1,234.5']", "[B, { zh: 12.25%, en: 12.25 pct }]"];
    for variant in ["both", "stacked"] {
        let layout = layout::layout(&project(&table(TWO, &rows)), variant);
        let of = |text: &str| said(&layout, text)[0].x;
        let own = said(&layout, "12.25");
        assert_eq!(own.len(), 2, "{own:?}");
        assert!((own[0].x - own[1].x).abs() < 0.1, "{variant}: {own:?}");
        assert!(of("1,234.5") < own[0].x, "{variant}");
    }
}

#[test]
fn the_name_of_a_drawn_period_that_is_too_short_for_it_stands_below() {
    let mut files = project("");
    let figure = "drawn:\n  after: rivers\n  title: { zh: 图, en: Drawn }\n  alt: { zh: 图, en: Drawn }\n  \
                  timeline: { above: [flood], below: [] }\n";
    let events = "periods:\n  - { id: wet, date: 1990/2010, title: { zh: 湿, en: Wet } }\n  \
                  - { id: turn, date: 2010/2011, title: { zh: 转折时期, en: The turn of the tide } }\n  \
                  - { id: late, date: 2011/2030, title: { zh: 旱, en: Dry } }\nevents:\n  \
                  - { id: flood, date: 1995-07, kind: flood, zh: 洪水, en: Flood }\n";
    files.insert("data/figures.yaml", figure.as_bytes().to_vec());
    files.insert("data/events.yaml", events.as_bytes().to_vec());
    for variant in ["both", "stacked", "facing"] {
        let layout = layout::layout(&files, variant);
        // The figure comes before the timeline's table.
        let (wet, turn) = (piece(&layout, "Wet"), said(&layout, "The turn")[0]);
        assert!(turn.y > wet.y + wet.size, "{variant}: {turn:?} below {wet:?}");
        assert_eq!(turn.text, "The turn of the tide");
    }
}

#[test]
fn a_period_that_is_printed_nowhere_is_told() {
    let mut files = project(&table(TWO, &["[A, B]"]));
    let events = "periods:\n  - { id: wet, date: 1990/2000, title: { zh: A, en: A } }\n  - { id: late, date: 2000/.., title: { zh: B, en: B } }\n\
                  events:\n  - { id: flood, date: 1995-07, zh: A, en: A }\n";
    files.insert("data/events.yaml", events.as_bytes().to_vec());
    files.insert("data/article.yaml", b"title: { zh: A, en: A }\nsections: [water]\n".to_vec());
    let dir = folder(&files);
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(told.contains("events.yaml:3:11"), "{told}");
    assert!(told.contains("warning: the period `late` has no event, and is not printed"), "{told}");
    assert!(!told.contains("`wet`"), "{told}");
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

#[test]
fn a_table_behind_the_last_block_stands_before_the_keywords_on_facing_pages() {
    let rows: Vec<String> = (1..=16).map(|i| format!("[甲{i}, 乙{i}]")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let toml = "languages = [\"zh\", \"en\"]\n\n[audiences]\nmembers = { zh = \"成员\", en = \"Members\" }\n\n\
                [variants.facing]\ntemplate = \"brief\"\nlayout = \"facing\"\ntimeline = false\n";
    // Of so many lines, some leave room on the page for the keywords and not for the table.
    for lines in (16..40).step_by(4) {
        let mut files = project(&table(TWO, &rows));
        files.insert("diptych.toml", toml.as_bytes().to_vec());
        let (zh, en) = ("      - 一项。\n".repeat(lines), "      - An item.\n".repeat(lines));
        let water = format!(
            "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - {{ id: first, zh: 一, en: One }}\n  \
             - id: rivers\n    kind: list\n    zh: |\n{zh}    en: |\n{en}"
        );
        files.insert("data/sections/water.yaml", water.into_bytes());
        let text = pages(&layout::layout(&files, "facing")).concat();
        let (table, keywords) = (text.find("甲16"), text.find("关键词"));
        assert!(table.is_some() && table < keywords, "{lines} lines: {table:?}, {keywords:?}");
    }
}
