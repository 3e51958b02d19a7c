//! Figures of an edition: what is drawn, and the tables.

use serde::Serialize;

use crate::model::vocabulary::{ChartForm, FigureKind};

use super::{Note, PerLanguage, Text};

/// A figure or table, with its notes below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Figure {
    pub id: String,
    pub kind: FigureKind,
    /// `图1`, `Figure 1`.
    pub label: PerLanguage<String>,
    pub title: Text,
    /// What a drawing shows, for those who do not see it.
    pub alt: Option<PerLanguage<String>>,
    /// A remark below it.
    pub remark: Option<Text>,
    pub content: FigureContent,
    /// Lettered.
    pub notes: Vec<Note>,
}

/// What a figure shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FigureContent {
    Chart(Chart),
    Timeline(DrawnTimeline),
    Diagram { levels: Vec<DiagramLevel> },
    Table(Table),
    Picture(Picture),
}

/// A picture: the same in all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Picture {
    /// The path of the file from the root.
    pub files: PerLanguage<String>,
    /// Its width and height, in any unit.
    pub sizes: PerLanguage<(u32, u32)>,
    /// Its share of the width of the text, in per cent.
    pub width: usize,
    /// Whose it is, and under what licence.
    pub credit: Option<Text>,
    pub licence: Option<Text>,
}

/// A table, whose first column heads the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// For each column, whether it is one of numbers.
    pub numbers: Vec<bool>,
    /// The rows of the head, from the top.
    pub head: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table; its text has steps where it is divided, a row of a page each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The first column that it stands in, from 0.
    pub column: usize,
    /// How many columns and rows it goes over.
    pub columns: usize,
    pub rows: usize,
    pub text: Text,
    /// In a column of numbers: how many characters stand before the decimal point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<PerLanguage<usize>>,
}

/// A chart: as many values in each series as there are categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    pub form: ChartForm,
    pub categories: Vec<Text>,
    pub series: Vec<Series>,
    /// The values of the axis of a line chart, from the lowest; empty for others.
    pub ticks: Vec<ChartValue>,
}

/// A row of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    pub label: Option<Text>,
    pub values: Vec<ChartValue>,
}

/// A value: a decimal number, and what is printed at it, if anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChartValue {
    pub amount: String,
    pub text: Text,
}

/// Periods and events along an axis, in days since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnTimeline {
    pub periods: Vec<DrawnPeriod>,
    pub events: Vec<DrawnEvent>,
}

/// A band of a drawn timeline; open when it has no end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnPeriod {
    pub title: Text,
    pub date: PerLanguage<String>,
    pub from: i64,
    pub to: Option<i64>,
}

/// A mark of a drawn timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnEvent {
    pub above: bool,
    pub day: i64,
    pub date: PerLanguage<String>,
    pub label: Text,
}

/// A level of a diagram, which leads to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramLevel {
    pub title: Text,
    pub boxes: Vec<DiagramBox>,
}

/// A box of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagramBox {
    pub title: Text,
    pub text: Option<Text>,
}
