//! The items of a list.
//!
//! Takes an item as CommonMark has it; gives its pieces, and a diagnostic for each line
//! that its author meant for another one.

use std::ops::Range;

use comrak::nodes::NodeValue;

use super::{LIST, Node, Reader};
use crate::model::article::Piece;

impl Reader<'_, '_> {
    pub(super) fn item(&mut self, item: Node, parts: &mut Vec<Vec<Piece>>) {
        let mut pieces = vec![];
        for (index, block) in item.children().enumerate() {
            let range = self.range(block.data.borrow().sourcepos);
            let value = &block.data.borrow().value;
            match value {
                NodeValue::Paragraph if index == 0 => {
                    self.check_indent(range);
                    pieces = self.inlines(block, false);
                }
                NodeValue::Paragraph => self.error(range, "an item is one paragraph", LIST),
                NodeValue::List(_) => {
                    self.error(range, "a list in a list is not possible", "make it one list");
                }
                other => self.refuse(other, range),
            }
        }
        parts.push(pieces);
    }

    /// Tells of each line of an item that is not indented as one.
    fn check_indent(&mut self, item: Range<usize>) {
        let value = self.source.value();
        for start in self
            .lines
            .clone()
            .into_iter()
            .filter(|at| item.contains(at))
            .skip_while(|at| *at == item.start)
        {
            let line = value[start..item.end].split(['\n', '\r']).next().unwrap_or_default();
            if !line.starts_with([' ', '\u{3000}']) {
                let hint = "begin it with `- `, or indent it to go on with the item above";
                self.error(start..start + line.len(), "this line belongs to no item", hint);
            }
        }
    }

    /// Tells of items that YAML has folded into the one before.
    pub(super) fn folded_items(&mut self) {
        let value = self.source.value();
        let is_item = |at: &usize| value[at + 1..].starts_with("- ") && self.source.is_fold(*at);
        let folded: Vec<usize> =
            value.match_indices(' ').map(|(at, _)| at).filter(is_item).collect();
        for at in folded {
            let hint = "write `|-` behind the key, where each line stays one";
            self.error(at + 1..at + 2, "this item is folded into the one above", hint);
        }
    }
}
