//! What an entry of hayagriva says, by the variables of CSL.
//!
//! hayagriva alone knows what a parent, a volume or an organisation is to CSL, and tells
//! no one but a style. So a style of one line for each variable asks.

use std::fmt::Write;
use std::sync::LazyLock;

use hayagriva::citationberg::{IndependentStyle, Style};
use hayagriva::types::Person;
use hayagriva::{
    BufWriteFormat, CitationItem, CitationRequest, ElemChild, ElemChildren, ElemMeta, Entry,
    standalone_citation,
};

use crate::model::source::{DATES, NAMES, Record, TEXTS, literal, name};
use crate::model::source::{Point, SourceDate};

/// Types of CSL that hayagriva tells apart; of several that fit, the first.
const KINDS: &[&str] = &[
    "article-journal",
    "article-newspaper",
    "paper-conference",
    "report",
    "thesis",
    "manuscript",
    "article",
    "periodical",
    "collection",
    "book",
    "chapter",
    "entry-encyclopedia",
    "entry",
    "event",
    "musical_score",
    "motion_picture",
    "song",
    "broadcast",
    "legislation",
    "bill",
    "legal_case",
    "patent",
    "post-weblog",
    "post",
    "webpage",
    "figure",
    "graphic",
    "software",
    "document",
];

/// Begins each answer, with the number of the question; and ends it. Of a plane without
/// characters.
const FIRST: u32 = 0xf0000;
const END: char = '\u{ffffd}';

/// What is asked: the type, each variable, and whether dates are certain.
fn questions() -> impl Iterator<Item = (char, &'static str)> {
    let all = ["type"].iter().chain(TEXTS).chain(DATES).chain(DATES).copied();
    (FIRST..).filter_map(char::from_u32).zip(all)
}

static PROBE: LazyLock<IndependentStyle> = LazyLock::new(|| {
    let mut ask = String::new();
    let mut dates = 0;
    for (begin, variable) in questions() {
        // Writing to a string does not fail.
        let _ = match variable {
            "type" => {
                let kinds = KINDS.iter().enumerate().map(|(index, kind)| {
                    let branch = if index == 0 { "if" } else { "else-if" };
                    let answer = format!("<text value=\"{begin}{kind}{END}\"/>");
                    format!("<{branch} type=\"{kind}\">{answer}</{branch}>")
                });
                write!(ask, "<choose>{}</choose>", kinds.collect::<String>())
            }
            date if DATES.contains(&date) && dates < DATES.len() => {
                dates += 1;
                write!(
                    ask,
                    "<date variable=\"{date}\" prefix=\"{begin}\" suffix=\"{END}\">\
                     <date-part name=\"year\" suffix=\"/\"/>\
                     <date-part name=\"month\" form=\"numeric\" suffix=\"/\"/>\
                     <date-part name=\"day\"/></date>"
                )
            }
            date if DATES.contains(&date) => write!(
                ask,
                "<choose><if is-uncertain-date=\"{date}\">\
                 <text value=\"{begin}~{END}\"/></if></choose>"
            ),
            text => write!(ask, "<text variable=\"{text}\" prefix=\"{begin}\" suffix=\"{END}\"/>"),
        };
    }
    for variable in NAMES {
        let _ = write!(ask, "<names variable=\"{variable}\"><name/></names>");
    }
    let csl = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\
         <info><title>probe</title><id>probe</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
         <citation><layout>{ask}</layout></citation></style>"
    );
    match Style::from_xml(&csl) {
        Ok(Style::Independent(style)) => style,
        _ => unreachable!("the style is written above"),
    }
});

/// What an entry says; its `title-short` only where it has one.
pub fn record(entry: &Entry) -> Record {
    let item = CitationItem::with_entry(entry);
    let printed = standalone_citation(CitationRequest::from_items(vec![item], &PROBE, &[]));
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = printed.write_buf(&mut text, BufWriteFormat::Plain);
    let mut record = Record { kind: "document".into(), ..Record::default() };
    for answer in text.split(END) {
        let Some(at) = answer.find(|c| u32::from(c) >= FIRST) else { continue };
        let begin = answer[at..].chars().next().unwrap_or(END);
        let answer = answer[at + begin.len_utf8()..].trim();
        match questions().find(|(question, _)| *question == begin) {
            Some((_, "type")) => record.kind = answer.into(),
            Some((_, variable)) if DATES.contains(&variable) => match date(answer) {
                Some(date) => record.set_date(variable, date),
                None => record.dates.values_mut().for_each(|date| date.circa = true),
            },
            Some((_, variable)) => record.set(variable, answer),
            None => {}
        }
    }
    names(&printed, &mut record);
    // Those who are editors and translators are among both.
    record.remove("editor-translator");
    for unasked in ["citation-label", "citation-key", "page-first"] {
        record.remove(unasked);
    }
    // Where there is no short form, the long one is given.
    for (long, short) in [("title", "title-short"), ("container-title", "container-title-short")] {
        if record.text(long) == record.text(short) {
            record.remove(short);
        }
    }
    if entry.note().is_some() {
        record.remove("annote");
    }
    untold(entry, &mut record);
    record
}

/// What hayagriva 0.10 knows of an entry and hands to no style: where it was made, by whom, and
/// the volume of what it stands in.
fn untold(entry: &Entry, record: &mut Record) {
    let of_parents = || entry.parents().iter();
    let place = entry.location().or_else(|| of_parents().find_map(Entry::location));
    let has_place =
        ["publisher-place", "event-place", "archive-place"].iter().any(|name| record.has(name));
    if let Some(place) = place.filter(|_| !has_place) {
        let is_event = matches!(record.kind.as_str(), "event" | "speech" | "paper-conference");
        let variable = if is_event { "event-place" } else { "publisher-place" };
        record.set(variable, place.to_string());
    }
    let is_work = matches!(record.kind.as_str(), "graphic" | "motion_picture" | "song");
    if let Some(organization) = entry.organization().filter(|_| is_work) {
        record.set("publisher", organization.to_string());
    }
    let is_within = matches!(record.kind.as_str(), "chapter" | "entry" | "entry-encyclopedia");
    let volume = of_parents().find_map(Entry::volume);
    if let Some(volume) = volume.filter(|_| is_within && !record.has("collection-number")) {
        record.set("volume", volume.to_string());
    }
}

fn date(answer: &str) -> Option<SourceDate> {
    let mut parts = answer.split('/').filter(|part| !part.is_empty());
    let year = parts.next()?.trim();
    let mut number = || parts.next()?.trim().parse::<u8>().ok();
    let (month, day) = (number(), number());
    let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
    let year = digits.parse::<i16>().ok()?;
    let point = Point { year, month, day, season: None };
    Some(SourceDate::at(point))
}

fn names(children: &ElemChildren, record: &mut Record) {
    for child in &children.0 {
        let ElemChild::Elem(elem) = child else { continue };
        if let Some(ElemMeta::Names(named)) = &elem.meta {
            for (people, variable) in named {
                let people = people.iter().map(|person| {
                    let Person { name: family, given_name, prefix, suffix, .. } = person;
                    match (given_name, prefix, suffix) {
                        (None, None, None) => literal(family),
                        (given, prefix, suffix) => {
                            let part = |part: &Option<String>| part.clone().unwrap_or_default();
                            name(family, &part(given), &part(prefix), &part(suffix))
                        }
                    }
                });
                let variable = variable.to_string();
                if !record.names.contains_key(&variable) {
                    record.add_names(&variable, people);
                }
            }
        }
        names(&elem.children, record);
    }
}
