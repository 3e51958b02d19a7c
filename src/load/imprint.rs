//! The imprint: authors, publisher, numbers, and what else is said of a publication.
//!
//! Takes `authors` and `imprint` of the article; gives them checked, and the article as a work
//! that others cite. Prints nothing.

use crate::model::article::{Phrase, written};
use crate::model::code::Code;
use crate::model::date::Date;
use crate::model::imprint::{Author, Fact, Imprint, Label, Said};
use crate::model::source::{Record, Source, SourceDate, literal, name};
use crate::model::vocabulary::Localized;

use super::decode::Spanned;
use super::raw::{self, Texts};
use super::{File, Loader};

/// What is wrong with a number, and how to mend it.
type Wrong = Option<(String, &'static str)>;

type Check = fn(&str) -> Wrong;

impl Loader<'_> {
    /// Reads the authors and the imprint of the article.
    pub(super) fn imprint(
        &mut self,
        file: File,
        authors: Vec<raw::Author>,
        raw: Option<raw::Imprint>,
    ) -> Imprint {
        let authors = authors.into_iter().map(|author| self.author(file, author)).collect();
        let Some(raw) = raw else { return Imprint { authors, ..Imprint::default() } };
        let published = raw.published.as_ref().and_then(|date| self.date(file, date));
        if let Some(place) = raw.published.as_ref().map(|date| date.place(file.path)) {
            self.origin("published", None, place);
        }
        let word = Label::Word;
        let mut facts = vec![];
        let first = [("publisher", raw.publisher), ("series", raw.series)];
        facts.extend(
            first.into_iter().filter_map(|(key, texts)| Some(self.said(file, key, texts?))),
        );
        let codes: [(_, _, _, Check); 8] = [
            ("number", word("number"), raw.number, any),
            ("symbol", word("symbol"), raw.symbol, any),
            ("issn", Label::Fixed("ISSN"), raw.issn, issn),
            ("isbn", Label::Fixed("ISBN"), raw.isbn, isbn),
            ("doi", Label::Fixed("DOI"), raw.doi, doi),
            ("clc", word("clc"), raw.clc, any),
            ("document-code", word("document-code"), raw.document_code, any),
            ("article-number", word("article-number"), raw.article_number, any),
        ];
        for (key, label, code, check) in codes {
            let Some(code) = code else { continue };
            self.check_number(file, &code, check);
            self.origin(format!("imprint/{}", facts.len()), None, code.place(file.path));
            facts.push(Fact { key: key.into(), label, text: Said::Code(code.value) });
        }
        let last = [
            ("contact", raw.contact),
            ("funding", raw.funding),
            ("acknowledgements", raw.acknowledgements),
            ("licence", raw.licence),
            ("disclaimer", raw.disclaimer),
        ];
        facts
            .extend(last.into_iter().filter_map(|(key, texts)| Some(self.said(file, key, texts?))));
        for field in raw.fields.0 {
            let label = Label::Own(self.title(file, &field.label, "the label"));
            let text = Said::Words(self.title(file, &field.text, "the field"));
            facts.push(Fact { key: "field".into(), label, text });
        }
        Imprint { authors, published, facts, work: Localized::new() }
    }

    /// A fact in words, whose label is that of its key.
    fn said(&mut self, file: File, key: &'static str, texts: Texts) -> Fact {
        let text = Said::Words(self.title(file, &texts, &format!("`{key}`")));
        Fact { key: key.into(), label: Label::Word(key), text }
    }

    /// Tells of a number that is none.
    fn check_number(&mut self, file: File, own: &Spanned<String>, check: Check) {
        if let Some((message, hint)) = check(&own.value) {
            self.error(Code::BadIdentifier, own.place(file.path), message, hint);
        }
    }

    fn author(&mut self, file: File, raw: raw::Author) -> Author {
        raw.email.iter().for_each(|own| self.check_number(file, own, email));
        raw.orcid.iter().for_each(|own| self.check_number(file, own, orcid));
        Author {
            name: self.title(file, &raw.name, "the author"),
            family: raw.family.map(|own| self.title(file, &own, "the family name")),
            affiliation: raw.affiliation.map(|own| self.title(file, &own, "the affiliation")),
            email: raw.email.map(|own| own.value),
            orcid: raw.orcid.map(|own| own.value),
            about: raw.about.map(|own| self.title(file, &own, "the line about an author")),
        }
    }

    /// The article as a work that others cite, as each language knows it; nothing, where
    /// neither authors nor a publisher is known.
    pub(super) fn work(
        &self,
        title: &Localized<Phrase>,
        issue: Option<crate::model::article::Issue>,
        dated: Option<Date>,
        imprint: &Imprint,
    ) -> Localized<Source> {
        let is_known = !imprint.authors.is_empty() || imprint.fact("publisher").is_some();
        let texts = title.iter().filter(|(_, title)| is_known && title.missing.is_none());
        let work = |(key, title): (&String, &Phrase)| {
            let said = |name: &str| match imprint.fact(name)? {
                Said::Code(code) => Some(code.clone()),
                Said::Words(texts) => texts.get(key).map(|text| written(&text.pieces)),
            };
            let mut record = Record::default();
            let is_article = issue.is_some() && said("series").is_some();
            record.kind = if is_article { "article-journal" } else { "report" }.into();
            record.set("title", written(&title.pieces));
            let series = if is_article { "container-title" } else { "collection-title" };
            let numbers = if is_article { "article-number" } else { "collection-number" };
            for (variable, name) in [
                (series, "series"),
                (numbers, "number"),
                ("publisher", "publisher"),
                ("DOI", "doi"),
                ("ISBN", "isbn"),
                ("ISSN", "issn"),
            ] {
                record.set(variable, said(name).unwrap_or_default());
            }
            if let Some(issue) = issue.filter(|_| is_article) {
                record.set("issue", issue.number.to_string());
            }
            let date = dated.map(|date| date.to_string()).or(issue.map(|own| own.year.to_string()));
            if let Some(date) = date.and_then(|date| SourceDate::parse(&date).ok()) {
                record.set_date("issued", date);
            }
            let tag =
                self.tables.iter().find(|table| table.key == *key).map(|l| l.table.tag.clone());
            record.set("language", tag.unwrap_or_default());
            let text = |own: &Localized<Phrase>| own.get(key).map(|text| written(&text.pieces));
            record.add_names(
                "author",
                imprint.authors.iter().filter_map(|author| {
                    let full = text(&author.name)?;
                    let family = author.family.as_ref().and_then(text);
                    let given = family.as_ref().and_then(|family| {
                        let rest = full.strip_prefix(family).or(full.strip_suffix(family))?;
                        Some(rest.trim().to_string()).filter(|rest| !rest.is_empty())
                    });
                    Some(match (family, given) {
                        (Some(family), Some(given)) => name(&family, &given, "", ""),
                        _ => literal(full),
                    })
                }),
            );
            (key.clone(), Source::new("this-article", record, title.place.clone()))
        };
        texts.map(work).collect()
    }
}

fn any(_: &str) -> Wrong {
    None
}

fn email(text: &str) -> Wrong {
    let is_one = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    });
    (!is_one).then(|| (format!("`{text}` is not an address of e-mail"), "write `name@example.org`"))
}

fn doi(text: &str) -> Wrong {
    let is_one = text.starts_with("10.")
        && text.split_once('/').is_some_and(|(_, name)| !name.is_empty())
        && !text.contains(char::is_whitespace);
    (!is_one)
        .then(|| (format!("`{text}` is not a DOI"), "write it without the address: `10.1234/abcd`"))
}

/// The digits of a number, with `X` for ten; none, where it has other signs.
fn digits(text: &str) -> Option<Vec<u32>> {
    let signs = text.chars().filter(|c| *c != '-' && *c != ' ');
    signs.map(|c| if c == 'X' { Some(10) } else { c.to_digit(10) }).collect()
}

fn issn(text: &str) -> Wrong {
    let sum = digits(text).filter(|all| all.len() == 8);
    let sum = sum.map(|all| {
        all.iter().zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum::<u32>()
    });
    let is_one = sum.is_some_and(|sum| sum % 11 == 0);
    (!is_one).then(|| {
        (
            format!("`{text}` is not an ISSN"),
            "copy it again: its last digit is worked out from the others",
        )
    })
}

fn isbn(text: &str) -> Wrong {
    let all = digits(text).unwrap_or_default();
    let is_one = match all.len() {
        10 => all.iter().zip((1..=10).rev()).map(|(d, weight)| d * weight).sum::<u32>() % 11 == 0,
        13 => {
            all.iter().zip([1, 3].iter().cycle()).map(|(d, weight)| d * weight).sum::<u32>() % 10
                == 0
        }
        _ => false,
    };
    (!is_one).then(|| {
        (
            format!("`{text}` is not an ISBN"),
            "copy it again: its last digit is worked out from the others",
        )
    })
}

/// By ISO 7064, mod 11-2.
fn orcid(text: &str) -> Wrong {
    let all = digits(text).filter(|all| all.len() == 16 && text.matches('-').count() == 3);
    let is_one = all.is_some_and(|all| {
        let total = all[..15].iter().fold(0, |total, digit| (total + digit) * 2);
        (12 - total % 11) % 11 == all[15]
    });
    (!is_one).then(|| {
        (format!("`{text}` is not an ORCID"), "write its sixteen digits: `0000-0002-1825-0097`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_checked_by_their_last_digit() {
        for (check, good, bad) in [
            (issn as Check, "2049-3630", "2049-3631"),
            (isbn, "978-3-16-148410-0", "978-3-16-148410-1"),
            (isbn, "0-306-40615-2", "0-306-40615-3"),
            (orcid, "0000-0002-1825-0097", "0000-0002-1825-0098"),
            (orcid, "0000-0002-1694-233X", "0000000216942330"),
            (doi, "10.1234/ab.c", "https://doi.org/10.1234/ab.c"),
            (email, "a@example.org", "a at example.org"),
        ] {
            assert_eq!(check(good), None);
            assert!(check(bad).is_some(), "{bad}");
        }
    }
}
