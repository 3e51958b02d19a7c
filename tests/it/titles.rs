//! Titles that are long: the cover, the heads and feet of pages, and the contents.

use crate::common::layout;
use crate::common::layout::{Built, Layout, PAGE, build};
use crate::common::{SMALL, small};
use diptych::load::files::Files;
use diptych::model::diagnostic::Severity;

/// Sixty Han characters, and twenty-five English words.
const ZH: &str = "关于进一步加强和改进新时代区域安全合作机制建设并推动各成员国在非传统安全领域开展务实合作的若干意见与说明（征求意见稿）";
const EN: &str = "Opinions on further strengthening regional security cooperation mechanisms in the new \
                  era and promoting practical cooperation among member states in non-traditional fields (draft for comment)";

/// The small project with the long title, so many times.
fn project(times: usize, short: &str) -> Files {
    titled(&ZH.repeat(times), &vec![EN; times].join(" "), short)
}

/// The small project with a title, for the article and its section.
fn titled(zh: &str, en: &str, short: &str) -> Files {
    let (_, toml) = SMALL[0];
    let more = "\n[variants.report]\ntemplate = \"report\"\n\
                \n[variants.stacked]\ntemplate = \"report\"\nlayout = \"stacked\"\n\
                \n[variants.facing]\ntemplate = \"report\"\nlayout = \"facing\"\n";
    let title = format!("title: {{ zh: {zh}, en: {en} }}\n{short}");
    let blocks: String = (0..9)
        .map(|i| {
            format!(
                "  - {{ id: b{i}, zh: '{}', en: '{}' }}\n",
                "一段。".repeat(99),
                "A body of text. ".repeat(60)
            )
        })
        .collect();
    small(&[
        ("diptych.toml", &format!("{toml}{more}")),
        ("data/article.yaml", &format!("{title}sections: [water]\n")),
        ("data/sections/water.yaml", &format!("id: water\n{title}blocks:\n{blocks}")),
        ("data/events.yaml", "events: []\n"),
    ])
}

/// The pieces at the foot of a page.
fn foot(layout: &Layout, page: usize) -> String {
    let own = layout.pieces.iter().filter(|p| (p.y / PAGE) as usize == page);
    let low = own.filter(|p| p.y % PAGE > layout.size.1 - 64.0);
    low.map(|p| p.text.as_str()).collect()
}

fn assert_on_paper(layout: &Layout) {
    for piece in &layout.pieces {
        let y = piece.y % PAGE;
        assert!(y > 10.0 && y < layout.size.1 - 10.0, "`{}` at {y}", piece.text);
        assert!(piece.x > 10.0 && piece.x + piece.width < layout.size.0 - 10.0, "`{}`", piece.text);
    }
}

#[test]
fn a_long_title_has_room_on_the_cover_and_keeps_the_number_of_each_page() {
    for variant in ["report", "stacked", "facing", "both", "zh", "en"] {
        let built = build(&project(1, ""), variant);
        assert!(!built.diagnostics.has_errors(), "{variant}: {:?}", built.diagnostics.sorted());
        let layout = layout::layout_of(&built.pages.expect("pages"));
        assert_on_paper(&layout);
        let last = layout.pieces.iter().map(|p| (p.y / PAGE) as usize).max().unwrap();
        for page in 2..=last {
            let (foot, number) = (foot(&layout, page), (page + 1).to_string());
            assert!(foot.contains(&number), "{variant}: {number} is not in {foot}");
        }
    }
}

#[test]
fn a_title_too_long_for_heads_asks_for_a_short_one_and_twice_as_long_is_an_error() {
    let Built { pages, diagnostics, .. } = build(&project(1, ""), "report");
    let said = diagnostics.sorted();
    assert!(pages.is_some());
    assert_eq!(said[0].severity, Severity::Warning);
    assert_eq!(said[0].message, "this title is too long for the heads of pages of `report`");
    assert_eq!(said[0].hints, ["give a shorter one for these: `short-title: …`"]);
    let Built { pages, diagnostics, .. } = build(&project(2, ""), "report");
    let said = diagnostics.sorted();
    assert!(pages.is_none());
    let places: Vec<&str> = said.iter().map(|d| d.place.as_ref().unwrap().path.as_str()).collect();
    assert_eq!(places, ["data/article.yaml", "data/sections/water.yaml"]);
    assert!(said.iter().all(|d| d.severity == Severity::Error), "{said:?}");
}

#[test]
fn a_short_title_stands_in_heads_feet_and_contents_and_nowhere_else() {
    let short = "short-title: { zh: 意见, en: The opinions }\n";
    for variant in ["report", "stacked", "facing"] {
        let built = build(&project(2, short), variant);
        assert!(built.diagnostics.sorted().is_empty(), "{:?}", built.diagnostics.sorted());
        let layout = layout::layout_of(&built.pages.expect("pages"));
        assert_on_paper(&layout);
        let at =
            |text: &str| layout.pieces.iter().filter(|p| p.text.contains(text)).collect::<Vec<_>>();
        let small = |size: f64| size < 9.0;
        let found = at("The opinions");
        assert!(found.iter().any(|p| p.y % PAGE < 70.0), "{variant}: in the heads");
        assert!(found.iter().any(|p| p.y % PAGE > 780.0), "{variant}: in the feet");
        assert!(
            found.iter().any(|p| p.y > 70.0 && p.y < 2.5 * PAGE && !small(p.size)),
            "in the contents"
        );
        assert!(at("Opinions on").iter().all(|p| !small(p.size)), "{variant}: the long one is not");
    }
}

#[test]
fn a_report_without_key_messages_has_no_empty_page() {
    for variant in ["report", "stacked", "zh"] {
        let layout =
            layout::layout(&project(1, "short-title: { zh: 意见, en: The opinions }\n"), variant);
        let last = layout.pieces.iter().map(|p| (p.y / PAGE) as usize).max().unwrap();
        for page in 0..=last {
            let own = layout.pieces.iter().filter(|p| (p.y / PAGE) as usize == page);
            let text = own.filter(|p| (p.y % PAGE) > 72.0 && (p.y % PAGE) < 770.0).count();
            assert!(text > 0, "{variant}: page {} is empty", page + 1);
        }
    }
}

/// A block that is narrowed until its lines are about as long as each other keeps the room
/// of its longest word: on the cover, and in the heading of a section.
#[test]
fn a_title_of_two_long_words_is_set_as_it_stands() {
    let titles = [
        ("北岸", "Sustainable development"),
        ("推动Internationalization平台", "Nuclear non-proliferation"),
        ("关于Telecommunications的进展情况", "Environmental protection"),
        ("北岸供水项目的进展情况", "Rehabilitation and reconstruction"),
    ];
    for (zh, en) in titles {
        let files = titled(zh, en, "");
        for variant in ["report", "facing", "stacked", "both", "en"] {
            let built = build(&files, variant);
            let told = built.diagnostics.sorted();
            assert!(built.pages.is_some(), "{en}, {variant}: {told:?}");
        }
    }
}

/// On a panel a link has the colour of the text around it.
#[test]
fn a_subtitle_may_have_an_address() {
    let short = "subtitle: { zh: '见 www.example.org', en: 'See www.example.org' }\n";
    let files = titled("北岸", "The north shore", short);
    let water = files.text("data/sections/water.yaml").unwrap().replace(short, "");
    let mut files = files.clone();
    files.insert("data/sections/water.yaml", water.into_bytes());
    for variant in ["report", "facing", "stacked", "both", "en"] {
        let Built { pages, diagnostics, .. } = build(&files, variant);
        assert!(pages.is_some(), "{variant}: {:?}", diagnostics.sorted());
    }
}

#[test]
fn a_subtitle_that_has_no_room_is_told_and_not_its_title() {
    let (zh, en) = (
        "各部门按照分工落实任务。".repeat(60),
        "Departments report by the end of the year. ".repeat(50),
    );
    let subtitle = format!("subtitle: {{ zh: {zh}, en: '{en}' }}\n");
    let files = titled("北岸", "The north shore", &subtitle);
    let water = files.text("data/sections/water.yaml").unwrap().replace(&subtitle, "");
    let mut files = files.clone();
    files.insert("data/sections/water.yaml", water.into_bytes());
    let Built { pages, diagnostics, .. } = build(&files, "report");
    let said: Vec<_> = diagnostics.sorted().iter().map(|d| d.message.clone()).collect();
    assert!(pages.is_none());
    assert_eq!(said, ["this subtitle has no room on the title page of `report`"]);
}

/// Many authors stand smaller, in fewer lines; more than a page has room for are told.
#[test]
fn a_byline_stays_on_the_title_page_or_is_told() {
    for (count, is_whole) in [(2, true), (34, true), (150, false)] {
        let author = |i: usize| {
            format!(
                "  - {{ name: {{ zh: 作者{i}, en: Author {i} }}, \
                 affiliation: {{ zh: 第{i}研究所, en: Institute No {i} of Water }} }}\n"
            )
        };
        let authors: String = (0..count).map(author).collect();
        let mut files = titled("北岸", "The north shore", "");
        let article = files.text("data/article.yaml").unwrap().to_string();
        let article = format!("{article}authors:\n{authors}");
        files.insert("data/article.yaml", article.into_bytes());
        for variant in ["report", "stacked"] {
            let Built { pages, diagnostics, .. } = build(&files, variant);
            assert_eq!(pages.is_some(), is_whole, "{count}, {variant}: {:?}", diagnostics.sorted());
            if let Some(pages) = pages {
                let layout = layout::layout_of(&pages);
                let first = layout.pieces.iter().filter(|piece| piece.y < PAGE);
                let first: String = first.map(|piece| piece.text.replace(' ', "")).collect();
                let last = format!("No{}ofWater", count - 1);
                assert!(first.contains(&last), "{count}, {variant}: {first}");
                continue;
            }
            let told = diagnostics.sorted();
            let message = format!("this byline has no room on the title page of `{variant}`");
            assert_eq!(told.iter().map(|d| &d.message).collect::<Vec<_>>(), [&message]);
            assert_eq!(told[0].place.as_ref().unwrap().path, "data/article.yaml");
        }
    }
}

#[test]
fn a_marking_is_set_smaller_where_it_is_long_and_told_once_where_it_has_no_room() {
    for (times, is_whole) in [(1, true), (3, true), (30, false)] {
        let marking = format!(
            "\n[theme]\nmarking = {{ zh = \"{}\", en = \"{}\" }}\n",
            "内部文件不得转抄".repeat(times),
            "For internal use only ".repeat(times)
        );
        let files = titled("北岸", "The north shore", "");
        let toml = format!("{}{marking}", files.text("diptych.toml").unwrap());
        let mut files = files.clone();
        files.insert("diptych.toml", toml.into_bytes());
        for variant in ["stacked", "report", "both"] {
            let Built { pages, diagnostics, .. } = build(&files, variant);
            let said: Vec<_> = diagnostics.sorted().iter().map(|d| d.message.clone()).collect();
            assert_eq!(pages.is_some(), is_whole, "{variant}: {said:?}");
            if !is_whole {
                let first =
                    format!("the `marking` is too long for the heads of pages of `{variant}`");
                assert_eq!(said, [first]);
            }
        }
    }
}
