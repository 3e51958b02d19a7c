//! Drafts: texts that are missing in a language, what is refused for them, and what a draft
//! prints in their place.

use diptych::load::files::Files;
use diptych::model::edition::{Edition, Run, plain};
use diptych::select::select;

use crate::common::{SMALL, diptych, edited, folder, lake, loaded, names, small, stderr};

const WATER: &str = "data/sections/water.yaml";

/// The small project with a translation left out of one block.
fn untranslated() -> Files {
    edited(WATER, "    en: The rivers moved, and the {board} knew.[@book]\n", "")
}

fn short(files: &Files, args: &[&str]) -> (Option<i32>, String) {
    let dir = folder(files);
    let output = diptych(dir.path(), &[args, &["--diagnostic-format", "short"]].concat());
    (output.status.code(), stderr(&output))
}

/// The draft of a variant.
fn draft(files: &Files, variant: &str) -> Edition {
    let project = loaded(files);
    let variant = project.variant(variant).expect("the variant is there").drafted();
    select(&project, &variant)
}

fn runs<'a>(edition: &'a Edition, block: &str, language: &str) -> &'a [Run] {
    let own = edition.blocks().find(|own| own.id == block).expect("the block is there");
    &own.body[language][0]
}

/// The foreign words of runs, with their languages.
fn foreign(runs: &[Run]) -> Vec<(String, String)> {
    let words = |run: &Run| match run {
        Run::Foreign { lang, region, body } => {
            Some((format!("{lang}-{}", region.clone().unwrap_or_default()), plain(body)))
        }
        _ => None,
    };
    runs.iter().filter_map(words).collect()
}

#[test]
fn what_does_not_print_a_missing_text_is_built() {
    let dir = folder(&untranslated());
    for variant in ["zh", "brief", "key"] {
        let output = diptych(dir.path(), &["build", variant]);
        assert_eq!(output.status.code(), Some(0), "{variant}: {}", stderr(&output));
    }
    let output = diptych(dir.path(), &["build", "both", "en", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let expected = "data/sections/water.yaml:12:9: error: the block `rivers` has no `en` text";
    assert_eq!(told.matches(expected).count(), 1, "{told}");
    let dir = folder(&untranslated());
    assert_eq!(diptych(dir.path(), &["build", "en", "zh"]).status.code(), Some(1));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new(), "all or none");
}

#[test]
fn a_text_is_missing_however_it_is_left_open() {
    let text = "    en: The rivers moved, and the {board} knew.[@book]\n";
    for open in ["", "    en:\n", "    en: ''\n", "    en: >-\n\n", "    en: ' '\n"] {
        let (code, told) = short(&edited(WATER, text, open), &["check"]);
        assert_eq!(code, Some(1), "{open:?}: {told}");
        assert!(told.contains("the block `rivers` has no `en` text"), "{open:?}: {told}");
    }
    let draft = edited(WATER, "id: rivers\n", "id: rivers\n    draft: true\n");
    let (code, told) = short(&draft, &["check"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("the block `rivers` is a draft in `en`"), "{told}");
    // Among other mistakes, a draft does not tell of it.
    let broken = edited(WATER, text, "    level: high\n");
    for (args, count) in [(&["build"][..], 1), (&["build", "--draft"], 0)] {
        let (_, told) = short(&broken, args);
        assert_eq!(told.matches("has no `en` text").count(), count, "{told}");
        assert!(told.contains("`high` is not one of"), "{told}");
    }
    let finished = edited(WATER, "id: rivers\n", "id: rivers\n    draft: false\n");
    assert_eq!(short(&finished, &["check"]).0, Some(0));
}

#[test]
fn every_kind_of_text_may_be_missing_and_is_told_at_its_place() {
    let article = "data/article.yaml";
    let figures = "data/figures.yaml";
    for (path, from, to, told) in [
        (
            article,
            "title: { zh: 湖泊, en: The lake }",
            "title: { zh: 湖泊 }",
            "1:10: error: the title has no `en` text",
        ),
        (
            article,
            "{ zh: 湖面缩小。, en: The lake shrinks. }",
            "{ en: The lake shrinks. }",
            "error: the abstract has no `zh` text",
        ),
        (
            article,
            "  - { zh: 湖, en: lake }",
            "  - { zh: 湖 }",
            "error: the keyword has no `en` text",
        ),
        (
            article,
            "{ zh: 一份报告, en: A report }",
            "{ zh: 一份报告 }",
            "error: the subtitle has no `en` text",
        ),
        (
            WATER,
            "title: { zh: 水, en: Water }",
            "title: { en: Water }",
            "2:10: error: the section `water` has no `zh` text",
        ),
        (
            "data/events.yaml",
            "zh: '洪水[@map]', en: 'A flood[@map]'",
            "zh: '洪水[@map]'",
            "error: the event `flood` has no `en` text",
        ),
        (
            "data/events.yaml",
            "title: { zh: 早期, en: Early }",
            "title: { zh: 早期 }",
            "error: the period `early` has no `en` text",
        ),
        (
            "data/terms.yaml",
            "  long: { zh: 湖泊管理委员会, en: Lake Management Board }",
            "  long: { zh: 湖泊管理委员会 }",
            "error: the term `board` has no `en` text",
        ),
        (
            figures,
            "title: { zh: 面积, en: Areas }",
            "title: { zh: 面积 }",
            "error: the figure `shares` has no `en` text",
        ),
        (
            figures,
            "remark: { zh: 未经核对, en: Not checked }",
            "remark: { zh: 未经核对 }",
            "error: the figure `names` has no `en` text",
        ),
        (
            figures,
            "{ zh: 很长, en: Very long }",
            "{ zh: 很长, en: '' }",
            "error: the cell has no `en` text",
        ),
        (
            figures,
            "label: { zh: 水面, en: Open water }",
            "label: { zh: 水面 }",
            "error: the label has no `en` text",
        ),
    ] {
        let mut files = lake();
        let text = files.text(path).unwrap().to_string();
        assert!(text.contains(from), "`{from}` is in {path}");
        files.insert(path, text.replace(from, to).into_bytes());
        let (code, all) = short(&files, &["build", "all"]);
        assert_eq!(code, Some(1), "{from}: {all}");
        assert!(all.contains(told) && all.contains(path), "{told} is not in:\n{all}");
        let dir = folder(&files);
        let output = diptych(dir.path(), &["build", "all", "--draft"]);
        assert_eq!(output.status.code(), Some(0), "{from}: {}", stderr(&output));
    }
}

#[test]
fn a_draft_prints_the_original_as_what_it_is() {
    let edition = draft(&untranslated(), "both");
    assert!(edition.theme.draft, "the word for a draft is across its pages");
    let en = runs(&edition, "rivers", "en");
    assert_eq!(
        plain(en),
        "[not yet translated] 河流改道，湖泊管理委员会（以下简称“管委会”）知情。3"
    );
    assert_eq!(en[0], Run::text("[not yet translated] "));
    let words = vec![(
        "zh-CN".to_string(),
        "河流改道，湖泊管理委员会（以下简称“管委会”）知情。".to_string(),
    )];
    assert_eq!(foreign(en), words);
    assert!(matches!(en.last(), Some(Run::Mark { id, .. }) if *id == edition.notes[2].id));
    // What is there is as ever, and both languages have their notes.
    assert_eq!(plain(runs(&edition, "again", "en")), "The map again.4");
    assert!(edition.notes.iter().all(|note| note.body.len() == 2));
    let whole = draft(&small(&[]), "both");
    assert!(whole.theme.draft && foreign(runs(&whole, "rivers", "en")).is_empty());
}

#[test]
fn what_only_a_translation_has_stands_for_the_original() {
    let files = edited(WATER, "    zh: 再看地图。[@map]\n", "");
    let edition = draft(&files, "zh");
    let zh = runs(&edition, "again", "zh");
    assert_eq!(zh[0], Run::text("〔尚未翻译〕"));
    assert_eq!(foreign(zh), [("en-GB".to_string(), "The map again.".to_string())]);
    let (code, told) = short(&files, &["build", "zh"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("the block `again` has no `zh` text"), "{told}");
    assert_eq!(short(&files, &["build", "en"]).0, Some(0));
}

#[test]
fn a_text_that_no_language_has_is_a_mistake_in_any_edition() {
    let files = edited(
        WATER,
        "    zh: 再看地图。[@map]\n    en: The map again.[@map]\n",
        "    draft: true\n",
    );
    let (code, told) = short(&files, &["build", "key", "--draft"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("the block `again` has no text in any language"), "{told}");
}

#[test]
fn a_draft_is_set_in_every_layout_and_divided_as_the_original_is() {
    let (_, toml) = SMALL[0];
    let long: String = (0..60).map(|n| format!("第{n}句话说的是同一条河流的水位变化。")).collect();
    let water = SMALL.iter().find(|(path, _)| *path == WATER).unwrap().1;
    let water = water.replace("    en: The map again.[@map]\n", "").replace("再看地图。", &long);
    let more: String = ["parallel", "stacked", "facing"]
        .map(|layout| {
            format!("\n[variants.{layout}]\ntemplate = \"brief\"\nlayout = \"{layout}\"\n")
        })
        .concat();
    let files = small(&[("diptych.toml", &format!("{toml}{more}")), (WATER, &water)]);
    let dir = folder(&files);
    let names = ["parallel", "stacked", "facing", "en"];
    let output = diptych(dir.path(), &[&["build", "--draft"], &names[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let edition = draft(&files, "parallel");
    let steps = |language| {
        runs(&edition, "again", language).iter().filter(|run| **run == Run::Step).count()
    };
    assert!(steps("zh") > 50, "it may be divided");
    assert_eq!(steps("zh"), steps("en"));
}

#[test]
fn a_draft_of_the_project_file_prints_what_is_there_too() {
    let (_, toml) = SMALL[0];
    let toml = toml.replace("[audiences]", "[theme]\ndraft = true\n\n[audiences]");
    let water = untranslated().text(WATER).unwrap().to_string();
    let files = small(&[("diptych.toml", &toml), (WATER, &water)]);
    assert_eq!(short(&files, &["build", "en"]).0, Some(0));
}

#[test]
fn a_batch_refuses_what_has_texts_missing() {
    let dir = folder(&untranslated());
    std::fs::write(dir.path().join("rows.csv"), "id,variant\na,en\nb,zh\n").unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert_ne!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("the block `rivers` has no `en` text"), "{told}");
    assert!(!dir.path().join("out/a.pdf").exists());
}

#[test]
fn a_draft_is_current_until_its_texts_are_others() {
    let dir = folder(&untranslated());
    let path = dir.path();
    assert_eq!(diptych(path, &["build", "en", "--draft"]).status.code(), Some(0));
    assert_eq!(diptych(path, &["verify", "out/en.pdf"]).status.code(), Some(0));
    std::fs::write(path.join(WATER), small(&[]).text(WATER).unwrap()).unwrap();
    assert_ne!(diptych(path, &["verify", "out/en.pdf"]).status.code(), Some(0));
}

#[test]
fn fonts_of_the_original_stand_behind_those_of_the_language() {
    let families = |edition: &Edition| -> Vec<String> {
        let serif = &edition.languages[0].table.fonts.serif;
        serif.iter().map(|family| family.name().to_string()).collect()
    };
    let table =
        std::str::from_utf8(&std::fs::read(crate::common::here("data/languages/en.yaml")).unwrap())
            .unwrap()
            .replace("serif: [Source Serif 4, Noto Serif SC]", "serif: [Source Serif 4]");
    let with = |mut files: Files| {
        files.insert("data/languages/en.yaml", table.clone().into_bytes());
        files
    };
    assert_eq!(families(&draft(&with(small(&[])), "en")), ["Source Serif 4"]);
    assert!(families(&draft(&with(untranslated()), "en")).contains(&"Noto Serif SC".to_string()));
}

/// The small project with notes in words beside `rivers`: one for all, one for Chinese.
fn with_notes(en: &str, basin: &str) -> Files {
    let zh = "    zh: 河流改道，{board}知情。[@book]\n";
    let own = "    en: The rivers moved, and the {board} knew.[@book]\n";
    let notes =
        format!("    notes:\n      basin: {basin}\n      alone: {{ only: zh, zh: 译名从旧。 }}\n");
    let (_, text) = small_file(WATER);
    let text = text
        .replace(zh, "    zh: 河流[^basin]改道[^alone]。[@book]\n")
        .replace(own, &format!("{en}{notes}"));
    small(&[(WATER, &text)])
}

fn small_file(path: &str) -> (&'static str, &'static str) {
    *crate::common::SMALL.iter().find(|(own, _)| *own == path).unwrap()
}

#[test]
fn a_note_in_words_may_be_missing_and_so_may_the_text_that_marks_it() {
    let whole = "{ zh: '指流域，见[@map]。', en: 'The basin: [@map].' }";
    let english = "    en: The rivers[^basin] moved.[@book]\n";
    // The text is there, and its note is not.
    let files = with_notes(english, "{ zh: '指流域，见[@map]。' }");
    let (code, told) = short(&files, &["build", "en"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("the note `basin` has no `en` text"), "{told}");
    assert_eq!(short(&files, &["build", "zh"]).0, Some(0));
    let edition = draft(&files, "both");
    let note = edition.notes.iter().find(|note| note.from.is_some()).unwrap();
    assert!(plain(&note.body["en"]).starts_with("[not yet translated] 指流域，见"), "{note:?}");
    assert_eq!(foreign(&note.body["en"])[0], ("zh-CN".into(), "指流域，见".into()));
    assert!(foreign(&note.body["zh"]).is_empty());
    let dir = folder(&files);
    let status = diptych(dir.path(), &["status", "--format", "json"]);
    assert!(crate::common::stdout(&status).contains("\"missing\""));
    // The note is there, and its text is not; the one for Chinese readers is not printed.
    let files = with_notes("", whole);
    let (code, told) = short(&files, &["build", "en"]);
    assert_eq!(code, Some(1), "{told}");
    assert_eq!(told.lines().filter(|line| line.contains(": error")).count(), 1, "{told}");
    let edition = draft(&files, "both");
    let labels = |language: &str| -> Vec<String> {
        let marks = runs(&edition, "rivers", language).iter();
        let label = |run: &Run| match run {
            Run::Mark { label, .. } => Some(label.clone()),
            _ => None,
        };
        marks.filter_map(label).collect()
    };
    assert_eq!(
        (labels("zh"), labels("en")),
        (["3", "A", "4"].map(String::from).to_vec(), ["3", "4"].map(String::from).to_vec(),)
    );
    let note = edition.notes.iter().find(|note| note.label == "3").unwrap();
    assert_eq!(foreign(&note.body["en"])[0].0, "zh-CN");
    for layout in ["both", "en"] {
        assert_eq!(short(&files, &["build", "--draft", layout]).0, Some(0));
    }
}
