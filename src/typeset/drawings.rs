//! Drawings: the figures of an edition, each alone, for what has no pages.
//!
//! Takes an edition; gives its charts, drawn timelines and diagrams as pages of their own,
//! one in each language, and the bytes of files. Nothing is paginated.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst_layout::Page;

use crate::model::diagnostic::Diagnostics;
use crate::model::edition::{Edition, FigureContent};

use super::compose::{Base, Composition, Used};
use super::run_typst;

/// The template that draws them.
const TEMPLATE: &str = "drawings";

/// The drawings and pictures of an edition.
#[derive(Clone)]
pub struct Drawings {
    base: Arc<Base>,
    drawn: BTreeMap<(String, String), Page>,
}

impl Drawings {
    /// Draws the figures of an edition, and finds its pictures.
    pub(crate) fn new(
        base: &Arc<Base>,
        edition: &Edition,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Self, Used)> {
        let names: Vec<(String, String)> = edition
            .figures()
            .filter(|figure| is_drawn(&figure.content))
            .flat_map(|figure| edition.languages.iter().map(|l| (figure.id.clone(), l.key.clone())))
            .collect();
        let mut drawings = Self { base: base.clone(), drawn: BTreeMap::new() };
        let mut used = Used::default();
        if !names.is_empty() {
            let composition = Composition::with_template(base.clone(), edition, TEMPLATE);
            let pages = run_typst(&composition, None, diagnostics)?;
            let drawn = pages.document.pages().iter().cloned();
            drawings.drawn = names.into_iter().zip(drawn).collect();
            used = composition.used();
        }
        used.files.extend(pictures(base, edition));
        Some((drawings, used))
    }

    /// A figure as it is drawn in a language.
    pub(crate) fn drawn(&self, figure: &str, language: &str) -> Option<&Page> {
        self.drawn.get(&(figure.into(), language.into()))
    }

    /// The bytes of a picture, by its path from the root.
    pub(crate) fn picture(&self, path: &str) -> Option<&[u8]> {
        self.file(path)
    }

    /// The bytes of any file of the project or the program, by its path from the root.
    pub(crate) fn file(&self, path: &str) -> Option<&[u8]> {
        self.base.bytes(path)
    }
}

fn is_drawn(content: &FigureContent) -> bool {
    match content {
        FigureContent::Chart(_) | FigureContent::Timeline(_) | FigureContent::Diagram { .. } => {
            true
        }
        // Of a drawing that is a file, some readers show only pixels.
        FigureContent::Picture(picture) => picture.files.values().any(|own| own.ends_with(".svg")),
        FigureContent::Table(_) => false,
    }
}

/// The paths of the pictures of figures, the office's and the recipient's.
fn pictures(base: &Base, edition: &Edition) -> Vec<String> {
    let of_figures = edition.figures().filter_map(|figure| match &figure.content {
        FigureContent::Picture(picture) => Some(picture.files.values().cloned()),
        _ => None,
    });
    let office = edition.theme.logo.iter().map(|logo| logo.path.clone());
    let recipient = edition.recipient.iter().flat_map(|fields| fields.get("logo"));
    let recipient = recipient.flat_map(|logo| logo.values().cloned());
    let paths = of_figures.flatten().chain(office).chain(recipient);
    paths.filter(|path| base.bytes(path).is_some()).collect()
}
