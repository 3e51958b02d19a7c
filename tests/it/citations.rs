//! Citations: places in sources as authors write them, and what the notes say of them.

use crate::common::small;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::plain;
use diptych::model::project::Project;
use diptych::select::{faults, select};

const SOURCES: &str = "\
@book{a, author={Marlow, Ada}, title={Alpha}, date={2011}, publisher={Northgate}, location={London}, langid={english}}
@book{b, author={Berg, Otto}, title={Beta}, date={2012}, publisher={Northgate}, location={London}, langid={english}}
@book{c, author={韩江}, title={丙书}, date={2013}, publisher={北岸出版社}, location={北京}, langid={chinese}}
@newspaper{n, title={湖泊}, journaltitle={日报}, date={2015-05-29}, langid={chinese}}
";

const TITLES: &str = "a: { zh: { title: 甲书 } }\nb: { zh: { title: 乙书 } }\n\
                      c: { en: { title: Third Book } }\nn: { en: { title: Lakes, container: Daily } }\n";

/// The small project with a block for each text of both languages.
fn project(texts: &[(&str, &str)]) -> Files {
    let mut blocks = String::from("id: water\ntitle: { zh: 水, en: Water }\nblocks:\n");
    for (index, (zh, en)) in texts.iter().enumerate() {
        blocks +=
            &format!("  - id: b{index}\n    zh: |\n      甲。{zh}\n    en: |\n      One.{en}\n");
    }
    small(&[
        ("data/sections/water.yaml", &blocks),
        ("data/events.yaml", "events: []\n"),
        ("data/sources.yaml", "{}\n"),
        ("data/more.bib", SOURCES),
        ("data/source-titles.yaml", TITLES),
        ("data/quantities.yaml", "quantities:\n  extent: { value: 2400 }\n"),
    ])
}

fn loaded(files: &Files) -> (Option<Project>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let project = load(files, &mut diagnostics);
    let told = diagnostics.sorted().into_iter().map(|told| told.message.clone()).collect();
    (project, told)
}

/// The notes of texts in Chinese and English, each in both languages.
fn notes_of(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    let (project, told) = loaded(&project(texts));
    assert_eq!(told, Vec::<String>::new(), "{texts:?}");
    let project = project.expect("a project");
    let variant = project.variant("both").expect("a variant");
    let edition = select(&project, variant);
    assert_eq!(faults(&project, variant, &edition), [], "{texts:?}");
    edition.notes.iter().map(|n| (plain(&n.body["zh"]), plain(&n.body["en"]))).collect()
}

/// What is told of one text.
fn told(zh: &str, en: &str) -> Vec<String> {
    loaded(&project(&[(zh, en)])).1
}

/// The places that a note gives of `a`, in Chinese and English.
fn places(zh: &str, en: &str) -> (String, String) {
    let (zh, en) = notes_of(&[(zh, en)]).swap_remove(0);
    let zh = zh.split_once("2011年，").expect("a place").1.trim_end_matches('。').to_string();
    let en = en.split_once("2011), ").expect("a place").1.trim_end_matches('.').to_string();
    (zh, en.replace('\u{a0}', " "))
}

#[test]
fn ibid_says_the_same_place_by_saying_nothing() {
    let same = ("[@a, p. 7]", "[@a, p. 7]");
    let notes = notes_of(&[same, same, ("[@a, p. 9; @b]", "[@a, p. 9; @b]"), same]);
    assert_eq!(notes[1], ("同上。".into(), "Ibid.".into()));
    assert!(notes[2].1.starts_with("Ibid., p.\u{a0}9; Otto Berg"), "{}", notes[2].1);
    assert_eq!(notes[3].1, "Marlow, Alpha, p.\u{a0}7.");
    notes_of(&[
        same,
        ("[@a, p. 7; @b]", "[@a, p. 7; @b]"),
        ("[@a, p. 2; @a, p. 2]", "[@a, p. 2; @a, p. 2]"),
    ]);
}

/// The notes of texts in a language whose table names another style.
fn in_style(language: &str, style: &str, texts: &[(&str, &str)]) -> Vec<String> {
    let path = format!("languages/{language}.yaml");
    let table = diptych::load::files::built_in_data(&path).expect("a table").to_vec();
    let table = String::from_utf8(table).expect("text");
    let own = if language == "zh" { "gb-7714-note" } else { "chicago-like-note" };
    let table = table.replace(&format!("style: {own}"), &format!("style: {style}"));
    let mut files = project(texts);
    files.insert(&format!("data/{path}"), table.into_bytes());
    let (project, told) = loaded(&files);
    assert_eq!(told, Vec::<String>::new());
    let project = project.expect("a project");
    let variant = project.variant("both").expect("a variant");
    let edition = select(&project, variant);
    assert_eq!(faults(&project, variant, &edition), [], "{style}");
    edition.notes.iter().map(|note| plain(&note.body[language])).collect()
}

#[test]
fn an_official_style_may_say_ibid_of_the_same_place() {
    let same = ("[@a, p. 7]", "[@a, p. 7]");
    assert_eq!(in_style("zh", "gb-7714-2015-note", &[same, same])[1], "同上.");
    in_style("en", "modern-humanities-research-association-notes", &[same, same]);
}

/// `original-title` is that of a work which appeared in translation.
#[test]
fn a_title_translated_for_the_reader_was_not_published_so() {
    let book = ("[@c]", "[@c]");
    let other = ("[@a]", "[@a]");
    for style in ["chicago-notes", "modern-humanities-research-association-notes"] {
        let notes = in_style("en", style, &[book, other, book]);
        assert!(notes[0].contains("Third Book [丙书]"), "{}", notes[0]);
        assert!(!notes[0].to_lowercase().contains("origin"), "{}", notes[0]);
        assert!(notes[2].contains("Third Book") && !notes[2].contains('丙'), "{}", notes[2]);
    }
    let own = in_style("en", "chicago-like-note", &[book]);
    assert_eq!(own[0], "韩江, Third Book [丙书] (北京: 北岸出版社, 2013).");
}

#[test]
fn words_behind_a_source_end_with_one_stop() {
    for (zh, en, zh_end, en_end) in [
        ("第3页等。", "p. 3 ff.", "第3页等。", "p.\u{a0}3 ff."),
        ("第3页等。", "p. 3, etc.", "第3页等。", "p.\u{a0}3, etc."),
        ("第3页，下同", "p. 3, and more.", "第3页，下同。", "p.\u{a0}3, and more."),
        (
            "第3页（着重号后加）",
            "p. 3 (emphasis added)",
            "第3页（着重号后加）。",
            "p.\u{a0}3 (emphasis added).",
        ),
        ("第3页起", "p. 3, *passim*", "第3页起。", "p.\u{a0}3, passim."),
        ("第3页 [原文如此]", "p. 3 [sic]", "第3页 [原文如此]。", "p.\u{a0}3 [sic]."),
        ("第3页！", "p. 3?", "第3页！", "p.\u{a0}3?"),
    ] {
        let text = |words: &str| format!("[@a, {words}]");
        let both = (text(zh), text(en));
        let notes = notes_of(&[(&both.0, &both.1)]);
        assert!(notes[0].0.ends_with(&format!("，{zh_end}")), "{}", notes[0].0);
        assert!(notes[0].1.ends_with(&format!(", {en_end}")), "{}", notes[0].1);
    }
    let more = ("[@a，及其他]", "[@a, and more]");
    let notes = notes_of(&[more, more, ("[@a，及其他；@b]", "[@a, and more; @b]")]);
    assert_eq!(notes[1], ("同上，及其他。".into(), "Ibid., and more.".into()));
    assert!(notes[2].1.starts_with("Ibid., and more; Otto Berg"), "{}", notes[2].1);
}

#[test]
fn emphasis_and_brackets_stand_in_the_words_of_a_citation() {
    let notes = notes_of(&[(
        "[参见*甲*、**乙**和[丙] @a，第3页；*又见* @b]",
        "[see *Alpha*, and [Smith; Jones] @a, p. 3; *also* @b]",
    )]);
    assert!(notes[0].0.starts_with("参见甲、乙和[丙]"), "{}", notes[0].0);
    assert!(notes[0].1.starts_with("See Alpha, and [Smith; Jones] Ada Marlow"), "{}", notes[0].1);
}

#[test]
fn places_are_read_in_the_words_of_any_language() {
    for (zh, en, zh_says, en_says) in [
        ("figures 2-3", "figures 2-3", "图2—3", "figs 2–3"),
        ("volumes 2-3", "volumes 2-3", "第2—3卷", "vols 2–3"),
        ("parts 1-2", "parts 1-2", "第1—2部分", "pts 1–2"),
        ("books 3-4", "bks. 3-4", "第3—4册", "bks 3–4"),
        ("columns 3-4", "columns 3-4", "第3—4栏", "cols 3–4"),
        ("tables 2-3", "tables 2-3", "表2—3", "tbls 2–3"),
        ("folios 3-4", "folios 3-4", "第3—4叶", "fols 3–4"),
        ("verses 3-4", "verses 3-4", "第3—4节", "vv. 3–4"),
        ("appendices A-B", "appendices A-B", "附录A—B", "apps A–B"),
        ("number 3", "issue 3", "第3期", "no. 3"),
        ("图3-2", "fig. 3-2", "图3-2", "fig. 3-2"),
        ("第三编第二章", "pt. 3, ch. 2", "第三编，第二章", "pt 3, ch. 2"),
        ("上编第三章", "pt. 1, ch. 3", "上编，第三章", "pt 1, ch. 3"),
        ("第Ⅲ卷", "vol. III", "第III卷", "vol. III"),
        ("pp. 3 to 5", "pp. 3 to 5", "第3—5页", "pp. 3–5"),
        ("footnote 5", "footnote 5", "注5", "n. 5"),
        ("脚注②", "n. 2", "注2", "n. 2"),
        ("第３页", "p. 3", "第3页", "p. 3"),
        ("p．３", "p 3", "第3页", "p. 3"),
        ("pp 3-5", "pp 3-5", "第3—5页", "pp. 3–5"),
        ("第103—05页", "pp. 103-05", "第103—105页", "pp. 103–105"),
        ("第三章", "ch. 3", "第三章", "ch. 3"),
        ("第十二卷第5页", "vol. XII, p. 5", "第十二卷，第5页", "vol. XII, p. 5"),
        ("第3页、第5页", "pp. 3, 5", "第3、5页", "pp. 3, 5"),
        ("第3页和第5页", "pp. 3 and 5", "第3、5页", "pp. 3 and 5"),
        ("第3、5和7页", "pp. 3, 5 and 7", "第3、5、7页", "pp. 3, 5 and 7"),
        ("第3、5、7页", "pp. 3, 5, and 7", "第3、5、7页", "pp. 3, 5, and 7"),
        ("第51条和第52条", "arts. 51 and 52", "第51、52条", "arts 51 and 52"),
        ("第3页及注5", "p. 3 and n. 5", "第3页，注5", "p. 3, n. 5"),
        ("第3页注5", "p. 3 & n. 5", "第3页，注5", "p. 3, n. 5"),
        ("第1,234页", "p. 1,234", "第1234页", "p. 1234"),
        ("第1,234—1,240页", "pp. 1,234-1,240", "第1234—1240页", "pp. 1234–1240"),
        ("00:01:23", "00:01:23", "00:01:23", "00:01:23"),
        ("附件2", "annex 2", "附件2", "annex 2"),
        ("附件二", "annex II", "附件二", "annex II"),
        ("第12节", "s. 12", "第12节", "sect. 12"),
        ("条款4", "cl. 4", "条款4", "cl. 4"),
        ("图版3", "pl. 3", "图版3", "pl. 3"),
        ("annexes 1-2", "annexes I-II", "附件1—2", "annexes I–II"),
        ("第2条第4款", "art. 2, para. 4", "第2条第4款", "art. 2, para. 4"),
        ("art. 2, para. 4", "art. 2(4)", "第2条第4款", "art. 2(4)"),
        ("第十条第二款第（三）项", "art. 10(2)(c)", "第十条第二款第（三）项", "art. 10(2)(c)"),
        ("第38条第1款第3项", "art. 38, para. 1 (c)", "第38条第1款第3项", "art. 38, para. 1 (c)"),
        ("第2册第5页", "vol. 2, p. 5", "第2册，第5页", "vol. 2, p. 5"),
        ("上册，第5页", "bk. 1, p. 5", "上册，第5页", "bk 1, p. 5"),
        ("下册", "vol. 2", "下册", "vol. 2"),
        ("xii", "xii", "第xii页", "p. xii"),
        ("第3页ff.", "p. 3ff.", "第3页ff.", "p. 3ff"),
        ("chapter IV", "chap. iv", "第IV章", "ch. iv"),
        ("第100000页", "p. 100,000", "第100000页", "p. 100000"),
        ("第26页至第28页", "pp. 26-28", "第26—28页", "pp. 26–28"),
        ("第26页到28页", "p. 26 to p. 28", "第26—28页", "pp. 26–28"),
        ("第三章至第五章", "chs. 3-5", "第三—五章", "chs 3–5"),
        ("第26—28、30页", "pp. 26-8, 30", "第26—28、30页", "pp. 26–8, 30"),
        ("第3r叶", "fol. 3^r^", "第3r叶", "fol. 3r"),
        ("第一百二十条之一", "art. 120-1", "第一百二十条之一", "art. 120-1"),
        ("第120条之一第2款", "art. 120a(2)", "第120条之一第2款", "art. 120a(2)"),
        ("第3条之二", "art. 3 bis", "第3条之二", "art. 3 bis"),
        ("第120—121条", "arts. 120-1", "第120—121条", "arts 120–1"),
    ] {
        let found = places(&format!("[@a，{zh}]"), &format!("[@a, {en}]"));
        assert_eq!(found, (zh_says.to_string(), en_says.to_string()), "{zh} | {en}");
    }
    // Between braces, as Pandoc has it.
    for (zh, en, zh_says, en_says) in [
        ("@a {第3页}", "@a {p. 3}", "第3页", "p. 3"),
        ("@a，{第3页}第4页以前", "@a, {p. 3} 4 of them", "第3页第4页以前", "p. 3 4 of them"),
        (
            "@a, {pp. iv, vi-xi, (xv)-(xvii)}，下同",
            "@a, {pp. iv, vi-xi, (xv)-(xvii)}, and more",
            "第iv、vi—xi、(xv)—(xvii)页，下同",
            "pp. iv, vi–xi, (xv)–(xvii), and more",
        ),
        ("@a{ii, A, D-Z}", "@a{ii, A, D-Z}", "第ii、A、D—Z页", "pp. ii, A, D–Z"),
        ("@a, {}99年", "@a, {}99 years", "99年", "99 years"),
        ("@a, {extent}吨", "@a, {extent} tonnes", "2,400吨", "2,400 tonnes"),
    ] {
        let found = places(&format!("[{zh}]"), &format!("[{en}]"));
        assert_eq!(found, (zh_says.to_string(), en_says.to_string()), "{zh} | {en}");
    }
    // Without a comma, behind a colon or a stop.
    for (zh, en) in [("@a 3", "@a 3"), ("@a：第3页", "@a: p. 3"), ("@a 第3页", "@a. p. 3")] {
        let found = places(&format!("[{zh}]"), &format!("[{en}]"));
        assert_eq!(found, ("第3页".into(), "p. 3".into()), "{zh} | {en}");
    }
    let notes = notes_of(&[("[@n，第3版]", "[@n, p. 3]")]);
    assert!(notes[0].0.ends_with("第3版。"), "{}", notes[0].0);
}

#[test]
fn what_is_no_place_is_told_and_never_words() {
    for (zh, en, expected) in [
        ("[@a，2nd edn, p. 5]", "[@a, p. 5]", "`2nd edn, p. 5` is no place in a source"),
        ("[@a，2014 edn]", "[@a, p. 5]", "`2014 edn` is no place in a source"),
        (
            "[@a，第3版]",
            "[@a, p. 3]",
            "`第3版` is a place in a source of the type `article-newspaper`, and `a` is of `book`",
        ),
        ("[@a，第3页]", "[@a, pp. 3-]", "`pp. 3-` has no end"),
        ("[@a，第5-3页]", "[@a, pp. 3-5]", "`5-3` ends before it begins"),
        ("[@a，第3页]", "[@a, pp. 1,234]", "`1,234` is one number or two"),
        ("[@a，at p. 5]", "[@a, p. 5]", "`p. 5` stands among words, and would be printed as it is"),
        (
            "[@a (2nd edn), p. 5]",
            "[@a, p. 5]",
            "`p. 5` stands among words, and would be printed as it is",
        ),
        (
            "[@a，第2页，**chapter 3**]",
            "[@a, p. 2]",
            "`chapter 3` stands among words, and would be printed as it is",
        ),
        (
            "[见[@a]，第3页]",
            "[@a, p. 3]",
            "this is a citation in another one, or with its place outside",
        ),
        (
            "[见 [@a，第3页]]",
            "[@a, p. 3]",
            "this is a citation in another one, or with its place outside",
        ),
        ("[@a，第3页][第4页]", "[@a, p. 3]", "this place in a source stands outside its citation"),
        ("[@a，第3页]", "[@a, p. 4]", "`a` is cited at `page 4` in `en`, and at `page 3` in `zh`"),
        ("[@a，第3页]", "[@a]", "`a` is cited at no place in `en`, and at `page 3` in `zh`"),
        (
            "[@a，附录2]",
            "[@a, annex 2]",
            "`a` is cited at `annex 2` in `en`, and at `appendix 2` in `zh`",
        ),
        ("[@a，第Z9-页]", "[@a, p. 9]", "`第Z9-页` is no place in a source"),
        ("[@a，{第3页以下}]", "[@a, p. 3]", "`第3页以下` is no place in a source"),
        (
            "[@a，第3条之一]",
            "[@a, art. 3-2]",
            "`a` is cited at `article 3-2` in `en`, and at `article 3`, `insertion 一` in `zh`",
        ),
        (
            "[@a，第3页；见https://example.org/x]",
            "[@a, p. 3]",
            "`见https://example.org/x` cites no source",
        ),
    ] {
        assert_eq!(told(zh, en), [expected], "{zh} | {en}");
    }
}

#[test]
fn words_that_only_look_like_places_are_words() {
    for (zh, en) in [
        ("序言", "note that this is missing"),
        ("见前引", "op. cit."),
        ("同前", "line by line"),
        ("目录", "table of contents"),
        ("前注", "book review"),
        ("约1850年", "c. 1850"),
        ("我想", "note I think so"),
        ("水词条", "s.v. “water”"),
        ("第3页之一", "p. 3 of one"),
        ("第26—28、30页起", "pp. 26-8, 30f."),
    ] {
        let (zh, en) = (format!("[@a，{zh}]"), format!("[@a, {en}]"));
        notes_of(&[(&zh, &en)]);
    }
    // A bracket with a note in it is one.
    let text = ("[条约未生效。[@a]]", "[It never came into force.[@a]]");
    assert_eq!(notes_of(&[text]).len(), 1);
}
