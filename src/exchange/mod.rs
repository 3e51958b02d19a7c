//! Exchange: what other programs read and write of a project.
//!
//! Takes a project and gives a TBX file of its terms; takes such a file and gives the
//! entries of `data/terms.yaml` that are new. Changes no term that is there, writes nothing
//! to the disk, and fetches nothing that a file names.

mod merge;
mod read;
mod write;

pub use merge::{Merged, merged};
pub use read::read;
pub use write::{Version, tbx};

/// What is called by one term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Concept {
    /// Its id in the file.
    pub id: String,
    /// Its wordings, by the tags of their languages.
    pub wordings: Vec<(String, Vec<Wording>)>,
}

/// A wording of a concept in a language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wording {
    pub text: String,
    pub status: Status,
    pub shape: Shape,
}

/// Whether a wording is to be used: `administrativeStatus`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Unsaid,
    Preferred,
    Admitted,
    /// Not to be used, or not any more.
    Deprecated,
}

/// How a wording is made: `termType`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Unsaid,
    Full,
    /// An acronym, an abbreviation, a short form.
    Short,
    /// Another form of its words.
    Variant,
}
