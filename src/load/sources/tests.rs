use super::*;
use crate::model::diagnostic::Severity;
use hayagriva::types::{EntryType, MaybeTyped};

/// The sources, and for each complaint what it underlines and says.
fn sources(path: &str, text: &str) -> (Vec<Source>, Vec<(String, String)>) {
    let mut diagnostics = Diagnostics::default();
    let sources = read(path, text, &mut diagnostics);
    let told = diagnostics.sorted().into_iter().map(|told| {
        let range = told.place.as_ref().map_or(0..0, |place| place.range.clone());
        assert!(told.severity == Severity::Warning || !told.hints.is_empty(), "{}", told.message);
        (text[range].to_string(), told.message.clone())
    });
    (sources, told.collect())
}

fn keys(sources: &[Source]) -> Vec<&str> {
    sources.iter().map(|source| source.key.as_str()).collect()
}

fn title(entry: &Entry) -> String {
    entry.title().map(ToString::to_string).unwrap_or_default()
}

fn told<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(at, message)| (at.to_string(), message.to_string())).to_vec()
}

#[test]
fn hayagriva_entries_keep_their_language_and_place() {
    let text = "liu:\n  type: article\n  title: 亚洲\n  date: 2014\n  language: zh-CN\n  \
                parent: { type: periodical, title: 国际问题研究, issue: 1 }\n";
    let (sources, complaints) = sources("data/sources.yaml", text);
    assert_eq!(complaints, []);
    assert_eq!(keys(&sources), ["liu"]);
    assert_eq!(sources[0].language.as_deref(), Some("zh"));
    assert_eq!(sources[0].place, Place::new("data/sources.yaml", 0..3));
    assert_eq!(title(&sources[0].entry), "亚洲");
    assert_eq!(title(&sources[0].entry.parents()[0]), "国际问题研究");
}

#[test]
fn every_bad_hayagriva_entry_is_told_and_the_good_ones_stay() {
    let text = "a:\n  type: artcle\nb:\n  titel: x\nc:\n  type: book\n  date: 2014-13-01\n\
                d: 4\n中:\n  type: book\n  author: [{ nam: x }]\ne:\n  type: book\n";
    let (sources, complaints) = sources("sources.yml", text);
    assert_eq!(keys(&sources), ["e"]);
    let expected = told([
        ("artcle", "`artcle` is not a type of source"),
        ("b", "the source `b` has no `type`"),
        ("titel", "unknown key `titel`"),
        ("2014-13-01", "the `date` of `c` cannot be read: month not in interval 1-12"),
        ("d", "expected the fields of `d`, found `4`"),
        ("nam: x", "the `author` of `中` cannot be read: `name` is missing"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn a_repeated_key_is_told_and_the_first_one_counts() {
    let yaml = "a:\n  type: book\n  title: x\na:\n  type: web\n  title: y\nb:\n  type: wbe\n";
    let (found, complaints) = sources("s.yaml", yaml);
    assert_eq!(title(&found[0].entry), "x");
    let expected =
        told([("a", "the source `a` is given twice"), ("wbe", "`wbe` is not a type of source")]);
    assert_eq!(complaints, expected);

    let bib = "@book{a, title={x}}\n@book{a, title={y}}\n@book{b, title={z}}\n";
    let (found, complaints) = sources("s.bib", bib);
    assert_eq!(keys(&found), ["a", "b"]);
    assert_eq!(complaints, told([("a", "the source `a` is given twice")]));

    let json = r#"[{"id":"a","type":"book"},{"id":"a","type":"book"}]"#;
    let (found, complaints) = sources("s.json", json);
    assert_eq!(keys(&found), ["a"]);
    assert_eq!(complaints, told([("\"a\"", "the source `a` is given twice")]));
}

#[test]
fn biblatex_languages_may_be_names_or_codes() {
    let languages = |field: &str| {
        let (sources, _) = sources("s.bib", &format!("@book{{a, title={{x}}, {field}}}"));
        sources[0].language.clone()
    };
    assert_eq!(languages("langid = {russian}").as_deref(), Some("ru"));
    assert_eq!(languages("language = {Russian}").as_deref(), Some("ru"));
    assert_eq!(languages("langid = {english}").as_deref(), Some("en"));
    assert_eq!(languages("langid = {chinese}").as_deref(), Some("zh"));
    assert_eq!(languages("language = {langchinese}").as_deref(), Some("zh"));
    assert_eq!(languages("language = {ru}").as_deref(), Some("ru"));
    assert_eq!(languages("language = {zh-CN}").as_deref(), Some("zh"));
    assert_eq!(languages("note = {x}"), None);
    let (_, complaints) = sources("s.bib", "@book{a, title={x}, langid={klingon}}");
    let message = "the language of `a` is `klingon`, which is not known";
    assert_eq!(complaints, told([("a", message)]));
}

#[test]
fn languages_of_the_other_formats_may_be_names_or_codes_too() {
    for (said, code) in [
        ("English", Some("en")),
        ("english", Some("en")),
        ("Vietnamese", Some("vi")),
        ("ru_RU", Some("ru")),
        ("en-GB", Some("en")),
        ("Klingon", None),
    ] {
        let message = format!("the language of `a` is `{said}`, which is not known");
        let yaml = format!("a: {{ type: book, title: x, language: {said} }}\n");
        let json = format!("[{{\"id\":\"a\",\"type\":\"book\",\"language\":\"{said}\"}}]");
        for (path, text, at) in
            [("s.yaml", yaml, said.to_string()), ("s.json", json, format!("\"{said}\""))]
        {
            let (sources, complaints) = sources(path, &text);
            match code {
                Some(code) => assert_eq!(sources[0].language.as_deref(), Some(code), "{text}"),
                None => assert_eq!(complaints, told([(&at, &message)])),
            }
        }
    }
}

#[test]
fn every_bad_biblatex_entry_is_told_and_the_good_ones_stay() {
    let text = "@article{a title={x}}\n@book{b, title={好}}\n@book{c, title=foo}\n\
                @book{d, title={x}\n@book{e, title={y}, date={2014-13-01}}\n\
                @book{f, title={y}, url={nope}}\n@artcle{g, title={z}}\n@misc{h, title={open}\n";
    let (sources, complaints) = sources("s.bib", text);
    assert_eq!(keys(&sources), ["b", "g"]);
    let expected = told([
        ("", "cannot read this BibLaTeX: expected comma"),
        ("foo", "the abbreviation `foo` is not defined"),
        ("", "cannot read this BibLaTeX: expected comma"),
        ("2014-13-01", "the `date` of `e` cannot be read: `2014-13-01`"),
        ("nope", "the `url` of `f` cannot be read: `nope`"),
        ("g", "`g` has the type `@artcle`, which has no counterpart"),
        ("", "cannot read this BibLaTeX: expected comma"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn laws_and_cases_of_biblatex_are_what_they_are() {
    let text = "@legislation{act, title={Weights Act}, date={1878-08-08}, url={https://x.org/a}}\n\
                @jurisdiction{case, title={A v B}, date={1901}, langid={english}}";
    let (sources, complaints) = sources("s.bib", text);
    assert_eq!(complaints, []);
    let types: Vec<_> = sources.iter().map(|s| *s.entry.entry_type()).collect();
    assert_eq!(types, [EntryType::Legislation, EntryType::Case]);
    assert_eq!(title(&sources[0].entry), "Weights Act");
    let date = sources[0].entry.date().map(|d| (d.year, d.month, d.day));
    assert_eq!(date, Some((1878, Some(7), Some(7))));
    assert_eq!(sources[1].language.as_deref(), Some("en"));
}

#[test]
fn an_open_brace_is_told_where_its_entry_begins() {
    let (sources, complaints) = sources("s.bib", "@book{a, title={x}}\n@book{b, title={y\n");
    assert_eq!(keys(&sources), ["a"]);
    assert_eq!(complaints, told([("@", "an entry from here on has no end")]));
}

#[test]
fn csl_json_items_are_mapped() {
    let text = r#"[{"id":"liu","type":"article-journal","title":"亚洲的安全","title-short":"亚洲",
        "author":[{"family":"刘","given":"振民"},{"literal":"外交部"}],
        "issued":{"date-parts":[["2014","1"]]},"accessed":{"date-parts":[[2015,1,2]]},
        "container-title":"国际<i>问题</i>研究","volume":"3","issue":1,"page":"85-100",
        "publisher":"出版社","publisher-place":"北京","URL":"http://x.org/","DOI":"10.1/2",
        "ISSN":"1000-0000","language":"zh-CN","original-title":"Asia"}]"#;
    let (sources, complaints) = sources("s.json", text);
    assert_eq!(complaints, []);
    let entry = &sources[0].entry;
    assert_eq!(sources[0].language.as_deref(), Some("zh"));
    assert_eq!(&text[sources[0].place.range.clone()], "\"liu\"");
    let names: Vec<_> =
        entry.authors().unwrap_or_default().iter().map(|p| p.name_first(false, false)).collect();
    assert_eq!(names, ["刘, 振民", "外交部"]);
    let date = entry.date().map(|d| (d.year, d.month, d.day));
    assert_eq!(date, Some((2014, Some(0), None)));
    let journal = &entry.parents()[0];
    assert_eq!(title(journal), "国际问题研究");
    assert_eq!(journal.issue().map(MaybeTyped::to_string).as_deref(), Some("1"));
    assert_eq!(title(&entry.parents()[1]), "Asia");
    assert_eq!(entry.url().map(|u| u.value.to_string()).as_deref(), Some("http://x.org/"));
    assert_eq!(entry.url().and_then(|u| u.visit_date).map(|d| d.year), Some(2015));
    assert_eq!((entry.doi(), entry.issn()), (Some("10.1/2"), Some("1000-0000")));
}

#[test]
fn every_bad_csl_json_item_is_told_and_the_good_ones_stay() {
    let text = r#"[{"id":"t","type":"treaty","title":"条约","issued":{"date-parts":[[2014],[2015]]}},
        {"id":3,"type":"bok","title":["x"],"issued":{"date-parts":[[2014,13]]},"URL":"x"},
        {"type":"book"}, 4, {"id":"n","type":"book","issued":{"literal":"forthcoming"}}]"#;
    let (sources, complaints) = sources("s.json", text);
    assert_eq!(keys(&sources), ["t", "n"]);
    let expected = told([
        ("\"treaty\"", "the type `treaty` of `t` has no counterpart"),
        (r#"{"date-parts":[[2014],[2015]]}"#, "`issued` of `t` is a range of dates"),
        ("\"bok\"", "`bok` is not a type of CSL"),
        (r#"["x"]"#, "expected text, found a list"),
        (r#"{"date-parts":[[2014,13]]}"#, "`issued` of `3` is no date"),
        ("\"x\"", "`x` is not a URL"),
        ("{", "an item has no `id`"),
        ("4", "expected an item, found a number"),
        (r#"{"literal":"forthcoming"}"#, "`issued` of `n` is in words"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn broken_json_is_told_where_it_breaks() {
    let (_, complaints) = sources("s.json", "[{\"id\": \"亚洲\",\n \"type\": book}]");
    assert_eq!(complaints, told([("b", "cannot read this JSON: expected value")]));
}
