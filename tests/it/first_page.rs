//! The first page of a brief and the cover of a report: who speaks, what is found and asked,
//! and when.

use crate::common::layout::{Layout, PAGE, build, layout};
use crate::common::{SMALL, edition, small};
use diptych::load::files::Files;

const WATER: &str = "id: water
title: { zh: 水, en: Water }
blocks:
  - { id: asked, level: key, kind: recommendation, zh: 应当先做甲。, en: First do A. }
  - { id: found, level: key, zh: 湖面下降。, en: The lake has fallen. }
  - { id: one, level: brief, zh: 第一段。, en: The first pair. }
  - { id: two, level: brief, zh: 第二段。, en: The second pair. }
";

const AFTER: &str = "id: after
title: { zh: 其后, en: After }
blocks:
  - { id: third, level: brief, zh: 第三段。, en: The third pair. }
  - { id: more, level: key, zh: 湖面回升。, en: The lake rises again. }
";

const FIGURE: &str = "shown:
  after: one
  level: key
  title: { zh: 水位, en: Levels }
  alt: { zh: 条形图。, en: A bar chart. }
  chart:
    values:
      - { quantity: low, label: { zh: 低水, en: Low water } }
      - { quantity: high, label: { zh: 高水, en: High water } }
";

const EVENTS: &str = "periods:
  - { id: early, date: 1990/2000, title: { zh: 早期, en: Early years } }
  - { id: late, date: 2000/.., title: { zh: 后期, en: Late years } }
events:
  - { id: first, date: 1990-03, level: brief, label: { zh: 开工, en: Start }, zh: 甲事, en: A thing }
  - { id: again, date: 1990-09, label: { zh: 开工, en: Start }, zh: 乙事, en: Another }
  - { id: middle, date: 2000, label: { zh: 落成, en: Opening }, zh: 丙事, en: A third }
  - { id: last, date: 2010, label: { zh: 改建, en: Rebuilding }, zh: 丁事, en: A fourth }
  - { id: unnamed, date: 2011, zh: 戊事, en: A fifth }
";

fn project(events: &str) -> Files {
    let toml = format!(
        "{}\n[variants.report]\ntemplate = \"report\"\n\n[variants.stacked]\ntemplate = \"brief\"\n\
         layout = \"stacked\"\nlevel = \"brief\"\n\n[variants.facing]\ntemplate = \"brief\"\n\
         layout = \"facing\"\nlevel = \"brief\"\n\n[variants.short]\ntemplate = \"brief\"\nlevel = \"brief\"\n",
        SMALL[0].1
    );
    small(&[
        ("diptych.toml", &toml),
        ("data/article.yaml", "title: { zh: 湖泊, en: The lake }\nsections: [water, after]\n"),
        ("data/sections/water.yaml", WATER),
        ("data/sections/after.yaml", AFTER),
        ("data/quantities.yaml", "quantities:\n  low: { value: 25 }\n  high: { value: 75 }\n"),
        ("data/figures.yaml", FIGURE),
        ("data/events.yaml", events),
        ("data/terms.yaml", "{}\n"),
    ])
}

/// What is printed on a page, without spaces.
fn page(layout: &Layout, page: usize) -> String {
    let own = layout.pieces.iter().filter(|piece| (piece.y / PAGE) as usize == page);
    let text: String = own.map(|piece| piece.text.as_str()).collect();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn what_is_recommended_comes_last_and_each_message_knows_its_pairs() {
    let edition = edition(&project("events: []\n"), "short");
    let told: Vec<_> = edition.key_messages.iter().map(|b| (b.id.as_str(), b.argued)).collect();
    assert_eq!(told, [("found", Some((1, 2))), ("more", Some((3, 3))), ("asked", Some((1, 2)))],);
}

#[test]
fn a_chart_of_level_key_stands_behind_the_first_message_of_a_brief_and_once() {
    let files = project("events: []\n");
    let brief = edition(&files, "short");
    assert_eq!(brief.key_messages[0].figures.len(), 1);
    assert_eq!(brief.figures().count(), 1);
    let report = edition(&files, "report");
    assert!(report.key_messages[0].figures.is_empty());
    assert_eq!(report.figures().count(), 1);
    // Without messages there is nothing that it could stand behind.
    let quiet = WATER.replace("level: key", "level: full");
    let after = AFTER.replace("level: key", "level: full");
    let mut files = files;
    files.insert("data/sections/water.yaml", quiet.into_bytes());
    files.insert("data/sections/after.yaml", after.into_bytes());
    assert_eq!(edition(&files, "short").figures().count(), 1);
}

#[test]
fn the_first_page_has_numbers_pairs_and_a_dark_floor_in_every_layout() {
    let files = project("events: []\n");
    for variant in ["short", "stacked", "facing"] {
        let layout = layout(&files, variant);
        let first = page(&layout, 0);
        for words in ["湖面下降。", "Thelakehasfallen.", "1–2"] {
            assert!(first.contains(words), "{variant}: {words} is not in {first}");
        }
        let asked = layout.pieces.iter().find(|piece| piece.text.contains("应当先做甲"));
        assert_eq!(asked.expect("the recommendation").fill, "#ffffff", "{variant}");
        let found = first.find("湖面回升").expect("the message");
        assert!(found < first.find("应当先做甲").expect("the recommendation"), "{variant}");
    }
}

#[test]
fn a_cover_has_its_events_to_scale_and_those_of_one_name_in_a_year_once() {
    let layout = layout(&project(EVENTS), "report");
    let years: Vec<(&str, f64)> = (layout.pieces.iter())
        .filter(|piece| piece.y < PAGE && piece.weight >= 700 && piece.text.len() == 4)
        .filter(|piece| piece.text.chars().all(|c| c.is_ascii_digit()))
        .map(|piece| (piece.text.as_str(), piece.y))
        .collect();
    let told: Vec<&str> = years.iter().map(|(year, _)| *year).collect();
    assert_eq!(told, ["1990", "2000", "2010"]);
    let (first, second) = (years[1].1 - years[0].1, years[2].1 - years[1].1);
    assert!((first - second).abs() < 0.05 * first, "{years:?}");
    let first = page(&layout, 0);
    assert!(first.contains("早期") && first.contains("Lateyears"), "{first}");
    assert!(!first.contains("戊事") && !first.contains("Afifth"), "{first}");
}

#[test]
fn a_cover_without_periods_is_filled_by_its_title() {
    let [plain, timed] = ["events: []\n", EVENTS].map(|events| {
        let layout = layout(&project(events), "report");
        let title = layout.pieces.iter().find(|piece| piece.text.contains("湖泊"));
        title.expect("the title").size
    });
    assert!(plain > 1.5 * timed, "{plain} and {timed}");
}

#[test]
fn first_pages_hold_what_is_long_and_lack_what_nobody_says() {
    let long = "关于进一步加强和改进新时代区域安全合作机制建设并推动各成员国在非传统安全领域开展务实合作的若干意见与说明（征求意见稿）";
    let english = "Opinions on further strengthening regional security cooperation mechanisms in the new \
                   era and promoting practical cooperation among member states in non-traditional fields";
    let signed = format!(
        "title: {{ zh: {long}, en: {english} }}\nsubtitle: {{ zh: {long}, en: {english} }}\n\
         short-title: {{ zh: 意见, en: Opinions }}\n\
         authors: [{{ name: {{ zh: 林一, en: Lin Yi }}, affiliation: {{ zh: {long}, en: {english} }} }}]\n\
         imprint: {{ published: 2026-06, publisher: {{ zh: {long}, en: {english} }}, number: '7' }}\n\
         sections: [water, after]\n"
    );
    let bare = "title: { zh: 湖, en: Lake }\nsections: [water, after]\n";
    let [quiet, water] = [AFTER, WATER].map(|own| own.replace("level: key", "level: full"));
    for (article, after) in [(signed.as_str(), AFTER), (bare, quiet.as_str())] {
        let mut files = project(EVENTS);
        files.insert("data/article.yaml", article.as_bytes().to_vec());
        files.insert("data/sections/after.yaml", after.as_bytes().to_vec());
        if article == bare {
            files.insert("data/sections/water.yaml", water.as_bytes().to_vec());
            files.insert("data/figures.yaml", b"{}\n".to_vec());
        }
        for variant in ["short", "stacked", "facing", "report", "zh", "en"] {
            let built = build(&files, variant);
            let said: Vec<_> =
                built.diagnostics.sorted().iter().map(|d| d.message.clone()).collect();
            assert!(built.pages.is_some(), "{variant}: {said:?}");
        }
    }
}
