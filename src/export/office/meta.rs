//! What a document says of itself: title, authors, date, and which edition it is.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike};

use crate::model::digest::digest;
use crate::model::edition::{Abstract, Run, plain};
use crate::model::language::Language;
use crate::pandoc::Target;
use crate::pandoc::tree::{Block, Inline, Meta};

use super::build::text;
use super::writer::Writer;

type Map = BTreeMap<String, Meta>;

/// The metadata of an edition.
pub fn meta(writer: &mut Writer, timestamp: i64) -> Map {
    let edition = writer.edition;
    let hash = digest(&serde_json::to_vec(edition).unwrap_or_default());
    let languages = &edition.languages;
    let each = |say: &dyn Fn(&Language) -> Option<String>| -> Vec<String> {
        let mut said: Vec<String> = languages.iter().filter_map(say).collect();
        said.dedup();
        said
    };
    let mut meta = Map::new();
    let mut put = |key: &str, words: String| {
        if !words.is_empty() {
            meta.insert(key.into(), inlines(words));
        }
    };
    let title = each(&|l| edition.title.get(&l.key).map(|runs| plain(runs))).join(" · ");
    put("title", title);
    put("edition", hash.to_string());
    put("variant", edition.variant.clone());
    put("program", edition.program.clone());
    put("identifier", format!("urn:sha256:{hash}"));
    let first = languages.first();
    let date = DateTime::from_timestamp(timestamp, 0).unwrap_or_default();
    put("date", date.format("%Y-%m-%d").to_string());
    let summary = |l: &Language| {
        let body = edition.summary.as_ref()?.body.get(&l.key)?;
        Some(body.iter().map(|runs| without_marks(runs)).collect::<Vec<_>>().join(" "))
    };
    put("description", each(&summary).join("\n"));
    let mut keywords = vec![];
    for word in &edition.keywords {
        keywords.extend(each(&|l| word.get(&l.key).cloned()));
    }
    if !keywords.is_empty() {
        meta.insert("keywords".into(), Meta::MetaList(keywords.into_iter().map(inlines).collect()));
    }
    if let Some(first) = first {
        meta.insert("lang".into(), Meta::MetaString(first.table.tag.clone()));
        let names = edition.authors.iter().filter_map(|author| author.name.get(&first.key));
        let names: Vec<Meta> = names.map(|name| inlines(name.clone())).collect();
        if !names.is_empty() && writer.target != Target::Jats {
            meta.insert("author".into(), Meta::MetaList(names));
        }
    }
    if writer.target == Target::Jats {
        let number = |key: &str, number: u32| (key.to_string(), inlines(number.to_string()));
        let year = u32::try_from(date.year()).unwrap_or_default();
        meta.extend([
            number("year", year),
            number("month", date.month()),
            number("day", date.day()),
        ]);
        front(writer, &mut meta);
    }
    meta
}

fn inlines(words: String) -> Meta {
    Meta::MetaInlines(vec![text(words)])
}

/// The words of runs without what leads to notes.
fn without_marks(runs: &[Run]) -> String {
    let words = |run: &Run| match run {
        Run::Text { text } => text.clone(),
        Run::Mark { .. } => String::new(),
        Run::Break => " ".into(),
        other => without_marks(other.body()),
    };
    runs.iter().map(words).collect()
}

/// What stands before the body of an article in JATS, for each language.
fn front(writer: &mut Writer, meta: &mut Map) {
    let edition = writer.edition;
    let mut all = vec![];
    for language in &edition.languages {
        let mut own = Map::new();
        own.insert("lang".into(), Meta::MetaString(language.table.tag.clone()));
        let titles = [("title", Some(&edition.title)), ("subtitle", edition.subtitle.as_ref())];
        for (key, title) in titles {
            if let Some(runs) = title.and_then(|own| own.get(&language.key)) {
                own.insert(key.into(), Meta::MetaInlines(writer.runs(language, runs)));
            }
        }
        if let Some(body) = edition.summary.as_ref().and_then(|s| s.body.get(&language.key)) {
            let mut blocks = vec![];
            for runs in body {
                blocks.push(Block::Para(writer.runs(language, runs)));
            }
            own.insert("abstract".into(), Meta::MetaBlocks(blocks));
        }
        let words = edition.keywords.iter().filter_map(|word| word.get(&language.key));
        own.extend(keywords(words));
        all.push(own);
    }
    for of_other in &edition.abstracts {
        all.push(abstract_of(writer, of_other));
    }
    let mut all = all.into_iter();
    if let Some(first) = all.next() {
        meta.insert("first".into(), Meta::MetaMap(first));
    }
    meta.insert("others".into(), Meta::MetaList(all.map(Meta::MetaMap).collect()));
    let names: Vec<Meta> = edition
        .authors
        .iter()
        .map(|author| {
            let mut own = Map::new();
            let names =
                edition.languages.iter().filter_map(|l| Some((l, author.name.get(&l.key)?)));
            let names = names.map(|(language, name)| {
                let lang = Meta::MetaString(language.table.tag.clone());
                let name = inlines(name.clone());
                Meta::MetaMap([("lang".into(), lang), ("name".into(), name)].into())
            });
            own.insert("names".into(), Meta::MetaList(names.collect()));
            Meta::MetaMap(own)
        })
        .collect();
    if !names.is_empty() {
        meta.insert("authors".into(), Meta::MetaList(names));
    }
}

/// The abstract in a language that the edition does not have otherwise.
fn abstract_of(writer: &mut Writer, own: &Abstract) -> Map {
    let language = &own.language;
    let mut map = Map::new();
    map.insert("lang".into(), Meta::MetaString(language.table.tag.clone()));
    let mut put = |key: &str, inlines: Vec<Inline>| {
        map.insert(key.into(), Meta::MetaInlines(inlines));
    };
    put("title", writer.runs(language, &own.title));
    if let Some(runs) = &own.subtitle {
        put("subtitle", writer.runs(language, runs));
    }
    let mut blocks = vec![];
    for runs in &own.body {
        blocks.push(Block::Para(writer.runs(language, runs)));
    }
    map.insert("abstract".into(), Meta::MetaBlocks(blocks));
    map.extend(keywords(own.keywords.iter()));
    map
}

fn keywords<'k>(words: impl Iterator<Item = &'k String>) -> Option<(String, Meta)> {
    let words: Vec<Meta> = words.map(|word| inlines(word.clone())).collect();
    (!words.is_empty()).then(|| ("keywords".into(), Meta::MetaList(words)))
}
