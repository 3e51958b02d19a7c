//! What can be said on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use encoding_rs::Encoding;

use crate::batch::{self, Shard};
use crate::export::{self, Format};
use crate::load::concordance::is_day;
use crate::model::concordance::Stage;
use crate::scaffold::Kind;
use crate::table::{encoding, separator};
use crate::worker::Limits;

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

/// The least memory in which the program can open a project.
const LEAST: u64 = 256 << 20;

/// A size of memory, in bytes.
fn memory(text: &str) -> Result<u64, String> {
    let (number, shift) = match text.strip_suffix(['G', 'g']) {
        Some(number) => (number, 30),
        None => (text.strip_suffix(['M', 'm']).unwrap_or(text), 20),
    };
    let size = number.parse::<u64>().ok().filter(|number| *number < 1 << 30);
    let size = size.map(|size| size << shift).filter(|_| number != text);
    let size = size.ok_or("sizes are `512M` or `4G`, for instance")?;
    if size < LEAST { Err("256M is the least".into()) } else { Ok(size) }
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
#[command(args_conflicts_with_subcommands = true)]
pub struct Batch {
    #[command(subcommand)]
    pub command: Option<BatchCommand>,

    /// The table, a row for each document: CSV, JSON Lines or a workbook, as a
    /// file or a URL; `-`, or nothing, for the standard input
    #[arg(value_name = "AUDIENCES")]
    pub audiences: Option<PathBuf>,

    /// The format of the table; found out, when not given
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,

    /// The encoding of the table, for instance `gb18030`; found out, when not given
    #[arg(long, value_name = "ENCODING", value_parser = encoding::labelled)]
    pub encoding: Option<&'static Encoding>,

    /// What separates the cells of a CSV, or `tab`; found out, when not given
    #[arg(long, value_name = "CHARACTER", value_parser = separator::named)]
    pub separator: Option<u8>,

    /// The sheet of a workbook; else the first one with something in it
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// Leave hidden and filtered rows and columns of a workbook out
    #[arg(long)]
    pub skip_hidden: bool,

    /// Read a header of the table as a column: `name=姓名`; also `[columns]` in `diptych.toml`
    #[arg(long, value_name = "COLUMN=HEADER", value_parser = mapped)]
    pub map: Vec<(String, String)>,

    #[command(flatten)]
    pub making: OutputArgs,

    #[command(flatten)]
    pub limits: LimitArgs,

    /// Make the rows without a mistake, though others have one
    #[arg(long)]
    pub keep_going: bool,

    /// Go on with the batch in the output folder: make what is not there, or
    /// not as it should be
    #[arg(long)]
    pub resume: bool,

    /// With `--resume`, also make what took too long or too much memory before
    #[arg(long, requires = "resume")]
    pub retry: bool,

    /// Make one of several parts, `1/N` to `N/N`; else the one that Slurm,
    /// Kubernetes or AWS Batch tells of
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Put all documents into one file
    #[arg(long, value_name = "FORMAT")]
    pub archive: Option<Archive>,

    /// Also write `index.pdf`, a list of the documents that were made
    #[arg(long)]
    pub index: bool,

    /// Where there is no project, make documents of the article that comes with the program
    #[arg(long)]
    pub sample: bool,
}

#[derive(Debug, Subcommand)]
pub enum BatchCommand {
    /// Merge the reports of shards, and tell what is missing, doubled or altered
    Verify(BatchVerify),
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct BatchVerify {
    /// The output folders of the shards, or the URLs
    #[arg(value_name = "DIR", required = true)]
    pub dirs: Vec<PathBuf>,

    /// Write the whole report into a folder or below a URL, as `merged.json` and `merged.csv`
    #[arg(long, short, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Status {
    /// A count for people, all as JSON, or the sheet for a sign-off as a file
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: StatusFormat,

    /// Where the sheet goes, as `concordance.pdf`
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub output_dir: PathBuf,

    /// The date of the PDF, in seconds since 1970; else `SOURCE_DATE_EPOCH`, else the date of
    /// the article
    #[arg(long, value_name = "UNIX", allow_negative_numbers = true)]
    pub creation_timestamp: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    Human,
    Json,
    Pdf,
    Html,
    Csv,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// What is shown: the id of a block, section, event, period, figure or term, or `title`
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,

    /// Only beside the original; each language, when not given
    #[arg(long, value_name = "KEY")]
    pub language: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Confirm {
    /// What is confirmed, by ids; with none, and without `--all`, nothing is, and the record
    /// gets its entries
    #[arg(value_name = "ID", requires_all = ["stage", "by"])]
    pub ids: Vec<String>,

    /// All that is there and not yet confirmed as that
    #[arg(long, conflicts_with = "ids", requires_all = ["stage", "by"])]
    pub all: bool,

    /// All of a section that is there and not yet confirmed as that
    #[arg(long, value_name = "ID", conflicts_with_all = ["ids", "all"], requires_all = ["stage", "by"])]
    pub section: Option<String>,

    /// The stage that you confirm
    #[arg(long = "as", value_name = "STAGE")]
    pub stage: Option<StageName>,

    /// The name of the person who says so
    #[arg(long, value_name = "NAME", value_parser = person)]
    pub by: Option<String>,

    /// The day: `2026-11-30`; none, when not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<String>,

    /// The language of the translation; each, when not given
    #[arg(long, value_name = "KEY")]
    pub language: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StageName {
    /// By who has translated it
    Translated,
    /// By a second reader
    Reviewed,
    /// By who answers for it
    Final,
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Translated => Self::Translated,
            StageName::Reviewed => Self::Reviewed,
            StageName::Final => Self::Final,
        }
    }
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TbxVersion {
    /// ISO 30042:2008
    #[value(name = "2")]
    Two,
    /// ISO 30042:2019
    #[value(name = "3")]
    Three,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// With the lines of the file
    Human,
    /// A line each
    Short,
    /// A JSON object each
    Json,
    /// All together in SARIF 2.1.0
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DepsFormat {
    /// A rule for each variant
    Make,
    /// An object with all inputs and outputs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    Csv,
    Tsv,
    Jsonl,
    /// A sheet of an Excel or LibreOffice file
    Workbook,
}

impl From<InputFormat> for batch::Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Csv => Self::Csv,
            InputFormat::Tsv => Self::Tsv,
            InputFormat::Jsonl => Self::Jsonl,
            InputFormat::Workbook => Self::Workbook,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Archive {
    Zip,
    Tar,
}

impl From<Archive> for batch::Archive {
    fn from(archive: Archive) -> Self {
        match archive {
            Archive::Zip => Self::Zip,
            Archive::Tar => Self::Tar,
        }
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name());
        Some(match self {
            Self::Pdf | Self::Png | Self::Svg => value,
            Self::Sheet => value.help("One PNG with all pages on it"),
            Self::Html => value.help("One file for a browser"),
            Self::Docx => value.help("A document of Word, by way of pandoc"),
            Self::Odt => value.help("A document of OpenDocument, by way of pandoc"),
            Self::Epub => value.help("A book, by way of pandoc"),
            Self::Jats => value.help("An article in XML, by way of pandoc"),
        })
    }
}

fn standard(name: &str) -> Result<String, String> {
    match export::is_standard(name) {
        true => Ok(name.into()),
        false => {
            Err("the standards are 1.4 to 1.7, 2.0, a-1b, a-1a, a-2b, a-2u, a-2a, a-3b, a-3u, \
                      a-3a, a-4, a-4f, a-4e and ua-1"
                .into())
        }
    }
}

fn person(name: &str) -> Result<String, String> {
    match name.trim() {
        "" => Err("it is a name".into()),
        name if name.contains(char::is_control) => Err("it is on one line".into()),
        name => Ok(name.into()),
    }
}

fn day(text: &str) -> Result<String, String> {
    match is_day(text) {
        true => Ok(text.into()),
        false => Err("it is a day of the calendar: `2026-11-30`".into()),
    }
}

fn editor(link: &str) -> Result<String, String> {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("javascript" | "data") | None => Err("the link begins with an editor's scheme".into()),
        _ if !link.contains("{path}") => Err("the link has no `{path}`".into()),
        _ => Ok(link.into()),
    }
}

/// A column, and the header that it has in the table.
fn mapped(text: &str) -> Result<(String, String), String> {
    let (column, header) = text.split_once('=').unwrap_or_default();
    match (column.trim(), header.trim()) {
        ("", _) | (_, "") => Err("it is a column and a header: `name=姓名`".into()),
        (column, header) => Ok((column.into(), header.into())),
    }
}

fn resolution(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(ppi) if (10.0..=1200.0).contains(&ppi) => Ok(ppi),
        _ => Err("the resolution is a number from 10 to 1200".into()),
    }
}
