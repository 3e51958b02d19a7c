use super::*;
use crate::model::diagnostic::{Diagnostics, Severity};
use crate::model::source::{Point, SourceDate, When, marks};
use hayagriva::citationberg::json::NameValue;

/// The sources, and for each complaint what it underlines and says.
fn sources(path: &str, text: &str) -> (Vec<Source>, Vec<(String, String)>) {
    let mut troubles = Troubles::default();
    let sources = read(path, text, &mut troubles);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(troubles.0.into_iter().map(|(_, told)| told));
    let told = diagnostics.sorted().into_iter().map(|told| {
        let range = told.place.as_ref().map_or(0..0, |place| place.range.clone());
        assert!(told.severity == Severity::Warning || !told.hints.is_empty(), "{}", told.message);
        (text[range].to_string(), told.message.clone())
    });
    (sources, told.collect())
}

/// The one source of a text of BibLaTeX, read without complaint.
fn entry(text: &str) -> Source {
    let (mut sources, complaints) = sources("s.bib", text);
    assert_eq!(complaints, [], "{text}");
    sources.remove(0)
}

/// A variable of a source, without marks.
fn says(source: &Source, variable: &str) -> String {
    source.record.text(variable).map(marks::bare).unwrap_or_default()
}

fn keys(sources: &[Source]) -> Vec<&str> {
    sources.iter().map(|source| source.key.as_str()).collect()
}

/// The names of a role, the family name first.
fn names(source: &Source, role: &str) -> Vec<String> {
    let name = |name: &NameValue| match name {
        NameValue::Literal(name) => name.literal.clone(),
        NameValue::Item(name) => {
            let parts = [&name.non_dropping_particle, &Some(name.family.clone()), &name.given];
            let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
            parts.join(" ")
        }
    };
    source.record.names.get(role).into_iter().flatten().map(name).collect()
}

fn at(year: i16, month: u8, day: u8) -> Point {
    let part = |part: u8| Some(part).filter(|part| *part > 0);
    Point { month: part(month), day: part(day), ..Point::year(year) }
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
    let liu = &sources[0];
    let kept = ["title", "container-title", "issue"].map(|variable| says(liu, variable));
    assert_eq!(kept, ["亚洲", "国际问题研究", "1"]);
    assert_eq!(liu.record.kind, "article-journal");
    assert_eq!(liu.record.dates["issued"], SourceDate::at(at(2014, 0, 0)));
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
        ("2014-13-01", "the `date` of `c` cannot be read: `2014-13-01`: `13` is no month"),
        ("d", "expected the fields of `d`, found `4`"),
        ("nam: x", "the `author` of `中` cannot be read: `name` is missing"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn a_repeated_key_is_told_and_the_first_one_counts() {
    let yaml = "a:\n  type: book\n  title: x\na:\n  type: web\n  title: y\nb:\n  type: wbe\n";
    let (found, complaints) = sources("s.yaml", yaml);
    assert_eq!(says(&found[0], "title"), "x");
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
    assert_eq!(keys(&sources), ["b", "f", "g"]);
    let expected = told([
        ("", "cannot read this BibLaTeX: expected comma"),
        ("foo", "the abbreviation `foo` is not defined"),
        ("", "cannot read this BibLaTeX: expected comma"),
        ("{2014-13-01}", "the `date` of `e` cannot be read: `2014-13-01`: `13` is no month"),
        ("{nope}", "the `url` of `f` is no address: `nope`"),
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
    let kinds: Vec<_> = sources.iter().map(|s| s.record.kind.as_str()).collect();
    assert_eq!(kinds, ["legislation", "legal_case"]);
    assert_eq!(says(&sources[0], "title"), "Weights Act");
    assert_eq!(sources[0].record.dates["issued"], SourceDate::at(at(1878, 8, 8)));
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
    let liu = &sources[0];
    assert_eq!(liu.language.as_deref(), Some("zh"));
    assert_eq!(liu.region.as_deref(), Some("CN"));
    assert_eq!(&text[liu.place.range.clone()], "\"liu\"");
    assert_eq!(names(liu, "author"), ["刘 振民", "外交部"]);
    assert_eq!(liu.record.dates["issued"], SourceDate::at(at(2014, 1, 0)));
    assert_eq!(liu.record.dates["accessed"], SourceDate::at(at(2015, 1, 2)));
    let kept = ["container-title", "issue", "original-title", "URL", "DOI", "ISSN"];
    let kept = kept.map(|variable| says(liu, variable));
    assert_eq!(kept, ["国际问题研究", "1", "Asia", "http://x.org/", "10.1/2", "1000-0000"]);
}

#[test]
fn every_bad_csl_json_item_is_told_and_the_good_ones_stay() {
    let text = r#"[{"id":"t","type":"treaty","title":"条约","issued":{"date-parts":[[2014],[2015]]}},
        {"id":3,"type":"bok","title":["x"],"issued":{"date-parts":[[2014,13]]},"URL":"x"},
        {"type":"book"}, 4, {"id":"n","type":"book","issued":{"literal":"forthcoming"}}]"#;
    let (sources, complaints) = sources("s.json", text);
    assert_eq!(keys(&sources), ["t", "n"]);
    let expected = told([
        ("\"bok\"", "`bok` is not a type of CSL"),
        (r#"["x"]"#, "expected text, found a list"),
        (r#"{"date-parts":[[2014,13]]}"#, "`issued` of `3` is no date: `13` is no month"),
        ("\"x\"", "`x` is not a URL"),
        ("{", "an item has no `id`"),
        ("4", "expected an item, found a number"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn broken_json_is_told_where_it_breaks() {
    let (_, complaints) = sources("s.json", "[{\"id\": \"亚洲\",\n \"type\": book}]");
    assert_eq!(complaints, told([("b", "cannot read this JSON: expected value")]));
}

#[test]
fn languages_of_three_letters_are_those_of_two() {
    for (said, code) in [
        ("zho", "zh"),
        ("chi", "zh"),
        ("eng", "en"),
        ("rus", "ru"),
        ("USenglish", "en"),
        ("zh_TW", "zh"),
    ] {
        let source = entry(&format!("@book{{a, title={{x}}, langid={{{said}}}}}"));
        assert_eq!(source.language.as_deref(), Some(code), "{said}");
    }
}

#[test]
fn what_other_programs_read_is_read() {
    let text = "\u{feff}@comment{jabref-meta: {grouping {x}};}\r\n@preamble{ \"\\newcommand{\\noop}[1]{}\" # \"x\" }\r\n\
                @String{WQ = {Water Quarterly}}\r\n% a remark\r\n\
                @Article(one, author = \"Ada Marlow\", title = {Price: $76.60}, journal = wq,\r\n\
                 year = 2014, month = feb, volume = 3,)\r\n\
                @Misc{two, title = {Two}, year = {n.d.}}\r\n";
    let (found, complaints) = sources("s.bib", text);
    assert_eq!(complaints, []);
    assert_eq!(keys(&found), ["one", "two"]);
    let kept = ["title", "container-title", "volume"].map(|variable| says(&found[0], variable));
    assert_eq!(kept, ["Price: $76.60", "Water Quarterly", "3"]);
    assert_eq!(found[0].record.dates["issued"], SourceDate::at(at(2014, 2, 0)));
    assert_eq!(found[1].record.dates["issued"], SourceDate::words("n.d."));
}

/// biblatex 0.12 leaves these commands, `~` and quotation marks as they are.
#[test]
fn latex_is_what_it_stands_for() {
    let title = |title: &str| says(&entry(&format!("@book{{a, title={{{title}}}}}")), "title");
    for (written, printed) in [
        (r"Nov{\'a}k and Ji{\v r}{\'\i}", "Novák and Jiří"),
        (r#"G{\"o}ran{\ss}on, {\AA}ke, \O{}rsted"#, "Göranßon, Åke, Ørsted"),
        (r"CO\textsubscript{2}, 7\textsuperscript{th}", "CO₂, 7th"),
        (
            r"The {{\emph{Salmo trutta}}} of \textit{the} {\it North}",
            "The Salmo trutta of the North",
        ),
        (r"``Quoted'' \enquote{twice} -- A~B --- C", "“Quoted” “twice” – A B — C"),
        (r"50\% off, \$5 \& more\_less", "50% off, $5 & more_less"),
        (r"C\textbackslash D and a\textasciitilde b", r"C\D and a~b"),
        (
            r"Price of $x^2$ and \url{https://example.org/a_b}",
            "Price of x² and https://example.org/a_b",
        ),
    ] {
        assert_eq!(title(written), printed, "{written}");
    }
    let (_, complaints) = sources("s.bib", r"@book{a, title={A \foo{bar}}}");
    let message = "`title` of `a` has `\\foo`, which means nothing here";
    assert_eq!(complaints, told([(r"{A \foo{bar}}", message)]));
}

#[test]
fn dates_of_biblatex_keep_what_they_say() {
    let issued = |fields: &str| {
        entry(&format!("@book{{a, title={{x}}, {fields}}}")).record.dates["issued"].clone()
    };
    let span = |from, to| SourceDate { when: When::Span(from, to), circa: false };
    let season = |season| Point { season: Some(season), ..Point::year(2021) };
    for (fields, date) in [
        ("date={2014-05-20}", SourceDate::at(at(2014, 5, 20))),
        ("date={2014/2016}", span(Some(at(2014, 0, 0)), Some(at(2016, 0, 0)))),
        ("date={2014-05-03/2014-05-07}", span(Some(at(2014, 5, 3)), Some(at(2014, 5, 7)))),
        ("date={2014/}", span(Some(at(2014, 0, 0)), None)),
        ("date={../2016}", span(None, Some(at(2016, 0, 0)))),
        ("date={199X}", span(Some(at(1990, 0, 0)), Some(at(1999, 0, 0)))),
        ("date={2014-05-XX}", SourceDate::at(at(2014, 5, 0))),
        ("date={2014-XX-XX}", SourceDate::at(at(2014, 0, 0))),
        ("date={2021-21}", SourceDate::at(season(1))),
        ("date={1850~}", SourceDate { circa: true, ..SourceDate::at(at(1850, 0, 0)) }),
        ("year={2013}, month={20 # may}", SourceDate::at(at(2013, 5, 20))),
        ("year={2013}, month={May--June}", span(Some(at(2013, 5, 0)), Some(at(2013, 6, 0)))),
        ("year={2021}, month={Spring}", SourceDate::at(season(1))),
        ("year={2014--2016}", span(Some(at(2014, 0, 0)), Some(at(2016, 0, 0)))),
        ("year={forthcoming}", SourceDate::words("forthcoming")),
        ("year={2015}, month=2, day=3", SourceDate::at(at(2015, 2, 3))),
    ] {
        assert_eq!(issued(fields), date, "{fields}");
    }
    for fields in [
        "date={2014-13}",
        "date={2014-02-30}",
        "year={2013}, month={13}",
        "date={2016/2014}",
        "date={20140}, x={y}",
    ] {
        let (found, complaints) = sources("s.bib", &format!("@book{{a, title={{x}}, {fields}}}"));
        assert_eq!((found.len(), complaints.len()), (0, 1), "{fields}: {complaints:?}");
    }
}

/// biblatex 0.12 runs in a circle without end, passes over what leads nowhere, and inherits
/// only what it holds for the entry’s own.
#[test]
fn entries_inherit_and_are_told_of_what_leads_nowhere() {
    let text = "@incollection{part, author={Ada Marlow}, title={Part}, crossref={whole}}\n\
                @collection{whole, editor={Otto Berg}, title={Whole}, subtitle={All}, date={2011}, \
                 publisher={N}, series={S}, number={4}, xdata={place}}\n\
                @xdata{place, location={Lund}}\n\
                @book{lost, title={Lost}, crossref={whol}}\n\
                @book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n";
    let (found, complaints) = sources("s.bib", text);
    assert_eq!(keys(&found), ["part", "whole", "lost", "a", "b"]);
    let part = &found[0];
    let kept = ["container-title", "publisher", "publisher-place", "collection-title", "title"];
    let kept = kept.map(|variable| says(part, variable));
    assert_eq!(kept, ["Whole: All", "N", "Lund", "S", "Part"]);
    assert_eq!(names(part, "editor"), ["Berg Otto"]);
    assert_eq!(part.record.dates["issued"], SourceDate::at(at(2011, 0, 0)));
    let expected = told([
        ("{whol}", "`crossref` of `lost` is `whol`, which is not in the file"),
        ("{b}", "`crossref` of `a` leads in a circle"),
        ("{a}", "`crossref` of `b` leads in a circle"),
    ]);
    assert_eq!(complaints, expected);
}

#[test]
fn names_keep_their_particles_and_those_of_organisations_are_whole() {
    let source = entry(
        "@book{a, title={x}, author={family=Loon, given=Piet, prefix=van der, useprefix=true and \
         de la Mare, Ines and {Simon and Schuster} and {World Bank} and 韩江 and others}}",
    );
    let expected = [
        "van der Loon Piet",
        "de la Mare Ines",
        "Simon and Schuster",
        "World Bank",
        "韩江",
        marks::OTHERS,
    ];
    assert_eq!(names(&source, "author"), expected);
}

#[test]
fn addresses_are_without_escapes_and_dois_without_their_address() {
    let source = entry(
        r"@online{a, title={x}, url={https://example.org/a\_b\%20c}, doi={https://doi.org/10.1/x}}",
    );
    assert_eq!(says(&source, "URL"), "https://example.org/a_b%20c");
    assert_eq!(says(&source, "DOI"), "10.1/x");
    let source = entry(r"@misc{a, title={x}, howpublished={\url{https://example.org/h}}}");
    assert_eq!(says(&source, "URL"), "https://example.org/h");
}

#[test]
fn csl_json_keeps_tags_entities_seasons_and_what_stands_in_the_note() {
    let text = r#"[{"id":"q","type":"book","title":"About <i>Salmo</i> &amp; H<sub>2</sub>O, <span class=\"nocase\">iX</span> &lt;b&gt;",
        "issued":{"date-parts":[["2021","season-01"]]},"event-date":{"date-parts":[[1985]],"season":3,"circa":true},
        "original-date":{"literal":"forthcoming"},"note":"original-publisher: Quay\nEdited twice\ntex.foo: x"}]"#;
    let (found, complaints) = sources("s.json", text);
    assert_eq!(complaints, []);
    let source = &found[0];
    assert_eq!(says(source, "title"), "About Salmo & H₂O, iX <b>");
    let season = |year, season| Point { season: Some(season), ..Point::year(year) };
    assert_eq!(source.record.dates["issued"], SourceDate::at(season(2021, 1)));
    let circa = SourceDate { circa: true, ..SourceDate::at(season(1985, 3)) };
    assert_eq!(source.record.dates["event-date"], circa);
    assert_eq!(source.record.dates["original-date"], SourceDate::words("forthcoming"));
    assert_eq!(says(source, "original-publisher"), "Quay");
    assert_eq!(says(source, "note"), "Edited twice");
}

#[test]
fn a_field_without_a_counterpart_is_kept_to_be_told_of() {
    let source = entry("@book{a, title={x}, price={$5}, keywords={y}, archive={Port}}");
    let given = |field: &str| source.given.iter().find(|given| given.field == field);
    assert_eq!(given("price").map(|given| given.variables.len()), Some(0));
    assert_eq!(given("archive").map(|given| given.variables.clone()), Some(vec!["archive".into()]));
    assert_eq!(given("keywords"), None);
}

/// hayagriva 0.10 reads these otherwise than the other formats are read, or not.
#[test]
fn yaml_is_read_like_the_other_formats() {
    let read = |fields: &str| {
        let text = format!("k:\n  type: book\n  language: en\n  {}\n", fields.replace('|', "\n  "));
        let (mut found, complaints) = sources("s.yaml", &text);
        assert_eq!(complaints, [], "{text}");
        found.remove(0)
    };
    let issued = |date: &str| read(&format!("date: {date}")).record.dates["issued"].clone();
    let span = |from, to| SourceDate { when: When::Span(from, to), circa: false };
    assert_eq!(issued("-0350"), SourceDate::at(at(-350, 0, 0)));
    assert_eq!(issued("\"2014/2016\""), span(Some(at(2014, 0, 0)), Some(at(2016, 0, 0))));
    assert_eq!(issued("\"1850~\""), SourceDate { circa: true, ..issued("1850") });
    assert_eq!(issued("2014年5月3日"), SourceDate::at(at(2014, 5, 3)));
    assert_eq!(issued("May 3, 2014"), SourceDate::at(at(2014, 5, 3)));
    let priced = read("title: Costs of $5 and $10|note: Sold for $3");
    assert_eq!(says(&priced, "title"), "Costs of $5 and $10");
    assert_eq!(says(&priced, "note"), "Sold for $3");
    let doi = read("title: x|serial-number: { doi: 'https://doi.org/10.1/x' }");
    assert_eq!(says(&doi, "DOI"), "10.1/x");
    assert_eq!(says(&read("title: x|page-range: '1,234-1,240'"), "page"), "1234-1240");
    let several = read("title: x|author: Marlow, Ada and Berg, Otto");
    assert_eq!(names(&several, "author"), ["Marlow Ada", "Berg Otto"]);
    assert_eq!(names(&read("title: x|author: 韩江;罗溪"), "author"), ["韩江", "罗溪"]);
    let whole = read("title: x|author: [Simon and Schuster, World Bank]");
    assert_eq!(names(&whole, "author"), ["Simon and Schuster", "World Bank"]);
    let roles = "title: x|affiliated: [{ role: foreword, names: ['Cruz, Ina'] }, \
                 { role: translator, names: ['Hart, Kit'] }]";
    assert_eq!(names(&read(roles), "foreword"), ["Cruz Ina"]);
    assert_eq!(names(&read(roles), "translator"), ["Hart Kit"]);
}

#[test]
fn each_work_that_an_entry_of_yaml_appeared_in_is_kept() {
    let text = "a:\n  type: article\n  title: Silt\n  parent:\n    \
                - { type: periodical, title: Water Notes, volume: 4 }\n    \
                - { type: conference, title: Forum, date: 2014-05-20 }\n\
                b:\n  type: chapter\n  title: Mud\n  chapter: 3\n  parent: { type: anthology, \
                title: Essays, parent: { type: book, title: Library, volume: 7 } }\n";
    let (found, complaints) = sources("s.yaml", text);
    assert_eq!(complaints, []);
    let of = |at: usize, variable: &str| says(&found[at], variable);
    assert_eq!([of(0, "container-title"), of(0, "event-title")], ["Water Notes", "Forum"]);
    assert_eq!([of(1, "container-title"), of(1, "collection-title")], ["Essays", "Library"]);
    assert_eq!([of(1, "collection-number"), of(1, "number")], ["7", ""]);
}

#[test]
fn what_programs_export_to_biblatex_is_read() {
    let of = |fields: &str| entry(&format!("@article{{a, title={{T}}, {fields}}}"));
    let span = |from, to| SourceDate {
        when: When::Span(Some(Point::year(from)), Some(Point::year(to))),
        circa: false,
    };
    assert_eq!(of("year={1920-21}").record.dates["issued"], span(1920, 1921));
    assert_eq!(of("year={1914-18}").record.dates["issued"], span(1914, 1918));
    let winter = of("year={2019/20}, month={Winter}");
    assert_eq!(winter.record.dates["issued"], SourceDate::words("Winter 2019/20"));
    let listed = of("author={Amitav Ach and Barry Buz and}");
    assert_eq!(names(&listed, "author"), ["Ach Amitav", "Buz Barry"]);
    assert_eq!(names(&of("author={and Buz, Bar}"), "author"), ["Buz Bar"]);
    for (pages, printed) in [
        ("101+", "101+"),
        ("23~25", "23-25"),
        ("23～25", "23-25"),
        ("23-25.", "23-25"),
        ("101, 12 pages", "101, 12 pages"),
    ] {
        assert_eq!(says(&of(&format!("pages={{{pages}}}")), "page").replace('–', "-"), printed);
    }
    let paper =
        entry("@inproceedings{a, title={T}, booktitle={Symposium}, journal={PoS}, volume={E1}}");
    assert_eq!(says(&paper, "container-title"), "Symposium");
    assert_eq!(
        [says(&paper, "collection-title"), says(&paper, "collection-number")],
        ["PoS", "E1"]
    );
    let patent = entry("@patent{a, title={T}, holder={{Winch Works}}, location={countryus}}");
    assert_eq!(
        [says(&patent, "authority"), says(&patent, "publisher-place")],
        ["Winch Works", "US"]
    );
    let letter = entry("@letter{a, title={T}, namea={Ives, Jon}, nameatype={recipient}}");
    assert_eq!(names(&letter, "recipient"), ["Ives Jon"]);
    let (_, complaints) =
        sources("s.bib", "@book{a, title={T}, editor={B, C}, editortype={gaffer}}");
    assert_eq!(complaints, told([("{gaffer}", "`a` has the role `gaffer`, which CSL has not")]));
    let extra = of("note={Publisher: Routledge \\_eprint: https://doi.org/10.1/1}");
    assert_eq!([says(&extra, "publisher"), says(&extra, "note")], ["Routledge", ""]);
    assert_eq!(says(&of("note={Ca\\textsuperscript{2+}, $10^{-3}$}"), "note"), "Ca2+, 10^−3");
}

#[test]
fn csl_json_is_read_as_zotero_writes_it() {
    let text = r#"[{"id":"a","type":"book","title":"If a<b and c>d","language":"en; fr",
        "issued":{"literal":"[2014?]"},"note":"Place: Bergen\n_eprint: https://doi.org/10.1/1"},
        {"id":"b","type":"book","title":"x","language":"中文","issued":{"literal":"1814-15"}}]"#;
    let (found, complaints) = sources("s.json", text);
    assert_eq!(complaints, []);
    assert_eq!(says(&found[0], "title"), "If a<b and c>d");
    assert_eq!([says(&found[0], "publisher-place"), says(&found[0], "note")], ["Bergen", ""]);
    assert_eq!(found[0].record.dates["issued"], SourceDate::words("[2014?]"));
    assert_eq!(found[1].record.dates["issued"], SourceDate::words("1814-15"));
    let languages = [0, 1].map(|at: usize| found[at].language.clone().unwrap_or_default());
    assert_eq!(languages, ["en", "zh"]);
}
