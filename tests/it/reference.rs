//! `docs/cli.md` is written from the command line; what the docs say of options, exit codes,
//! variables, templates and defaults is compared with the program.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use diptych::cli::Arguments;

use crate::common::{here, loaded, names, small};
use crate::docs::{pages, text};
use crate::reader::steps;

const HEAD: &str = "\
# Commands, options, variables, exit codes

`diptych COMMAND --help` prints what is here. An option in square brackets has a short form beside
it; a value after “default” is taken when you do not give the option.

<!-- Written by `INSTA_UPDATE=always cargo test --test it reference`, from src/cli/args.rs and
tests/it/reference.rs. -->
";

const VARIABLES: &str = "
## Environment variables

| variable | what it does |
|---|---|
| `SOURCE_DATE_EPOCH` | the date of PDFs in seconds since 1970, where `--creation-timestamp` does not say |
| `NO_COLOR` | when set to anything, no colour, unless `--color always` asks for it |
| `TMPDIR` | the folder for files under way: a table that comes through a pipe, an archive for a store |
| `DIPTYCH_SHARDS` | how many shards a batch has; which one this is comes from the scheduler |
| `SLURM_ARRAY_TASK_ID`, `SLURM_ARRAY_TASK_MIN`, `SLURM_ARRAY_TASK_COUNT` | which shard this is, set by Slurm |
| `JOB_COMPLETION_INDEX` | which shard this is, set by Kubernetes |
| `AWS_BATCH_JOB_ARRAY_INDEX` | which shard this is, set by AWS Batch |
| `DIPTYCH_RETRY_SECONDS` | how long a request to a store is tried again; 180 when not set |
| `AWS_…`, `GOOGLE_…`, `AZURE_…` | what opens a store, under the names that its own tools know |
| `DIPTYCH_PANDOC` | the path of pandoc for `diptych import`; else `pandoc` on the path |
| `DIPTYCH_PANDOC_SECONDS` | how long pandoc may take for a file; 120 when not set |
";

const CODES: &str = "
## Exit codes

| code | what it says | what you do |
|---|---|---|
| 0 | all is done | |
| 1 | a document or its data failed; for `verify`, a file is not current | mend what the messages name |
| 2 | the command line or the project file is wrong | as above |
| 3 | `check` found something | mend it, or waive it at its place |
| 4 | a batch came to its end, and rows of it failed | [mend these rows](nightly-batch.md#in-the-morning) |
| 75 | a store did not answer | run the same again, a batch with `--resume` |
| 130 | a signal stopped a batch | run it again with `--resume` |
";

/// The page on the command line, from what clap knows.
fn reference() -> String {
    let mut program = Arguments::command();
    program.build();
    let mut page = HEAD.to_string();
    describe(&program, "diptych", true, &mut page);
    page + CODES + VARIABLES
}

fn describe(command: &Command, name: &str, is_root: bool, page: &mut String) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    write!(page, "\n## `{name}`\n\n{about}.\n").unwrap();
    let mut list = String::new();
    for arg in command.get_positionals() {
        let value = arg.get_value_names().unwrap_or_default().join(" ");
        let many = if matches!(arg.get_action(), ArgAction::Append) { "…" } else { "" };
        writeln!(list, "- `{value}`{many}: {}", meaning(arg)).unwrap();
    }
    for arg in options_of(command, is_root) {
        let value = arg.get_value_names().unwrap_or_default().join(" ");
        let value =
            if arg.get_action().takes_values() { format!(" {value}") } else { String::new() };
        let short = arg.get_short().map(|short| format!(" [`-{short}`]")).unwrap_or_default();
        let long = arg.get_long().unwrap();
        writeln!(list, "- `--{long}{value}`{short}: {}", meaning(arg)).unwrap();
    }
    if is_root && !list.is_empty() {
        page.push_str("\nEach command knows these options:\n");
    }
    if !list.is_empty() {
        write!(page, "\n{list}").unwrap();
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        describe(sub, &format!("{name} {}", sub.get_name()), false, page);
    }
}

/// What an option means, its values and its default, as a sentence.
fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if arg.get_action().takes_values() {
        let values = arg.get_possible_values();
        let values: Vec<String> = values
            .iter()
            .map(|value| match value.get_help() {
                Some(help) => format!("`{}` ({})", value.get_name(), lowered(&help.to_string())),
                None => format!("`{}`", value.get_name()),
            })
            .collect();
        if !values.is_empty() {
            text += &format!(". Values: {}", values.join(", "));
        }
        if let [default] = arg.get_default_values() {
            text += &format!(". Default: `{}`", default.to_string_lossy());
        }
    }
    text
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default()
        + letters.as_str()
}

/// The options of a command: those that all commands know, or its own.
fn options_of(command: &Command, is_global: bool) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(move |arg| {
        let is_help = matches!(arg.get_id().as_str(), "help" | "version");
        !arg.is_positional() && !is_help && arg.is_global_set() == is_global
    })
}

#[test]
fn the_page_on_the_command_line_says_what_the_program_knows() {
    let page = reference();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(here("docs/cli.md"), &page).unwrap();
    }
    assert!(text("docs/cli.md") == page, "docs/cli.md is out of date: see the comment at its top");
}

/// The exit codes that a text names as `N what…`, in order.
fn numbers(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| word.chars().all(|c| c.is_ascii_digit())).map(String::from).collect()
}

#[test]
fn the_docs_have_the_exit_codes_of_the_program() {
    let program = Arguments::command();
    let known = numbers(&program.get_after_help().unwrap().to_string());
    let outcomes = text("src/cli/mod.rs");
    let (_, outcomes) = outcomes.split_once("pub enum Outcome {").unwrap();
    let outcomes = outcomes.split_once('}').unwrap().0;
    let own: Vec<String> = outcomes
        .lines()
        .filter_map(|line| Some(line.split_once(" = ")?.1.trim_end_matches(',').to_string()))
        .collect();
    assert_eq!(known, own, "--help");
    let in_table: Vec<String> =
        CODES.lines().filter_map(|line| numbers(line.split('|').nth(1)?).pop()).collect();
    assert_eq!(in_table, own, "docs/cli.md");
    let readme = text("README.md");
    let (_, codes) = readme.split_once("Exit codes: ").expect("the README has the exit codes");
    let codes = codes.split_once("\n\n").unwrap().0;
    assert_eq!(numbers(codes), own, "README.md");
}

#[test]
fn the_docs_name_each_variable_that_the_program_reads() {
    let mut sources = vec![];
    rust_files(&here("src/cli"), &mut sources);
    let mut read = BTreeSet::new();
    for file in sources {
        let code = std::fs::read_to_string(&file).unwrap();
        // Those of stores are read by the library for stores; these are beginnings of names.
        let is_name = |text: &&str| {
            let letters = text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            letters && text.trim_matches('_').contains('_')
        };
        let is_own = |text: &&str| !text.starts_with("AWS_") || text.contains("BATCH");
        let literals = code.split('"').filter(is_name).filter(is_own);
        read.extend(literals.filter(|name| *name != "CARGO_PKG_VERSION").map(String::from));
    }
    assert!(read.len() >= 11, "{read:?}");
    for name in read {
        assert!(VARIABLES.contains(&format!("`{name}`")), "{name} is not in docs/cli.md");
    }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => rust_files(&path, files),
            path if path.extension().is_some_and(|end| end == "rs") => files.push(path),
            _ => {}
        }
    }
}

/// The long options of a command and of those below it.
fn options(command: &Command, names: &mut BTreeSet<String>) {
    names.extend(command.get_arguments().filter_map(|arg| arg.get_long()).map(String::from));
    command.get_subcommands().for_each(|sub| options(sub, names));
}

#[test]
fn the_docs_name_commands_and_options_that_there_are() {
    let mut program = Arguments::command();
    program.build();
    let mut known = BTreeSet::new();
    options(&program, &mut known);
    let commands: BTreeSet<&str> = program.get_subcommands().map(Command::get_name).collect();
    let mut faults = vec![];
    for page in pages() {
        for command in spoken(&text(&page)) {
            let mut words = command.split_whitespace().skip(1).peekable();
            match words.peek() {
                Some(name) if commands.contains(name) => {}
                Some(name) if name.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    faults.push(format!("{page}: there is no command `{name}`"));
                }
                _ => {}
            }
            for option in words.filter_map(|word| word.strip_prefix("--")) {
                let end = option.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                let name = &option[..end.unwrap_or(option.len())];
                if !name.is_empty() && !known.contains(name) {
                    faults.push(format!("{page}: there is no option `--{name}`: {command}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The commands of the program that a page has: in blocks, one a line, and in its text.
fn spoken(page: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![];
    for step in steps(page).into_iter().filter(|step| step.kind == "sh") {
        let joined = step.text.replace("\\\n", " ");
        let lines = joined.lines().map(|line| line.split(" #").next().unwrap());
        let own = lines.flat_map(|line| line.split(['|', ';', '&'])).map(str::trim);
        all.extend(own.filter(|line| line.starts_with("diptych ")).map(String::from));
    }
    let arena = Arena::new();
    let root = parse_document(&arena, page, &Options::default());
    all.extend(root.descendants().filter_map(|node| match &node.data.borrow().value {
        NodeValue::Code(code) if code.literal.starts_with("diptych ") => Some(code.literal.clone()),
        _ => None,
    }));
    all
}

#[test]
fn the_docs_have_each_template_and_each_key_of_a_variant() {
    let format = text("docs/data-format.md");
    let templates = text("docs/templates.md");
    for name in names(&here("templates")) {
        // These print what no variant can name.
        if let Some(name) =
            name.strip_suffix(".typ").filter(|n| !["concordance", "drawings", "index"].contains(n))
        {
            let row = format.lines().find(|line| line.starts_with("| `template` |")).unwrap();
            assert!(row.contains(&format!("`{name}`")), "{name}: {row}");
            assert!(templates.contains(&format!("`{name}`")), "{name} is not in docs/templates.md");
        }
    }
    let schemas = diptych::load::schemas();
    let (_, project) = schemas.into_iter().find(|(name, _)| *name == "project").unwrap();
    let project: serde_json::Value = serde_json::from_str(&project).unwrap();
    for kind in ["Variant", "Theme"] {
        for key in project["$defs"][kind]["properties"].as_object().unwrap().keys() {
            let is_row = |line: &str| line.starts_with('|') && line.contains(&format!("`{key}`"));
            assert!(format.lines().any(is_row), "{kind}: `{key}` is not in docs/data-format.md");
        }
    }
}

#[test]
fn the_docs_have_the_defaults_of_a_variant() {
    let format = text("docs/data-format.md");
    let project = loaded(&small(&[]));
    // One that says nothing but its template.
    let own = project.variant("both").unwrap();
    let said = |value: serde_json::Value| value.to_string().trim_matches('"').to_string();
    let defaults = [
        ("level", said(serde_json::to_value(own.level).unwrap())),
        ("notes", said(serde_json::to_value(own.notes).unwrap())),
        ("timeline", own.timeline.to_string()),
        ("timeline-notes", own.timeline_notes.to_string()),
        ("sources", own.sources.to_string()),
        ("recommendations-first", own.recommendations_first.to_string()),
        ("editorial", own.editorial.to_string()),
        ("glossary", own.glossary.to_string()),
        ("strict", own.strict.to_string()),
        ("draft", own.theme.draft.to_string()),
    ];
    for (key, value) in defaults {
        let row = format!("\n| `{key}` | `{value}` |");
        assert!(format.contains(&row), "docs/data-format.md has no {row}");
    }
    let layouts = [own.layout, project.variant("zh").unwrap().layout];
    let [many, one] = layouts.map(|layout| said(serde_json::to_value(layout).unwrap()));
    let row = format!("\n| `layout` | `{one}` for one language, else `{many}` |");
    assert!(format.contains(&row), "docs/data-format.md has no {row}");
}
