//! Sections and their blocks.

use crate::model::article::{Block, Body, Missing, Section};
use crate::model::diagnostic::{Place, did_you_mean};
use crate::model::vocabulary::{BlockKind, Localized};

use super::decode::Spanned;
use super::raw::{self, Texts};
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
        let mut sections = vec![];
        for id in ids {
            match paths.iter().find(|path| id_of(path) == Some(&id.value)) {
                Some(path) => sections.extend(self.section_file(path, id)),
                None => {
                    let message = format!("there is no section `{}`", id.value);
                    let hint = did_you_mean(&id.value, paths.iter().filter_map(|path| id_of(path)))
                        .unwrap_or_else(|| format!("write `{FOLDER}/{}.yaml`", id.value));
                    self.error(id.place(article.path), message, hint);
                }
            }
        }
        // A list that is cut may have named it.
        for path in paths.into_iter().filter(|_| !article.is_cut) {
            let hint = match id_of(path) {
                Some(own) if ids.iter().any(|id| id.value == own) => continue,
                Some(_) => "add its id to `sections` in `data/article.yaml`, or remove the file",
                None => "a section is `data/sections/ID.yaml`: move the file, or remove it",
            };
            self.error(Place::file(path), "this section is not part of the article", hint);
        }
        sections
    }

    fn section_file(&mut self, path: &'a str, id: &Spanned<String>) -> Option<Section> {
        let (raw, file) = self.read::<raw::Section>(path)?;
        if raw.id.value != id.value {
            let message = format!("the section is called `{}` in its file", raw.id.value);
            let hint = format!("the id is the file's name: `{}`", id.value);
            self.error(raw.id.place(path), message, hint);
        }
        Some(self.section(file, raw, 1))
    }

    fn section(&mut self, file: File, raw: raw::Section, depth: usize) -> Section {
        self.claim(file, "section", &raw.id);
        let what = format!("the section `{}`", raw.id.value);
        if depth > DEEPEST {
            let message = format!("{what} is {depth} levels deep");
            let hint = format!("sections go no deeper than {DEEPEST}");
            self.error(raw.id.place(file.path), message, hint);
        }
        Section {
            title: self.title(file, &raw.title, &what),
            short_title: raw.short_title.map(|t| self.title(file, &t, "the short title")),
            numbered: raw.numbered.unwrap_or(true),
            blocks: raw.blocks.0.into_iter().map(|block| self.block(file, block)).collect(),
            sections: (raw.sections.0.into_iter())
                .map(|section| self.section(file, section, depth + 1))
                .collect(),
            id: raw.id.value,
        }
    }

    fn block(&mut self, file: File, mut raw: raw::Block) -> Block {
        self.claim(file, "block", &raw.id);
        let is_draft = raw.draft == Some(true);
        if is_draft {
            let editorial = raw.editorial.iter_mut();
            editorial.chain([&mut raw.texts]).for_each(|texts| self.keep_original(texts));
        }
        let place = raw.id.place(file.path);
        let kind: BlockKind = self.choice(file, raw.kind.as_ref());
        let what = format!("the block `{}`", raw.id.value);
        let mut body = self.body(file, &raw.texts, place.clone(), kind == BlockKind::List, &what);
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

    /// The text of a block in each language.
    pub(super) fn body(
        &mut self,
        file: File,
        texts: &Texts,
        owner: Place,
        list: bool,
        what: &str,
    ) -> Localized<Body> {
        let texts = self.drafted(file, texts, owner.clone(), what);
        let body = |Drafted { key, text, missing }| {
            let source = inline::Source::new(file.path, file.text, text);
            let language = missing.as_ref().map_or(&key, |own: &Missing| &own.language);
            let context = inline::Context::new(language, self.tables, &self.keys);
            let parts = inline::read(&source, context, list, self.diagnostics);
            (key, Body { parts, place: text.place(file.path), missing })
        };
        let body: Localized<Body> = texts.into_iter().map(body).collect();
        let counts: Vec<usize> = body.values().map(|body| body.parts.len()).collect();
        // Where one has none, something of it has been refused.
        if !counts.contains(&0) && counts.windows(2).any(|pair| pair[0] != pair[1]) {
            let counts: Vec<_> =
                body.iter().map(|(key, body)| format!("{} in `{key}`", body.parts.len())).collect();
            let parts = if list { "items" } else { "paragraphs" };
            let message = format!("{what} has {} {parts}", counts.join(", "));
            self.error(owner, message, "the languages stand side by side, part by part");
        }
        body
    }
}
