//! What can be said to `diptych status` and `diptych confirm`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::model::concordance::Stage;

use super::values::{day, person};

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
