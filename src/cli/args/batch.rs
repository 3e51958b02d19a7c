//! What can be said to `diptych batch` and `diptych verify`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use encoding_rs::Encoding;

use crate::batch::{self, Shard};
use crate::table::{encoding, separator};

use super::{LimitArgs, OutputArgs};

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

/// A column, and the header that it has in the table.
fn mapped(text: &str) -> Result<(String, String), String> {
    let (column, header) = text.split_once('=').unwrap_or_default();
    match (column.trim(), header.trim()) {
        ("", _) | (_, "") => Err("it is a column and a header: `name=姓名`".into()),
        (column, header) => Ok((column.into(), header.into())),
    }
}
