//! The head: what the page is, for libraries, search engines and readers of links.
//!
//! Dublin Core, the tags of Google Scholar, Open Graph, and JSON-LD. A policy lets nothing
//! run but the page's own script, and nothing in but pictures that are in it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::model::edition::{Edition, PerLanguage, plain};
use crate::model::language::Language;

use super::style::SCRIPT;
use super::writer::{self, Writer, is};

pub fn head(html: &mut Writer, edition: &Edition, style: &str) {
    meta(html, &[is("charset", "utf-8")]);
    let policy = format!(
        "default-src 'none'; img-src data:; style-src {}; script-src {}; base-uri 'none'; \
         form-action 'none'",
        hash(style),
        hash(SCRIPT)
    );
    meta(html, &[is("http-equiv", "Content-Security-Policy"), is("content", policy)]);
    named(html, "viewport", None, "width=device-width, initial-scale=1");
    named(html, "color-scheme", None, "light dark");
    named(html, "referrer", None, "no-referrer");
    named(html, "generator", None, &edition.program);
    let Some(first) = edition.languages.first() else { return };
    let title = title(edition, first);
    html.open("title", &[]);
    html.text(&title);
    html.close("title");
    let description = description(edition, first);
    named(html, "description", None, &description);
    dublin_core(html, edition);
    scholar(html, edition, first);
    open_graph(html, edition, first, &description);
    let data = writer::json(&structured(edition, first, &description));
    html.program("script", &[is("type", "application/ld+json")], &data);
    html.program("style", &[], style);
}

/// The hash by which the policy knows what may run.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn meta(html: &mut Writer, attributes: &writer::Attributes) {
    html.void("meta", attributes);
}

/// A fact by its name, in a language where it is in one; nothing that is empty.
fn named(html: &mut Writer, name: &str, lang: Option<&str>, content: &str) {
    if !content.is_empty() {
        let lang = ("lang", lang.map(Into::into));
        meta(html, &[is("name", name), lang, is("content", content)]);
    }
}

fn title(edition: &Edition, language: &Language) -> String {
    edition.title.get(&language.key).map(|runs| plain(runs)).unwrap_or_default()
}

/// The subtitle, or the beginning of the summary.
fn description(edition: &Edition, language: &Language) -> String {
    let subtitle = edition.subtitle.as_ref().and_then(|own| own.get(&language.key));
    let summary = edition.summary.as_ref().and_then(|own| own.body.get(&language.key)?.first());
    subtitle.or(summary).map(|runs| plain(runs)).unwrap_or_default()
}

fn said<'a>(words: &'a PerLanguage<String>, language: &Language) -> Option<&'a str> {
    words.get(&language.key).map(String::as_str)
}

fn names(edition: &Edition, language: &Language) -> Vec<String> {
    let authors = edition.authors.iter();
    authors.filter_map(|own| said(&own.name, language)).map(str::to_string).collect()
}

fn keywords<'a>(edition: &'a Edition, language: &'a Language) -> impl Iterator<Item = &'a str> {
    edition.keywords.iter().filter_map(move |own| said(own, language))
}

fn dublin_core(html: &mut Writer, edition: &Edition) {
    html.void("link", &[is("rel", "schema.DC"), is("href", "http://purl.org/dc/elements/1.1/")]);
    for language in &edition.languages {
        let lang = Some(language.table.tag.as_str());
        named(html, "DC.title", lang, &title(edition, language));
        names(edition, language).iter().for_each(|name| named(html, "DC.creator", lang, name));
        keywords(edition, language).for_each(|word| named(html, "DC.subject", lang, word));
        named(html, "DC.description", lang, &description(edition, language));
        named(html, "DC.language", None, &language.table.tag);
    }
    named(html, "DC.type", None, "Text");
    named(html, "DC.format", None, "text/html");
    named(html, "DC.date", None, edition.record.published.as_deref().unwrap_or_default());
    for (key, code) in &edition.record.codes {
        named(html, "DC.identifier", None, &format!("{key}:{code}"));
    }
}

/// What Google Scholar reads: in the first language.
fn scholar(html: &mut Writer, edition: &Edition, language: &Language) {
    named(html, "citation_title", None, &title(edition, language));
    for name in names(edition, language) {
        named(html, "citation_author", None, &name);
    }
    let date = edition.record.published.as_deref().unwrap_or_default().replace('-', "/");
    named(html, "citation_publication_date", None, &date);
    named(html, "citation_language", None, &language.lang);
    named(html, "citation_issue", None, edition.record.issue.as_deref().unwrap_or_default());
    for key in ["doi", "issn", "isbn"] {
        let code = edition.record.codes.get(key).map_or("", String::as_str);
        named(html, &format!("citation_{key}"), None, code);
    }
    let words: Vec<&str> = keywords(edition, language).collect();
    named(html, "citation_keywords", None, &words.join("; "));
}

fn open_graph(html: &mut Writer, edition: &Edition, first: &Language, description: &str) {
    let locale = |language: &Language| language.table.tag.replace('-', "_");
    let mut facts = vec![
        ("og:type", "article".to_string()),
        ("og:title", title(edition, first)),
        ("og:description", description.to_string()),
        ("og:locale", locale(first)),
    ];
    let others = edition.languages.iter().skip(1);
    facts.extend(others.map(|language| ("og:locale:alternate", locale(language))));
    let published = edition.record.published.clone();
    facts.extend(published.map(|date| ("article:published_time", date)));
    for (property, content) in facts.into_iter().filter(|(_, content)| !content.is_empty()) {
        meta(html, &[is("property", property), is("content", content)]);
    }
}

/// The page as a `ScholarlyArticle` of schema.org.
fn structured(edition: &Edition, first: &Language, description: &str) -> Value {
    let in_all = |say: &dyn Fn(&Language) -> String| -> Value {
        let each = edition
            .languages
            .iter()
            .map(|language| json!({ "@language": language.table.tag, "@value": say(language) }));
        each.collect()
    };
    let authors = edition.authors.iter().filter_map(|own| {
        let place = own.affiliation.and_then(|at| edition.affiliations.get(at));
        let place = place.and_then(|own| own.text.get(&first.key)).map(|runs| plain(runs));
        let mut person = json!({ "@type": "Person", "name": said(&own.name, first)? });
        if let Some(place) = place {
            person["affiliation"] = json!({ "@type": "Organization", "name": place });
        }
        Some(person)
    });
    let tags: Vec<&str> = edition.languages.iter().map(|l| l.table.tag.as_str()).collect();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": title(edition, first),
        "name": in_all(&|language| title(edition, language)),
        "inLanguage": tags,
    });
    let mut put = |key: &str, value: Value| {
        let is_empty = value.as_str().is_some_and(str::is_empty)
            || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty && !value.is_null() {
            article[key] = value;
        }
    };
    put("description", description.into());
    put("author", authors.collect());
    put("keywords", keywords(edition, first).collect());
    put("datePublished", edition.record.published.clone().into());
    put("issueNumber", edition.record.issue.clone().into());
    let codes = edition.record.codes.iter();
    put("identifier", codes.map(|(key, code)| json!(format!("{key}:{code}"))).collect());
    article
}
