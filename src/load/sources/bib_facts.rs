//! The dates, numbers, publishers and addresses of an entry of BibLaTeX.

use super::addresses::{is_address, one_address};
use super::bib_dates::{date_field, three_fields};
use super::bib_fields::Reader;
use super::bib_names::{CONTAINERS, IN_SERIES, is_endnote};
use super::{clamp, dates, labels, set_language};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::source::marks;

impl Reader<'_> {
    pub fn dates(&mut self) {
        for (variable, field) in [
            ("issued", "date"),
            ("accessed", "urldate"),
            ("event-date", "eventdate"),
            ("original-date", "origdate"),
        ] {
            match date_field(self.tex, field) {
                Some(Ok(date)) => {
                    self.record.set_date(variable, date);
                    self.used.push((field.into(), variable.into()));
                }
                Some(Err(reason)) => {
                    let text = self.tex.text(field).unwrap_or_default();
                    match text.strip_suffix('s').and_then(|decade| decade.strip_suffix('0')) {
                        Some(tens) if tens.len() == 3 => {
                            let hint = format!("a decade is `{tens}X`, or `year = {{{text}}}`");
                            self.refuse(field, "it is no year", &hint);
                        }
                        _ => self.refuse(field, &reason, dates::HINT),
                    }
                }
                None => {}
            }
        }
        if !self.record.dates.contains_key("issued") {
            match three_fields(self.tex) {
                Some(Ok(date)) => self.record.set_date("issued", date),
                Some(Err((field, reason))) => {
                    self.refuse(field, &reason, "a month is `1` to `12` or a name: `may`");
                }
                None => {}
            }
        }
        if let Some(Ok(Some(date))) = self.tex.text("lastchecked").map(|text| dates::read(&text)) {
            self.record.set_date("accessed", date);
        }
    }

    /// Tells of a field that cannot be printed as it should be.
    pub fn refuse(&mut self, field: &str, reason: &str, hint: &str) {
        let value = self.tex.text(field).unwrap_or_default();
        let message =
            format!("the `{field}` of `{}` cannot be read: `{value}`: {reason}", self.tex.key);
        let told = Diagnostic::error(Code::BadSourceField, self.at(field), message).hint(hint);
        self.troubles.push(Some(&self.tex.key), told);
        self.bad = true;
    }

    pub fn at(&self, field: &str) -> Place {
        let at = self.tex.places.get(field);
        at.map_or(self.place.clone(), |at| Place::new(self.path, clamp(self.text, at.clone())))
    }

    pub fn numbers(&mut self) {
        let kind = self.tex.kind.clone();
        let kind = match self.record.kind.as_str() {
            "article-newspaper" if self.is_page_of_cnki() => "newspaper",
            _ => kind.as_str(),
        };
        // A journal that is a series has volumes of its own.
        let is_series = |(field, variable): &(String, String)| {
            field.starts_with("journal") && variable == "collection-title"
        };
        let is_series = self.used.iter().any(is_series);
        self.take(if is_series { "collection-number" } else { "volume" }, &["volume"]);
        self.take("number-of-volumes", &["volumes"]);
        self.take("part-number", &["part"]);
        self.take("edition", &["edition"]);
        self.take("version", &["version"]);
        // Of a newspaper it is a part: Metro.
        let is_news = self.record.kind == "article-newspaper";
        self.take(if is_news { "section" } else { "chapter-number" }, &["chapter"]);
        self.take("section", &["section"]);
        self.take("number-of-pages", &["pagetotal", "numpages"]);
        match kind {
            "article" | "suppperiodical" | "periodical" | "magazine" | "review" => {
                self.join("issue", &["number", "issue"], ", ");
            }
            "newspaper" => {
                let has_pages = self.tex.text("pages").is_some();
                self.take(if has_pages { "issue" } else { "page" }, &["number"]);
                self.take("issue", &["issue"]);
            }
            _ if CONTAINERS.contains(&kind) || IN_SERIES.contains(&kind) => {
                let series = self.record.has("collection-title");
                self.take(if series { "collection-number" } else { "number" }, &["number"]);
                self.take("issue", &["issue"]);
            }
            _ => {
                self.take("number", &["number"]);
                self.take("issue", &["issue"]);
            }
        }
        self.take("page", &["pages"]);
        let pages = self.tex.text("pages");
        if self.record.has("page") && self.tex.text("eid") != pages {
            self.take("number", &["eid", "articleno"]);
        } else if self.record.has("page") {
            self.used.push(("eid".into(), "page".into()));
        } else {
            self.take("page", &["eid", "articleno"]);
        }
        self.take("ISBN", &["isbn"]);
        self.take("ISSN", &["issn"]);
        self.take("PMID", &["pmid"]);
        self.take("PMCID", &["pmcid", "pmc"]);
        self.take("number", &["isrn", "ismn", "isan", "iswc", "reportnumber"]);
        labels::tidy(&mut self.record);
    }

    pub fn published(&mut self) {
        let is_case = self.tex.kind == "jurisdiction";
        let mut names = vec![];
        for field in ["publisher", "institution", "school", "university", "organization"] {
            let is_used = self.used.iter().any(|(used, _)| used == field);
            if let Some(name) = self.list(field).filter(|_| !is_used) {
                let variable = if is_case { "authority" } else { "publisher" };
                self.used.push((field.into(), variable.into()));
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        self.record.set(
            if is_case { "authority" } else { "publisher" },
            names.join(marks::ALSO.encode_utf8(&mut [0; 4])),
        );
        // Where there are two, the one is of the publisher, the other of the event.
        let has_both = ["location", "address"].iter().all(|field| self.tex.text(field).is_some());
        if has_both && CONTAINERS.contains(&self.tex.kind.as_str()) {
            self.take_list("publisher-place", "address");
            self.take_list("event-place", "location");
        }
        for field in ["location", "address", "place"] {
            if !self.used.iter().any(|(used, _)| used == field) {
                self.take_list("publisher-place", field);
            }
        }
        self.country();
    }

    /// The countries of patents have keys in BibLaTeX: `countryus`.
    fn country(&mut self) {
        if let Some(place) = self.record.texts.get_mut("publisher-place")
            && let Some(code) = place.strip_prefix("country").filter(|code| code.len() == 2)
        {
            *place = code.to_uppercase();
        }
    }

    pub fn address(&mut self) {
        let howpublished = self.tex.text("howpublished").filter(|text| is_address(text));
        if let Some(urls) = self.tex.text("url") {
            let (url, others) = one_address(&urls);
            if let Some(others) = others {
                let message = format!("the `url` of `{}` has more than one address", self.tex.key);
                let told = Diagnostic::warning(Code::BadSourceAddress, self.at("url"), message)
                    .hint(format!("only the first is printed; put `{others}` into `note`"));
                self.troubles.push(Some(&self.tex.key), told);
            }
            self.used.push(("url".into(), "URL".into()));
            self.record.set("URL", url);
        } else if let Some(url) = howpublished {
            self.used.push(("howpublished".into(), "URL".into()));
            self.record.set("URL", url);
        }
        if let Some(url) = self.record.text("URL").map(str::to_string)
            && !is_address(&url)
        {
            let message = format!("the `url` of `{}` is no address: `{url}`", self.tex.key);
            let told = Diagnostic::warning(Code::BadSourceAddress, self.at("url"), message)
                .hint("it is printed without a link; an address begins with `https://`");
            self.troubles.push(Some(&self.tex.key), told);
        }
        let Some(id) = self.tex.text("eprint") else { return };
        let kind = self.tex.text("eprinttype").or_else(|| self.tex.text("archiveprefix"));
        let resolver = match kind.as_deref().map(str::to_lowercase).as_deref() {
            Some("arxiv") => "https://arxiv.org/abs/",
            Some("jstor") => "https://www.jstor.org/stable/",
            Some("pubmed") => "https://www.ncbi.nlm.nih.gov/pubmed/",
            Some("hdl") => "https://hdl.handle.net/",
            Some("googlebooks") => "https://books.google.com?id=",
            _ if is_address(&id) => "",
            _ => {
                self.take("number", &["eprint"]);
                return;
            }
        };
        self.used.push(("eprint".into(), "URL".into()));
        self.record.set("URL", format!("{resolver}{id}"));
    }

    pub fn genre(&mut self) {
        let default = match self.tex.kind.as_str() {
            "phdthesis" => Some("phdthesis"),
            "mastersthesis" => Some("mathesis"),
            "techreport" => Some("techreport"),
            _ => None,
        };
        // EndNote writes its own type of the entry into each.
        if self.tex.text("type").is_some_and(|text| !is_endnote("type", &text)) {
            self.take("genre", &["type"]);
        }
        if let Some(default) = default {
            self.record.set("genre", default);
        }
    }

    /// Sets the language; a name or a code that is not known is told.
    pub fn language(&mut self) {
        let fields = ["langid", "language", "hyphenation"];
        let names: Vec<_> = fields.iter().filter_map(|field| self.tex.text(field)).collect();
        let Some(first) = names.first() else { return };
        let parts = |name: &String| name.split(" and ").next().unwrap_or_default().to_string();
        if !names.iter().any(|name| set_language(&mut self.record, &parts(name))) {
            let message =
                format!("the language of `{}` is `{first}`, which is not known", self.tex.key);
            let hint = "write the code of the language: `langid = {en}`, `langid = {zh}`";
            let told =
                Diagnostic::warning(Code::UnknownSourceLanguage, self.place.clone(), message)
                    .hint(hint);
            self.troubles.push(Some(&self.tex.key), told);
        }
    }
}
