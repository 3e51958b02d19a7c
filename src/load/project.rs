//! `diptych.toml`, and the note styles and recipients that it asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::files::{Files, PROJECT_FILE, built_in_data, built_in_templates};
use crate::model::code::Code;
use crate::model::colour::{self, contrast, least, tint};
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::model::language::Language;
use crate::model::project::{Field, Variant};
use crate::model::rule::{Rule, RuleLevel};
use crate::model::style::Style;
use crate::model::vocabulary::{Layout, Level, Localized, Logo, NoteNumbering, Theme};

use super::decode::{Spanned, quoted};
use super::language::language;
use super::picture::check;
use super::{File, choice, inline, raw, read};

/// What is known before the data is read.
pub struct Frame {
    pub languages: Vec<Language>,
    pub audiences: BTreeMap<String, Localized<String>>,
    pub variants: Vec<Variant>,
    pub styles: BTreeMap<String, Style>,
    pub recipients: BTreeMap<String, Vec<Field>>,
    pub columns: BTreeMap<String, (String, Place)>,
    pub rules: BTreeMap<Rule, RuleLevel>,
}

/// Reads the project file and its languages.
pub fn frame(files: &Files, diagnostics: &mut Diagnostics) -> Option<Frame> {
    if files.bytes(PROJECT_FILE).is_none() {
        let message = format!("there is no `{PROJECT_FILE}`");
        let missing = Diagnostic::bare(Code::NoProject, message);
        diagnostics.push(missing.hint("`diptych init` makes a small project"));
    }
    let (raw, file) = read::<raw::Project>(files, PROJECT_FILE, &[], &mut false, diagnostics)?;
    if raw.languages.value.0.is_empty() {
        let place = raw.languages.place(PROJECT_FILE);
        let hint = "for instance `languages = [\"zh\", \"en\"]`";
        diagnostics.push(
            Diagnostic::error(Code::NoLanguage, place, "the project has no language").hint(hint),
        );
        return None;
    }
    let mut named: Vec<&Spanned<String>> = vec![];
    for key in &raw.languages.value.0 {
        match named.iter().any(|other| other.value == key.value) {
            true => diagnostics.push(named_twice(key)),
            false => named.push(key),
        }
    }
    let languages: Vec<Language> =
        named.iter().filter_map(|key| language(files, key, diagnostics)).collect();
    // What is named twice stands for another one, which is then missed everywhere.
    if languages.len() != raw.languages.value.0.len() {
        return None;
    }
    let keys: Vec<String> = languages.iter().map(|l| l.key.clone()).collect();
    let audiences = raw.audiences.0.iter().map(|(name, texts)| {
        let texts = texts.value.0.iter().map(|(key, text)| (key.value.clone(), text.value.clone()));
        (name.value.clone(), texts.collect())
    });
    let audiences: BTreeMap<_, _> = audiences.collect();
    let mut check =
        Check { files, file, languages: &keys, audiences: &audiences, theme: Theme::default() };
    check.theme = check.theme(raw.theme.as_ref(), diagnostics);
    let variants = raw.variants.value.0.iter();
    let variants: Vec<_> =
        variants.filter_map(|(name, raw)| check.variant(name, raw, diagnostics)).collect();
    if variants.is_empty() && !file.is_cut {
        let place = raw.variants.place(PROJECT_FILE);
        let hint = "add `[variants.brief]` with `template = \"brief\"`";
        diagnostics.push(
            Diagnostic::error(Code::NoVariant, place, "the project has no variant").hint(hint),
        );
    }
    let styles = styles(files, &languages, diagnostics);
    let recipients = recipients(files, &variants, diagnostics);
    let columns = raw.columns.0.iter().map(|(header, column)| {
        let place = column.place(PROJECT_FILE);
        (header.value.trim().to_string(), (column.value.clone(), place))
    });
    let columns = columns.collect();
    let rules = rules(file, &raw.check.0, diagnostics);
    Some(Frame { languages, audiences, variants, styles, recipients, columns, rules })
}

/// The rules of `check` that the project has its own mind about.
fn rules(
    file: File,
    raw: &[(Spanned<String>, Spanned<String>)],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Rule, RuleLevel> {
    let mut rules = BTreeMap::new();
    for (id, level) in raw {
        let level: Option<RuleLevel> = choice(file, Some(level), diagnostics);
        let rule = rule(id, PROJECT_FILE, diagnostics);
        rules.extend(rule.zip(level));
    }
    rules
}

/// The rule of an id; tells when there is none.
pub(super) fn rule(
    id: &Spanned<String>,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Rule> {
    let rule = Rule::named(&id.value);
    if rule.is_none() {
        let message = format!("`{}` is no rule of `diptych check`", id.value);
        let hint = did_you_mean(&id.value, Rule::ALL.map(Rule::id))
            .unwrap_or_else(|| "`docs/check.md` has all rules by their ids".into());
        diagnostics.push(Diagnostic::error(Code::UnknownRule, id.place(path), message).hint(hint));
    }
    rule
}

fn styles(
    files: &Files,
    languages: &[Language],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Style> {
    let mut styles = BTreeMap::new();
    for language in languages {
        let name = &language.table.notes.style;
        let path = format!("data/styles/{name}.csl");
        let built_in = || std::str::from_utf8(built_in_data(&format!("styles/{name}.csl"))?).ok();
        let table = Place::file(format!("data/languages/{}.yaml", language.key));
        let own = files.text(&path).or_else(built_in).map(Style::parse);
        match own.or_else(|| Style::named(name).map(Ok)) {
            None => diagnostics.push(
                Diagnostic::error(
                    Code::UnknownNoteStyle,
                    table,
                    format!("there is no note style `{name}`"),
                )
                .hint(format!("write it as CSL in `{path}`, or name one of hayagriva’s archive")),
            ),
            Some(Err(fault)) => {
                diagnostics.push(Diagnostic::error(
                    Code::BadNoteStyle,
                    Place::new(path, fault.range),
                    fault.message,
                ));
            }
            Some(Ok(style)) => {
                styles.insert(name.clone(), style);
            }
        }
    }
    styles
}

/// What the templates of the variants print of a recipient: the file beside
/// each, of the project or of the program.
fn recipients(
    files: &Files,
    variants: &[Variant],
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Vec<Field>> {
    let mut recipients = BTreeMap::new();
    let mut built_in = Files::default();
    for (path, bytes) in built_in_templates() {
        built_in.insert(&path, bytes);
    }
    for template in variants.iter().map(|variant| &variant.template).collect::<BTreeSet<_>>() {
        let path = format!("templates/{template}.yaml");
        let own = files.bytes(&format!("templates/{template}.typ")).is_some();
        let from = if own || files.bytes(&path).is_some() { files } else { &built_in };
        let raw = read::<raw::Template>(from, &path, &[], &mut false, diagnostics);
        if let Some((raw, _)) = raw {
            recipients.insert(template.clone(), raw.recipient.0);
        }
    }
    recipients
}

/// The path from the root of a logo in `data`; else what is wrong with it, and how to mend it.
pub fn picture(files: &Files, file: &str) -> Result<String, (String, &'static str)> {
    if !file.ends_with(".svg") && !file.ends_with(".png") {
        return Err((format!("`{file}` is no picture"), "give an SVG or PNG file"));
    }
    check(files, file).map(|picture| picture.path)
}

fn named_twice(key: &Spanned<String>) -> Diagnostic {
    let message = format!("the language `{}` is named twice", key.value);
    Diagnostic::error(Code::RepeatedLanguage, key.place(PROJECT_FILE), message)
        .hint("take one of them out")
}

struct Check<'a> {
    files: &'a Files,
    file: File<'a>,
    languages: &'a [String],
    audiences: &'a BTreeMap<String, Localized<String>>,
    /// Where a variant does not say otherwise.
    theme: Theme,
}

impl Check<'_> {
    fn variant(
        &self,
        name: &Spanned<String>,
        raw: &raw::Variant,
        diagnostics: &mut Diagnostics,
    ) -> Option<Variant> {
        let place = name.place(PROJECT_FILE);
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.value.starts_with('.') || name.value.is_empty() || !name.value.chars().all(fits) {
            let message = format!("`{}` cannot be the name of a file", name.value);
            let hint = "use letters, digits, `-`, `_` and `.`";
            diagnostics
                .push(Diagnostic::error(Code::BadFileName, place.clone(), message).hint(hint));
        }
        self.check_template(&raw.template, diagnostics);
        let languages = self.variant_languages(raw, diagnostics);
        let abstracts = self.abstracts(raw, &languages, diagnostics);
        let layout =
            choice(self.file, raw.layout.as_ref(), diagnostics).unwrap_or(match languages.len() {
                1 => Layout::Single,
                2 => Layout::Parallel,
                _ => Layout::Stacked,
            });
        if let Some((message, hint)) = layout.misfit(languages.len(), abstracts.len()) {
            let at = raw.layout.as_ref().unwrap_or(name).place(PROJECT_FILE);
            diagnostics.push(Diagnostic::error(Code::UnfitLayout, at, message).hint(hint));
        }
        let notes: NoteNumbering =
            choice(self.file, raw.notes.as_ref(), diagnostics).unwrap_or_default();
        if let (NoteNumbering::PerPage, Some(at)) = (notes, &raw.notes)
            && languages.len() > 1
        {
            let message = "`per-page` is for variants in one language";
            let hint = "two languages share their note numbers: use `continuous`";
            diagnostics.push(
                Diagnostic::error(Code::UnfitNotes, at.place(PROJECT_FILE), message).hint(hint),
            );
        }
        self.check_audience(raw.audience.as_ref(), diagnostics);
        for (key, _) in &raw.max_length.0 {
            self.check_language(key, diagnostics);
        }
        Some(Variant {
            name: name.value.clone(),
            place,
            template: raw.template.value.clone(),
            languages,
            layout,
            level: choice(self.file, raw.level.as_ref(), diagnostics).unwrap_or(Level::Full),
            audience: raw.audience.as_ref().map(|a| a.value.clone()),
            include: BTreeSet::new(),
            exclude: BTreeSet::new(),
            notes,
            theme: self.theme(raw.theme.as_ref(), diagnostics),
            timeline: raw.timeline.unwrap_or(true),
            timeline_notes: raw.timeline_notes.unwrap_or(true),
            recommendations_first: raw.recommendations_first.unwrap_or(false),
            sources: raw.sources.unwrap_or(true),
            editorial: raw.editorial.unwrap_or(false),
            glossary: raw.glossary.unwrap_or(false),
            abstracts,
            require: choice(self.file, raw.require.as_ref(), diagnostics),
            strict: raw.strict.unwrap_or(false),
            max_pages: raw.max_pages,
            max_length: raw.max_length.0.iter().map(|(k, n)| (k.value.clone(), *n)).collect(),
        })
    }

    fn check_template(&self, template: &Spanned<String>, diagnostics: &mut Diagnostics) {
        let path = format!("templates/{}.typ", template.value);
        let built_in = built_in_templates();
        if self.files.bytes(&path).is_some() || built_in.contains_key(&path) {
            return;
        }
        let own = self.files.below("templates").map(|(path, _)| path);
        let names: BTreeSet<&str> = built_in
            .keys()
            .map(String::as_str)
            .chain(own)
            .filter_map(|path| path.strip_prefix("templates/")?.strip_suffix(".typ"))
            .filter(|name| !name.contains('/'))
            .collect();
        let names: Vec<&str> = names.into_iter().collect();
        let hint = did_you_mean(&template.value, names.iter().copied())
            .unwrap_or_else(|| format!("there are {}; yours go to `{path}`", quoted(&names)));
        let message = format!("there is no template `{}`", template.value);
        let place = template.place(PROJECT_FILE);
        diagnostics.push(Diagnostic::error(Code::UnknownTemplate, place, message).hint(hint));
    }

    fn theme(&self, raw: Option<&raw::Theme>, diagnostics: &mut Diagnostics) -> Theme {
        let mut theme = self.theme.clone();
        let Some(raw) = raw else { return theme };
        theme.paper = choice(self.file, raw.paper.as_ref(), diagnostics).unwrap_or(theme.paper);
        for (own, raw) in [(&mut theme.accent, &raw.accent), (&mut theme.highlight, &raw.highlight)]
        {
            if let Some(raw) = raw {
                self.check_colour(raw, diagnostics);
                *own = raw.value.to_lowercase();
            }
        }
        if let Some(logo) = &raw.logo {
            theme.logo = self.logo(logo, diagnostics);
        }
        if let Some(marking) = &raw.marking {
            theme.marking = Some(self.words(marking, diagnostics));
        }
        theme.draft = raw.draft.unwrap_or(theme.draft);
        theme
    }

    fn logo(&self, raw: &raw::Logo, diagnostics: &mut Diagnostics) -> Option<Logo> {
        let found = picture(self.files, &raw.file.value);
        if let Err((message, hint)) = &found {
            let place = raw.file.place(PROJECT_FILE);
            diagnostics.push(Diagnostic::error(Code::BadPicture, place, message).hint(*hint));
        }
        let path = found.unwrap_or_default();
        Some(Logo { path, alt: self.words(&raw.alt, diagnostics) })
    }

    /// Words in each language of the project.
    fn words(&self, texts: &raw::Texts, diagnostics: &mut Diagnostics) -> Localized<String> {
        let mut words = Localized::new();
        for (key, text) in &texts.value.0 {
            if self.check_language(key, diagnostics) {
                let place =
                    |part| inline::Source::new(PROJECT_FILE, self.file.text, text).place(part);
                diagnostics.extend(inline::raw::tell(&text.value, false, place));
                words.insert(key.value.clone(), text.value.clone());
            }
        }
        for key in self.languages.iter().filter(|key| !words.contains_key(*key)) {
            let message = format!("there is no `{key}` text");
            let hint = format!("add `{key} = …`");
            let place = texts.place(PROJECT_FILE);
            diagnostics.push(Diagnostic::error(Code::MissingText, place, message).hint(hint));
        }
        words
    }

    fn check_colour(&self, colour: &Spanned<String>, diagnostics: &mut Diagnostics) {
        let place = || colour.place(PROJECT_FILE);
        let least = least(0.0, false);
        // It carries text on white, and in boxes that it tints.
        match colour::parse(&colour.value).map(|own| contrast(own, tint(own))) {
            None => {
                let message = format!("`{}` is not a colour", colour.value);
                let hint = "write it in six hexadecimal digits: `#0d4663`";
                diagnostics.push(Diagnostic::error(Code::BadColour, place(), message).hint(hint));
            }
            Some(contrast) if contrast < least => {
                let message = format!(
                    "`{}` is too pale: its contrast with a box that it tints is {contrast:.1}",
                    colour.value
                );
                let hint = format!("text needs {least} at least: choose a darker colour");
                diagnostics.push(Diagnostic::error(Code::PaleColour, place(), message).hint(hint));
            }
            Some(_) => {}
        }
    }

    fn variant_languages(&self, raw: &raw::Variant, diagnostics: &mut Diagnostics) -> Vec<String> {
        let named = raw.languages.as_ref().map(|keys| self.named(&keys.0, diagnostics));
        named.filter(|named| !named.is_empty()).unwrap_or_else(|| self.languages.to_vec())
    }

    /// Languages of the project, each named once.
    fn named(&self, keys: &[Spanned<String>], diagnostics: &mut Diagnostics) -> Vec<String> {
        let mut languages = vec![];
        for key in keys {
            if languages.contains(&key.value) {
                diagnostics.push(named_twice(key));
            } else if self.check_language(key, diagnostics) {
                languages.push(key.value.clone());
            }
        }
        languages
    }

    /// The languages of the abstracts: others than those of the variant.
    fn abstracts(
        &self,
        raw: &raw::Variant,
        languages: &[String],
        diagnostics: &mut Diagnostics,
    ) -> Vec<String> {
        for key in raw.abstracts.0.iter().filter(|key| languages.contains(&key.value)) {
            let message = format!("the variant has its summary in `{}` already", key.value);
            let hint = "`abstracts` names languages that it is not in";
            diagnostics.push(
                Diagnostic::error(Code::NeedlessAbstract, key.place(PROJECT_FILE), message)
                    .hint(hint),
            );
        }
        self.named(&raw.abstracts.0, diagnostics)
    }

    fn check_language(&self, key: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
        let known = self.languages.contains(&key.value);
        if !known {
            let message = format!("`{}` is not a language of the project", key.value);
            let hint = format!("its languages are {}", quoted(self.languages));
            diagnostics.push(
                Diagnostic::error(Code::UndeclaredLanguage, key.place(PROJECT_FILE), message)
                    .hint(hint),
            );
        }
        known
    }

    fn check_audience(&self, audience: Option<&Spanned<String>>, diagnostics: &mut Diagnostics) {
        let Some(audience) = audience else { return };
        if !self.audiences.contains_key(&audience.value) {
            let message = format!("the audience `{}` is not declared", audience.value);
            let hint = did_you_mean(&audience.value, self.audiences.keys().map(String::as_str))
                .unwrap_or_else(|| "declare it under `[audiences]`".into());
            diagnostics.push(
                Diagnostic::error(Code::UndeclaredAudience, audience.place(PROJECT_FILE), message)
                    .hint(hint),
            );
        }
    }
}
