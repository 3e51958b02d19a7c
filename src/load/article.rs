//! The article: its metadata, with all that the other files give.

use std::collections::BTreeMap;

use crate::load::files::PROJECT_FILE;
use crate::model::article::{Article, Block, Credit};
use crate::model::code::Code;
use crate::model::diagnostic::Place;
use crate::model::vocabulary::Level;

use super::decode::Entries;
use super::links::body_of;
use super::raw::{self, Texts};
use super::{File, Loader};

impl Loader<'_> {
    /// Reads `data/article.yaml` and, in their turn, the files of which it is made.
    pub(super) fn article(&mut self) -> Option<Article> {
        let path = "data/article.yaml";
        if self.files.bytes(path).is_none() {
            let message = "the project has no `data/article.yaml`";
            let hint = "`diptych init` writes a project to begin with";
            self.error(Code::MissingArticle, Place::file(PROJECT_FILE), message, hint);
            return None;
        }
        // Everything is read before anything is given up.
        let raw = self.read::<raw::Article>(path);
        let sources = self.sources();
        self.keys = sources.keys().cloned().collect();
        let mut references = BTreeMap::new();
        let (periods, events) = self.events(&mut references);
        let units = self.quantities(&sources, &mut references);
        self.terms(&mut references);
        let figures = self.figures(&events, &units, &mut references);
        self.tell_of_periods(&periods, &events, &figures);
        let (raw, file) = raw?;
        self.waive(file, &raw.waive, &[Place::new(path, 0..file.text.len())]);
        let sections = self.sections(file, &raw.sections.0);
        let dates = [("received", &raw.received), ("revised", &raw.revised)];
        let dates = dates.map(|(name, date)| (name, date.as_ref().map(|d| d.place(file.path))));
        let issue = ("issue", raw.issue.as_ref().map(|issue| issue.place(file.path)));
        for (name, place) in dates.into_iter().chain([issue]) {
            place.into_iter().for_each(|place| self.origin(name, None, place));
        }
        self.check_anchors(&figures, &sections);

        let mut article = Article {
            title: self.title(file, &raw.title, "the title"),
            short_title: raw.short_title.map(|t| self.title(file, &t, "the short title")),
            subtitle: raw.subtitle.map(|t| self.title(file, &t, "the subtitle")),
            attribution: raw.attribution.map(|t| self.title(file, &t, "the attribution")),
            issue: raw.issue.map(|issue| issue.value),
            received: raw.received.and_then(|d| self.date(file, &d)),
            revised: raw.revised.and_then(|d| self.date(file, &d)),
            credits: (raw.credits.0.iter())
                .map(|credit| Credit {
                    role: self.title(file, &credit.role, "the role"),
                    name: self.title(file, &credit.name, "the name"),
                })
                .collect(),
            imprint: self.imprint(file, raw.authors.0, raw.imprint),
            summary: self.summary(file, raw.r#abstract.as_ref(), &raw.notes),
            colophon: raw.colophon.map(|texts| self.title(file, &texts, "the colophon")),
            keywords: raw.keywords.0.iter().map(|k| self.title(file, k, "the keyword")).collect(),
            sections,
            periods,
            events,
            figures,
            sources,
            uncited: vec![],
            references,
            units,
            waivers: std::mem::take(&mut self.waivers),
            origins: std::mem::take(&mut self.origins),
        };
        let dated = article.imprint.published.or(article.revised).or(article.received);
        article.imprint.work = self.work(&article.title, article.issue, dated, &article.imprint);
        self.check_links(&article);
        article.uncited = self.tell_of_sources(&super::cited(&article));
        Some(article)
    }

    fn summary(
        &mut self,
        file: File,
        texts: Option<&Texts>,
        notes: &Entries<raw::Note>,
    ) -> Option<Block> {
        self.open_notes(file, "block/abstract", notes);
        let Some(texts) = texts else {
            self.close_notes(&[], false);
            return None;
        };
        let place = texts.place(file.path);
        let body = self.body(file, texts, place.clone(), false, "the abstract").0;
        self.close_notes(&[body_of(&body)], false);
        Some(Block {
            id: "abstract".into(),
            body,
            place,
            level: Level::Key,
            audiences: None,
            kind: Default::default(),
            items: vec![],
            attribution: None,
            boxed: None,
            editorial: None,
        })
    }
}
