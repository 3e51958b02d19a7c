//! Importing: from Word, OpenDocument, Markdown and HTML to the data of a project.
//!
//! Takes documents in one language or two, which may be hostile; gives the files of a
//! project that builds as it is, and a report of what became of every paragraph. Pandoc
//! reads the documents; it is the one thing that is run. Writes nothing.

mod changes;
mod cite;
mod contents;
mod figures;
mod headings;
mod inlines;
mod labels;
mod media;
mod merge;
mod order;
mod original;
mod outline;
mod pair;
mod pen;
mod read;
mod report;
mod tables;
mod text;
mod told;
mod trial;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::load::draft;
use crate::load::files::Files;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::pandoc::{Changes, Format, Pandoc, tree};
use crate::scaffold::{self, Words};
use crate::typeset::Fonts;

use labels::Labels;
use media::Pictures;
use merge::Article;
use original::{Kept, Original};
use outline::Outline;
use text::Text;
use write::{Plan, Written};

/// A document to import.
pub struct Document {
    /// What the report calls it: its file's name.
    pub name: String,
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// What is imported, and where to.
pub struct Request {
    /// The original and perhaps a translation, in the order of `languages`.
    pub documents: Vec<Document>,
    /// The languages of the project; the documents are in the first ones.
    pub languages: Vec<String>,
    /// What is done with tracked changes; nothing, when there are to be none.
    pub changes: Option<Changes>,
    /// Files of sources by their names.
    pub sources: Vec<(String, Vec<u8>)>,
    /// The files of the project that the sections are added to; none for a new one.
    pub project: Option<Files>,
}

/// What an import gives.
pub struct Imported {
    /// New files, by path.
    pub new: BTreeMap<String, Vec<u8>>,
    /// `data/article.yaml` as it is to be, where sections are added to a project.
    pub article: Option<String>,
    /// For people, in Markdown.
    pub report: String,
    /// How many lines of the report need a reader's eye.
    pub open: usize,
}

/// A document that has been read.
struct Read {
    name: String,
    outline: Outline,
    original: Option<Original>,
    media: Vec<(String, Vec<u8>)>,
    comments: Vec<String>,
    changes: Vec<String>,
}

/// Imports documents.
///
/// # Errors
/// When a document cannot be read or has tracked changes that nobody decided on, and when
/// what is made of it is no project.
pub fn import(request: Request, pandoc: &Pandoc, fonts: Fonts) -> Result<Imported, Diagnostic> {
    let Request { documents, languages, changes, sources, project } = request;
    let mut reads = vec![];
    for document in documents {
        let named = |diagnostic: Diagnostic, name: &str| Diagnostic {
            message: format!("{name}: {}", diagnostic.message),
            ..diagnostic
        };
        let name = document.name.clone();
        reads.push(read(document, changes, pandoc).map_err(|d| named(d, &name))?);
    }
    let mut files = base(&languages, project.as_ref(), &sources)?;
    let mut taken = ids(project.as_ref());
    let mut outlines: Vec<Outline> =
        reads.iter_mut().map(|r| std::mem::take(&mut r.outline)).collect();
    let taken_texts: Vec<Vec<String>> = outlines.iter().map(texts).collect();
    let names: Vec<&str> = reads.iter().map(|read| read.name.as_str()).collect();
    let all: Vec<String> = taken_texts.iter().map(|texts| texts.join("\n")).collect();
    order::check(&names, &all, &languages, &files, project.as_ref())?;
    let own_files = project.clone().unwrap_or_default();
    let has_figures = project.as_ref().is_none_or(|p| p.bytes("data/figures.yaml").is_none());
    let mut pictures = Pictures::default();
    for ((outline, read), language) in outlines.iter_mut().zip(&reads).zip(&languages) {
        Labels::of(&own_files, language).take(outline);
        pictures.take(outline, &read.media, has_figures);
    }
    let found = pictures.files.into_iter().map(|(name, bytes)| (format!("data/{name}"), bytes));
    files.extend(found);
    if project.is_some() {
        outlines.iter_mut().for_each(only_sections);
    }
    let told: Vec<told::Told> = outlines.iter_mut().map(|o| std::mem::take(&mut o.told)).collect();
    let mut article = merge::merge(outlines, languages.len(), &mut taken);
    if article.sections.is_empty() {
        return Err(Diagnostic::bare(Code::BadDocument, "the document has no text"));
    }
    for (at, read) in reads.iter().enumerate() {
        article.title[at].get_or_insert_with(|| Text::of(stem(&read.name)));
    }
    let words = Words::of(&languages);
    if has_figures {
        let line = words.texts("import.follows").into_iter().map(|(_, text)| Some(Text::of(&text)));
        merge::lead_in(&mut article, &line.collect(), &mut taken);
    }
    let mut plan = Plan {
        languages: &languages,
        words: &words,
        pen: pen::Pen::default(),
        cares: vec![],
        lists: BTreeSet::new(),
        has_figures,
    };
    let (keys, known) = known(&plan, &article, &files, project.as_ref());
    let mut cited = vec![];
    cite(&mut article, &known, &languages, &mut cited);
    plan.pen.keys = keys;
    let tried = trial::write(&mut plan, &article, &files, project.as_ref(), &fonts)?;
    let mut new = files;
    let own_article = tried.files.get("data/article.yaml").filter(|_| project.is_some()).cloned();
    for (path, text) in tried.files {
        if project.is_none() || path != "data/article.yaml" {
            new.insert(path, text.into_bytes());
        }
    }
    let report = report::report(&report::Facts {
        names: reads.iter().map(|read| read.name.as_str()).collect(),
        languages: &languages,
        article: &article,
        told: &told,
        cited: &cited,
        changed: &tried.told,
        lost: reads
            .iter()
            .zip(&taken_texts)
            .map(|(read, taken)| {
                let lost = read.original.as_ref().map(|own| original::lost(own, taken));
                lost.unwrap_or_default()
            })
            .collect(),
        objects: reads
            .iter()
            .map(|read| read.original.as_ref().map(|own| own.objects.clone()).unwrap_or_default())
            .collect(),
        hidden: reads
            .iter()
            .map(|read| read.original.as_ref().map_or(&[][..], |own| own.hidden.as_slice()))
            .collect(),
        comments: reads.iter().map(|read| read.comments.as_slice()).collect(),
        changes: reads.iter().map(|read| read.changes.as_slice()).collect(),
        faults: &tried.faults,
        is_draft: tried.is_draft,
    });
    Ok(Imported { new, article: own_article, open: report.open, report: report.text })
}

fn read(document: Document, changes: Option<Changes>, pandoc: &Pandoc) -> Result<Read, Diagnostic> {
    let Document { name, format, bytes } = document;
    let kept = match changes {
        Some(Changes::Reject) => Kept::Deleted,
        _ => Kept::Inserted,
    };
    let is_packed = matches!(format, Format::Docx | Format::Odt);
    let original = is_packed.then(|| original::original(&bytes, kept)).flatten();
    if is_packed && original.is_none() {
        return Err(Diagnostic::bare(Code::BadDocument, "this is no file of a word processor")
            .hint("open it in its own program, and save it again"));
    }
    let unread = |_| {
        Diagnostic::bare(Code::PandocFailed, "what pandoc prints is not the tree that is known")
    };
    let mut reading = pandoc.read(&bytes, format, Changes::All)?;
    let mut marks = changes::Marks::default();
    if format == Format::Docx {
        let tree = serde_json::from_slice(&reading.tree).map_err(unread)?;
        marks = changes::marks(&tree);
    }
    let has_changes = original.as_ref().is_some_and(|own| own.has_changes);
    if has_changes && changes == Some(Changes::Reject) {
        return Err(Diagnostic::bare(
            Code::TrackedChanges,
            "changes in OpenDocument files cannot be rejected here",
        )
        .hint("reject them in LibreOffice, and save the file"));
    }
    match changes {
        None if has_changes || !marks.changes.is_empty() => {
            let mut error = Diagnostic::bare(
                Code::TrackedChanges,
                "the document has tracked changes",
            )
            .hint(
                "`--accept-changes` takes them, `--reject-changes` leaves them out; or decide on \
                 each in the word processor",
            );
            for change in marks.changes.iter().take(5) {
                error = error.hint(change);
            }
            return Err(error);
        }
        Some(changes) if !marks.changes.is_empty() => {
            reading = pandoc.read(&bytes, format, changes)?;
        }
        _ => {}
    }
    let tree: tree::Pandoc = serde_json::from_slice(&reading.tree).map_err(unread)?;
    let (media, mut comments) = (reading.media, marks.comments);
    if comments.is_empty() {
        let own = original.iter().flat_map(|own| &own.paragraphs);
        let own = own.filter(|(place, _)| *place == original::Place::Comment);
        comments.extend(own.map(|(_, words)| format!("somebody: “{}”", told::short(words))));
    }
    Ok(Read {
        name,
        outline: read::outline(tree),
        original,
        media,
        comments,
        changes: marks.changes,
    })
}

/// What the sections are added to: the frame of a new project, and the files of sources.
fn base(
    languages: &[String],
    project: Option<&Files>,
    sources: &[(String, Vec<u8>)],
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let mut files = BTreeMap::new();
    if project.is_none() {
        let frame = scaffold::frame(languages)?;
        files.extend(frame.into_iter().map(|(path, text)| (path, text.into_bytes())));
        let toml = files.get("diptych.toml").cloned().unwrap_or_default();
        let toml = String::from_utf8_lossy(&toml).into_owned();
        files.insert("diptych.toml".into(), scaffold::of_all_text(&toml).into_bytes());
    }
    for (name, bytes) in sources {
        let path = format!("data/{name}");
        if project.is_some_and(|project| project.bytes(&path).is_some()) {
            return Err(Diagnostic::bare(Code::FileExists, format!("`{path}` is there already"))
                .hint("leave `--sources` out: the project has them"));
        }
        files.insert(path, bytes.clone());
    }
    Ok(files)
}

/// The ids of a project.
fn ids(project: Option<&Files>) -> BTreeSet<String> {
    let mut taken = BTreeSet::from(["abstract".to_string()]);
    if let Some(found) = project.and_then(|files| draft(files, &mut Diagnostics::default())) {
        let names = found.article.origins.iter().filter_map(|origin| origin.name.split('/').nth(1));
        taken.extend(names.map(str::to_string));
    }
    taken
}

/// All texts of a document, as they were taken from it.
fn texts(outline: &Outline) -> Vec<String> {
    let mut found: Vec<&Text> = outline.title.iter().chain(&outline.subtitle).collect();
    found.extend(outline.summary.iter().chain(&outline.colophon).chain(&outline.authors));
    for section in &outline.sections {
        found.extend(&section.title);
        section.parts.iter().for_each(|part| found.extend(part.texts()));
    }
    let notes: Vec<&Text> = found.iter().flat_map(|text| text.notes()).collect();
    let words = found.iter().chain(&notes).map(|text| {
        let cites = text.runs.iter().filter_map(|run| match run {
            text::Run::Cite { words, .. } => Some(words.as_str()),
            _ => None,
        });
        format!("{}{}", text.plain(), cites.collect::<String>())
    });
    words.chain(outline.told.accounted.iter().cloned()).collect()
}

/// Leaves out what the project has already, and tells of it.
fn only_sections(outline: &mut Outline) {
    let mut title = outline.title.take();
    if outline.sections.iter().all(|section| section.title.is_none())
        && let Some(first) = outline.sections.first_mut()
    {
        first.title = title.take();
    }
    for (what, texts) in [
        ("title", Vec::from_iter(title)),
        ("subtitle", Vec::from_iter(outline.subtitle.take())),
        ("abstract", std::mem::take(&mut outline.summary)),
        ("author", std::mem::take(&mut outline.authors)),
    ] {
        for text in texts {
            let what = format!("the document's {what}, as the project has its own");
            outline.told.left(&what, &text.plain());
        }
    }
    if let Some(last) = outline.sections.last_mut() {
        last.parts
            .extend(std::mem::take(&mut outline.colophon).into_iter().map(outline::Part::Text));
    }
}

/// The name of a file without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The keys of the sources, and their titles.
type Known = (BTreeSet<String>, cite::Known);

/// What the new project, or the one that is there, knows already.
fn known(
    plan: &Plan,
    article: &Article,
    files: &BTreeMap<String, Vec<u8>>,
    project: Option<&Files>,
) -> Known {
    let mut written: Written = write::sections(plan, article);
    write::article(plan, article, &mut written);
    let all = trial::assembled(&written, files, project);
    let mut found = Diagnostics::default();
    let Some(project) = draft(&all, &mut found) else {
        return (BTreeSet::new(), cite::Known::of(&BTreeMap::new()));
    };
    let sources = &project.article.sources;
    (sources.keys().cloned().collect(), cite::Known::of(sources))
}

/// Puts citations in place of the notes that name a source.
fn cite(article: &mut Article, known: &cite::Known, languages: &[String], told: &mut Vec<String>) {
    for block in article.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        let parts = block.parts.iter_mut().map(|part| part.iter_mut());
        let mut texts: Vec<Vec<&mut Text>> =
            parts.map(|part| part.flat_map(outline::Part::texts_mut).collect()).collect();
        known.cite(&mut texts, told);
        let notes = |texts: &Vec<&mut Text>| texts.iter().map(|text| text.notes().count()).sum();
        let counts: Vec<usize> = texts.iter().filter(|own| !own.is_empty()).map(notes).collect();
        let least = counts.iter().min().copied().unwrap_or_default();
        for (language, texts) in languages.iter().zip(&texts).filter(|_| counts.len() > 1) {
            for note in texts.iter().flat_map(|text| text.notes()).skip(least) {
                let words = told::short(&note.plain());
                told.push(format!("the note “{words}” is in `{language}` alone"));
            }
        }
    }
}
