//! Loading: from a project's files to a checked [`Project`].
//!
//! Takes [`Files`]; gives a project in which every id exists and every text is there in
//! one language at least, or a diagnostic for each mistake in any file. Never
//! touches the disk, never stops at the first mistake.

mod article;
mod blocks;
pub mod concordance;
mod decode;
mod events;
mod fault;
mod figures;
pub mod files;
mod footnotes;
mod imprint;
mod inline;
mod language;
mod links;
pub(crate) mod picture;
mod project;
mod quantities;
pub(crate) mod raw;
mod source_titles;
pub(crate) mod sources;
mod spanned;
pub(crate) mod starter;
mod tables;
mod terms;
mod toml;
mod tree;
mod yaml;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::load::files::Files;
use crate::model::article::{Article, Missing, Origin, Phrase, Piece, Waiver, blocks};
use crate::model::characters::hidden;
use crate::model::code::Code;
use crate::model::date::Date;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean, line_and_column};
use crate::model::language::Language;
use crate::model::project::Project;
use crate::model::vocabulary::{BlockKind, Localized};

pub(crate) use decode::quoted;
pub(crate) use inline::raw::Unfilled;
pub(crate) use links::{Text, cited, texts};
pub(crate) use project::picture as logo;

use decode::{Entries, Spanned};
use footnotes::NoteText;
use raw::Texts;

/// Checks the files of a project. Gives it only if nothing in it is wrong; every mistake
/// and every warning is told in `diagnostics`, at its place.
///
/// ```
/// use diptych::load::{files::Files, load};
/// use diptych::model::{code::Code, diagnostic::Diagnostics};
///
/// let mut files = Files::built_in();
/// files.insert("data/events.yaml", b"events:\n\t- { id: e }\n".to_vec());
/// let mut told = Diagnostics::default();
/// assert!(load(&files, &mut told).is_none());
/// let first = told.sorted().into_iter().find(|told| told.code == Code::TabInIndent).unwrap();
/// assert_eq!(first.place.as_ref().unwrap().path, "data/events.yaml");
/// ```
pub fn load(files: &Files, diagnostics: &mut Diagnostics) -> Option<Project> {
    let mut found = Diagnostics::default();
    let project = draft(files, &mut found).filter(|_| !found.has_errors());
    diagnostics.extend(found.sorted().into_iter().cloned());
    project
}

/// As [`load`], and gives a project with mistakes, too, if there is enough of one to go on
/// with: what its fonts lack is to be told in the same run.
pub(crate) fn draft(files: &Files, diagnostics: &mut Diagnostics) -> Option<Project> {
    for (path, bytes) in files.below("templates").filter(|(path, _)| path.ends_with(".typ")) {
        unicode(path, bytes, diagnostics);
    }
    let frame = project::frame(files, diagnostics)?;
    let mut loader = Loader {
        files,
        tables: &frame.languages,
        languages: frame.languages.iter().map(|l| l.key.clone()).collect(),
        regions: frame.languages.iter().filter_map(|l| l.region.clone()).collect(),
        audiences: frame.audiences.keys().cloned().collect(),
        // The abstract is a block of this name.
        ids: BTreeMap::from([("abstract".into(), Place::file("data/article.yaml"))]),
        origins: vec![],
        waivers: vec![],
        keys: vec![],
        notes: vec![],
        unread: false,
        unread_sources: false,
        troubles: vec![],
        diagnostics,
    };
    let concordance = loader.concordance();
    let article = loader.article()?;
    if article.summary.is_none() && !loader.unread {
        for variant in frame.variants.iter().filter(|variant| !variant.abstracts.is_empty()) {
            let message =
                format!("`{}` asks for an abstract, and the article has none", variant.name);
            let hint = "write `abstract` in `data/article.yaml`, or leave `abstracts` out";
            loader.error(Code::MissingAbstract, variant.place.clone(), message, hint);
        }
    }
    loader.check_words(&article);
    Some(Project {
        article,
        concordance,
        languages: frame.languages,
        audiences: frame.audiences,
        variants: frame.variants,
        styles: frame.styles,
        recipients: frame.recipients,
        columns: frame.columns,
        rules: frame.rules,
    })
}

/// What the parts of this module share while a project is read.
struct Loader<'a> {
    files: &'a Files,
    tables: &'a [Language],
    languages: Vec<String>,
    /// The regions of the languages.
    regions: Vec<String>,
    audiences: Vec<String>,
    /// The keys of the sources.
    keys: Vec<String>,
    /// The notes in words that the texts which are being read may mark.
    notes: Vec<NoteText>,
    /// Every id so far, and where it was given.
    ids: BTreeMap<String, Place>,
    origins: Vec<Origin>,
    waivers: Vec<Waiver>,
    /// Whether a file or a value is there that could not be read, so that what it
    /// would have given is not missed.
    unread: bool,
    /// The same of the sources.
    unread_sources: bool,
    /// What is wrong with which source; told of those that are cited.
    troubles: Vec<(String, Diagnostic)>,
    diagnostics: &'a mut Diagnostics,
}

/// A file that has been read: its path and its text.
#[derive(Clone, Copy)]
struct File<'a> {
    path: &'a str,
    text: &'a str,
    /// Whether something in it could not be read, so that it is not missed.
    is_cut: bool,
}

/// Reads and types one file. Gives nothing when it is absent; `unread` is set when it
/// is there, and not all of it could be read.
fn read<'a, T: DeserializeOwned>(
    files: &'a Files,
    path: &'a str,
    languages: &[String],
    unread: &mut bool,
    diagnostics: &mut Diagnostics,
) -> Option<(T, File<'a>)> {
    files.bytes(path)?;
    let value = checked_text(files, path, diagnostics).and_then(|text| {
        let tree::Tree { root, faults } = tree::read(path, text);
        let mut is_cut = !faults.is_empty();
        diagnostics.extend(faults);
        let mut root = root?;
        let lost = yaml::lost::lost(path, text, &mut root, languages);
        is_cut |= !lost.is_empty();
        diagnostics.extend(lost);
        leave_out_empty(&mut root, languages);
        let decoded = decode::decode_rest(&root, path, languages, is_cut, diagnostics);
        *unread |= is_cut || !decoded.is_whole;
        Some((decoded.value?, File { path, text, is_cut }))
    });
    *unread |= value.is_none();
    value
}

/// Takes the texts out of a tree that are left open: those of languages without a value.
fn leave_out_empty(node: &mut tree::Node, languages: &[String]) {
    match &mut node.value {
        tree::Value::Map(entries) => {
            let is_language = |key: &tree::Node| matches!(&key.value, tree::Value::Scalar(own) if languages.contains(own));
            entries.retain(|(key, value)| value.value != tree::Value::Null || !is_language(key));
            entries.iter_mut().for_each(|(_, value)| leave_out_empty(value, languages));
        }
        tree::Value::List(items) => {
            items.iter_mut().for_each(|item| leave_out_empty(item, languages));
        }
        _ => {}
    }
}

/// A file's text, if it is UTF-8 without characters that hide something.
fn checked_text<'a>(
    files: &'a Files,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'a str> {
    let text = unicode(path, files.bytes(path)?, diagnostics)?;
    for (at, c) in text.char_indices().filter(|(at, c)| is_unreadable(*at, *c)) {
        let message = hidden(c);
        let place = Place::new(path, at..at + c.len_utf8());
        diagnostics
            .push(Diagnostic::error(Code::HiddenCharacter, place, message).hint("take it out"));
    }
    Some(text)
}

/// The text of a file, if it is UTF-8.
fn unicode<'a>(path: &str, bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let text = std::str::from_utf8(bytes);
    if let Err(error) = text {
        let at = error.valid_up_to();
        diagnostics.push(
            Diagnostic::error(
                Code::NotUtf8,
                Place::new(path, at..at),
                "the file is not UTF-8 from here on",
            )
            .hint("save it as UTF-8"),
        );
    }
    text.ok()
}

/// Whether a character at a byte of a file may hide something, or is none of a text: a
/// mark of the order of bytes begins a file or nothing.
fn is_unreadable(at: usize, c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{feff}' => at > 0,
        c => is_hidden(c) || matches!(c, '\u{fffe}' | '\u{ffff}'),
    }
}

/// The place of a value in a file: of the first text below some keys that has a part in
/// it, or of that part. Nothing, where the keys or the part are not there.
pub(crate) fn value_with(files: &Files, path: &str, keys: &[&str], part: &str) -> Option<Place> {
    fn find<'n>(node: &'n tree::Node, part: &str) -> Option<&'n tree::Node> {
        match &node.value {
            _ if part.is_empty() => Some(node),
            tree::Value::Null => None,
            tree::Value::Scalar(text) => text.contains(part).then_some(node),
            tree::Value::List(items) => items.iter().find_map(|item| find(item, part)),
            tree::Value::Map(entries) => entries.iter().find_map(|(_, value)| find(value, part)),
        }
    }
    let text = files.text(path)?;
    let root = tree::parse(path, text).ok()?;
    let range = find(root.get(keys)?, part)?.range.clone();
    let at = text.get(range.clone())?.find(part).filter(|_| !part.is_empty());
    let own = at.map(|at| range.start + at..range.start + at + part.len());
    Some(Place::new(path, own.unwrap_or(range)))
}

/// The bytes of a list in a file, and those of each item.
pub(crate) struct Items {
    pub range: std::ops::Range<usize>,
    pub items: Vec<std::ops::Range<usize>>,
}

/// Where the list below some keys of a file stands; nothing, where there is none.
pub(crate) fn items(files: &Files, path: &str, keys: &[&str]) -> Option<Items> {
    let root = tree::parse(path, files.text(path)?).ok()?;
    let node = root.get(keys)?;
    let tree::Value::List(items) = &node.value else { return None };
    let items = items.iter().map(|item| item.range.clone()).collect();
    Some(Items { range: node.range.clone(), items })
}

/// Whether a character is not seen: a control, or a mark that turns the direction of text.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl<'a> Loader<'a> {
    fn read<T: DeserializeOwned>(&mut self, path: &'a str) -> Option<(T, File<'a>)> {
        read(self.files, path, &self.languages, &mut self.unread, self.diagnostics)
    }

    fn error(
        &mut self,
        code: Code,
        place: Place,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::error(code, place, message).hint(hint));
    }

    /// Notes where something stands.
    fn origin(&mut self, name: impl Into<String>, language: Option<&str>, place: Place) {
        self.origins.push(Origin { name: name.into(), language: language.map(Into::into), place });
    }

    /// Claims an id for one thing of a kind in the whole project.
    fn claim(&mut self, file: File, kind: &str, id: &Spanned<String>) {
        let place = id.place(file.path);
        self.origin(format!("{kind}/{}", id.value), None, place.clone());
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.value.is_empty() || !id.value.chars().all(fits) {
            let hint = match id.value.trim() == id.value {
                true => "an id is lower-case letters `a`–`z`, digits and hyphens",
                false => "take out the blank beside it, which is no space to YAML",
            };
            self.error(Code::BadId, place.clone(), format!("`{}` is not an id", id.value), hint);
        }
        if let Some(first) = self.ids.get(&id.value) {
            let hint = format!("it is first used in {}", where_is(self.files, first));
            self.error(
                Code::RepeatedId,
                place,
                format!("the id `{}` is used twice", id.value),
                hint,
            );
        } else {
            self.ids.insert(id.value.clone(), place);
        }
    }

    /// Tells of words that an article needs, and not all do.
    fn check_words(&mut self, article: &Article) {
        let blocks = blocks(article);
        let has_recommendation = blocks.iter().any(|b| b.kind == BlockKind::Recommendation);
        let has_appendix = article.sections.iter().any(|section| section.appendix);
        let mut words = vec![];
        words.extend(["recommendation", "recommendations"].iter().filter(|_| has_recommendation));
        words.extend(["appendix"].iter().filter(|_| has_appendix));
        let of_imprint = article.imprint.words();
        words.extend(&of_imprint);
        for language in self.tables {
            let lacks = |word: &&&str| !language.table.words.contains_key(**word);
            let missing: Vec<_> = words.iter().filter(lacks).collect();
            if !missing.is_empty() {
                let message = format!("the table lacks the words {}", quoted(&missing));
                let hint = "the article has what they name: see `words` in docs/data-format.md";
                self.error(Code::MissingWords, Place::file(language.path()), message, hint);
            }
        }
    }

    /// Whether a key is a language of the project; tells when it is not.
    fn check_language(&mut self, file: File, key: &Spanned<String>) -> bool {
        let known = self.languages.contains(&key.value);
        if !known {
            let message = format!("`{}` is not a language of the project", key.value);
            let hint = format!("its languages are {}", quoted(&self.languages));
            self.error(Code::UndeclaredLanguage, key.place(file.path), message, hint);
        }
        known
    }

    /// The texts of all languages, by language; tells which are missing.
    fn by_language<'t, T>(
        &mut self,
        file: File,
        texts: &'t raw::ByLanguage<T>,
        owner: Place,
        what: &str,
    ) -> Vec<(String, &'t Spanned<T>)> {
        let mut found = vec![];
        for (key, text) in &texts.value.0 {
            if self.check_language(file, key) {
                found.push((key.value.clone(), text));
            }
        }
        for language in self.languages.clone() {
            if !file.is_cut && !found.iter().any(|(key, _)| *key == language) {
                let message = format!("{what} has no `{language}` text");
                let hint = format!("add `{language}: …`");
                self.error(Code::MissingText, owner.clone(), message, hint);
            }
        }
        found
    }

    /// The texts of all languages, each with the language that it is in; that of the first
    /// which has one stands for those that are missing.
    fn drafted<'t>(
        &mut self,
        file: File,
        texts: &'t Texts,
        owner: Place,
        what: &str,
    ) -> Vec<Drafted<'t>> {
        let mut written = vec![];
        for (key, text) in &texts.value.0 {
            let is_there = self.check_language(file, key) && !text.value.trim().is_empty();
            written.extend(is_there.then_some((&key.value, text)));
        }
        let of = |language: &String| written.iter().find(|(key, _)| *key == language);
        let Some((first, original)) = self.languages.iter().find_map(of).copied() else {
            if !file.is_cut {
                let message = format!("{what} has no text in any language");
                let hint = "write it in one language at least; the others may follow";
                self.error(Code::MissingText, owner, message, hint);
            }
            return vec![];
        };
        let drafted = |language: &String| match of(language) {
            Some((_, text)) => Some(Drafted { key: language.clone(), text, missing: None }),
            None if file.is_cut => None,
            None => {
                let (what, place) = (what.to_string(), owner.clone());
                let missing = Missing { language: first.clone(), what, is_draft: false, place };
                Some(Drafted { key: language.clone(), text: original, missing: Some(missing) })
            }
        };
        self.languages.iter().filter_map(drafted).collect()
    }

    /// A line of inline text in each language.
    fn phrase(&mut self, file: File, texts: &Texts, what: &str) -> Localized<Phrase> {
        self.phrase_of(file, texts, texts.place(file.path), what)
    }

    fn phrase_of(
        &mut self,
        file: File,
        texts: &Texts,
        owner: Place,
        what: &str,
    ) -> Localized<Phrase> {
        let texts = self.drafted(file, texts, owner, what);
        let phrase = |Drafted { key, text, missing }| {
            let source = inline::Source::new(file.path, file.text, text);
            let language = missing.as_ref().map_or(&key, |own: &Missing| &own.language);
            let context = inline::Context::new(language, self.tables, &self.keys).with(&self.notes);
            let pieces = inline::read_line(&source, context, self.diagnostics);
            (key, Phrase { pieces, place: text.place(file.path), missing })
        };
        texts.into_iter().map(phrase).collect()
    }

    /// A line of inline text that has no place for notes.
    fn title(&mut self, file: File, texts: &Texts, what: &str) -> Localized<Phrase> {
        let phrases = self.phrase(file, texts, what);
        for phrase in phrases.values() {
            crate::model::article::each_piece(&phrase.pieces, &mut |piece| {
                let place = match piece {
                    Piece::Note(cites) => cites.first().map(|cite| &cite.place),
                    Piece::Footnote(note) => Some(&note.mark),
                    _ => None,
                };
                if let Some(place) = place {
                    let hint = "put it into running text, or into the remark of a figure";
                    self.error(
                        Code::MisplacedNote,
                        place.clone(),
                        "a note is not possible here",
                        hint,
                    );
                }
            });
        }
        phrases
    }

    /// Text in each language that is printed as it is written, and where another one
    /// stands for it.
    fn plain(
        &mut self,
        file: File,
        texts: &Texts,
        what: &str,
    ) -> (Localized<String>, Localized<Missing>) {
        let texts = self.drafted(file, texts, texts.place(file.path), what);
        for Drafted { text, .. } in &texts {
            let place = |part| inline::Source::new(file.path, file.text, text).place(part);
            self.diagnostics.extend(inline::raw::tell(&text.value, false, place));
        }
        let missing = texts.iter().filter_map(|own| Some((own.key.clone(), own.missing.clone()?)));
        let missing = missing.collect();
        (texts.into_iter().map(|own| (own.key, own.text.value.clone())).collect(), missing)
    }

    /// Notes what is waived for some texts.
    fn waive(&mut self, file: File, raw: &Entries<Spanned<String>>, covers: &[Place]) {
        for (id, reason) in &raw.0 {
            let Some(rule) = project::rule(id, file.path, self.diagnostics) else { continue };
            if reason.value.trim().is_empty() {
                let message = format!("`{}` is waived without a reason", id.value);
                let hint = "say why it is right as it is";
                self.error(Code::WaiverWithoutReason, id.place(file.path), message, hint);
            }
            let place = id.place(file.path);
            self.waivers.push(Waiver { rule, place, covers: covers.to_vec() });
        }
    }

    /// A word of a small choice.
    fn choice<T: DeserializeOwned + Default>(
        &mut self,
        file: File,
        word: Option<&Spanned<String>>,
    ) -> T {
        choice(file, word, self.diagnostics).unwrap_or_default()
    }

    fn date(&mut self, file: File, text: &Spanned<String>) -> Option<Date> {
        let date = text.value.parse();
        date.map_err(|error: crate::model::date::BadDate| {
            let hint = "write `2014`, `2002-06` or `1992-10-05`";
            self.error(Code::BadDate, text.place(file.path), error.0, hint);
        })
        .ok()
    }

    fn audiences(
        &mut self,
        file: File,
        raw: Option<&Spanned<decode::Each<Spanned<String>>>>,
    ) -> Option<Vec<String>> {
        let raw = raw?;
        if raw.value.0.is_empty() {
            let message = "an empty list of audiences shows this to nobody";
            self.error(
                Code::AudienceOfNobody,
                raw.place(file.path),
                message,
                "leave `audiences` out to show it to everybody",
            );
        }
        for audience in &raw.value.0 {
            if !self.audiences.contains(&audience.value) {
                let hint = did_you_mean(&audience.value, self.audiences.iter().map(String::as_str))
                    .unwrap_or_else(|| "declare it under `[audiences]` in `diptych.toml`".into());
                let message = format!("the audience `{}` is not declared", audience.value);
                self.error(Code::UndeclaredAudience, audience.place(file.path), message, hint);
            }
        }
        Some(raw.value.0.iter().map(|a| a.value.clone()).collect())
    }
}

/// A text of a language, or the one that stands for it.
struct Drafted<'t> {
    key: String,
    text: &'t Spanned<String>,
    missing: Option<Missing>,
}

/// A word of a small choice; tells what the choice is.
fn choice<T: DeserializeOwned>(
    file: File,
    word: Option<&Spanned<String>>,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let word = word?;
    let node =
        tree::Node { range: word.range.clone(), value: tree::Value::Scalar(word.value.clone()) };
    decode::decode(&node, file.path, &[], diagnostics).value
}

/// A place as `path:line`.
fn where_is(files: &Files, place: &Place) -> String {
    let text = files.text(&place.path).unwrap_or_default();
    format!("{}:{}", place.path, line_and_column(text, place.range.start).0)
}

/// The JSON Schemas of the data files as text, by name.
///
/// ```
/// let schemas = diptych::load::schemas();
/// let (_, project) = schemas.iter().find(|(name, _)| *name == "project").unwrap();
/// assert!(project.contains("\"variants\""));
/// ```
pub fn schemas() -> Vec<(&'static str, String)> {
    let schemas = [
        ("project", schemars::schema_for!(raw::Project)),
        ("template", schemars::schema_for!(raw::Template)),
        ("article", schemars::schema_for!(raw::Article)),
        ("section", schemars::schema_for!(raw::Section)),
        ("quantities", schemars::schema_for!(raw::Quantities)),
        ("events", schemars::schema_for!(raw::Events)),
        ("figures", schemars::schema_for!(Entries<raw::Figure>)),
        ("terms", schemars::schema_for!(Entries<raw::Term>)),
        ("concordance", schemars::schema_for!(Entries<Entries<Entries<raw::Agreement>>>)),
        ("source-titles", schemars::schema_for!(Entries<Entries<raw::SourceTitle>>)),
        ("language", schemars::schema_for!(crate::model::language::LanguageTable)),
    ];
    let text = |schema| serde_json::to_string_pretty(&schema).unwrap_or_default();
    schemas.into_iter().map(|(name, schema)| (name, text(schema))).collect()
}
