//! Tables of a document.
//!
//! Takes pandoc's table; gives one whose rows fill all columns, with one row of heads.

use super::outline::{Cell, Table};
use super::read::Reader;
use super::text::Text;
use crate::pandoc::tree;

pub struct Rows {
    pub head: tree::Rows,
    pub bodies: Vec<tree::Body>,
    pub foot: tree::Rows,
}

pub fn table(
    reader: &mut Reader,
    caption: tree::Caption,
    columns: usize,
    rows: Rows,
) -> Option<Table> {
    let title = Some(reader.caption(caption)).filter(|title| !title.is_blank());
    let mut all: Vec<tree::Row> = rows.head.1;
    let heads = all.len();
    for body in rows.bodies {
        all.extend(body.2);
        all.extend(body.3);
    }
    all.extend(rows.foot.1);
    let mut read: Vec<Vec<Cell>> = all.into_iter().map(|row| cells(reader, row)).collect();
    fill(&mut read, columns);
    if read.iter().flatten().all(|cell| cell.text.is_blank()) {
        if let Some(title) = &title {
            reader.told.left("the title of an empty table", &title.plain());
        }
        return None;
    }
    let is_simple = |row: &[Cell]| row.iter().all(|cell| cell.rows == 1);
    let words = title.as_ref().map(Text::plain).unwrap_or_default();
    let head = match read.first() {
        Some(_) if has_two_heads(&read, heads) => {
            if heads < 2 {
                reader.told.changed("the second row of a table became heads", &words);
            }
            two_heads(&mut read)
        }
        Some(first) if heads <= 1 && is_simple(first) && read.len() > 1 => read.remove(0),
        _ => {
            reader.told.changed("the heads of a table became its first rows", &words);
            vec![Cell { columns, rows: 1, ..Cell::default() }]
        }
    };
    Some(Table { title, columns, head, rows: read })
}

/// Whether the first two rows are heads: some over several columns, with others under them.
fn has_two_heads(rows: &[Vec<Cell>], heads: usize) -> bool {
    let [first, second, _, ..] = rows else { return false };
    let is_over = first.iter().any(|cell| cell.columns > 1 || cell.rows > 1);
    let is_one = |cell: &Cell| cell.rows == 1 && cell.columns == 1;
    let open: usize = first.iter().filter(|cell| cell.rows == 1).map(|cell| cell.columns).sum();
    let fits = first.iter().all(|cell| cell.rows <= 2) && second.iter().all(is_one);
    heads <= 2 && (heads == 2 || is_over) && fits && second.len() == open
}

/// Takes the first two rows as heads.
fn two_heads(rows: &mut Vec<Vec<Cell>>) -> Vec<Cell> {
    let mut heads = rows.remove(0);
    let mut under = rows.remove(0).into_iter();
    for head in heads.iter_mut().filter(|head| head.rows == 1) {
        let own: Vec<Cell> = under.by_ref().take(head.columns).collect();
        if head.columns > 1 || own.iter().any(|cell| !cell.text.is_blank()) {
            head.under = own;
        }
    }
    heads.iter_mut().for_each(|head| head.rows = 1);
    heads
}

fn cells(reader: &mut Reader, row: tree::Row) -> Vec<Cell> {
    let cell = |tree::Cell(_, _, rows, columns, blocks): tree::Cell| Cell {
        text: reader.one(blocks, "the paragraphs of a cell became one"),
        rows: rows.max(1),
        columns: columns.max(1),
        under: vec![],
    };
    row.1.into_iter().map(cell).collect()
}

/// Cuts what goes over the edge, and adds empty cells where one is missing.
fn fill(rows: &mut [Vec<Cell>], columns: usize) {
    let count = rows.len();
    let mut taken = vec![vec![false; columns]; count];
    for (at, row) in rows.iter_mut().enumerate() {
        let mut column = 0;
        let mut filled = vec![];
        for mut cell in std::mem::take(row) {
            while column < columns && taken[at][column] {
                column += 1;
            }
            if column == columns {
                break;
            }
            let free = taken[at][column..].iter().take_while(|taken| !**taken).count();
            cell.columns = cell.columns.min(free);
            cell.rows = cell.rows.min(count - at);
            let over = column..column + cell.columns;
            let is_free = |row: usize| taken[row][over.clone()].iter().all(|taken| !taken);
            cell.rows = (at..at + cell.rows).take_while(|row| is_free(*row)).count().max(1);
            for row in &mut taken[at..at + cell.rows] {
                row[over.clone()].fill(true);
            }
            column += cell.columns;
            filled.push(cell);
        }
        while let Some(open) = taken[at].iter().position(|taken| !taken) {
            taken[at][open] = true;
            filled.push(Cell { rows: 1, columns: 1, ..Cell::default() });
        }
        *row = filled;
    }
}
