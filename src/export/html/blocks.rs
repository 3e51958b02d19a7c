//! Blocks: what a section has in it, pair by pair.

use crate::model::edition::{Block, Run, Section};
use crate::model::language::Language;
use crate::model::vocabulary::{BlockKind, Item};

use super::Page;
use super::writer::{anchor, is};

impl<'a> Page<'a> {
    /// Sections, each with those in it.
    pub fn sections(&mut self, sections: &'a [Section]) {
        for section in sections {
            let id = anchor("s", &section.id);
            self.part(&id, "section", section.depth, section_title(section), |page| {
                page.blocks(&section.blocks);
                page.sections(&section.sections);
            });
        }
    }

    /// Blocks, those of a box in one.
    pub fn blocks(&mut self, blocks: &'a [Block]) {
        let mut rest = blocks;
        while let Some(first) = rest.first() {
            let Some(boxed) = &first.boxed else {
                self.block(first);
                rest = &rest[1..];
                continue;
            };
            let is_own = |block: &&Block| block.boxed.as_ref().is_some_and(|b| b.id == boxed.id);
            let count = rest.iter().take_while(is_own).count();
            let (own, others) = rest.split_at(count);
            self.classed("div", "box", |page| {
                if let Some(title) = &boxed.title {
                    page.pair("p", ("title", None), "span", |page, l| page.said(l, title));
                }
                own.iter().for_each(|block| page.block(block));
            });
            rest = others;
        }
    }

    /// A block, what the editors have to say of it, and the figures that follow it.
    fn block(&mut self, block: &'a Block) {
        let (class, side) = match block.kind {
            BlockKind::Text => ("text", "div"),
            BlockKind::List => ("list", "div"),
            BlockKind::Quote => ("quote", "blockquote"),
            BlockKind::Epigraph => ("epigraph", "blockquote"),
            BlockKind::PullQuote => ("pull-quote", "div"),
            BlockKind::Recommendation => ("recommendation", "div"),
        };
        let id = Some(anchor("b", &block.id));
        self.element(
            "div",
            &[is("class", format!("pair {class}")), ("id", id.map(Into::into))],
            |page| {
                if let Some(number) = block.number {
                    page.classed("span", "n", |page| page.html.text(&number.to_string()));
                }
                page.sides(side, |page, language| page.body(block, language));
            },
        );
        if let Some(said) = &block.editorial {
            self.pair("div", ("editorial", None), "p", |page, language| {
                page.word(language, "editorial");
                page.said(language, said);
            });
        }
        block.figures.iter().for_each(|figure| self.figure(figure));
    }

    fn body(&mut self, block: &'a Block, language: &'a Language) {
        let Some(parts) = block.body.get(&language.key) else { return };
        let (parts, by) = match parts.split_last() {
            Some((last, parts)) if block.attributed => (parts, Some(last)),
            _ => (parts.as_slice(), None),
        };
        if block.kind == BlockKind::List {
            self.list(language, parts, &block.items);
        } else {
            let label = block.label.as_ref().and_then(|label| label.get(&language.key));
            for (at, runs) in parts.iter().enumerate() {
                self.element("p", &[], |page| {
                    if let Some(label) = label.filter(|_| at == 0) {
                        page.classed("strong", "label", |page| page.html.text(label));
                        page.html.text(" ");
                    }
                    page.runs(language, runs);
                });
            }
        }
        if let Some(runs) = by {
            self.classed("p", "by", |page| page.runs(language, runs));
        }
    }

    /// The items of a block as lists in lists.
    fn list(&mut self, language: &'a Language, parts: &'a [Vec<Run>], items: &[Item]) {
        let items: Vec<Item> =
            (0..parts.len()).map(|at| items.get(at).copied().unwrap_or_default()).collect();
        let mut at = 0;
        while at < parts.len() {
            match items[at].goes_on {
                // What a list that stands elsewhere goes on with.
                true => {
                    self.element("p", &[], |page| page.runs(language, &parts[at]));
                    at += 1;
                }
                false => at = self.list_from(language, (parts, &items), at),
            }
        }
    }

    /// The list that begins with an item; gives where it ends.
    fn list_from(
        &mut self,
        language: &'a Language,
        (parts, items): (&'a [Vec<Run>], &[Item]),
        first: usize,
    ) -> usize {
        let (depth, start) = (items[first].depth, items[first].number);
        let (name, class) = match start {
            Some(_) => ("ol", Some(format!("d{}", depth.min(2)))),
            None => ("ul", None),
        };
        let start = start.filter(|number| *number != 1).map(|number| number.to_string());
        let mut at = first;
        self.html.open(name, &[("class", class.map(Into::into)), ("start", start.map(Into::into))]);
        let mut expected = items[first].number;
        while at < parts.len() {
            let item = items[at];
            if item.depth != depth || item.goes_on || item.number.is_some() != (name == "ol") {
                break;
            }
            let value = item.number.filter(|number| Some(*number) != expected);
            expected = item.number.map(|number| number + 1);
            self.html.open("li", &[("value", value.map(|number| number.to_string().into()))]);
            self.element("p", &[], |page| page.runs(language, &parts[at]));
            at += 1;
            while at < parts.len()
                && (items[at].depth > depth || items[at].depth == depth && items[at].goes_on)
            {
                if items[at].depth > depth && !items[at].goes_on {
                    at = self.list_from(language, (parts, items), at);
                } else {
                    self.element("p", &[], |page| page.runs(language, &parts[at]));
                    at += 1;
                }
            }
            self.html.close("li");
        }
        self.html.close(name);
        at
    }
}

/// The number and the title of a section.
fn section_title<'a>(section: &'a Section) -> impl Fn(&mut Page<'a>, &'a Language) + Copy {
    move |page, language| {
        if let Some(number) = section.number.as_ref().and_then(|n| n.get(&language.key)) {
            page.html.text(number);
            let is_wide = number.chars().last().is_some_and(|c| c as u32 >= 0x2e80);
            if !is_wide {
                page.html.text("\u{2002}");
            }
        }
        page.said(language, &section.title);
    }
}
