//! Inline text: what authors write, and what is printed of it.

use diptych::load::files::Files;
use diptych::model::edition::{Run, plain};

use crate::common::{diptych, edited, edition, folder, small, stderr};

/// The small project with one block more, in the variant `both`.
fn with_block(zh: &str, en: &str) -> Files {
    let text = |text: &str| text.lines().map(|line| format!("      {line}\n")).collect::<String>();
    let water = format!(
        "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: area\n    zh: |\n{}    en: |\n{}",
        text(zh),
        text(en)
    );
    let events = "events: []\n";
    let book = "book: { type: book, title: Rivers, author: 'Smith, Ann', editor: 'Jones, Eve', \
                date: 2018, language: en }\n\
                map: { type: web, title: 湖图, date: 2019, language: zh }\n\
                daily: { type: article, title: 湖泊, date: 2015-05-29, language: zh, \
                parent: { type: newspaper, title: 日报 } }\n";
    let titles = "map: { en: { title: Map } }\nbook: { zh: { title: 河流 } }\n\
                  daily: { en: { title: Lakes, container: Daily } }\n";
    small(&[
        ("data/sections/water.yaml", &water),
        ("data/events.yaml", events),
        ("data/sources.yaml", book),
        ("data/source-titles.yaml", titles),
        ("data/quantities.yaml", "quantities:\n  extent: { value: 2400 }\n"),
    ])
}

fn runs(zh: &str, en: &str, language: &str) -> Vec<Run> {
    let edition = edition(&with_block(zh, en), "both");
    let section = edition.sections.first().expect("a section");
    section.blocks.first().expect("a block").body[language].concat()
}

fn zh(text: &str) -> Vec<Run> {
    runs(text, "A.", "zh")
}

fn en(text: &str) -> Vec<Run> {
    runs("甲。", text, "en")
}

/// The notes of a block in both languages.
fn notes(zh: &str, en: &str) -> Vec<(String, String)> {
    let edition = edition(&with_block(zh, en), "both");
    edition.notes.iter().map(|n| (plain(&n.body["zh"]), plain(&n.body["en"]))).collect()
}

fn strong(text: &str) -> Run {
    Run::Strong { body: vec![Run::text(text)] }
}

#[test]
fn bold_beside_han_is_what_a_chinese_author_means() {
    for (text, bold) in [
        ("这是**“强调”**的文字。", "“强调”"),
        ("文**（甲）**文", "（甲）"),
        ("读**《条约》**的人", "《条约》"),
        ("他说**……。**下文", "……。"),
        ("文**“甲”，**文", "“甲”，"),
        ("文**2014年**文", "2014年"),
        ("**注：**文", "注："),
        ("文**——甲——**文", "——甲——"),
        ("文**[甲]**文", "[甲]"),
        ("文**CICA**文", "CICA"),
        ("文**50%**的", "50%"),
        ("在APEC**“北京纲领”**中", "“北京纲领”"),
        ("GDP**（总值）**为", "（总值）"),
        ("12.5**%**，", "%"),
        ("第①**“甲”**②", "“甲”"),
        ("约{extent}**“单位”**WTO", "“单位”"),
        ("m²**（甲）**é", "（甲）"),
        ("文**[甲]**A", "[甲]"),
    ] {
        let runs = zh(text);
        assert!(runs.contains(&strong(bold)), "{text}: {runs:?}");
        assert!(!plain(&runs).contains('*'), "{text}");
    }
    let runs = zh("他说*“甲”*，***重点***在此。");
    assert!(runs.contains(&Run::Emph { body: vec![Run::text("“甲”")] }), "{runs:?}");
    assert!(runs.contains(&Run::Stress { body: vec![Run::text("重点")] }), "{runs:?}");
    let runs = en("Its GDP**(total)**is (**so**), **a** and **b**.");
    assert!(runs.contains(&strong("(total)")) && runs.contains(&strong("so")), "{runs:?}");
    assert!(runs.contains(&strong("a")) && runs.contains(&strong("b")), "{runs:?}");
    let runs = en("The **“area”** of it, and *(more)*.");
    assert!(runs.contains(&strong("“area”")), "{runs:?}");
}

#[test]
fn a_typed_address_is_a_link_without_the_marks_around_it() {
    let link = |url: &str, text: &str| Run::Link { url: url.into(), body: vec![Run::text(text)] };
    let expected = link("https://example.org/a_b_c", "https://example.org/a_b_c");
    assert!(zh("详见https://example.org/a_b_c。").contains(&expected));
    assert!(zh("（https://example.org/a_b_c）").contains(&expected));
    assert!(en("See https://example.org/a_b_c, and more.").contains(&expected));
    assert!(
        en("See **https://example.org/a_b_c**.")
            .contains(&Run::Strong { body: vec![expected.clone()] })
    );
    assert!(
        zh("信箱info@example.org。").contains(&link("mailto:info@example.org", "info@example.org"))
    );
    assert!(en("At www.example.org.").contains(&link("http://www.example.org", "www.example.org")));
    for signs in [
        "https://example.org/a*b*c",
        "https://example.org/_next_",
        "https://example.org/__x__",
        "https://example.org/a**b**c_d_",
    ] {
        let text = format!("See {signs} and {signs} here.");
        assert_eq!(en(&text).iter().filter(|run| **run == link(signs, signs)).count(), 2, "{text}");
    }
    assert!(zh("见*https://example.org/a_b*，**https://example.org/a**的").contains(&Run::Emph {
        body: vec![link("https://example.org/a_b", "https://example.org/a_b")]
    }));
    let tilde = "https://example.org/~user/?a=$b$&c==d==";
    assert!(en(tilde).contains(&link(tilde, tilde)), "an address is no markup");
    assert_eq!(en("See https\\://example.org."), [Run::text("See https://example.org.")]);
    let written = "[https://example.org/x](https://example.org/y)";
    assert!(en(written).contains(&link("https://example.org/y", "https://example.org/x")));
}

#[test]
fn an_address_in_a_title_is_no_link_in_heads_and_contents() {
    let files =
        edited("data/sections/water.yaml", "en: Water", "en: See https://example.org/water");
    let dir = folder(&files);
    let output = diptych(dir.path(), &["build", "en"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn an_escaped_sign_is_itself() {
    for (text, printed) in [
        ("\\@book says", "@book says"),
        ("\\[@book\\]", "[@book]"),
        ("\\[@book]", "[@book]"),
        ("\\$x\\$", "$x$"),
        ("CO\\~2\\~", "CO~2~"),
        ("m\\^2\\^", "m^2^"),
        ("\\^[note]", "^[note]"),
        ("\\{extent\\}", "{extent}"),
        ("a \\\\alpha", "a \\alpha"),
        ("\\[[page]]", "[[page]]"),
        ("\\[a\\_b\\] \\(c\\=d\\)", "[a_b] (c=d)"),
        ("\\&amp;", "&amp;"),
        ("5 \\* 6", "5 * 6"),
        ("5\\*6\\*7", "5*6*7"),
        ("\\_\\_init\\_\\_", "__init__"),
        ("\\:smile\\:", ":smile:"),
        ("\\> 5", "> 5"),
        ("\\- 5", "- 5"),
        ("\\# 5", "# 5"),
    ] {
        assert_eq!(en(text), [Run::text(printed)], "{text}");
    }
}

#[test]
fn what_policy_texts_contain_is_printed_as_it_stands() {
    for text in [
        "It cost $5 million and $6 million, US$7–US$8 in all.",
        "The Charter [sic] says [emphasis added] in [1], [2]–[4].",
        "About ~5 to ~6; 2^10 and 3^5; A ~ B.",
        "① and ②, (a) and (b), @UN on a network.",
        "R&D; AT&T; 1 < 2 and 3 > 2.",
        "snake_case and x_1, C++ and C#, C++/C++.",
        "The area is 3 * 4 = 12; a 5* hotel; p* = 0.05; 5*6 m.",
        "A note*: see below.",
        "Where a<b and c>d hold, p<q>r.",
        "At 12:30:45, 30°15'20''N, 6''x4'', the members' and officers'.",
        "Either ____ or ____, 50%/60%, and/or, [gao] and [a].",
        "Either|or, 50 % -- 60 %.",
    ] {
        let printed = plain(&en(text));
        assert_eq!(printed, text);
    }
    for text in ["3~5年，5~10年", "【注】〔2015〕12号", "本条[1]（a）", "@外交部发言人", "#话题#"]
    {
        assert_eq!(zh(text), [Run::text(text)]);
    }
}

#[test]
fn a_line_break_of_the_file_is_what_the_language_says() {
    assert_eq!(zh("亚洲\n安全 “甲”\n“乙”"), [Run::text("亚洲安全“甲”“乙”")]);
    assert_eq!(zh("the Conference on\nInteraction"), [Run::text("the Conference on Interaction")]);
    assert_eq!(en("The word\n亚信\nmeans it"), [Run::text("The word 亚信 means it")]);
    // The sides of a break are in what is marked up, or marks that fill a square.
    assert_eq!(plain(&zh("**甲**\n**乙**丙，**首句。**\n“引文”")), "甲乙丙，首句。“引文”");
    assert_eq!(
        plain(&zh("据称——\nWTO认为，他说\n“好”\nWTO也说")),
        "据称——WTO认为，他说“好”WTO也说"
    );
    assert_eq!(plain(&zh("the **Asian**\n**security** forum")), "the Asian security forum");
    assert_eq!(plain(&en("**a**\n**b**")), "a b");
    // Templates indent.
    assert_eq!(plain(&zh("　　甲\n　　乙　丙")), "甲乙　丙");
    assert_eq!(en("a\tb"), [Run::text("a b")]);
    // Folded by YAML, where a line break and a space are one.
    let water = "id: water
title: { zh: 水, en: Water }
blocks:
  - id: area
    zh: >-
      亚洲
      安全 “甲”
      “乙”
    en: The word
      亚信
      means it
";
    let files = small(&[("data/sections/water.yaml", water), ("data/events.yaml", "events: []\n")]);
    let edition = edition(&files, "both");
    let body = &edition.sections[0].blocks[0].body;
    assert_eq!(body["zh"].concat(), [Run::text("亚洲安全“甲”“乙”")]);
    assert_eq!(body["en"].concat(), [Run::text("The word 亚信 means it")]);
}

#[test]
fn citations_have_words_around_them_and_several_places() {
    let found = notes(
        "甲[参见 @book，第2卷第14页；另见@map，页边注]。乙[@book, 第34、37—39页]。丙[@map, fol. 3r]。",
        "A.[see @book, vol. 2, p. 14; cf. also @map, marginal note] B.[@book, pp. 34, 37–39] \
         C.[@map, fol. 3r]",
    );
    assert_eq!(
        found[0].0,
        "参见Ann Smith：《河流》，Rivers，Eve Jones编，2018年，第2卷，第14页；另见《湖图》，2019年，页边注。"
    );
    assert_eq!(
        found[0].1,
        "See Ann Smith, Rivers, ed. Eve Jones (2018), vol.\u{a0}2, p.\u{a0}14; cf. also ‘Map’ [湖图], 2019, marginal note."
    );
    assert_eq!(found[1].0, "Ann Smith：《河流》，第34、37—39页。");
    assert_eq!(found[1].1, "Smith, Rivers, pp.\u{a0}34, 37–39.");
    assert_eq!(found[2].1, "‘Map’, fol.\u{a0}3r.");
}

#[test]
fn places_in_a_source_are_roman_named_and_combined() {
    for (written, zh, en) in [
        ("p. xii", "第xii页", "p.\u{a0}xii"),
        ("pp. x, xii–xv", "第x、xii—xv页", "pp.\u{a0}x, xii–xv"),
        ("p. 26 n. 3", "第26页，注3", "p.\u{a0}26, n.\u{a0}3"),
        ("26", "第26页", "p.\u{a0}26"),
        ("pp. 85--100", "第85—100页", "pp.\u{a0}85–100"),
        ("ch. 3, sec. 2", "第3章，第2节", "ch.\u{a0}3, sect.\u{a0}2"),
        ("chapter 3", "第3章", "ch.\u{a0}3"),
    ] {
        let text = format!("甲[@book, {written}]");
        let found = notes(&text, &format!("A[@book, {written}]"));
        assert!(found[0].0.ends_with(&format!("，{zh}。")), "{written}: {}", found[0].0);
        assert!(found[0].1.ends_with(&format!(", {en}.")), "{written}: {}", found[0].1);
    }
    let found = notes("甲[@daily, 第3版，第2段]", "A[@daily, p. 3, para. 2]");
    assert!(found[0].0.ends_with("，第3版，第2段。"), "{}", found[0].0);
}

#[test]
fn a_repeat_of_several_places_is_ibid_only_where_all_are_the_same() {
    let text = "[@book, vol. 1, p. 14] [@book, vol. 1, p. 14] [@book, vol. 2, p. 14] \
                [@map] [@book, vol. 2, p. 14]";
    let found: Vec<String> = notes(text, text).into_iter().map(|(zh, _)| zh).collect();
    assert_eq!(
        found[1..],
        [
            "同上。",
            "同上，第2卷，第14页。",
            "《湖图》，2019年。",
            "Ann Smith：《河流》，第2卷，第14页。",
        ]
    );
    // Words around a source make no other place of it.
    let found = notes("[@book, p. 3] [参见@book, p. 3]", "[@book, p. 3] [see @book, p. 3]");
    assert_eq!(found[1], ("参见同上。".into(), "See ibid.".into()));
}

#[test]
fn an_author_who_is_named_in_the_text_goes_unsaid() {
    let found = notes("史密斯[-@book, p. 3]写道", "Smith[-@book, p. 3] writes");
    assert_eq!(found[0].0, "《河流》，Rivers，Eve Jones编，2018年，第3页。");
    assert_eq!(found[0].1, "Rivers, ed. Eve Jones (2018), p.\u{a0}3.");
    let found = notes("甲[@book][@map][-@book]", "A[@book][@map][-@book]");
    assert_eq!(found[2], ("《河流》。".into(), "Rivers.".into()));
}

#[test]
fn a_key_in_braces_and_references_in_words_are_read() {
    let edition = edition(
        &with_block(
            "甲[@{book}, p. 3，共{extent}页，见 https://example.org/a]",
            "A[@{book}, p. 3, of {extent} pages, see https://example.org/a]",
        ),
        "both",
    );
    let note = &edition.notes[0];
    assert!(plain(&note.body["zh"]).ends_with("，第3页，共2,400页，见https://example.org/a。"));
    assert!(
        plain(&note.body["en"]).ends_with("p.\u{a0}3, of 2,400 pages, see https://example.org/a.")
    );
    let is_link =
        |run: &Run| matches!(run, Run::Link { url, .. } if url == "https://example.org/a");
    assert!(note.body["en"].iter().any(is_link), "{:?}", note.body["en"]);
}

#[test]
fn an_empty_line_parts_paragraphs_however_the_text_is_written() {
    for text in [
        ">-\n      甲\n      乙。\n\n      丙。",
        ">\n      甲乙。\n\n\n      丙。\n",
        "|-\n      甲\n      乙。\n\n      丙。",
        "甲\n      乙。\n\n      丙。",
        "\"甲\n      乙。\n\n      丙。\"",
        "'甲\n      乙。\n\n      丙。'",
        // As programs write it.
        r#""甲\n乙。\n\n丙。""#,
    ] {
        let water = format!(
            "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: area\n    zh: {text}\n    \
             en: |-\n      A.\n\n      B.\n"
        );
        for water in [water.clone(), water.replace('\n', "\r\n")] {
            let files = small(&[
                ("data/sections/water.yaml", &water),
                ("data/events.yaml", "events: []\n"),
            ]);
            let edition = edition(&files, "both");
            let parts: Vec<_> =
                edition.sections[0].blocks[0].body["zh"].iter().map(|runs| plain(runs)).collect();
            assert_eq!(parts, ["甲乙。", "丙。"], "{text}");
        }
    }
}
