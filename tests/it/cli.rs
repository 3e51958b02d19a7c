//! The program from end to end, as a user runs it.

use crate::common;
use std::path::Path;

use crate::common::{diptych, edited, folder, names, small, stderr, stdout};
use diptych::load::files::Files;

/// What a run of `build` must end with to have been without fault.
fn built(dir: &Path, args: &[&str]) -> Vec<String> {
    let output = diptych(dir, args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    assert_eq!(stderr(&output), "", "{args:?}");
    stdout(&output).lines().map(str::to_string).collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn the_built_in_project_needs_no_path_no_font_and_no_project() {
    let dir = tempfile::tempdir().unwrap();
    let written = built(dir.path(), &["build"]);
    let variants = [
        "brief",
        "brief-zh",
        "brief-en",
        "report",
        "report-zh",
        "report-en",
        "report-facing",
        "note",
        "note-zh",
        "note-en",
    ];
    let expected: Vec<_> = variants.iter().map(|v| format!("out/{v}.pdf")).collect();
    assert_eq!(written, expected);
    for path in written {
        let bytes = std::fs::read(dir.path().join(path)).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        assert!(contains(&bytes, "<pdfaid:part>2</pdfaid:part>"));
        assert!(contains(&bytes, "<pdfuaid:part>1</pdfuaid:part>"));
        assert!(contains(&bytes, "2015-06-23T00:00:00"), "the article's own date");
    }
}

#[test]
fn init_edit_build_shows_the_edit() {
    let dir = tempfile::tempdir().unwrap();
    let output = diptych(dir.path(), &["init", "my-brief", "--sample"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let project = dir.path().join("my-brief");
    let article = project.join("data/article.yaml");
    let text = std::fs::read_to_string(&article).unwrap();
    let edit = text.replace("Security cooperation within CICA", "Our own edition of CICA");
    assert_ne!(text, edit);
    std::fs::write(&article, edit).unwrap();
    // A file made of it, and the project found from a folder inside it.
    built(&project.join("data"), &["build", "brief-en", "-o", "../out"]);
    assert_eq!(names(&project.join("out")), ["brief-en.pdf", "brief-en.pdf.manifest.json"]);
    assert!(contains(&std::fs::read(project.join("out/brief-en.pdf")).unwrap(), "Our own edition"));
}

#[test]
fn templates_of_the_project_come_before_those_of_the_program() {
    let dir = tempfile::tempdir().unwrap();
    assert!(diptych(dir.path(), &["init", "p", "--sample", "--with-templates"]).status.success());
    let project = dir.path().join("p");
    let template = project.join("templates/brief.typ");
    assert!(template.is_file());
    std::fs::write(&template, "#let edition = json(\"/edition.json\")\n#edition.wrong\n").unwrap();
    let output = diptych(&project, &["build", "brief-en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("templates/brief.typ:2:"), "{}", stderr(&output));
}

#[test]
fn a_mistake_writes_nothing_and_leaves_the_last_good_file() {
    let dir = folder(&small(&[]));
    built(dir.path(), &["build", "both", "zh"]);
    let before = std::fs::read(dir.path().join("out/both.pdf")).unwrap();
    let path = "data/sections/water.yaml";
    common::write(dir.path(), &edited(path, "[@book]", "[@boko]"));
    let output = diptych(dir.path(), &["build", "both", "zh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean `book`?"));
    assert_eq!(stdout(&output), "");
    assert_eq!(std::fs::read(dir.path().join("out/both.pdf")).unwrap(), before);
    let files = ["both.pdf", "both.pdf.manifest.json", "zh.pdf", "zh.pdf.manifest.json"];
    assert_eq!(names(&dir.path().join("out")), files);
}

#[test]
fn one_variant_over_its_pages_keeps_all_from_being_written() {
    let toml = "[variants.zh]\n";
    let dir = folder(&edited("diptych.toml", toml, "[variants.zh]\nmax-pages = 0\n"));
    let output = diptych(dir.path(), &["build", "both", "zh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("diptych.toml:18:11"), "{}", stderr(&output));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new());
}

#[test]
fn a_block_taller_than_a_page_is_an_error_with_its_place() {
    let long = "The lake is large and deep. ".repeat(500);
    let path = "data/sections/water.yaml";
    let dir = folder(&edited(path, "The map again.", &long));
    let output = diptych(dir.path(), &["build", "both"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(told.contains("the block `again` is taller than a page of `both`"), "{told}");
    assert!(told.contains("water.yaml:19:9"), "{told}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (folder(&small(&[])), folder(&small(&[])));
    built(one.path(), &["build", "-j", "1"]);
    let mut command = common::command(two.path(), &["build", "-j", "4", "-o", "elsewhere"]);
    let output = command.env("TZ", "Asia/Almaty").env("LANG", "zh_CN.UTF-8").output().unwrap();
    assert!(output.status.success());
    let files = names(&one.path().join("out"));
    assert_eq!(files.len(), 12);
    for file in files {
        let a = std::fs::read(one.path().join("out").join(&file)).unwrap();
        let b = std::fs::read(two.path().join("elsewhere").join(&file)).unwrap();
        assert!(a == b, "{file} differs");
        let machine = one.path().to_string_lossy().into_owned();
        assert!(!contains(&a, &machine), "{file} has a path of the machine");
    }
}

#[test]
fn the_date_is_the_flag_then_the_environment_then_the_article() {
    let dir = folder(&small(&[]));
    let dated = |args: &[&str], epoch: Option<&str>| {
        let mut command = common::command(dir.path(), args);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        std::fs::read(dir.path().join("out/en.pdf")).unwrap()
    };
    assert!(contains(&dated(&["build", "en"], None), "2020-05-06T00:00:00"));
    assert!(contains(&dated(&["build", "en"], Some("86400")), "1970-01-02T00:00:00"));
    let flag = ["build", "en", "--creation-timestamp", "1000000000"];
    assert!(contains(&dated(&flag, Some("86400")), "2001-09-09T01:46:40"));
    let mut command = common::command(dir.path(), &["build", "en"]);
    let output = command.env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn other_standards_can_be_asked_for() {
    let dir = folder(&small(&[]));
    built(dir.path(), &["build", "en", "--pdf-standard", "a-3b"]);
    let bytes = std::fs::read(dir.path().join("out/en.pdf")).unwrap();
    assert!(contains(&bytes, "<pdfaid:part>3</pdfaid:part>"));
    let output = diptych(dir.path(), &["build", "en", "--pdf-standard", "a-2a,a-3a"]);
    assert_eq!(output.status.code(), Some(2));
    let output = diptych(dir.path(), &["build", "en", "--pdf-standard", "x-1"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn options_that_say_nothing_of_what_is_made_are_wrong_usage() {
    let dir = folder(&small(&[]));
    let cases: [(&[&str], &str); 6] = [
        (&["--format", "png", "--attach-data"], "`--attach-data` says nothing of `--format png`"),
        (&["--format", "svg", "--pdf-standard", "a-2b"], "`--pdf-standard` says nothing of"),
        (&["--format", "svg", "--ppi", "300"], "`--ppi` says nothing of `--format svg`"),
        (&["--ppi", "300"], "`--ppi` says nothing of `--format pdf`"),
        (&["--pdf-standard", "a-2b", "--attach-data"], "of the standard `a-2b`"),
        (&["--pdf-standard", "ua-1,a-1a", "--attach-data"], ""),
    ];
    for (options, said) in cases {
        let output = diptych(dir.path(), &[&["build", "en"], options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
        assert!(!dir.path().join("out").exists(), "{options:?}");
    }
    for standard in ["a-3b", "a-4f", "1.7"] {
        let args = ["build", "en", "--pdf-standard", standard, "--attach-data"];
        assert!(diptych(dir.path(), &args).status.success(), "{standard}");
    }
}

#[test]
fn pages_can_be_images() {
    let dir = folder(&small(&[]));
    let pages = built(dir.path(), &["build", "zh", "--format", "png", "--ppi", "40"]);
    assert_eq!(pages[0], "out/zh-1.png");
    let bytes = std::fs::read(dir.path().join(&pages[0])).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"));
    // A4 at 40 pixels an inch.
    assert_eq!(&bytes[16..24], [0, 0, 1, 75, 0, 0, 1, 212]);
    let pages = built(dir.path(), &["build", "zh", "--format", "svg"]);
    let svg = std::fs::read_to_string(dir.path().join(&pages[0])).unwrap();
    assert!(svg.starts_with("<svg"));
}

#[test]
fn a_character_that_the_subset_lacks_comes_from_a_font_of_the_user() {
    // Traditional 龍 is not in the subset; the error names it and its place.
    let path = "data/sections/water.yaml";
    let dir = folder(&edited(path, "河流改道", "河龍改道"));
    let output = diptych(dir.path(), &["build", "zh", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("water.yaml:13:10: error: no font of `zh` has the character `龍`"),
        "{told}"
    );
}

#[test]
fn a_folder_of_fonts_comes_before_the_fonts_of_the_program() {
    let dir = folder(&small(&[]));
    let fonts = dir.path().join("more");
    std::fs::create_dir(&fonts).unwrap();
    let font = common::here("fonts/SourceSans3-Bold.ttf");
    std::fs::copy(font, fonts.join("mine.ttf")).unwrap();
    let output = diptych(dir.path(), &["fonts", "--font-path", "more"]);
    let listed = stdout(&output);
    let first = listed.lines().nth(1).unwrap();
    assert!(first.starts_with("Source Sans 3") && first.ends_with("more/mine.ttf"), "{first}");
    std::fs::write(fonts.join("broken.ttf"), "no font").unwrap();
    let output = diptych(dir.path(), &["build", "zh", "--font-path", "more"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot read the font `more/broken.ttf`"));
}

#[test]
fn explain_tells_why_each_block_is_in_or_out() {
    let dir = folder(&small(&[]));
    let output = diptych(dir.path(), &["explain", "brief"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn explain_prints_the_edition_as_json() {
    let dir = folder(&small(&[]));
    let output = diptych(dir.path(), &["explain", "members", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["audience"], "members");
    assert_eq!(json["sections"][0]["blocks"][2]["id"], "secret");
    assert_eq!(json["notes"][0]["label"], "1");
}

#[test]
fn variants_are_listed() {
    let dir = folder(&small(&[]));
    insta::assert_snapshot!(stdout(&diptych(dir.path(), &["variants"])));
    let output = diptych(dir.path(), &["variants", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 6);
}

#[test]
fn check_finds_nothing_in_the_built_in_project() {
    let dir = tempfile::tempdir().unwrap();
    let output = diptych(dir.path(), &["check"]);
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_wording_to_avoid_is_found_wherever_its_lines_break() {
    let terms = common::SMALL.iter().find(|(path, _)| *path == "data/terms.yaml").unwrap().1;
    let terms = terms.replace("avoid: {", "avoid: { zh: [湖区委员会],");
    let path = "data/sections/water.yaml";
    let mut files =
        edited(path, "zh: 再看地图。[@map]", "zh: |\n      再看湖区\n      委员会。[@map]");
    files.insert("data/terms.yaml", terms.into_bytes());
    let dir = folder(&files);
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    let place = "water.yaml:21:9: error: `湖区委员会` is not the approved term";
    assert!(told.contains(place), "{told}");
}

#[test]
fn a_wording_to_avoid_is_not_found_across_what_stands_between_its_words() {
    let terms = common::SMALL.iter().find(|(path, _)| *path == "data/terms.yaml").unwrap().1;
    let terms = terms.replace("avoid: {", "avoid: { zh: [湖区委员会],");
    let path = "data/sections/water.yaml";
    let told = |zh: &str, en: &str| {
        let text = common::SMALL.iter().find(|(p, _)| *p == path).unwrap().1;
        let text = text.replace("zh: 再看地图。[@map]", &format!("zh: \"{zh}\""));
        let text = text.replace("en: The map again.[@map]", &format!("en: \"{en}\""));
        let dir = folder(&small(&[("data/terms.yaml", &terms), (path, &text)]));
        stderr(&diptych(dir.path(), &["check", "--diagnostic-format", "short"]))
    };
    assert_eq!(told("湖区{extent}委员会", "The Lake {extent} Board."), "");
    assert_eq!(told("是湖区\n\n      委员会", "A lake.\n\n      A board."), "");
    let marked = told("湖区[@map]*委员会*", "The Lake[@map] *Board*.");
    assert!(marked.contains("`湖区委员会` is not"), "{marked}");
    assert!(marked.contains("`Lake Board` is not"), "{marked}");
}

#[test]
fn diagnostics_come_as_json_with_lines_and_columns() {
    let dir = folder(&edited("data/sections/water.yaml", "[@book]", "[@boko]"));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "json"]);
    let told = stderr(&output);
    let first: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!(first["path"], "data/sections/water.yaml");
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(13), Some(26)));
    assert_eq!(first["hints"][0], "did you mean `book`?");
}

#[test]
fn wrong_usage_ends_with_2() {
    let dir = folder(&small(&[]));
    for args in [
        &["build", "nothing"][..],
        &["build", "--project", "nowhere"],
        &["build", "--jobs", "0"],
        &["paint"],
        &["schema", "artcle"],
    ] {
        assert_eq!(diptych(dir.path(), args).status.code(), Some(2), "{args:?}");
    }
    let output = diptych(dir.path(), &["build", "bohth"]);
    assert!(stderr(&output).contains("did you mean `both`?"), "{}", stderr(&output));
}

#[test]
fn schemas_describe_each_file() {
    let dir = tempfile::tempdir().unwrap();
    let output = diptych(dir.path(), &["schema"]);
    let listed = stdout(&output);
    let listed: Vec<&str> = listed.lines().collect();
    assert!(listed.contains(&"section"));
    for name in &listed {
        let output = diptych(dir.path(), &["schema", name]);
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(schema["$schema"].as_str().unwrap().starts_with("https://json-schema.org"));
    }
    let output = diptych(dir.path(), &["schema", "section"]);
    insta::assert_snapshot!(stdout(&output));
    assert!(diptych(dir.path(), &["schema", "-o", "schemas"]).status.success());
    assert_eq!(names(&dir.path().join("schemas")).len(), listed.len());
}

#[test]
fn completions_are_printed() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&diptych(dir.path(), &["completions", shell])).contains("diptych"));
    }
}

#[test]
fn the_help_is_what_the_reference_says() {
    let dir = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(stdout(&diptych(dir.path(), &["build", "--help"])));
}

#[test]
fn an_output_folder_that_cannot_be_made_is_told() {
    let dir = folder(&small(&[]));
    std::fs::write(dir.path().join("taken"), "a file").unwrap();
    let output = diptych(dir.path(), &["build", "zh", "-o", "taken"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write `taken/zh.pdf`"), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(dir.path().join("taken")).unwrap(), "a file");
}

#[test]
fn text_is_a_value_and_never_code() {
    let path = "data/sections/water.yaml";
    let code = "'Area #panic(\"code\") \\$x\\$ \\@map \\<a> \\`raw\\` // no comment[@map]'";
    let dir = folder(&edited(path, "The map again.[@map]", code));
    let output = diptych(dir.path(), &["build", "en"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let output = diptych(dir.path(), &["explain", "en", "--format", "json"]);
    assert!(stdout(&output).contains("#panic"));
}

#[test]
fn the_files_of_the_built_in_project_are_all_there() {
    let files = Files::built_in();
    for path in ["diptych.toml", "data/article.yaml", "data/events.yaml", "data/sources.yaml"] {
        assert!(files.bytes(path).is_some(), "{path}");
    }
}

#[test]
fn data_is_attached_only_where_the_readers_may_see_all_of_it() {
    let dir = folder(&small(&[]));
    let output = diptych(dir.path(), &["build", "both", "--attach-data"]);
    assert!(output.status.success(), "{}", stderr(&output));
    // A block is for members, so that everybody gets the edition alone.
    assert!(stderr(&output).contains("the data is not attached to `both`"));
    let bytes = std::fs::read(dir.path().join("out/both.pdf")).unwrap();
    assert!(contains(&bytes, "<pdfaid:part>3</pdfaid:part>"));
    assert!(contains(&bytes, "edition.json") && !contains(&bytes, "water.yaml"));
    built(dir.path(), &["build", "members", "--attach-data"]);
    let bytes = std::fs::read(dir.path().join("out/members.pdf")).unwrap();
    assert!(contains(&bytes, "edition.json") && contains(&bytes, "water.yaml"));
}

#[test]
fn only_data_that_the_article_is_made_of_is_attached() {
    let figures = "levels:
  after: area
  title: { zh: 水位, en: Levels }
  alt: { zh: 图。, en: A chart. }
  chart: { csv: charts/levels.csv, series: [{ column: high, label: { zh: 高, en: High } }] }
";
    let theme = "[theme]\nlogo = { file = \"logo.svg\", alt = { zh = \"湖\", en = \"A lake\" } }\n\n[audiences]";
    let mut files = edited("diptych.toml", "[audiences]", theme);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'/>";
    let table = diptych::load::files::built_in_data("languages/en.yaml").unwrap();
    for (path, bytes) in [
        ("data/figures.yaml", figures.as_bytes()),
        ("data/charts/levels.csv", "zh,en,high\n甲,A,1\n".as_bytes()),
        ("data/logo.svg", svg.as_bytes()),
        ("data/languages/en.yaml", table),
        // What the project does not read.
        ("data/languages/fr.yaml", b"mine"),
        ("data/people.csv", b"id,variant\nann,both\n"),
        ("data/logos/office.svg", svg.as_bytes()),
    ] {
        files.insert(path, bytes.to_vec());
    }
    let project = common::loaded(&files);
    let variant = project.variant("members").unwrap();
    let mut edition = diptych::select::select(&project, variant);
    let data: Vec<&str> = files.below("data").map(|(path, _)| path).collect();
    assert!(diptych::select::attach(&mut edition, &project, variant, &data));
    let own = [
        "edition.json",
        "data/article.yaml",
        "data/charts/levels.csv",
        "data/events.yaml",
        "data/figures.yaml",
        "data/languages/en.yaml",
        "data/logo.svg",
        "data/quantities.yaml",
        "data/sections/water.yaml",
        "data/source-titles.yaml",
        "data/sources.yaml",
        "data/terms.yaml",
    ];
    assert_eq!(edition.attached, own);
    let dir = folder(&files);
    built(dir.path(), &["build", "members", "--attach-data"]);
    let bytes = std::fs::read(dir.path().join("out/members.pdf")).unwrap();
    assert!(contains(&bytes, "levels.csv") && !contains(&bytes, "people.csv"));
}

#[test]
fn data_with_editors_notes_is_not_attached_where_they_are_not_printed() {
    let note = "again\n    editorial: { zh: 待核, en: To be checked }\n";
    let toml = "[variants.members]\n";
    let mut files = edited(
        "diptych.toml",
        toml,
        "[variants.notes]\neditorial = true\n\
         template = \"brief\"\naudience = \"members\"\n\n[variants.members]\n",
    );
    let water = edited("data/sections/water.yaml", "again\n", note);
    let path = "data/sections/water.yaml";
    files.insert(path, water.bytes(path).unwrap().to_vec());
    let dir = folder(&files);
    let output = diptych(dir.path(), &["build", "members", "--attach-data"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("the data is not attached to `members`"));
    let bytes = std::fs::read(dir.path().join("out/members.pdf")).unwrap();
    assert!(contains(&bytes, "edition.json") && !contains(&bytes, "water.yaml"));
    built(dir.path(), &["build", "notes", "--attach-data"]);
    let bytes = std::fs::read(dir.path().join("out/notes.pdf")).unwrap();
    assert!(contains(&bytes, "water.yaml"));
}

#[test]
fn a_logo_a_marking_and_a_draft_come_from_the_project_file() {
    let theme = "[theme]\npaper = \"letter\"\ndraft = true\n\
                 marking = { zh = \"内部\", en = \"Restricted\" }\n\
                 logo = { file = \"logo.svg\", alt = { zh = \"湖\", en = \"A lake\" } }\n\n[audiences]";
    let files = edited("diptych.toml", "[audiences]", theme);
    let dir = folder(&files);
    let output = diptych(dir.path(), &["build", "en"]);
    assert!(stderr(&output).contains("there is no file `data/logo.svg`"), "{}", stderr(&output));
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'>\
               <rect width='80' height='20' fill='#0d4663'/></svg>";
    std::fs::write(dir.path().join("data/logo.svg"), svg).unwrap();
    built(dir.path(), &["build", "en", "both"]);
    let bytes = std::fs::read(dir.path().join("out/en.pdf")).unwrap();
    assert!(contains(&bytes, "/MediaBox [0 0 612 792]") || contains(&bytes, "[0 0 612 792]"));
    assert!(contains(&bytes, "A lake"));
    let pages = built(dir.path(), &["build", "en", "--format", "svg"]);
    let svg = std::fs::read_to_string(dir.path().join(&pages[0])).unwrap();
    assert!(svg.contains("rotate") || svg.contains("matrix"), "the draft is across the page");
}

#[test]
fn all_pages_can_be_one_sheet() {
    let dir = folder(&small(&[]));
    let written = built(dir.path(), &["build", "en", "--format", "sheet", "--ppi", "20"]);
    assert_eq!(written, ["out/en.png"]);
    assert!(std::fs::read(dir.path().join("out/en.png")).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_contact_sheet_has_the_pages_of_all_variants() {
    let dir = folder(&small(&[]));
    let build = ["build", "both", "zh", "--format", "sheet", "--ppi", "10"];
    let output = diptych(dir.path(), &[&build[..], &["--contact", "all.png"]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    // Where the width and the height of a PNG are.
    let size = |path: &str| {
        let bytes = std::fs::read(dir.path().join(path)).unwrap();
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    };
    let (both, zh, all) = (size("out/both.png"), size("out/zh.png"), size("all.png"));
    assert_eq!(all.0, both.0.max(zh.0));
    assert!(all.1 >= both.1.max(zh.1));
    // Made again from sheets that are current.
    let before = std::fs::read(dir.path().join("all.png")).unwrap();
    std::fs::remove_file(dir.path().join("all.png")).unwrap();
    let output = diptych(dir.path(), &[&build[..], &["--contact", "all.png"]].concat());
    assert!(stderr(&output).contains("`both` is current"), "{}", stderr(&output));
    assert_eq!(std::fs::read(dir.path().join("all.png")).unwrap(), before);
    let output = diptych(dir.path(), &["build", "both", "--contact", "all.png"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("add `--format sheet`"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_project_alone() {
    use std::os::unix::fs::symlink;
    let dir = folder(&small(&[]));
    let sections = dir.path().join("data/sections");
    std::fs::rename(sections.join("water.yaml"), dir.path().join("real.yaml")).unwrap();
    symlink("../../real.yaml", sections.join("water.yaml")).unwrap();
    let inside = diptych(dir.path(), &["check"]);
    assert_eq!(inside.status.code(), Some(0), "{}", stderr(&inside));

    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("more.bib"), "").unwrap();
    let more = dir.path().join("data/more.bib");
    for (to, reason) in [
        (elsewhere.path().join("more.bib"), "it is a link that leads out of the project"),
        (dir.path().join("data"), "it is a link to a folder that it is in"),
        (dir.path().join("nowhere"), "No such file"),
    ] {
        symlink(to, &more).unwrap();
        let output = diptych(dir.path(), &["check"]);
        assert_eq!(output.status.code(), Some(2));
        let told = stderr(&output);
        assert!(told.contains("data/more.bib") && told.contains(reason), "{told}");
        std::fs::remove_file(&more).unwrap();
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_told() {
    let dir = folder(&small(&[]));
    std::fs::create_dir(dir.path().join("data/more.bib")).unwrap();
    let told = stderr(&diptych(dir.path(), &["check"]));
    assert!(told.contains("data/more.bib`: it is a folder, and should be a file"), "{told}");
}

#[test]
fn a_template_that_is_not_utf_8_is_told_at_its_byte() {
    let mut files = small(&[]);
    files.insert("templates/own.typ", b"= Title\n\xff".to_vec());
    let dir = folder(&files);
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("templates/own.typ:2:1: error: the file is not UTF-8"), "{told}");
}

#[test]
fn mistakes_without_end_are_counted_and_shown_around_their_place() {
    let text = (0..400).map(|i| format!("{{nope-{i}}} ")).collect::<String>();
    let water = format!(
        "id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n  - id: area\n    zh: 湖。\n    en: The {text}\n"
    );
    let dir = folder(&small(&[("data/sections/water.yaml", &water)]));
    let told = stderr(&diptych(dir.path(), &["check"]));
    assert!(told.contains("and 380 more of this kind in data/sections/water.yaml"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() < 200), "{told}");
    assert!(told.contains("water.yaml:6:13\n") && told.contains("water.yaml:6:22\n"), "{told}");
    assert!(told.contains("400 errors"), "all are counted: {told}");
    let json = diptych(dir.path(), &["check", "--diagnostic-format", "json"]);
    assert_eq!(stderr(&json).lines().count(), 400);
}

#[test]
fn nothing_that_a_terminal_would_obey_reaches_it() {
    let (_, toml) = common::SMALL[0];
    let dir = folder(&small(&[(
        "diptych.toml",
        &toml.replace("\"zh\", \"en\"]", "\"zh\", \"e\u{1b}[2Jn\"]"),
    )]));
    for format in ["human", "short", "json"] {
        let told = stderr(&diptych(dir.path(), &["check", "--diagnostic-format", format]));
        assert!(told.contains("diptych.toml") && !told.contains('\u{1b}'), "{format}: {told:?}");
    }
}
