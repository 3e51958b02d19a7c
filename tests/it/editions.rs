//! Editions as values: what is in, what is numbered, what is spelled out.

use crate::common;
use crate::common::{edited, edition, small};
use diptych::model::edition::{Edition, Run, plain};
use diptych::select::select;

/// The ids of the blocks of an edition's sections, in order.
fn blocks(edition: &Edition) -> Vec<&str> {
    edition.sections.iter().flat_map(|s| &s.blocks).map(|b| b.id.as_str()).collect()
}

/// The text of a block in a language.
fn text(edition: &Edition, id: &str, language: &str) -> String {
    let mut all = edition.sections.iter().flat_map(|s| &s.blocks).chain(&edition.key_messages);
    let block = all.find(|b| b.id == id).expect("the block is in");
    block.body[language].iter().map(|part| plain(part)).collect()
}

fn notes(edition: &Edition, language: &str) -> Vec<String> {
    edition.notes.iter().map(|n| format!("{} {}", n.label, plain(&n.body[language]))).collect()
}

#[test]
fn levels_contain_each_other() {
    let files = small(&[]);
    assert_eq!(blocks(&edition(&files, "key")), Vec::<&str>::new());
    assert_eq!(blocks(&edition(&files, "brief")), ["area"]);
    assert_eq!(blocks(&edition(&files, "both")), ["area", "rivers", "again"]);
}

#[test]
fn key_messages_are_lifted_out_of_their_sections() {
    let edition = edition(&small(&[]), "both");
    let keys: Vec<_> = edition.key_messages.iter().map(|b| b.id.as_str()).collect();
    assert_eq!(keys, ["message"]);
    assert!(!blocks(&edition).contains(&"message"));
}

#[test]
fn a_section_without_blocks_is_left_out_with_its_title() {
    assert!(edition(&small(&[]), "key").sections.is_empty());
}

#[test]
fn an_audience_sees_its_blocks_and_events_and_nobody_else_does() {
    let files = small(&[]);
    let open = serde_json::to_string(&edition(&files, "both")).unwrap();
    let members = serde_json::to_string(&edition(&files, "members")).unwrap();
    for secret in ["secret", "内部消息", "Inside news", "Inside meeting", "Memo", "内参", "memo"]
    {
        assert!(!open.contains(secret), "{secret} is not for everybody");
        assert!(members.contains(secret), "{secret} is for members");
    }
}

#[test]
fn one_language_alone_holds_nothing_of_the_other() {
    let json = serde_json::to_string(&edition(&small(&[]), "en").sections).unwrap();
    assert!(json.is_ascii() || !json.contains("面积"));
    assert!(!json.contains("\"zh\""));
}

#[test]
fn notes_are_numbered_in_order_and_once_for_both_languages() {
    let edition = edition(&small(&[]), "both");
    assert_eq!(text(&edition, "area", "zh"), "面积为2,400平方公里。1又见他处。2");
    assert_eq!(
        text(&edition, "area", "en"),
        "Its area is 2,400\u{a0}square kilometres.1 See elsewhere.2"
    );
    let labels: Vec<_> = edition.notes.iter().map(|n| n.label.as_str()).collect();
    assert_eq!(labels, ["1", "2", "3", "4"]);
    let ids: Vec<_> = edition.sections[0].blocks.iter().map(|b| b.notes.clone()).collect();
    assert_eq!(ids, [vec!["n1".to_string(), "n2".into()], vec!["n3".into()], vec!["n4".into()]]);
}

#[test]
fn a_repeat_is_ibid_and_a_later_one_short() {
    let edition = edition(&small(&[]), "both");
    insta::assert_json_snapshot!(serde_json::json!({
        "zh": notes(&edition, "zh"),
        "en": notes(&edition, "en"),
    }));
}

fn water() -> &'static str {
    let path = "data/sections/water.yaml";
    common::SMALL.iter().find(|(p, _)| *p == path).expect("a section").1
}

#[test]
fn a_repeat_after_a_dropped_note_is_ibid_and_one_before_an_added_note_is_not() {
    // Without `rivers`, the map is cited twice running. With a place in it and
    // then without one is no repeat, as CSL has it.
    let path = "data/sections/water.yaml";
    let staff = "  - id: rivers\n    audiences: [staff]\n";
    let dropped = edition(&edited(path, "  - id: rivers\n", staff), "both");
    assert_eq!(notes(&dropped, "zh").last().unwrap(), "3 《湖图》。");
    let text = water().replace("  - id: rivers\n", staff).replace("[@map, p. 3]", "");
    let dropped = edition(&small(&[(path, &text)]), "both");
    assert_eq!(notes(&dropped, "zh").last().unwrap(), "2 同上。");
    let kept = edition(&small(&[]), "both");
    assert_ne!(notes(&kept, "zh").last().unwrap(), "4 同上。");
}

#[test]
fn a_term_is_spelled_out_at_its_first_use_in_each_edition() {
    let files = small(&[]);
    let open = edition(&files, "both");
    assert_eq!(
        text(&open, "rivers", "en"),
        "The rivers moved, and the Lake Management Board (LMB) knew.3"
    );
    assert_eq!(text(&open, "rivers", "zh"), "河流改道，湖泊管理委员会（以下简称“管委会”）知情。3");
    let members = edition(&files, "members");
    assert_eq!(text(&members, "secret", "en"), "Inside news, which the LMB has discussed.4");
    // Where the first use is left out, the next one is the first.
    let path = "data/sections/water.yaml";
    let files = edited(path, "  - id: rivers\n", "  - id: rivers\n    audiences: [staff]\n");
    let members = edition(&files, "members");
    assert!(text(&members, "secret", "en").contains("Lake Management Board (LMB)"));
}

#[test]
fn only_cited_sources_are_listed() {
    let keys = |variant: &str| -> Vec<String> {
        edition(&small(&[]), variant).sources.iter().map(|s| s.key.clone()).collect()
    };
    // The text cites the map alone; the book is cited in the timeline.
    assert_eq!(keys("brief"), ["map", "book"]);
    let mut all = keys("members");
    all.sort();
    assert_eq!(all, ["book", "map", "memo"]);
}

#[test]
fn the_timeline_is_sorted_and_grouped_and_prints_dates_as_given() {
    let edition = edition(&small(&[]), "both");
    let timeline = edition.timeline.unwrap();
    let rows: Vec<_> = timeline
        .periods
        .iter()
        .map(|p| {
            let events: Vec<_> =
                p.events.iter().map(|e| format!("{} {}", e.id, e.date["en"])).collect();
            (p.id.clone().unwrap(), p.date.clone().unwrap()["zh"].clone(), events)
        })
        .collect();
    assert_eq!(
        rows,
        [
            (
                "early".to_string(),
                "1990年—2000年".to_string(),
                vec!["treaty 5\u{a0}October 1992".to_string(), "flood July\u{a0}1995".into()]
            ),
            ("late".into(), "2000年起".into(), vec!["survey 2000".into()]),
        ]
    );
}

#[test]
fn notes_of_the_timeline_are_lettered_and_shared() {
    let timeline = edition(&small(&[]), "both").timeline.unwrap();
    let labels: Vec<_> = timeline.notes.iter().map(|n| n.label.as_str()).collect();
    assert_eq!(labels, ["a", "b"]);
    // The flood and the survey cite the same page of the same source.
    let mark = |period: usize, event: usize| {
        let body = &timeline.periods[period].events[event].body["en"];
        body.iter().find_map(|run| match run {
            Run::Mark { label, .. } => Some(label.clone()),
            _ => None,
        })
    };
    assert_eq!((mark(0, 1), mark(1, 0)), (Some("b".into()), Some("b".into())));
}

#[test]
fn an_edition_of_the_built_in_project_prints_as_json() {
    let files = diptych::load::files::Files::built_in();
    for variant in ["brief", "report", "report-zh"] {
        let edition = edition(&files, variant);
        let json = serde_json::to_value(&edition).unwrap();
        assert_eq!(json["variant"], variant);
        assert!(json["sections"].as_array().unwrap().len() >= 4);
    }
}

#[test]
fn the_built_in_article_has_every_period_source_and_figure() {
    let files = diptych::load::files::Files::built_in();
    let project = common::loaded(&files);
    assert_eq!(project.article.sources.len(), 15);
    assert_eq!(project.article.periods.len(), 4);
    let cyrillic = |c: char| ('\u{400}'..'\u{500}').contains(&c);
    let russian = |s: &&diptych::model::source::Source| {
        s.record.text("title").is_some_and(|title| title.contains(cyrillic))
    };
    assert_eq!(project.article.sources.values().filter(russian).count(), 6);
    let json = serde_json::to_string(&edition(&files, "report")).unwrap();
    for figure in ["2,383", "1,794", "75.28", "161万", "1.61\u{a0}million"] {
        assert!(json.contains(figure), "{figure}");
    }
}

/// Two figures and a table behind blocks of the small project.
const FIGURES: &str = "
another:
  after: again
  title: { zh: 再来一张, en: Another one }
  table: { columns: [{ zh: 甲, en: A }], rows: [[{ zh: '一[@book]', en: 'One[@book]' }]] }
shores:
  after: area
  level: brief
  title: { zh: '湖岸[@map]', en: 'Shores[@map]' }
  alt: { zh: 图。, en: A chart. }
  chart:
    values:
      - { quantity: dry, label: { zh: 干, en: Dry }, text: { zh: '{dry}（{dry-share}）', en: '{dry} ({dry-share})' } }
floods:
  after: rivers
  title: { zh: 洪水, en: Floods }
  alt: { zh: 轴。, en: An axis. }
  timeline: { above: [flood] }
";

fn with_figures(english: &str) -> diptych::load::files::Files {
    let events = common::SMALL.iter().find(|(p, _)| *p == "data/events.yaml").unwrap().1;
    let events = events.replace("id: flood,", "id: flood, kind: flood,");
    let water = water().replace("The map again.", english);
    small(&[
        ("data/figures.yaml", FIGURES),
        ("data/events.yaml", &events),
        ("data/sections/water.yaml", &water),
    ])
}

#[test]
fn figures_are_numbered_by_kind_in_the_order_of_print() {
    let edition = edition(&with_figures("The map again."), "both");
    let labels: Vec<_> = edition.figures().map(|f| f.label["en"].clone()).collect();
    assert_eq!(labels, ["Figure\u{a0}1", "Figure\u{a0}2", "Table\u{a0}1"]);
    let labels: Vec<_> = edition.figures().map(|f| f.label["zh"].clone()).collect();
    assert_eq!(labels, ["图1", "图2", "表1"]);
}

#[test]
fn a_reference_prints_what_the_figure_is_called_in_the_edition() {
    let files = with_figures("The map again, as in {floods} and {another}.");
    // The Chinese says less, which `check` tells; the edition is made.
    let project = common::loaded(&files);
    let edition = select(&project, project.variant("both").unwrap());
    assert_eq!(
        text(&edition, "again", "en"),
        "The map again, as in Figure\u{a0}2 and Table\u{a0}1.4"
    );
}

#[test]
fn a_figure_is_left_out_with_the_block_that_it_stands_behind() {
    let edition = edition(&with_figures("The map again."), "brief");
    let ids: Vec<_> = edition.figures().map(|f| f.id.clone()).collect();
    assert_eq!(ids, ["shores"]);
    let json = serde_json::to_string(&edition).unwrap();
    assert!(!json.contains("Another one"));
}

#[test]
fn notes_of_a_figure_are_lettered_and_short_after_a_note_of_the_text() {
    let edition = edition(&with_figures("The map again."), "both");
    let notes: Vec<_> = edition
        .figures()
        .flat_map(|f| &f.notes)
        .map(|n| format!("{} {}", n.label, diptych::model::edition::plain(&n.body["en"])))
        .collect();
    assert_eq!(notes, ["a ‘Map’.", "a Smith, Rivers."]);
    let chart = edition.figures().next().unwrap();
    let json = serde_json::to_value(chart).unwrap();
    assert_eq!(json["content"]["series"][0]["values"][0]["amount"], "600");
    assert!(json.to_string().contains("600\u{a0}square kilometres (25.0)"));
}

#[test]
fn a_text_that_refers_to_a_figure_of_another_variant_is_told() {
    let text = water()
        .replace("Its area is", "As in {floods}, its area is")
        .replace("面积为", "如{floods}，面积为");
    let mut files = with_figures("The map again.");
    files.insert("data/sections/water.yaml", text.into_bytes());
    let project = common::loaded(&files);
    let told = |variant: &str| {
        let variant = project.variant(variant).unwrap();
        let faults = diptych::select::faults(&project, variant, &select(&project, variant));
        faults.into_iter().map(|d| d.message).collect::<Vec<_>>()
    };
    assert_eq!(told("both"), Vec::<String>::new());
    assert_eq!(told("brief"), ["the figure `floods` is not in `brief`, where this is"; 2]);
}

#[test]
fn titles_credits_and_labels_that_refer_to_a_figure_of_another_variant_are_told() {
    let mut files = with_figures("The map again.");
    let mut edit = |path: &str, from: &str, to: &str| {
        let text = files.text(path).unwrap();
        assert!(text.contains(from), "`{from}` is in {path}");
        let text = text.replace(from, to);
        files.insert(path, text.into_bytes());
    };
    edit(
        "data/article.yaml",
        "sections:",
        "credits: [{ role: { zh: 图, en: 'For {floods}' }, name: { zh: 甲, en: A } }]\nsections:",
    );
    edit("data/sections/water.yaml", "en: Water }", "en: 'Water ({floods})' }");
    edit("data/events.yaml", "en: Early }", "en: 'Early ({floods})' }");
    edit("data/events.yaml", "en: Late }", "en: 'Late ({floods})' }");
    let label = "level: brief, label: { zh: 洪水, en: 'See {floods}' }, ";
    edit("data/events.yaml", "kind: flood,", &format!("kind: flood, {label}"));
    let axis = "axis:
  after: area
  level: brief
  title: { zh: 轴, en: Axis }
  alt: { zh: 轴。, en: An axis. }
  timeline: { above: [flood] }
";
    files.insert("data/figures.yaml", format!("{FIGURES}{axis}").into_bytes());
    let project = common::loaded(&files);
    let told = |variant: &str| {
        let variant = project.variant(variant).unwrap();
        let mut told = diptych::model::diagnostic::Diagnostics::default();
        told.extend(diptych::select::faults(&project, variant, &select(&project, variant)));
        let line = |place: &diptych::model::diagnostic::Place| {
            let before = &files.text(&place.path).unwrap()[..place.range.start];
            before.lines().last().unwrap().rsplit("en: ").next().unwrap().to_string()
        };
        told.sorted().iter().map(|d| line(d.place.as_ref().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(told("both"), Vec::<String>::new());
    assert_eq!(told("brief"), ["'For ", "'Early (", "'Late (", "'See ", "'Water ("]);
    // Where there is nothing of a section or a timeline, its titles are not either.
    assert_eq!(told("key"), ["'For "]);
}

#[test]
fn only_texts_that_a_variant_prints_are_told_to_refer_to_a_figure_of_another() {
    let mut files = with_figures("The map again.");
    for (path, from, to) in [
        ("data/article.yaml", "zh: 湖泊", "zh: '题{floods}'"),
        ("data/article.yaml", "zh: 湖面缩小。", "zh: '摘{floods}'"),
        ("data/article.yaml", "zh: 湖,", "zh: '词{floods}',"),
        ("data/sections/water.yaml", "zh: 水,", "zh: '节{floods}',"),
        ("data/sections/water.yaml", "zh: 面积为", "zh: 段{floods}"),
    ] {
        let text = files.text(path).unwrap();
        assert!(text.contains(from), "`{from}` is in {path}");
        let text = text.replace(from, to);
        files.insert(path, text.into_bytes());
    }
    let project = common::loaded(&files);
    let told = |languages: &[&str], abstracts: &[&str]| {
        let mut variant = project.variant("brief").unwrap().clone();
        variant.languages = languages.iter().map(|key| key.to_string()).collect();
        variant.abstracts = abstracts.iter().map(|key| key.to_string()).collect();
        let faults = diptych::select::faults(&project, &variant, &select(&project, &variant));
        let before = |d: diptych::model::diagnostic::Diagnostic| {
            let place = d.place.unwrap();
            files.text(&place.path).unwrap()[..place.range.start].chars().next_back().unwrap()
        };
        let mut told: Vec<char> = faults.into_iter().map(before).collect();
        told.sort();
        told.into_iter().collect::<String>()
    };
    assert_eq!(told(&["zh", "en"], &[]), "摘段节词题");
    assert_eq!(told(&["en"], &[]), "");
    assert_eq!(told(&["en"], &["zh"]), "摘词题");
}

#[test]
fn a_glossary_lists_what_the_languages_of_the_edition_use() {
    let path = "data/sections/water.yaml";
    let water = water().replace("the {board}", "the office");
    let toml = common::SMALL[0].1;
    let toml = toml.replace("[variants.en]", "[variants.en]\nglossary = true");
    let toml = toml.replace("[variants.zh]", "[variants.zh]\nglossary = true");
    let files = small(&[(path, &water), ("diptych.toml", &toml)]);
    // The Chinese alone has it, which `check` does not mind in a term.
    assert_eq!(edition(&files, "zh").glossary.len(), 1);
    assert_eq!(edition(&files, "en").glossary, []);
}

#[test]
fn a_chart_takes_the_columns_of_a_csv_file() {
    let figures = "
levels:
  after: area
  title: { zh: 水位, en: Levels }
  alt: { zh: 图。, en: A chart. }
  chart:
    form: line
    csv: levels.csv
    series: [{ column: high, label: { zh: 高, en: High } }]
";
    let csv = "year,zh,en,high\n1,甲年,Year A,12.5\n2,乙年,Year B,31\n";
    let files = small(&[("data/figures.yaml", figures), ("data/levels.csv", csv)]);
    let edition = edition(&files, "both");
    let json = serde_json::to_value(edition.figures().next().unwrap()).unwrap();
    let content = &json["content"];
    assert_eq!(content["categories"][1]["zh"][0]["text"], "乙年");
    assert_eq!(content["series"][0]["values"][0]["amount"], "12.5");
    let ticks: Vec<_> =
        content["ticks"].as_array().unwrap().iter().map(|t| t["amount"].clone()).collect();
    assert_eq!(ticks, ["0", "10", "20", "30", "40"]);
    let csv = csv.replace("31", "many");
    let files = small(&[("data/figures.yaml", figures), ("data/levels.csv", &csv)]);
    let mut diagnostics = diptych::model::diagnostic::Diagnostics::default();
    diptych::load::load(&files, &mut diagnostics);
    let told = diagnostics.sorted()[0];
    assert_eq!(told.message, "`many` is not a number");
    let place = told.place.as_ref().unwrap();
    assert_eq!((place.path.as_str(), &csv[place.range.clone()]), ("data/levels.csv", "many"));
}

#[test]
fn the_axis_of_a_line_chart_is_as_high_as_its_values() {
    let ticks = |csv: &str| {
        let figures = "
levels:
  after: area
  title: { zh: 水位, en: Levels }
  alt: { zh: 图。, en: A chart. }
  chart: { form: line, csv: levels.csv, series: [{ column: high, label: { zh: 高, en: High } }] }
";
        let files = small(&[("data/figures.yaml", figures), ("data/levels.csv", csv)]);
        let edition = edition(&files, "both");
        let json = serde_json::to_value(edition.figures().next().unwrap()).unwrap();
        let ticks = json["content"]["ticks"].as_array().unwrap().iter();
        ticks.map(|tick| tick["amount"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        ticks("year,high\n1,0.01\n2,0.03\n3,0.05\n"),
        ["0", "0.01", "0.02", "0.03", "0.04", "0.05"]
    );
    assert_eq!(ticks("year,high\n1,0\n"), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    let far = ticks("year,high\n1,1000000000000000\n2,-0.000000000000001\n");
    assert_eq!(far.last().map(String::as_str), Some("1000000000000000"));
}

#[test]
fn a_number_may_be_an_alias() {
    let quantities = "quantities:
  extent: { value: &area 2400 }
  dry: { value: *area }
";
    let water = water().replace("又见他处。", "{dry}。").replace("See elsewhere.", "And {dry}.");
    let files =
        small(&[("data/quantities.yaml", quantities), ("data/sections/water.yaml", &water)]);
    assert_eq!(text(&edition(&files, "both"), "area", "en"), "Its area is 2,400.1 And 2,400.2");
}

#[test]
fn a_quantity_may_be_derived_from_others_again_and_again() {
    let mut quantities =
        String::from("quantities:\n  extent: { difference: [q59, q59] }\n  q0: { value: 1 }\n");
    for n in 1..60 {
        quantities += &format!("  q{n}: {{ sum: [q{0}, q{0}] }}\n", n - 1);
    }
    let water = water().replace("又见他处。", "{q59}。").replace("See elsewhere.", "And {q59}.");
    let files =
        small(&[("data/quantities.yaml", &quantities), ("data/sections/water.yaml", &water)]);
    let printed = text(&edition(&files, "both"), "area", "en");
    assert_eq!(printed, "Its area is 0.1 And 576,460,752,303,423,488.2");
}

#[test]
fn data_with_an_event_for_some_is_not_attached_where_there_is_no_timeline() {
    let water = water().replace("    audiences: [members]\n", "");
    let toml = common::SMALL.iter().find(|(p, _)| *p == "diptych.toml").unwrap().1;
    let toml = toml.replace("[variants.both]\n", "[variants.both]\ntimeline = false\n");
    let files = small(&[("data/sections/water.yaml", &water), ("diptych.toml", &toml)]);
    let project = common::loaded(&files);
    let attached = |variant: &str| {
        let variant = project.variant(variant).unwrap();
        let mut edition = select(&project, variant);
        diptych::select::attach(&mut edition, &project, variant, &["data/events.yaml"]);
        edition.attached
    };
    assert_eq!(attached("both"), ["edition.json"]);
    assert_eq!(attached("members"), ["edition.json", "data/events.yaml"]);
}

#[test]
fn the_built_in_article_keeps_its_measure() {
    let files = diptych::load::files::Files::built_in();
    let project = common::loaded(&files);
    let measured = |variant: &str, language: &str| {
        let edition = select(&project, project.variant(variant).unwrap());
        let language = project.language(language).unwrap();
        (edition.key_messages.len(), diptych::select::length(&edition, language))
    };
    let (messages, characters) = measured("report-zh", "zh");
    assert!((6..=8).contains(&messages) && (7_000..=11_600).contains(&characters));
    assert!(measured("brief", "en").1 <= 1_500);
    // The build holds the variants to it.
    assert_eq!(project.variant("report-zh").unwrap().max_length["zh"], 11_600);
    assert_eq!(project.variant("brief").unwrap().max_length["en"], 1_500);
    assert_eq!(project.variant("brief").unwrap().max_pages, Some(4));
}

#[test]
fn the_built_in_report_has_its_figures_and_all_its_notes() {
    let edition = edition(&diptych::load::files::Files::built_in(), "report");
    let kinds: Vec<_> = edition
        .figures()
        .map(|f| serde_json::to_value(&f.content).unwrap()["kind"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(kinds, ["chart", "timeline", "table", "table", "diagram"]);
    assert_eq!(edition.notes.len(), 21);
    let zh: Vec<String> = edition.notes.iter().map(|n| plain(&n.body["zh"])).collect();
    assert_eq!(zh.iter().filter(|note| *note == "同上。").count(), 4);
    assert!(zh.iter().any(|note| note.contains("伊玛纳利耶夫")), "the interview");
}

#[test]
fn stress_is_dots_in_chinese_and_emphasis_in_english() {
    let path = "data/sections/water.yaml";
    let text = water()
        .replace("再看地图。", "再看***地图***。")
        .replace("The map again.", "The ***map*** again.");
    let edition = edition(&small(&[(path, &text)]), "both");
    let json = serde_json::to_value(&edition.sections).unwrap();
    let again = &json[0]["blocks"][2]["body"];
    assert_eq!(again["zh"][0][1]["kind"], "stress");
    assert_eq!(again["en"][0][1]["kind"], "emph");
    assert_eq!(again["en"][0][1]["body"][0]["text"], "map");
}

#[test]
fn the_languages_of_a_block_have_as_many_steps() {
    let edition = edition(&small(&[]), "both");
    let steps = |key: &str| {
        let block = &edition.sections[0].blocks[0];
        block.body[key][0].iter().filter(|run| **run == Run::Step).count()
    };
    // Two sentences in each, and a step between them.
    assert_eq!((steps("zh"), steps("en")), (1, 1));
}

#[test]
fn a_unit_has_the_plural_of_its_number() {
    let path = "data/quantities.yaml";
    let one = common::SMALL.iter().find(|(p, _)| *p == path).unwrap().1;
    let plural = one
        .replace("en: '{n} square kilometres'", "en: { one: '{n} acre', other: '{n} acres' }")
        .replace("extent: { value: 2400,", "extent: { value: 1,")
        .replace("dry: { value: 600, unit: area }\n  dry-share: { share: [dry, extent], published: 25.0 }", "dry: { value: 2, unit: area }");
    let water = water().replace("又见他处。", "{dry}。").replace("See elsewhere.", "And {dry}.");
    let files = small(&[(path, &plural), ("data/sections/water.yaml", &water)]);
    let edition = edition(&files, "both");
    assert_eq!(text(&edition, "area", "en"), "Its area is 1\u{a0}acre.1 And 2\u{a0}acres.2");
    assert_eq!(text(&edition, "area", "zh"), "面积为1平方公里。1 2平方公里。2");
}

#[test]
fn the_index_has_the_long_and_the_short_names_in_the_order_of_each_language() {
    let edition = edition(&diptych::load::files::Files::built_in(), "report");
    let names = |key: &str| -> Vec<&str> {
        edition.index[key].iter().map(|entry| entry.name.as_str()).collect()
    };
    let english = names("en");
    let at = |name: &str| english.iter().position(|n| *n == name).expect(name);
    assert!(at("Almaty Act") < at("Catalogue") && at("Catalogue") < at("CICA"), "{english:?}");
    assert!(at("CICA") < at("Secretariat"));
    // By pinyin, and by the first letter within the marks of a title.
    let chinese = names("zh");
    let at = |name: &str| chinese.iter().position(|n| *n == name).expect(name);
    assert!(at("《阿拉木图文件》") < at("《反恐宣言》"), "{chinese:?}");
    assert!(at("《反恐宣言》") < at("秘书处") && at("秘书处") < at("亚信会议"));
    let entry = edition.index["en"].iter().find(|entry| entry.name == "CICA").unwrap();
    assert!(edition.glossary[entry.term].blocks.len() > 3);
}

#[test]
fn an_abstract_in_another_language_has_no_notes_and_first_uses_of_its_own() {
    let (_, toml) = common::SMALL[0];
    let toml = toml.replace("notes = \"per-page\"", "abstracts = [\"en\"]");
    let article = "title: { zh: 湖泊, en: The lake }\n\
        abstract: { zh: '{board}知情。[@map]', en: 'The {board} knew.[@map]' }\n\
        keywords: [{ zh: 湖, en: lake }]\nsections: [water]\n";
    let files = small(&[("diptych.toml", &toml), ("data/article.yaml", article)]);
    let edition = edition(&files, "zh");
    let [own] = edition.abstracts.as_slice() else { panic!("one abstract") };
    assert_eq!((own.language.key.as_str(), plain(&own.title).as_str()), ("en", "The lake"));
    let body: Vec<_> = own.body.iter().map(|part| plain(part)).collect();
    assert_eq!(body, ["The Lake Management Board (LMB) knew."]);
    assert_eq!(own.keywords, ["lake"]);
    let summary = edition.summary.as_ref().unwrap();
    assert_eq!((summary.body.len(), summary.notes.len()), (1, 1), "the summary has its own note");
    assert_eq!(edition.notes.iter().filter(|note| note.body.contains_key("en")).count(), 0);
}

#[test]
fn a_list_of_sources_is_in_the_order_of_the_first_language() {
    let titles = "map: { en: { title: Zoology of the lake } }
book: { zh: { title: 河流 } }
memo: { en: { title: Memo } }
";
    let files = small(&[("data/source-titles.yaml", titles)]);
    let keys = |variant: &str| -> Vec<String> {
        edition(&files, variant).sources.iter().map(|s| s.key.clone()).collect()
    };
    // Han characters come first in Chinese: 湖图, Smith; in English Smith, Zoology.
    assert_eq!(keys("zh"), ["map", "book"]);
    assert_eq!(keys("en"), ["book", "map"]);
}

/// A project whose block has notes in words: one for all, one for English alone.
fn with_notes() -> diptych::load::files::Files {
    small(&[(
        "data/sections/water.yaml",
        "id: water
title: { zh: 水, en: Water }
blocks:
  - id: area
    zh: 面积[^basin]不大。[@map] 岸线长[^dyke]。
    en: The area[^basin] is small.[@map] The *an*[^an] is long.[^dyke]
    notes:
      basin: { zh: '指流域，见[@map, p. 3]；并参看[@book]。', en: 'That of the basin: [@map, p. 3]; but see [@book].' }
      an: { only: en, en: 'A shore, as [@memo] has it' }
      dyke: { zh: 含堤。, en: Dykes included. }
",
    )])
}

#[test]
fn notes_in_words_are_numbered_with_the_others_and_those_of_one_language_have_letters() {
    let edition = edition(&with_notes(), "both");
    let labels = |language: &str| -> Vec<(String, String)> {
        let own = edition.notes.iter().filter(|note| note.body.contains_key(language));
        own.map(|note| (note.label.clone(), plain(&note.body[language]))).collect()
    };
    insta::assert_debug_snapshot!((labels("zh"), labels("en")));
    assert_eq!(text(&edition, "area", "zh"), "面积1不大。2岸线长3。");
    assert_eq!(text(&edition, "area", "en"), "The area1 is small.2 The anA is long.3");
    let order: Vec<_> = edition.notes.iter().map(|note| note.label.as_str()).collect();
    assert_eq!(order, ["1", "2", "A", "3"]);
    let sources: Vec<_> = edition.sources.iter().map(|source| source.key.as_str()).collect();
    assert!(sources.contains(&"memo"), "what a note in one language cites is listed");
}

#[test]
fn an_edition_without_the_language_has_no_note_of_it_and_the_same_numbers() {
    let edition = edition(&with_notes(), "zh");
    let order: Vec<_> = edition.notes.iter().map(|note| note.label.as_str()).collect();
    assert_eq!(order, ["1", "2", "3"]);
}

#[test]
fn a_term_has_a_capital_where_it_is_asked_for() {
    let terms =
        "board:\n  long: { zh: 理事会, en: the governing board }\n  short: { zh: 会, en: board }\n";
    let (_, section) =
        common::SMALL.iter().find(|(path, _)| *path == "data/sections/water.yaml").unwrap();
    let section = section
        .replace(
            "and the {board} knew",
            "and knew. {board:cap} met; {board} agreed. {board:cap} left",
        )
        .replace("{board}知情", "{board:cap}知情，{board}同意，{board:cap}散会");
    let files = small(&[("data/terms.yaml", terms), ("data/sections/water.yaml", &section)]);
    let edition = edition(&files, "both");
    let printed = text(&edition, "rivers", "en");
    assert!(
        printed.contains("The governing board (board) met; board agreed. Board left"),
        "{printed}"
    );
    let printed = text(&edition, "rivers", "zh");
    assert!(printed.contains("会散会"), "{printed}");
}

#[test]
fn what_begins_a_sentence_has_a_capital_by_itself() {
    let terms = "board:\n  long: { zh: 理事会, en: governing board }\nebay:\n  long: { zh: 易贝, en: eBay group }\nforces:\n  long: { zh: 三股势力, en: ‘three forces’ }\n";
    let numbers = "quantities:\n  nine: { value: 9, style: words }\n";
    let printed = |en: &str| {
        let (path, section) =
            common::SMALL.iter().find(|(path, _)| *path == "data/sections/water.yaml").unwrap();
        let en = serde_json::to_string(en).unwrap();
        let section = section
            .replace("{extent}", "x")
            .replace("{board}", "b")
            .replace("en: The rivers moved, and the b knew.[@book]", &format!("en: {en}"))
            .replace("b知情。", "{board}，{ebay}，{forces}，{nine}知情。");
        let files = small(&[
            ("data/terms.yaml", terms),
            ("data/quantities.yaml", numbers),
            (path, &section),
        ]);
        text(&edition(&files, "both"), "rivers", "en")
    };
    for (en, expected) in [
        ("{board} knew.[@book]", "Governing board knew.3"),
        (
            "It is so. {board} and {board} knew![@book] {nine} did.",
            "It is so. Governing board and governing board knew!3 Nine did.",
        ),
        (
            "“{board} knew.” (*{board}* did.)[@book]",
            "“Governing board knew.” (Governing board did.)3",
        ),
        ("{forces} are there.[@book]", "‘Three forces’ are there.3"),
        // These go on.
        (
            "See e.g. {board}, no. 3. {board} … {board} of the U.S. {board}.[@book]",
            "See e.g. governing board, no. 3. governing board … governing board of the U.S. governing board.3",
        ),
        (
            "It (the {board}) knew: {board}; {nine}.[@book]",
            "It (the governing board) knew: governing board; nine.3",
        ),
        // No sentence, and a name with a case of its own.
        ("{board}, {nine}[@book]", "governing board, nine3"),
        ("{ebay} knew.[@book]", "eBay group knew.3"),
        ("So it was.[@book] {ebay:cap} knew.", "So it was.3 EBay group knew."),
    ] {
        assert_eq!(printed(en), expected);
    }
}
