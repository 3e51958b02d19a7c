//! Fonts: those of the program, and those that a user adds.
//!
//! Takes bytes; gives what Typst asks for. A user's font comes before one of the program
//! of the same name, so that a full font serves what a subset lacks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontStyle, FontVariant};
use typst::utils::LazyHash;

use crate::load::files::built_in_fonts;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::digest::{Digest, digest};

/// What follows a family's name where templates ask for its twin: `sys.inputs.apart`.
pub(super) const APART: &str = " (apart)";

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
    pub(crate) info: FontInfo,
    font: Font,
    /// The same face as another font, for a worker of its own; made when it is first
    /// asked for.
    own: Arc<OnceLock<Option<Font>>>,
    /// A bit for each character that it has, found when it is first asked for: Typst's
    /// coverage is searched from its start.
    covered: Arc<OnceLock<Vec<u64>>>,
    /// Made when it is first asked for.
    twin: Arc<OnceLock<Option<Font>>>,
    /// Found when it is first asked for.
    digest: Arc<OnceLock<Digest>>,
}

impl Face {
    /// Whether the face has a glyph for a character.
    pub(crate) fn covers(&self, c: char) -> bool {
        let (word, bit) = (c as usize / 64, c as usize % 64);
        self.covered().get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// A bit for each character that it has, 64 to a word, by code point.
    pub(super) fn covered(&self) -> &[u64] {
        self.covered.get_or_init(|| {
            let mut all = vec![];
            for c in self.info.coverage.iter().map(|c| c as usize) {
                all.resize(all.len().max(c / 64 + 1), 0);
                all[c / 64] |= 1 << (c % 64);
            }
            all
        })
    }

    /// The same face as another font: its file with more bytes at the end, which
    /// belong to no table.
    fn with(&self, more: usize) -> Option<Font> {
        let bytes = [self.font.data().as_slice(), &vec![0; more]].concat();
        Font::new(Bytes::new(bytes), self.font.index())
    }

    /// The SHA-256 of the file that the face is in.
    pub(crate) fn digest(&self) -> &str {
        self.digest.get_or_init(|| digest(self.font.data()))
    }

    /// `Regular`, `Bold Italic` and so on.
    pub(crate) fn style(&self) -> String {
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
    ///
    /// ```
    /// use diptych::typeset::Fonts;
    ///
    /// assert!(Fonts::load(&[]).is_ok());
    /// assert!(Fonts::load(&["/no/such/folder".into()]).is_err());
    /// ```
    pub fn load(folders: &[PathBuf]) -> Result<Self, Diagnostic> {
        let mut faces = vec![];
        for folder in folders {
            for path in font_files(folder)? {
                let failed = |why: String| {
                    Diagnostic::bare(
                        Code::UnreadableFile,
                        format!("cannot read the font `{}`: {why}", path.display()),
                    )
                };
                let bytes = std::fs::read(&path).map_err(|e| failed(e.to_string()))?;
                let before = faces.len();
                faces.extend(faces_of(Bytes::new(bytes), Some(&path)));
                if faces.len() == before {
                    return Err(failed("it is no OpenType or TrueType font".into()));
                }
                if is_cut_short(faces[before].font.data()) {
                    return Err(failed("its end is missing".into()));
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
    pub(crate) fn for_worker(&self, worker: usize) -> Self {
        let own = |face: &Face| Face { own: Arc::default(), twin: Arc::default(), ..face.clone() };
        let faces = self.faces.iter().map(own).collect();
        Self { book: self.book.clone(), faces, worker }
    }

    /// Whether these are the same fonts in the same order.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.faces.iter().map(Face::digest).eq(other.faces.iter().map(Face::digest))
    }

    /// What Typst chooses from.
    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The font at an index of the book.
    pub(crate) fn font(&self, index: usize) -> Option<Font> {
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
    ///
    /// ```
    /// use diptych::typeset::Fonts;
    ///
    /// // All are the program's own.
    /// assert!(Fonts::load(&[]).unwrap().faces().iter().all(|face| face.origin.is_none()));
    /// ```
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The face of a family that is the closest to a variant: the one that Typst takes.
    pub(super) fn select(&self, family: &str, variant: FontVariant) -> Option<&Face> {
        self.faces.get(self.book.select(&family.to_lowercase(), variant)?)
    }
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

/// Whether a font file ends before one of its tables does: Typst takes it, and prints
/// nothing for the glyphs that are lost. By the table directory of OpenType, which a
/// collection has one of for each of its fonts.
fn is_cut_short(bytes: &[u8]) -> bool {
    let number = |at: usize| {
        let number = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
        number.map(|four| u32::from_be_bytes(four) as usize)
    };
    let ends_inside = |directory: usize| {
        // The number of tables is in the higher half of four bytes.
        let tables = number(directory + 4)? >> 16;
        for table in (0..tables).map(|index| directory + 12 + index * 16) {
            if number(table + 8)? + number(table + 12)? > bytes.len() {
                return None;
            }
        }
        Some(())
    };
    let directories: Option<Vec<usize>> = match bytes.starts_with(b"ttcf") {
        true => (0..number(8).unwrap_or(0)).map(|index| number(12 + index * 4)).collect(),
        false => Some(vec![0]),
    };
    directories.is_none_or(|all| all.into_iter().any(|at| ends_inside(at).is_none()))
}

/// The font files below a folder, in order of their paths.
fn font_files(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let failed = |error: std::io::Error| {
        Diagnostic::bare(
            Code::UnreadableFile,
            format!("cannot read the folder `{}`: {error}", folder.display()),
        )
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
