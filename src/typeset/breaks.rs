//! Breaks: what pagination has settled of an edition's pages.
//!
//! A value of its own: the edition says what is printed, and this on which page. `put` adds
//! it to what templates read. Settles nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::model::edition::Edition;

use super::lines::steps;

/// Where pages begin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Breaks {
    /// At which of its steps, counted from 1, a block is divided.
    pub cuts: BTreeMap<String, Vec<usize>>,
    /// The blocks and figures that begin a page.
    pub begun: BTreeSet<String>,
    /// The block that each figure stands after, where that is not its own.
    pub moved: BTreeMap<String, String>,
    /// How far blocks and figures are from what is before them, in points, where that is
    /// more than it would be.
    pub stretched: BTreeMap<String, f64>,
    /// Of facing pages: what stands on each spread.
    pub spreads: Option<Vec<Vec<Piece>>>,
}

/// What stands on a spread, or a part of it. Lengths are in points.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Piece {
    pub id: String,
    /// How far it is from the top, and how high it is on each page.
    pub top: f64,
    pub heights: [f64; 2],
    /// Of a block: its steps, the number of the part, and whether that is the last one.
    pub from: usize,
    pub to: usize,
    pub part: usize,
    pub last: bool,
    /// How high that is which stands over it again, as the head of its table.
    pub opening: Vec<f64>,
    /// Of a table: the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
    /// Whether no spread can hold it.
    pub is_too_tall: bool,
}

/// Rows of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Rows {
    pub from: usize,
    pub to: usize,
    /// How high what is over them is, their head, and each.
    pub over: f64,
    pub heights: Vec<f64>,
    /// Whether what is below them stands there.
    pub ends: bool,
}

impl Breaks {
    /// Whether they can be those of an edition: of one after an edit, say.
    pub fn fit(&self, edition: &Edition) -> bool {
        let known: BTreeMap<&str, usize> =
            edition.blocks().map(|block| (block.id.as_str(), steps(block))).collect();
        let figures: BTreeSet<&str> = edition.figures().map(|own| own.id.as_str()).collect();
        let is_cut = |(id, cuts): (&String, &Vec<usize>)| {
            known.get(id.as_str()).zip(cuts.last()).is_some_and(|(count, last)| last < count)
        };
        let is_known = |id: &String| known.contains_key(&**id) || figures.contains(&**id);
        self.cuts.iter().all(is_cut)
            && self.begun.iter().all(is_known)
            && self.moved.iter().all(|(id, block)| is_known(id) && is_known(block))
    }

    /// Adds them to an edition as templates read it.
    pub fn put(&self, edition: &mut Value) {
        let mut late: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        each_block(edition, &mut |block| {
            let id = block["id"].as_str().unwrap_or_default().to_string();
            if let Some(cuts) = self.cuts.get(&id) {
                block["cuts"] = cuts.clone().into();
            }
            self.mark(block);
            let Some(figures) = block["figures"].as_array_mut() else { return };
            // In their order, those that come later stand before those of this block.
            let own = std::mem::take(figures);
            let (mut here, mut all) = (late.remove(id.as_str()).unwrap_or_default(), vec![]);
            here.extend(own);
            for mut figure in here {
                self.mark(&mut figure);
                let name = figure["id"].as_str().unwrap_or_default().to_string();
                match self.moved.get(&name).filter(|after| **after != id) {
                    Some(after) => late.entry(after).or_default().push(figure),
                    None => all.push(figure),
                }
            }
            block["figures"] = all.into();
        });
    }

    fn mark(&self, of: &mut Value) {
        let id = of["id"].as_str().unwrap_or_default().to_string();
        if self.begun.contains(&id) {
            of["begins-page"] = true.into();
        }
        if let Some(above) = self.stretched.get(&id) {
            of["above"] = (*above).into();
        }
    }
}

/// Calls a function for each block of an edition, in order.
fn each_block(edition: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    fn go(of: &mut Value, lists: &[&str], visit: &mut impl FnMut(&mut Value)) {
        for list in lists {
            for block in of.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                match *list {
                    "sections" => go(block, &["blocks", "sections"], visit),
                    _ => visit(block),
                }
            }
        }
    }
    if let Some(summary) = edition.get_mut("summary").filter(|own| own.is_object()) {
        visit(summary);
    }
    go(edition, &["key-messages", "recommendations", "sections"], visit);
}
