//! Sources in all formats: what their notes say, what is told, and what is left alone.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{edited, small};
use diptych::check::check;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::plain;
use diptych::model::project::Project;
use diptych::select::{faults, select};

pub fn loaded(files: &Files) -> (Option<Project>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let project = load(files, &mut diagnostics);
    let told = diagnostics.sorted().into_iter().map(|told| told.message.clone()).collect();
    (project, told)
}

/// What `check` tells of a project that loads.
pub fn checked(files: &Files, all: bool) -> Vec<String> {
    let (project, told) = loaded(files);
    assert_eq!(told, Vec::<String>::new());
    let found = check(&project.expect("a project"), files, all);
    found.sorted().into_iter().map(|told| told.message.clone()).collect()
}

/// A project that cites each of some keys in a block of its own, in the order given.
pub fn citing(path: &str, sources: &str, keys: &[&str]) -> Files {
    let mut blocks = String::from("id: all\ntitle: { zh: 全, en: All }\nblocks:\n");
    for (index, key) in keys.iter().enumerate() {
        blocks += &format!(
            "  - {{ id: b{index}, zh: '甲{index}。[@{key}]', en: 'One {index}.[@{key}]' }}\n"
        );
    }
    let mut files = Files::default();
    for (path, text) in [
        ("diptych.toml", "languages = ['zh', 'en']\n[variants.all]\ntemplate = 'report'\n"),
        ("data/article.yaml", "title: { zh: 题, en: Title }\nsections: [all]\n"),
        ("data/sections/all.yaml", &blocks),
        (path, sources),
    ] {
        files.insert(path, text.as_bytes().to_vec());
    }
    files
}

/// The first note on each key, in each language.
pub fn notes(files: &Files) -> Vec<BTreeMap<String, String>> {
    let (project, told) = loaded(files);
    assert_eq!(told, Vec::<String>::new());
    let project = project.expect("a project");
    let edition = select(&project, &project.variants[0]);
    let body = |note: &diptych::model::edition::Note| {
        note.body.iter().map(|(language, runs)| (language.clone(), plain(runs))).collect()
    };
    edition.notes.iter().map(body).collect()
}

/// A work by its key, and for each field the words that must be printed of it.
type Work = (String, Vec<(String, Vec<String>)>);

/// What the works of `tests/sources` must say: by key, the field and its words.
fn works(format: &str) -> Vec<Work> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources/works.txt");
    let text = std::fs::read_to_string(path).expect("the works");
    let mut works: Vec<Work> = vec![];
    for line in text.lines() {
        let mut parts = line.split('\t').map(str::to_string);
        let (key, formats, field) = (parts.next(), parts.next(), parts.next());
        let (Some(key), Some(formats), Some(field)) = (key, formats, field) else { continue };
        if works.last().is_none_or(|(last, _)| *last != key) {
            works.push((key, vec![]));
        }
        if formats.split(' ').any(|name| name == format)
            && let Some((_, fields)) = works.last_mut()
        {
            fields.push((field, parts.collect()));
        }
    }
    works
}

/// Of some 75 works of all types, in Chinese and in English, nearly all print all that
/// they say, in both languages; what is lost is told.
#[test]
fn works_of_all_types_print_whole_in_every_format() {
    for format in ["bib", "json", "yaml"] {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources");
        let text = std::fs::read_to_string(here.join(format!("works.{format}"))).expect("works");
        let works = works(format);
        let keys: Vec<&str> = works.iter().map(|(key, _)| key.as_str()).collect();
        let files = citing(&format!("data/sources.{format}"), &text, &keys);
        let notes = notes(&files);
        let told = checked(&files, true);
        let mut whole = 0;
        for ((key, fields), note) in works.iter().zip(&notes) {
            // What a dash or a comma parts in the file, it may part otherwise in a note.
            let missing = fields.iter().filter(|(_, words)| {
                note.values().any(|text| words.iter().any(|word| !text.contains(word.as_str())))
            });
            let missing: Vec<&str> = missing.map(|(field, _)| field.as_str()).collect();
            whole += usize::from(missing.is_empty());
            if !missing.is_empty() {
                println!("{format} {key}: {missing:?} not in {note:?}");
                let is_told =
                    told.iter().any(|told| told.contains(&format!("of `{key}` is not printed")));
                assert!(is_told, "{format} {key}: {missing:?} is lost without a word: {note:?}");
            }
        }
        println!("{format}: {whole} of {} works print whole", works.len());
        assert!(whole * 100 >= works.len() * 98, "{format}: {whole} of {}", works.len());
    }
}

/// Of what pandoc prints of the same works with an official style
/// (`benches/references.py --expect`), ours prints at least 98 of 100 fields.
#[test]
fn our_notes_say_what_pandoc_s_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources");
    let text = std::fs::read_to_string(here.join("works.bib")).expect("works");
    let expected = std::fs::read_to_string(here.join("pandoc.json")).expect("pandoc's notes");
    let expected: BTreeMap<String, String> = serde_json::from_str(&expected).expect("notes");
    let works = works("bib");
    let keys: Vec<&str> = works.iter().map(|(key, _)| key.as_str()).collect();
    let notes = notes(&citing("data/sources.bib", &text, &keys));
    let (mut ours, mut theirs) = (0, 0);
    for ((key, fields), note) in works.iter().zip(&notes) {
        let pandoc = &expected[key];
        for (field, words) in fields {
            let says = |text: &str| {
                let lower = text.to_lowercase();
                words.iter().all(|word| lower.contains(&word.to_lowercase()))
            };
            if words.is_empty() || !says(pandoc) {
                continue;
            }
            theirs += 1;
            if says(&note["en"]) {
                ours += 1;
            } else {
                println!("{key} {field}: {words:?}\n  pandoc: {pandoc}\n  ours:   {}", note["en"]);
            }
        }
    }
    println!("{ours} of {theirs} fields that pandoc prints");
    assert!(theirs > 200 && ours * 100 >= theirs * 98, "{ours} of {theirs}");
}

#[test]
fn a_field_that_no_note_prints_is_told_once_for_each_source() {
    let text =
        "@book{a, title={T}, author={A B}, date={2014}, price={5}, isbn={9}, langid={english}}\n";
    let files = citing("data/refs.bib", text, &["a", "a"]);
    let told = checked(&files, false);
    let price = "`price` of `a` is not printed by `gb-7714-note`, `chicago-like-note`";
    let title = "the source `a` has no title in `zh`";
    assert_eq!(told, [title, price]);
    assert_eq!(checked(&files, true).len(), 3, "an identifier is told of when all is asked for");
}

#[test]
fn sources_that_nothing_cites_are_left_alone() {
    let text = "@book{a, title={T}, date={2014}, langid={english}}\n\
                @book{b, title={U}, date={2014-13}, price={5}}\n@book{c, title={V}, date={2014}}\n\
                @book{d, title={W}, crossref={nowhere}}\n@book{b, title={X}}\n";
    let files = citing("data/sources.bib", text, &["a"]);
    assert_eq!(checked(&files, false), ["the source `a` has no title in `zh`"]);
    let all = checked(&files, true);
    for told in [
        "nothing cites the source `c`",
        "the `date` of `b` cannot be read: `2014-13`: `13` is no month",
        "`crossref` of `d` is `nowhere`, which is not in the file",
        "the source `b` is given twice",
    ] {
        assert!(all.iter().any(|message| message == told), "{told}: {all:?}");
    }
    // What is wrong with one that is cited is told.
    let files = citing("data/sources.bib", text, &["a", "b"]);
    let (_, told) = loaded(&files);
    let expected = [
        "the `date` of `b` cannot be read: `2014-13`: `13` is no month",
        "the source `b` is given twice",
    ];
    assert_eq!(told, expected);
}

#[test]
fn files_of_sources_have_any_name_and_others_are_named() {
    let bib = "@book{zotero, title={T}, date={2014}, langid={english}}";
    let json = r#"[{"id":"csl","type":"book","title":"U","issued":{"date-parts":[[2015]]}}]"#;
    let mut files = citing("data/My Library.bib", bib, &["zotero", "csl"]);
    files.insert("data/export.json", json.as_bytes().to_vec());
    assert_eq!(notes(&files)[1]["en"], "U (2015).");
    files.insert("data/settings.json", b"{}".to_vec());
    assert_eq!(loaded(&files).1, ["`data/settings.json` is not read"]);
}

/// The official style gives no paragraphs of reports; another prints no repeats.
#[test]
fn a_note_that_a_style_empties_or_cuts_is_an_error_at_its_place() {
    let (path, from) = ("data/sections/water.yaml", "[@map, p. 3]");
    let bare = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\">\
                <info><title>t</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
                <citation><layout><choose><if position=\"first\"><text variable=\"title\"/></if></choose>\
                </layout></citation></style>";
    for (style, cite, says) in [
        ("gb-7714-2015-note", "[@memo, para. 12]", "does not say where in its source in `zh`"),
        ("bare", "[@map]", "is empty in `zh`: `bare` prints nothing"),
    ] {
        let table = diptych::load::files::built_in_data("languages/zh.yaml").expect("a table");
        let table = String::from_utf8(table.to_vec()).expect("text");
        let table = table.replace("style: gb-7714-note", &format!("style: {style}"));
        let mut files = edited(path, from, cite);
        files.insert("data/languages/zh.yaml", table.into_bytes());
        files.insert("data/styles/bare.csl", bare.into());
        let (project, told) = loaded(&files);
        assert_eq!(told, Vec::<String>::new());
        let project = project.expect("a project");
        let variant = project.variant("members").expect("a variant");
        let faults = faults(&project, variant, &select(&project, variant));
        let is_told = faults.iter().any(|told| {
            let is_here = told.place.as_ref().is_some_and(|place| place.path == path);
            told.message.contains(says) && is_here
        });
        assert!(is_told, "{style}: {faults:?}");
    }
    // The style of the program prints all.
    let project = loaded(&small(&[])).0.expect("a project");
    let variant = project.variant("both").expect("a variant");
    assert_eq!(faults(&project, variant, &select(&project, variant)), []);
}
