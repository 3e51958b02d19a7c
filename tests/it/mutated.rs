//! Files that hands, editors and programs have damaged: read to an end, and told of at
//! places that are there.
//!
//! A valid project is damaged by a seed, and read. `DIPTYCH_SEEDS=from..to` takes others
//! than those of every run; a failure names its seed.

use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::lake;
use diptych::batch::{Format, Reading, Sheet};
use diptych::check::check;
use diptych::load::files::Files;
use diptych::load::load;
use diptych::model::diagnostic::{Diagnostic, Diagnostics};
use diptych::select::select;

/// Each is some 40 seconds on two cores.
const SEEDS: Range<u64> = 0..20_000;

const BIB: &str = r#"@string{pub = "Northgate" # { Press}}
@collection{tides, editor = {Berg, Otto and {Harbour Board}}, title = {On {Tides}}, date = {2014/2016},
  publisher = pub, location = {Oslo}, langid = {english}}
@incollection{ebb, author = {van der Lee, Ada and others}, title = {Ebb \& Flow: \emph{caf\'e}},
  crossref = {tides}, pages = {12--34, 40}, langid = {english}}
@article{silt, author = {韩, 江}, title = {泥沙}, journaltitle = {江岸}, date = {2012-21}, number = {3},
  doi = {10.1000/xyz}, url = {https://example.org/a_b}, langid = {chinese}}
"#;

const JSON: &str = r#"[{"id": "weir", "type": "book", "title": "The <i>weir</i> &amp; after", "language": "en-GB",
  "author": [{"family": "Cruz", "given": "Ina", "non-dropping-particle": "de la"}, {"literal": "Ports"}],
  "issued": {"date-parts": [[2018, 5], [2019, 1]], "circa": true}, "page": "3-9", "publisher": "Northgate"}]
"#;

const CSV: &str = "id,variant,name,office,date,name.zh\nann,both,\"Smith, Ann\",Office,2026-05-01,安\n\
                   bo,en,Bo ¶,\"two\nlines\",1 May 2026,博\n";

/// What is written by a slip, or on purpose.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "'",
    "\"",
    "“",
    "”",
    "（",
    "：",
    ":",
    ": ",
    " #",
    "# ",
    "- ",
    "\n",
    "\n\n",
    "\t",
    "\r",
    "\u{a0}",
    "\u{3000}",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "\u{301}",
    "👩‍🚀",
    "㋿",
    "|",
    ">-",
    "&a ",
    "*a",
    "<<: *a",
    "!!int ",
    "%",
    "@",
    "[@",
    "[@book, p. ",
    "[^n]",
    "{extent}",
    "{board:cap}",
    "{dry-share}",
    "**",
    "*",
    "`",
    "\\",
    "\\\\",
    "$x^2$",
    "~",
    "^2^",
    "https://",
    "](",
    "<b>",
    "&amp;",
    "null",
    "true",
    "1e300",
    "-1",
    "99999999999999999999",
    "0x10",
    "2000-13-40",
    "1990/..",
    "/",
    "..",
    "YYYY",
    "zh: ",
    "en: ",
    "id: area",
    "level: key",
    "kind: list",
    "date: ",
    "share: [dry, extent]",
    "crossref = {ebb}",
    "\\textbf{",
    "#",
    "\"a\": ",
    ",",
    ";",
    "\u{fffd}",
    "甲",
    "é",
    "ß",
    "ﬁ",
];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// A file with a few damages.
fn damaged(text: &str, random: &mut Random) -> Vec<u8> {
    let mut text = text.to_string();
    for _ in 0..=random.below(3) {
        if text.is_empty() {
            break;
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (a, b) = (random.below(lines.len()), random.below(lines.len()));
        let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let at = places[random.below(places.len())];
        let token = TOKENS[random.below(TOKENS.len())];
        text = match random.below(10) {
            0 => lines.iter().enumerate().filter(|(i, _)| *i != a).map(|(_, line)| *line).collect(),
            1 => [&lines[..a], &lines[b..]].concat().concat(),
            2 => {
                let mut lines = lines;
                lines.swap(a, b);
                lines.concat()
            }
            3 => text[..at].to_string(),
            4 => {
                let to = places.iter().find(|to| **to > at).copied().unwrap_or(at);
                format!("{}{token}{}", &text[..at], &text[to..])
            }
            5 => format!("{}{}{}", &text[..at], token.repeat(1 + random.below(300)), &text[at..]),
            6 => {
                let spaces = " ".repeat(random.below(6));
                let shift = |(i, line): (usize, &&str)| match i == a {
                    true => format!("{spaces}{}", line.trim_start_matches(' ')),
                    false => line.to_string(),
                };
                lines.iter().enumerate().map(shift).collect()
            }
            _ => format!("{}{token}{}", &text[..at], &text[at..]),
        };
    }
    let mut bytes = text.into_bytes();
    if random.below(20) == 0 && !bytes.is_empty() {
        let at = random.below(bytes.len());
        bytes[at] = random.next() as u8;
    }
    bytes
}

/// What is told is said, and its place is in its file.
fn assert_told<'d>(told: impl IntoIterator<Item = &'d Diagnostic>, files: &Files) {
    for one in told {
        assert!(
            !one.message.is_empty() && one.hints.iter().all(|hint| !hint.is_empty()),
            "{one:?}"
        );
        let Some(place) = &one.place else { continue };
        let Some(bytes) = files.bytes(&place.path) else { continue };
        assert!(place.range.start <= place.range.end && place.range.end <= bytes.len(), "{one:?}");
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert!(text.get(place.range.clone()).is_some(), "within a character: {one:?}");
        }
    }
}

fn read(base: &Files, paths: &[String], seed: u64) {
    let mut random = Random(seed);
    let mut files = base.clone();
    let path = &paths[random.below(paths.len())];
    let text = base.text(path).expect("a text").to_string();
    if path.ends_with(".csv") {
        let bytes = damaged(&text, &mut random);
        let sheet = Sheet::read(path, Box::new(Cursor::new(bytes)), &Reading::new(Format::Csv));
        if let Ok(sheet) = sheet {
            for row in sheet.rows() {
                if row.is_err() {
                    break;
                }
            }
        }
        return;
    }
    files.insert(path, damaged(&text, &mut random));
    let mut told = Diagnostics::default();
    let project = load(&files, &mut told);
    assert_told(told.sorted(), &files);
    assert!(project.is_some() != told.has_errors(), "a project, or errors: {told:?}");
    if let Some(project) = project {
        for variant in &project.variants {
            select(&project, variant);
        }
        assert_told(check(&project, &files, true).sorted(), &files);
    }
}

#[test]
fn damaged_files_are_read_to_an_end_and_told_of_at_their_places() {
    let seeds = match std::env::var("DIPTYCH_SEEDS") {
        Ok(own) => {
            let (from, to) = own.split_once("..").expect("from..to");
            from.parse().unwrap()..to.parse().unwrap()
        }
        Err(_) => SEEDS,
    };
    let mut base = lake();
    base.insert("data/more.bib", BIB.as_bytes().to_vec());
    base.insert("data/more.json", JSON.as_bytes().to_vec());
    let water = base.text("data/sections/water.yaml").unwrap().replace(
        "zh: 再看地图。[@map]\n    en: The map again.[@map]",
        "zh: 再看。[@map; @ebb, 第12页；@silt；@weir][^n]\n    en: Again.[@map; @ebb, p. 12; @silt; @weir][^n]\n    \
         notes: { n: { zh: 注。, en: A note. } }",
    );
    base.insert("data/sections/water.yaml", water.into_bytes());
    let titles = "ebb: { zh: { title: 潮 } }\ntides: { zh: { title: 潮论 } }\n\
                  silt: { en: { title: Silt } }\nweir: { zh: { title: 堰 } }\n";
    let titles = format!("{}{titles}", base.text("data/source-titles.yaml").unwrap());
    base.insert("data/source-titles.yaml", titles.into_bytes());
    let mut told = Diagnostics::default();
    load(&base, &mut told);
    assert_eq!(told.sorted(), Vec::<&Diagnostic>::new(), "valid before it is damaged");
    base.insert("rows.csv", CSV.as_bytes().to_vec());
    let paths: Vec<String> = base.all().map(|(path, _)| path.to_string()).collect();
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let failed = std::thread::scope(|scope| {
        let run = |thread: u64| {
            let (base, paths, seeds) = (&base, &paths, seeds.clone());
            scope.spawn(move || {
                let own = seeds.filter(|seed| seed % threads == thread);
                let fails = |seed: &u64| {
                    catch_unwind(AssertUnwindSafe(|| read(base, paths, *seed))).is_err()
                };
                own.filter(fails).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = (0..threads).map(run).collect();
        running.into_iter().flat_map(|own| own.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(failed.is_empty(), "seeds that fail: {failed:?}");
}
