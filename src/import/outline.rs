//! What a document is made of: titles, sections, paragraphs, lists, tables, pictures.

use super::text::Text;
use super::told::Told;
use crate::model::vocabulary::Item;

/// A document in one language.
#[derive(Debug, Default)]
pub struct Outline {
    pub title: Option<Text>,
    pub subtitle: Option<Text>,
    pub summary: Vec<Text>,
    /// The names of its authors.
    pub authors: Vec<Text>,
    /// What is said of the whole: the notes of the title.
    pub colophon: Vec<Text>,
    pub sections: Vec<Section>,
    pub told: Told,
}

/// What stands below a heading, up to the next one of any level.
#[derive(Debug, Default)]
pub struct Section {
    /// From 1 on.
    pub level: usize,
    /// Nothing for what stands before the first heading.
    pub title: Option<Text>,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Text(Text),
    /// The paragraphs of a quotation.
    Quote(Vec<Text>),
    List(Vec<ListItem>),
    Table(Table),
    Picture(Picture),
}

/// A paragraph of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    pub item: Item,
    pub text: Text,
}

impl Part {
    /// The texts in it, in order.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::Quote(paragraphs) => paragraphs.iter().collect(),
            Self::List(items) => items.iter().map(|item| &item.text).collect(),
            Self::Table(table) => {
                table.title.iter().chain(table.cells().map(|cell| &cell.text)).collect()
            }
            Self::Picture(picture) => picture.title.iter().collect(),
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        match self {
            Self::Text(text) => vec![text],
            Self::Quote(paragraphs) => paragraphs.iter_mut().collect(),
            Self::List(items) => items.iter_mut().map(|item| &mut item.text).collect(),
            Self::Table(table) => {
                let heads = table.head.iter_mut().flat_map(|cell| {
                    std::iter::once(&mut cell.text)
                        .chain(cell.under.iter_mut().map(|c| &mut c.text))
                });
                let cells = table.rows.iter_mut().flatten().map(|cell| &mut cell.text);
                table.title.iter_mut().chain(heads).chain(cells).collect()
            }
            Self::Picture(picture) => picture.title.iter_mut().collect(),
        }
    }

    /// What stands above it or below it, of a table or picture.
    pub fn title_mut(&mut self) -> Option<&mut Option<Text>> {
        match self {
            Self::Table(table) => Some(&mut table.title),
            Self::Picture(picture) => Some(&mut picture.title),
            _ => None,
        }
    }

    /// All its words.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.texts().into_iter().map(Text::plain).collect();
        words.join(" ")
    }
}

/// A table: heads of its columns, and rows of cells. All rows fill all columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub title: Option<Text>,
    pub columns: usize,
    pub head: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub text: Text,
    pub rows: usize,
    pub columns: usize,
    /// Of a head, those of the columns under it.
    pub under: Vec<Cell>,
}

impl Table {
    /// All cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        let heads = self.head.iter().flat_map(|cell| std::iter::once(cell).chain(&cell.under));
        heads.chain(self.rows.iter().flatten())
    }
}

/// A picture, which is a file of the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Its path in pandoc's tree; then the one in `data`, of a picture that is sound.
    pub path: String,
    pub title: Option<Text>,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Its share of the width of a page, in per cent.
    pub width: Option<usize>,
}
