//! What `check` finds between two languages: labelled pairs in `tests/concordance`, of
//! which half agree, and each other has one thing changed in one of its texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{diptych, edited, folder, here, stderr};
use diptych::check::check;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::{Diagnostic, Diagnostics};

/// A line of a file of pairs.
struct Pair {
    label: String,
    texts: [String; 2],
}

fn pairs(name: &str) -> Vec<Pair> {
    let text = std::fs::read_to_string(here("tests/concordance").join(name)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pair = |line: &str| {
        let [label, a, b] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("no pair: {line}")
        };
        Pair { label: label.into(), texts: [a.into(), b.into()] }
    };
    lines.map(pair).collect()
}

/// The files that languages need beside those of the program.
fn tables() -> Vec<(&'static str, String)> {
    let read = |path: &str| std::fs::read_to_string(here(path)).unwrap();
    vec![
        ("data/languages/fr.yaml", read("examples/metre/data/languages/fr.yaml")),
        ("data/languages/ru.yaml", read("tests/concordance/ru.yaml")),
        ("data/styles/french-note.csl", read("examples/metre/data/styles/french-note.csl")),
        ("data/words.txt", read("examples/metre/data/words.txt")),
    ]
}

/// A project with a block on a line for each pair.
fn project(languages: [&str; 2], pairs: &[Pair]) -> Files {
    let [a, b] = languages;
    let mut files = Files::default();
    let mut section = format!("id: all\ntitle: {{ {a}: \"—\", {b}: \"—\" }}\nblocks:\n");
    for (index, pair) in pairs.iter().enumerate() {
        let [x, y] = &pair.texts.each_ref().map(|text| serde_json::to_string(text).unwrap());
        section += &format!("  - {{ id: b{index}, {a}: {x}, {b}: {y} }}\n");
    }
    let toml = format!("languages = ['{a}', '{b}']\n[variants.all]\ntemplate = 'report'\n");
    let article = format!("title: {{ {a}: \"—\", {b}: \"—\" }}\nsections: [all]\n");
    for (path, text) in tables() {
        files.insert(path, text.into_bytes());
    }
    files.insert("diptych.toml", toml.into_bytes());
    files.insert("data/article.yaml", article.into_bytes());
    files.insert("data/sections/all.yaml", section.into_bytes());
    files
}

/// What is found in each pair.
fn found(languages: [&str; 2], pairs: &[Pair]) -> BTreeMap<usize, Vec<Diagnostic>> {
    let files = project(languages, pairs);
    let mut diagnostics = Diagnostics::default();
    let project = load(&files, &mut diagnostics);
    let told: Vec<_> = diagnostics.sorted().iter().map(|told| told.message.clone()).collect();
    let project = project.unwrap_or_else(|| panic!("{told:?}"));
    let text = files.text("data/sections/all.yaml").unwrap();
    let mut found: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for told in check(&project, &files, false).sorted() {
        let place = told.place.as_ref().unwrap();
        let line = text[..place.range.start].matches('\n').count();
        found.entry(line - 3).or_default().push(told.clone());
    }
    found
}

#[test]
fn languages_that_disagree_are_told_apart_from_those_that_agree() {
    let sets = [("zh-en", ["zh", "en"]), ("fr-en", ["fr", "en"]), ("ru-zh", ["ru", "zh"])];
    let unseen = sets.map(|(name, languages)| (format!("unseen-{name}"), languages));
    let sets = sets.map(|(name, languages)| (name.to_string(), languages)).into_iter();
    let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut wrong = vec![];
    for (name, languages) in sets.chain(unseen) {
        let pairs = pairs(&format!("{name}.tsv"));
        let found = found(languages, &pairs);
        for (index, pair) in pairs.iter().enumerate() {
            let told = found.get(&index);
            let [hits, all] = kinds.entry(pair.label.clone()).or_default();
            *all += 1;
            *hits += usize::from(told.is_some());
            if told.is_some() == (pair.label == "agree") {
                let told = told.map(|told| told.iter().map(|d| d.message.clone()).collect());
                let told: Vec<String> = told.unwrap_or_default();
                wrong.push(format!("{name} {}: {:?} {told:?}", pair.label, pair.texts));
            }
        }
    }
    for (kind, [hits, all]) in &kinds {
        println!("{kind}: {hits} of {all} told");
    }
    println!("{}", wrong.join("\n"));
    let total: usize = kinds.values().map(|[_, all]| all).sum();
    assert!(total >= 600, "{total} pairs");
    let [alarms, agreeing] = kinds["agree"];
    assert!(alarms * 100 <= agreeing, "{alarms} of {agreeing} agreeing pairs are told");
    for (kind, percent) in [
        ("digits", 99),
        ("words", 95),
        ("dates", 95),
        ("fractions", 95),
        ("units", 95),
        ("bounds", 95),
        ("ordinals", 95),
        ("ranges", 95),
    ] {
        let [hits, all] = kinds[kind];
        assert!(hits * 100 >= all * percent, "{hits} of {all} of the kind {kind}: {wrong:#?}");
    }
}

#[test]
fn limits_quantities_and_names_are_compared() {
    let rules = |a: &str, b: &str| -> Vec<String> {
        let told = marked(["zh", "en"], a, b);
        told.iter().map(|told| told.split(':').next().unwrap().to_string()).collect()
    };
    for (zh, en) in [
        // What is counted stands between the number and its limit.
        ("12岁以下儿童免票。", "Children under 12 travel free."),
        ("停留三天以上者须登记。", "Those who stay three days or more must register."),
        // A denial turns a limit round.
        ("任何人不得持有超过6张票。", "Nobody may hold more than 6 tickets."),
        // The same in another unit, at both ends of a range.
        ("任期两年半。", "The term is thirty months."),
        ("休假两周。", "They are on leave for a fortnight."),
        ("由六百斤增至九百斤。", "It rose from 300 to 450 kilograms."),
        ("面积为30亩。", "It covers 2 hectares."),
        ("耗时三个小时。", "It took 180 minutes."),
        // What is taken off is what is left.
        ("票价七折。", "Fares were cut by 30 per cent."),
        ("他年近七旬。", "He is nearly seventy."),
    ] {
        assert_eq!(rules(zh, en), [""; 0], "{zh} {en}");
    }
    for (zh, en, rule) in [
        ("12岁以下儿童免票。", "Children over 12 travel free.", "bounds"),
        ("停留三天以上者须登记。", "Those who stay at most three days must register.", "bounds"),
        ("至多可以续签两次。", "It may be renewed at least twice.", "bounds"),
        ("任期六年。", "The term is six months.", "units"),
        ("深12米。", "It is 12 feet deep.", "units"),
        ("任期两年半。", "The term is twenty months.", "numbers"),
        ("休假两周。", "They are on leave for ten days.", "numbers"),
        ("星期二开会。", "They meet on Wednesday.", "numbers"),
        ("下半年开工。", "Work begins in the first half of the year.", "numbers"),
        ("票价七折。", "Fares were cut by 40 per cent.", "numbers"),
    ] {
        assert_eq!(rules(zh, en), [rule], "{zh} {en}");
    }
}

#[test]
fn both_places_of_a_difference_are_told() {
    let pair = |a: &str, b: &str| Pair { label: String::new(), texts: [a.into(), b.into()] };
    let pairs = [pair("三次会议，**四**项协议。", "Three meetings, *five* agreements.")];
    let found = found(["zh", "en"], &pairs);
    let files = project(["zh", "en"], &pairs);
    let text = files.text("data/sections/all.yaml").unwrap();
    let told = found[&0].iter().find(|told| told.rule() == Some("numbers")).unwrap();
    assert_eq!(told.message, "the numbers differ: `四` in `zh`, `five` in `en`");
    assert_eq!(&text[told.place.clone().unwrap().range], "四");
    assert_eq!(&text[told.other().unwrap().range.clone()], "five");
}

#[test]
fn the_number_is_found_where_it_stands_again() {
    let pair = |a: &str, b: &str| Pair { label: String::new(), texts: [a.into(), b.into()] };
    let pairs = [pair(
        "第3条有3款，第3款有4项。",
        "Article 3 has 3 paragraphs, and paragraph 3 has 5 items.",
    )];
    let found = found(["zh", "en"], &pairs);
    assert_eq!(found[&0][0].message, "the numbers differ: `4` in `zh`, `5` in `en`");
    let rules: BTreeSet<_> = found[&0].iter().map(|told| told.rule()).collect();
    assert_eq!(rules, BTreeSet::from([Some("numbers")]));
}

/// What is found in one pair, as `rule: words`, where the words are those of the place.
fn marked(languages: [&str; 2], a: &str, b: &str) -> Vec<String> {
    let pairs = [Pair { label: String::new(), texts: [a.into(), b.into()] }];
    let files = project(languages, &pairs);
    let text = files.text("data/sections/all.yaml").unwrap();
    let found = found(languages, &pairs).remove(&0).unwrap_or_default();
    let told = |told: &Diagnostic| {
        format!("{}: {}", told.rule().unwrap(), &text[told.place.clone().unwrap().range])
    };
    found.iter().map(told).collect()
}

#[test]
fn what_an_editor_would_mend_is_told_at_its_place() {
    let zh = |text: &str| marked(["zh", "en"], text, "The lake.");
    assert_eq!(zh("湖泊,河流。"), ["width: ,"]);
    assert_eq!(zh("湖泊（CICA。"), ["pairs: （"]);
    assert_eq!(zh("湖泊。。"), ["doubled-marks: 。。"]);
    assert_eq!(zh("湖泊的的水。"), ["doubled-words: 的的"]);
    assert_eq!(zh("湖泊...河流--水。"), ["ellipsis: ...", "dashes: --"]);
    assert_eq!(zh("湖泊。。。河流－－水。"), ["ellipsis: 。。。", "dashes: －－"]);
    assert_eq!(zh("湖泊待译。"), ["leftovers: 待译"]);
    assert_eq!(zh("湖泊ＡＢ。"), ["full-width: ＡＢ"]);
    let en = |text: &str| marked(["zh", "en"], "湖泊。", text);
    assert_eq!(en("The lake， and rivers."), ["width: ，"]);
    assert_eq!(en("The lake’s (rivers."), ["pairs: ("]);
    assert_eq!(en("The the lake had had it."), ["doubled-words: The the"]);
    assert_eq!(en("The lake's water."), ["quotes: '"]);
    assert_eq!(en("The lake TODO."), ["leftovers: TODO"]);
    assert_eq!(en("Written by [Name: who?] here."), ["leftovers: [Name: who?]"]);
    assert_eq!(
        en("Error! Reference source not found."),
        ["leftovers: Error! Reference source not found"]
    );
}

#[test]
fn what_is_right_is_left_alone() {
    for (zh, en) in [
        (
            "会议于12:30开始，见https://example.org/a?b=c。",
            "It began at 12:30; see https://example.org/a?b=c.",
        ),
        ("他引用CICA’s role一语。", "He quotes ‘CICA’s role’ and the states’ view."),
        ("有1）湖泊；2）河流。", "There are 1) lakes; 2) rivers."),
        ("其目的的确立。", "Its aim is set, e.g. peace, etc., and more."),
        ("“亚信”（CICA）", "The Chinese is ‘亚信’（亚信）."),
        ("湖泊……河流——水。", "Lakes… rivers – water."),
        ("依公约第8条第1款(b)项。", "Under Article 8(1)(b) of the Convention."),
        ("越南的水文政策。", "Viet Nam has a hydropolitical policy."),
    ] {
        assert_eq!(marked(["zh", "en"], zh, en), Vec::<String>::new(), "{zh} {en}");
    }
}

#[test]
fn what_one_language_alone_has_is_told() {
    let rules = |a: &str, b: &str| -> Vec<String> {
        let told = marked(["zh", "en"], a, b);
        told.iter().map(|told| told.split(':').next().unwrap().to_string()).collect()
    };
    assert_eq!(rules("见[网站](https://a.org)。", "See the website."), ["links"]);
    assert_eq!(rules("见[网站](https://zh.a.org/x)。", "See [it](https://en.a.org/y)."), [""; 0]);
    assert_eq!(rules("**湖泊**。", "The lake."), ["emphasis"]);
    assert_eq!(
        rules("The lake is shrinking every year.", "The lake is shrinking every year."),
        ["untranslated", "language"]
    );
    assert_eq!(rules("湖泊。", "湖泊正在逐年缩小，河流改道。"), ["language"]);
    assert_eq!(rules("Kazakhstan CICA", "Kazakhstan CICA"), [""; 0]);
}

#[test]
fn a_text_far_shorter_than_others_beside_theirs_is_told() {
    let long =
        "The lake has been shrinking for years, and the rivers that feed it are drying up as well.";
    let mut pairs = vec![];
    for index in 0..12 {
        let b = if index == 7 { "The lake is shrinking." } else { long };
        let texts = [
            "湖泊多年来不断缩小，注入其中的河流也在干涸，沿岸居民的生活因此受到很大影响。"
                .repeat(2),
            b.into(),
        ];
        pairs.push(Pair { label: String::new(), texts });
    }
    let found = found(["zh", "en"], &pairs);
    let rules: Vec<_> = found.iter().map(|(index, told)| (*index, told[0].rule())).collect();
    assert_eq!(rules, [(7, Some("length"))]);
}

#[test]
fn the_projects_that_are_shipped_have_no_findings() {
    let read = |path: &str| Files::read(&here(path)).unwrap();
    for files in [Files::built_in(), read("examples/metre"), read("examples/specimen")] {
        let project = load(&files, &mut Diagnostics::default()).unwrap();
        let found = check(&project, &files, false);
        let told: Vec<_> = diptych::check::findings(&project, &found).collect();
        assert!(told.is_empty(), "{told:#?}");
    }
}

#[test]
fn a_project_says_what_becomes_of_what_a_rule_finds() {
    let told = |own: &str| -> Vec<String> {
        let texts = ["三次会议。".to_string(), "Four meetings.".to_string()];
        let mut files = project(["zh", "en"], &[Pair { label: String::new(), texts }]);
        let toml = format!("{}[check]\n{own}\n", files.text("diptych.toml").unwrap());
        files.insert("diptych.toml", toml.into_bytes());
        let mut diagnostics = Diagnostics::default();
        let Some(project) = load(&files, &mut diagnostics) else {
            return diagnostics.sorted().iter().map(|told| told.message.clone()).collect();
        };
        let found = check(&project, &files, false);
        let counted = diptych::check::findings(&project, &found).count();
        let all = found.sorted();
        all.iter().map(|told| format!("{:?} of {counted}", told.severity)).collect()
    };
    assert_eq!(told(""), ["Warning of 1"]);
    assert_eq!(told("numbers = 'off'"), [""; 0]);
    assert_eq!(told("numbers = 'note'"), ["Warning of 0"]);
    assert_eq!(told("numbers = 'error'"), ["Error of 1"]);
    assert_eq!(told("nunbers = 'off'"), ["`nunbers` is no rule of `diptych check`"]);
}

#[test]
fn a_build_says_how_much_check_finds_and_a_strict_one_writes_nothing() {
    let dir = folder(&edited("data/sections/water.yaml", "The map again.", "The map's again."));
    let output = diptych(dir.path(), &["build", "key", "--strict"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[quotes]: `'` is no mark of `en` here"));
    assert!(!dir.path().join("out").exists());
    let output = diptych(dir.path(), &["build", "key"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(told.contains("warning[findings]: `diptych check` finds 1: 1 of `quotes`"), "{told}");
    let output = diptych(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(3));
    // A variant may ask for it, too.
    let (path, toml) = crate::common::SMALL[0];
    let toml = toml.replace("level = \"key\"", "level = \"key\"\nstrict = true");
    std::fs::write(dir.path().join(path), toml).unwrap();
    for (variant, code) in [("key", 1), ("zh", 0)] {
        let output = diptych(dir.path(), &["build", variant, "--force"]);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    }
}

#[test]
fn a_build_counts_what_check_tells_but_for_notes() {
    let long = format!("The map {} again.[@map]", "and the map ".repeat(60));
    let dir = folder(&edited("data/sections/water.yaml", "The map again.[@map]", &long));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    assert!(stderr(&output).contains("[sentences]"), "{}", stderr(&output));
    let output = diptych(dir.path(), &["build", "key"]);
    let told = stderr(&output);
    assert!(!told.contains("sentences"), "{told}");
    let files = Files::read(dir.path()).unwrap();
    let project = load(&files, &mut Diagnostics::default()).unwrap();
    let (all, own) = (check(&project, &files, false), diptych::check::counted(&project, &files));
    let counted = |found: &Diagnostics| -> Vec<Diagnostic> {
        diptych::check::findings(&project, found).cloned().collect()
    };
    assert_eq!(counted(&all), counted(&own));
}
