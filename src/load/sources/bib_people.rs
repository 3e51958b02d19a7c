//! The people of an entry of BibLaTeX, by their roles.
//!
//! The crate biblatex takes names apart. What it loses (0.12) is mended before and after:
//! family names that end in a word in lower case, names that are parted otherwise than by
//! `and`, names in two scripts.

use biblatex::{Chunk, Chunks, Person, Spanned, Type};
use hayagriva::citationberg::json::NameValue;
use unicode_script::{Script, UnicodeScript};

use super::bib_fields::Reader;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::source::{ROLES, literal, marks, name};

/// Family names of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "诸葛", "上官", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙",
    "慕容", "令狐", "钟离", "宇文", "长孙", "轩辕", "端木", "歐陽", "司馬", "諸葛",
];

/// What may follow a family name.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "v", "phd", "ph.d", "md", "esq"];

impl Reader<'_> {
    pub fn people(&mut self) {
        self.names("author", "author");
        let editors = [
            ("editor", "editortype"),
            ("editora", "editoratype"),
            ("editorb", "editorbtype"),
            ("editorc", "editorctype"),
        ];
        for (field, kind) in editors {
            self.names_of_type(field, kind, "editor");
        }
        for (field, kind) in
            [("namea", "nameatype"), ("nameb", "namebtype"), ("namec", "namectype")]
        {
            self.names_of_type(field, kind, "contributor");
        }
        // CSL has the holder of a patent as who is responsible for it.
        if let Some(holder) = self.list("holder") {
            self.record.set("authority", holder);
            self.used.push(("holder".into(), "authority".into()));
        }
        for (role, field) in [
            ("translator", "translator"),
            ("container-author", "bookauthor"),
            ("original-author", "origauthor"),
            ("illustrator", "illustrator"),
            ("recipient", "recipient"),
            ("interviewer", "interviewer"),
            ("reviewed-author", "reviewauthor"),
            ("annotator", "annotator"),
            ("commentator", "commentator"),
            ("introduction", "introduction"),
            ("foreword", "foreword"),
            ("afterword", "afterword"),
        ] {
            self.names(role, field);
        }
    }

    /// Names whose role another field says; one that CSL has not is told.
    fn names_of_type(&mut self, field: &str, type_field: &str, default: &str) {
        let said = self.tex.text(type_field).unwrap_or_default().to_lowercase();
        let role = match said.as_str() {
            "" => default,
            "editor" => "editor",
            "compiler" => "compiler",
            "director" => "director",
            "translator" => "translator",
            "producer" => "producer",
            "scriptwriter" | "writer" => "script-writer",
            "organizer" => "organizer",
            "none" | "performer" | "castmember" => "performer",
            "illustrator" => "illustrator",
            "recipient" => "recipient",
            "interviewer" => "interviewer",
            "composer" => "composer",
            "narrator" => "narrator",
            said => ROLES.iter().find(|role| **role == said).unwrap_or(&"contributor"),
        };
        let is_vague = role == "contributor" && !said.is_empty();
        if is_vague && self.tex.entry.get(field).is_some() {
            let message = format!("`{}` has the role `{said}`, which CSL has not", self.tex.key);
            let told = Diagnostic::warning(Code::UnknownRole, self.at(type_field), message);
            let hint =
                "its names are printed as of those who had a hand in it; `note` may say more";
            self.troubles.push(Some(&self.tex.key), told.hint(hint));
        }
        self.names(role, field);
    }

    fn names(&mut self, role: &str, field: &str) {
        let Some(chunks) = self.tex.entry.get(field) else { return };
        let names = match people(&parted(chunks)) {
            Ok(names) => names,
            Err(reason) => return self.refuse(field, &reason, "write `and` between names"),
        };
        if !names.is_empty() {
            self.used.push((field.into(), role.into()));
        }
        self.record.add_names(role, names);
    }
}

/// The names in a text of any format: those of several people are parted as in BibLaTeX, but
/// what has no comma is the name of an organisation.
pub fn listed(text: &str) -> Result<Vec<NameValue>, String> {
    let parts: Vec<&str> = text.split(" and ").collect();
    let parts =
        if parts.iter().all(|part| part.contains([',', '，'])) { parts } else { vec![text] };
    let mut names = vec![];
    for part in parts.into_iter().flat_map(|part| part.split([';', '；', '、'])).flat_map(by_commas)
    {
        let part = part.trim();
        match part.contains(',') {
            true => {
                let chunk = Spanned::new(Chunk::Normal(part.into()), 0..0);
                names.extend(people(&[chunk])?);
            }
            false if part.is_empty() => {}
            false => names.push(literal(part)),
        }
    }
    Ok(names)
}

fn people(chunks: &[Spanned<Chunk>]) -> Result<Vec<NameValue>, String> {
    let mut names = vec![];
    for person in <Vec<Person>>::from_chunks(chunks).unwrap_or_default() {
        if is_several(&person) {
            return Err(format!("`{}, …` has too many commas for one name", person.name));
        }
        names.extend(read(person));
    }
    Ok(names)
}

/// Names with `and` between them, and `others` at their end, where they are parted otherwise.
fn parted(chunks: &[Spanned<Chunk>]) -> Chunks {
    let part = |(index, chunk): (usize, &Spanned<Chunk>)| -> Vec<Spanned<Chunk>> {
        let text = match &chunk.v {
            Chunk::Normal(text) => text.replace([';', '；', '、'], " and "),
            _ => return vec![chunk.clone()],
        };
        // Some publishers end a list with it.
        let text = text.as_str();
        let text = if index == 0 { text.trim_start().trim_start_matches("and ") } else { text };
        let text = match text.trim_end().strip_suffix(" and") {
            Some(names) if index + 1 == chunks.len() => names,
            _ => text,
        };
        let names = text.split(" and ").flat_map(|name| name.split(" AND "));
        let names = names.flat_map(by_commas).map(|name| {
            // At the end of what stands in braces, or of the name.
            let mut name = name;
            for others in [" et al.", " et al", " 等", "等"] {
                if let Some(rest) = name.trim_end().strip_suffix(others) {
                    let is_alone = rest.trim().is_empty();
                    name = format!("{rest}{}others", if is_alone { "" } else { " and " });
                    break;
                }
            }
            if matches!(name.trim(), "et al." | "et al") { "others".into() } else { name }
        });
        let mut parts = vec![];
        for (at, name) in names.enumerate() {
            let is_han = name.contains(|c: char| c.script() == Script::Han);
            // The crate takes Han characters for small letters.
            let is_whole = is_han
                && name.trim().contains(' ')
                && !name.contains([',', '='])
                && !name.contains(" and ");
            let between = if at > 0 { " and " } else { "" };
            if is_whole {
                parts.push(Chunk::Normal(between.into()));
                parts.push(Chunk::Verbatim(name.trim().into()));
            } else {
                parts.push(Chunk::Normal(format!("{between}{name}")));
            }
        }
        parts.into_iter().map(|part| Spanned::new(part, chunk.span.clone())).collect()
    };
    chunks.iter().enumerate().flat_map(part).collect()
}

/// Names in Han characters with commas between them: `韩江, 罗溪`, and not `韩, 江`.
fn by_commas(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split([',', '，']).map(str::trim).collect();
    let is_han = |part: &&str| !part.is_empty() && part.chars().all(|c| c.script() == Script::Han);
    let is_name = |part: &&str| part.chars().count() > 1 && !COMPOUND.contains(part);
    let are_names = parts.len() > 2 || parts.len() == 2 && parts.iter().all(is_name);
    if are_names && parts.iter().all(is_han) {
        return parts.into_iter().map(str::to_string).collect();
    }
    vec![text.replace('，', ",")]
}

fn is_suffix(text: &str) -> bool {
    SUFFIXES.contains(&text.trim().trim_end_matches('.').to_lowercase().as_str())
}

/// Whether what was read as one name is several with commas between them.
fn is_several(person: &Person) -> bool {
    let has_suffix = !person.suffix.trim().is_empty();
    person.given_name.contains(',')
        || has_suffix && !is_suffix(&person.suffix) && !is_suffix(&person.given_name)
}

fn read(person: Person) -> Option<NameValue> {
    let Person { name: family, given_name: given, prefix, suffix, use_prefix, .. } = person;
    let [mut family, mut given, mut prefix, mut suffix] =
        [family, given, prefix, suffix].map(|part| part.trim().to_string());
    // `Ives, J., Jr.`
    if is_suffix(&given) && !suffix.is_empty() && !is_suffix(&suffix) {
        std::mem::swap(&mut given, &mut suffix);
    }
    // A family name that ends in a word in lower case is taken for its own particle.
    if family.is_empty() {
        std::mem::swap(&mut family, &mut prefix);
    }
    if family.is_empty() {
        return Some(given).filter(|given| !given.is_empty()).map(literal);
    }
    let is_bare = given.is_empty() && prefix.is_empty() && suffix.is_empty();
    if is_bare && family == "others" {
        return Some(literal(marks::OTHERS));
    }
    // In braces, or one word.
    if is_bare {
        return Some(literal(family));
    }
    let is_han = |c: char| c.script() == Script::Han;
    let is_latin = |text: &str| text.contains(|c: char| c.script() == Script::Latin);
    match given.find(is_han) {
        // `Han, Jiang (韩江)`: hayagriva would take all of it for a Chinese name.
        Some(at) if is_latin(&given[..at]) && !family.contains(is_han) && suffix.is_empty() => {
            let at = given[..at].trim_end_matches(['(', '（', '[']).len();
            suffix = given.split_off(at);
        }
        Some(_) if is_latin(&family) => return Some(literal(format!("{given} {family}"))),
        None if family.contains(is_han) && is_latin(&given) => {
            return Some(literal(format!("{given} {family}")));
        }
        _ => {}
    }
    let mut read = name(&family, &given, &prefix, &suffix);
    if use_prefix == Some(false)
        && let NameValue::Item(item) = &mut read
    {
        item.dropping_particle = item.non_dropping_particle.take();
    }
    Some(read)
}
