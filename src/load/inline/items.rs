//! Lists, and the lines of a text.
//!
//! Takes a list as CommonMark has it; gives the pieces of its paragraphs and what these are,
//! and a diagnostic for each line that its author meant for another one.

use std::ops::Range;

use comrak::nodes::{ListType, NodeList, NodeValue};

use super::{Form, Node, Parts, Reader};
use crate::model::code::Code;
use crate::model::vocabulary::Item;

/// Lists stand in lists no deeper than this.
const DEEPEST: usize = 3;

impl Reader<'_, '_> {
    /// A list, which stands in so many others.
    pub(super) fn list(&mut self, node: Node, own: &NodeList, depth: usize, parts: &mut Parts) {
        let is_numbered = own.list_type == ListType::Ordered;
        for (index, item) in node.children().enumerate() {
            let number = is_numbered.then_some(own.start + index);
            self.item(item, Item { depth, number, goes_on: false }, parts);
        }
    }

    fn item(&mut self, item: Node, own: Item, parts: &mut Parts) {
        let mut own = own;
        for block in item.children() {
            let range = self.range(block.data.borrow().sourcepos);
            match &block.data.borrow().value {
                NodeValue::Paragraph => {
                    self.check_indent(range);
                    parts.pieces.push(self.inlines(block, false));
                    parts.items.push(own);
                    own.goes_on = true;
                }
                NodeValue::List(_) if !own.goes_on => {
                    let message = "this list stands in an item without words";
                    self.error(
                        Code::ListWithoutWords,
                        range,
                        message,
                        "write what it belongs to before it",
                    );
                }
                NodeValue::List(_) if own.depth + 1 == DEEPEST => {
                    let message = format!("lists go no deeper than {DEEPEST}");
                    self.error(Code::TooDeep, range, message, "make some of them one list");
                }
                NodeValue::List(inner) => self.list(block, inner, own.depth + 1, parts),
                other => self.refuse(other, range),
            }
        }
        if !own.goes_on {
            parts.pieces.push(vec![]);
            parts.items.push(own);
        }
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
                self.error(
                    Code::LineWithoutItem,
                    start..start + line.len(),
                    "this line belongs to no item",
                    hint,
                );
            }
        }
    }

    /// Whether a line may end at a place: it says so in a block, where one sees it.
    pub(super) fn may_break(&self, range: &Range<usize>) -> bool {
        self.form != Form::Line && self.source.value()[range.start..].starts_with('\\')
    }

    /// Tells of items that YAML has folded into the one before, and of lines that were to end.
    pub(super) fn folded_lines(&mut self) {
        let value = self.source.value();
        let hint = "write `|-` behind the key, where each line stays one";
        // Behind a line that is kept, they are its indent.
        let is_indent = |at: usize| value[..at].trim_end_matches(' ').ends_with('\n');
        let folds = value.match_indices(' ').map(|(at, _)| at);
        let folds = folds.filter(|at| self.source.is_fold(*at) && !is_indent(*at));
        for at in folds.collect::<Vec<_>>() {
            if self.form == Form::List && begins_item(&value[at + 1..]) {
                self.error(
                    Code::FoldedLine,
                    at + 1..at + 2,
                    "this item is folded into the one above",
                    hint,
                );
            }
            let slashes = value[..at].len() - value[..at].trim_end_matches('\\').len();
            if slashes % 2 == 1 {
                self.error(Code::FoldedLine, at - 1..at, "this end of a line is folded away", hint);
            }
        }
    }
}

/// Whether a text begins as an item does.
fn begins_item(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - number.len();
    text.starts_with("- ")
        || (1..3).contains(&digits)
            && number.starts_with(['.', ')'])
            && number[1..].starts_with(' ')
}
