//! Fonts: those of the program, and those that a user adds.
//!
//! Takes bytes; gives what Typst asks for, and tells which characters are
//! covered. A user's font comes before one of the program of the same name,
//! so that a full font serves what a subset lacks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontStyle};
use typst::utils::LazyHash;

use crate::article::{Localized, written};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::edition::Edition;
use crate::files::{Files, PROJECT_FILE, built_in_fonts};
use crate::language::Language;
use crate::manifest::{self, Digest};
use crate::project::Project;

/// What follows a family's name where templates ask for its twin.
const APART: &str = " (apart)";

/// All fonts that are loaded, each with a twin for text that differs from one
/// document of a batch to the next.
///
/// A PDF numbers the glyphs of a font in the order of their use, so that a
/// reader's name would give the font of all pages other numbers, and all pages
/// other bytes. Set in the twin, it leaves the work that they share as it is.
#[derive(Clone)]
pub struct Fonts {
    book: Arc<LazyHash<FontBook>>,
    faces: Vec<Face>,
    /// Which worker of a batch they are for.
    worker: usize,
}

/// A face of a font.
#[derive(Clone)]
pub struct Face {
    /// Where it comes from: a path, or nothing for one of the program.
    pub origin: Option<PathBuf>,
    /// What it is called, and how heavy and wide it is.
    pub info: FontInfo,
    font: Font,
    /// The same face as another font, for a worker of its own; made when it is first
    /// asked for.
    own: Arc<OnceLock<Option<Font>>>,
    /// Whether it has each character, by code point, found when it is first asked
    /// for: Typst's coverage is searched from its start.
    covered: Arc<OnceLock<Vec<bool>>>,
    /// Made when it is first asked for.
    twin: Arc<OnceLock<Option<Font>>>,
    /// Found when it is first asked for.
    digest: Arc<OnceLock<Digest>>,
}

impl Face {
    /// Whether the face has a glyph for a character.
    pub fn covers(&self, c: char) -> bool {
        let all = || {
            let mut all = vec![];
            for c in self.info.coverage.iter().map(|c| c as usize) {
                all.resize(all.len().max(c + 1), false);
                all[c] = true;
            }
            all
        };
        self.covered.get_or_init(all).get(c as usize).is_some_and(|covered| *covered)
    }

    /// The same face as another font: its file with more bytes at the end, which
    /// belong to no table.
    fn with(&self, more: usize) -> Option<Font> {
        let bytes = [self.font.data().as_slice(), &vec![0; more]].concat();
        Font::new(Bytes::new(bytes), self.font.index())
    }

    /// The SHA-256 of the file that the face is in.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| manifest::digest(self.font.data()))
    }

    /// `Regular`, `Bold Italic` and so on.
    pub fn style(&self) -> String {
        let weight = match self.info.variant.weight.to_number() {
            700 => "Bold".to_string(),
            400 => String::new(),
            number => number.to_string(),
        };
        let slant = if self.info.variant.style == FontStyle::Normal { "" } else { "Italic" };
        match format!("{weight} {slant}").trim() {
            "" => "Regular".into(),
            style => style.into(),
        }
    }
}

impl Fonts {
    /// The fonts of the program, after those in a user's folders.
    ///
    /// # Errors
    /// When a folder cannot be read, or a font file in it is none.
    pub fn load(folders: &[PathBuf]) -> Result<Self, Diagnostic> {
        let mut faces = vec![];
        for folder in folders {
            for path in font_files(folder)? {
                let failed = |why: String| {
                    Diagnostic::bare(format!("cannot read the font `{}`: {why}", path.display()))
                };
                let bytes = std::fs::read(&path).map_err(|e| failed(e.to_string()))?;
                let before = faces.len();
                faces.extend(faces_of(Bytes::new(bytes), Some(&path)));
                if faces.len() == before {
                    return Err(failed("it is no OpenType or TrueType font".into()));
                }
            }
        }
        for (_, bytes) in built_in_fonts() {
            faces.extend(faces_of(Bytes::new(bytes), None));
        }
        let twin = |face: &Face| {
            let family = format!("{}{APART}", face.info.family);
            FontInfo { family, ..face.info.clone() }
        };
        let infos = faces.iter().map(|face| face.info.clone()).chain(faces.iter().map(twin));
        let book = FontBook::from_infos(infos);
        Ok(Self { book: Arc::new(LazyHash::new(book)), faces, worker: 0 })
    }

    /// The same fonts for one of the workers of a batch. Every glyph that is written
    /// takes hold of its font: workers that share fonts wait for each other.
    pub fn for_worker(&self, worker: usize) -> Self {
        let own = |face: &Face| Face { own: Arc::default(), twin: Arc::default(), ..face.clone() };
        let faces = self.faces.iter().map(own).collect();
        Self { book: self.book.clone(), faces, worker }
    }

    /// Whether these are the same fonts in the same order.
    pub fn is_same(&self, other: &Self) -> bool {
        self.faces.iter().map(Face::digest).eq(other.faces.iter().map(Face::digest))
    }

    /// What Typst chooses from.
    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The font at an index of the book.
    pub fn font(&self, index: usize) -> Option<Font> {
        let more = 2 * self.worker;
        match self.faces.get(index) {
            Some(face) if more == 0 => Some(face.font.clone()),
            Some(face) => face.own.get_or_init(|| face.with(more)).clone(),
            None => {
                let face = self.faces.get(index - self.faces.len())?;
                face.twin.get_or_init(|| face.with(more + 1)).clone()
            }
        }
    }

    /// The faces, in the order of the book.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// Tells of each character in a project's texts that no font of its
    /// language has, and of each family that is not there.
    pub fn check(&self, project: &Project, files: &Files, diagnostics: &mut Diagnostics) {
        let stacks: Vec<Stack> =
            project.languages.iter().map(|l| self.stack(l, diagnostics)).collect();
        for (text, key, place) in texts(project) {
            let Some(stack) = stacks.iter().find(|stack| stack.language.key == key) else {
                continue;
            };
            for c in text.chars().filter(|c| !stack.covers(*c)) {
                diagnostics.push(missing(c, stack.language, place, files));
            }
        }
        let cited = crate::load::cited(&project.article);
        for source in cited.iter().filter_map(|key| project.article.sources.get(key)) {
            let text: String = source.record.printable().collect();
            for c in text.chars() {
                if let Some(stack) = stacks.iter().find(|stack| !stack.covers(c)) {
                    diagnostics.push(missing(c, stack.language, &source.place, files));
                }
            }
        }
        let units = project.article.units.values().map(|unit| {
            let patterns = unit.iter().map(|(key, pattern)| (key.clone(), pattern.all().concat()));
            patterns.collect::<Localized<String>>()
        });
        let units: Vec<_> = units.collect();
        let words = units.iter().map(|unit| (unit, "data/quantities.yaml"));
        let themes = project.variants.iter().flat_map(|variant| {
            let logo = variant.theme.logo.as_ref().map(|logo| &logo.alt);
            variant.theme.marking.iter().chain(logo)
        });
        for (texts, path) in words.chain(themes.map(|words| (words, PROJECT_FILE))) {
            for stack in &stacks {
                let text = texts.get(&stack.language.key).map_or("", String::as_str);
                for c in text.chars().filter(|c| !stack.covers(*c)) {
                    diagnostics.push(missing(c, stack.language, &Place::file(path), files));
                }
            }
        }
        for stack in &stacks {
            let path = format!("data/languages/{}.yaml", stack.language.key);
            let table = serde_json::to_string(&stack.language.table).unwrap_or_default();
            for c in table.chars().filter(|c| !stack.covers(*c)) {
                diagnostics.push(missing(c, stack.language, &Place::file(&path), files));
            }
        }
    }

    /// Tells of each character that an edition prints and no font has: what the
    /// terms of a citation style and translated titles bring.
    pub fn check_edition(&self, edition: &Edition, place: &Place, diagnostics: &mut Diagnostics) {
        let texts = edition.notes.iter().map(|note| &note.body);
        let tables = edition.figures().flat_map(|figure| &figure.notes);
        let tables = tables.chain(edition.timeline.iter().flat_map(|timeline| &timeline.notes));
        let texts = texts.chain(tables.map(|note| &note.body));
        let texts = texts.chain(edition.sources.iter().map(|source| &source.body));
        let texts: Vec<_> = texts.collect();
        for language in &edition.languages {
            let stack = self.stack(language, &mut Diagnostics::default());
            for runs in texts.iter().filter_map(|text| text.get(&language.key)) {
                let text = crate::edition::plain(runs);
                for c in text.chars().filter(|c| !stack.covers(*c)) {
                    let message = format!(
                        "a note or source has the character `{c}` (U+{:04X}), and no font of `{}` has it",
                        c as u32, language.key
                    );
                    let hint =
                        format!("it is in `{text}`: change the source's title or the note style");
                    diagnostics.push(Diagnostic::error(place.clone(), message).hint(hint));
                }
            }
        }
    }

    /// The first character of a text that no font of a language has.
    pub fn lacking(&self, language: &Language, text: &str) -> Option<char> {
        let stack = self.stack(language, &mut Diagnostics::default());
        text.chars().find(|c| !stack.covers(*c))
    }

    fn stack<'a>(&'a self, language: &'a Language, diagnostics: &mut Diagnostics) -> Stack<'a> {
        let fonts = &language.table.fonts;
        let mut faces = vec![];
        for (stack, families) in [("serif", &fonts.serif), ("sans", &fonts.sans)] {
            for family in families {
                let found = |face: &&Face| face.info.family.eq_ignore_ascii_case(family.name());
                let found: Vec<&Face> = self.faces.iter().filter(found).collect();
                if found.is_empty() {
                    let path = format!("data/languages/{}.yaml", language.key);
                    let message = format!("there is no font `{}`", family.name());
                    let hint = "`diptych fonts` lists the fonts; `--font-path` adds a folder";
                    diagnostics.push(Diagnostic::error(Place::file(path), message).hint(hint));
                }
                // Only running text decides: it has the smaller repertoire.
                if stack == "serif" {
                    faces.extend(found);
                }
            }
        }
        Stack { language, faces }
    }
}

struct Stack<'a> {
    language: &'a Language,
    faces: Vec<&'a Face>,
}

impl Stack<'_> {
    fn covers(&self, c: char) -> bool {
        c.is_whitespace() || c.is_control() || self.faces.iter().any(|face| face.covers(c))
    }
}

fn missing(c: char, language: &Language, near: &Place, files: &Files) -> Diagnostic {
    let text = files.text(&near.path).unwrap_or_default();
    let at = text.get(near.range.start..).and_then(|rest| rest.find(c));
    let place = match at.map(|offset| near.range.start + offset) {
        Some(start) => Place::new(&near.path, start..start + c.len_utf8()),
        None => near.clone(),
    };
    let message =
        format!("no font of `{}` has the character `{c}` (U+{:04X})", language.key, c as u32);
    Diagnostic::error(place, message)
        .hint("use another character, or add a font that has it with `--font-path`")
}

/// Every text of a project with its language and place.
fn texts(project: &Project) -> Vec<(String, &str, &Place)> {
    let mut out = vec![];
    let article = &project.article;
    for (place, by_language) in crate::load::texts(article) {
        for (key, parts) in by_language {
            let Some(language) = project.language(&key) else { continue };
            let text: String = parts.iter().map(|pieces| written(pieces)).collect();
            out.push((text, language.key.as_str(), place));
        }
    }
    for reference in article.references.values() {
        if let crate::article::Reference::Term(term) = reference {
            let mut add = |texts: &Localized<String>| {
                for (key, text) in texts {
                    if let Some(language) = project.language(key) {
                        out.push((text.clone(), language.key.as_str(), &term.place));
                    }
                }
            };
            add(&term.long);
            term.short.iter().for_each(add);
        }
    }
    out
}

fn faces_of(bytes: Bytes, origin: Option<&Path>) -> Vec<Face> {
    let face = |font: Font| Face {
        origin: origin.map(Path::to_path_buf),
        info: font.info().clone(),
        font,
        own: Arc::default(),
        covered: Arc::default(),
        twin: Arc::default(),
        digest: Arc::default(),
    };
    Font::iter(bytes).map(face).collect()
}

/// The font files below a folder, in order of their paths.
fn font_files(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let failed = |error: std::io::Error| {
        Diagnostic::bare(format!("cannot read the folder `{}`: {error}", folder.display()))
    };
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        if path.is_dir() {
            files.extend(font_files(&path)?);
        } else if matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
