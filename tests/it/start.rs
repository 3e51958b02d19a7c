//! Projects that the program begins: `init` and `add`.

use std::path::Path;

use crate::common::{diptych, names, stderr, stdout};

fn run(dir: &Path, args: &[&str]) -> String {
    let output = diptych(dir, args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    assert_eq!(stderr(&output), "", "{args:?}");
    stdout(&output)
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder with their bytes.
fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![];
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(dir).unwrap().display().to_string();
                    files.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_new_project_builds_and_its_languages_agree() {
    for (languages, built) in [
        ("zh,en", vec!["brief", "report", "report-zh", "report-en"]),
        ("en,zh", vec!["brief", "report", "report-en", "report-zh"]),
        ("zh", vec!["brief", "report"]),
        ("en", vec!["brief", "report"]),
        ("en,fr,zh", vec!["brief", "report", "report-en", "report-fr", "report-zh"]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        run(dir.path(), &["init", "p", "--languages", languages]);
        let project = dir.path().join("p");
        // `check` finds that French is not translated yet, and nothing else.
        if languages.contains("fr") {
            let told = stderr(&diptych(&project, &["check", "--diagnostic-format", "short"]));
            assert!(
                told.lines().all(|line| {
                    line.contains("[untranslated]")
                        || line.contains("reads as English (write it in `fr`)")
                }),
                "{told}"
            );
        }
        let strict: &[&str] = if languages.contains("fr") { &["-q"] } else { &["--strict"] };
        let output = diptych(&project, &[&["build"], strict].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let output = stdout(&output);
        let expected: Vec<_> = built.iter().map(|name| format!("out/{name}.pdf")).collect();
        let all = names(&project.join("out"));
        let made = all.iter().filter(|name| name.ends_with(".pdf")).count();
        assert_eq!(made, built.len(), "{languages}: {all:?}");
        if strict == ["--strict"] {
            assert_eq!(output.lines().collect::<Vec<_>>(), expected, "{languages}");
        }
    }
}

#[test]
fn a_new_project_has_one_entry_of_each_kind_and_help_for_editors() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p", "--title", "我们的湖", "--title", "Our lake: a report"]);
    let project = dir.path().join("p");
    let article = text(&project.join("data/article.yaml"));
    assert!(article.contains("title: { zh: 我们的湖, en: 'Our lake: a report' }"), "{article}");
    for (path, bytes) in tree(&project) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("{{"), "{path} has a place without words");
        let is_data = path.starts_with("data/")
            && !matches!(path.as_str(), "data/sources.yaml" | "data/concordance.toml");
        if let Some(line) = text.lines().next().filter(|_| is_data) {
            let (_, schema) = line.split_once("$schema=").unwrap_or_else(|| panic!("{path}"));
            let folder = project.join(&path).parent().unwrap().join(schema);
            assert!(folder.is_file(), "{path}: {schema}");
        }
    }
    let settings = text(&project.join(".vscode/settings.json"));
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    for schema in settings["yaml.schemas"].as_object().unwrap().keys() {
        assert!(project.join(schema).is_file(), "{schema}");
    }
    assert_eq!(text(&project.join(".gitignore")), "/out\n");
    assert!(text(&project.join("README.md")).lines().count() < 60, "one page");
}

#[test]
fn init_gives_the_same_files_each_time() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "a"]);
    run(dir.path(), &["init", "b", "--languages", "zh,en"]);
    assert_eq!(tree(&dir.path().join("a")), tree(&dir.path().join("b")));
}

#[test]
fn init_adds_what_is_missing_and_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("README.md"), "mine").unwrap();
    run(dir.path(), &["init", "."]);
    assert_eq!(text(&dir.path().join("README.md")), "mine");
    let first = tree(dir.path());
    std::fs::remove_file(dir.path().join(".gitignore")).unwrap();
    // An article of one's own gets none of the sample's data back.
    std::fs::remove_file(dir.path().join("data/figures.yaml")).unwrap();
    std::fs::write(dir.path().join("data/article.yaml"), "mine").unwrap();
    let told = run(dir.path(), &["init", "."]);
    assert!(told.starts_with("wrote 1 files"), "{told}");
    let mut expected = first;
    expected.retain(|(path, _)| path != "data/figures.yaml");
    for (path, bytes) in &mut expected {
        if path == "data/article.yaml" {
            *bytes = b"mine".to_vec();
        }
    }
    assert_eq!(tree(dir.path()), expected);
    let told = run(dir.path(), &["init", "."]);
    assert!(told.contains("all files of a project already"), "{told}");
}

#[test]
fn init_keeps_the_languages_that_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let toml = "languages = [\"en\"]\n[variants.brief]\ntemplate = \"brief\"\n";
    std::fs::write(dir.path().join("diptych.toml"), toml).unwrap();
    let output = diptych(dir.path(), &["init", ".", "--languages", "zh,en"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the project has other languages: en"));
    assert_eq!(names(dir.path()), ["diptych.toml"]);
    run(dir.path(), &["init", "."]);
    run(dir.path(), &["build"]);
}

#[test]
fn init_refuses_what_is_no_language_or_cannot_be_set() {
    let dir = tempfile::tempdir().unwrap();
    for (languages, message) in [
        ("zh,zh", "the language `zh` is named twice"),
        ("zh,English", "`English` is not the key of a language"),
        ("en,ar", "the language `ar` cannot be set: Arabic is written from right to left"),
        ("en,../x", "`../x` is not the key of a language"),
    ] {
        let output = diptych(dir.path(), &["init", "p", "--languages", languages]);
        assert_eq!(output.status.code(), Some(2), "{languages}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
        assert!(names(dir.path()).is_empty(), "{languages}");
    }
}

#[test]
fn init_sample_writes_the_built_in_article() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p", "--sample"]);
    let sections = names(&dir.path().join("p/data/sections"));
    assert_eq!(sections.len(), 6);
    run(&dir.path().join("p"), &["build", "note"]);
}

#[test]
fn what_is_added_builds() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p"]);
    let project = dir.path().join("p");
    let before = text(&project.join("data/article.yaml"));
    run(&project, &["add", "section", "costs"]);
    run(&project, &["add", "figure", "budget"]);
    run(&project, &["add", "source", "plan-2025"]);
    run(&project, &["add", "template", "letter"]);
    run(&project, &["add", "language", "pt-br"]);
    let article = text(&project.join("data/article.yaml"));
    let list = "[introduction, recommendations";
    assert_eq!(article, before.replace(list, &format!("{list}, costs")));
    let toml = text(&project.join("diptych.toml"));
    let toml = format!("{toml}\n[variants.letter]\ntemplate = \"letter\"\n");
    std::fs::write(project.join("diptych.toml"), toml).unwrap();
    let built = run(&project, &["build"]);
    assert!(built.contains("out/letter.pdf"), "{built}");
    assert!(text(&project.join("data/languages/pt-br.yaml")).contains("\ntag: pt-BR\n"));
}

#[test]
fn a_section_is_put_behind_the_others_however_they_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let flow = "sections: [introduction, recommendations]";
    for (list, expected) in [
        (
            "sections:\n- introduction # first\n- recommendations # last\n# end",
            "sections:\n- introduction # first\n- recommendations # last\n- NAME\n# end",
        ),
        (
            "sections:\n    - \"introduction\"\n    - 'recommendations'",
            "sections:\n    - \"introduction\"\n    - 'recommendations'\n    - NAME",
        ),
        (
            "sections: [\n  introduction, # first\n  recommendations, # last\n]",
            "sections: [\n  introduction, # first\n  recommendations, NAME, # last\n]",
        ),
        (
            "sections: [ introduction, 'recommendations' ]",
            "sections: [ introduction, 'recommendations', NAME ]",
        ),
    ] {
        run(dir.path(), &["init", "q"]);
        let project = dir.path().join("q");
        let path = project.join("data/article.yaml");
        let own = text(&path).replace(flow, list);
        std::fs::write(&path, &own).unwrap();
        run(&project, &["add", "section", "more"]);
        assert_eq!(text(&path), own.replace(list, &expected.replace("NAME", "more")));
        run(&project, &["check"]);
        std::fs::remove_dir_all(&project).unwrap();
    }
}

#[test]
fn what_cannot_be_added_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p"]);
    let project = dir.path().join("p");
    let before = tree(&project);
    for (kind, name, message) in [
        ("section", "introduction", "`data/sections/introduction.yaml` is there already"),
        ("section", "served", "the id `served` is used twice"),
        ("section", "../evil", "`../evil` is not a name for this"),
        ("section", "Costs", "`Costs` is not a name for this"),
        ("figure", "served", "served"),
        ("source", "example-2024", "example-2024"),
        ("language", "ar", "Arabic is written from right to left"),
    ] {
        let output = diptych(&project, &["add", kind, name]);
        assert_eq!(output.status.code(), Some(1), "{kind} {name}: {}", stdout(&output));
        assert!(stderr(&output).contains(message), "{kind} {name}: {}", stderr(&output));
        assert_eq!(tree(&project), before, "{kind} {name}");
    }
    let output = diptych(dir.path(), &["add", "section", "costs"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no project here or above"));
}

#[test]
fn examples_that_stand_in_an_article_of_ones_own_are_told() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["init", "p", "--languages", "en,zh", "--title", "Our lake"]);
    let project = dir.path().join("p");
    let leftovers = || -> Vec<String> {
        let output = diptych(&project, &["check", "--diagnostic-format", "short"]);
        let told = stderr(&output);
        let own = told.lines().filter(|line| line.contains("[leftovers]"));
        own.map(str::to_string).collect()
    };
    assert_eq!(leftovers(), Vec::<String>::new(), "a new project");
    let path = project.join("data/sections/introduction.yaml");
    let own = text(&path);
    let message = "A key message is one sentence that a reader in a hurry must not miss.";
    assert!(own.contains(message), "{own}");
    std::fs::write(&path, own.replace(message, "The lake can be saved within ten years.")).unwrap();
    let told = leftovers();
    for (place, words) in [
        ("data/article.yaml", "Replace these words by your own"),
        ("data/article.yaml", "第一个关键词"),
        ("data/sections/introduction.yaml", "关键信息是一句话"),
        ("data/sections/introduction.yaml", "In , the members of the"),
        ("data/sections/recommendations.yaml", "Say what it costs, and who pays."),
        ("data/events.yaml", "各成员商定共同计划"),
        ("data/figures.yaml", "People reached, and all whom"),
    ] {
        let is_told = |line: &String| line.starts_with(place) && line.contains(words);
        assert!(told.iter().any(is_told), "{words}: {told:#?}");
    }
    // What `init` was told, and words that may stay.
    assert!(!told.iter().any(|line| line.contains("Our lake") || line.contains("Introduction")));
    let built = diptych(&project, &["build"]);
    assert!(built.status.success(), "a finding forbids no build: {}", stderr(&built));
}
