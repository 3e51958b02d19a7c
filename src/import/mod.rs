//! Importing: from Word, OpenDocument, Markdown and HTML to the data of a project.
//!
//! Takes documents in one language or two, which may be hostile; gives the files of a
//! project that builds as it is, and a report of what became of every paragraph. Pandoc
//! reads the documents; it is the one thing that is run. Writes nothing.

mod changes;
mod cite;
mod headings;
mod media;
mod merge;
mod original;
mod outline;
mod pair;
pub mod pandoc;
mod report;
mod tables;
mod text;
mod told;
mod tree;
mod trial;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::load::draft;
use crate::load::files::{Files, built_in_data};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::scaffold::{self, Words};
use crate::typeset::Fonts;

use merge::Article;
use original::{Kept, Original};
use outline::Outline;
use pandoc::{Changes, Format, Pandoc};
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
    let own_files = project.clone().unwrap_or_default();
    for (outline, language) in outlines.iter_mut().zip(&languages) {
        label(&own_files, language).iter().for_each(|label| without_labels(outline, label));
    }
    let told: Vec<told::Told> = outlines.iter_mut().map(|o| std::mem::take(&mut o.told)).collect();
    if project.is_some() {
        // The project has these already.
        outlines.iter_mut().for_each(only_sections);
    }
    let mut article = merge::merge(outlines, languages.len(), &mut taken);
    if article.sections.is_empty() {
        return Err(Diagnostic::bare(Code::BadDocument, "the document has no text"));
    }
    for (at, read) in reads.iter().enumerate() {
        article.title[at].get_or_insert_with(|| Text::of(stem(&read.name)));
    }
    let pictures = pictures(&reads, &told, &mut files);
    let words = Words::of(&languages);
    let mut plan = Plan {
        languages: &languages,
        words: &words,
        pen: text::Pen { inlines_notes: INLINES_NOTES, ..text::Pen::default() },
        cares: vec![],
        lists: BTreeSet::new(),
        has_figures: project.as_ref().is_none_or(|p| p.bytes("data/figures.yaml").is_none()),
    };
    let (keys, known) = known(&plan, &article, &files, project.as_ref());
    let mut cited = vec![];
    cite(&mut article, &known, &mut cited);
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
        pictures: &pictures,
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
        comments: reads.iter().map(|read| read.comments.as_slice()).collect(),
        changes: reads.iter().map(|read| read.changes.as_slice()).collect(),
        faults: &tried.faults,
    });
    Ok(Imported { new, article: own_article, open: report.open, report: report.text })
}

/// Whether notes stand in the text, in brackets.
const INLINES_NOTES: bool = true;

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
        outline: outline::outline(tree),
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
    found.extend(&outline.summary);
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

fn only_sections(outline: &mut Outline) {
    let title = outline.title.take();
    if outline.sections.iter().all(|section| section.title.is_none())
        && let Some(first) = outline.sections.first_mut()
    {
        first.title = title;
    }
}

/// The name of a file without its extension.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// A picture of a document: what is told of it.
pub struct Picture {
    pub line: String,
}

/// Takes the pictures that are sound into `data/pictures`.
fn pictures(
    reads: &[Read],
    told: &[told::Told],
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<Vec<Picture>> {
    let mut all = vec![];
    let mut number = 0;
    let mut names: Vec<(Vec<u8>, String)> = vec![];
    for (read, told) in reads.iter().zip(told) {
        let mut lines = vec![];
        for (path, alt, before) in &told.pictures {
            let bytes = read.media.iter().find(|(own, _)| own == path.trim_start_matches("./"));
            let what = bytes.and_then(|(_, bytes)| Some((media::kind(bytes)?, bytes)));
            let alt = if alt.is_empty() {
                String::new()
            } else {
                format!(" (“{}”)", told::short(alt))
            };
            let place = told::short(before);
            let place =
                if place.is_empty() { String::new() } else { format!(", behind “{place}”") };
            let line = match what {
                Some((extension, bytes)) => {
                    let known =
                        names.iter().find(|(own, _)| own == bytes).map(|(_, name)| name.clone());
                    let name = known.unwrap_or_else(|| {
                        number += 1;
                        format!("data/pictures/picture-{number}.{extension}")
                    });
                    names.push((bytes.clone(), name.clone()));
                    files.insert(name.clone(), bytes.clone());
                    format!("not in the text: a picture{alt}{place}; it is in `{name}`")
                }
                None if bytes.is_some() => {
                    format!("left out: a picture{alt}{place} that is no sound PNG, JPEG or SVG")
                }
                None => format!(
                    "left out: a picture{alt}{place} that is not in the document: `{}`",
                    told::short(path)
                ),
            };
            lines.push(Picture { line });
        }
        all.push(lines);
    }
    all
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

/// What the tables of a language are called: `Table 1`.
fn label(files: &Files, language: &str) -> Option<Regex> {
    #[derive(serde::Deserialize)]
    struct Table {
        words: BTreeMap<String, String>,
    }
    let own = format!("languages/{language}.yaml");
    let bytes = files.bytes(&format!("data/{own}")).or_else(|| built_in_data(&own))?;
    let table: Table = serde_saphyr::from_slice(bytes).ok()?;
    let (before, after) = table.words.get("table")?.split_once("{n}")?;
    let [before, after] = [before, after].map(|part| regex::escape(part.trim()));
    let number = r"\s*[0-9０-９一二三四五六七八九十]+(?:[-–.][0-9]+)*";
    Regex::new(&format!(r"^(?i:{before}){number}{after}[\s　.．:：、]*")).ok()
}

/// Takes what the program prints itself, `Table 1`, off the titles of tables.
fn without_labels(outline: &mut Outline, label: &Regex) {
    let parts = outline.sections.iter_mut().flat_map(|section| &mut section.parts);
    for part in parts {
        if let outline::Part::Table(table) = part
            && let Some(text::Run::Words { text, .. }) =
                table.title.as_mut().and_then(|title| title.runs.first_mut())
            && let Some(found) = label.find(text).filter(|found| found.end() < text.len())
        {
            let what = format!(
                "“{}” of a title was left out, as the program prints one",
                found.as_str().trim()
            );
            *text = text[found.end()..].to_string();
            outline.told.changed(&what, text);
        }
    }
}

/// Puts citations in place of the notes that name a source.
fn cite(article: &mut Article, known: &cite::Known, told: &mut Vec<String>) {
    for block in article.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        let texts = block.parts.iter_mut().map(|part| part.iter_mut());
        let mut languages: Vec<Vec<&mut Text>> =
            texts.map(|part| part.flat_map(outline::Part::texts_mut).collect()).collect();
        known.cite(&mut languages, told);
    }
}
