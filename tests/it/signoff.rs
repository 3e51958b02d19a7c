//! The record of concordance: what is confirmed, what makes it stale, what asks for it, and
//! how it merges.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use diptych::concordance::{Concord, concords, with};
use diptych::load::concordance::read;
use diptych::load::files::Files;
use diptych::model::concordance::{Entry, Pair, Signature, Stage};
use diptych::model::diagnostic::Diagnostics;
use serde_json::Value;

use crate::common::{SMALL, diptych, folder, lake, loaded, small, stderr, stdout};

const RECORD: &str = "data/concordance.toml";
const WATER: &str = "data/sections/water.yaml";

/// Runs the program; gives what it printed, with its exit code.
fn run(dir: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = diptych(dir, &[args, &["--diagnostic-format", "short"]].concat());
    (output.status.code(), format!("{}{}", stdout(&output), stderr(&output)))
}

fn done(dir: &Path, args: &[&str]) -> String {
    let (code, told) = run(dir, args);
    assert_eq!(code, Some(0), "{args:?}: {told}");
    told
}

fn edit(dir: &Path, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(dir.join(path)).unwrap();
    assert!(text.contains(from), "`{from}` is in {path}");
    std::fs::write(dir.join(path), text.replace(from, to)).unwrap();
}

fn record(dir: &Path) -> String {
    std::fs::read_to_string(dir.join(RECORD)).unwrap()
}

/// The states of all texts by unit.
fn states(dir: &Path) -> BTreeMap<String, String> {
    let json: Value = serde_json::from_str(&done(dir, &["status", "--format", "json"])).unwrap();
    let texts = json["languages"][0]["texts"].as_array().unwrap();
    let text = |own: &Value| own.as_str().unwrap().to_string();
    texts.iter().map(|own| (text(&own["unit"]), text(&own["state"]))).collect()
}

#[test]
fn without_a_record_nothing_is_confirmed() {
    let dir = folder(&lake());
    let states = states(dir.path());
    assert!(states.values().all(|state| state == "unconfirmed"), "{states:?}");
    for unit in [
        "article.title",
        "article.subtitle",
        "article.abstract",
        "article.keywords",
        "section.water",
        "block.rivers",
        "event.flood",
        "period.early",
        "figure.names",
        "term.board",
    ] {
        assert!(states.contains_key(unit), "{unit} is not in {states:?}");
    }
    assert!(!dir.path().join(RECORD).exists(), "`status` writes nothing");
}

#[test]
fn what_is_confirmed_is_recorded_with_its_words_and_nothing_else_changes() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    assert!(done(path, &["confirm"]).contains("an entry for each of"));
    let before = record(path);
    assert_eq!(before.matches("[block.").count(), 5, "each block from the start: {before}");
    let args =
        ["confirm", "area", "--as", "reviewed", "--by", "Jane “JR” Roe", "--on", "2026-11-30"];
    assert!(done(path, &args).contains("1 text reviewed"));
    let after = record(path);
    let changed: Vec<&str> = after
        .lines()
        .zip(before.lines())
        .filter(|(after, before)| after != before)
        .map(|(after, _)| after)
        .collect();
    assert_eq!(after.lines().count(), before.lines().count(), "no line is added");
    assert_eq!(
        changed,
        [
            "reviewed = { by = \"Jane “JR” Roe\", on = 2026-11-30 }",
            "original = [\"面积为{extent=2400 area}。[@map]又见他处。[@map, page 3]\"]",
            "text = [\"Its area is {extent=2400 area}.[@map] See elsewhere.[@map, page 3]\"]",
        ]
    );
    assert_eq!(states(path)["block.area"], "reviewed");
    // Again without a day, and by somebody else.
    done(path, &["confirm", "area", "--as", "final", "--by", "Li Hua"]);
    let last = record(path);
    assert!(last.contains("final = { by = \"Li Hua\" }\n"), "{last}");
    assert!(last.contains("reviewed = { by = \"Jane “JR” Roe\", on = 2026-11-30 }"));
    assert_eq!(states(path)["block.area"], "final");
}

#[test]
fn either_side_changed_is_stale_and_what_does_not_show_is_not() {
    let confirmed = || {
        let dir = folder(&small(&[]));
        done(dir.path(), &["confirm", "--all", "--as", "reviewed", "--by", "A"]);
        dir
    };
    let rivers = "    zh: 河流改道，{board}知情。[@book]\n    en: The rivers moved, and the {board} knew.[@book]\n";
    for (from, to) in [
        (
            rivers,
            "    # A comment.\n    en: >-\n      The rivers moved,\n      and the {board}\n      knew.[@book]\n    zh: '河流改道， {board}知情。[@book]'\n",
        ),
        ("  - id: rivers\n", "  - level: full\n    id: rivers\n"),
        ("{board}知情", "{board}知情"),
    ] {
        let dir = confirmed();
        edit(dir.path(), WATER, from, to);
        let states = states(dir.path());
        assert!(states.values().all(|state| state == "reviewed"), "{to}: {states:?}");
    }
    for (from, to, told) in [
        ("河流改道", "河流大改道", "the words changed in `zh`"),
        ("The rivers moved", "The river moved", "the words changed in `en`"),
        ("[@book]\n    en: The rivers", "[@map]\n    en: The rivers", "the words changed in `zh`"),
        ("The rivers moved", "The *rivers* moved", "the words changed in `en`"),
    ] {
        let dir = confirmed();
        let path = dir.path();
        edit(path, WATER, from, to);
        if to.contains("[@map]") {
            edit(path, WATER, "knew.[@book]", "knew.[@map]");
        }
        let states = states(path);
        let stale: Vec<_> = states.iter().filter(|(_, state)| *state == "stale").collect();
        assert_eq!(stale.len(), 1, "{to}: {stale:?}");
        assert_eq!(states["block.rivers"], "stale");
        let told_ = done(path, &["status"]);
        let line = told_.lines().find(|line| line.contains("block.rivers")).unwrap();
        assert!(
            line.starts_with("data/sections/water.yaml:12: en block.rivers: stale since reviewed"),
            "{line}"
        );
        assert!(line.contains(told) || to.contains("[@map]"), "{line}");
    }
}

#[test]
fn a_changed_quantity_is_told_apart_from_a_changed_sentence() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    done(path, &["confirm", "--all", "--as", "final", "--by", "A"]);
    edit(path, "data/quantities.yaml", "value: 2400", "value: 2402");
    edit(path, "data/quantities.yaml", "published: 25.0", "published: 24.98");
    let json: Value = serde_json::from_str(&done(path, &["status", "--format", "json"])).unwrap();
    let texts = json["languages"][0]["texts"].as_array().unwrap();
    let area = texts.iter().find(|own| own["unit"] == "block.area").unwrap();
    assert_eq!(area["state"], "stale");
    let changes = serde_json::json!({
        "original": false,
        "text": false,
        "quantities": [{ "id": "extent", "from": "2400 area", "to": "2402 area" }],
    });
    assert_eq!(area["changes"], changes);
    assert_eq!(area["changed"], "`{extent}` was 2400 area, is 2402 area");
    assert_eq!(texts.iter().filter(|own| own["state"] == "stale").count(), 1);
    let shown = done(path, &["show", "area"]);
    assert!(shown.contains("stale: `{extent}` was 2400 area, is 2402 area"), "{shown}");
}

#[test]
fn show_has_both_texts_and_what_each_has_lost_and_gained() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    assert_eq!(
        done(path, &["show", "rivers"]),
        "block.rivers en (data/sections/water.yaml:12)\nunconfirmed\n\
         zh: 河流改道，{board}知情。[@book]\n\
         en: The rivers moved, and the {board} knew.[@book]\n"
    );
    done(
        path,
        &["confirm", "rivers", "--as", "translated", "--by", "Li Hua", "--on", "2026-01-02"],
    );
    edit(path, WATER, "河流改道", "三条河流改道");
    edit(path, WATER, "The rivers moved", "Three rivers moved");
    assert_eq!(
        done(path, &["show", "block.rivers"]),
        "block.rivers en (data/sections/water.yaml:12)\n\
         stale: the words changed in `zh` and `en`\ntranslated by Li Hua on 2026-01-02\n\
         zh: {+三条+}河流改道，{board}知情。[@book]\n\
         en: [-The-]{+Three+} rivers moved, and the {board} knew.[@book]\n"
    );
    // Signed again by a second reader, who keeps the translator's name.
    done(path, &["confirm", "rivers", "--as", "reviewed", "--by", "Jane Roe"]);
    let shown = done(path, &["show", "rivers"]);
    assert!(
        shown.contains("reviewed\ntranslated by Li Hua on 2026-01-02\nreviewed by Jane Roe\n"),
        "{shown}"
    );
    // Of other words, what a later stage said is void.
    done(path, &["confirm", "rivers", "--as", "final", "--by", "C"]);
    edit(path, WATER, "三条河流", "四条河流");
    done(path, &["confirm", "rivers", "--as", "translated", "--by", "D"]);
    assert_eq!(states(path)["block.rivers"], "translated");
    assert!(!record(path).contains("Jane Roe"), "{}", record(path));
}

#[test]
fn all_leaves_what_others_have_confirmed_and_what_is_missing() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    edit(path, WATER, "    en: The map again.[@map]\n", "");
    done(path, &["confirm", "rivers", "--as", "final", "--by", "A"]);
    done(path, &["confirm", "--section", "water", "--as", "reviewed", "--by", "B"]);
    let states = states(path);
    assert_eq!(states["block.rivers"], "final");
    assert_eq!(states["block.again"], "missing");
    assert_eq!(states["block.area"], "reviewed");
    assert_eq!(states["event.flood"], "unconfirmed");
    let (code, told) = run(path, &["confirm", "again", "--as", "reviewed", "--by", "B"]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("water.yaml:19:9: error: the block `again` has no `en` text to confirm"),
        "{told}"
    );
    let counts = done(path, &["status"]);
    let line = counts
        .lines()
        .find(|line| line.starts_with("en        water"))
        .expect("a line for the section");
    let cells: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(cells, ["en", "water", "1", "0", "0", "5", "0", "4", "1"], "{counts}");
}

#[test]
fn what_is_wrong_on_the_command_line_is_told_and_changes_nothing() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    for (args, expected) in [
        (&["confirm", "rivres", "--as", "reviewed", "--by", "A"][..], "did you mean `rivers`"),
        (&["confirm", "rivers"], "--as"),
        (&["confirm", "--all", "--as", "reviewed"], "--by"),
        (&["confirm", "--as", "reviewed", "--by", "A"], "nothing is named"),
        (&["confirm", "rivers", "--as", "checked", "--by", "A"], "checked"),
        (
            &["confirm", "rivers", "--as", "final", "--by", "A", "--on", "2026-02-30"],
            "a day of the calendar",
        ),
        (
            &["confirm", "rivers", "--as", "final", "--by", "A", "--on", "2026-02"],
            "a day of the calendar",
        ),
        (&["confirm", "rivers", "--as", "final", "--by", " "], "it is a name"),
        (
            &["confirm", "rivers", "--as", "final", "--by", "A", "--language", "fr"],
            "`fr` is no translation",
        ),
        (&["confirm", "--section", "wood", "--as", "final", "--by", "A"], "no section `wood`"),
        (&["show", "nothing"], "no text has the id `nothing`"),
    ] {
        let output = diptych(path, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(expected), "{expected} is not in:\n{}", stderr(&output));
    }
    assert!(!path.join(RECORD).exists());
}

#[test]
fn a_record_that_is_broken_is_told_at_its_place_and_left_alone() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    done(path, &["confirm", "rivers", "--as", "reviewed", "--by", "A"]);
    edit(
        path,
        RECORD,
        "reviewed = { by = \"A\" }",
        "<<<<<<< HEAD\nreviewed = { by = \"A\" }\n=======\nreviewed = { by = \"B\" }\n>>>>>>> other",
    );
    let broken = record(path);
    for args in
        [&["status"][..], &["build", "en"], &["confirm", "area", "--as", "final", "--by", "A"]]
    {
        let (code, told) = run(path, args);
        assert_eq!(code, Some(1), "{args:?}: {told}");
        assert!(told.contains("data/concordance.toml:"), "{told}");
    }
    assert_eq!(record(path), broken);
}

#[test]
fn comments_and_line_ends_of_a_record_stay() {
    let dir = folder(&small(&[]));
    let path = dir.path();
    done(path, &["confirm"]);
    let text =
        record(path).replace("[block.rivers.en]\n", "[block.rivers.en]\n# See the minutes.\n");
    std::fs::write(path.join(RECORD), text.replace('\n', "\r\n")).unwrap();
    done(path, &["confirm", "rivers", "--as", "reviewed", "--by", "A"]);
    let after = record(path);
    assert!(after.contains("[block.rivers.en]\r\n# See the minutes.\r\ntranslated = {}\r\nreviewed = { by = \"A\" }\r\n"), "{after}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    // Of a block that is gone, the entry stays and is told.
    edit(path, WATER, "id: rivers", "id: streams");
    assert!(done(path, &["status"]).contains("entries of nothing: block.rivers.en"));
    done(path, &["confirm"]);
    assert!(record(path).contains("[block.streams.en]"));
}

#[test]
fn a_variant_is_built_when_all_that_it_prints_is_confirmed_as_it_asks() {
    let (_, toml) = SMALL[0];
    let toml = toml.replace("[variants.both]", "[variants.both]\nrequire = \"reviewed\"");
    let dir = folder(&small(&[("diptych.toml", &toml)]));
    let path = dir.path();
    let (code, told) = run(path, &["build", "both"]);
    assert_eq!(code, Some(1));
    for expected in [
        "data/article.yaml:1:14: error: `title` of the article is unconfirmed in `en`",
        "data/sections/water.yaml:12:9: error: the block `rivers` is unconfirmed in `en`",
        "data/terms.yaml:1:1: error: the term `board` is unconfirmed in `en`",
    ] {
        assert!(told.contains(expected), "{expected} is not in:\n{told}");
    }
    assert!(
        !told.contains("`secret`") && !told.contains("`meeting`"),
        "what it does not print: {told}"
    );
    done(path, &["build", "zh"]);
    done(path, &["build", "both", "--draft"]);
    done(path, &["confirm", "--all", "--as", "translated", "--by", "A"]);
    let (_, told) = run(path, &["build", "both"]);
    assert!(told.contains("the block `rivers` is translated in `en`, not reviewed"), "{told}");
    done(path, &["confirm", "--all", "--as", "reviewed", "--by", "B"]);
    done(path, &["build", "both"]);
    edit(path, WATER, "The rivers moved", "Three rivers moved");
    let (code, told) = run(path, &["build", "both"]);
    assert_eq!(code, Some(1));
    let expected = "water.yaml:12:9: error: the block `rivers` has changed since it was reviewed in `en`: the words changed in `en`";
    assert!(told.contains(expected), "{told}");
    assert_eq!(told.matches("error:").count(), 1, "{told}");
    std::fs::write(path.join("rows.csv"), "id,variant\na,both\n").unwrap();
    let (code, told) = run(path, &["batch", "rows.csv"]);
    assert_ne!(code, Some(0));
    assert!(told.contains("has changed since it was reviewed"), "{told}");
}

#[test]
fn the_sheet_has_both_texts_the_state_and_the_names() {
    let dir = folder(&lake());
    let path = dir.path();
    done(
        path,
        &["confirm", "rivers", "--as", "reviewed", "--by", "Jane <Roe>", "--on", "2026-11-30"],
    );
    edit(path, WATER, "    en: The map again.[@map]\n", "");
    assert_eq!(done(path, &["status", "--format", "csv"]), "out/concordance.csv\n");
    let bytes = std::fs::read(path.join("out/concordance.csv")).unwrap();
    let text =
        std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a mark for Excel");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|row| {
            head.iter().zip(&row.unwrap()).map(|(k, v)| (k.to_string(), v.to_string())).collect()
        })
        .collect();
    let row = |unit: &str| rows.iter().find(|row| row["unit"] == unit).unwrap();
    assert_eq!(
        row("block.rivers")["text"],
        "The rivers moved, and the Lake Management Board knew."
    );
    assert_eq!(row("block.rivers")["state"], "reviewed");
    assert_eq!(row("block.rivers")["reviewed by"], "Jane <Roe>");
    assert_eq!(row("block.rivers")["reviewed on"], "2026-11-30");
    assert_eq!(row("block.area")["original"], "面积为2,400平方公里。 又见他处。".replace(' ', ""));
    assert_eq!(
        (row("block.again")["state"].as_str(), row("block.again")["text"].as_str()),
        ("missing", "")
    );
    done(path, &["status", "--format", "html"]);
    let html = std::fs::read_to_string(path.join("out/concordance.html")).unwrap();
    assert!(
        html.contains(
            "<td class=\"text\" lang=\"zh-CN\"><p>河流改道，湖泊管理委员会知情。</p></td>"
        ),
        "{html}"
    );
    assert!(html.contains("reviewed by Jane &lt;Roe&gt; on 2026-11-30") && !html.contains("<Roe>"));
    let first = || {
        done(path, &["status", "--format", "pdf"]);
        std::fs::read(path.join("out/concordance.pdf")).unwrap()
    };
    let pdf = first();
    assert!(pdf.starts_with(b"%PDF"));
    assert_eq!(pdf, first(), "the same sheet is the same file");
}

#[test]
fn a_new_project_has_an_entry_for_each_text() {
    let dir = tempfile::tempdir().unwrap();
    done(dir.path(), &["init", "project", "--sample"]);
    let project = dir.path().join("project");
    let before = record(&project);
    done(&project, &["confirm"]);
    assert_eq!(record(&project), before);
    assert!(before.contains("[block.terrorism") || before.matches("[block.").count() > 20);
}

/// Numbers that look random, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

fn git(dir: &Path, args: &[&str]) -> bool {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]);
    git.args(["-c", "gc.auto=0", "-c", "core.autocrlf=false"]).args(args).current_dir(dir);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = git.output().expect("git runs");
    output.status.success()
}

/// A project with many blocks, and its pairs.
fn many() -> Files {
    let blocks: String = (0..40)
        .map(|n| format!("  - id: block-{n:02}\n    zh: 第{n}块。\n    en: Block number {n}.\n"))
        .collect();
    small(&[(WATER, &format!("id: water\ntitle: {{ zh: 水, en: Water }}\nblocks:\n{blocks}"))])
}

#[test]
fn branches_that_confirm_different_blocks_merge() {
    let project = loaded(&many());
    let all = concords(&project);
    let pairs: Vec<Pair> = all.iter().map(Concord::pair).collect();
    let sorted: BTreeSet<&Pair> = pairs.iter().collect();
    let sorted: Vec<&Pair> = sorted.into_iter().collect();
    let signed = |pair: &Pair, by: &str, stage| -> Entry {
        let own = all.iter().find(|own| own.pair() == *pair).unwrap();
        let signature = Signature { by: by.into(), on: Some("2026-11-30".into()) };
        own.confirmed(stage, signature).unwrap()
    };
    let base = with(None, &pairs, &BTreeMap::new()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    let file = path.join("concordance.toml");
    std::fs::write(&file, &base).unwrap();
    assert!(git(path, &["init", "-q", "-b", "main"]) && git(path, &["add", "."]));
    assert!(git(path, &["commit", "-q", "-m", "base"]));
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for round in 0..100 {
        // In turn: each second one, runs of neighbours, any.
        let mut sides = [BTreeMap::new(), BTreeMap::new()];
        let run = 1 + dice.below(4);
        for (index, pair) in sorted.iter().enumerate() {
            let side = match round % 3 {
                0 => Some(index % 2),
                1 => Some(index / run % 2),
                _ => [Some(0), Some(1), None][dice.below(3)],
            };
            let Some(side) = side.filter(|_| round % 3 == 2 || dice.below(5) > 0) else { continue };
            let stage = Stage::ALL[dice.below(3)];
            let by = ["Li Hua", "Jane Roe"][side];
            sides[side].insert((*pair).clone(), signed(pair, by, stage));
        }
        let texts = sides.each_ref().map(|changes| with(Some(&base), &pairs, changes).unwrap());
        for (branch, text) in ["a", "b"].iter().zip(&texts) {
            assert!(git(path, &["checkout", "-q", "-B", branch, "main"]));
            std::fs::write(&file, text).unwrap();
            assert!(git(path, &["commit", "-q", "-a", "-m", branch]));
        }
        assert!(git(path, &["merge", "-q", "--no-edit", "a"]), "merge {round} is clean");
        let merged = std::fs::read_to_string(&file).unwrap();
        let [a, b] = sides;
        let both: BTreeMap<Pair, Entry> = a.into_iter().chain(b).collect();
        assert_eq!(merged, with(Some(&base), &pairs, &both).unwrap(), "merge {round} is right");
        let mut faults = Diagnostics::default();
        let read = read(&merged, &mut faults);
        assert!(!faults.has_errors(), "merge {round} is readable");
        assert_eq!(read.values().filter(|own| own.stage().is_some()).count(), both.len());
    }
    // And what two confirm alike is theirs to settle.
    for (branch, by) in [("a", "A"), ("b", "B")] {
        assert!(git(path, &["checkout", "-q", "-B", branch, "main"]));
        let changes = BTreeMap::from([(pairs[9].clone(), signed(&pairs[9], by, Stage::Final))]);
        std::fs::write(&file, with(Some(&base), &pairs, &changes).unwrap()).unwrap();
        assert!(git(path, &["commit", "-q", "-a", "-m", branch]));
    }
    assert!(!git(path, &["merge", "-q", "--no-edit", "a"]));
}
