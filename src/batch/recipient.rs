//! Recipients: the fields of a row that the template prints.
//!
//! Takes a row and its variant; gives what the template asks for, in each
//! language, in characters that fonts have, and pictures of the project.

use crate::load::{logo, quoted};
use crate::model::characters::{Fault, is_plain};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::edition::{PerLanguage, Recipient};
use crate::model::language::Language;
use crate::model::project::{Field, FieldKind, Variant};

use super::record::{Cell, RawRow};
use super::row::{Checker, split};
use super::{date, locked};

/// How many lines a field may have that has more than one.
const MOST_LINES: usize = 6;

/// The path of a picture, or what is wrong with it and how to mend it.
pub type Picture = Result<String, (String, &'static str)>;

impl Checker<'_> {
    /// The fields of the recipient that the template asks for.
    pub(super) fn recipient(
        &self,
        raw: &RawRow,
        variant: &Variant,
        diagnostics: &mut Diagnostics,
    ) -> Option<Recipient> {
        let none = vec![];
        let fields = self.project.recipients.get(&variant.template).unwrap_or(&none);
        for cell in &raw.cells {
            let (name, _) = split(&cell.column);
            if self.fields.contains(name) && !fields.iter().any(|field| field.name == name) {
                let message = format!("the template `{}` prints no `{name}`", variant.template);
                diagnostics.push(
                    Diagnostic::error(Code::UnprintedField, self.place(cell), message)
                        .hint("leave the cell empty"),
                );
            }
        }
        let mut recipient = Recipient::new();
        for field in fields {
            let values = self.field(raw, field, variant, diagnostics);
            if !values.is_empty() {
                recipient.insert(field.name.clone(), values);
            }
        }
        for field in fields.iter().filter(|field| recipient.contains_key(&field.name)) {
            if !field.alt.is_empty() && !field.alt.iter().any(|name| recipient.contains_key(name)) {
                let message = format!("nothing says what `{}` shows", field.name);
                let hint = format!("fill in one of {}", quoted(&field.alt));
                diagnostics.push(
                    Diagnostic::error(Code::MissingAlt, variant.place.clone(), message).hint(hint),
                );
            }
        }
        (!recipient.is_empty()).then_some(recipient)
    }

    /// A recipient with the same texts, of which each is its field's name.
    pub(super) fn sample(
        &self,
        recipient: Option<&Recipient>,
        template: &str,
    ) -> Option<Recipient> {
        let fields = self.project.recipients.get(template)?.iter();
        let texts = fields.filter(|field| field.kind != FieldKind::Picture);
        let said = texts.filter_map(|Field { name, .. }| {
            let values = recipient?.get(name)?.keys();
            Some((name.clone(), values.map(|key| (key.clone(), name.clone())).collect()))
        });
        Some(said.collect::<Recipient>()).filter(|sample| !sample.is_empty())
    }

    fn field(
        &self,
        raw: &RawRow,
        field: &Field,
        variant: &Variant,
        diagnostics: &mut Diagnostics,
    ) -> PerLanguage<String> {
        let mut values = PerLanguage::new();
        let mut missing = vec![];
        for key in &variant.languages {
            let Some(language) = self.project.language(key) else { continue };
            let own = raw.cell(&format!("{}.{key}", field.name));
            match own.or_else(|| raw.cell(&field.name)) {
                None => missing.push(key),
                Some(cell) => {
                    if let Some(text) = self.printed(cell, field, language, diagnostics) {
                        values.insert(key.clone(), text);
                    }
                }
            }
        }
        let some = missing.len() < variant.languages.len();
        for key in missing.into_iter().filter(|_| field.required || some) {
            let message = format!("`{}` has no `{key}` text", field.name);
            let hint = format!("fill in `{0}`, or `{0}.{key}`", field.name);
            diagnostics.push(
                Diagnostic::error(Code::MissingText, variant.place.clone(), message).hint(hint),
            );
        }
        values
    }

    /// A field as it is printed in a language.
    fn printed(
        &self,
        cell: &Cell,
        field: &Field,
        language: &Language,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let text = match field.kind {
            FieldKind::Picture => {
                let wrong = |(message, hint)| {
                    diagnostics.push(
                        Diagnostic::error(Code::BadPicture, self.place(cell), message).hint(hint),
                    );
                };
                return self.picture(&cell.value).map_err(wrong).ok();
            }
            FieldKind::Text if field.lines => cell.value.clone(),
            FieldKind::Text => one_line(&cell.value),
            FieldKind::Date => {
                let given = cell.date.as_ref().unwrap_or(&cell.value);
                match date::read(&one_line(given), &self.project.languages) {
                    Ok(date) => date.print(&language.table.dates),
                    Err((message, hint)) => {
                        diagnostics.push(
                            Diagnostic::error(Code::BadDate, self.place(cell), message).hint(hint),
                        );
                        return None;
                    }
                }
            }
        };
        if field.kind == FieldKind::Text && cell.is_unshown {
            let message = "the look of this date is not known";
            let hint = "give the cell a format such as `yyyy-mm-dd`, or write the date as text";
            diagnostics
                .push(Diagnostic::error(Code::UnclearCell, self.place(cell), message).hint(hint));
        }
        if text.matches('\n').count() >= MOST_LINES {
            let message = format!("`{}` has more than {MOST_LINES} lines", field.name);
            diagnostics.push(Diagnostic::error(Code::LongCell, self.place(cell), message));
        }
        if field.kind == FieldKind::Text
            && let Some(place) = self.unfilled.find(&text)
        {
            let message = format!("`{place}` is a place that nothing has been filled in");
            let hint = "fill it in, or leave the cell empty";
            diagnostics
                .push(Diagnostic::error(Code::UnfilledPlace, self.place(cell), message).hint(hint));
        }
        if let Some(fault) = self.fault(language, &text) {
            let hint =
                format!("or give the text of this language in `{}.{}`", field.name, language.key);
            let told =
                Diagnostic::error(Code::UnprintableCharacter, self.place(cell), fault.message)
                    .hint(fault.hint);
            diagnostics.push(if split(&cell.column).1.is_some() { told } else { told.hint(hint) });
        }
        Some(text)
    }

    /// The first part of a text that cannot be printed in a language. A character that
    /// can is looked at once.
    fn fault(&self, language: &Language, text: &str) -> Option<Fault> {
        let mut known = locked(&self.known);
        let known = known.entry(language.key.clone()).or_default();
        if text.chars().all(|c| known.contains(&c)) {
            return None;
        }
        let fault = self.fonts.fault(language, text);
        if fault.is_none() {
            known.extend(text.chars().filter(|c| is_plain(*c)));
        }
        fault
    }

    /// A picture, which is looked at once.
    fn picture(&self, file: &str) -> Picture {
        let mut known = locked(&self.pictures);
        known.entry(file.into()).or_insert_with(|| logo(self.files, file)).clone()
    }
}

/// Lines as one: with a space between them, but for scripts that are written without.
fn one_line(text: &str) -> String {
    use unicode_script::{Script, UnicodeScript as _};
    let is_close = |c: Option<char>| {
        let script = c.map(|c| c.script());
        matches!(script, Some(Script::Han | Script::Hiragana | Script::Katakana))
            || c.is_some_and(|c| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}'))
    };
    text.replace('\t', " ").lines().fold(String::new(), |mut all, line| {
        let is_close = is_close(all.chars().last()) || is_close(line.chars().next());
        if !all.is_empty() && !is_close {
            all.push(' ');
        }
        all + line
    })
}
