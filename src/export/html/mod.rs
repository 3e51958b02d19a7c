//! HTML: an edition as one file for a browser.
//!
//! Takes an edition, and its figures drawn alone; gives a page that needs nothing else, and
//! may fetch nothing. It says all that the edition has, in the order of its pages.

mod blocks;
mod figures;
mod head;
mod parts;
mod style;
mod text;
mod writer;

use std::collections::BTreeSet;

use crate::model::edition::{Edition, Figure, Note, plain};
use crate::model::language::Language;
use crate::model::vocabulary::Layout;
use crate::typeset::Drawings;

use text::{mark_anchor, word_of};
use writer::{Writer, anchor, is};

/// Makes the file.
pub(super) fn page(edition: &Edition, drawings: &Drawings) -> String {
    let mut page = Page {
        edition,
        drawings,
        html: Writer::default(),
        marks: BTreeSet::new(),
        contents: vec![],
        figures: vec![],
        is_listed: false,
    };
    let attributes = [is("id", "text"), is("class", layout(edition))];
    page.element("main", &attributes, |page| page.main());
    let main = std::mem::take(&mut page.html);
    let style = style::style(edition);
    let tag = edition.languages.first().map(|l| l.table.tag.as_str());
    page.element("html", &[("lang", tag.map(Into::into))], |page| {
        page.element("head", &[], |page| head::head(&mut page.html, edition, &style));
        page.element("body", &[], |page| {
            page.is_listed = true;
            page.bar();
            page.html.add(main);
            page.html.program("script", &[], style::SCRIPT);
        });
    });
    format!("<!DOCTYPE html>\n{}", page.html.finish())
}

/// A page as it is written.
struct Page<'a> {
    edition: &'a Edition,
    drawings: &'a Drawings,
    html: Writer,
    /// The marks of notes so far, each language's first one of a note.
    marks: BTreeSet<String>,
    contents: Vec<Entry<'a>>,
    figures: Vec<Entry<'a>>,
    /// Whether titles are written in a list that links to them: without links and marks.
    is_listed: bool,
}

/// A line of the contents.
struct Entry<'a> {
    id: String,
    depth: usize,
    say: Title<'a>,
}

/// What a heading says in a language.
type Title<'a> = Box<dyn Fn(&mut Page<'a>, &'a Language) + 'a>;

impl<'a> Page<'a> {
    fn main(&mut self) {
        let edition = self.edition;
        self.classed("header", "front", |page| page.front(edition));
        if !edition.key_messages.is_empty() {
            self.worded("key-messages", "section", |page| page.blocks(&edition.key_messages));
        }
        if !edition.recommendations.is_empty() {
            self.worded("recommendations", "section", |page| page.blocks(&edition.recommendations));
        }
        self.summary(edition);
        self.sections(&edition.sections);
        if let Some(timeline) = &edition.timeline {
            self.timeline(timeline);
        }
        if !edition.notes.is_empty() {
            // Tables of projects may lack the word.
            let title = |page: &mut Self, language: &'a Language| {
                page.html.text(word_of(language, "notes").unwrap_or("*"));
            };
            self.part("notes", "section", 1, title, |page| page.notes(&edition.notes));
        }
        self.lists(edition);
        self.colophon(edition);
    }

    /// A part with a heading, which the contents list.
    fn part(
        &mut self,
        id: &str,
        name: &'static str,
        depth: usize,
        title: impl Fn(&mut Self, &'a Language) + Copy + 'a,
        body: impl FnOnce(&mut Self),
    ) {
        let heading = format!("h-{id}");
        self.contents.push(Entry { id: id.into(), depth, say: Box::new(title) });
        let class = format!("part {id}");
        let attributes = [is("id", id), is("class", class), is("aria-labelledby", &heading)];
        self.element(name, &attributes, |page| {
            let name = ["h2", "h3", "h4", "h5", "h6"][depth.clamp(1, 5) - 1];
            page.pair(name, ("", Some(heading.clone())), "span", title);
            body(page);
        });
    }

    /// A part that is named by a word of the languages' tables.
    fn worded(&mut self, word: &'static str, name: &'static str, body: impl FnOnce(&mut Self)) {
        self.part(word, name, 1, move |page, language| page.word(language, word), body);
    }

    fn listed_figure(&mut self, figure: &'a Figure, id: &str) {
        let say = |page: &mut Self, language: &'a Language| {
            let label = figure.label.get(&language.key).map_or("", String::as_str);
            page.html.text(label);
            page.html.text(" ");
            page.said(language, &figure.title);
        };
        self.figures.push(Entry { id: id.into(), depth: 2, say: Box::new(say) });
    }

    /// Notes, each leading back to its first mark in each language.
    fn notes(&mut self, notes: &'a [Note]) {
        if notes.is_empty() {
            return;
        }
        self.classed("ul", "notes", |page| {
            for note in notes {
                let id = Some(anchor("n", &note.id));
                page.pair("li", ("", id), "p", |page, language| {
                    let Some(runs) = note.body.get(&language.key) else { return };
                    let mark = mark_anchor(language, &note.id);
                    match page.marks.contains(&mark) {
                        true => page.element(
                            "a",
                            &[
                                is("class", "back"),
                                is("href", format!("#{mark}")),
                                is("role", "doc-backlink"),
                            ],
                            |page| {
                                page.html.text(&note.label);
                            },
                        ),
                        false => page.classed("span", "back", |page| page.html.text(&note.label)),
                    }
                    page.html.text(" ");
                    page.runs(language, runs);
                });
            }
        });
    }

    /// What stays in sight: the contents, and which languages are shown.
    fn bar(&mut self) {
        let edition = self.edition;
        let title = edition.languages.first().map(|l| self.title_in(l)).unwrap_or_default();
        let (contents, figures) =
            (std::mem::take(&mut self.contents), std::mem::take(&mut self.figures));
        self.element("a", &[is("class", "skip"), is("href", "#text")], |page| {
            page.html.text(&title)
        });
        self.classed("header", "bar", |page| {
            page.element("nav", &[is("aria-labelledby", "contents")], |page| {
                page.element("details", &[], |page| {
                    page.element("summary", &[is("id", "contents")], |page| {
                        page.sides("span", |page, language| page.word(language, "contents"));
                    });
                    page.classed("div", "panel", |page| {
                        page.entries(&contents);
                        if !figures.is_empty() {
                            page.word_pair("p", "title", "figures");
                            page.entries(&figures);
                        }
                    });
                });
            });
            if edition.languages.len() > 1 {
                page.switch();
            }
        });
    }

    fn entries(&mut self, entries: &[Entry<'a>]) {
        self.element("ul", &[], |page| {
            for entry in entries {
                page.element(
                    "li",
                    &[is("class", format!("depth-{}", entry.depth.min(3)))],
                    |page| {
                        page.element("a", &[is("href", format!("#{}", entry.id))], |page| {
                            page.sides("span", |page, language| (entry.say)(page, language));
                        });
                    },
                );
            }
        });
    }

    /// Which languages are shown: all, or one. It works by the style alone.
    fn switch(&mut self) {
        let languages = &self.edition.languages;
        let names: Vec<&str> = languages.iter().map(|l| l.table.name.as_str()).collect();
        self.classed("fieldset", "switch", |page| {
            page.element("legend", &[], |page| page.html.text(&names.join(" · ")));
            page.choice("all", "all", None, &names.join(" + "));
            for (at, language) in languages.iter().enumerate() {
                let tag = &language.table.tag;
                page.choice(&at.to_string(), tag, Some(tag), &language.table.name);
            }
        });
    }

    fn choice(&mut self, id: &str, value: &str, lang: Option<&str>, name: &str) {
        let id = format!("show-{id}");
        let attributes = [
            is("type", "radio"),
            is("name", "show"),
            is("id", &id),
            is("value", value),
            ("checked", lang.is_none().then(|| "".into())),
        ];
        self.html.void("input", &attributes);
        self.element("label", &[is("for", &id), ("lang", lang.map(Into::into))], |page| {
            page.html.text(name);
        });
    }

    /// The title as text.
    fn title_in(&self, language: &Language) -> String {
        self.edition.title.get(&language.key).map(|runs| plain(runs)).unwrap_or_default()
    }
}

/// How the languages of an edition stand to each other on a screen that is wide.
fn layout(edition: &Edition) -> &'static str {
    match edition.layout {
        Layout::Parallel | Layout::Facing if edition.languages.len() == 2 => "parallel",
        Layout::Parallel | Layout::Facing | Layout::Stacked => "stacked",
        Layout::Single => "single",
    }
}
