//! Drawings: what they print has room, and is told apart.

use std::collections::BTreeSet;

use crate::common::layout::{Built, PAGE, build, layout_of};
use crate::common::small;
use diptych::load::files::Files;

const LAYOUTS: &str = r#"languages = ["zh", "en"]

[variants.parallel]
template = "brief"

[variants.facing]
template = "brief"
layout = "facing"

[variants.stacked]
template = "report"
layout = "stacked"

[variants.zh]
template = "brief"
languages = ["zh"]

[variants.en]
template = "report"
languages = ["en"]
"#;

const ALL: [&str; 5] = ["parallel", "facing", "stacked", "zh", "en"];

/// The small project with one figure, and a CSV file that it may be of.
fn project(content: &str, csv: &str) -> Files {
    let figures = format!(
        "drawn:\n  after: rivers\n  title: {{ zh: 图, en: Drawing }}\n  \
         alt: {{ zh: 图示, en: What it shows }}\n  {content}\n"
    );
    let quantities: String =
        (0..40).map(|i| format!("  q{i}: {{ value: {} }}\n", i * 7 + 3)).collect();
    let own = small(&[]).text("data/quantities.yaml").unwrap_or_default().to_string();
    small(&[
        ("diptych.toml", &format!("{LAYOUTS}\n{AUDIENCES}")),
        ("data/figures.yaml", &figures),
        ("data/quantities.yaml", &format!("{}\n{quantities}", own.trim_end())),
        ("data/levels.csv", csv),
    ])
}

const AUDIENCES: &str = "[audiences]\nmembers = { zh = \"成员\", en = \"Members\" }\n\
                         staff = { zh = \"工作人员\", en = \"Staff\" }\n";

const LINE: &str = "chart: { form: line, csv: levels.csv, series: [{ column: a, label: { zh: 水位, en: Level } }] }";

fn csv(rows: &[(String, String)]) -> String {
    let rows = rows.iter().enumerate();
    let rows =
        rows.map(|(i, (zh, en))| format!("{zh},\"{en}\",{}\n", i as i64 * 700_000 - 6_000_000));
    format!("zh,en,a\n{}", rows.collect::<String>())
}

/// All that is printed, without white space.
fn printed(files: &Files, variant: &str) -> String {
    let Built { pages, diagnostics, .. } = build(files, variant);
    let pages = pages.unwrap_or_else(|| panic!("{variant}: {:?}", diagnostics.sorted()));
    let pieces = layout_of(&pages).pieces;
    pieces.iter().flat_map(|piece| piece.text.split_whitespace()).collect()
}

#[test]
fn the_text_of_a_value_is_printed_in_a_chart_of_lines() {
    for long in ["", " Verylongwordsthatstandnowhere"] {
        let values: String = (0..9)
            .map(|i| format!(
                "{{ quantity: q{i}, label: {{ zh: 第{i}, en: Place {i} }}, text: {{ zh: 约数{i}, en: about{i}{long} }} }}, "
            ))
            .collect();
        let files = project(&format!("chart: {{ form: line, values: [{values}] }}"), "");
        for variant in ALL {
            let all = printed(&files, variant);
            let said = if variant == "en" { "about" } else { "约数" };
            for i in 0..9 {
                assert!(all.contains(&format!("{said}{i}")), "{variant}: {said}{i}\n{all}");
            }
        }
    }
}

#[test]
fn labels_of_an_axis_have_room_and_are_none_over_another() {
    let months =
        "January February March April May June July August September October November December";
    let name = |i: usize| months.split(' ').nth(i % 12).unwrap().to_string();
    let cases: [Vec<(String, String)>; 5] = [
        (1990..2021).map(|y| (y.to_string(), y.to_string())).collect(),
        (0..24).map(|i| (format!("2022-{:02}", i + 1), format!("2022-{:02}", i + 1))).collect(),
        (0..12).map(|i| (format!("{}月", i + 1), name(i))).collect(),
        (0..24)
            .map(|i| (format!("区域合作办公室{i}"), format!("Internationalization {i}")))
            .collect(),
        (0..9)
            .map(|i| ("北岸流域城乡供水".repeat(i), "Headquarters for supply ".repeat(i)))
            .collect(),
    ];
    for rows in cases {
        let files = project(LINE, &csv(&rows));
        for variant in ALL {
            // Pages on which two texts overlap are not given.
            let all = printed(&files, variant);
            let first = if variant == "en" { &rows[0].1 } else { &rows[0].0 };
            let first: String = first.split_whitespace().collect();
            assert!(all.contains(&first), "{variant}: {first}");
        }
    }
    // All labels of a few points, and of what does not count on.
    let all = printed(
        &project(
            LINE,
            &csv(&(0..12).map(|i| (format!("{}月", i + 1), name(i))).collect::<Vec<_>>()),
        ),
        "facing",
    );
    assert!(months.split(' ').all(|month| all.contains(month)), "{all}");
}

#[test]
fn a_level_of_a_diagram_has_as_many_rows_as_its_words_need() {
    let words =
        "Planning Implementation Supervision Evaluation Coordination Communication Administration";
    let boxes: String =
        words.split(' ').map(|w| format!("{{ title: {{ zh: 部门, en: {w} }}, text: {{ zh: 协调, en: Coordination and supervision }} }}, ")).collect();
    let files =
        project(&format!("diagram: [{{ title: {{ zh: 层, en: Level }}, boxes: [{boxes}] }}]"), "");
    for variant in ALL {
        let all = printed(&files, variant);
        assert!(
            variant == "zh" || words.split(' ').all(|word| all.contains(word)),
            "{variant}: {all}"
        );
    }
}

#[test]
fn each_series_of_twelve_looks_unlike_the_others() {
    let values: String = (0..12)
        .map(|i| format!("{{ quantity: q{i}, label: {{ zh: 项目{i}, en: Project {i} }} }}, "))
        .collect();
    let files = project(&format!("chart: {{ form: share, values: [{values}] }}"), "");
    let dir = crate::common::folder(&files);
    let output = crate::common::diptych(dir.path(), &["build", "parallel", "--format", "svg"]);
    assert!(output.status.success(), "{}", crate::common::stderr(&output));
    let names = crate::common::names(&dir.path().join("out"));
    let pages = names.iter().filter(|name| name.ends_with(".svg"));
    let svg: String = pages
        .map(|name| std::fs::read_to_string(dir.path().join("out").join(name)).unwrap())
        .collect();
    // Five tones, and a pattern for each of the others.
    let patterns: BTreeSet<&str> =
        svg.split("fill=\"url(#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(patterns.len() >= 7, "{patterns:?}");
}

#[test]
fn a_drawing_that_is_taller_than_a_page_is_told_at_itself_and_nothing_else_is() {
    let rows: Vec<_> = (0..90).map(|i| (format!("国家{i}"), format!("Country {i}"))).collect();
    let bars = csv(&rows).replace(",-", ",");
    let level =
        "{ title: { zh: 层级, en: Level }, boxes: [{ title: { zh: 部门, en: Department } }] }, ";
    let contents = [
        LINE.replace("line", "bar"),
        LINE.replace("line", "share"),
        format!("diagram: [{}]", level.repeat(60)),
    ];
    for content in contents {
        let files = project(&content, &bars);
        for variant in ALL {
            let Built { pages, diagnostics, .. } = build(&files, variant);
            let told = diagnostics.sorted();
            let said: Vec<_> = told.iter().map(|d| d.message.as_str()).collect();
            assert!(pages.is_none());
            assert_eq!(said, [format!("the figure `drawn` is taller than a page of `{variant}`")]);
            let place = told[0].place.as_ref().unwrap();
            assert_eq!((place.path.as_str(), place.range.start), ("data/figures.yaml", 0));
        }
    }
}

/// Where many events follow each other, each label would leave the page or meet the pole
/// of the next one.
#[test]
fn no_pole_of_a_drawn_timeline_goes_through_a_label() {
    let names = ["Proposal", "Summit of heads of state", "Declaration on principles"];
    let event = |i: usize| {
        let (year, name) = (1992 + i * 2, names[i % 3]);
        format!(
            "  - {{ id: e{i}, date: {year}, level: brief, kind: k, zh: 关于原则的宣言{i}, en: {name} {i} }}\n"
        )
    };
    let events: String = (0..12).map(event).collect();
    let periods = "periods:\n  - { id: p, date: 1992/.., title: { zh: 时期, en: Period } }\n";
    let mut files = project("timeline: { above: [k], below: [] }", "");
    files.insert("data/events.yaml", format!("{periods}events:\n{events}").into_bytes());
    for variant in ["parallel", "stacked", "zh"] {
        let Built { pages, diagnostics, .. } = build(&files, variant);
        let layout = layout_of(&pages.unwrap_or_else(|| panic!("{:?}", diagnostics.sorted())));
        let period = layout.pieces.iter().find(|piece| piece.text.contains("时期")).unwrap();
        let is_above = |y: f64| (y / PAGE).floor() == (period.y / PAGE).floor() && y < period.y;
        let labels: Vec<_> = layout
            .pieces
            .iter()
            .filter(|piece| is_above(piece.y) && piece.text.contains("宣言"))
            .collect();
        assert!(labels.len() >= 12, "{variant}");
        let (left, first) = (labels[0].x, labels.iter().map(|l| l.y).fold(f64::MAX, f64::min));
        let poles = layout
            .lines
            .iter()
            .filter(|(x, y)| is_above(*y) && *y > first - 20.0 && *x > left - 20.0);
        for (x, y) in poles {
            let struck =
                labels.iter().find(|l| l.x < x - 1.0 && l.x + l.width > x + 1.0 && l.y > y + 1.0);
            assert!(struck.is_none(), "{variant}: {x} {y} {struck:?}");
        }
    }
}
