//! `diptych watch`, through its own preview: what a browser asks is asked here.

use crate::common;
use crate::common::layout;
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;

use crate::common::watch::Watch;
use crate::common::{SMALL, folder, lake, names, small};
use diptych::model::diagnostic::line_and_column;
use diptych::preview::Preview;
use serde_json::Value;

const WATER: &str = "data/sections/water.yaml";

fn water(from: &str, to: &str) -> String {
    let (_, text) = SMALL.iter().find(|(path, _)| *path == WATER).unwrap();
    assert!(text.contains(from));
    text.replace(from, to)
}

fn has_pages(state: &Value) -> bool {
    !state["pages"].as_array().unwrap().is_empty()
}

fn hashes(state: &Value) -> Vec<String> {
    let pages = state["pages"].as_array().unwrap().iter();
    pages.map(|page| page["hash"].as_str().unwrap().to_string()).collect()
}

fn is_good(state: &Value) -> bool {
    has_pages(state) && state["errors"].as_array().unwrap().is_empty()
}

#[test]
fn a_save_changes_its_pages_and_no_others_and_the_files_that_it_affects() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &[]);
    watch.line("all: both, brief, key, zh, en, members in ");
    let before = watch.state("en", is_good);
    let pdf = std::fs::read(dir.path().join("out/en.pdf")).unwrap();
    std::fs::write(dir.path().join(WATER), water("The rivers moved", "Rivers moved")).unwrap();
    let line = watch.line("data/sections/water.yaml: ");
    assert!(line.contains("water.yaml: en, both, members in "), "the one looked at first: {line}");
    let after = watch.state("en", |state| is_good(state) && hashes(state) != hashes(&before));
    let (old, new) = (hashes(&before), hashes(&after));
    assert!(old.len() > 2 && old.len() == new.len());
    let kept = old.iter().zip(&new).filter(|(a, b)| a == b).count();
    assert!(kept > 0, "{old:?} {new:?}");
    assert_eq!(after["edited"]["name"], "block/rivers");
    assert!(std::fs::read(dir.path().join("out/en.pdf")).unwrap() != pdf);

    let (head, svg) = watch.get(&format!("/page/{}.svg", new[0]));
    assert!(head.contains("image/svg+xml") && svg.contains("<svg"), "{head}");
    assert!(watch.get("/page/0000.svg").0.starts_with("HTTP/1.1 404"));
    // What it wrote is what a build writes.
    let output = common::diptych(dir.path(), &["build"]);
    assert_eq!(common::stdout(&output), "");
}

/// Each edit, the thing that it is one of, and what its areas lead to: the file,
/// the line in it, and the words that are there.
const EDITS: &[(&str, &str, &str, &str, &[&str])] = &[
    ("data/article.yaml", "en: The lake }", "title", "title", &["data/article.yaml:1:"]),
    ("data/article.yaml", "en: A report }", "subtitle", "subtitle", &["data/article.yaml:2:"]),
    (WATER, "en: Water }", "section/water", "section water", &["data/sections/water.yaml:2:"]),
    (
        WATER,
        "en: The rivers",
        "block/rivers",
        "block rivers",
        &["water.yaml:13:", "water.yaml:14:"],
    ),
    ("data/events.yaml", "en: 'A survey", "event/survey", "event survey", &["events.yaml:5:"]),
    ("data/events.yaml", "en: Late", "period/late", "period late", &["events.yaml:3:"]),
    ("data/terms.yaml", "en: LMB", "term/board", "term board", &["terms.yaml:2:", "terms.yaml:3:"]),
    ("data/figures.yaml", "en: Areas", "figure/shares", "figure shares", &["figures.yaml:3:"]),
    ("data/figures.yaml", "en: Very long", "figure/names", "figure names", &["figures.yaml:16:"]),
    ("data/sources.yaml", "title: Rivers", "source/book", "source book", &["sources.yaml:2:"]),
    ("data/article.yaml", "en: lake }", "keyword/0", "keyword 0", &["data/article.yaml:7:"]),
];

#[test]
fn what_was_edited_is_found_on_the_pages_and_leads_back_to_its_line() {
    let dir = folder(&common::lake());
    let watch = Watch::start(dir.path(), &["all"]);
    let mut state = watch.state("all", is_good);
    for (path, from, name, what, lines) in EDITS {
        let text = std::fs::read_to_string(dir.path().join(path)).unwrap();
        assert!(text.contains(from), "{from}");
        let more = from.replacen(": ", ": A ", 1).replace(": A '", ": 'A ");
        let text = text.replacen(from, &more, 1);
        common::save(&dir.path().join(path), &text);
        let version = state["version"].as_u64().unwrap();
        state = watch.after("all", "", version, |s| is_good(s) && !s["edited"].is_null());
        assert_eq!(state["edited"]["name"], *name, "{from}");
        let areas = state["edited"]["areas"].as_array().unwrap();
        let found: Vec<_> = areas.iter().map(|area| watch.at(&state, area)).collect();
        let own: Vec<_> =
            found.iter().filter(|at| at["what"].as_str().unwrap().starts_with(what)).collect();
        assert!(!own.is_empty(), "{name}: {found:?}");
        for line in *lines {
            let leads = |at: &&Value| {
                let place = &at["places"][0];
                format!("{}:{}:", place["path"].as_str().unwrap(), place["line"]).ends_with(line)
            };
            assert!(own.iter().any(leads), "{name} {line}: {own:?}");
        }
    }
}

#[test]
fn a_click_opens_the_line_of_the_language_and_tells_who_may_see_it() {
    let dir = folder(&small(&[]));
    let editor = "edit://{path}?line={line}&column={column}";
    let watch = Watch::start(dir.path(), &["members", "--editor", editor]);
    let before = watch.state("members", is_good)["version"].as_u64().unwrap();
    common::save(&dir.path().join(WATER), &water("en: Inside", "en: More inside"));
    let is_edited = |state: &Value| is_good(state) && !state["edited"].is_null();
    let state = watch.after("members", "", before, is_edited);
    let areas = state["edited"]["areas"].as_array().unwrap();
    let path = std::fs::canonicalize(dir.path()).unwrap().join(WATER);
    for (area, (language, line)) in areas.iter().zip([("zh", 17), ("en", 18)]) {
        let at = watch.at(&state, area);
        assert_eq!((&at["what"], &at["language"]), (&"block secret".into(), &language.into()));
        assert_eq!((&at["level"], &at["audiences"][0]), (&"full".into(), &"members".into()));
        let link = format!("edit://{}?line={line}&column=9", path.display());
        assert_eq!(at["places"][0]["link"], link);
    }
    assert_eq!(areas.len(), 2);
    let outline = state["outline"].as_array().unwrap();
    let titles: Vec<_> = outline.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert!(titles.iter().any(|title| title.contains('水')), "{titles:?}");
    assert_eq!(state["variants"].as_array().unwrap().len(), 1);
}

#[test]
fn a_note_leads_to_the_sources_that_it_cites_and_to_its_block() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["both"]);
    let before = watch.state("both", is_good)["version"].as_u64().unwrap();
    let sources = dir.path().join("data/sources.yaml");
    let text = std::fs::read_to_string(&sources).unwrap();
    common::save(&sources, &text.replace("title: Rivers", "title: Our rivers"));
    let is_edited = |state: &Value| is_good(state) && !state["edited"].is_null();
    let state = watch.after("both", "", before, is_edited);
    let areas = state["edited"]["areas"].as_array().unwrap();
    let notes: Vec<_> = (areas.iter().map(|area| watch.at(&state, area)))
        .filter(|at| at["what"].as_str().unwrap().starts_with("note"))
        .collect();
    let of_block: Vec<_> =
        notes.iter().filter(|at| at["what"] == "note 3 of block rivers").collect();
    assert_eq!(of_block.len(), 2, "{notes:?}");
    let paths = |at: &Value| -> Vec<String> {
        let places = at["places"].as_array().unwrap().iter();
        places.map(|p| format!("{}:{}", p["path"].as_str().unwrap(), p["line"])).collect()
    };
    assert!(of_block.iter().all(|at| paths(at)[0] == "data/sources.yaml:2"));
    assert!(paths(of_block[0])[1].starts_with("data/sections/water.yaml:1"), "{of_block:?}");
    assert_eq!(of_block[0]["level"], "full");
    // The notes below the timeline cite it, too.
    assert!(notes.iter().any(|at| at["what"] == "note a"), "{notes:?}");
}

#[test]
fn an_edit_of_what_others_print_shows_all_of_them() {
    let dir = folder(&common::lake());
    let watch = Watch::start(dir.path(), &["all"]);
    let mut state = watch.state("all", is_good);
    for (path, from, to, name, shown) in [
        // The share is derived from it, and nobody prints that.
        (
            "data/quantities.yaml",
            "value: 2400, ",
            "value: 2401, ",
            "quantity/extent",
            &["block area", "figure shares"][..],
        ),
        (
            "data/terms.yaml",
            "en: Lake Management Board",
            "en: Board of the Lake",
            "term/board",
            &["block rivers", "term board long"],
        ),
    ] {
        let text = std::fs::read_to_string(dir.path().join(path)).unwrap();
        let text = text.replace(", published: 25.0", "").replace(from, to);
        common::save(&dir.path().join(path), &text);
        let version = state["version"].as_u64().unwrap();
        state = watch.after("all", "", version, |s| is_good(s) && !s["edited"].is_null());
        assert_eq!(state["edited"]["name"], name);
        let areas = state["edited"]["areas"].as_array().unwrap();
        let found: Vec<_> = (areas.iter())
            .map(|area| watch.at(&state, area)["what"].as_str().unwrap().to_string())
            .collect();
        for what in shown {
            assert!(found.iter().any(|found| found == what), "{what} of {name}: {found:?}");
        }
    }
}

#[test]
fn words_of_the_program_are_told_and_lead_nowhere_unless_the_project_has_them() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["en"]);
    let state = watch.state("en", is_good);
    let outline = state["outline"].as_array().unwrap();
    let sources = outline.iter().find(|item| item["title"] == "Sources").unwrap();
    let at = |state: &Value| {
        let (page, y) = (sources["page"].as_u64().unwrap(), sources["y"].as_f64().unwrap());
        let hash = state["pages"][page as usize - 1]["hash"].as_str().unwrap();
        // The heading begins at the margin of single columns, some points below.
        let ask = |down: u32| {
            let y = y + f64::from(down);
            watch.json(&format!("/at?hash={hash}&page={page}&x=175&y={y}"))
        };
        (4..30).step_by(2).map(ask).find(|found| !found.is_null()).unwrap_or_default()
    };
    let found = at(&state);
    assert_eq!(found["what"], "the word “sources” of the language table");
    assert_eq!((&found["level"], found["places"].as_array().unwrap().len()), (&Value::Null, 0));
    let table = std::fs::read_to_string(common::here("data/languages/en.yaml")).unwrap();
    common::write(dir.path(), &small(&[("data/languages/en.yaml", &table)]));
    watch.line("data/languages/en.yaml: no variant in ");
    let place = &at(&state)["places"][0];
    let line = table.lines().position(|line| line.contains(" sources:")).unwrap() + 1;
    assert_eq!((&place["path"], &place["line"]), (&"data/languages/en.yaml".into(), &line.into()));
}

#[test]
fn one_language_is_looked_at_alone_and_never_written() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["both"]);
    watch.line("all: both in ");
    let all = watch.state("both", is_good);
    assert_eq!(all["variants"][0]["languages"], serde_json::json!(["zh", "en"]));
    let pdf = std::fs::read(dir.path().join("out/both.pdf")).unwrap();
    let english = watch.after("both", "en", 0, is_good);
    assert_eq!(english["language"], "en");
    let titles = english["outline"].to_string();
    assert!(titles.contains("Water") && !titles.contains('水'), "{titles}");
    assert!(hashes(&english).iter().all(|hash| !hashes(&all).contains(hash)));
    assert_eq!(std::fs::read(dir.path().join("out/both.pdf")).unwrap(), pdf);
    assert_eq!(names(&dir.path().join("out")), ["both.pdf", "both.pdf.manifest.json"]);
    // A save is seen in it, an error is shown over it, and both go on as before.
    std::fs::write(dir.path().join(WATER), water("The rivers moved", "Rivers moved")).unwrap();
    watch.line("data/sections/water.yaml: both in ");
    let after = watch.after("both", "en", 0, |s| is_good(s) && hashes(s) != hashes(&english));
    std::fs::write(dir.path().join(WATER), water("[@book]", "[@boko]")).unwrap();
    let bad = watch.after("both", "en", 0, |state| !is_good(state));
    assert_eq!(hashes(&bad), hashes(&after));
    // A language that is asked for while the data are broken is of the last good ones.
    let chinese = watch.after("both", "zh", 0, has_pages);
    assert!(!is_good(&chinese) && chinese["outline"].to_string().contains('水'));
    // One that the variant does not have is the whole variant.
    assert_eq!(watch.after("both", "fr", 0, has_pages)["language"], Value::Null);
}

#[test]
fn an_error_is_shown_over_the_last_good_pages_and_goes_away() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["zh", "en"]);
    let good = watch.state("zh", is_good);
    std::fs::write(dir.path().join(WATER), water("[@book]", "[@boko]")).unwrap();
    let bad = watch.state("zh", |state| !is_good(state));
    assert_eq!(hashes(&bad), hashes(&good));
    let version = bad["version"].as_u64().unwrap();
    let error = &bad["errors"][0];
    assert!(error["message"].as_str().unwrap().contains("`boko`"), "{error}");
    let place = &error["place"];
    assert_eq!((place["path"].as_str(), place["line"].as_u64()), (Some(WATER), Some(13)));
    let link = place["link"].as_str().unwrap();
    assert!(link.ends_with("/data/sections/water.yaml:13:26"), "{link}");
    assert_eq!(error["hints"][0], "did you mean `book`?");
    // What was edited is told by the last good state, not by a broken one.
    common::save(&dir.path().join(WATER), &water("再看", "再次看"));
    let mended = watch.after("zh", "", version, |state| !state["edited"].is_null());
    assert_eq!(mended["edited"]["name"], "block/again");
    common::save(&dir.path().join(WATER), &water("", ""));
    watch.state("zh", |state| is_good(state) && hashes(state) == hashes(&good));
}

#[test]
fn a_name_may_have_any_letters() {
    let (path, text) = SMALL[0];
    let dir = folder(&small(&[(path, &text.replace("[variants.members]", "[variants.\"报告\"]"))]));
    let watch = Watch::start(dir.path(), &[]);
    // As a browser asks.
    let state = watch.after("%E6%8A%A5%E5%91%8A", "%7Ah", 0, is_good);
    assert_eq!((&state["variant"], &state["language"]), (&"报告".into(), &"zh".into()));
}

#[test]
fn a_template_that_fails_is_told_for_its_variants_alone() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["zh", "en"]);
    watch.state("en", is_good);
    let templates = dir.path().join("templates");
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(
        templates.join("brief.typ"),
        "#let edition = json(\"/edition.json\")\n#edition.no",
    )
    .unwrap();
    // Before it is written, the file is empty, which is another mistake.
    let bad =
        watch.state("zh", |state| state["errors"][0]["place"]["path"] == "templates/brief.typ");
    assert!(has_pages(&bad));
    watch.state("en", is_good);
    // The folder goes, and comes again.
    std::fs::remove_dir_all(&templates).unwrap();
    watch.state("zh", is_good);
    std::fs::create_dir(&templates).unwrap();
    std::fs::write(templates.join("brief.typ"), "#set document(title: [A])\nAnother").unwrap();
    watch.line("templates/brief.typ: zh in ");
}

#[test]
fn a_mistake_in_a_template_of_the_program_is_told_at_its_line() {
    let mut files = small(&[]);
    // What a template of the program imports is no more in that of the project.
    files.insert("templates/components/section.typ", vec![]);
    let dir = folder(&files);
    let watch = Watch::start(dir.path(), &["zh"]);
    let state = watch.state("zh", |state| !state["errors"].as_array().unwrap().is_empty());
    let place = &state["errors"][0]["place"];
    let output = common::diptych(dir.path(), &["build", "zh", "--diagnostic-format", "short"]);
    let path = place["path"].as_str().unwrap();
    let told = format!("{path}:{}:{}: error:", place["line"], place["column"]);
    assert!(common::stderr(&output).contains(&told), "{told} {}", common::stderr(&output));
}

#[test]
fn files_that_are_replaced_new_gone_or_broken_are_seen() {
    let dir = folder(&small(&[]));
    let path = dir.path().join(WATER);
    let watch = Watch::start(dir.path(), &["en"]);
    let first = watch.state("en", is_good);
    let last = |state: &Value| is_good(state) && hashes(state) == hashes(&first);
    // An editor writes beside and renames.
    let beside = dir.path().join("data/sections/.water.yaml.swp");
    std::fs::write(&beside, water("The rivers moved", "Rivers moved")).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    watch.state("en", |state| is_good(state) && !last(state));
    // Every state of a file that is being written.
    let whole = water("", "");
    for end in (0..whole.len()).step_by(29) {
        std::fs::write(&path, &whole.as_bytes()[..end]).unwrap();
    }
    std::fs::write(&path, &whole).unwrap();
    watch.state("en", last);
    // A new section, and without it again.
    let article = dir.path().join("data/article.yaml");
    let text = std::fs::read_to_string(&article).unwrap();
    let section = "id: more\ntitle: { zh: 多, en: More }\nblocks:\n  - { id: more-text, zh: 多。, en: More. }\n";
    std::fs::write(dir.path().join("data/sections/more.yaml"), section).unwrap();
    std::fs::write(&article, text.replace("[water]", "[water, more]")).unwrap();
    let has_more = |state: &Value| state["outline"].to_string().contains("More");
    watch.state("en", |state| is_good(state) && has_more(state));
    std::fs::remove_file(dir.path().join("data/sections/more.yaml")).unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::write(&article, text).unwrap();
    watch.state("en", last);
    // The data are away, and back.
    std::fs::rename(dir.path().join("data"), dir.path().join("away")).unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::rename(dir.path().join("away"), dir.path().join("data")).unwrap();
    watch.state("en", last);
    std::fs::write(&path, water("The rivers moved", "Rivers moved")).unwrap();
    watch.state("en", |state| is_good(state) && !last(state));
    // The project file is broken, and mended.
    let toml = std::fs::read_to_string(dir.path().join("diptych.toml")).unwrap();
    std::fs::write(dir.path().join("diptych.toml"), "[").unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::write(dir.path().join("diptych.toml"), toml).unwrap();
    watch.state("en", is_good);
}

#[test]
fn folders_of_fonts_are_watched_and_may_come_and_go() {
    let dir = folder(&small(&[]));
    let fonts = dir.path().join("more/fonts");
    std::fs::create_dir_all(&fonts).unwrap();
    let watch = Watch::start(dir.path(), &["en", "--font-path", "more/fonts"]);
    watch.line("all: en in ");
    let first = watch.state("en", is_good);
    // A font of the same name comes before the one of the program: here, another cut.
    let cut = |name: &str| std::fs::copy(common::here(&format!("fonts/{name}")), fonts.join(name));
    cut("SourceSerif4-Regular.ttf").unwrap();
    watch.line("fonts: en in ");
    // What is no font is told, over the last good pages, and goes away.
    std::fs::write(fonts.join("none.ttf"), "no font").unwrap();
    let bad = watch.state("en", |state| !is_good(state));
    assert!(bad["errors"][0]["message"].as_str().unwrap().contains("none.ttf"), "{bad}");
    assert!(has_pages(&bad));
    std::fs::remove_file(fonts.join("none.ttf")).unwrap();
    watch.state("en", is_good);
    // The folder goes, which is an error, and comes again.
    std::fs::rename(&fonts, dir.path().join("more/away")).unwrap();
    watch.state("en", |state| !is_good(state));
    std::fs::rename(dir.path().join("more/away"), &fonts).unwrap();
    watch.state("en", is_good);
    // And is watched as before.
    std::fs::remove_file(fonts.join("SourceSerif4-Regular.ttf")).unwrap();
    watch.line("fonts: en in ");
    assert_eq!(hashes(&watch.state("en", is_good)), hashes(&first));
}

#[test]
fn a_project_that_is_broken_from_the_start_is_watched_until_it_is_mended() {
    let dir = folder(&common::edited(WATER, "[@book]", "[@boko]"));
    let watch = Watch::start(dir.path(), &[]);
    let bad = watch.state("zh", |state| !state["errors"].as_array().unwrap().is_empty());
    assert!(!has_pages(&bad));
    common::write(dir.path(), &small(&[]));
    watch.state("zh", is_good);
}

#[test]
fn the_preview_answers_only_for_this_machine() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["key"]);
    assert!(watch.get("/").1.contains("<title>Diptych</title>"));
    assert!(watch.get("/page.js").1.contains("follow()"));
    assert!(watch.get("/").0.contains("default-src 'none'"));
    assert!(watch.get("/diptych.toml").0.starts_with("HTTP/1.1 404"));
    assert!(watch.get_from("example.org", "/").0.starts_with("HTTP/1.1 403"));
}

#[test]
fn the_preview_answers_no_other_site_and_no_endless_head() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["key"]);
    let own = &watch.host;
    let ask = |head: &str| watch.send(&format!("{head}\r\nConnection: close\r\n\r\n"));
    let with = |more: &str| ask(&format!("GET / HTTP/1.1\r\nHost: {own}\r\n{more}"));
    for origin in [format!("http://{own}"), own.replace("127.0.0.1", "http://localhost")] {
        assert!(with(&format!("Origin: {origin}")).starts_with("HTTP/1.1 200"), "{origin}");
    }
    for origin in ["http://example.org", "null", "https://127.0.0.1", "http://127.0.0.1:1"] {
        assert!(with(&format!("Origin: {origin}")).starts_with("HTTP/1.1 403"), "{origin}");
    }
    assert!(with("Host: example.org").starts_with("HTTP/1.1 403"), "two names");
    assert!(ask("GET / HTTP/1.1\r\nAccept: */*").starts_with("HTTP/1.1 403"), "none");
    let post = format!("POST / HTTP/1.1\r\nHost: {own}\r\nContent-Length: 1000000000");
    assert!(ask(&post).starts_with("HTTP/1.1 405"));
    let long = format!("X-Long: {}", "x".repeat(1 << 20));
    assert!(!with(&long).starts_with("HTTP/1.1 200"), "a head of a megabyte");
    let many: Vec<String> = (0..100).map(|i| format!("X-{i}: 1")).collect();
    assert!(with(&many.join("\r\n")).starts_with("HTTP/1.1 431"), "a hundred lines");
}

#[test]
fn requests_that_nobody_reads_leave_it_alive() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["key"]);
    for path in ["/state?after=1000", "/", "/page/0.svg"] {
        for _ in 0..300 {
            watch.send_unread(path);
        }
    }
    assert!(watch.get("/").1.contains("<title>Diptych</title>"));
    assert!(is_good(&watch.state("key", is_good)));
}

const FILES: [&str; 4] = ["en.pdf", "en.pdf.manifest.json", "key.pdf", "key.pdf.manifest.json"];

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_whole_files() {
    let dir = folder(&small(&[]));
    // In the middle of a build, too, and while browsers wait.
    for (signal, edit) in [("-INT", None), ("-TERM", Some(water("moved", "have moved")))] {
        let mut watch = Watch::start(dir.path(), &["key", "en"]);
        let state = watch.state("en", is_good);
        watch.line("all: ");
        let waits = TcpStream::connect(&watch.host).unwrap();
        let version = &state["version"];
        let host = &watch.host;
        write!(&waits, "GET /state?variant=en&after={version} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            .unwrap();
        edit.into_iter().for_each(|text| std::fs::write(dir.path().join(WATER), text).unwrap());
        let id = watch.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(watch.child.wait().unwrap().code(), Some(0));
        assert_eq!(names(&dir.path().join("out")), FILES);
    }
}

#[test]
fn wrong_usage_ends_at_once() {
    let dir = folder(&small(&[]));
    let empty = tempfile::tempdir().unwrap();
    for (dir, args) in [
        (dir.path(), &["watch", "bohth"][..]),
        (dir.path(), &["watch", "--editor", "javascript:{path}"]),
        (dir.path(), &["watch", "--editor", "edit:"]),
        (empty.path(), &["watch"]),
    ] {
        assert_eq!(common::diptych(dir, args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_label_of_a_drawing_leads_to_its_line() {
    let files = lake();
    let pieces = layout::layout(&files, "all").pieces;
    let (built, project) = (layout::build(&files, "all"), common::loaded(&files));
    let preview = Preview::new(built.pages.expect("pages"), &built.edition);
    let hit = |text: &str| {
        let piece = pieces.iter().rfind(|piece| piece.text.contains(text)).expect("it is drawn");
        let page = (piece.y / layout::PAGE) as usize + 1;
        let point = (piece.x + piece.width / 2.0, piece.y % layout::PAGE - 2.0);
        let target = preview.at(page, point, &project, &files).expect("a target");
        let place = &target.places[0];
        let (line, _) = line_and_column(files.text(&place.path).unwrap(), place.range.start);
        (target.what, place.path.clone(), line)
    };
    let figures = || "data/figures.yaml".to_string();
    assert_eq!(hit("Dry land"), ("“Dry land” of figure shares".into(), figures(), 8));
    assert_eq!(hit("水面"), ("“水面” of figure shares".into(), figures(), 7));
    // A number leads to the drawing; the block before has it, too.
    assert_eq!(hit("2,400"), ("figure shares".into(), figures(), 1));
}

#[test]
fn what_check_finds_is_shown_beside_the_pages_and_goes_away() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["zh", "en"]);
    watch.state("zh", is_good);
    common::save(&dir.path().join(WATER), &water("The map again", "The map's again"));
    let found = |state: &Value| !state["findings"].as_array().unwrap().is_empty();
    let state = watch.state("en", |state| found(state) && is_good(state));
    let finding = &state["findings"][0];
    assert_eq!(finding["rule"], "quotes");
    assert!(finding["place"]["link"].as_str().unwrap().contains("water.yaml:"), "{finding}");
    watch.line("`diptych check` finds 1: 1 of `quotes`");
    common::save(&dir.path().join(WATER), &water("", ""));
    watch.state("en", |state| is_good(state) && !found(state));
}
