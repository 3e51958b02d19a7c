//! What bibliography programs write: printed once and rightly in both languages, or told.

use crate::sources::{checked, citing, loaded, notes};

/// The notes on the sources of a file, in Chinese and in English; of BibLaTeX unless a list.
fn printed(sources: &str) -> Vec<[String; 2]> {
    let is_json = sources.starts_with(['[', '{']);
    let keys: Vec<String> = match is_json {
        true => sources.split("\"id\":\"").skip(1).map(|rest| until(rest, '"')).collect(),
        false => sources
            .split("\n@")
            .map(|rest| until(&rest[rest.find('{').unwrap_or(0) + 1..], ','))
            .collect(),
    };
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let path = if is_json { "data/sources.json" } else { "data/sources.bib" };
    let notes = notes(&citing(path, sources, &keys));
    notes.into_iter().map(|note| ["zh", "en"].map(|key| note[key].clone())).collect()
}

fn until(text: &str, end: char) -> String {
    text.split(end).next().unwrap_or_default().into()
}

/// The note on one entry of BibLaTeX by its fields.
fn note(kind: &str, fields: &str) -> [String; 2] {
    printed(&format!("@{kind}{{k, {fields}, langid={{english}}}}")).remove(0)
}

/// What loading says of one entry.
fn told(entry: &str) -> Vec<String> {
    loaded(&citing("data/sources.bib", entry, &["k"])).1
}

#[track_caller]
fn has(note: &[String; 2], zh: &str, en: &str) {
    assert!(note[0].contains(zh), "{zh}: {note:?}");
    assert!(note[1].replace('\u{a0}', " ").contains(en), "{en}: {note:?}");
}

#[test]
fn a_label_in_a_number_is_printed_once() {
    let journal = |volume: &str, number: &str, pages: &str| {
        let fields = format!(
            "title={{T}}, journaltitle={{J}}, date={{2014}}, volume={{{volume}}}, number={{{number}}}, pages={{{pages}}}"
        );
        note("article", &fields)
    };
    let (zh, en) = ("2014年第38卷第3期，第5—9页。", "J 38, no. 3 (2014), pp. 5–9.");
    for (volume, number, pages) in [
        ("第38卷", "第3期", "第5-9页"),
        ("Vol. 38", "no. 3", "pp. 5--9"),
        ("v. 38", "Issue 3", "5–9页"),
        ("卷38", "№ 3", "p. 5-9"),
        ("Volume 38", "3期", "页5--9"),
        ("第三十八卷", "第三期", "第5页-第9页"),
    ] {
        has(&journal(volume, number, pages), zh, en);
    }
    let book = |fields: &str| note("book", &format!("title={{T}}, date={{2014}}, {fields}"));
    for (fields, zh, en) in [
        ("edition={2nd}", "第2版", "2nd edn"),
        ("edition={2nd ed.}", "第2版", "2nd edn"),
        ("edition={Second}", "第2版", "2nd edn"),
        ("edition={第二版}", "第2版", "2nd edn"),
        ("edition={3.}", "第3版", "3rd edn"),
        ("edition={修订版}", "，修订版", "修订版"),
        ("volumes={3 vols.}", "共3卷", "3 vols. "),
        ("volume={II}", "第II卷", "vol. II "),
        ("volume={第2册}", "，第2册，", "T, 第2册"),
        ("volume={上}", "，上，", "T, 上 "),
        ("chapter={Chapter 3}", "第3章", "chap. 3"),
        ("chapter={1.2}", "第1.2章", "chap. 1.2"),
        ("series={S}, number={第5辑}", "“S”第5辑", "S 第5辑"),
        ("series={S}, number={Vol. 5}", "“S”第5种", "(S 5;"),
    ] {
        has(&book(fields), zh, en);
    }
    has(&note("legislation", "title={T}, section={§ 5}, date={2014}"), "第5节", "sec. 5");
    has(
        &note("legislation", "title={T}, section={Agenda item 5}, date={2014}"),
        "，Agenda item 5",
        ", Agenda item 5",
    );
    has(&note("misc", "title={T}, section={§ 5(a)}, date={2014}"), "，§ 5(a)", ", § 5(a)");
}

#[test]
fn numbers_are_what_they_are() {
    let number =
        |number: &str| note("misc", &format!("title={{T}}, date={{2014}}, number={{{number}}}"));
    for text in ["104-2", "12-345", "US 5,123,456 A", "A/RES/70/1", "HC 104-2, 5"] {
        has(&number(text), text, text);
    }
    let pages = |pages: &str| {
        note(
            "article",
            &format!("title={{T}}, journaltitle={{J}}, date={{2014}}, pages={{{pages}}}"),
        )
    };
    for (text, zh, en) in [
        ("1,234--1,240", "第1234—1240页", "pp. 1234–1240"),
        ("i--xv", "第i—xv页", "pp. i–xv"),
        ("xii", "第xii页", "p. xii"),
        ("i-xv, 3-9", "第i—xv、3—9页", "pp. i–xv, 3–9"),
        ("34,37--39", "第34、37—39页", "pp. 34, 37–39"),
        ("100---104", "第100—104页", "pp. 100–104"),
        ("12-3--12-9", "12-3–12-9", "12-3–12-9"),
        ("S1-S5", "第S1—S5页", "pp. S1–S5"),
        ("Paper 14", "，Paper 14", ", Paper 14"),
    ] {
        has(&pages(text), zh, en);
    }
    let issue = |issue: &str| {
        note(
            "article",
            &format!("title={{T}}, journaltitle={{J}}, date={{2014}}, number={{{issue}}}"),
        )
    };
    has(&issue("3/4"), "第3/4期", "no. 3/4");
    has(&issue("11/12"), "第11/12期", "no. 11/12");
    has(&issue("Special issue"), "2014年Special issue", "J, Special issue");
}

#[test]
fn names_are_whole_and_apart() {
    let names =
        |author: &str| note("book", &format!("title={{T}}, date={{2014}}, author={{{author}}}"));
    for (author, zh, en) in [
        ("Abu al-Fida, Ismail", "Ismail Abu al-Fida：", "Ismail Abu al-Fida,"),
        ("Ó hAnnracháin, Tadhg", "Tadhg Ó hAnnracháin：", "Tadhg Ó hAnnracháin,"),
        ("Smith van der Berg, Jo", "Jo Smith van der Berg：", "Jo Smith van der Berg,"),
        ("Marlow, Ada; Berg, Otto", "Ada Marlow、Otto Berg：", "Ada Marlow and Otto Berg,"),
        ("Marlow, Ada AND Berg, Otto", "Ada Marlow、Otto Berg：", "Ada Marlow and Otto Berg,"),
        ("韩江;罗溪;唐河", "韩江、罗溪、唐河：", "韩江, 罗溪 and 唐河,"),
        ("韩江, 罗溪", "韩江、罗溪：", "韩江 and 罗溪,"),
        ("韩江、罗溪", "韩江、罗溪：", "韩江 and 罗溪,"),
        ("韩江，罗溪，唐河", "韩江、罗溪、唐河：", "韩江, 罗溪 and 唐河,"),
        ("韩, 江", "韩江：", "韩江,"),
        ("欧阳, 晓晴", "欧阳晓晴：", "欧阳晓晴,"),
        ("韩江 等", "韩江等：", "韩江 et al.,"),
        ("韩江 and 等", "韩江等：", "韩江 et al.,"),
        ("Marlow, Ada and et al.", "Ada Marlow等：", "Ada Marlow et al.,"),
        ("Han, Jiang (韩江)", "Jiang Han (韩江)：", "Jiang Han (韩江),"),
        ("韩江 (Han Jiang)", "韩江 (Han Jiang)：", "韩江 (Han Jiang),"),
        ("Ives, J., Jr.", "J. Ives Jr.：", "J. Ives Jr.,"),
    ] {
        has(&names(author), zh, en);
    }
    let entry = "@book{k, author={Marlow, Ada, Berg, Otto}, title={T}, date={2014}}";
    let said = told(entry);
    assert!(said.iter().any(|told| told.contains("too many commas for one name")), "{said:?}");
}

#[test]
fn dates_are_read_as_people_write_them() {
    let dated =
        |fields: &str| note("article", &format!("title={{T}}, journaltitle={{J}}, {fields}"));
    for (fields, zh, en) in [
        ("date={2014年5月3日}", "2014年5月3日", "3 May 2014"),
        ("date={2014/05/03}", "2014年5月3日", "3 May 2014"),
        ("date={2014.5}", "2014年5月", "(May 2014)"),
        ("date={May 3, 2014}", "2014年5月3日", "3 May 2014"),
        ("date={3.5.2014}", "2014年5月3日", "3 May 2014"),
        ("date={2014年春}", "2014年春季", "Spring 2014"),
        ("date={2014年5—6月}", "2014年5—6月", "May–June 2014"),
        ("date={2011-2013}", "2011—2013年", "(2011–2013)"),
        ("year={2014}, month={五月}", "2014年5月", "(May 2014)"),
        ("year={2014}, month={十二月}", "2014年12月", "(December 2014)"),
        ("year={2014年}, month={5月}, day={3日}", "2014年5月3日", "3 May 2014"),
        ("year={2014}, month=may, day={3--5}", "2014年5月3—5日", "3–5 May 2014"),
        ("year={1968--90}", "1968—1990年", "(1968–1990)"),
        ("year={2014, May 5-7}", "2014年5月5—7日", "5–7 May 2014"),
        ("date={-0044}", "J》公元前45年", "(45 BC)"),
        ("date={0044}", "J》公元44年", "(AD 44)"),
        ("date={-0044-03-15}", "J》公元前45年3月15日", "15 March 45 BC"),
    ] {
        has(&dated(fields), zh, en);
    }
    for date in ["5/3/2014", "2011/12", "2014年13月", "2014/02/30"] {
        let said = told(&format!("@misc{{k, title={{T}}, date={{{date}}}}}"));
        assert!(said.iter().any(|told| told.contains("cannot be read")), "{date}: {said:?}");
    }
    has(
        &note(
            "article",
            "title={T}, journaltitle={J}, entrysubtype={magazine}, number={10}, date={2012-10-12}",
        ),
        "2012年10月12日第10期",
        "12 October 2012",
    );
    has(
        &note("video", "title={T}, publisher={P}, date={1999-12-11}"),
        "1999年12月11日",
        "11 December 1999",
    );
}

#[test]
fn dates_of_csl_json_are_read_in_every_shape() {
    for (issued, zh, en) in [
        (r#"{"date-parts":[[2014]],"season":"Spring"}"#, "2014年春季", "2014"),
        (r#"{"edtf":"2014-05"}"#, "2014年5月", "(May 2014)"),
        (r#"{"year":2014,"month":5}"#, "2014年5月", "(May 2014)"),
        (r#"{"date-parts":[2014,5]}"#, "2014年5月", "(May 2014)"),
        (r#"[{"date-parts":[[2014,5,3]]}]"#, "2014年5月3日", "(3 May 2014)"),
        (r#"{"raw":"2014年5月"}"#, "2014年5月", "(May 2014)"),
        (r#"{"literal":"May 2014"}"#, "2014年5月", "(May 2014)"),
        (r#"{"raw":"5/20/2014"}"#, "2014年5月20日", "(20 May 2014)"),
        (r#"{"literal":"forthcoming"}"#, "》forthcoming", "(forthcoming)"),
        (r#"2014"#, "2014年", "(2014)"),
    ] {
        let json = format!(
            r#"[{{"id":"k","type":"article-journal","title":"T","container-title":"J","issued":{issued}}}]"#
        );
        has(&printed(&json)[0], zh, en);
    }
    for issued in [r#"{"raw":"5/3/2014"}"#, r#"{"day":3}"#, r#"{"when":"2014"}"#] {
        let json = format!(r#"[{{"id":"k","type":"book","title":"T","issued":{issued}}}]"#);
        let (_, said) = loaded(&citing("data/sources.json", &json, &["k"]));
        assert!(said.iter().any(|told| told.contains("is no date")), "{issued}: {said:?}");
    }
    let object =
        r#"{"items":[{"id":"k","type":"book","title":"T","page":"100--104","volume":"第38卷"}]}"#;
    has(&printed(object)[0], "第38卷，第100—104页", "vol. 38, pp. 100–104");
}

#[test]
fn no_field_is_lost_behind_a_brace_or_a_quotation_mark() {
    let quoted = r#"@book{k, author={Marlow, Ada}, title="A {"}quoted{"} title", publisher={N}, date={2014}, langid={english}}"#;
    has(&printed(quoted)[0], "《A \"quoted\" title》，N，2014年", "A \"quoted\" title (N, 2014)");
    let said = told("@book{k, title={Rivers}}, publisher={N}, date={2014}}");
    assert_eq!(said, ["`publisher` stands behind the end of `k`"]);
    let said = told("@book{k, title={Rivers}, publisher={P}, publisher={Q}, date={2014}}");
    assert_eq!(said, ["`publisher` is given twice in `k`"]);
    assert_eq!(
        told("A remark = x\n% publisher = {x}\n@book{k, title={Rivers}}\n% date = {2014}\n"),
        [""; 0]
    );
}

#[test]
fn what_programs_add_is_no_word_of_the_work() {
    let endnote = note("article", "title={T}, journal={J}, year={2011}, type={Journal Article}");
    assert_eq!(endnote[1], "‘T’, J (2011).");
    has(
        &note("book", r"title={Silt &amp; sand: <i>Salmo</i>}, date={2014}"),
        "Silt & sand: Salmo",
        "Silt & sand: Salmo",
    );
    has(
        &note("book", r"title={\LaTeX{} and \o{} x \textemdash{} B}, date={2014}"),
        "LaTeX and ø x — B",
        "LaTeX and ø x — B",
    );
    has(
        &note("book", r"title={The `single' view and the dog's ``tail''}, date={2014}"),
        "‘single’ view and the dog’s “tail”",
        "‘single’ view and the dog’s “tail”",
    );
    has(&note("book", r"title={The 'single' view}, date={2014}"), "‘single’", "‘single’");
    let article = "title={T}, journaltitle={J}, date={2014}";
    has(&note("article", &format!("{article}, pubstate={{inpress}}")), "待刊", "in press");
    has(
        &note("phdthesis", "title={T}, school={U}, year={2018}, type={博士}"),
        "博士学位论文",
        "PhD thesis",
    );
    has(
        &note("thesis", "title={T}, school={U}, year={2018}, type={学位论文}"),
        "学位论文",
        "thesis",
    );
    has(
        &note("patent", "title={T}, type={patenteu}, number={EP01}, date={1988}"),
        "欧洲专利",
        "European patent",
    );
    has(
        &note(
            "article",
            "title={T}, journaltitle={J}, entrysubtype={newspaper}, chapter={Metro}, date={2015-02-03}",
        ),
        "，Metro",
        ", Metro",
    );
    has(&note("book", "title={T}, publisher={P and Q}, date={2015}"), "P；Q", "P; Q");
}

#[test]
fn addresses_are_one_each() {
    has(
        &note("online", "title={T}, url={https://a.example/x y}"),
        "https://a.example/x%20y",
        "https://a.example/x%20y",
    );
    has(
        &note("online", "title={T}, url={https://a.example/\n   xy}"),
        "https://a.example/xy",
        "https://a.example/xy",
    );
    let said = told("@online{k, title={T}, url={https://a.example/1; https://b.example/2}}");
    assert_eq!(said, ["the `url` of `k` has more than one address"]);
}

#[test]
fn what_is_not_read_or_not_printed_is_told() {
    let bib =
        "@book{k, author={Marlow, Ada}, nameaddon={pseud.}, title={T}, date={2014}, langid={zh}}";
    let mut files = citing("data/sources.BIB", bib, &["k"]);
    files.insert("data/export.ris", b"TY  - BOOK".to_vec());
    files.insert("data/other.json", b"\xff\xfe[\0".to_vec());
    let (project, said) = loaded(&files);
    assert!(project.is_some());
    assert_eq!(said, ["`data/export.ris` is not read", "`data/other.json` is not read"]);
    let said = checked(&citing("data/sources.bib", bib, &["k"]), false);
    assert!(said.iter().any(|told| told.starts_with("`nameaddon` of `k`")), "{said:?}");
    let said = checked(
        &citing(
            "data/sources.bib",
            "@book{k, author={Berg, Otto}, title={A}, date={2011}}\n@book{l, author={Berg, Otto}, title={A}, date={2012}}",
            &["k", "l"],
        ),
        false,
    );
    assert!(
        said.iter().any(|told| told.starts_with("later notes call `k` and `l` alike")),
        "{said:?}"
    );
    let journal =
        "@article{k, title={T}, journaltitle={J}, number={3}, date={2014-05}, langid={zh}}";
    let said = checked(&citing("data/sources.bib", journal, &["k"]), true);
    assert!(said.iter().any(|told| told.starts_with("the month or the day of `k`")), "{said:?}");
}
