//! What can be said on the command line.

mod batch;
mod concordance;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::export::Format;
use crate::scaffold::Kind;
use crate::worker::Limits;

pub use batch::{Batch, BatchCommand, BatchVerify, Verify};
pub use concordance::{Confirm, Show, Status, StatusFormat};
pub use values::{Color, DepsFormat, DiagnosticFormat, ListFormat, TbxVersion};

use values::{editor, memory, resolution, standard};

/// Typesets a bilingual article for every reader.
#[derive(Debug, Parser)]
#[command(name = "diptych", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done; 1 a document or its data failed; 2 wrong usage or \
                        project file; 3 `check` found the languages apart; 4 a batch ended with \
                        failed rows; 75 a store did not answer: run the same again; 130 a \
                        signal stopped a batch.")]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// The project's folder; else the nearest one at or above this folder
    /// that has a `diptych.toml`, else the built-in project
    #[arg(long, value_name = "DIR", global = true)]
    pub project: Option<PathBuf>,

    /// A folder with fonts to use before the built-in ones
    #[arg(long = "font-path", value_name = "DIR", global = true)]
    pub font_paths: Vec<PathBuf>,

    /// How mistakes are told
    #[arg(long, value_name = "FORMAT", default_value = "human", global = true)]
    pub diagnostic_format: DiagnosticFormat,

    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,

    /// Print no more than mistakes
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Make documents for another process of the program, which asks for them
    #[arg(long, hide = true)]
    pub worker: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile variants into PDF, PNG or SVG
    Build(Build),
    /// Build again on each save, and show the pages in a browser
    Watch(Watch),
    /// Make a document for each row of a table
    Batch(Batch),
    /// Tell whether PDFs are current, outdated or altered
    Verify(Verify),
    /// Check everything short of layout, and the languages against each other
    Check(Check),
    /// Count what is missing, stale, unconfirmed and ready, or make the sheet for a sign-off
    Status(Status),
    /// Show the texts of a unit, how it stands with them, and what has changed
    Show(Show),
    /// Record that texts agree, and who says so
    Confirm(Confirm),
    /// Write the terms as a TBX file, or take those of one
    Terms(Terms),
    /// Tell why each block is in a variant or not, or print its edition
    Explain(Explain),
    /// List the variants that can be built
    Variants(Variants),
    /// Write a small project to edit, or what a folder lacks of one
    Init(Init),
    /// Make a project of a Word, OpenDocument, Markdown or HTML file and its translation
    Import(Import),
    /// Put one more section, figure, source, language or template into a project
    Add(Add),
    /// Print the JSON Schemas of the data files
    Schema(Schema),
    /// List the fonts that are loaded, and what they cover
    Fonts,
    /// Print completions for a shell
    Completions { shell: Shell },
}

#[derive(Debug, clap::Args)]
pub struct Check {
    /// Tell of sources that nothing cites, of terms that nothing uses, and of numbers of sources that no note prints
    #[arg(long)]
    pub all: bool,

    /// Mend what has one right answer: quotes, marks, spaces
    #[arg(long)]
    pub fix: bool,
}

#[derive(Debug, clap::Args)]
pub struct Build {
    /// The variants to build; all, when none is named
    #[arg(value_name = "VARIANT")]
    pub variants: Vec<String>,

    #[command(flatten)]
    pub making: OutputArgs,

    #[command(flatten)]
    pub limits: LimitArgs,

    /// Build what is current, too
    #[arg(long)]
    pub force: bool,

    /// Write nothing when `check` finds anything
    #[arg(long)]
    pub strict: bool,

    /// Print the original where a translation is missing, and the word for a draft across
    /// the pages
    #[arg(long)]
    pub draft: bool,

    /// Write one PNG with the sheets of all variants; with `--format sheet`
    #[arg(long, value_name = "FILE")]
    pub contact: Option<PathBuf>,

    /// Write which files each output is made of
    #[arg(long, value_name = "FILE")]
    pub deps: Option<PathBuf>,

    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "make")]
    pub deps_format: DepsFormat,
}

/// How files are made, and where they go.
#[derive(Debug, clap::Args)]
pub struct OutputArgs {
    /// Where the files go: a folder; for a batch also `s3://…`, `gs://…` or `az://…`
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub output_dir: PathBuf,

    /// What is made; several with commas between them
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "pdf")]
    pub format: Vec<Format>,

    /// The PDF standards to conform to, for instance `ua-1,a-2a` (the default)
    /// or `1.7`
    #[arg(long, value_name = "STANDARD", value_delimiter = ',', value_parser = standard)]
    pub pdf_standard: Vec<String>,

    /// Attach the edition as JSON and, where the readers may see all of it, the
    /// data that it is made of; the PDF is then UA-1 and A-3a
    #[arg(long)]
    pub attach_data: bool,

    /// The date of the PDF, in seconds since 1970; else `SOURCE_DATE_EPOCH`,
    /// else the date of the article
    #[arg(long, value_name = "UNIX", allow_negative_numbers = true)]
    pub creation_timestamp: Option<i64>,

    /// Pixels an inch of a PNG; 144, when not given
    #[arg(long, value_name = "PPI", value_parser = resolution)]
    pub ppi: Option<f64>,

    /// How many are made at once; else as many as there are cores
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// What the processes may take that make documents.
#[derive(Debug, clap::Args)]
pub struct LimitArgs {
    /// How long one document may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub timeout: u32,

    /// How much memory one process may take, as `512M` or `4G`; Linux and macOS alone
    /// hold it to that
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = memory)]
    pub memory_limit: u64,

    /// Make documents in this process, where none can be ended
    #[arg(long)]
    pub in_process: bool,
}

impl LimitArgs {
    /// The limits of processes, if there are any.
    pub fn of_workers(&self) -> Option<Limits> {
        let timeout = Duration::from_secs(self.timeout.into());
        (!self.in_process).then_some(Limits { timeout, memory: self.memory_limit })
    }
}

#[derive(Debug, clap::Args)]
pub struct Watch {
    /// The variants to build; all, when none is named
    #[arg(value_name = "VARIANT")]
    pub variants: Vec<String>,

    /// Where the PDFs go
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub output_dir: PathBuf,

    /// Print the original where a translation is missing, and the word for a draft across
    /// the pages
    #[arg(long)]
    pub draft: bool,

    /// The port of the preview on this machine; else any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,

    /// The link that opens a file in an editor
    #[arg(
        long,
        value_name = "LINK",
        default_value = "vscode://file{path}:{line}:{column}",
        value_parser = editor
    )]
    pub editor: String,
}

#[derive(Debug, clap::Args)]
pub struct Terms {
    #[command(subcommand)]
    pub command: TermsCommand,
}

#[derive(Debug, Subcommand)]
pub enum TermsCommand {
    /// Write the terms as TBX-Basic
    Export(TermsExport),
    /// Add the terms of a TBX file that are new to `data/terms.yaml`, and tell what differs
    Import(TermsImport),
}

#[derive(Debug, clap::Args)]
pub struct TermsExport {
    /// The file; else the standard output
    #[arg(value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The version of TBX
    #[arg(long, value_name = "VERSION", default_value = "3")]
    pub tbx: TbxVersion,
}

#[derive(Debug, clap::Args)]
pub struct TermsImport {
    /// A TBX file of version 2 or 3
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The variant
    #[arg(required_unless_present = "code")]
    pub variant: Option<String>,

    /// What a diagnostic means, by its code: `unknown-source`
    #[arg(long, value_name = "CODE", conflicts_with_all = ["variant", "format"])]
    pub code: Option<String>,

    /// A list for people, or the edition as JSON
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
}

#[derive(Debug, clap::Args)]
pub struct Variants {
    /// A list for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
}

#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder; what is in it is left as it is
    pub dir: PathBuf,

    /// The languages, the original first; asked for on a terminal, else `zh,en`
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    pub languages: Vec<String>,

    /// The title, in the first language; once more for each other one
    #[arg(long, value_name = "TITLE")]
    pub title: Vec<String>,

    /// Write the built-in article with all that it has, in place of the small project
    #[arg(long, conflicts_with_all = ["languages", "title"])]
    pub sample: bool,

    /// Also write the templates, languages and note styles, to change them
    #[arg(long)]
    pub with_templates: bool,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The article in its first language: .docx, .odt, .md or .html
    pub original: PathBuf,

    /// Its translation
    pub translation: Option<PathBuf>,

    /// The folder of the new project; else sections are added to the project here
    #[arg(long, short, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,

    /// The languages of the documents, in their order
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    pub languages: Vec<String>,

    /// A file of the works that its notes name: .bib or CSL-JSON
    #[arg(long, value_name = "FILE")]
    pub sources: Vec<PathBuf>,

    /// Take all tracked changes
    #[arg(long, conflicts_with = "reject_changes")]
    pub accept_changes: bool,

    /// Leave all tracked changes out
    #[arg(long)]
    pub reject_changes: bool,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// What it is
    #[arg(value_name = "KIND")]
    pub kind: Kind,

    /// Its name: lower-case letters, digits and hyphens
    pub name: String,
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    /// The file whose schema is printed; else the names are listed
    pub name: Option<String>,

    /// Write all schemas into a folder
    #[arg(long, short, value_name = "DIR", conflicts_with = "name")]
    pub output_dir: Option<PathBuf>,
}
