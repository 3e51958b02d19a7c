//! Pieces of pandoc's tree, by what they are for.

use crate::model::edition::{Run, Text};
use crate::model::language::Language;
use crate::pandoc::Target;
use crate::pandoc::tree::{
    Alignment, Attr, Block, Body, Caption, Cell, Column, Inline, Row, Rows, Width,
};

/// How a text is styled in a format: by a named style of Word, or by a class.
pub fn style(target: Target, attr: Attr, name: &str) -> Attr {
    match target {
        Target::Docx => attr.with("custom-style", name),
        // Names in it have no spaces.
        Target::Odt => attr.with("custom-style", name.replace(' ', "_20_")),
        Target::Epub => {
            let class = name.to_lowercase().replace(' ', "-");
            Attr(attr.0, [attr.1, vec![class]].concat(), attr.2)
        }
        // It says what a text is, and nothing of its look.
        Target::Jats => attr,
    }
}

/// That of a language.
pub fn lang(language: &Language) -> Attr {
    Attr::default().with("lang", &language.table.tag)
}

/// What a text says in a language.
pub fn said<'t>(all: &'t Text, language: &Language) -> &'t [Run] {
    all.get(&language.key).map(Vec::as_slice).unwrap_or_default()
}

/// A text as one piece.
pub fn text(text: impl Into<String>) -> Inline {
    Inline::Str(text.into())
}

/// A paragraph in a style.
pub fn paragraph(target: Target, name: &str, inlines: Vec<Inline>) -> Block {
    Block::Div(style(target, Attr::default(), name), vec![Block::Para(inlines)])
}

/// A cell of blocks over some rows and columns.
pub fn cell(alignment: Alignment, (rows, columns): (usize, usize), blocks: Vec<Block>) -> Cell {
    Cell(Attr::default(), alignment, rows, columns, blocks)
}

/// A cell as most are.
pub fn plain_cell(blocks: Vec<Block>) -> Cell {
    cell(Alignment::AlignDefault, (1, 1), blocks)
}

pub fn row(cells: Vec<Cell>) -> Row {
    Row(Attr::default(), cells)
}

/// Columns with their shares of the width; none, where it is for the words to say.
pub fn columns(shares: &[Option<f64>]) -> Vec<Column> {
    let width = |share: &Option<f64>| share.map_or(Width::ColWidthDefault, Width::ColWidth);
    shares.iter().map(|share| Column(Alignment::AlignDefault, width(share))).collect()
}

/// A table in a style, of heads and bodies, each with rows that head it.
pub fn table(
    attr: Attr,
    columns: Vec<Column>,
    head: Vec<Row>,
    bodies: Vec<(Vec<Row>, Vec<Row>)>,
    heads: usize,
) -> Block {
    let bodies = bodies.into_iter().map(|(own, rows)| Body(Attr::default(), heads, own, rows));
    let head = Rows(Attr::default(), head);
    Block::Table(attr, Caption::default(), columns, head, bodies.collect(), Rows::default())
}

/// Inlines with something between them.
pub fn joined(parts: Vec<Vec<Inline>>, between: &str) -> Vec<Inline> {
    let mut all = vec![];
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !all.is_empty() {
            all.push(text(between));
        }
        all.extend(part);
    }
    all
}
