//! Manifests: what a file was made of, so that anybody can tell whether it is
//! current.
//!
//! Takes an edition, the options and what was used; gives a [`Manifest`] of
//! SHA-256 hashes, which is the same on any machine. Never looks at a time
//! stamp, and touches no disk.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::export::{Format, Options};
use crate::load::files::{Files, PROJECT_FILE};
use crate::model::PROGRAM;
use crate::model::digest::{Digest, digest};
use crate::model::edition::Edition;
use crate::model::project::Project;
use crate::typeset::{Base, Used};

/// What the files of a variant were made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The program and its version.
    pub program: String,
    /// The variant's name.
    pub variant: String,
    /// The hash of the edition's JSON.
    pub edition: Digest,
    pub options: Settings,
    /// The project file and the data, by path. They decide nothing by
    /// themselves: what matters of them is in the edition.
    pub data: BTreeMap<String, Digest>,
    /// What the template read, by path: the edition apart.
    pub templates: BTreeMap<String, Digest>,
    /// The faces that could be chosen from, in the order in which they are tried.
    pub fonts: Vec<FontFace>,
    /// How many pages there are.
    pub pages: usize,
    /// The files that were made, by name.
    pub outputs: BTreeMap<String, Digest>,
}

/// The options that decide what is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub format: String,
    /// The standards of a PDF.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<String>,
    /// The date of a PDF or a document, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    /// Whether the edition and its data are attached.
    #[serde(default)]
    pub attached: bool,
    /// Pixels an inch of a PNG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ppi: Option<String>,
    /// The version of pandoc, where it makes the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pandoc: Option<String>,
}

impl Settings {
    fn new(format: Format, options: &Options) -> Self {
        let pdf = format == Format::Pdf;
        Self {
            format: format.name().into(),
            standards: if pdf { options.standards.names() } else { vec![] },
            timestamp: (pdf || format.needs_pandoc()).then_some(options.timestamp),
            attached: options.attach,
            ppi: matches!(format, Format::Png | Format::Sheet)
                .then(|| options.resolution.to_string()),
            pandoc: options
                .pandoc
                .as_ref()
                .filter(|_| format.needs_pandoc())
                .map(|pandoc| pandoc.version().into()),
        }
    }
}

/// A face of a font.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontFace {
    pub family: String,
    pub style: String,
    pub sha256: Digest,
}

/// What a build has before it.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub files: &'a Files,
    pub project: &'a Project,
    pub base: &'a Base,
}

impl Manifest {
    /// Says what an edition is made of. The pages and the outputs are for
    /// [`Manifest::made`] to add.
    pub(crate) fn new(
        inputs: Inputs,
        edition: &Edition,
        (format, options): (Format, &Options),
        used: &Used,
    ) -> Self {
        let hashed = |(path, bytes): (&str, &[u8])| (path.to_string(), digest(bytes));
        let project = inputs.files.bytes(PROJECT_FILE).map(|bytes| (PROJECT_FILE, bytes));
        let data = inputs.files.below("data").chain(project).map(hashed).collect();
        let of_base = |path: &String| Some((path.clone(), digest(inputs.base.bytes(path)?)));
        let fonts = inputs.base.fonts().faces().iter();
        let within = choice(inputs, edition, used);
        let fonts = fonts.filter(|face| within(&face.info.family)).map(|face| FontFace {
            family: face.info.family.clone(),
            style: face.style(),
            sha256: face.digest().into(),
        });
        Self {
            program: PROGRAM.into(),
            variant: edition.variant.clone(),
            edition: digest(&serde_json::to_vec(edition).unwrap_or_default()),
            options: Settings::new(format, options),
            data,
            templates: used.files.iter().filter_map(of_base).collect(),
            fonts: fonts.collect(),
            pages: 0,
            outputs: BTreeMap::new(),
        }
    }

    /// Adds what was made: the pages, and the files by name.
    pub(crate) fn made(self, pages: usize, files: &[(String, Vec<u8>)]) -> Self {
        let hashed = |(name, bytes): &(String, Vec<u8>)| (name.clone(), digest(bytes));
        Self { pages, outputs: files.iter().map(hashed).collect(), ..self }
    }

    /// What the template read and which families it chose.
    pub(crate) fn used(&self) -> Used {
        let families: BTreeSet<String> = self.fonts.iter().map(|f| f.family.clone()).collect();
        Used { files: self.templates.keys().cloned().collect(), families }
    }

    /// The hash of everything but the edition, the options and the program.
    pub(crate) fn inputs(&self) -> Digest {
        digest(&serde_json::to_vec(&(&self.templates, &self.fonts)).unwrap_or_default())
    }

    /// What the PDF says of itself: the program, and the key facts.
    pub(crate) fn creator(&self) -> String {
        let Self { program, variant, edition, options, .. } = self;
        format!(
            "{program} (variant {variant}, edition {edition}, inputs {}, standards {}, time {}{})",
            self.inputs(),
            options.standards.join("+"),
            options.timestamp.unwrap_or_default(),
            if options.attached { ", attached data" } else { "" },
        )
    }

    /// What has changed since: nothing, when a build would make the same.
    ///
    /// ```
    /// # use diptych::load::files::Files;
    /// # use diptych::session::Session;
    /// # use diptych::typeset::Fonts;
    /// # let session = Session::open(Files::built_in(), Fonts::load(&[]).unwrap()).unwrap();
    /// # use diptych::{export::Options, model::diagnostic::Diagnostics, session::Builder};
    /// # let (options, mut found) = (Options::default(), Diagnostics::default());
    /// # let builder = Builder::new(&session, &options);
    /// # let variant = session.project().variant("brief").unwrap();
    /// let manifest = &builder.make(variant).unwrap()[0].manifest;
    /// assert!(manifest.outdated_by(manifest).is_empty());
    /// ```
    pub fn outdated_by(&self, now: &Self) -> Vec<String> {
        let mut by = vec![];
        if self.program != now.program {
            by.push(format!("the program, which was `{}`", self.program));
        }
        if self.options != now.options {
            by.push("the options".into());
        }
        if self.edition != now.edition {
            let before = by.len();
            by.extend(differing(&self.data, &now.data));
            if by.len() == before {
                by.push("the edition".into());
            }
        }
        by.extend(differing(&self.templates, &now.templates));
        let named = |face: &&FontFace| format!("the font `{} {}`", face.family, face.style);
        let (was, is): (BTreeSet<_>, BTreeSet<_>) =
            (self.fonts.iter().collect(), now.fonts.iter().collect());
        let fonts: BTreeSet<String> = was.symmetric_difference(&is).map(named).collect();
        let reordered = fonts.is_empty() && self.fonts != now.fonts;
        by.extend(fonts);
        by.extend(reordered.then(|| "the order of the fonts".to_string()));
        by
    }
}

/// The paths whose hashes differ, or that only one side has.
fn differing(was: &BTreeMap<String, Digest>, is: &BTreeMap<String, Digest>) -> Vec<String> {
    let paths: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let changed = paths.into_iter().filter(|path| was.get(*path) != is.get(*path));
    changed.map(|path| format!("`{path}`")).collect()
}

/// Tells which families an edition chooses from: all, but for those that only
/// languages name which it does not have.
fn choice<'a>(inputs: Inputs<'a>, edition: &Edition, used: &'a Used) -> impl Fn(&str) -> bool + 'a {
    let families = |language: &crate::model::language::Language| -> Vec<String> {
        let fonts = &language.table.fonts;
        fonts
            .serif
            .iter()
            .chain(&fonts.sans)
            .chain(fonts.emphasis.iter().flatten())
            .map(|f| f.name().to_lowercase())
            .collect()
    };
    let own: BTreeSet<String> = edition.languages.iter().flat_map(families).collect();
    let all: BTreeSet<String> = inputs.project.languages.iter().flat_map(families).collect();
    move |family| {
        let name = family.to_lowercase();
        used.families.contains(family) || own.contains(&name) || !all.contains(&name)
    }
}

/// What a PDF says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    pub program: String,
    pub variant: String,
    pub edition: Digest,
    pub inputs: Digest,
    pub standards: Vec<String>,
    pub timestamp: i64,
    pub attached: bool,
}

impl Stamp {
    /// Finds the stamp in a PDF; nothing when the program did not make it.
    pub(crate) fn read(pdf: &[u8]) -> Option<Self> {
        const START: &[u8] = b"Diptych ";
        let at = pdf.windows(START.len()).enumerate().filter(|(_, w)| *w == START);
        at.map(|(at, _)| &pdf[at..(at + 1024).min(pdf.len())]).find_map(|rest| {
            let end = rest.iter().position(|byte| matches!(byte, b')' | b'<'))?;
            Self::parse(std::str::from_utf8(&rest[..end]).ok()?)
        })
    }

    fn parse(text: &str) -> Option<Self> {
        // A literal string of a PDF may escape its brackets.
        let (program, facts) = text.trim_end_matches('\\').split_once('(')?;
        let facts: BTreeMap<&str, &str> =
            facts.split(", ").filter_map(|fact| fact.split_once(' ')).collect();
        Some(Self {
            program: program.trim_end_matches('\\').trim().into(),
            variant: facts.get("variant")?.to_string(),
            edition: facts.get("edition")?.to_string(),
            inputs: facts.get("inputs")?.to_string(),
            standards: facts.get("standards")?.split('+').map(str::to_string).collect(),
            timestamp: facts.get("time")?.parse().ok()?,
            attached: facts.contains_key("attached"),
        })
    }
}
