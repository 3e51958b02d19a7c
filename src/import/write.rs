//! The article as files of a project.
//!
//! Takes sections and blocks; gives YAML, and which text stands on which lines, so that
//! one that the reader of projects does not take as it is meant can be written again.

use std::collections::BTreeSet;
use std::ops::Range;

use super::merge::{Article, MergedBlock, MergedSection, Versions};
use super::outline::{Cell, Part, Table};
use super::text::{Care, Pen, Run, Text};
use crate::scaffold::{NewFiles, Words, yaml};

/// How the article is written.
pub struct Plan<'a> {
    pub languages: &'a [String],
    pub words: &'a Words,
    pub pen: Pen,
    /// How carefully each text is written, in their order.
    pub cares: Vec<Care>,
    /// Tables that are written as lists.
    pub lists: BTreeSet<String>,
    /// Whether a new `data/figures.yaml` can be written.
    pub has_figures: bool,
}

/// Where a text stands.
pub struct Span {
    pub path: String,
    pub range: Range<usize>,
    /// Its number among all texts.
    pub unit: usize,
    /// Whether it has emphasis or links, which may be left out.
    pub is_styled: bool,
}

/// Files, and where the texts stand in them.
#[derive(Default)]
pub struct Written {
    pub files: NewFiles,
    pub spans: Vec<Span>,
    /// Ids of the sections of the first level, each a file.
    pub sections: Vec<String>,
}

/// The number of a text, and whether it has emphasis or links.
type Unit = (usize, bool);

/// A file that is being written.
struct Page<'a> {
    plan: &'a Plan<'a>,
    path: String,
    out: String,
    written: &'a mut Written,
    count: &'a mut usize,
    /// How many notes the block has had so far, in each language.
    noted: Vec<usize>,
}

/// Writes `data/sections` and `data/figures.yaml`.
pub fn sections(plan: &Plan, article: &Article) -> Written {
    let (mut written, mut count) = (Written::default(), 0);
    let mut figures: Vec<(String, String, &MergedBlock)> = vec![];
    let mut rest = article.sections.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let length = others.iter().take_while(|section| section.level > 1).count();
        let (inner, next) = others.split_at(length);
        let path = format!("data/sections/{}.yaml", first.id);
        let out =
            String::from("# yaml-language-server: $schema=../../schemas/section.schema.json\n\n");
        let mut page = Page::new(plan, path, out, &mut written, &mut count);
        page.section(first, inner, 0, &mut figures);
        page.finish();
        written.sections.push(first.id.clone());
        rest = next;
    }
    if !figures.is_empty() {
        let path = "data/figures.yaml".to_string();
        let out = String::from("# yaml-language-server: $schema=../schemas/figures.schema.json\n");
        let mut page = Page::new(plan, path, out, &mut written, &mut count);
        for (id, after, block) in figures {
            page.figure(&id, &after, block);
        }
        page.finish();
    }
    written
}

/// Writes `data/article.yaml`, with the sections that were written.
pub fn article(plan: &Plan, article: &Article, written: &mut Written) {
    let path = "data/article.yaml".to_string();
    let out = String::from(
        "# yaml-language-server: $schema=../schemas/article.schema.json\n\
         # The article: its titles, and its sections in order.\n\n",
    );
    let sections = written.sections.join(", ");
    let mut count = written.spans.iter().map(|span| span.unit + 1).max().unwrap_or(0);
    let mut page = Page::new(plan, path, out, written, &mut count);
    page.texts(0, "title", &article.title, "");
    if article.subtitle.iter().any(Option::is_some) {
        page.texts(0, "subtitle", &article.subtitle, "");
    }
    if article.summary.iter().any(Option::is_some) {
        page.texts(0, "abstract", &article.summary, "");
    }
    page.out.push_str(&format!("sections: [{sections}]\n"));
    page.finish();
}

impl<'a> Page<'a> {
    /// Begins a file with what stands at its top.
    fn new(
        plan: &'a Plan<'a>,
        path: String,
        out: String,
        written: &'a mut Written,
        count: &'a mut usize,
    ) -> Self {
        Self { plan, path, out, written, count, noted: vec![] }
    }

    fn finish(self) {
        self.written.files.insert(self.path, self.out);
    }
}

impl Page<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&format!("{}{text}\n", " ".repeat(indent)));
    }

    /// What stands for a text that is not there.
    fn missing(&self, language: &str, word: &str) -> Text {
        let word = if word.is_empty() { "import.missing" } else { word };
        let words = self.plan.words.texts(word);
        let own = words.into_iter().find(|(key, _)| key == language);
        Text::of(&own.map(|(_, text)| text).unwrap_or_default())
    }

    /// A text as Markdown, on the lines that are written next.
    fn marked(&mut self, language: usize, text: &Text) -> (String, Unit) {
        let at = *self.count;
        *self.count += 1;
        let care = self.plan.cares.get(at).copied().unwrap_or_default();
        self.noted.resize(self.plan.languages.len(), 0);
        let is_styled = text.runs.iter().any(Run::is_styled);
        (self.plan.pen.write(text, care, &mut self.noted[language]), (at, is_styled))
    }

    fn spanned(&mut self, start: usize, units: Vec<Unit>) {
        let (path, range) = (&self.path, start..self.out.len());
        let span =
            |(unit, is_styled)| Span { path: path.clone(), range: range.clone(), unit, is_styled };
        self.written.spans.extend(units.into_iter().map(span));
    }

    /// `key: { zh: …, en: … }`, with a line for each language.
    fn texts(&mut self, indent: usize, key: &str, texts: &Versions<Text>, word: &str) {
        self.line(indent, &format!("{key}:"));
        for (at, language) in self.plan.languages.iter().enumerate() {
            let text = texts[at].clone().unwrap_or_else(|| self.missing(language, word));
            self.text(indent + 2, at, language, &text);
        }
    }

    fn text(&mut self, indent: usize, language: usize, key: &str, text: &Text) {
        let start = self.out.len();
        let (marked, unit) = self.marked(language, text);
        self.line(indent, &format!("{key}: {}", yaml::value(&marked, indent, false)));
        self.spanned(start, vec![unit]);
    }

    fn section<'a>(
        &mut self,
        section: &'a MergedSection,
        inner: &'a [MergedSection],
        indent: usize,
        figures: &mut Vec<(String, String, &'a MergedBlock)>,
    ) {
        self.line(indent, &format!("id: {}", section.id));
        let is_titled = section.title.iter().any(Option::is_some);
        self.texts(indent, "title", &section.title, if is_titled { "" } else { "introduction" });
        if !is_titled {
            self.line(indent, "numbered: false");
        }
        if !section.blocks.is_empty() {
            self.line(indent, "blocks:");
            self.blocks(section, indent + 2, figures);
        }
        let mut rest = inner;
        if !rest.is_empty() {
            self.line(indent, "sections:");
        }
        while let Some((first, others)) = rest.split_first() {
            let length = others.iter().take_while(|other| other.level > first.level).count();
            let (below, next) = others.split_at(length);
            let start = self.out.len();
            self.section(first, below, indent + 4, figures);
            // The item of a list begins with its sign.
            self.out.replace_range(start + indent + 2..start + indent + 3, "-");
            rest = next;
        }
    }

    fn blocks<'a>(
        &mut self,
        section: &'a MergedSection,
        indent: usize,
        figures: &mut Vec<(String, String, &'a MergedBlock)>,
    ) {
        let plan = self.plan;
        let is_figure = |block: &MergedBlock| {
            let is_table = matches!(block.parts.iter().flatten().next(), Some(Part::Table(_)));
            is_table && plan.has_figures && !plan.lists.contains(&block.id)
        };
        let anchor = section.blocks.iter().find(|block| !is_figure(block)).map(|b| b.id.clone());
        let mut after = anchor;
        for block in &section.blocks {
            match &after {
                Some(own) if is_figure(block) => {
                    figures.push((block.id.clone(), own.clone(), block));
                }
                _ => {
                    self.block(block, indent);
                    after = Some(block.id.clone());
                }
            }
        }
    }

    fn block(&mut self, block: &MergedBlock, indent: usize) {
        self.line(indent, &format!("- id: {}", block.id));
        self.noted.clear();
        let inner = indent + 2;
        let listed = block.parts.iter().flatten().find_map(|part| match part {
            Part::Text(_) => None,
            Part::List(items) => Some(items.len()),
            Part::Table(table) => Some(lines_of(table).len()),
        });
        if listed.is_some() {
            self.line(inner, "kind: list");
        }
        for (at, language) in self.plan.languages.iter().enumerate() {
            let start = self.out.len();
            let texts = match &block.parts[at] {
                Some(Part::Text(text)) => vec![text.clone()],
                Some(Part::List(items)) => items.clone(),
                Some(Part::Table(table)) => lines_of(table),
                None => vec![self.missing(language, ""); listed.unwrap_or(1)],
            };
            let marked: Vec<(String, Unit)> =
                texts.iter().map(|text| self.marked(at, text)).collect();
            let units = marked.iter().map(|(_, unit)| *unit).collect();
            let value = match listed {
                None => {
                    let text = marked.into_iter().map(|(text, _)| text).collect::<String>();
                    yaml::value(&text, inner, false)
                }
                Some(_) => {
                    let items: Vec<_> =
                        marked.iter().map(|(text, _)| format!("- {text}")).collect();
                    yaml::value(&items.join("\n"), inner, true)
                }
            };
            self.line(inner, &format!("{language}: {value}"));
            self.spanned(start, units);
        }
        self.notes(block.parts.iter().map(|part| part.as_ref().map(Part::texts)).collect(), inner);
    }

    /// The notes in words of a block or a figure: those of the languages by their order.
    fn notes(&mut self, texts: Vec<Option<Vec<&Text>>>, indent: usize) {
        if self.plan.pen.inlines_notes {
            return;
        }
        let notes: Vec<Vec<&Text>> = texts
            .into_iter()
            .map(|texts| texts.into_iter().flatten().flat_map(|text| text.notes()).collect())
            .collect();
        let most = notes.iter().map(Vec::len).max().unwrap_or(0);
        if most > 0 {
            self.line(indent, "notes:");
        }
        for at in 0..most {
            self.line(indent + 2, &format!("n{}:", at + 1));
            let own: Vec<usize> = (0..notes.len()).filter(|l| notes[*l].len() > at).collect();
            if own.len() < notes.len() {
                own.iter().take(1).for_each(|language| {
                    let key = &self.plan.languages[*language];
                    self.line(indent + 4, &format!("only: {key}"));
                });
            }
            for language in own {
                let (key, text) = (self.plan.languages[language].clone(), notes[language][at]);
                self.text(indent + 4, language, &key, text);
            }
        }
    }

    fn figure(&mut self, id: &str, after: &str, block: &MergedBlock) {
        let tables: Vec<Option<&Table>> = block
            .parts
            .iter()
            .map(|part| match part {
                Some(Part::Table(table)) => Some(table),
                _ => None,
            })
            .collect();
        let Some(model) = tables.iter().flatten().next() else { return };
        self.out.push('\n');
        self.noted.clear();
        self.line(0, &format!("{id}:"));
        self.line(2, &format!("after: {after}"));
        let titles: Versions<Text> =
            tables.iter().map(|table| table.and_then(|table| table.title.clone())).collect();
        self.texts(2, "title", &titles, "import.table");
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
        let all = tables.iter().map(|table| {
            table.map(|table| {
                let rows = std::iter::once(&table.head).chain(&table.rows).flatten();
                rows.map(|cell| &cell.text).collect()
            })
        });
        self.notes(all.collect(), 2);
    }

    /// A cell. One that is not in a language is as in another.
    fn cell(&mut self, indent: usize, sign: &str, cells: Vec<Option<&Cell>>, is_head: bool) {
        let start = self.out.len();
        let Some(model) = cells.iter().flatten().next().copied() else { return };
        let texts: Vec<&Text> = cells.iter().map(|cell| &cell.unwrap_or(model).text).collect();
        let mut units = vec![];
        let mut marked = vec![];
        for (at, text) in texts.into_iter().enumerate() {
            let (text, unit) = self.marked(at, text);
            units.push(unit);
            marked.push((self.plan.languages[at].clone(), text));
        }
        let mut keys = vec![];
        if is_head && model.columns > 1 {
            keys.push(format!("columns: [{}]", vec!["\"\""; model.columns].join(", ")));
        } else {
            let spans = [("rows", model.rows), ("columns", model.columns)];
            keys.extend(spans.iter().filter(|(_, n)| *n > 1).map(|(key, n)| format!("{key}: {n}")));
        }
        let is_one = marked.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let empty = marked.iter().all(|(_, text)| text.is_empty());
        let value = match keys.is_empty() {
            true if empty => "\"\"".to_string(),
            true if is_one => yaml::scalar(&marked[0].1, true),
            _ => {
                let mapping = yaml::mapping(&marked);
                match keys.is_empty() {
                    true => mapping,
                    false => format!("{}, {} }}", &mapping[..mapping.len() - 2], keys.join(", ")),
                }
            }
        };
        self.line(indent, &format!("{sign}{value}"));
        self.spanned(start, units);
    }
}

/// A table as the items of a list: its title, and a row each.
fn lines_of(table: &Table) -> Vec<Text> {
    let rows = std::iter::once(&table.head).chain(&table.rows);
    let line = |row: &Vec<Cell>| {
        let mut line = Text::default();
        for cell in row.iter().filter(|cell| !cell.text.is_blank()) {
            if !line.runs.is_empty() {
                line.push("; ", Default::default(), None);
            }
            line.runs.extend(cell.text.runs.clone());
        }
        line
    };
    let lines = table.title.iter().cloned().chain(rows.map(line));
    lines.filter(|line| !line.is_blank()).collect()
}
