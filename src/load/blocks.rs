//! Sections and their blocks.

use crate::model::article::{Block, Body, Boxed, Missing, Section};
use crate::model::code::Code;
use crate::model::diagnostic::{Place, did_you_mean};
use crate::model::vocabulary::{BlockKind, Item, Level, Localized};

use super::decode::Spanned;
use super::inline::Form;
use super::links::{body_of as text_of, phrase_of};
use super::raw::{self, Kind, Texts};
use super::{Drafted, File, Loader, inline};

/// Where they are, a file each.
const FOLDER: &str = "data/sections";

/// Sections are divided no deeper than this.
const DEEPEST: usize = 3;

impl<'a> Loader<'a> {
    /// The sections that the article names, in its order.
    pub(super) fn sections(&mut self, article: File, ids: &[Spanned<String>]) -> Vec<Section> {
        let files = self.files;
        let paths: Vec<&'a str> = files.below(FOLDER).map(|(path, _)| path).collect();
        let id_of = |path: &'a str| {
            let id = path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".yaml")?;
            (!id.contains('/')).then_some(id)
        };
        let mut sections: Vec<Section> = vec![];
        for id in ids {
            match paths.iter().find(|path| id_of(path) == Some(&id.value)) {
                Some(path) => sections.extend(self.section_file(path, id)),
                None => {
                    let message = format!("there is no section `{}`", id.value);
                    let hint = did_you_mean(&id.value, paths.iter().filter_map(|path| id_of(path)))
                        .unwrap_or_else(|| format!("write `{FOLDER}/{}.yaml`", id.value));
                    self.error(Code::UnknownSection, id.place(article.path), message, hint);
                }
            }
        }
        let is_before = |pair: &[Section]| pair[0].appendix && !pair[1].appendix;
        if let Some(pair) = sections.windows(2).find(|pair| is_before(pair))
            && let Some(id) = ids.iter().find(|id| id.value == pair[1].id)
        {
            let message = format!("the section `{}` stands behind an appendix", pair[1].id);
            let hint = "appendices are the last sections";
            self.error(Code::MisplacedSection, id.place(article.path), message, hint);
        }
        // A list that is cut may have named it.
        for path in paths.into_iter().filter(|_| !article.is_cut) {
            let hint = match id_of(path) {
                Some(own) if ids.iter().any(|id| id.value == own) => continue,
                Some(_) => "add its id to `sections` in `data/article.yaml`, or remove the file",
                None => "a section is `data/sections/ID.yaml`: move the file, or remove it",
            };
            self.error(
                Code::UnusedSection,
                Place::file(path),
                "this section is not part of the article",
                hint,
            );
        }
        sections
    }

    fn section_file(&mut self, path: &'a str, id: &Spanned<String>) -> Option<Section> {
        let (raw, file) = self.read::<raw::Section>(path)?;
        if raw.id.value != id.value {
            let message = format!("the section is called `{}` in its file", raw.id.value);
            let hint = format!("the id is the file's name: `{}`", id.value);
            self.error(Code::BadId, raw.id.place(path), message, hint);
        }
        Some(self.section(file, raw, 1))
    }

    fn section(&mut self, file: File, raw: raw::Section, depth: usize) -> Section {
        self.claim(file, "section", &raw.id);
        let what = format!("the section `{}`", raw.id.value);
        if depth > DEEPEST {
            let message = format!("{what} is {depth} levels deep");
            let hint = format!("sections go no deeper than {DEEPEST}");
            self.error(Code::TooDeep, raw.id.place(file.path), message, hint);
        }
        if let Some(appendix) = raw.appendix.as_ref().filter(|own| own.value && depth > 1) {
            let message = "an appendix is no part of a section";
            let hint = "give it a file of its own, behind the others in `data/article.yaml`";
            self.error(Code::MisplacedSection, appendix.place(file.path), message, hint);
        }
        let titles: Vec<Place> = [Some(&raw.title), raw.short_title.as_ref()]
            .into_iter()
            .flatten()
            .map(|title| title.place(file.path))
            .collect();
        self.waive(file, &raw.waive, &titles);
        Section {
            title: self.title(file, &raw.title, &what),
            short_title: raw.short_title.map(|t| self.title(file, &t, "the short title")),
            numbered: raw.numbered.unwrap_or(true),
            blocks: raw
                .blocks
                .0
                .into_iter()
                .flat_map(|block| self.blocks_of(file, block))
                .collect(),
            appendix: raw.appendix.is_some_and(|appendix| appendix.value),
            sections: (raw.sections.0.into_iter())
                .map(|section| self.section(file, section, depth + 1))
                .collect(),
            id: raw.id.value,
        }
    }

    /// The blocks that one in the file is: itself, or those of a box.
    fn blocks_of(&mut self, file: File, raw: raw::Block) -> Vec<Block> {
        let kind: Kind = self.choice(file, raw.kind.as_ref());
        if kind == Kind::Box {
            return self.boxed(file, raw);
        }
        let what = format!("the block `{}`", raw.id.value);
        if raw.blocks.is_some() || raw.title.is_some() {
            let message = format!("{what} is no box, and has `title` or `blocks`");
            self.error(
                Code::BadBox,
                raw.id.place(file.path),
                message,
                "write `kind: box`, or take them out",
            );
        }
        vec![self.block(file, raw, kind)]
    }

    /// The blocks of a box, which says for whom they are.
    fn boxed(&mut self, file: File, raw: raw::Block) -> Vec<Block> {
        self.claim(file, "block", &raw.id);
        let title: Vec<Place> = raw.title.iter().map(|title| title.place(file.path)).collect();
        self.waive(file, &raw.waive, &title);
        let (id, place) = (raw.id.value, raw.id.range);
        let what = format!("the box `{id}`");
        let place = Place::new(file.path, place);
        let level: Level = self.choice(file, raw.level.as_ref());
        let audiences = self.audiences(file, raw.audiences.as_ref());
        let title = raw.title.map(|title| self.title(file, &title, &what));
        if let (Level::Key, Some(word)) = (level, &raw.level) {
            let hint = "give it the level `brief`, or lift a block of its own out of it";
            self.error(Code::BadBox, word.place(file.path), "a box is no key message", hint);
        }
        let has_more =
            raw.attribution.is_some() || raw.editorial.is_some() || !raw.notes.0.is_empty();
        if let Some((key, _)) = raw.texts.value.0.first() {
            let hint = "put it into one of its `blocks`";
            self.error(
                Code::BadBox,
                key.place(file.path),
                format!("{what} has a text of its own"),
                hint,
            );
        } else if has_more {
            let hint = "put `attribution`, `notes` and `editorial` into its `blocks`";
            self.error(
                Code::BadBox,
                place.clone(),
                format!("{what} has what belongs to a text"),
                hint,
            );
        }
        let inner = raw.blocks.unwrap_or_default().0;
        if inner.is_empty() && !self.unread {
            let hint = "write `blocks: [{ id: …, … }]` below it";
            self.error(Code::BadBox, place, format!("{what} has no blocks"), hint);
        }
        let mut blocks: Vec<Block> = vec![];
        for raw in inner {
            let kind: Kind = self.choice(file, raw.kind.as_ref());
            let own = raw.level.as_ref().map(|level| level.place(file.path));
            let own = own.or(raw.audiences.as_ref().map(|audiences| audiences.place(file.path)));
            if kind == Kind::Box {
                let message = "a box in a box is not possible";
                self.error(
                    Code::BadBox,
                    raw.id.place(file.path),
                    message,
                    "put its blocks into the outer one",
                );
                continue;
            } else if let Some(own) = own {
                let message = "a block of a box is for the readers of the box";
                let hint = "give the box the level and the audiences";
                self.error(Code::BadBox, own, message, hint);
            }
            let begins = blocks.is_empty();
            let boxed = Boxed { id: id.clone(), title: title.clone(), begins };
            let block = self.block(file, raw, kind);
            blocks.push(Block { level, audiences: audiences.clone(), boxed: Some(boxed), ..block });
        }
        blocks
    }

    fn block(&mut self, file: File, mut raw: raw::Block, kind: Kind) -> Block {
        self.claim(file, "block", &raw.id);
        self.waive(file, &raw.waive, &[raw.texts.place(file.path)]);
        let is_draft = raw.draft == Some(true);
        if is_draft {
            let editorial = raw.editorial.iter_mut();
            editorial.chain([&mut raw.texts]).for_each(|texts| self.keep_original(texts));
        }
        let place = raw.id.place(file.path);
        let what = format!("the block `{}`", raw.id.value);
        self.open_notes(file, &format!("block/{}", raw.id.value), &raw.notes);
        let (mut body, items) =
            self.body(file, &raw.texts, place.clone(), kind == Kind::List, &what);
        let attribution = raw.attribution.map(|texts| self.phrase(file, &texts, &what));
        let texts = [Some(text_of(&body)), attribution.as_ref().map(phrase_of)];
        self.close_notes(&texts.into_iter().flatten().collect::<Vec<_>>(), false);
        let kind = match kind {
            Kind::List => BlockKind::List,
            Kind::Quote => BlockKind::Quote,
            Kind::Epigraph => BlockKind::Epigraph,
            Kind::PullQuote => BlockKind::PullQuote,
            Kind::Recommendation => BlockKind::Recommendation,
            Kind::Text | Kind::Box => BlockKind::Text,
        };
        if attribution.is_some() && !matches!(kind, BlockKind::Quote | BlockKind::Epigraph) {
            let message = format!("{what} has an attribution, and is no quotation");
            let hint = "write `kind: quote` or `kind: epigraph`, or take it out";
            self.error(Code::MisplacedAttribution, place.clone(), message, hint);
        }
        if kind == BlockKind::PullQuote && body.values().any(|body| body.parts.len() > 1) {
            let hint = "it stands large between others: choose a sentence or two";
            self.error(
                Code::SeveralParagraphs,
                place.clone(),
                format!("{what} is one paragraph"),
                hint,
            );
        }
        let note = format!("the editorial of {what}");
        let mut editorial = raw.editorial.map(|texts| self.title(file, &texts, &note));
        let bodies = body.values_mut().filter_map(|body| body.missing.as_mut());
        let notes = editorial.iter_mut().flat_map(|own| own.values_mut());
        let notes = notes.filter_map(|phrase| phrase.missing.as_mut());
        bodies.chain(notes).for_each(|missing| missing.is_draft = is_draft);
        Block {
            id: raw.id.value,
            place,
            level: self.choice(file, raw.level.as_ref()),
            audiences: self.audiences(file, raw.audiences.as_ref()),
            kind,
            body,
            items,
            attribution,
            boxed: None,
            editorial,
        }
    }

    /// Leaves out of the texts of a draft all but the first language that has one.
    fn keep_original(&self, texts: &mut Texts) {
        let own = |language: &String| {
            texts
                .value
                .0
                .iter()
                .position(|(key, text)| key.value == *language && !text.value.trim().is_empty())
        };
        let Some(first) = self.languages.iter().find_map(own) else { return };
        let first = texts.value.0[first].0.value.clone();
        let is_other = |key: &str| self.languages.iter().any(|own| own == key) && key != first;
        texts.value.0.retain(|(key, _)| !is_other(&key.value));
    }

    /// The text of a block in each language, and what its paragraphs are in a list.
    pub(super) fn body(
        &mut self,
        file: File,
        texts: &Texts,
        owner: Place,
        list: bool,
        what: &str,
    ) -> (Localized<Body>, Vec<Item>) {
        let texts = self.drafted(file, texts, owner.clone(), what);
        let form = if list { Form::List } else { Form::Paragraphs };
        let (mut body, mut items) = (Localized::new(), Localized::new());
        for Drafted { key, text, missing } in texts {
            let source = inline::Source::new(file.path, file.text, text);
            let language = missing.as_ref().map_or(&key, |own: &Missing| &own.language);
            let context = inline::Context::new(language, self.tables, &self.keys).with(&self.notes);
            let parts = inline::read(&source, context, form, self.diagnostics);
            items.insert(key.clone(), parts.items);
            body.insert(key, Body { parts: parts.pieces, place: text.place(file.path), missing });
        }
        let counts: Vec<usize> = body.values().map(|body: &Body| body.parts.len()).collect();
        // Where one has none, something of it has been refused.
        if !counts.contains(&0) && counts.windows(2).any(|pair| pair[0] != pair[1]) {
            let counts: Vec<_> =
                body.iter().map(|(key, body)| format!("{} in `{key}`", body.parts.len())).collect();
            let parts = if list { "items" } else { "paragraphs" };
            let message = format!("{what} has {} {parts}", counts.join(", "));
            self.error(
                Code::PartsDiffer,
                owner,
                message,
                "the languages stand side by side, part by part",
            );
        } else if !counts.contains(&0) {
            self.check_items(&owner, &items, what);
        }
        (body, items.into_values().next().unwrap_or_default())
    }

    /// Tells of the first paragraph of a list that is not the same in two languages.
    fn check_items(&mut self, owner: &Place, items: &Localized<Vec<Item>>, what: &str) {
        let all: Vec<_> = items.iter().collect();
        for pair in all.windows(2) {
            let [(first, a), (second, b)] = pair else { continue };
            let Some(at) = a.iter().zip(*b).position(|(a, b)| a != b) else { continue };
            let message = format!(
                "{what} differs: its paragraph {} is {} in `{first}`, and {} in `{second}`",
                at + 1,
                said(a[at]),
                said(b[at])
            );
            self.error(
                Code::PartsDiffer,
                owner.clone(),
                message,
                "lists are built alike in all languages",
            );
        }
    }
}

/// What a message calls a paragraph of a list.
fn said(item: Item) -> String {
    let own = match (item.goes_on, item.number) {
        (true, _) => "a further paragraph of an item".into(),
        (false, Some(number)) => format!("item {number}"),
        (false, None) => "an item".into(),
    };
    if item.depth == 0 { own } else { format!("{own} at depth {}", item.depth + 1) }
}
