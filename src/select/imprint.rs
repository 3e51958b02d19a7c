//! The byline and the imprint of an edition.
//!
//! Takes what the article says of its authors and its publication; gives it in the words of
//! the edition's languages, with how to cite it as their CSL styles print that.

use crate::model::article::Article;
use crate::model::edition::{Affiliation, Author, ImprintLine, PerLanguage, Record, Run, Text};
use crate::model::imprint::{Label, Said};
use crate::model::project::Project;

use super::cite;
use super::printer::Printer;

/// The authors, and where they are.
pub fn authors<'a>(
    article: &'a Article,
    printer: &mut Printer<'a>,
) -> (Vec<Author>, Vec<Affiliation>) {
    let mut affiliations: Vec<Affiliation> = vec![];
    let mut authors = vec![];
    for (at, author) in article.imprint.authors.iter().enumerate() {
        let affiliation = author.affiliation.as_ref().map(|own| {
            let text = printer.title(own);
            let known = affiliations.iter().position(|own| own.text == text);
            known.unwrap_or_else(|| {
                affiliations.push(Affiliation { name: format!("author/{at}/affiliation"), text });
                affiliations.len() - 1
            })
        });
        authors.push(Author { name: printer.words(&author.name), affiliation });
    }
    (authors, affiliations)
}

/// What libraries and search engines are told.
pub fn record(article: &Article) -> Record {
    let codes = article.imprint.facts.iter().filter_map(|fact| match &fact.text {
        Said::Code(code) => Some((fact.key.clone(), code.clone())),
        Said::Words(_) => None,
    });
    let year = article.issue.map(|issue| issue.year.to_string());
    Record {
        published: article.imprint.published.map(|date| date.to_string()).or(year),
        issue: article.issue.map(|issue| issue.number.to_string()),
        codes: codes.collect(),
    }
}

/// The lines of the imprint.
pub fn imprint<'a>(project: &'a Project, printer: &mut Printer<'a>) -> Vec<ImprintLine> {
    let imprint = &project.article.imprint;
    let mut lines = vec![];
    for (at, fact) in imprint.facts.iter().enumerate() {
        let label = match &fact.label {
            Label::Fixed(label) => printer.each(|_| label.to_string()),
            Label::Word(word) => printer.each(|language| language.word(word).to_string()),
            Label::Own(label) => printer.words(label),
        };
        let text = match &fact.text {
            Said::Words(words) => printer.title(words),
            Said::Code(code) => {
                let run = match fact.key.as_str() {
                    "doi" => address(
                        format!("https://doi.org/{code}"),
                        format!("https://doi.org/{code}"),
                    ),
                    _ => Run::text(code),
                };
                printer.each(|_| vec![run.clone()])
            }
        };
        let (key, name) = (fact.key.clone(), Some(format!("imprint/{at}")));
        lines.push(ImprintLine { key, name, label, text });
    }
    let mut about: Vec<ImprintLine> = vec![];
    for (at, author) in imprint.authors.iter().enumerate() {
        let mut addresses = vec![];
        addresses
            .extend(author.email.as_ref().map(|own| address(format!("mailto:{own}"), own.clone())));
        addresses.extend(author.orcid.as_ref().map(|own| {
            let url = format!("https://orcid.org/{own}");
            address(url.clone(), url)
        }));
        if addresses.is_empty() && author.about.is_none() {
            continue;
        }
        let names = printer.words(&author.name);
        let said = author.about.as_ref().map(|own| printer.title(own)).unwrap_or_default();
        let text = printer.each(|language| {
            let mut runs = said.get(&language.key).cloned().unwrap_or_else(|| {
                vec![Run::Strong { body: vec![Run::text(&names[&language.key])] }]
            });
            for address in &addresses {
                runs.extend([Run::text(" "), address.clone()]);
            }
            runs
        });
        let label = printer.each(|language| language.word("author").to_string());
        let name = author.about.as_ref().map(|_| format!("author/{at}/about"));
        about.push(ImprintLine { key: "author".into(), name, label, text });
    }
    lines.splice(0..0, about);
    lines.extend(citation(project, printer));
    lines
}

fn address(url: String, text: String) -> Run {
    Run::Link { url, body: vec![Run::text(text)] }
}

/// How to cite the article, where all languages of the edition can say it.
fn citation(project: &Project, printer: &Printer) -> Option<ImprintLine> {
    let mut text: Text = PerLanguage::new();
    for language in printer.languages() {
        let work = project.article.imprint.work.get(&language.key)?;
        let style = project.styles.get(&language.table.notes.style)?;
        let (_, runs) = cite::bibliography(&[work], style, language).into_iter().next()?;
        text.insert(language.key.clone(), runs);
    }
    let label = printer.each(|language| language.word("cite-as").to_string());
    Some(ImprintLine { key: "cite-as".into(), name: None, label, text })
}
