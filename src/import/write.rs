//! The article as files of a project.
//!
//! Takes sections and blocks; gives YAML, and which text stands on which lines, so that
//! one that the reader of projects does not take as it is meant can be written again.

use std::collections::BTreeSet;
use std::ops::Range;

use super::figures::lines_of;
use super::merge::{Article, MergedBlock, MergedSection, Versions};
use super::outline::{ListItem, Part};
use super::pen::{Care, Pen};
use super::text::{Run, Text};
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
    /// Languages in which a text is missing.
    pub lacking: BTreeSet<String>,
}

/// The number of a text, and whether it has emphasis or links.
pub type Unit = (usize, bool);

/// A file that is being written.
pub struct Page<'a> {
    pub plan: &'a Plan<'a>,
    path: String,
    pub out: String,
    written: &'a mut Written,
    count: &'a mut usize,
    /// How many notes the block has had so far, in each language; none, where there is no
    /// place for them.
    pub noted: Option<Vec<usize>>,
}

/// The figures of an article, each with the block that it stands behind.
type Figures<'a> = Vec<(String, &'a MergedBlock)>;

/// Writes `data/sections` and `data/figures.yaml`.
pub fn sections(plan: &Plan, article: &Article) -> Written {
    let (mut written, mut count) = (Written::default(), 0);
    let mut figures: Figures = vec![];
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
        for (after, block) in figures {
            page.figure(&after, block);
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
    for (key, texts) in [
        ("title", &article.title),
        ("subtitle", &article.subtitle),
        ("abstract", &article.summary),
        ("colophon", &article.colophon),
    ] {
        let has_notes = key == "abstract" && texts.iter().any(Option::is_some);
        page.noted = has_notes.then(Vec::new);
        page.texts(0, key, texts);
        if has_notes {
            page.notes(texts.iter().map(|text| Some(vec![text.as_ref()?])).collect(), 0);
        }
    }
    for (at, author) in article.authors.iter().enumerate() {
        if at == 0 {
            page.line(0, "authors:");
        }
        let start = page.out.len();
        page.texts(4, "name", author);
        // The item of a list begins with its sign.
        page.out.replace_range(start + 2..start + 3, "-");
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
        Self { plan, path, out, written, count, noted: None }
    }

    fn finish(self) {
        self.written.files.insert(self.path, self.out);
    }
}

impl Page<'_> {
    pub fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&format!("{}{text}\n", " ".repeat(indent)));
    }

    /// A word of the program in a language, for what no document says.
    pub fn word(&self, language: usize, name: &str) -> Text {
        let words = self.plan.words.texts(name);
        let own = words.into_iter().find(|(key, _)| *key == self.plan.languages[language]);
        Text::of(&own.map(|(_, text)| text).unwrap_or_default())
    }

    /// A text as Markdown, on the lines that are written next.
    pub fn marked(&mut self, language: usize, text: &Text) -> (String, Unit) {
        let at = *self.count;
        *self.count += 1;
        let care = self.plan.cares.get(at).copied().unwrap_or_default();
        let is_styled = text.runs.iter().any(Run::is_styled);
        let notes = self.noted.as_mut().map(|noted| {
            noted.resize(self.plan.languages.len(), 0);
            &mut noted[language]
        });
        (self.plan.pen.write(text, care, notes), (at, is_styled))
    }

    pub fn spanned(&mut self, start: usize, units: Vec<Unit>) {
        let (path, range) = (&self.path, start..self.out.len());
        let span =
            |(unit, is_styled)| Span { path: path.clone(), range: range.clone(), unit, is_styled };
        self.written.spans.extend(units.into_iter().map(span));
    }

    /// `key:` with a line for each language; nothing, where no language has the text. It is
    /// to be written in those that lack it.
    pub fn texts(&mut self, indent: usize, key: &str, texts: &Versions<Text>) {
        if texts.iter().all(Option::is_none) {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for (at, text) in texts.iter().enumerate() {
            let language = self.plan.languages[at].clone();
            match text {
                Some(text) => self.text(indent + 2, at, &language, text),
                None => self.lacks(at),
            }
        }
    }

    /// Remembers that a text is missing in a language.
    pub fn lacks(&mut self, language: usize) {
        self.written.lacking.insert(self.plan.languages[language].clone());
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
        figures: &mut Figures<'a>,
    ) {
        self.line(indent, &format!("id: {}", section.id));
        let is_titled = section.title.iter().any(Option::is_some);
        self.noted = None;
        if is_titled {
            self.texts(indent, "title", &section.title);
        } else {
            let word = |at| Some(self.word(at, "introduction"));
            let title = (0..self.plan.languages.len()).map(word).collect();
            self.texts(indent, "title", &title);
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

    fn blocks<'a>(&mut self, section: &'a MergedSection, indent: usize, figures: &mut Figures<'a>) {
        let plan = self.plan;
        let is_figure = |block: &MergedBlock| match block.parts.iter().flatten().next() {
            Some(Part::Table(_)) => plan.has_figures && !plan.lists.contains(&block.id),
            Some(Part::Picture(_)) => true,
            _ => false,
        };
        let (mut last, mut waiting) = (None, vec![]);
        for block in &section.blocks {
            if !is_figure(block) {
                self.block(block, indent);
                figures.extend(waiting.drain(..).map(|figure| (block.id.clone(), figure)));
                last = Some(block.id.clone());
                continue;
            }
            // It stands behind a block of its own section.
            match &last {
                Some(last) => figures.push((last.clone(), block)),
                None => waiting.push(block),
            }
        }
    }

    fn block(&mut self, block: &MergedBlock, indent: usize) {
        self.line(indent, &format!("- id: {}", block.id));
        self.noted = Some(vec![]);
        let inner = indent + 2;
        let kinds = block.parts.iter().flatten().map(|part| match part {
            Part::List(_) | Part::Table(_) => "list",
            Part::Quote(_) => "quote",
            Part::Text(_) | Part::Picture(_) => "",
        });
        if let Some(kind) = kinds.max().filter(|kind| !kind.is_empty()) {
            self.line(inner, &format!("kind: {kind}"));
        }
        for (at, part) in block.parts.iter().enumerate() {
            let Some(part) = part else {
                self.lacks(at);
                continue;
            };
            let start = self.out.len();
            let (text, units) = match part {
                Part::List(items) => self.list(at, items),
                Part::Table(table) => {
                    let rows = lines_of(table).into_iter();
                    let item = |text| ListItem { item: Default::default(), text };
                    self.list(at, &rows.map(item).collect::<Vec<_>>())
                }
                part => {
                    let texts = part.texts().into_iter().map(|text| self.marked(at, text));
                    let (texts, units): (Vec<_>, Vec<_>) =
                        texts.collect::<Vec<_>>().into_iter().unzip();
                    (texts.join("\n\n"), units)
                }
            };
            let keeps_lines =
                text.contains("\\\n") || matches!(part, Part::List(_) | Part::Table(_));
            let language = &self.plan.languages[at];
            let value = yaml::value(&text, inner, keeps_lines);
            self.line(inner, &format!("{language}: {value}"));
            self.spanned(start, units);
        }
        self.notes(block.parts.iter().map(|part| part.as_ref().map(Part::texts)).collect(), inner);
    }

    /// A list in Markdown.
    fn list(&mut self, language: usize, items: &[ListItem]) -> (String, Vec<Unit>) {
        let (mut out, mut units) = (String::new(), vec![]);
        // How far the words of each list are set in.
        let mut margins: Vec<usize> = vec![];
        for own in items {
            let (text, unit) = self.marked(language, &own.text);
            units.push(unit);
            let sign = match own.item.number {
                Some(number) => format!("{number}. "),
                None => "- ".into(),
            };
            let depth = own.item.depth.min(margins.len());
            let is_begun = margins.len() > depth;
            let margin = depth.checked_sub(1).and_then(|outer| margins.get(outer)).copied();
            let margin = margin.unwrap_or_default();
            let (before, sign, width) = match own.item.goes_on && is_begun {
                true => (true, String::new(), margins[depth]),
                // A list in an item begins with any number behind an empty line alone.
                false => (!is_begun && own.item.number.is_some_and(|n| n != 1), sign, margin),
            };
            if !out.is_empty() {
                out.push_str(if before { "\n\n" } else { "\n" });
            }
            let indent = width + sign.len();
            let text = text.replace('\n', &format!("\n{}", " ".repeat(indent)));
            out.push_str(&format!("{}{sign}{text}", " ".repeat(width)));
            margins.truncate(depth);
            margins.push(indent);
        }
        (out, units)
    }

    /// The notes in words of a block or a figure: those of the languages by their order.
    pub fn notes(&mut self, texts: Vec<Option<Vec<&Text>>>, indent: usize) {
        let notes: Vec<Option<Vec<&Text>>> = texts
            .into_iter()
            .map(|texts| Some(texts?.into_iter().flat_map(|text| text.notes()).collect()))
            .collect();
        let most = notes.iter().flatten().map(Vec::len).max().unwrap_or(0);
        if most > 0 {
            self.line(indent, "notes:");
        }
        self.noted = None;
        for at in 0..most {
            self.line(indent + 2, &format!("n{}:", at + 1));
            let own = notes
                .iter()
                .enumerate()
                .filter_map(|(language, notes)| Some((language, *notes.as_ref()?.get(at)?)));
            let own: Vec<(usize, &Text)> = own.collect();
            // A language that is still to be translated will have the note as well.
            if own.len() < notes.iter().flatten().count()
                && let Some((language, _)) = own.first()
            {
                let key = &self.plan.languages[*language];
                self.line(indent + 4, &format!("only: {key}"));
            }
            for (language, text) in own {
                let key = self.plan.languages[language].clone();
                self.text(indent + 4, language, &key, text);
            }
        }
    }
}
