//! What has no place in JATS: divisions. It would box each of them.
//!
//! Takes blocks; gives them without divisions, whose ids and languages are then those of the
//! paragraphs in them.

use crate::pandoc::tree::{Attr, Block, Body, Inline, Row, Rows};

/// Takes the divisions out of blocks.
pub fn flat(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().flat_map(flat_block).collect()
}

fn flat_block(block: Block) -> Vec<Block> {
    match block {
        Block::Div(Attr(id, _, values), inner) => {
            let mut inner = flat(inner);
            let mut id = (!id.is_empty()).then_some(id);
            let lang = values.into_iter().find(|(key, _)| key == "lang");
            inner.iter_mut().for_each(|block| mark(block, &mut id, lang.as_ref()));
            inner
        }
        Block::BlockQuote(inner) => vec![Block::BlockQuote(flat(inner))],
        Block::BulletList(items) => vec![Block::BulletList(items.into_iter().map(flat).collect())],
        Block::OrderedList(first, items) => {
            vec![Block::OrderedList(first, items.into_iter().map(flat).collect())]
        }
        Block::Table(attr, caption, columns, head, bodies, foot) => {
            let head = Rows(head.0, head.1.into_iter().map(flat_row).collect());
            let bodies = bodies.into_iter().map(|Body(attr, heads, own, rows)| {
                let own = own.into_iter().map(flat_row).collect();
                Body(attr, heads, own, rows.into_iter().map(flat_row).collect())
            });
            vec![Block::Table(attr, caption, columns, head, bodies.collect(), foot)]
        }
        other => vec![other],
    }
}

fn flat_row(row: Row) -> Row {
    let Row(attr, mut cells) = row;
    for cell in &mut cells {
        cell.4 = flat(std::mem::take(&mut cell.4));
    }
    Row(attr, cells)
}

/// Gives paragraphs a language, and the first of them an id.
fn mark(block: &mut Block, id: &mut Option<String>, lang: Option<&(String, String)>) {
    let mut each = |blocks: &mut Vec<Block>| blocks.iter_mut().for_each(|own| mark(own, id, lang));
    match block {
        Block::Para(inlines) | Block::Plain(inlines) if !is_picture(inlines) => {
            let attr =
                Attr(id.take().unwrap_or_default(), vec![], lang.cloned().into_iter().collect());
            if !attr.0.is_empty() || !attr.2.is_empty() {
                *inlines = vec![Inline::Span(attr, std::mem::take(inlines))];
            }
        }
        Block::BlockQuote(inner) => each(inner),
        Block::BulletList(items) | Block::OrderedList(_, items) => items.iter_mut().for_each(each),
        _ => {}
    }
}

/// Whether a paragraph is a picture alone, which is a block of its own in JATS.
fn is_picture(inlines: &[Inline]) -> bool {
    matches!(inlines, [Inline::Image(..)])
}
