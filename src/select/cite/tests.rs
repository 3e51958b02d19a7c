use super::*;
use std::sync::LazyLock;

use crate::load::sources;
use crate::model::edition::plain;
use crate::model::source::SourceTitle;

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

fn read(path: &str, text: &str) -> Vec<Source> {
    let mut troubles = sources::Troubles::default();
    let sources = sources::read(path, text, &mut troubles);
    assert!(troubles.0.is_empty(), "{troubles:?}");
    sources
}

fn library() -> Vec<Source> {
    let mut sources = read("data/sources.yaml", SOURCES);
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
            ..SourceTitle::default()
        };
        let source = sources.iter_mut().find(|s| s.key == key);
        source.map(|s| s.titles.insert(language.into(), titles));
    }
    sources
}

fn locator(label: &str, value: &str) -> Locator {
    Locator { label: label.into(), value: value.into(), form: None, within: None }
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
    notes(&citations, style, language).into_iter().map(NoteText::begun).collect()
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
        let sources = read("s.yaml", &text);
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
    assert!(error.message.starts_with("cannot read this CSL"), "{error:?}");
}

/// The first note on each source of a text of BibLaTeX.
fn bib(text: &str, of: &Printed) -> Vec<String> {
    let sources = read("s.bib", text);
    let keys: Vec<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    runs_of(&sources, &keys, of).iter().map(|runs| plain(runs)).collect()
}

/// hayagriva 0.10 prints neither the end of a range, nor words, nor an open end.
#[test]
fn dates_print_as_far_as_they_are_given() {
    for (date, en, zh) in [
        ("2014/2016", "2014–2016", "2014—2016年"),
        ("2014-05-03/2014-05-07", "3–7\u{a0}May 2014", "2014年5月3—7日"),
        ("2014-05-03/2014-06-07", "3\u{a0}May–7\u{a0}June 2014", "2014年5月3日—6月7日"),
        ("2014-05-03/2015-06-07", "3\u{a0}May 2014–7\u{a0}June 2015", "2014年5月3日—2015年6月7日"),
        ("2025-04-13/2025-10-13", "13\u{a0}April–13\u{a0}October 2025", "2025年4月13日—10月13日"),
        ("2019-05-01/2020-05-01", "1\u{a0}May 2019–1\u{a0}May 2020", "2019年5月1日—2020年5月1日"),
        ("2014-05/2014-07", "May–July 2014", "2014年5—7月"),
        ("2014/", "2014–", "2014年—"),
        ("/2016", "–2016", "—2016年"),
        ("199X", "1990–1999", "1990—1999年"),
        ("1850~", "c.\u{a0}1850", "约1850年"),
        ("2021-21", "Spring 2021", "2021年春季"),
        ("2014-05-XX", "May 2014", "2014年5月"),
    ] {
        let text = format!("@misc{{a, title={{T}}, date={{{date}}}}}");
        assert_eq!(bib(&text, &EN), [format!("‘T’, {en}.")], "{date}");
        assert_eq!(bib(&text, &ZH), [format!("《T》，{zh}。")], "{date}");
    }
    assert_eq!(bib("@book{a, title={T}, year={forthcoming}}", &ZH), ["《T》，forthcoming。"]);
    let text = "@book{a, title={T}, date={2014-05-03/2016-02-01}, publisher={N}}";
    assert_eq!(bib(text, &EN), ["T (N, 2014–2016)."]);
}

#[test]
fn others_that_are_not_named_are_said_to_be_there() {
    let text = "@book{a, title={T}, author={Marlow, Ada and others}}\n\
                @book{b, title={T}, author={韩江 and 罗溪 and others}}\n\
                @book{c, title={T}, author={韩江 and 罗溪 and 唐河 and 沈洲}}";
    assert_eq!(
        bib(text, &EN),
        ["Ada Marlow et al., T.", "韩江, 罗溪 et al., T.", "韩江 et al., T."]
    );
    assert_eq!(
        bib(text, &ZH),
        ["Ada Marlow等：《T》。", "韩江、罗溪等：《T》。", "韩江等：《T》。"]
    );
}

#[test]
fn pages_are_those_of_the_locator_or_else_all() {
    let text = "@article{a, title={T}, journaltitle={J}, date={2014}, pages={34,37--39}}";
    assert_eq!(bib(text, &EN), ["‘T’, J (2014), pp.\u{a0}34, 37–39."]);
    assert_eq!(bib(text, &ZH), ["《T》，《J》2014年，第34、37—39页。"]);
    let sources = read("s.bib", text);
    assert_eq!(plain(&runs_of(&sources, &["a 38"], &EN)[0]), "‘T’, J (2014), p.\u{a0}38.");
}

#[test]
fn a_genre_is_in_the_reader_s_words_and_a_document_keeps_its_number() {
    let text = "@phdthesis{a, title={T}, school={U}, year={2012}}\n\
                @report{b, title={T}, type={Working Paper}, number={HC-2014-37}, institution={C}, date={2014}}\n\
                @thesis{c, title={T}, type={博士学位论文}, institution={U}, date={2012}}";
    let en = [
        "‘T’ (PhD thesis, U, 2012).",
        "T (Working Paper HC-2014-37, C, 2014).",
        "‘T’ (PhD thesis, U, 2012).",
    ];
    assert_eq!(bib(text, &EN), en);
    let zh = [
        "《T》，博士学位论文，U，2012年。",
        "《T》，Working Paper HC-2014-37，C，2014年。",
        "《T》，博士学位论文，U，2012年。",
    ];
    assert_eq!(bib(text, &ZH), zh);
}

#[test]
fn a_publisher_and_a_place_are_known_by_their_translations() {
    let mut sources = read(
        "s.bib",
        "@book{a, title={丙书}, author={韩江}, publisher={北岸出版社}, location={北京}, date={2013}, langid={chinese}}",
    );
    let titles = SourceTitle {
        title: Some("Third LocalizedSource".into()),
        publisher: Some("North Bank Press".into()),
        place: Some("Beijing".into()),
        ..SourceTitle::default()
    };
    sources[0].titles.insert("en".into(), titles);
    let note = |of| plain(&runs_of(&sources, &["a"], of)[0]);
    assert_eq!(note(&EN), "韩江, Third LocalizedSource [丙书] (Beijing: North Bank Press, 2013).");
    assert_eq!(note(&ZH), "韩江：《丙书》，北京：北岸出版社，2013年。");
}

#[test]
fn what_a_style_does_not_print_is_known() {
    let sources = read(
        "s.bib",
        "@book{a, title={T}, author={A B}, archive={Port}, price={5}, date={1850~}, pagetotal={9}}",
    );
    let lost = |style: &Style, language: &Language| -> Vec<String> {
        let lost = unprinted(&sources[0], style, language);
        lost.into_iter().map(|given| given.field.clone()).collect()
    };
    assert_eq!(lost(&EN.1, &EN.0), ["pagetotal", "price"]);
    assert!(says_circa(&sources[0], &EN.1, &EN.0));
    let csl = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\">\
               <info><title>t</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
               <citation><layout><text variable=\"title\"/></layout></citation></style>";
    let bare = Style::parse(csl).expect("a style");
    assert_eq!(lost(&bare, &EN.0), ["archive", "author", "date", "pagetotal", "price"]);
    assert!(!says_circa(&sources[0], &bare, &EN.0));
}

#[test]
fn a_style_of_the_archive_is_known_by_its_name() {
    let style = Style::named("chicago-notes").expect("an official style");
    let sources =
        read("s.bib", "@book{a, title={Rivers}, author={Marlow, Ada}, date={2014}, publisher={N}}");
    let citations = [vec![citation(&sources[0], &[])]];
    let note = plain(&notes(&citations, &style, &EN.0)[0].clone().begun());
    assert!(note.contains("Ada Marlow, Rivers (N, 2014)"), "{note}");
    assert!(Style::named("no-such-style").is_none());
}

/// hayagriva 0.10 leaves out the mark of a style behind the same one of a source.
#[test]
fn quotation_marks_within_others_are_whole_and_of_the_other_sort() {
    let text = "@book{a, title={《诗经》}}\n@book{b, title={论《论语》}, series={“十二五”丛书}}\n\
                @article{c, title={Lakes and ‘rivers’}, journal={J}}";
    assert_eq!(bib(text, &ZH)[..2], ["《〈诗经〉》。", "《论〈论语〉》，“‘十二五’丛书”。"]);
    assert_eq!(bib(text, &EN)[2], "‘Lakes and “rivers”’, J.");
}

#[test]
fn a_name_or_a_title_keeps_its_first_letter() {
    let text = "@book{a, title={T}, author={{muddy99}}}\n@book{b, title={eBird for rivers}}\n\
                @book{c, title={R}, author={bell hooks}}";
    let notes = bib(text, &EN);
    assert_eq!(notes[..2], ["muddy99, T.", "eBird for rivers."]);
    assert_eq!(printed(&["news", "news"], &EN)[1], "Ibid.");
}

/// hayagriva 0.10 makes `Tev` of TeV, `Tidetable` of TideTable, and `, And`.
#[test]
fn official_styles_change_only_words_in_small_letters() {
    let style = Style::named("chicago-notes").expect("an official style");
    let text = "@book{a, title={Eddies at 13 TeV}, langid={english}}\n\
                @book{b, title={Tidal DNA in \\textit{E. coli} and H\\textsubscript{2}O}, langid={english}}\n\
                @book{c, title={TideTable}, langid={english}}\n\
                @book{d, title={Rivers rise, and questions too}, langid={english}}\n\
                @jurisdiction{e, title={Brown v. Board}, langid={english}}";
    let sources = read("s.bib", text);
    let note =
        |source| plain(&notes(&[vec![citation(source, &[])]], &style, &EN.0)[0].clone().begun());
    let notes: Vec<String> = sources.iter().map(note).collect();
    for (note, title) in notes.iter().zip([
        "Eddies at 13 TeV",
        "Tidal DNA in E. coli and H₂O",
        "TideTable",
        "Rivers Rise, and Questions Too",
        "Brown v. Board",
    ]) {
        assert!(note.contains(title), "{note}");
    }
}

/// As the official style of GB/T 7714 does in later notes.
#[test]
fn a_place_that_is_no_page_is_never_printed_as_one() {
    let csl = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\">\
               <info><title>t</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
               <citation><layout><choose><if position=\"subsequent\"><group delimiter=\": \">\
               <text value=\"同\"/><text variable=\"locator\"/></group></if><else>\
               <text variable=\"title\"/></else></choose></layout></citation></style>";
    let style = Style::parse(csl).expect("a style");
    let sources = read("s.bib", "@book{a, title={河}}\n@book{b, title={江}}");
    let places = [("page", "4"), ("chapter", "4"), ("volume", "2")];
    let [page, chapter, volume] = places.map(|(label, value)| locator(label, value));
    let cited = |source, at| vec![citation(source, std::slice::from_ref(at))];
    let all = [
        cited(&sources[0], &page),
        cited(&sources[1], &chapter),
        cited(&sources[0], &chapter),
        cited(&sources[0], &volume),
        cited(&sources[1], &page),
    ];
    let printed = |of: &Printed| -> Vec<String> {
        notes(&all, &style, &of.0).into_iter().map(|note| plain(&note.begun())).collect()
    };
    assert_eq!(printed(&ZH)[2..], ["同: 第4章", "同: 第2卷", "同: 4"]);
    assert_eq!(printed(&EN)[2..], ["同: ch.\u{a0}4", "同: vol.\u{a0}2", "同: 4"]);
    // What a style leaves out stays out, and is told.
    assert_eq!(printed(&ZH)[..2], ["河", "江"]);
}

#[test]
fn an_address_that_is_the_doi_is_printed_with_it() {
    let text = "@article{a, title={T}, journal={J}, doi={10.1/x}, url={https://doi.org/10.1/x}}";
    let sources = read("s.bib", text);
    assert!(unprinted(&sources[0], &EN.1, &EN.0).is_empty());
}

#[test]
fn a_talk_that_is_in_no_book_has_a_day() {
    let text = "@inproceedings{a, title={T}, eventtitle={Forum}, date={2014-03-26}}\n\
                @inproceedings{b, title={T}, booktitle={B}, date={2014-03-26}}";
    assert_eq!(bib(text, &EN), ["‘T’, Forum (26\u{a0}March 2014).", "‘T’, in B (2014)."]);
    assert_eq!(bib(text, &ZH), ["《T》，Forum，2014年3月26日。", "《T》，载《B》，2014年。"]);
}
