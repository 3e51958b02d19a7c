//! Editions as Word, OpenDocument, EPUB and JATS, through pandoc. What is told when pandoc
//! fails needs a program in its place; the rest needs pandoc and, for the last test, python-docx.
//! Without them there is nothing to test here, unless `DIPTYCH_IMPORT` is set.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use quick_xml::events::Event;
use serde_json::Value;

use crate::common::{command, diptych, folder, here, small, stderr, stdout};
use crate::import::{pandoc, python};

/// Builds variants in all formats; gives the folder of the files.
fn built(project: Option<&Path>, variants: &[&str], formats: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_string_lossy().into_owned();
    let mut args = vec!["build"];
    args.extend(variants);
    args.extend(["--format", formats, "-o", &out]);
    let root = project.map(|root| root.to_string_lossy().into_owned());
    if let Some(root) = &root {
        args.extend(["--project", root]);
    }
    let output = diptych(dir.path(), &args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    dir
}

fn edition(project: Option<&Path>, variant: &str) -> Value {
    let dir = project.unwrap_or(Path::new("/"));
    let output = diptych(dir, &["explain", variant, "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// The files of a ZIP, in order.
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let file = std::fs::File::open(path).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = vec![];
            file.read_to_end(&mut bytes).unwrap();
            (file.name().to_string(), bytes)
        })
        .collect()
}

fn part(path: &Path, name: &str) -> String {
    let found = unpacked(path).into_iter().find(|(own, _)| own == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("no {name} in {}", path.display())).1).unwrap()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of XML in order, without white space: those within some elements, and the others.
fn words(xml: &str, apart: &str) -> (String, String) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut own, mut others, mut depth) = (String::new(), String::new(), 0);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml:.300}"));
        let mut put = |text: &str| match depth > 0 {
            true => own.push_str(text),
            false => others.push_str(text),
        };
        match event {
            Event::Eof => break,
            Event::Start(start) if start.name().as_ref() == apart.as_bytes() => depth += 1,
            Event::End(end) if end.name().as_ref() == apart.as_bytes() => depth -= 1,
            Event::Text(text) => put(&bare(&text.decode().unwrap())),
            Event::GeneralRef(entity) => {
                let name = entity.decode().unwrap().into_owned();
                match entity.resolve_char_ref().unwrap() {
                    Some(c) => put(&bare(&c.to_string())),
                    None => put(match name.as_str() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        other => panic!("&{other};"),
                    }),
                }
            }
            _ => {}
        }
    }
    (own, others)
}

/// The words of a document in order, and those of its notes.
fn read(path: &Path) -> (String, String) {
    match path.extension().unwrap().to_str().unwrap() {
        "docx" => {
            let (_, text) = words(&part(path, "word/document.xml"), "none");
            let notes = part(path, "word/footnotes.xml");
            (text, words(&notes, "none").1)
        }
        "odt" => {
            let (notes, text) = words(&part(path, "content.xml"), "text:note-body");
            (text, notes)
        }
        "epub" => {
            let pages = unpacked(path)
                .into_iter()
                .filter(|(name, _)| name.starts_with("EPUB/text/") && name.ends_with(".xhtml"));
            let all: String = pages
                .map(|(_, page)| {
                    let page = String::from_utf8(page).unwrap();
                    let end = page.find("</html>").unwrap_or(page.len());
                    words(&page[page.find("<body").unwrap_or_default()..end], "none").1
                })
                .collect();
            (all.clone(), all)
        }
        _ => {
            let xml = std::fs::read_to_string(path).unwrap();
            let (notes, text) = words(&xml[xml.find("<article").unwrap()..], "fn");
            (text, notes)
        }
    }
}

/// The words of runs, in pieces between what is no text.
fn pieces(runs: &Value, out: &mut Vec<String>) {
    for run in runs.as_array().into_iter().flatten() {
        match run["kind"].as_str().unwrap() {
            "text" => {
                let text = bare(run["text"].as_str().unwrap());
                match out.last_mut() {
                    Some(last) => last.push_str(&text),
                    None => out.push(text),
                }
            }
            "mark" | "break" => out.push(String::new()),
            "step" => {}
            _ => pieces(&run["body"], out),
        }
    }
    out.push(String::new());
}

/// What an edition says in a language, in the order of print; its notes apart.
struct Said {
    text: Vec<String>,
    notes: Vec<String>,
}

impl Said {
    fn of(edition: &Value, language: &str, with_front: bool) -> Self {
        let mut said = Self { text: vec![], notes: vec![] };
        if with_front {
            said.texts(&edition["title"], language);
            said.texts(&edition["subtitle"], language);
        }
        said.texts(&edition["attribution"], language);
        for list in ["key-messages", "recommendations"] {
            edition[list].as_array().into_iter().flatten().for_each(|b| said.block(b, language));
        }
        if with_front && edition["summary"].is_object() {
            said.block(&edition["summary"], language);
            for word in edition["keywords"].as_array().unwrap() {
                said.words(&word[language]);
            }
        }
        edition["sections"].as_array().unwrap().iter().for_each(|s| said.section(s, language));
        for period in edition["timeline"]["periods"].as_array().into_iter().flatten() {
            said.texts(&period["title"], language);
            for event in period["events"].as_array().unwrap() {
                said.texts(&event["body"], language);
            }
        }
        for note in edition["timeline"]["notes"].as_array().into_iter().flatten() {
            said.texts(&note["body"], language);
        }
        for source in edition["sources"].as_array().into_iter().flatten() {
            said.texts(&source["body"], language);
        }
        for term in edition["glossary"].as_array().into_iter().flatten() {
            if edition["languages"].as_array().unwrap().len() > 1 {
                said.words(&term["long"][language]);
            }
        }
        for entry in edition["index"][language].as_array().into_iter().flatten() {
            said.words(&entry["name"]);
        }
        said.texts(&edition["colophon"], language);
        for line in edition["imprint"].as_array().into_iter().flatten() {
            said.words(&line["label"][language]);
            said.texts(&line["text"], language);
        }
        for note in edition["notes"].as_array().unwrap() {
            if note["alone"] != true {
                let mut own = vec![];
                pieces(&note["body"][language], &mut own);
                said.notes.extend(own);
            }
        }
        said
    }

    fn words(&mut self, words: &Value) {
        self.text.push(bare(words.as_str().unwrap_or_default()));
    }

    fn texts(&mut self, all: &Value, language: &str) {
        self.text.push(String::new());
        pieces(&all[language], &mut self.text);
    }

    fn section(&mut self, section: &Value, language: &str) {
        self.words(&section["number"][language]);
        self.texts(&section["title"], language);
        for block in section["blocks"].as_array().unwrap() {
            self.block(block, language);
            for figure in block["figures"].as_array().unwrap() {
                self.figure(figure, language);
            }
        }
        section["sections"].as_array().unwrap().iter().for_each(|s| self.section(s, language));
    }

    fn block(&mut self, block: &Value, language: &str) {
        if block["boxed"]["begins"] == true {
            self.texts(&block["boxed"]["title"], language);
        }
        self.words(&block["label"][language]);
        for paragraph in block["body"][language].as_array().unwrap() {
            self.text.push(String::new());
            pieces(paragraph, &mut self.text);
        }
        self.texts(&block["editorial"], language);
    }

    fn figure(&mut self, figure: &Value, language: &str) {
        self.words(&figure["label"][language]);
        self.texts(&figure["title"], language);
        let content = &figure["content"];
        for row in ["head", "rows"].iter().flat_map(|key| content[key].as_array()).flatten() {
            for cell in row.as_array().unwrap() {
                self.texts(&cell["text"], language);
            }
        }
        for category in content["categories"].as_array().into_iter().flatten() {
            self.texts(category, language);
        }
        for level in content["levels"].as_array().into_iter().flatten() {
            self.texts(&level["title"], language);
            for own in level["boxes"].as_array().unwrap() {
                self.texts(&own["title"], language);
                self.texts(&own["text"], language);
            }
        }
        self.texts(&content["credit"], language);
        self.texts(&figure["remark"], language);
        for note in figure["notes"].as_array().unwrap() {
            self.texts(&note["body"], language);
        }
    }
}

/// The first of some words that do not follow each other in a text.
fn lost<'w>(text: &str, words: &'w [String]) -> Option<&'w String> {
    let mut at = 0;
    words.iter().find(|own| match text[at..].find(own.as_str()) {
        Some(found) => {
            at += found + own.len();
            false
        }
        None => true,
    })
}

/// Every document of a project says in each language what its edition says, in its order.
fn assert_whole(project: Option<&Path>, variants: &[&str]) {
    if pandoc().is_none() {
        return;
    }
    let dir = built(project, variants, "docx,odt,epub,jats");
    let mut wrong = vec![];
    for variant in variants {
        let edition = edition(project, variant);
        for extension in ["docx", "odt", "epub", "xml"] {
            let path = dir.path().join(format!("{variant}.{extension}"));
            let (text, notes) = read(&path);
            for language in edition["languages"].as_array().unwrap() {
                let key = language["key"].as_str().unwrap();
                let said = Said::of(&edition, key, extension != "xml");
                assert!(said.text.concat().len() > 200, "{variant} {key}: the edition is read");
                let of = |what: &str| format!("{variant}.{extension} lacks in {key}: {what}");
                wrong.extend(lost(&text, &said.text).map(|words| of(words)));
                wrong.extend(lost(&notes, &said.notes).map(|words| of(&format!("note {words}"))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_say_all_that_the_built_in_editions_say_in_their_order() {
    let all = ["brief", "report", "report-zh", "report-en", "report-facing", "note"];
    assert_whole(None, &all);
}

#[test]
fn documents_say_all_that_a_specimen_of_every_kind_says() {
    let all = ["specimen", "specimen-zh", "dressed", "dressed-report"];
    assert_whole(Some(&here("examples/specimen")), &all);
}

#[test]
fn documents_say_all_that_a_project_in_other_languages_says() {
    let all = ["brief", "report", "book", "schools", "press"];
    assert_whole(Some(&here("examples/metre")), &all);
}

#[test]
fn documents_have_notes_blocks_languages_and_their_edition_where_programs_look_for_them() {
    if pandoc().is_none() {
        return;
    }
    let dir = built(None, &["brief"], "docx,epub,jats");
    let own = edition(None, "brief");
    let manifest = std::fs::read(dir.path().join("brief.docx.manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let hash = manifest["edition"].as_str().unwrap();
    let version = manifest["options"]["pandoc"].as_str().unwrap();
    assert!(version.starts_with('3'), "{version}");
    assert!(manifest["templates"]["templates/office/reference.docx"].is_string());

    let path = dir.path().join("brief.docx");
    let document = part(&path, "word/document.xml");
    let notes = own["notes"].as_array().unwrap();
    assert_eq!(document.matches("<w:footnoteReference ").count(), notes.len());
    // Numbers that stand for notes in the second language are theirs.
    for note in notes {
        let id = note["id"].as_str().unwrap();
        let (_, after) = document.split_once(&format!("w:name=\"note_{id}\"")).unwrap();
        assert!(after.contains("<w:footnoteReference "), "{id}");
        let link = format!("w:anchor=\"note_{id}\"");
        let (_, link) = document.split_once(&link).unwrap_or_else(|| panic!("no link to {id}"));
        let label = format!(">{}</w:t>", note["label"].as_str().unwrap());
        let link: String = link.chars().take(300).collect();
        assert!(link.contains(&label), "{link}");
    }
    let labels: Vec<&str> = notes.iter().map(|note| note["label"].as_str().unwrap()).collect();
    let counted: Vec<String> = (1..=notes.len()).map(|number| number.to_string()).collect();
    assert_eq!(labels, counted, "numbers are those that Word gives");
    let first = own["sections"][0]["blocks"][0]["id"].as_str().unwrap();
    assert!(document.contains(&format!("w:name=\"{first}\"")), "{first}");
    for tag in ["zh-CN", "en-GB"] {
        let lang = format!("<w:lang w:val=\"{tag}\" w:eastAsia=\"{tag}\" />");
        assert!(document.matches(&lang).count() > 20, "{tag}");
    }
    assert!(!document.contains("descr=\"data:"), "a picture is there once");
    assert!(part(&path, "docProps/custom.xml").contains(hash));
    assert!(part(&path, "docProps/core.xml").contains("2015-"), "the date is the article's");

    let package = part(&dir.path().join("brief.epub"), "EPUB/content.opf");
    assert!(package.contains(hash), "{package}");
    let names: Vec<String> =
        unpacked(&dir.path().join("brief.epub")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[0], "mimetype");
    let book = unpacked(&dir.path().join("brief.epub")).into_iter();
    let pages: String = book.map(|(_, page)| String::from_utf8_lossy(&page).into_owned()).collect();
    let marks = pages.split("role=\"doc-noteref\">").skip(1);
    let marks: Vec<&str> = marks.filter_map(|own| own.split('<').next()).collect();
    assert_eq!(marks, counted, "a book counts its notes through");

    let article = std::fs::read_to_string(dir.path().join("brief.xml")).unwrap();
    for own in ["<trans-title>", "<trans-abstract xml:lang=\"en-GB\">", hash] {
        assert!(article.contains(own), "{own}");
    }
}

#[test]
fn the_same_edition_gives_the_same_documents() {
    if pandoc().is_none() {
        return;
    }
    let files = |_| -> BTreeMap<String, Vec<u8>> {
        let dir = built(None, &["brief"], "docx,odt,epub,jats");
        let entries = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        entries.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
    };
    let (one, other) = (files(1), files(2));
    assert_eq!(one.len(), 8);
    for (name, bytes) in &one {
        assert!(other[name] == *bytes, "{name} is not the same");
    }
}

#[test]
fn a_project_has_its_own_styles() {
    if pandoc().is_none() {
        return;
    }
    let dir = folder(&small(&[]));
    let out = dir.path().join("out").to_string_lossy().into_owned();
    let build = |what: &str| {
        let args = ["build", "both", "--format", what, "-o", &out];
        diptych(dir.path(), &args)
    };
    let output = build("docx,epub");
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::create_dir_all(dir.path().join("templates/office")).unwrap();
    std::fs::write(dir.path().join("templates/office/book.css"), "p { color: #123456 }").unwrap();
    let output = build("docx,epub");
    // The Word document does not depend on it.
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    let book = unpacked(&dir.path().join("out/both.epub"));
    let css = book.iter().find(|(name, _)| name.ends_with(".css")).unwrap();
    assert_eq!(css.1, b"p { color: #123456 }");
    std::fs::write(dir.path().join("templates/office/reference.docx"), "no document").unwrap();
    let output = build("docx");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("pandoc cannot write the document"), "{}", stderr(&output));
    // What was there is whole.
    unpacked(&dir.path().join("out/both.docx"));
}

#[cfg(unix)]
#[test]
fn what_pandoc_leaves_out_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let built = |script: &str| {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("pandoc");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let mut run = command(dir.path(), &["build", "note", "--format", "jats", "-o", "out"]);
        run.env("DIPTYCH_PANDOC", &program);
        let output = run.output().unwrap();
        assert!(!dir.path().join("out/note.xml").exists());
        (output.status.code(), stderr(&output))
    };
    let (code, told) = built("echo pandoc 3.1.9");
    assert_eq!(code, Some(2));
    assert!(told.contains("pandoc 3.1.9 is too old") && told.contains("pip install"), "{told}");
    let version = "[ \"$1\" = --version ] && echo pandoc 3.2 && exit";
    let log =
        r#"[{"type":"CouldNotFetchResource","verbosity":"WARNING","pretty":"Could not fetch x"}]"#;
    let (code, told) = built(&format!("{version}\necho '{log}' > log; echo '<a/>' > made"));
    assert_eq!(code, Some(1));
    assert!(told.contains("does not write all of the document: Could not fetch x"), "{told}");
    let (code, told) = built(&format!("{version}\necho '<a/>' > made"));
    assert_eq!(code, Some(1), "{told}");
    let (code, told) = built(&format!("{version}\necho no room >&2; exit 1"));
    assert_eq!(code, Some(1));
    assert!(told.contains("pandoc cannot write the document: no room"), "{told}");
}

#[test]
fn without_pandoc_it_is_said_how_to_get_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut run = command(dir.path(), &["build", "note", "--format", "docx", "-o", "out"]);
    run.env("DIPTYCH_PANDOC", "/no/pandoc");
    let output = run.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("cannot run pandoc") && told.contains("pandoc.org/installing"), "{told}");
}

#[test]
fn python_docx_finds_styles_tables_and_properties() {
    let Some((python, _)) = python().zip(pandoc()) else { return };
    let dir = built(Some(&here("examples/specimen")), &["specimen"], "docx");
    let script = "
import sys, docx
document = docx.Document(sys.argv[1])
names = {style.name for style in document.styles}
used = {p.style.name for p in document.element.body.iter('{*}p')
        for p in [docx.text.paragraph.Paragraph(p, document)]}
print(sorted(used - names))
for name in ['Title', 'Caption', 'Recommendation', 'Box', 'Pull Quote', 'Text zh-CN', 'Text en-GB']:
    print(name, name in used)
print(any(table.style.name == 'Hinge' and len(table.columns) == 2 for table in document.tables))
print(any(table.style.name == 'Data' for table in document.tables))
";
    let path = dir.path().join("specimen.docx");
    let output = Command::new(python).args(["-c", script]).arg(path).output().unwrap();
    insta::assert_snapshot!(stdout(&output) + &stderr(&output));
}
