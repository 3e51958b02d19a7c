//! Origins: where in the data each printed text stands, and the other way.
//!
//! Takes an [`Article`] and the name by which templates mark a text (`title`,
//! `block/rivers`, `figure/map/remark`); gives its place. Takes a place; gives
//! the name of what stands there, and of all that shows it. Pure.

use crate::model::article::{
    Article, Block, Event, Figure, FigureContent, Origin, Phrase, Piece, Reference, blocks,
    each_piece, each_piece_and_note, each_section, written,
};
use crate::model::diagnostic::Place;
use crate::model::vocabulary::{Level, Localized};

/// With what the label of a text begins that a template has marked. The tests of
/// `typeset/mark.rs` hold the templates to it.
pub const MARKED: &str = "diptych-from|";

/// The language and the name of a text, from the label that a template gives it (`from`
/// in `runs.typ`); nothing for other labels.
pub fn mark(label: &str) -> Option<(&str, &str)> {
    label.strip_prefix(MARKED)?.split_once('|')
}

/// Everything that stands in the data, in no order.
pub fn origins(article: &Article) -> Vec<Origin> {
    let mut all = article.origins.clone();
    add(&mut all, "title", &article.title);
    article.short_title.iter().for_each(|texts| add(&mut all, "title/short", texts));
    article.subtitle.iter().for_each(|texts| add(&mut all, "subtitle", texts));
    article.attribution.iter().for_each(|texts| add(&mut all, "attribution", texts));
    article.colophon.iter().for_each(|texts| add(&mut all, "colophon", texts));
    for (name, texts) in article.imprint.phrases() {
        add(&mut all, &name, texts);
    }
    for (index, texts) in article.keywords.iter().enumerate() {
        add(&mut all, &format!("keyword/{index}"), texts);
    }
    for (index, credit) in article.credits.iter().enumerate() {
        add(&mut all, &format!("credit/{index}"), &credit.role);
        add(&mut all, &format!("credit/{index}/name"), &credit.name);
    }
    each_section(&article.sections, &mut |section| {
        add(&mut all, &format!("section/{}", section.id), &section.title);
        let short = section.short_title.iter();
        short.for_each(|texts| add(&mut all, &format!("section/{}/short", section.id), texts));
    });
    article.periods.iter().for_each(|p| add(&mut all, &format!("period/{}", p.id), &p.title));
    for event in &article.events {
        let name = format!("event/{}", event.id);
        add(&mut all, &name, &event.body);
        event.label.iter().for_each(|texts| add(&mut all, &format!("{name}/label"), texts));
    }
    for block in blocks(article) {
        let name = format!("block/{}", block.id);
        all.push(named(&name, None, &block.place));
        for (key, body) in &block.body {
            all.push(named(&name, Some(key), &body.place));
            body.parts.iter().for_each(|part| add_notes(&mut all, key, part));
        }
        if let (Some(boxed), Some(title)) = (block.box_begun(), block.box_title()) {
            add(&mut all, &format!("block/{}/title", boxed.id), title);
        }
        block
            .attribution
            .iter()
            .for_each(|texts| add(&mut all, &format!("{name}/attribution"), texts));
        let note = block.editorial.iter();
        note.for_each(|texts| add(&mut all, &format!("{name}/editorial"), texts));
    }
    article.figures.iter().for_each(|figure| add_figure(&mut all, figure));
    let sources = article.sources.values();
    all.extend(sources.map(|s| named(&format!("source/{}", s.key), None, &s.place)));
    all
}

fn named(name: &str, language: Option<&str>, place: &Place) -> Origin {
    Origin { name: name.into(), language: language.map(Into::into), place: place.clone() }
}

fn add(all: &mut Vec<Origin>, name: &str, texts: &Localized<Phrase>) {
    all.extend(texts.iter().map(|(key, text)| named(name, Some(key), &text.place)));
    texts.iter().for_each(|(key, text)| add_notes(all, key, &text.pieces));
}

/// Adds the notes in words that are marked in a text.
fn add_notes(all: &mut Vec<Origin>, key: &str, pieces: &[Piece]) {
    each_piece(pieces, &mut |piece| {
        if let Piece::Footnote(note) = piece {
            all.push(named(&note.name(), Some(key), &note.place));
        }
    });
}

fn add_figure(all: &mut Vec<Origin>, figure: &Figure) {
    let name = format!("figure/{}", figure.id);
    // Each text, so that an edit of any is one of the figure.
    figure.phrases().into_iter().for_each(|texts| add(all, &format!("{name}/text"), texts));
    add(all, &format!("{name}/title"), &figure.title);
    figure.remark.iter().for_each(|texts| add(all, &format!("{name}/remark"), texts));
    if let FigureContent::Picture(picture) = &figure.content {
        picture.credit.iter().for_each(|texts| add(all, &format!("{name}/credit"), texts));
        picture.licence.iter().for_each(|texts| add(all, &format!("{name}/licence"), texts));
    }
    if let FigureContent::Table(table) = &figure.content {
        for (row, cells) in table.head.iter().chain(&table.rows).enumerate() {
            for cell in cells {
                add(all, &format!("{name}/cell/{row}/{}", cell.column), &cell.text);
            }
        }
    }
}

/// Where a text of a language stands; else what it is a part of.
pub fn place<'a>(origins: &'a [Origin], name: &str, language: &str) -> Option<&'a Place> {
    let own = |origin: &&Origin| origin.name == name;
    let found = origins.iter().filter(own).find(|o| o.language.as_deref() == Some(language));
    let found = found.or_else(|| origins.iter().filter(own).find(|o| o.language.is_none()));
    let found = found.or_else(|| origins.iter().find(own)).map(|origin| &origin.place);
    found.or_else(|| place(origins, name.rsplit_once('/')?.0, language))
}

/// The thing that stands at a byte of a file, or last before it.
pub fn at(article: &Article, path: &str, offset: usize) -> Option<String> {
    let all = origins(article);
    let before = |origin: &&Origin| origin.place.path == path && origin.place.range.start <= offset;
    let last = all.iter().filter(before).max_by_key(|origin| origin.place.range.start)?;
    Some(root(&last.name))
}

/// Where a text in a drawing comes from, or the longer one of which it is a line.
/// Nothing for a table, whose cells have names.
pub fn label<'a>(article: &'a Article, figure: &str, printed: &str) -> Option<&'a Place> {
    let figure = article.figures.iter().find(|own| own.id == figure)?;
    let mut texts = figure.content.phrases();
    if let FigureContent::Timeline(_) = figure.content {
        texts.extend(article.periods.iter().map(|period| &period.title));
        texts.extend(article.events.iter().map(Event::drawn_label));
    }
    // White space depends on where lines break, and on the language.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let words = |phrase: &Phrase| bare(&written(&phrase.pieces));
    let printed = bare(printed);
    // A number may be anywhere.
    if !printed.contains(char::is_alphabetic) {
        return None;
    }
    let texts = texts.into_iter().flat_map(|text| text.values());
    let all: Vec<_> = texts.map(|phrase| (words(phrase), &phrase.place)).collect();
    let is_whole = |(words, _): &&(String, &Place)| *words == printed;
    let has_it = |(words, _): &&(String, &Place)| words.contains(&printed);
    let found = all.iter().find(is_whole).or_else(|| all.iter().find(has_it));
    found.map(|(_, place)| *place)
}

/// What a text is a part of: `block/rivers` of `block/rivers/editorial`.
pub fn root(name: &str) -> String {
    name.split('/').take(2).collect::<Vec<_>>().join("/")
}

/// The level and the audiences of a block, an event or a figure.
pub fn readers<'a>(article: &'a Article, name: &str) -> Option<(Level, Option<&'a [String]>)> {
    let (kind, id) = name.split_once('/')?;
    let id = id.split('/').next().unwrap_or_default();
    match kind {
        "block" => {
            let found = blocks(article).into_iter().find(|block| block.id == id);
            found.map(|block| (block.level, block.audiences.as_deref()))
        }
        "event" => {
            let found = article.events.iter().find(|event| event.id == id);
            found.map(|event| (event.level, event.audiences.as_deref()))
        }
        "figure" => {
            let found = article.figures.iter().find(|figure| figure.id == id);
            found.map(|figure| (figure.level, figure.audiences.as_deref()))
        }
        _ => None,
    }
}

/// The names of all that shows a thing: itself, and what refers to it.
pub fn shown_in(article: &Article, name: &str) -> Vec<String> {
    let mut names = vec![name.to_string()];
    let Some((kind, id)) = name.split_once('/') else { return names };
    if !matches!(kind, "term" | "quantity" | "date" | "event" | "period") {
        return names;
    }
    let ids = derived(article, id);
    let refers = |pieces: &[Piece]| {
        let mut found = false;
        each_piece_and_note(pieces, &mut |piece| {
            found |= matches!(piece, Piece::Ref { id, .. } if ids.contains(&id.as_str()));
        });
        found
    };
    let in_phrase = |texts: &Localized<Phrase>| texts.values().any(|text| refers(&text.pieces));
    let in_block = |block: &&Block| {
        block.body.values().flat_map(|body| &body.parts).any(|part| refers(part))
            || block.editorial.iter().chain(&block.attribution).any(in_phrase)
    };
    names.extend(
        blocks(article).into_iter().filter(in_block).map(|block| format!("block/{}", block.id)),
    );
    let events = article.events.iter().filter(|event| in_phrase(&event.body));
    names.extend(events.map(|event| format!("event/{}", event.id)));
    let drawn = |figure: &&Figure| match &figure.content {
        FigureContent::Chart(chart) => {
            let mut values = chart.series.iter().flat_map(|series| &series.values);
            values.any(|value| value.id.as_ref().is_some_and(|id| ids.contains(&id.as_str())))
        }
        _ => false,
    };
    let figures = article.figures.iter();
    let figures = figures.filter(|f| drawn(f) || f.phrases().into_iter().any(in_phrase));
    names.extend(figures.map(|figure| format!("figure/{}", figure.id)));
    names
}

/// A quantity, and all that are derived from it.
fn derived<'a>(article: &'a Article, id: &'a str) -> Vec<&'a str> {
    let mut ids = vec![id];
    let mut next = 0;
    while let Some(of) = ids.get(next).copied() {
        next += 1;
        for (id, reference) in &article.references {
            if let Reference::Quantity(quantity) = reference
                && quantity.parts.iter().any(|part| part == of)
                && !ids.contains(&id.as_str())
            {
                ids.push(id);
            }
        }
    }
    ids
}
