use super::*;
use crate::diagnostic::Diagnostics;
use crate::edition::plain;
use crate::load::sources::{self, SourceTitle};

type Printed = LazyLock<(Language, Style)>;

static ZH: Printed = LazyLock::new(|| {
    let table = include_str!("../../../data/languages/zh.yaml");
    printed_in("zh", table, include_str!("../../../data/styles/gb-7714-note.csl"))
});
static EN: Printed = LazyLock::new(|| {
    let table = include_str!("../../../data/languages/en.yaml");
    printed_in("en", table, include_str!("../../../data/styles/chicago-like-note.csl"))
});

fn printed_in(key: &str, table: &str, style: &str) -> (Language, Style) {
    let table = serde_saphyr::from_str(table).expect("a table of the program");
    (Language::new(key, table), Style::parse(style).expect("a style of the program"))
}

const SOURCES: &str = "
news:
  type: article
  title: 探寻亚洲未来安全发展之道
  date: 2015-05-29
  language: zh
  parent: { type: newspaper, title: 人民日报 }
opium:
  type: web
  title: 阿富汗是世界第三大鸦片生产国
  date: 2014-12-16
  language: zh
  url: http://af.mofcom.gov.cn/1.shtml
  parent: { type: web, title: 商务部网站 }
act:
  type: web
  title: Алматинский акт
  language: ru
  url: http://www.s-cica.org/page.php?page_id=179&lang=2
  parent: { type: web, title: Официальный сайт }
liu:
  type: article
  title: 亚洲的安全与中国的责任
  author: { name: 刘, given-name: 振民 }
  date: 2014
  language: zh
  page-range: 20-28
  parent: { type: periodical, title: 国际问题研究, issue: 1 }
book:
  type: book
  title: World Order
  author: [\"Kissinger, Henry\", \"Аллисон, Грэм\"]
  date: 2014-09
  publisher: { name: Penguin, location: New York }
  language: en
talk:
  type: misc
  genre: 访谈
  title: 笔者对伊玛纳利耶夫的访谈
  date: 2014-04-02
  language: zh
";

fn library() -> Vec<Source> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = sources::read("data/sources.yaml", SOURCES, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    let titles = [
        ("news", "en", "Exploring the Path", "People’s Daily", "The Path"),
        ("opium", "en", "Third-Largest Producer", "Commerce website", ""),
        ("act", "zh", "阿拉木图文件", "亚信会议官方网站", "文件"),
        ("act", "en", "Almaty Act", "CICA website", "Act"),
        ("liu", "en", "Asia’s Security", "Guoji Wenti Yanjiu", "Security"),
        ("talk", "en", "Author’s interview with Imanaliev", "", "Imanaliev"),
    ];
    let text = |text: &str| (!text.is_empty()).then(|| text.to_string());
    for (key, language, title, container, short) in titles {
        let authors = (key == "liu").then(|| vec!["Liu, Zhenmin".to_string()]);
        let titles = SourceTitle {
            title: text(title),
            container: text(container),
            short: text(short),
            authors,
        };
        let source = sources.iter_mut().find(|s| s.key == key);
        source.map(|s| s.titles.insert(language.into(), titles));
    }
    sources
}

fn locator(label: &str, value: &str) -> Locator {
    Locator { label: label.into(), value: value.into() }
}

fn citation<'a>(source: &'a Source, locators: &'a [Locator]) -> Citation<'a> {
    Citation { source, locators, without_author: false, words: None }
}

/// Notes given as `key`, `key 26` and `key 26; other`.
fn runs_of(sources: &[Source], written: &[&str], of: &Printed) -> Vec<Vec<Run>> {
    let (language, style) = &**of;
    let cites = |note: &&str| -> Vec<(String, Vec<Locator>)> {
        let cites = note.split("; ").map(|cite| match cite.split_once(' ') {
            Some((key, page)) => (key.to_string(), vec![locator("page", page)]),
            None => (cite.to_string(), vec![]),
        });
        cites.collect()
    };
    let written: Vec<_> = written.iter().map(cites).collect();
    let find = |key: &str| sources.iter().find(|s| s.key == key).expect("a source of the test");
    let citations: Vec<Vec<Citation>> = written
        .iter()
        .map(|note| {
            let cites = note.iter();
            cites.map(|(key, at)| citation(find(key), at)).collect()
        })
        .collect();
    notes(&citations, style, language)
}

fn printed(written: &[&str], of: &Printed) -> Vec<String> {
    runs_of(&library(), written, of).iter().map(|runs| plain(runs)).collect()
}

#[test]
fn the_kinds_of_source_print_in_chinese() {
    let notes = printed(&["news 22", "opium", "liu 85-100", "talk", "book 3"], &ZH);
    let expected = [
        "《探寻亚洲未来安全发展之道》，《人民日报》2015年5月29日，第22版。",
        "《阿富汗是世界第三大鸦片生产国》，商务部网站，2014年12月16日，http://af.mofcom.gov.cn/1.shtml。",
        "刘振民：《亚洲的安全与中国的责任》，《国际问题研究》2014年第1期，第85—100页。",
        "笔者对伊玛纳利耶夫的访谈，2014年4月2日。",
        "Henry Kissinger、Грэм Аллисон：《World Order》，New York：Penguin，2014年，第3页。",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn the_kinds_of_source_print_in_english() {
    let notes = printed(&["news 22", "opium", "liu 85-100", "talk", "book 3"], &EN);
    let expected = [
        "‘Exploring the Path’ [探寻亚洲未来安全发展之道], People’s Daily, 29\u{a0}May 2015, p.\u{a0}22.",
        "‘Third-Largest Producer’ [阿富汗是世界第三大鸦片生产国], Commerce website, 16\u{a0}December 2014, http://af.mofcom.gov.cn/1.shtml.",
        "Liu Zhenmin, ‘Asia’s Security’ [亚洲的安全与中国的责任], Guoji Wenti Yanjiu, no.\u{a0}1 (2014), pp.\u{a0}85–100.",
        "Author’s interview with Imanaliev, 2\u{a0}April 2014.",
        "Henry Kissinger and Грэм Аллисон, World Order (New York: Penguin, 2014), p.\u{a0}3.",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn an_adjacent_repeat_is_ibid_and_keeps_another_page() {
    let written = ["news 22", "news 22", "news 3", "news"];
    assert_eq!(
        printed(&written, &ZH)[1..],
        ["同上。", "同上，第3版。", "《探寻亚洲未来安全发展之道》。"]
    );
    assert_eq!(printed(&written, &EN)[1..], ["Ibid.", "Ibid., p.\u{a0}3.", "‘The Path’."]);
}

#[test]
fn a_later_repeat_is_short() {
    let written = ["liu 26", "news", "liu 27", "act", "liu"];
    let zh = printed(&written, &ZH);
    assert_eq!(zh[2], "刘振民：《亚洲的安全与中国的责任》，第27页。");
    assert_eq!(zh[4], "刘振民：《亚洲的安全与中国的责任》。");
    let en = printed(&written, &EN);
    assert_eq!(en[2], "Liu, ‘Security’, p.\u{a0}27.");
    assert_eq!(en[4], "Liu, ‘Security’.");
}

#[test]
fn a_repeat_after_a_dropped_note_is_not_ibid() {
    assert_eq!(printed(&["news", "act", "act"], &ZH)[2], "同上。");
    let full = printed(&["act"], &ZH);
    assert_eq!(printed(&["news", "act"], &ZH)[1], full[0]);
}

#[test]
fn a_repeat_after_a_note_on_two_sources_is_not_ibid() {
    let notes = printed(&["news; act", "act", "act; act 5"], &EN);
    let url = "http://www.s-cica.org/page.php?page_id=179&lang=2";
    let news = "‘Exploring the Path’ [探寻亚洲未来安全发展之道], People’s Daily, 29\u{a0}May 2015";
    let act = format!("‘Almaty Act’ [Алматинский акт], CICA website, {url}");
    assert_eq!(
        notes,
        [format!("{news}; {act}."), "‘Act’.".into(), "Ibid.; ibid., p.\u{a0}5.".into()]
    );
}

#[test]
fn a_russian_source_is_translated_and_its_own_title_marked() {
    let url = "http://www.s-cica.org/page.php?page_id=179&lang=2".to_string();
    let text = |text: &str| Run::text(text);
    let original = || Run::Foreign {
        lang: "ru".into(),
        region: Some("RU".into()),
        body: vec![Run::text("Алматинский акт")],
    };
    let link = || Run::Link { url: url.clone(), body: vec![Run::text(&url)] };
    let sources = library();
    let zh =
        [text("《阿拉木图文件》，"), original(), text("，亚信会议官方网站，"), link(), text("。")];
    assert_eq!(runs_of(&sources, &["act"], &ZH)[0], zh);
    let en = [text("‘Almaty Act’ ["), original(), text("], CICA website, "), link(), text(".")];
    assert_eq!(runs_of(&sources, &["act"], &EN)[0], en);
    assert_eq!(printed(&["act", "news", "act"], &ZH)[2], "《文件》。");
}

#[test]
fn an_untranslated_title_is_marked_in_any_script() {
    let mut sources = library();
    sources.iter_mut().for_each(|source| source.titles.clear());
    let foreign = |runs: &[Run]| -> Vec<String> {
        let body = |run: &Run| match run {
            Run::Foreign { lang, body, .. } => Some(format!("{lang} {}", plain(body))),
            Run::Emph { body } => body.iter().find_map(|run| match run {
                Run::Foreign { lang, body, .. } => Some(format!("{lang} {}", plain(body))),
                _ => None,
            }),
            _ => None,
        };
        runs.iter().filter_map(body).collect()
    };
    let en = runs_of(&sources, &["liu 26", "act"], &EN);
    assert_eq!(foreign(&en[0]), ["zh 刘振民", "zh 亚洲的安全与中国的责任", "zh 国际问题研究"]);
    assert_eq!(foreign(&en[1]), ["ru Алматинский акт", "ru Официальный сайт"]);
    let zh = runs_of(&sources, &["book", "liu"], &ZH);
    let expected = ["en Henry Kissinger", "en World Order", "en New York", "en Penguin"];
    assert_eq!(foreign(&zh[0]), expected);
    assert_eq!(zh[1].len(), 1);
}

#[test]
fn sparse_sources_have_no_doubled_punctuation() {
    let kinds = ["article", "book", "chapter", "report", "thesis", "web", "misc", "anthos"];
    let extras = [
        "",
        "  title: 题\n",
        "  author: 王五\n",
        "  date: 2014\n",
        "  title: 题\n  date: 2014-05\n",
        "  author: 王五\n  url: http://x.org/\n",
        "  title: 题\n  publisher: 社\n",
        "  title: 题\n  genre: 文\n",
    ];
    let parents = ["", "  parent: { title: 刊 }\n", "  parent: { type: newspaper }\n"];
    for (kind, extra, parent) in kinds
        .iter()
        .flat_map(|kind| extras.iter().map(move |extra| (kind, extra)))
        .flat_map(|(kind, extra)| parents.iter().map(move |parent| (kind, extra, parent)))
    {
        let text = format!("a:\n  type: {kind}\n{extra}{parent}");
        let sources = sources::read("s.yaml", &text, &mut Diagnostics::default());
        for of in [&ZH, &EN] {
            let (language, style) = &**of;
            let refs: Vec<&Source> = sources.iter().collect();
            let list = bibliography(&refs, style, language).into_iter().map(|(_, runs)| runs);
            for runs in runs_of(&sources, &["a 3", "a", "a"], of).into_iter().chain(list) {
                let note = plain(&runs);
                let doubled = [
                    "，，", "，。", "：，", "：。", ", ,", ",,", ",.", "..", "  ", "《》", "‘’",
                    "()", "[]",
                ];
                let found = doubled.iter().find(|mark| note.contains(**mark));
                assert_eq!(found, None, "{note} from {text}");
                let starts = note.starts_with(['，', ',', ' ', '：', ';', '；']);
                assert!(!starts, "{note} from {text}");
            }
        }
    }
}

#[test]
fn the_list_of_sources_is_in_the_order_of_the_language() {
    let sources = library();
    let sources: Vec<&Source> = sources.iter().collect();
    let list = |of: &Printed| {
        let (language, style) = &**of;
        bibliography(&sources, style, language)
    };
    let keys =
        |list: &[(String, Vec<Run>)]| list.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let (zh, en) = (list(&ZH), list(&EN));
    assert_eq!(keys(&zh), ["opium", "act", "talk", "liu", "news", "book"]);
    assert_eq!(keys(&en), ["act", "talk", "news", "book", "liu", "opium"]);
    let liu = |list: &[(String, Vec<Run>)]| {
        list.iter().find(|(key, _)| key == "liu").map(|(_, runs)| plain(runs)).unwrap_or_default()
    };
    assert_eq!(
        liu(&zh),
        "刘振民：《亚洲的安全与中国的责任》，《国际问题研究》2014年第1期，第20—28页。"
    );
    assert_eq!(
        liu(&en),
        "Liu Zhenmin, ‘Asia’s Security’ [亚洲的安全与中国的责任], Guoji Wenti Yanjiu, no.\u{a0}1 (2014), pp.\u{a0}20–28."
    );
}

#[test]
fn a_style_that_cannot_be_read_says_why() {
    let error = Style::parse("<style/>").expect_err("no style");
    assert!(error.starts_with("cannot read this CSL"), "{error}");
}
