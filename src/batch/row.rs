//! Rows: from cells to a job, every mistake told at its cell.
//!
//! Takes a row and the project; gives a [`Job`], whose variant and audience
//! are declared, and whose blocks are there for its audience to see.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Mutex;

use crate::load::files::Files;
use crate::load::{Unfilled, is_hidden, quoted};
use crate::model::article::{Block, each_block};
use crate::model::characters::hidden;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::{Layout, NoteNumbering};
use crate::table::spoilt::spoilt;
use crate::typeset::Fonts;

use super::recipient::Picture;
use super::record::{Cell, RawRow};
use super::sheet::Sheet;
use super::{Job, columns, name};

/// The columns that every batch can have.
pub const COLUMNS: [&str; 8] =
    ["id", "variant", "languages", "layout", "audience", "include", "exclude", "file"];

/// Those of several words.
const LISTS: [&str; 3] = ["languages", "include", "exclude"];

/// No field of a recipient has more characters: a page is not to be filled by
/// one, nor a line by a thousand accents on one letter.
pub const LONGEST: usize = 300;

/// What rows are checked against.
pub struct Checker<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) project: &'a Project,
    pub(super) fonts: &'a Fonts,
    pub(super) files: &'a Files,
    /// Pictures that have been looked at.
    pub(super) pictures: Mutex<BTreeMap<String, Picture>>,
    /// Characters that have been found in the fonts of a language.
    pub(super) known: Mutex<BTreeMap<String, HashSet<char>>>,
    /// Places that nothing has been filled in.
    pub(super) unfilled: Unfilled,
    blocks: BTreeMap<&'a str, &'a Block>,
    /// The columns of headers that have names of their own.
    pub(super) mapped: BTreeMap<String, String>,
    /// All fields that templates of the project ask for.
    pub(super) fields: BTreeSet<&'a str>,
}

impl<'a> Checker<'a> {
    /// Checks the columns. `maps` names headers of the table, each with its column.
    ///
    /// # Errors
    /// When the table is at fault as a whole, or a column is unknown, given twice or missing.
    pub fn new(
        sheet: &'a Sheet,
        project: &'a Project,
        fonts: &'a Fonts,
        files: &'a Files,
        maps: &[(String, String)],
    ) -> Result<Self, Diagnostics> {
        let mut blocks = BTreeMap::new();
        each_block(&project.article.sections, &mut |block| {
            blocks.insert(block.id.as_str(), block);
        });
        let fields = project.recipients.values().flatten().map(|field| field.name.as_str());
        let (pictures, known, fields) = (Mutex::default(), Mutex::default(), fields.collect());
        let (mapped, unfilled) = (BTreeMap::new(), Unfilled::new(&project.languages));
        let mut checker = Self {
            sheet,
            project,
            fonts,
            files,
            pictures,
            known,
            unfilled,
            blocks,
            mapped,
            fields,
        };
        let diagnostics = match sheet.fault() {
            Some(fault) => super::plan::one(fault.clone()),
            None => checker.check_header(maps),
        };
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok(checker) }
    }

    /// Checks a row; gives its job only if it is without fault.
    pub fn job(&self, raw: &RawRow, row: usize, diagnostics: &mut Diagnostics) -> Option<Job> {
        if let Some(fault) = &raw.fault {
            diagnostics.push(fault.clone());
            return None;
        }
        for cell in &raw.cells {
            self.check_text(cell, diagnostics);
            if self.sheet.header().is_empty() {
                columns::check(self, &cell.column, self.place(cell), diagnostics);
            }
        }
        let id = self.required(raw, "id", diagnostics);
        let named = self.required(raw, "variant", diagnostics)?;
        let Some(own) = self.project.variant(&named.value) else {
            let names = self.project.variants.iter().map(|variant| variant.name.as_str());
            let hint = did_you_mean(&named.value, names)
                .unwrap_or_else(|| "`diptych variants` lists those that can be built".into());
            let message = format!("there is no variant `{}`", named.value);
            diagnostics.push(
                Diagnostic::error(Code::UnknownVariant, self.place(named), message).hint(hint),
            );
            return None;
        };
        let place = self.sheet.place(raw.range.clone());
        let mut variant = Variant { place: place.clone(), ..own.clone() };
        self.arrange(raw, &mut variant, diagnostics);
        self.address(raw, &mut variant, diagnostics);
        self.choose(raw, &mut variant, diagnostics);
        let recipient = self.recipient(raw, &variant, diagnostics);
        let name = self.name(raw, &id?.value, &variant, diagnostics)?;
        if diagnostics.has_errors() {
            return None;
        }
        let sample = self.sample(recipient.as_ref(), &variant.template);
        Some(Job { row, id: id?.value.clone(), name, place, variant, recipient, sample })
    }

    pub(super) fn place(&self, cell: &Cell) -> Place {
        self.sheet.place(cell.range.clone())
    }

    fn required<'r>(
        &self,
        raw: &'r RawRow,
        column: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'r Cell> {
        let cell = raw.cell(column);
        if cell.is_none() {
            let place = self.sheet.place(raw.range.clone());
            diagnostics.push(Diagnostic::error(
                Code::MissingCell,
                place,
                format!("the row has no `{column}`"),
            ));
        }
        cell
    }

    fn check_text(&self, cell: &Cell, diagnostics: &mut Diagnostics) {
        let column = split(&cell.column).0;
        let has_lines = self.fields.contains(column) || LISTS.contains(&column);
        // Ends of lines and tabs are spaces in a field.
        let is_hidden = |c: &char| is_hidden(*c) && !(has_lines && matches!(*c, '\n' | '\t'));
        if let Some(c) = cell.value.chars().find(is_hidden) {
            let told = Diagnostic::error(Code::HiddenCharacter, self.place(cell), hidden(c));
            diagnostics.push(told.hint("take it out"));
        }
        if let Some((message, hint)) = spoilt(&cell.value) {
            diagnostics
                .push(Diagnostic::error(Code::DamagedText, self.place(cell), message).hint(hint));
        }
        let length = cell.value.chars().count();
        if length > LONGEST && !matches!(cell.column.as_str(), "include" | "exclude") {
            let message =
                format!("`{}` has {length} characters, and may have {LONGEST}", cell.column);
            diagnostics.push(Diagnostic::error(Code::LongCell, self.place(cell), message));
        }
    }

    /// Languages and layout.
    fn arrange(&self, raw: &RawRow, variant: &mut Variant, diagnostics: &mut Diagnostics) {
        if let Some(cell) = raw.cell("languages") {
            variant.languages = vec![];
            for key in words(&cell.value) {
                let place = self.place(cell);
                if self.project.language(key).is_none() {
                    let keys: Vec<&str> =
                        self.project.languages.iter().map(|l| l.key.as_str()).collect();
                    let message = format!("`{key}` is not a language of the project");
                    let hint = format!("its languages are {}", quoted(&keys));
                    diagnostics.push(
                        Diagnostic::error(Code::UndeclaredLanguage, place, message).hint(hint),
                    );
                } else if variant.languages.iter().any(|known| known == key) {
                    let message = format!("the language `{key}` is named twice");
                    diagnostics.push(Diagnostic::error(Code::RepeatedLanguage, place, message));
                } else {
                    variant.languages.push(key.to_string());
                }
            }
        }
        let languages = &variant.languages;
        variant.abstracts.retain(|key| !languages.contains(key));
        let (single, others) = (languages.len() == 1, variant.abstracts.len());
        if let Some(cell) = raw.cell("layout") {
            match serde_json::from_value(serde_json::Value::String(cell.value.clone())) {
                Ok(layout) => variant.layout = layout,
                Err(_) => {
                    let message = format!("there is no layout `{}`", cell.value);
                    let hint = "the layouts are `parallel`, `stacked`, `facing`, `single`";
                    diagnostics.push(
                        Diagnostic::error(Code::UnknownLayout, self.place(cell), message)
                            .hint(hint),
                    );
                    return;
                }
            }
        } else if single {
            variant.layout = Layout::Single;
        } else if variant.layout.misfit(variant.languages.len(), others).is_some() {
            variant.layout = match variant.languages.len() {
                2 => Layout::Parallel,
                _ => Layout::Stacked,
            };
        }
        let at = || raw.cell("layout").or(raw.cell("languages"));
        let place = || at().map_or(variant.place.clone(), |cell| self.place(cell));
        if let Some((message, hint)) = variant.layout.misfit(variant.languages.len(), others) {
            diagnostics.push(Diagnostic::error(Code::UnfitLayout, place(), message).hint(hint));
        }
        if !single && variant.notes == NoteNumbering::PerPage {
            let message = format!("`{}` numbers notes per page, in one language", variant.name);
            let hint = "choose a variant whose notes are `continuous`";
            diagnostics.push(Diagnostic::error(Code::UnfitNotes, place(), message).hint(hint));
        }
    }

    /// The audience, which must be declared.
    fn address(&self, raw: &RawRow, variant: &mut Variant, diagnostics: &mut Diagnostics) {
        let Some(cell) = raw.cell("audience") else { return };
        if !self.project.audiences.contains_key(&cell.value) {
            let names = self.project.audiences.keys().map(String::as_str);
            let hint = did_you_mean(&cell.value, names)
                .unwrap_or_else(|| "declare it under `[audiences]` in `diptych.toml`".into());
            let message = format!("the audience `{}` is not declared", cell.value);
            diagnostics.push(
                Diagnostic::error(Code::UndeclaredAudience, self.place(cell), message).hint(hint),
            );
        }
        variant.audience = Some(cell.value.clone());
    }

    /// Blocks that are in or out by name.
    fn choose(&self, raw: &RawRow, variant: &mut Variant, diagnostics: &mut Diagnostics) {
        let mut ids = |column: &str| {
            let Some(cell) = raw.cell(column) else { return BTreeSet::new() };
            for id in words(&cell.value) {
                let Some(block) = self.blocks.get(id) else {
                    let hint = did_you_mean(id, self.blocks.keys().copied());
                    let message = format!("there is no block `{id}`");
                    let fault = Diagnostic::error(Code::UnknownBlock, self.place(cell), message)
                        .maybe_hint(hint);
                    diagnostics.push(fault);
                    continue;
                };
                if column == "include" && !crate::select::sees(variant, &block.audiences) {
                    let message = format!("the block `{id}` is not for this row's audience");
                    let hint = "`include` brings in what is above the level, and nothing else";
                    diagnostics.push(
                        Diagnostic::error(Code::BlockForOthers, self.place(cell), message)
                            .hint(hint),
                    );
                }
            }
            words(&cell.value).map(str::to_string).collect()
        };
        let (include, exclude): (BTreeSet<_>, BTreeSet<_>) = (ids("include"), ids("exclude"));
        if let (Some(id), Some(cell)) = (include.intersection(&exclude).next(), raw.cell("exclude"))
        {
            let message = format!("the block `{id}` is both in and out");
            diagnostics.push(
                Diagnostic::error(Code::BlockInAndOut, self.place(cell), message)
                    .hint("take it out of `include` or `exclude`"),
            );
        }
        (variant.include, variant.exclude) = (include, exclude);
    }

    fn name(
        &self,
        raw: &RawRow,
        id: &str,
        variant: &Variant,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let cell = raw.cell("file");
        let languages = variant.languages.join("-");
        let values = [
            ("id", id),
            ("variant", variant.name.as_str()),
            ("languages", languages.as_str()),
            ("audience", variant.audience.as_deref().unwrap_or("everybody")),
        ];
        name::fill(cell.map_or(name::DEFAULT, |cell| &cell.value), &values)
            .map_err(|message| {
                let place = cell.or(raw.cell("id")).map(|cell| self.place(cell));
                let place = place.unwrap_or(variant.place.clone());
                diagnostics.push(
                    Diagnostic::error(Code::BadFileName, place, message)
                        .hint("a name is for instance `{id}-{variant}.pdf`; it also knows `{languages}` and `{audience}`"),
                );
            })
            .ok()
    }
}

/// Words between spaces, line breaks or semicolons.
fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([' ', '\n', ';', '\u{3000}', '；']).filter(|word| !word.is_empty())
}

/// A column's field, and the language of `field.language`.
pub fn split(column: &str) -> (&str, Option<&str>) {
    match column.split_once('.') {
        Some((field, language)) => (field, Some(language)),
        None => (column, None),
    }
}
