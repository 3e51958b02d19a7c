//! Articles from Word, OpenDocument, Markdown and HTML. What pandoc is told, and what is
//! done when it fails, needs a program in its place; the rest needs pandoc and, for Word
//! files, python-docx. Without them there is nothing to test here, unless `DIPTYCH_IMPORT`
//! is set. `DIPTYCH_PANDOC` names pandoc, `DIPTYCH_PYTHON` the Python that has python-docx.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{command, diptych, here, names, stderr, stdout};
use crate::reader::{Reader, steps};

/// Pandoc, or nothing where it is missing and need not be there.
pub fn pandoc() -> Option<PathBuf> {
    let own = std::env::var_os("DIPTYCH_PANDOC").map_or_else(|| "pandoc".into(), PathBuf::from);
    let runs = Command::new(&own).arg("--version").output().is_ok_and(|out| out.status.success());
    passed_over(runs, "pandoc").then_some(own)
}

/// The Python that has python-docx, likewise.
pub fn python() -> Option<PathBuf> {
    let own = std::env::var_os("DIPTYCH_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    let has = Command::new(&own).args(["-c", "import docx"]).output();
    passed_over(has.is_ok_and(|out| out.status.success()), "python-docx").then_some(own)
}

fn passed_over(is_there: bool, what: &str) -> bool {
    assert!(is_there || std::env::var_os("DIPTYCH_IMPORT").is_none(), "there is no {what}");
    if !is_there {
        eprintln!("there is no {what} here: a test was passed over");
    }
    is_there
}

const BIB: &str = "@book{rivers, author = {Smith, Ann}, title = {Rivers}, publisher = \
                   {Water Press}, address = {London}, year = {2018}, langid = {english}}\n";

/// A folder with the Word files that `tests/import/make.py` writes.
fn documents() -> Option<tempfile::TempDir> {
    pandoc()?;
    let dir = tempfile::tempdir().unwrap();
    let made = Command::new(python()?)
        .arg(here("tests/import/make.py"))
        .arg("documents")
        .arg(dir.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    Some(dir)
}

fn run(dir: &Path, args: &[&str]) -> String {
    let output = diptych(dir, args);
    assert!(output.status.success(), "{args:?}: {}{}", stdout(&output), stderr(&output));
    assert_eq!(stderr(&output), "", "{args:?}");
    stdout(&output)
}

/// Builds, whatever `check` finds; gives the paths.
fn build(dir: &Path) -> Vec<String> {
    let output = diptych(dir, &["build"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stderr(&output).contains("error"), "{}", stderr(&output));
    stdout(&output).lines().map(str::to_string).collect()
}

fn text(path: PathBuf) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The edition of a variant, as JSON.
fn edition(dir: &Path, variant: &str) -> serde_json::Value {
    serde_json::from_str(&run(dir, &["explain", variant, "--format", "json"])).unwrap()
}

/// The titles and paragraphs of an edition in a language, in order.
fn printed(edition: &serde_json::Value, language: &str) -> Vec<String> {
    fn words(runs: &serde_json::Value) -> String {
        let run = |run: &serde_json::Value| match run["body"].is_array() {
            true => words(&run["body"]),
            false => run["text"].as_str().unwrap_or_default().to_string(),
        };
        runs.as_array().into_iter().flatten().map(run).collect()
    }
    fn section(own: &serde_json::Value, language: &str, found: &mut Vec<String>) {
        found.push(words(&own["title"][language]));
        for block in own["blocks"].as_array().unwrap() {
            found.extend(block["body"][language].as_array().unwrap().iter().map(words));
        }
        for below in own["sections"].as_array().unwrap() {
            section(below, language, found);
        }
    }
    let mut found = vec![words(&edition["title"][language])];
    for part in edition["sections"].as_array().unwrap() {
        section(part, language, &mut found);
    }
    found
}

#[cfg(unix)]
mod in_its_place {
    use super::*;

    /// Runs an import with a script in pandoc's place.
    fn imported(script: &str, prepare: impl Fn(&mut Command)) -> (tempfile::TempDir, Output) {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("pandoc");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        std::fs::write(dir.path().join("a.html"), "<p>Words.</p>").unwrap();
        let mut run = command(dir.path(), &["import", "a.html", "-o", "p", "--languages", "en"]);
        run.env("DIPTYCH_PANDOC", &program);
        prepare(&mut run);
        let output = run.output().unwrap();
        (dir, output)
    }

    const VERSION: &str = "[ \"$1\" = --version ] && echo pandoc 3.2 && exit";

    #[test]
    fn pandoc_runs_in_its_sandbox_with_nothing_of_the_user() {
        let script = format!(
            "{VERSION}\nprintf '%s\\n' \"$@\" > {0}/args\npwd > \
             {0}/folder\nls data media > {0}/listed\nenv > {0}/env\necho '{{\"meta\":{{}},\"blocks\":\
             [{{\"t\":\"Para\",\"c\":[{{\"t\":\"Str\",\"c\":\"Words.\"}}]}}]}}'",
            "$(dirname \"$0\")"
        );
        let (dir, output) = imported(&script, |run| {
            run.env("http_proxy", "http://secret.example").env("GHCRTS", "-M9g");
        });
        assert!(output.status.success(), "{}", stderr(&output));
        let args = text(dir.path().join("args"));
        let args: Vec<&str> = args.lines().collect();
        let folder = text(dir.path().join("folder"));
        let folder = folder.trim();
        assert_eq!(args[0], "--sandbox");
        assert_eq!(args[1], format!("--data-dir={folder}/data"));
        assert_eq!(args[2..4], ["--from=html", "--to=json"]);
        assert_eq!(args[4], format!("{folder}/document"));
        assert_eq!(args[5..], ["+RTS", "-M1g", "-RTS"]);
        assert_eq!(text(dir.path().join("listed")), "data:\n\nmedia:\n", "both are empty");
        let env = text(dir.path().join("env"));
        assert!(!env.contains("secret") && !env.contains("GHCRTS"), "{env}");
        assert!(!Path::new(folder).exists(), "the folder is gone");
    }

    #[test]
    fn what_is_no_pandoc_or_an_old_one_is_told() {
        for (script, message) in [
            ("echo pandoc 2.17.1.1", "pandoc 2.17.1.1 is too old"),
            ("echo pandoc 3.1.13", "pandoc 3.1.13 is too old"),
            ("echo hello there", "is not pandoc"),
            ("exit 3", "pandoc cannot read the document"),
        ] {
            let (dir, output) = imported(script, |_| {});
            assert_eq!(output.status.code(), Some(2), "{script}");
            assert!(stderr(&output).contains(message), "{}", stderr(&output));
            assert!(!dir.path().join("p").exists());
        }
        let (_, output) = imported("", |run| {
            run.env("DIPTYCH_PANDOC", "/nowhere/pandoc");
        });
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("pip install pypandoc_binary"), "{}", stderr(&output));
    }

    #[test]
    fn a_pandoc_that_does_not_end_or_fails_leaves_nothing() {
        for (script, message) in [
            ("exec sleep 1000", "pandoc did not end within 0 seconds"),
            ("echo Oh no >&2; exit 64", "pandoc cannot read the document: Oh no"),
            ("echo '{\"meta\": 1}'", "is not the tree that is known"),
            ("echo '{\"meta\":{},\"blocks\":[]}'", "the document has no text"),
        ] {
            let script = format!("{VERSION}\n{script}");
            let is_slow = script.contains("sleep");
            let (dir, output) = imported(&script, |run| {
                if is_slow {
                    run.env("DIPTYCH_PANDOC_SECONDS", "0");
                }
            });
            assert!(matches!(output.status.code(), Some(1 | 2)), "{script}");
            // With no time at all, the call for its version may already be the late one.
            assert!(stderr(&output).contains(message), "{}", stderr(&output));
            assert_eq!(names(dir.path()), ["a.html", "pandoc"]);
        }
    }

    #[test]
    fn pictures_that_are_links_or_no_pictures_are_not_taken() {
        let image = |path: &str| {
            format!(r#"{{"t":"Image","c":[["",[],[]],[],["{path}",""]]}},{{"t":"Str","c":"x"}}"#)
        };
        let images: Vec<_> =
            ["media/link.png", "media/script.svg", "../../secret.png", "media/text.png"]
                .map(image)
                .into();
        let script = format!(
            "{VERSION}\nln -s /etc/passwd media/link.png\necho text > media/text.png\necho '<svg \
             xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>' > \
             media/script.svg\necho '{{\"meta\":{{}},\"blocks\":[{{\"t\":\"Para\",\"c\":[{}]}}]}}'",
            images.join(",")
        );
        let (dir, output) = imported(&script, |_| {});
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(!dir.path().join("p/data/pictures").exists());
        let report = text(dir.path().join("p/import-report.md"));
        assert_eq!(report.matches("left out: a picture").count(), 4, "{report}");
    }
}

#[test]
fn only_four_formats_and_free_folders_are_taken() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.doc"), "x").unwrap();
    std::fs::write(dir.path().join("a.md"), "Words.").unwrap();
    std::fs::create_dir(dir.path().join("full")).unwrap();
    std::fs::write(dir.path().join("full/mine"), "x").unwrap();
    for (args, message) in [
        (vec!["a.doc", "-o", "p", "--languages", "en"], "`a.doc` is in no format that is read"),
        (vec!["a.md", "-o", "full", "--languages", "en"], "`full` is not empty"),
        (vec!["a.md", "-o", "p"], "in what languages are the documents?"),
        (vec!["a.md"], "there is no project here or above to add to"),
        (vec!["a.md", "a.md", "-o", "p", "--languages", "en"], "more documents than languages"),
        (vec!["none.md", "-o", "p", "--languages", "en"], "cannot read `none.md`"),
        (vec!["a.md", "-o", "p", "--languages", "en,en"], "the language `en` is named twice"),
    ] {
        let output = diptych(dir.path(), &[&["import"], args.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(message), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(names(&dir.path().join("full")), ["mine"]);
    assert_eq!(names(dir.path()), ["a.doc", "a.md", "full"]);
}

#[test]
fn two_word_files_are_one_project_that_builds() {
    let Some(dir) = documents() else { return };
    std::fs::write(dir.path().join("mine.bib"), BIB).unwrap();
    let files = ["import", "lake-zh.docx", "lake-en.docx", "--languages", "zh,en"];
    run(dir.path(), &[&files[..], &["-o", "p", "--sources", "mine.bib"]].concat());
    let project = dir.path().join("p");
    assert_eq!(build(&project).len(), 4);
    let edition = edition(&project, "report");
    let zh = printed(&edition, "zh");
    assert_eq!(zh[..2], ["湖泊的未来", "引言"]);
    let en = printed(&edition, "en");
    assert!(en.iter().any(|text| text.contains("*declined*; see [the annex] and {the table}")));
    assert_eq!(zh.len(), en.len());
    let introduction = text(project.join("data/sections/introduction.yaml"));
    assert!(introduction.contains("[@rivers, p. 26]"), "{introduction}");
    let report = text(project.join("import-report.md"));
    let data = text(project.join("data/sections/data.yaml"));
    assert!(data.contains("kind: quote\n    zh: 水是众人之水。"), "{data}");
    // A text that is in one language waits for the other, and its note with it.
    assert!(data.contains("单独成段。[^n1]\n        notes:\n          n1:\n"), "{data}");
    assert!(introduction.contains("zh: 此处另有说明。"), "{introduction}");
    let toml: toml::Table = text(project.join("diptych.toml")).parse().unwrap();
    let is_draft = |name: &str| toml["variants"][name].get("theme").is_some();
    assert!(is_draft("brief") && is_draft("report-en") && !is_draft("report-zh"));
    for line in [
        "a header: “内部资料”",
        "the number “一、” of a heading",
        "the note “史密斯：《河流》，伦敦：水出版社，2018年，第26页。” became the citation `[@rivers, p. 26]`",
        "“图1” of a title was left out",
        "| picture | sure | 湖的北岸 |",
        "| alone |",
    ] {
        assert!(report.contains(line), "{line}: {report}");
    }
    assert_eq!(names(&project.join("data/pictures")), ["picture-1.png"]);
    let figures = text(project.join("data/figures.yaml"));
    assert!(figures.contains("zh: 沿岸人口") && figures.contains("rows: 2"), "{figures}");
    // A head over two columns has theirs under it.
    let heads = "- { zh: 城市, en: City }\n      - { zh: 人口, en: People, columns: [{ zh: '2010年', en: '2010' }, { zh: '2020年', en: '2020' }] }";
    assert!(figures.contains(heads), "{figures}");
    assert!(figures.contains("file: pictures/picture-1.png\n    width: 15"), "{figures}");
    // The files are not changed, and nothing is written over.
    let again = diptych(dir.path(), &[&files[..], &["-o", "p"]].concat());
    assert_eq!(again.status.code(), Some(2));
}

/// All words of an edition, one behind the other.
fn all_words(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::Object(map) => {
            out.push_str(map.get("text").and_then(|text| text.as_str()).unwrap_or_default());
            map.values().for_each(|value| all_words(value, out));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| all_words(value, out)),
        _ => {}
    }
}

#[test]
fn of_twenty_documents_nothing_is_lost_untold() {
    let (Some(_), Some(python)) = (pandoc(), python()) else { return };
    let dir = tempfile::tempdir().unwrap();
    let script = here("tests/import/make.py");
    let made = Command::new(python).arg(script).arg("many").arg(dir.path()).output().unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let said: std::collections::BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text(dir.path().join("many.json"))).unwrap();
    for number in 1..=20 {
        let [zh, en] = ["zh", "en"].map(|key| format!("{number:02}-{key}"));
        let files = [format!("{zh}.docx"), format!("{en}.docx")];
        let mut args = vec!["import", &files[0], &files[1], "--languages", "zh,en", "-o", "p"];
        args.extend((number % 7 == 0).then_some("--accept-changes"));
        run(dir.path(), &args);
        let project = dir.path().join("p");
        let built = diptych(&project, &["build", "report"]);
        assert!(built.status.success(), "{number}: {}", stderr(&built));
        let mut words = String::new();
        all_words(&edition(&project, "report"), &mut words);
        let report = text(project.join("import-report.md"));
        for own in said[&zh].iter().chain(&said[&en]) {
            assert!(words.contains(own) || report.contains(own), "{number}: {own}\n{report}");
        }
        std::fs::remove_dir_all(project).unwrap();
    }
}

#[test]
fn nothing_in_a_file_becomes_markup() {
    let Some(dir) = documents() else { return };
    run(dir.path(), &["import", "hard.docx", "-o", "p", "--languages", "en"]);
    let project = dir.path().join("p");
    build(&project);
    let all = printed(&edition(&project, "report"), "en");
    let hard: Vec<String> = serde_json::from_str(&text(dir.path().join("hard.json"))).unwrap();
    let told = text(project.join("import-report.md"));
    for own in hard {
        // Full-width signs that cannot be escaped are half-width ones, and this is told.
        let is_told = ["＊", "｛", "\u{ad}", "سلام"].iter().any(|sign| own.contains(sign));
        let is_same = all.contains(&own);
        assert!(is_same || is_told, "{own} is not in {all:#?}");
    }
    for line in ["Words of a box", "Words of the foot", "U+F0B7", "`سلام` is in a script", "U+1F600"]
    {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[test]
fn tracked_changes_are_decided_on_or_refused() {
    let Some(dir) = documents() else { return };
    let args = ["import", "reviewed.docx", "--languages", "en", "-o"];
    let output = diptych(dir.path(), &[&args[..], &["p"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("has tracked changes") && told.contains("deleted “shrinks”"), "{told}");
    assert!(!dir.path().join("p").exists());
    for (flag, words) in [("--accept-changes", "grows"), ("--reject-changes", "shrinks")] {
        let folder = flag.trim_start_matches('-');
        run(dir.path(), &[&args[..], &[folder, flag]].concat());
        let project = dir.path().join(folder);
        let all = printed(&edition(&project, "report"), "en");
        assert!(all.contains(&format!("The lake {words} in summer.")), "{all:?}");
        let report = text(project.join("import-report.md"));
        assert!(report.contains("a comment of Bo: “Is that so?”"), "{report}");
        assert!(!report.contains("left out: text"), "{report}");
    }
}

#[test]
fn the_built_in_article_comes_back_as_it_was() {
    let (Some(_), Some(python)) = (pandoc(), python()) else { return };
    let dir = tempfile::tempdir().unwrap();
    let own = edition(dir.path(), "report");
    std::fs::write(dir.path().join("edition.json"), own.to_string()).unwrap();
    let made = Command::new(python)
        .arg(here("tests/import/make.py"))
        .args(["edition", "edition.json", ".", "zh", "en"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    run(dir.path(), &["import", "zh.docx", "en.docx", "-o", "p", "--languages", "zh,en"]);
    let project = dir.path().join("p");
    build(&project);
    let again = edition(&project, "report");
    for language in ["zh", "en"] {
        assert_eq!(printed(&again, language), printed(&own, language), "{language}");
    }
    let report = text(project.join("import-report.md"));
    assert!(!report.contains("| doubtful |") && !report.contains("| alone |"), "{report}");
}

#[test]
fn the_first_article_goes_from_word_to_a_printed_brief() {
    let Some(dir) = documents() else { return };
    for language in ["zh", "en"] {
        let from = dir.path().join(format!("lake-{language}.docx"));
        std::fs::rename(from, dir.path().join(format!("article-{language}.docx"))).unwrap();
    }
    std::fs::write(dir.path().join("sources.bib"), BIB).unwrap();
    let page = "docs/first-article.md";
    let mut reader = Reader::new(page, dir.path());
    steps(&text(here(page))).iter().for_each(|step| reader.act(step));
    let folder = reader.folder();
    let brief = edition(folder, "brief");
    assert_eq!(brief["key-messages"].as_array().unwrap().len(), 1);
    assert_eq!(brief["authors"][0]["name"]["en"], "Lin Yi");
    assert!(folder.join("out/brief.pdf").is_file());
}

#[test]
fn hostile_pages_reach_nothing() {
    if pandoc().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("secret.html"), "<p>SECRET</p>").unwrap();
    std::fs::write(
        dir.path().join("a.html"),
        "<h1>One</h1><p>Words <img src='http://127.0.0.1:9/x.png'> <img src='secret.html'>\
         <iframe src='secret.html'></iframe><script>alert(1)</script><a href='javascript:x'>go</a> \
         <a href='file:///etc/passwd'>there</a></p>",
    )
    .unwrap();
    std::fs::write(
        dir.path().join("b.md"),
        "# One\n\nWords ![](../../etc/passwd) <img src=\"x\"> \\include{secret.html} [@key]\n\n\
         ```{.include}\nsecret.html\n```\n",
    )
    .unwrap();
    for file in ["a.html", "b.md"] {
        run(dir.path(), &["import", file, "-o", "p", "--languages", "en"]);
        let project = dir.path().join("p");
        build(&project);
        let all = printed(&edition(&project, "report"), "en").join("\n");
        assert!(all.contains("Words") && !all.contains("SECRET"), "{all}");
        assert!(!project.join("data/pictures").exists());
        assert!(text(project.join("import-report.md")).contains("left out: a picture"));
        std::fs::remove_dir_all(project).unwrap();
    }
}

#[test]
fn an_article_without_styles_has_its_title_its_authors_and_its_notes() {
    if pandoc().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let article = "---\nauthor: [林一, 王二]\nabstract: 湖面缩小。^[据调查。]\n---\n\n**湖泊的未来**\n\n\
                   **一、引言**\n\n第一段，H~2~O。\n\n**二、结论**\n\n1. 甲\n   - 乙\n\n   丙\n";
    std::fs::write(dir.path().join("a.md"), article).unwrap();
    run(dir.path(), &["import", "a.md", "-o", "p", "--languages", "zh"]);
    let project = dir.path().join("p");
    build(&project);
    let edition = edition(&project, "report");
    assert_eq!(printed(&edition, "zh")[..2], ["湖泊的未来", "引言"]);
    assert_eq!(edition["authors"][1]["name"]["zh"], "王二");
    assert_eq!(edition["notes"][0]["body"]["zh"][0]["text"], "据调查。");
    let list = edition["sections"][1]["blocks"][0]["items"].to_string();
    assert_eq!(
        list,
        r#"[{"depth":0,"number":1},{"depth":1},{"depth":0,"goes-on":true,"number":1}]"#
    );
}

#[test]
fn sections_are_added_to_a_project() {
    if pandoc().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p"]);
    let project = dir.path().join("p");
    std::fs::write(project.join("zh.md"), "# 附录\n\n第一段。\n\n# 引言\n\n第二段。\n").unwrap();
    std::fs::write(project.join("en.md"), "# Annex\n\nFirst.\n\n# Introduction\n\nSecond.\n")
        .unwrap();
    let article = text(project.join("data/article.yaml"));
    let told = run(&project, &["import", "zh.md", "en.md"]);
    assert!(told.contains("changed data/article.yaml"), "{told}");
    let list = "[introduction, recommendations";
    let expected = article.replace(list, &format!("{list}, annex, introduction-2"));
    assert_eq!(text(project.join("data/article.yaml")), expected);
    build(&project);
    let zh = printed(&edition(&project, "report"), "zh");
    assert!(
        zh.ends_with(&["附录".into(), "第一段。".into(), "引言".into(), "第二段。".into()]),
        "{zh:?}"
    );
    assert!(project.join("import-report.md").is_file());
}

#[test]
fn files_in_the_wrong_order_are_refused() {
    if pandoc().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let zh =
        "# 引言\n\n各方应当在水务方面加强合作，共同管理跨境河流，并为此安排经费，逐步建立信任。\n";
    let en = "# Introduction\n\nThe parties should work together on water, manage the rivers that \
              they share, and set money aside for it, so that trust can grow between them.\n";
    let fr = "# Introduction\n\nLes parties devraient coopérer dans le domaine de l'eau, gérer \
              ensemble les fleuves qu'elles partagent et y consacrer des moyens suffisants.\n";
    for (name, text) in [("zh.md", zh), ("the en.md", en), ("fr.md", fr)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    for (files, languages, right) in [
        (
            vec!["the en.md", "zh.md"],
            "zh,en",
            "`diptych import zh.md 'the en.md' --languages zh,en`",
        ),
        (vec!["the en.md", "zh.md"], "zh,en", "`--languages en,zh` says so"),
        (
            vec!["fr.md", "the en.md"],
            "en,fr",
            "`diptych import 'the en.md' fr.md --languages en,fr`",
        ),
        (vec!["zh.md"], "en,zh", "`--languages zh,en` names it first"),
        (vec!["zh.md", "zh.md"], "zh,en", "zh.md is in that language too"),
    ] {
        let args = [&["import"], files.as_slice(), &["-o", "p", "--languages", languages]].concat();
        let output = diptych(dir.path(), &args);
        assert_eq!(output.status.code(), Some(1), "{files:?}");
        assert!(stderr(&output).contains(right), "{files:?}: {}", stderr(&output));
        assert!(!dir.path().join("p").exists(), "{files:?}");
    }
    run(dir.path(), &["import", "zh.md", "the en.md", "-o", "p", "--languages", "zh,en"]);
    run(dir.path(), &["import", "the en.md", "fr.md", "-o", "q", "--languages", "en,fr"]);
}

#[test]
fn a_table_of_contents_that_somebody_typed_is_left_out_and_told() {
    if pandoc().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let own = "**水务合作**\n\n二〇二五年三月\n\n目录\n\n一、引言 1\n\n二、建议……12\n\n**一、引言**\n\n\
               第一段到2024年。\n\n**二、建议**\n\n见引言 1\n";
    std::fs::write(dir.path().join("a.md"), own).unwrap();
    run(dir.path(), &["import", "a.md", "-o", "p", "--languages", "zh"]);
    let project = dir.path().join("p");
    let report = text(project.join("import-report.md"));
    for line in ["目录", "一、引言 1", "二、建议……12"] {
        let line = format!(
            "left out: a line of a table of contents, as the program makes its own: “{line}”"
        );
        assert!(report.contains(&line), "{line}: {report}");
    }
    let printed = printed(&edition(&project, "report"), "zh").join("|");
    assert!(printed.contains("二〇二五年三月"), "{printed}");
    assert!(printed.contains("见引言1"), "one alone is text: {printed}");
    assert!(!printed.contains("目录") && !printed.contains("12"), "{printed}");
}
