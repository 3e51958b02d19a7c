//! Texts: whether all that is printed has a glyph.
//!
//! Takes a project, or an edition of it; tells, before layout, of each character that
//! cannot be printed where its text stands, with its place. The rule is simpler than the
//! templates: what is short may stand in a title. What a user's own template sets
//! otherwise, the pages tell.

use std::collections::BTreeSet;

use typst::text::FontVariant;

use super::coverage::{self, Coverage, Voices};
use super::fonts::Fonts;
use crate::load::files::{Files, PROJECT_FILE};
use crate::load::value_with;
use crate::model::PROGRAM;
use crate::model::article::{Article, Block, Phrase, Piece, Reference, Section, Term, blocks};
use crate::model::characters::Fault;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::model::edition::{Edition, Run};
use crate::model::language::{FontFamily, Language};
use crate::model::project::Project;
use crate::model::vocabulary::{BlockKind, Level, Localized};
use crate::model::{origin, script};

/// What templates print of their own.
const OWN: &str = "0123456789.,:;()-–•·";

/// What stands for `{han}` in the number of a section.
const HAN: &str = "零一二三四五六七八九十";

impl Fonts {
    /// Tells of each character of a project's texts and words that cannot be printed, and
    /// of each family that is not there.
    pub(crate) fn check(&self, project: &Project, files: &Files, diagnostics: &mut Diagnostics) {
        for language in &project.languages {
            let mut checker = Checker {
                project,
                files,
                language,
                coverage: Coverage::new(self, language),
                emphasised: BTreeSet::new(),
                diagnostics,
            };
            // Where nothing can be set, not each character is told.
            let is_set = script::refused(&language.table.script).is_none();
            if !checker.families(self) || !is_set {
                continue;
            }
            checker.table();
            checker.article(&project.article);
            checker.words();
        }
    }

    /// Tells of each character of an edition's notes and sources that cannot be printed:
    /// sources are printed as a citation style has them.
    pub(crate) fn check_edition(
        &self,
        edition: &Edition,
        project: &Project,
        files: &Files,
        place: &Place,
        diagnostics: &mut Diagnostics,
    ) {
        let tables = edition.figures().flat_map(|figure| &figure.notes);
        let tables = tables.chain(edition.timeline.iter().flat_map(|timeline| &timeline.notes));
        let notes = edition.notes.iter().chain(tables);
        let notes: Vec<_> = notes.map(|note| (&note.body, note.cites.as_slice())).collect();
        let sources = edition.sources.iter();
        let sources = sources.map(|source| (&source.body, std::slice::from_ref(&source.key)));
        let texts: Vec<_> = notes.into_iter().chain(sources).collect();
        for language in &edition.languages {
            let coverage = Coverage::new(self, language);
            for (body, cites) in &texts {
                let runs = body.get(&language.key).map_or(&[] as &[Run], Vec::as_slice);
                each_text(runs, Voices::SERIF, &mut |text, voices| {
                    for fault in coverage.faults(text, voices) {
                        let said = &text[fault.range.clone()];
                        let found =
                            cites.iter().find_map(|key| in_source(project, files, key, said));
                        let first = cites.first().and_then(|key| project.article.sources.get(key));
                        let at = found.or_else(|| first.map(|source| source.place.clone()));
                        diagnostics.push(diagnostic_of(fault, at.unwrap_or_else(|| place.clone())));
                    }
                });
            }
        }
    }

    /// The first fault of a text that is short, in a language.
    pub(crate) fn fault(&self, language: &Language, text: &str) -> Option<Fault> {
        Coverage::new(self, language).faults(text, Voices::SHORT).into_iter().next()
    }
}

fn diagnostic_of(fault: Fault, place: Place) -> Diagnostic {
    Diagnostic::error(Code::UnprintableCharacter, place, fault.message).hint(fault.hint)
}

/// The texts of runs, each with the ways in which it is set.
fn each_text<'a>(runs: &'a [Run], voices: Voices, visit: &mut impl FnMut(&'a str, Voices)) {
    for run in runs {
        match run {
            Run::Text { text } => visit(text, voices),
            Run::Emph { body } => each_text(body, voices.emphasised(), visit),
            Run::Strong { body } => each_text(body, voices.bold(), visit),
            Run::Stress { body }
            | Run::Sub { body }
            | Run::Super { body }
            | Run::Link { body, .. } => each_text(body, voices, visit),
            Run::Foreign { body, .. } => each_text(body, Voices::FOREIGN, visit),
            Run::Mark { .. } | Run::Step | Run::Break => {}
        }
    }
}

/// Where a part of a printed source stands: in the file of its entry, or of its titles.
fn in_source(project: &Project, files: &Files, key: &str, said: &str) -> Option<Place> {
    let place = &project.article.sources.get(key)?.place;
    let text = files.text(&place.path).unwrap_or_default();
    let others = project.article.sources.values().map(|source| &source.place);
    let later = others.filter(|p| p.path == place.path && p.range.start > place.range.start);
    let end = later.map(|p| p.range.start).min().unwrap_or(text.len());
    let own = text.get(place.range.start..end).unwrap_or_default();
    let at = own.find(said).map(|at| place.range.start + at);
    let found = at.map(|at| Place::new(&place.path, at..at + said.len()));
    found.or_else(|| value_with(files, "data/source-titles.yaml", &[key], said))
}

/// What a language's texts are checked with.
struct Checker<'a> {
    project: &'a Project,
    files: &'a Files,
    language: &'a Language,
    coverage: Coverage<'a>,
    /// The ids of what is printed with emphasis somewhere.
    emphasised: BTreeSet<&'a str>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Checker<'a> {
    /// A text whose value stands at a place.
    fn text(&mut self, text: &str, voices: Voices, place: &Place) {
        for fault in self.coverage.faults(text, voices) {
            let written = self.files.text(&place.path).unwrap_or_default();
            let value = written.get(place.range.clone()).unwrap_or_default();
            let at = value.find(&text[fault.range.clone()]);
            let at = at.map(|at| place.range.start + at);
            let range = at.map(|start| start..start + fault.range.len());
            let place = range.map_or(place.clone(), |range| Place::new(&place.path, range));
            self.diagnostics.push(diagnostic_of(fault, place));
        }
    }

    /// A value that is found by its keys.
    fn value(&mut self, path: &str, keys: &[&str], text: &str, voices: Voices) {
        for fault in self.coverage.faults(text, voices) {
            let found = value_with(self.files, path, keys, &text[fault.range.clone()]);
            let place = found.unwrap_or_else(|| Place::file(path));
            self.diagnostics.push(diagnostic_of(fault, place));
        }
    }

    /// What the language's table says.
    fn table(&mut self) {
        let (path, table) = (self.language.path(), &self.language.table);
        let short = Voices::SHORT;
        self.value(&path, &["fonts"], &format!("{OWN}{PROGRAM}"), short);
        self.value(&path, &["name"], &table.name, short);
        for pattern in &table.headings {
            self.value(&path, &["headings"], pattern, short);
            if pattern.contains("{han}") {
                self.value(&path, &["fonts"], HAN, short);
            }
        }
        self.value(&path, &["terms"], &table.terms.first, short);
        self.value(&path, &["notes", "per-page"], &table.notes.per_page, short);
        for (key, word) in &table.words {
            self.value(&path, &["words", key], word, short);
        }
        // What the original is called: here, or by itself.
        let Some(original) = self.project.languages.first() else { return };
        match table.languages.get(&original.key) {
            Some(name) => self.value(&path, &["languages", &original.key], name, short),
            None => {
                self.value(&original.path(), &["name"], &original.table.name, Voices::FOREIGN);
            }
        }
    }

    /// Whether the families that the table names are there, each for characters that can
    /// be chosen.
    fn families(&mut self, fonts: &Fonts) -> bool {
        let (path, own) = (self.language.path(), &self.language.table.fonts);
        let stacks = [("serif", Some(&own.serif)), ("sans", Some(&own.sans))];
        let stacks = stacks.into_iter().chain([("emphasis", own.emphasis.as_ref())]);
        let mut tell = |code: Code, name: &str, said: &str, message: String, hint: &str| {
            let place = value_with(self.files, &path, &["fonts", name], said);
            let place = place.unwrap_or_else(|| Place::file(&path));
            self.diagnostics.push(Diagnostic::error(code, place, message).hint(hint));
        };
        let mut are_there = true;
        for (name, family) in stacks
            .flat_map(|(name, stack)| stack.into_iter().flatten().map(move |family| (name, family)))
        {
            if fonts.select(family.name(), FontVariant::default()).is_none() {
                let message = format!("there is no font `{}`", family.name());
                let hint = "`diptych fonts` lists the fonts; `--font-path` adds a folder";
                tell(Code::UnknownFont, name, family.name(), message, hint);
                are_there = false;
            }
            if let FontFamily::Part { covers, .. } = family
                && coverage::part(covers).is_none()
            {
                let message = format!("`{covers}` is not what `covers` can be");
                let hint =
                    "write `latin-in-cjk`, or one class of characters: `[a-z]`, `\\p{Greek}`";
                tell(Code::BadLanguageTable, name, covers, message, hint);
                are_there = false;
            }
        }
        are_there
    }

    fn article(&mut self, article: &'a Article) {
        let short = Voices::SHORT;
        self.phrase(&article.title, short);
        article.short_title.iter().for_each(|texts| self.phrase(texts, short));
        article.attribution.iter().for_each(|texts| self.phrase(texts, short));
        article.subtitle.iter().for_each(|texts| self.phrase(texts, short));
        for (_, texts) in article.imprint.phrases() {
            self.phrase(texts, short);
        }
        for credit in &article.credits {
            self.phrase(&credit.role, short);
            self.phrase(&credit.name, short);
        }
        article.keywords.iter().for_each(|texts| self.phrase(texts, short));
        article.colophon.iter().for_each(|texts| self.phrase(texts, short));
        self.sections(&article.sections);
        blocks(article).into_iter().for_each(|block| self.block(block));
        article.periods.iter().for_each(|period| self.phrase(&period.title, short));
        for event in &article.events {
            self.phrase(&event.body, short);
            event.label.iter().for_each(|texts| self.phrase(texts, short));
        }
        for figure in &article.figures {
            // What stands for a drawing is not printed.
            self.phrase(&figure.title, short);
            figure.remark.iter().for_each(|texts| self.phrase(texts, short));
            figure.content.phrases().into_iter().for_each(|texts| self.phrase(texts, short));
        }
    }

    fn sections(&mut self, sections: &'a [Section]) {
        for section in sections {
            self.phrase(&section.title, Voices::SHORT);
            section.short_title.iter().for_each(|texts| self.phrase(texts, Voices::SHORT));
            self.sections(&section.sections);
        }
    }

    fn block(&mut self, block: &'a Block) {
        let voices = match block.kind {
            // The first one is set large, in bold.
            _ if block.level == Level::Key => Voices::SANS | Voices::SERIF_BOLD,
            // Where a language has no face for emphasis, these are in that of text.
            BlockKind::Quote | BlockKind::Epigraph => Voices::SERIF | Voices::EMPHASIS,
            BlockKind::PullQuote => Voices::SANS,
            _ => Voices::SERIF,
        };
        block.box_title().into_iter().for_each(|t| self.phrase(t, Voices::SHORT));
        block.attribution.iter().for_each(|texts| self.phrase(texts, voices));
        if let Some(body) = block.body.get(&self.language.key)
            && body.missing.is_none()
        {
            body.parts.iter().for_each(|pieces| self.pieces(pieces, voices, &body.place));
        }
        block.editorial.iter().for_each(|texts| self.phrase(texts, Voices::SANS));
    }

    fn phrase(&mut self, texts: &'a Localized<Phrase>, voices: Voices) {
        if let Some(phrase) = texts.get(&self.language.key)
            && phrase.missing.is_none()
        {
            self.pieces(&phrase.pieces, voices, &phrase.place);
        }
    }

    fn pieces(&mut self, pieces: &'a [Piece], voices: Voices, place: &Place) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text(text, voices, place),
                Piece::Emph(body) => self.pieces(body, voices.emphasised(), place),
                Piece::Strong(body) => self.pieces(body, voices.bold(), place),
                Piece::Stress(body)
                | Piece::Sub(body)
                | Piece::Super(body)
                | Piece::Link { body, .. } => self.pieces(body, voices, place),
                Piece::Break => {}
                Piece::Ref { id, .. } => {
                    if voices.is_emphasised() {
                        self.emphasised.insert(id);
                    }
                }
                Piece::Footnote(note) => self.pieces(&note.body, Voices::SERIF, &note.place),
                Piece::Note(cites) => {
                    for cite in cites {
                        self.pieces(&cite.before, Voices::SERIF, place);
                        self.pieces(&cite.after, Voices::SERIF, place);
                    }
                }
            }
        }
    }

    /// What is printed for a name: terms, dates, numbers, units; and the marking.
    fn words(&mut self) {
        let (project, key) = (self.project, &self.language.key);
        let mut counted = Voices::SHORT;
        for (id, reference) in &project.article.references {
            let is_emphasised = self.emphasised.contains(id.as_str());
            match reference {
                Reference::Term(term) => self.term(id, term, is_emphasised),
                _ if is_emphasised => counted = counted | counted.emphasised(),
                _ => {}
            }
        }
        for (id, unit) in &project.article.units {
            for pattern in unit.get(key).iter().flat_map(|pattern| pattern.all()) {
                self.value("data/quantities.yaml", &["units", id, key], pattern, counted);
            }
        }
        let (path, dates) = (self.language.path(), &self.language.table.dates);
        let patterns = [&dates.year, &dates.month, &dates.day, &dates.range, &dates.open];
        let rare = dates.first_day.iter().chain(&dates.spaced_range);
        let rare = rare.chain(&dates.before_christ).chain(&dates.anno_domini);
        for pattern in patterns.into_iter().chain(rare).chain(&dates.months) {
            self.value(&path, &["dates"], pattern, counted);
        }
        let numbers = &self.language.table.numbers;
        let large = numbers.large.iter().flat_map(|scale| scale.pattern.all());
        let signs = [&numbers.group, &numbers.decimal, &numbers.plain];
        let signs = signs.into_iter().chain(&numbers.words).map(String::as_str);
        for pattern in signs.chain(large) {
            self.value(&path, &["numbers"], pattern, counted);
        }
        for variant in project.variants.iter().filter(|v| v.languages.contains(key)) {
            if let Some(text) = variant.theme.marking.iter().find_map(|texts| texts.get(key)) {
                self.marking(&variant.name, text);
            }
        }
    }

    fn marking(&mut self, variant: &str, text: &str) {
        let key = self.language.key.as_str();
        for fault in self.coverage.faults(text, Voices::SHORT) {
            let find = |keys: &[&str]| {
                value_with(self.files, PROJECT_FILE, keys, &text[fault.range.clone()])
            };
            let place = find(&["variants", variant, "theme", "marking", key])
                .or_else(|| find(&["theme", "marking", key]))
                .unwrap_or_else(|| Place::file(PROJECT_FILE));
            self.diagnostics.push(diagnostic_of(fault, place));
        }
    }

    fn term(&mut self, id: &str, term: &Term, is_emphasised: bool) {
        let (project, key) = (self.project, &self.language.key);
        let short = Voices::SHORT;
        let voices = if is_emphasised { short | short.emphasised() } else { short };
        let forms = [("long", Some(&term.long)), ("short", term.short.as_ref())];
        let forms = forms.into_iter().filter_map(|(f, t)| Some((f, t?.get(key)?)));
        for (form, text) in forms.filter(|_| !term.missing.contains_key(key)) {
            let name = format!("term/{id}/{form}");
            let place = origin::place(&project.article.origins, &name, key);
            self.text(text, voices, place.unwrap_or(&term.place));
        }
    }
}
