//! `docs/errors.md` is written from the codes and from what the invalid projects print.

use std::collections::{BTreeMap, BTreeSet};

use diptych::model::code::Code;

use crate::common::{diptych, here, names, stderr, stdout};

const HEAD: &str = "\
# What each code means

Each error and warning has a code, which stays when its words change: `error[unknown-source]` on a
terminal, at the end of a line with `--diagnostic-format short`, `code` in JSON, `ruleId` in SARIF.
`diptych explain --code unknown-source` prints what is here. Most examples are what the program
says of a project in `tests/invalid`. [check.md](check.md) says more of what the rules of `check`
find; a project sets their levels.

<!-- Written by `INSTA_UPDATE=always cargo test --test it errors`, from src/model/code/kinds.rs,
src/model/rule.rs and the snapshots of tests/invalid. -->
";

/// What is printed for each code: the shortest diagnostic in the snapshots.
fn examples() -> BTreeMap<String, String> {
    let folder = here("tests/it/snapshots");
    let mut shortest: BTreeMap<String, String> = BTreeMap::new();
    for name in names(&folder).iter().filter(|name| name.starts_with("invalid__")) {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let (_, told) = text.split_once("exit code ").unwrap();
        let told = told.split_once('\n').unwrap().1;
        for one in told.split("\n\n").map(str::trim_end) {
            let rest = one.strip_prefix("error[").or(one.strip_prefix("warning["));
            let Some((code, _)) = rest.and_then(|rest| rest.split_once("]: ")) else { continue };
            let code = code.to_string();
            let size = |text: &str| (text.lines().count(), text.len());
            let own = shortest.entry(code).or_insert_with(|| one.into());
            if size(one) < size(own) {
                *own = one.into();
            }
        }
    }
    shortest
}

fn errors() -> String {
    let examples = examples();
    let codes: BTreeMap<&str, Code> = Code::all().map(|code| (code.id(), code)).collect();
    let mut text = HEAD.to_string();
    for (id, code) in codes {
        text += &format!("\n## `{id}`\n\n{}\n", code.meaning());
        if let Some(example) = examples.get(id) {
            text += &format!("\n```text\n{example}\n```\n");
        }
    }
    text
}

#[test]
fn the_list_of_codes_says_what_the_program_prints() {
    let path = here("docs/errors.md");
    let text = errors();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == text, "docs/errors.md is out of date: see the comment at its top");
}

#[test]
fn codes_are_told_apart_and_say_what_they_mean() {
    let ids: Vec<&str> = Code::all().map(Code::id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a code is there twice");
    for code in Code::all() {
        let id = code.id();
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        assert!(code.meaning().ends_with('.') && code.meaning().len() <= 120, "{id}");
        assert_eq!(Code::named(id), Some(code));
    }
    let unknown: Vec<String> =
        examples().into_keys().filter(|id| Code::named(id).is_none()).collect();
    assert!(unknown.is_empty(), "the snapshots have codes that there are not: {unknown:?}");
}

#[test]
fn explain_says_what_a_code_means() {
    let dir = tempfile::tempdir().unwrap();
    let told = stdout(&diptych(dir.path(), &["explain", "--code", "unknown-source"]));
    assert!(told.starts_with(Code::UnknownSource.meaning()), "{told}");
    assert!(told.contains("error[unknown-source]: ") && !told.contains("```"), "{told}");
    let none = diptych(dir.path(), &["explain", "--code", "unknown-sorce"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("did you mean `unknown-source`?"), "{}", stderr(&none));
}
