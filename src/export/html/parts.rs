//! Parts: what stands before and after the text of an edition.

use crate::model::edition::{Abstract, Edition, Text};
use crate::model::language::Language;

use super::Page;
use super::text::word_of;
use super::writer::{anchor, is};

impl<'a> Page<'a> {
    /// What it is, its titles, whose it is and to whom it goes.
    pub fn front(&mut self, edition: &'a Edition) {
        let theme = &edition.theme;
        if theme.draft || theme.marking.is_some() {
            self.pair("p", ("over", None), "span", |page, language| {
                let marking = theme.marking.as_ref().and_then(|own| own.get(&language.key));
                let draft = theme.draft.then(|| word_of(language, "draft")).flatten();
                let said: Vec<&str> =
                    marking.map(String::as_str).into_iter().chain(draft).collect();
                page.html.text(&said.join(" · "));
            });
        }
        self.pair("div", ("strip", None), "p", |page, language| {
            page.classed("strong", "kind", |page| page.word(language, &edition.template));
            let issue = edition.issue.as_ref().and_then(|issue| issue.get(&language.key));
            let original = original(edition, language);
            let said: Vec<&str> =
                issue.map(String::as_str).into_iter().chain(original.as_deref()).collect();
            page.html.text(" ");
            page.classed("span", "issue", |page| page.html.text(&said.join(" · ")));
        });
        if let Some(logo) = &theme.logo {
            let alt = edition.languages.first().and_then(|l| logo.alt.get(&l.key));
            self.classed("p", "logo", |page| {
                page.image(&logo.path, alt.map_or("", String::as_str))
            });
        }
        self.address(edition);
        self.pair("h1", ("", None), "span", |page, l| page.said(l, &edition.title));
        if let Some(subtitle) = &edition.subtitle {
            self.pair("p", ("subtitle", None), "span", |page, l| page.said(l, subtitle));
        }
        if !edition.authors.is_empty() || edition.published.is_some() {
            self.pair("div", ("byline", None), "div", |page, l| page.byline(edition, l));
        }
        if let Some(attribution) = &edition.attribution {
            self.pair("p", ("attribution", None), "span", |page, l| page.said(l, attribution));
        }
        self.recipient_line(edition, "salutation");
    }

    /// Who wrote it, where they are, and when it was published.
    fn byline(&mut self, edition: &'a Edition, language: &'a Language) {
        let is_numbered = edition.affiliations.len() > 1;
        let number = |page: &mut Self, at: usize| {
            if is_numbered {
                page.element("sup", &[], |page| page.html.text(&(at + 1).to_string()));
            }
        };
        if !edition.authors.is_empty() {
            self.classed("p", "authors", |page| {
                for (at, author) in edition.authors.iter().enumerate() {
                    if at > 0 {
                        page.word(language, "separator");
                    }
                    let name = author.name.get(&language.key).map_or("", String::as_str);
                    page.element("strong", &[], |page| page.html.text(name));
                    author.affiliation.into_iter().for_each(|own| number(page, own));
                }
            });
        }
        for (at, place) in edition.affiliations.iter().enumerate() {
            self.element("p", &[], |page| {
                number(page, at);
                page.said(language, &place.text);
            });
        }
        if let Some(date) = edition.published.as_ref().and_then(|own| own.get(&language.key)) {
            let said = format!("{}{}{date}", language.word("published"), colon(language));
            self.element("p", &[], |page| page.html.text(&said));
        }
    }

    /// To whom it goes: every field that is there, those with a word after it.
    fn address(&mut self, edition: &'a Edition) {
        let Some(recipient) = &edition.recipient else { return };
        let logo = recipient.get("logo").and_then(|own| own.values().next());
        let said = |name: &str, l: &Language| recipient.get(name)?.get(&l.key).cloned();
        self.pair("address", ("", None), "div", |page, language| {
            let first = ["name", "office"].into_iter();
            let others = recipient.keys().map(String::as_str);
            let others = others.filter(|n| !["name", "office", "logo", "salutation"].contains(n));
            for name in first.chain(others) {
                let Some(value) = said(name, language) else { continue };
                let label = match name {
                    "name" | "office" => String::new(),
                    _ => word_of(language, name)
                        .map_or(String::new(), |word| format!("{word}{}", colon(language))),
                };
                page.element("p", &[], |page| {
                    page.html.text(&label);
                    page.lines(&value);
                });
            }
        });
        if let (Some(path), Some(language)) = (logo, edition.languages.first()) {
            let alt = said("office", language).or_else(|| said("name", language));
            self.classed("p", "logo", |page| page.image(path, &alt.unwrap_or_default()));
        }
    }

    /// A field of the recipient as a line of its own.
    fn recipient_line(&mut self, edition: &'a Edition, name: &str) {
        let Some(field) = edition.recipient.as_ref().and_then(|own| own.get(name)) else { return };
        self.pair("p", (name, None), "span", |page, language| {
            page.lines(field.get(&language.key).map_or("", String::as_str));
        });
    }

    fn lines(&mut self, text: &str) {
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.html.void("br", &[]);
            }
            self.html.text(line);
        }
    }

    /// The summary, the keywords, and the abstracts in other languages.
    pub fn summary(&mut self, edition: &'a Edition) {
        if let Some(summary) = &edition.summary {
            self.worded("summary", "section", |page| page.blocks(std::slice::from_ref(summary)));
        }
        if !edition.keywords.is_empty() {
            self.pair("p", ("keywords", None), "span", |page, language| {
                let words: Vec<&str> = edition
                    .keywords
                    .iter()
                    .filter_map(|k| k.get(&language.key))
                    .map(String::as_str)
                    .collect();
                page.keywords(language, &words);
            });
        }
        edition.abstracts.iter().for_each(|own| self.abstracted(own));
    }

    fn keywords(&mut self, language: &Language, words: &[&str]) {
        self.classed("strong", "label", |page| page.word(language, "keywords"));
        self.html.text(&format!(" {}", words.join(language.word("separator"))));
    }

    /// The abstract in a language that the edition does not have otherwise.
    fn abstracted(&mut self, own: &'a Abstract) {
        let language = &own.language;
        let id = anchor("abstract", &language.key);
        let attributes =
            [is("class", "abstract"), is("lang", &language.table.tag), is("aria-labelledby", &id)];
        self.element("section", &attributes, |page| {
            page.element("h3", &[is("id", &id)], |page| page.word(language, "summary"));
            page.classed("p", "title", |page| {
                page.element("strong", &[], |page| {
                    page.runs(language, &own.title);
                    if let Some(subtitle) = &own.subtitle {
                        page.html.text(" · ");
                        page.runs(language, subtitle);
                    }
                });
            });
            for runs in &own.body {
                page.element("p", &[], |page| page.runs(language, runs));
            }
            if !own.keywords.is_empty() {
                let words: Vec<&str> = own.keywords.iter().map(String::as_str).collect();
                page.classed("p", "keywords", |page| page.keywords(language, &words));
            }
        });
    }

    /// What is attached to the text: sources, terms, and where they stand.
    pub fn lists(&mut self, edition: &'a Edition) {
        if !edition.sources.is_empty() {
            self.worded("sources", "section", |page| {
                page.classed("ul", "sources", |page| {
                    for source in &edition.sources {
                        let id = Some(anchor("source", &source.key));
                        page.item(id, &source.body);
                    }
                });
            });
        }
        // In one language alone, the index has all that a glossary would say.
        if !edition.glossary.is_empty() && edition.languages.len() > 1 {
            self.worded("glossary", "section", |page| {
                page.classed("ul", "terms", |page| {
                    for term in &edition.glossary {
                        let id = Some(anchor("t", &term.id));
                        page.pair("li", ("", id), "div", |page, language| {
                            let long = term.long.get(&language.key);
                            let short = term.short.as_ref().and_then(|own| own.get(&language.key));
                            page.html.text(long.map_or("", String::as_str));
                            page.short(short.filter(|short| Some(*short) != long));
                        });
                    }
                });
            });
        }
        if edition.index.values().any(|entries| !entries.is_empty()) {
            self.worded("index", "section", |page| page.index(edition));
        }
    }

    fn short(&mut self, short: Option<&String>) {
        if let Some(short) = short {
            self.html.text(" ");
            self.classed("span", "short", |page| page.html.text(short));
        }
    }

    /// The terms in the order of each language, with the numbers of the blocks that use them.
    fn index(&mut self, edition: &'a Edition) {
        self.pair("div", ("index", None), "ul", |page, language| {
            for entry in edition.index.get(&language.key).into_iter().flatten() {
                page.html.open("li", &[]);
                page.html.text(&entry.name);
                page.short(entry.short.as_ref());
                let blocks = edition.glossary.get(entry.term).map(|term| &term.blocks);
                for id in blocks.into_iter().flatten() {
                    let Some(block) = edition.blocks().find(|block| block.id == *id) else {
                        continue;
                    };
                    // What stands before the text has no number.
                    let label = block.number.map_or("·".into(), |number| number.to_string());
                    page.html.text(" ");
                    let to = format!("#{}", anchor("b", id));
                    let name = block.number.is_none().then(|| page.title_in(language).into());
                    page.element("a", &[is("href", to), ("aria-label", name)], |page| {
                        page.html.text(&label);
                    });
                }
                page.html.close("li");
            }
        });
    }

    /// Where the text comes from, by whom and when, and how to cite it.
    pub fn colophon(&mut self, edition: &'a Edition) {
        let worded = |name, date: &Option<_>| date.as_ref().map(|_| name);
        let dates = [worded("received", &edition.received), worded("revised", &edition.revised)];
        self.worded("colophon", "section", |page| {
            if let Some(colophon) = &edition.colophon {
                page.pair("p", ("", None), "span", |page, l| page.said(l, colophon));
            }
            for name in dates.into_iter().flatten() {
                let date = if name == "received" { &edition.received } else { &edition.revised };
                page.pair("p", ("", None), "span", |page, language| {
                    let date = date.as_ref().and_then(|own| own.get(&language.key));
                    page.html.text(&fact(language, language.word(name), date));
                });
            }
            for credit in &edition.credits {
                page.pair("p", ("", None), "span", |page, language| {
                    let role = credit.role.get(&language.key).map_or("", String::as_str);
                    page.html.text(&fact(language, role, credit.name.get(&language.key)));
                });
            }
            for line in &edition.imprint {
                page.pair("p", ("", None), "span", |page, language| {
                    let label = line.label.get(&language.key).map_or("", String::as_str);
                    page.element("strong", &[], |page| page.html.text(label));
                    page.html.text(colon(language));
                    page.said(language, &line.text);
                });
            }
            page.classed("p", "made", |page| {
                page.html.text(&format!("{} · {}", edition.program, edition.variant));
            });
        });
    }

    /// An item of a list, in each language that it is in.
    fn item(&mut self, id: Option<String>, body: &'a Text) {
        self.pair("li", ("", id), "div", |page, language| page.said(language, body));
    }
}

/// A colon and what separates it from the next word, as templates have it.
pub fn colon(language: &Language) -> &str {
    let is_gridded =
        ["Hani", "Hans", "Hant", "Jpan", "Kore", "Hrkt"].contains(&language.table.script.as_str());
    word_of(language, "colon").unwrap_or(if is_gridded { "：" } else { ": " })
}

fn fact(language: &Language, label: &str, value: Option<&String>) -> String {
    format!("{label}{}{}", colon(language), value.map_or("", String::as_str))
}

/// The name of the original language, in a language.
fn original(edition: &Edition, language: &Language) -> Option<String> {
    let own = edition.languages.iter().find(|l| l.key == edition.original);
    let name = language.table.languages.get(&edition.original);
    let name = name.or_else(|| own.map(|own| &own.table.name))?;
    Some(fact(language, language.word("original"), Some(name)))
}
