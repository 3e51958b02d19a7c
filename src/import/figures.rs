//! Tables and pictures as figures of a project.
//!
//! Takes a block that is one; writes its entry in `data/figures.yaml`.

use super::merge::{MergedBlock, Versions};
use super::outline::{Cell, Part, Picture, Table};
use super::text::Text;
use super::write::{Page, Unit};
use crate::scaffold::yaml;

/// What each language has of a block, where it is of a kind.
fn versions<'b, T>(
    block: &'b MergedBlock,
    kind: impl Fn(&'b Part) -> Option<&'b T>,
) -> Versions<&'b T> {
    block.parts.iter().map(|part| part.as_ref().and_then(&kind)).collect()
}

impl Page<'_> {
    pub fn figure(&mut self, after: &str, block: &MergedBlock) {
        self.out.push('\n');
        self.noted = Some(vec![]);
        self.line(0, &format!("{}:", block.id));
        self.line(2, &format!("after: {after}"));
        let word = match block.parts.iter().flatten().next() {
            Some(Part::Picture(_)) => "import.picture",
            _ => "import.table",
        };
        let title = |(at, part): (usize, &Option<Part>)| {
            let own = match part.as_ref()? {
                Part::Table(table) => table.title.clone(),
                Part::Picture(picture) => picture.title.clone(),
                _ => None,
            };
            Some(own.unwrap_or_else(|| self.word(at, word)))
        };
        let titles: Versions<Text> = block.parts.iter().enumerate().map(title).collect();
        self.texts(2, "title", &titles);
        self.table(block);
        self.picture(block);
        self.notes(block.parts.iter().map(|part| part.as_ref().map(Part::texts)).collect(), 2);
    }

    fn picture(&mut self, block: &MergedBlock) {
        let pictures = versions(block, |part| match part {
            Part::Picture(picture) => Some(picture),
            _ => None,
        });
        let Some(model) = pictures.iter().flatten().next().copied() else { return };
        let alt = |(at, own): (usize, &Option<&Picture>)| match own.as_ref()?.alt.as_str() {
            "" => Some(self.word(at, "import.alt")),
            alt => Some(Text::of(alt)),
        };
        let alts: Versions<Text> = pictures.iter().enumerate().map(alt).collect();
        let noted = self.noted.take();
        self.texts(2, "alt", &alts);
        self.noted = noted;
        self.line(2, "picture:");
        if pictures.iter().flatten().all(|own| own.path == model.path) {
            self.line(4, &format!("file: {}", model.path));
        } else {
            self.line(4, "file:");
            for (language, own) in self.plan.languages.iter().zip(&pictures) {
                // Where a language has none, that of another stands.
                let path = &own.unwrap_or(model).path;
                self.out.push_str(&format!("      {language}: {path}\n"));
            }
        }
        if let Some(width) = model.width.filter(|width| *width < 100) {
            self.line(4, &format!("width: {width}"));
        }
    }

    fn table(&mut self, block: &MergedBlock) {
        let tables = versions(block, |part| match part {
            Part::Table(table) => Some(table),
            _ => None,
        });
        let Some(model) = tables.iter().flatten().next() else { return };
        self.line(2, "table:");
        self.line(4, "columns:");
        for at in 0..model.head.len() {
            let cells = tables.iter().map(|table| table.map(|table| &table.head[at])).collect();
            self.cell(6, "- ", cells, true);
        }
        self.line(4, "rows:");
        for row in 0..model.rows.len() {
            for at in 0..model.rows[row].len() {
                let cells = tables.iter().map(|table| table.map(|table| &table.rows[row][at]));
                self.cell(6, if at == 0 { "- - " } else { "  - " }, cells.collect(), false);
            }
            if model.rows[row].is_empty() {
                self.line(6, "- []");
            }
        }
    }

    /// A cell. What has no letters is the same in all languages.
    fn cell(&mut self, indent: usize, sign: &str, cells: Versions<&Cell>, is_head: bool) {
        let start = self.out.len();
        let (value, units) = self.cell_value(cells, is_head);
        self.line(indent, &format!("{sign}{value}"));
        self.spanned(start, units);
    }

    fn cell_value(&mut self, cells: Versions<&Cell>, is_head: bool) -> (String, Vec<Unit>) {
        let Some(model) = cells.iter().flatten().next().copied() else {
            return ("\"\"".into(), vec![]);
        };
        let (mut units, mut marked) = (vec![], vec![]);
        for (at, cell) in cells.iter().enumerate() {
            if let Some(cell) = cell.filter(|cell| !cell.text.is_blank()) {
                let (text, unit) = self.marked(at, &cell.text);
                units.push(unit);
                marked.push((self.plan.languages[at].clone(), text));
            }
        }
        let has_letters = marked.iter().any(|(_, text)| text.contains(char::is_alphabetic));
        let is_one = marked.windows(2).all(|pair| pair[0].1 == pair[1].1)
            && (marked.len() == cells.len() || !has_letters);
        if !(is_one || marked.is_empty()) {
            for at in 0..cells.len() {
                if marked.iter().all(|(key, _)| *key != self.plan.languages[at]) {
                    self.lacks(at);
                }
            }
        }
        let mut keys = vec![];
        if is_head && (model.columns > 1 || !model.under.is_empty()) {
            let under: Vec<String> = (0..model.columns)
                .map(|at| {
                    let own = cells.iter().map(|cell| cell.and_then(|cell| cell.under.get(at)));
                    let (value, more) = self.cell_value(own.collect(), false);
                    units.extend(more);
                    value
                })
                .collect();
            keys.push(format!("columns: [{}]", under.join(", ")));
        } else if !is_head {
            let spans = [("rows", model.rows), ("columns", model.columns)];
            keys.extend(spans.iter().filter(|(_, n)| *n > 1).map(|(key, n)| format!("{key}: {n}")));
        }
        // In a mapping, each language has its own.
        if !keys.is_empty() && is_one && !marked.is_empty() {
            let text = marked[0].1.clone();
            marked = self.plan.languages.iter().map(|key| (key.clone(), text.clone())).collect();
        }
        let value = match keys.is_empty() {
            true if marked.is_empty() => "\"\"".to_string(),
            true if is_one => yaml::scalar(&marked[0].1, true),
            true => yaml::mapping(&marked),
            false if marked.is_empty() => format!("{{ {} }}", keys.join(", ")),
            false => {
                let mapping = yaml::mapping(&marked);
                format!("{}, {} }}", &mapping[..mapping.len() - 2], keys.join(", "))
            }
        };
        (value, units)
    }
}

/// A table as the items of a list: its title, and a row each.
pub fn lines_of(table: &Table) -> Vec<Text> {
    let line = |row: Vec<&Cell>| {
        let mut line = Text::default();
        for cell in row.iter().filter(|cell| !cell.text.is_blank()) {
            if !line.runs.is_empty() {
                line.push("; ", Default::default(), None);
            }
            line.runs.extend(cell.text.runs.clone());
        }
        line
    };
    let heads = table.head.iter().flat_map(|cell| std::iter::once(cell).chain(&cell.under));
    let rows = table.rows.iter().map(|row| row.iter().collect());
    let rows = std::iter::once(heads.collect()).chain(rows);
    let lines = table.title.iter().cloned().chain(rows.map(line));
    lines.filter(|line| !line.is_blank()).collect()
}
