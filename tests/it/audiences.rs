//! What an audience may not see is not in the bytes of its file.
//!
//! Random projects in which everything that belongs to a block has a mark of
//! its own, a character or an address that nothing else has: its text, the
//! title of its section, a link, a quantity, a term, a source, a figure with
//! its words, an event, a note of the editors.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::Read;
use std::sync::Arc;

use crate::common::{SMALL, loaded};
use diptych::export::{ATTACHING_STANDARDS, DEFAULT_STANDARDS, Options, Standards, pdf};
use diptych::load::files::Files;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::project::{Project, Variant};
use diptych::model::vocabulary::Layout;
use diptych::select::{attach, select};
use diptych::typeset::{Base, Composition, Fonts, typeset};
use proptest::prelude::*;

/// Characters that the small project has not, and that the fonts have.
const MARKS: &str =
    "鹳鹭麝鳄鲸蜥蜴蟒驼骆貂狸鹿犀狐豹狮虎狼豺狒熊罴鼬鼯鼠蝠鲨鲟鳗鲤鲫鳕鲷鲑鳟鲈鳜鲢龟鳌蟹虾蚌蛤";

/// The things of a block, each with a mark.
const THINGS: usize = 9;
const TEXT: usize = 0;
const TITLE: usize = 1;
const QUANTITY: usize = 2;
const TERM: usize = 3;
const SOURCE: usize = 4;
const FIGURE: usize = 5;
const WORDS: usize = 6;
const EVENT: usize = 7;
const NOTE: usize = 8;

fn mark(block: usize, thing: usize) -> char {
    MARKS.chars().nth(block * THINGS + thing).unwrap()
}

type Audience = Option<&'static str>;

#[derive(Debug, Clone)]
struct Plan {
    level: &'static str,
    audience: Audience,
    /// The audience of its figure and of its event.
    figure: Audience,
    event: Audience,
    is_chart: bool,
}

fn audience() -> impl Strategy<Value = Audience> {
    prop::option::of(prop::sample::select(vec!["members", "staff"]))
}

fn plan() -> impl Strategy<Value = Plan> {
    let level = prop::sample::select(vec!["key", "brief", "full"]);
    (level, audience(), audience(), audience(), any::<bool>()).prop_map(
        |(level, audience, figure, event, is_chart)| Plan {
            level,
            audience,
            figure,
            event,
            is_chart,
        },
    )
}

fn audiences(of: Audience) -> String {
    of.map_or(String::new(), |audience| format!("audiences: [{audience}], "))
}

/// The small project with blocks as planned, each in a section of its own.
fn project(plans: &[Plan]) -> Files {
    let mut sections = String::from("id: water\ntitle: { zh: 水, en: Water }\nsections:\n");
    let (mut figures, mut events) = (String::new(), String::new());
    let (mut quantities, mut units) = (String::new(), String::new());
    let (mut terms, mut sources, mut titles) = (String::new(), String::new(), String::new());
    for (i, plan) in plans.iter().enumerate() {
        let m = |thing| mark(i, thing);
        let title = m(TITLE);
        writeln!(sections, "  - id: part{i}\n    title: {{ zh: {title}章, en: {title} part }}")
            .unwrap();
        writeln!(sections, "    blocks:\n      - id: b{i}\n        level: {}", plan.level).unwrap();
        if let Some(audience) = plan.audience {
            writeln!(sections, "        audiences: [{audience}]").unwrap();
        }
        let text = format!(
            "{}，{{q{i}}}，{{t{i}}}，[去](https://example.org/{})。[@s{i}]",
            m(TEXT),
            link(i)
        );
        writeln!(sections, "        zh: {text}\n        en: {text}").unwrap();
        writeln!(sections, "        editorial: {{ zh: {0}注, en: {0} note }}", m(NOTE)).unwrap();
        writeln!(units, "  u{i}: {{ zh: '{{n}}{0}', en: '{{n}} {0}' }}", m(QUANTITY)).unwrap();
        writeln!(quantities, "  q{i}: {{ value: {}, unit: u{i} }}", i + 3).unwrap();
        writeln!(terms, "t{i}:\n  long: {{ zh: {0}会, en: {0} Board }}", m(TERM)).unwrap();
        writeln!(
            sources,
            "s{i}: {{ type: web, title: {}图, date: 2019-01-02, language: zh }}",
            m(SOURCE)
        )
        .unwrap();
        writeln!(titles, "s{i}: {{ en: {{ title: {} map, short: Map }} }}", m(SOURCE)).unwrap();
        writeln!(
            events,
            "  - {{ id: e{i}, date: 2001, level: brief, kind: summit, {1}zh: {0}会议, en: {0} meeting }}",
            m(EVENT),
            audiences(plan.event),
        )
        .unwrap();
        if plan.level != "key" {
            figures += &figure(i, plan);
        }
    }
    let own = [
        ("data/sections/water.yaml", sections),
        ("data/quantities.yaml", format!("units:\n{units}quantities:\n{quantities}")),
        ("data/terms.yaml", terms),
        ("data/sources.yaml", sources),
        ("data/source-titles.yaml", titles),
        (
            "data/events.yaml",
            format!(
                "periods:\n  - {{ id: late, date: 2000/.., title: {{ zh: 晚期, en: Late }} }}\nevents:\n{events}"
            ),
        ),
        ("data/figures.yaml", if figures.is_empty() { "{}\n".into() } else { figures }),
    ];
    let mut files = Files::default();
    for (path, text) in SMALL.iter().copied().chain(own.iter().map(|(p, t)| (*p, t.as_str()))) {
        files.insert(path, text.as_bytes().to_vec());
    }
    files
}

/// A chart, or a drawing of the events, whose alternative text is marked; or a
/// table, whose cell is.
fn figure(i: usize, plan: &Plan) -> String {
    let (title, words) = (mark(i, FIGURE), mark(i, WORDS));
    let mut yaml = format!("f{i}:\n  after: b{i}\n  level: brief\n");
    if let Some(audience) = plan.figure {
        writeln!(yaml, "  audiences: [{audience}]").unwrap();
    }
    writeln!(yaml, "  title: {{ zh: {title}题, en: {title} title }}").unwrap();
    if !plan.is_chart {
        let cell = format!("{{ zh: {words}格, en: {words} cell }}");
        writeln!(
            yaml,
            "  table:\n    columns: [{cell}, {cell}]\n    rows:\n      - [{cell}, {cell}]"
        )
        .unwrap();
        return yaml;
    }
    writeln!(yaml, "  alt: {{ zh: {words}像, en: {words} picture }}").unwrap();
    match i % 2 {
        0 => writeln!(yaml, "  timeline: {{ above: [summit], below: [] }}"),
        _ => writeln!(
            yaml,
            "  chart:\n    values:\n      - {{ quantity: q{i}, label: {{ zh: {words}, en: {words} }} }}"
        ),
    }
    .unwrap();
    yaml
}

fn link(block: usize) -> String {
    format!("zq{block}x")
}

/// A PDF with its streams inflated, and the text of its strings in UTF-16: text
/// that a reader could find stands in there as such a string, as hexadecimal
/// codes (ISO 32000-1, 9.10.3) or as UTF-8.
fn inflated(pdf: &[u8]) -> Vec<u8> {
    let mut all = readable(pdf.to_vec());
    let mut rest = pdf;
    while let Some(at) = find(rest, b"stream\n") {
        rest = &rest[at + b"stream\n".len()..];
        let mut stream = vec![];
        // What is not deflated, such as XMP, stands as it is.
        if flate2::read::ZlibDecoder::new(rest).read_to_end(&mut stream).is_err() {
            stream = rest[..find(rest, b"endstream").unwrap_or(0)].to_vec();
        }
        all.extend(readable(stream));
    }
    let mut text = String::new();
    for string in all.split(|byte| *byte == b'<') {
        let hex = string.split(|byte| *byte == b'>').next().unwrap_or_default();
        let hex = String::from_utf8_lossy(hex).to_uppercase();
        let Some(hex) = hex.strip_prefix("FEFF") else { continue };
        let units = hex.as_bytes().chunks(4).map(|unit| {
            u16::from_str_radix(&String::from_utf8_lossy(unit), 16).unwrap_or_default()
        });
        text.extend(char::decode_utf16(units).map(|c| c.unwrap_or_default()));
    }
    all.extend(text.as_bytes());
    all
}

/// Bytes of which those that are no text cannot be taken for UTF-8 by chance, as
/// in fonts.
fn readable(mut bytes: Vec<u8>) -> Vec<u8> {
    if std::str::from_utf8(&bytes).is_err() {
        bytes.retain(u8::is_ascii);
    }
    bytes
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn holds(pdf: &[u8], c: char) -> bool {
    let bytes = (c as u32 as u16).to_be_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    // A literal string has printable characters as they are (ISO 32000-1, 7.3.4.2).
    let literal = bytes.map(|byte| match byte {
        b'(' | b')' | b'\\' => format!("\\{}", byte as char),
        0x20..=0x7e => (byte as char).to_string(),
        _ => format!("\\{byte:03o}"),
    });
    [format!("<{hex}>"), format!("<{hex}>").to_lowercase(), literal.concat(), c.to_string()]
        .iter()
        .any(|text| find(pdf, text.as_bytes()).is_some())
}

/// The edition of a variant as JSON, and the bytes of its PDF, inflated.
fn made(files: &Files, project: &Project, variant: &Variant, attached: bool) -> (String, Vec<u8>) {
    let mut edition = select(project, variant);
    if attached {
        let data: Vec<&str> = files.below("data").map(|(path, _)| path).collect();
        attach(&mut edition, project, variant, &data);
    }
    let json = serde_json::to_string(&edition).unwrap();
    let base = Arc::new(Base::new(Fonts::load(&[]).unwrap(), files));
    let composition = Composition::new(base, &edition);
    let mut told = Diagnostics::default();
    let pages = typeset(&composition, &edition, project, variant, &mut told);
    let standards = if attached { ATTACHING_STANDARDS } else { DEFAULT_STANDARDS };
    let mut options = Options::default();
    options.standards = Standards::new(&standards).unwrap();
    options.attach = attached;
    let pages = pages.unwrap_or_else(|| panic!("{:?}", told.sorted()));
    let pdf = pdf(&pages, &options, "test", &mut told);
    (json, inflated(&pdf.unwrap_or_else(|| panic!("{:?}", told.sorted()))))
}

/// What is in a file that its audience may not see.
fn leaks(plans: &[Plan], audience: Audience, json: &str, pdf: &[u8]) -> Vec<String> {
    let sees = |own: Audience| own.is_none() || own == audience;
    let mut leaks = vec![];
    for (i, plan) in plans.iter().enumerate() {
        for thing in 0..THINGS {
            let may = match thing {
                FIGURE | WORDS => sees(plan.audience) && sees(plan.figure),
                EVENT => sees(plan.event),
                _ => sees(plan.audience),
            };
            let c = mark(i, thing);
            if !may && (json.contains(c) || holds(pdf, c)) {
                leaks.push(format!("thing {thing} of block {i}: {c}"));
            }
        }
        if !sees(plan.audience) && find(pdf, link(i).as_bytes()).is_some() {
            leaks.push(format!("the link of block {i}"));
        }
    }
    leaks
}

/// A variant of the small project that prints all that there is.
fn open(project: &Project, template: &str, audience: Audience) -> Variant {
    Variant {
        template: template.into(),
        audience: audience.map(str::to_string),
        editorial: true,
        glossary: true,
        ..project.variant("both").unwrap().clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_file_holds_what_its_audience_may_not_see(
        plans in prop::collection::vec(plan(), 1..6),
        audience in audience(),
        include in prop::collection::btree_set(0..6usize, 0..5),
        exclude in prop::collection::btree_set(0..6usize, 0..3),
        level in prop::sample::select(vec!["key", "brief", "both"]),
        template in prop::sample::select(vec!["brief", "report", "note"]),
        languages in prop::sample::select(vec![vec!["zh", "en"], vec!["en"], vec!["zh"]]),
        attached in any::<bool>(),
    ) {
        let files = project(&plans);
        let project = loaded(&files);
        let ids = |of: &BTreeSet<usize>| {
            of.iter().filter(|i| **i < plans.len()).map(|i| format!("b{i}")).collect()
        };
        // As no row could ask, for those that ask too much are refused.
        let variant = Variant {
            include: ids(&include),
            exclude: ids(&exclude),
            level: project.variant(level).unwrap().level,
            layout: if languages.len() == 1 { Layout::Single } else { Layout::Parallel },
            languages: languages.iter().map(|key| key.to_string()).collect(),
            ..open(&project, template, audience)
        };
        let (json, pdf) = made(&files, &project, &variant, attached && template != "note");
        prop_assert_eq!(leaks(&plans, audience, &json, &pdf), Vec::<String>::new());
        for (i, plan) in plans.iter().enumerate() {
            let c = mark(i, TEXT);
            // Data that is attached has what is above the level, too.
            prop_assert_eq!(json.contains(c), holds(&pdf, c) && (!attached || json.contains(c)), "block {} of {:?}", i, &plans);
            let seen = plan.audience.is_none() || plan.audience == audience;
            let asked = seen && include.contains(&i) && !exclude.contains(&i);
            prop_assert!(json.contains(c) || !asked, "block {} was asked for", i);
            prop_assert!(!json.contains(c) || !exclude.contains(&i), "block {} was left out", i);
        }
    }
}

/// Whoever takes an edition for members to be one for all must be found out, by
/// each of the marks.
#[test]
fn the_check_finds_everything_that_a_file_holds() {
    let members = Some("members");
    let plan =
        |level, is_chart| Plan { level, audience: members, figure: None, event: members, is_chart };
    let plans = [plan("brief", true), plan("brief", true), plan("full", false), plan("key", false)];
    let files = project(&plans);
    let project = loaded(&files);
    for attached in [false, true] {
        let (_, pdf) = made(&files, &project, &open(&project, "report", members), attached);
        let leaks = leaks(&plans, None, "", &pdf);
        for (i, plan) in plans.iter().enumerate() {
            for thing in 0..THINGS {
                let is_there = match thing {
                    FIGURE | WORDS => plan.level != "key",
                    // Of a key message, the section has nothing left but in the data.
                    TITLE => attached || plan.level != "key",
                    _ => true,
                };
                let leak = format!("thing {thing} of block {i}: {}", mark(i, thing));
                assert_eq!(leaks.contains(&leak), is_there, "{leak}");
            }
            assert!(leaks.contains(&format!("the link of block {i}")));
        }
    }
}
