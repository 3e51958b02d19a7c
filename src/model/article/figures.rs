//! Figures as they were read: what is drawn, and the tables.

use crate::model::diagnostic::Place;
use crate::model::vocabulary::{ChartForm, FigureKind, Level, Localized};

use super::{Phrase, Quantity};

/// A figure or a table that follows a block.
#[derive(Debug, Clone)]
pub struct Figure {
    pub id: String,
    pub place: Place,
    /// The block that it stands behind, and is left out with; and where that is named.
    pub after: String,
    pub anchor: Place,
    pub level: Level,
    pub audiences: Option<Vec<String>>,
    pub title: Localized<Phrase>,
    /// What a drawing shows, for those who do not see it.
    pub alt: Option<Localized<Phrase>>,
    /// A remark below it.
    pub remark: Option<Localized<Phrase>>,
    pub content: FigureContent,
}

/// What a figure shows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum FigureContent {
    Chart(Chart),
    Timeline(DrawnTimeline),
    Diagram(Vec<DiagramLevel>),
    Table(Table),
    Picture(Picture),
}

impl FigureContent {
    /// What the figure is numbered as.
    pub(crate) fn kind(&self) -> FigureKind {
        match self {
            Self::Table(_) => FigureKind::Table,
            _ => FigureKind::Figure,
        }
    }

    /// Every text in it.
    pub(crate) fn phrases(&self) -> Vec<&Localized<Phrase>> {
        let mut all = vec![];
        match self {
            Self::Chart(chart) => {
                all.extend(&chart.categories);
                for series in &chart.series {
                    all.extend(&series.label);
                    all.extend(series.values.iter().filter_map(|value| value.text.as_ref()));
                }
            }
            Self::Timeline(_) => {}
            Self::Diagram(levels) => {
                for level in levels {
                    all.push(&level.title);
                    for own in &level.boxes {
                        all.push(&own.title);
                        all.extend(&own.text);
                    }
                }
            }
            Self::Table(table) => {
                all.extend(table.cells().map(|cell| &cell.text));
            }
            Self::Picture(picture) => all.extend(picture.credit.iter().chain(&picture.licence)),
        }
        all
    }
}

impl Figure {
    /// Every text of the figure.
    pub(crate) fn phrases(&self) -> Vec<&Localized<Phrase>> {
        let own = std::iter::once(&self.title).chain(&self.alt).chain(&self.remark);
        own.chain(self.content.phrases()).collect()
    }
}

/// A chart of numbers: as many values in each series as there are categories.
#[derive(Debug, Clone)]
pub struct Chart {
    pub form: ChartForm,
    pub categories: Vec<Localized<Phrase>>,
    pub series: Vec<Series>,
}

/// A row of values.
#[derive(Debug, Clone)]
pub struct Series {
    /// Absent where there is only one.
    pub label: Option<Localized<Phrase>>,
    pub values: Vec<ChartValue>,
}

/// A value of a chart.
#[derive(Debug, Clone)]
pub struct ChartValue {
    pub quantity: Quantity,
    /// The id of the quantity; absent for a number of a CSV file.
    pub id: Option<String>,
    /// What is printed at it; when absent, the number, or nothing in a chart of lines.
    pub text: Option<Localized<Phrase>>,
}

/// A picture: the same in all languages, or one for each.
#[derive(Debug, Clone)]
pub struct Picture {
    pub files: Localized<PictureFile>,
    /// Its share of the width of the text, in per cent.
    pub width: usize,
    /// Whose it is, and under what licence.
    pub credit: Option<Localized<Phrase>>,
    pub licence: Option<Localized<Phrase>>,
}

/// A file with a picture.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// From the root.
    pub path: String,
    /// Its width and height: in pixels, or in points.
    pub size: (u32, u32),
    pub is_raster: bool,
    /// Where it is named.
    pub place: Place,
}

/// The events of two sorts along an axis, with the periods as bands.
#[derive(Debug, Clone)]
pub struct DrawnTimeline {
    /// Kinds of events that are named above the axis, and below it.
    pub above: Vec<String>,
    pub below: Vec<String>,
}

/// A level of a diagram, which leads to the next.
#[derive(Debug, Clone)]
pub struct DiagramLevel {
    pub title: Localized<Phrase>,
    pub boxes: Vec<DiagramBox>,
}

/// A box of a diagram.
#[derive(Debug, Clone)]
pub struct DiagramBox {
    pub title: Localized<Phrase>,
    pub text: Option<Localized<Phrase>>,
}

/// A table of text, whose first column heads the rows. Cells fill it, and none covers
/// what another does.
#[derive(Debug, Clone)]
pub struct Table {
    /// How many there are.
    pub columns: usize,
    /// The rows of the head, from the top.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// All cells, row by row.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.head.iter().chain(&self.rows).flatten()
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// In no language, where it is empty.
    pub text: Localized<Phrase>,
    /// The first column that it stands in, from 0.
    pub column: usize,
    /// How many columns and rows it goes over.
    pub columns: usize,
    pub rows: usize,
    pub place: Place,
}
