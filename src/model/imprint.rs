//! Who wrote the article, and who publishes it.

use crate::model::article::Phrase;
use crate::model::date::Date;
use crate::model::source::Source;
use crate::model::vocabulary::Localized;

/// What is said of an article as a publication, as far as its data say it.
#[derive(Debug, Clone, Default)]
pub struct Imprint {
    pub authors: Vec<Author>,
    pub published: Option<Date>,
    /// Everything else, in the order of print.
    pub facts: Vec<Fact>,
    /// The article as a work that others cite, as each language knows it.
    pub work: Localized<Source>,
}

/// Somebody who wrote the article.
#[derive(Debug, Clone)]
pub struct Author {
    pub name: Localized<Phrase>,
    /// The family name, which lists of sources put first.
    pub family: Option<Localized<Phrase>>,
    pub affiliation: Option<Localized<Phrase>>,
    pub email: Option<String>,
    /// Four groups of four digits.
    pub orcid: Option<String>,
    /// A line about them.
    pub about: Option<Localized<Phrase>>,
}

/// One thing that is said of the publication.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its key in the data; `field` for one of the author's own.
    pub key: String,
    pub label: Label,
    pub text: Said,
}

/// What stands before a fact.
#[derive(Debug, Clone)]
pub enum Label {
    /// The same in all languages: `ISSN`.
    Fixed(&'static str),
    /// A word of the language's table.
    Word(&'static str),
    Own(Localized<Phrase>),
}

/// What a fact says.
#[derive(Debug, Clone)]
pub enum Said {
    /// The same in all languages: a number.
    Code(String),
    Words(Localized<Phrase>),
}

impl Imprint {
    /// The fact of a key.
    pub(crate) fn fact(&self, key: &str) -> Option<&Said> {
        self.facts.iter().find(|fact| fact.key == key).map(|fact| &fact.text)
    }

    /// Every text in it, by the name that templates give it.
    pub(crate) fn phrases(&self) -> Vec<(String, &Localized<Phrase>)> {
        let mut all = vec![];
        for (at, author) in self.authors.iter().enumerate() {
            let name = format!("author/{at}");
            all.push((name.clone(), &author.name));
            all.extend(author.family.iter().map(|own| (format!("{name}/family"), own)));
            all.extend(author.affiliation.iter().map(|own| (format!("{name}/affiliation"), own)));
            all.extend(author.about.iter().map(|own| (format!("{name}/about"), own)));
        }
        for (at, fact) in self.facts.iter().enumerate() {
            if let Label::Own(label) = &fact.label {
                all.push((format!("imprint/{at}/label"), label));
            }
            if let Said::Words(text) = &fact.text {
                all.push((format!("imprint/{at}"), text));
            }
        }
        all
    }

    /// The words of the language's table that it is printed with.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<&str> = self.facts.iter().filter_map(Fact::word).collect();
        words.extend(self.published.is_some().then_some("published"));
        words.extend((!self.work.is_empty()).then_some("cite-as"));
        let has_more =
            |own: &Author| own.about.is_some() || own.email.is_some() || own.orcid.is_some();
        words.extend(self.authors.iter().any(has_more).then_some("author"));
        words
    }
}

impl Fact {
    fn word(&self) -> Option<&'static str> {
        match self.label {
            Label::Word(word) => Some(word),
            _ => None,
        }
    }
}
