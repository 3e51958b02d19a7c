//! The model: the types of the pipeline and their vocabulary.
//!
//! The ground floor. Reads and writes nothing, knows nothing of Typst, and imports
//! no other module.

pub mod article;
pub(crate) mod characters;
pub mod code;
pub(crate) mod colour;
pub mod concordance;
pub(crate) mod date;
pub mod diagnostic;
pub mod digest;
pub mod edition;
pub mod format;
pub mod imprint;
pub mod language;
pub(crate) mod limits;
pub(crate) mod locator;
pub(crate) mod marks;
pub(crate) mod origin;
pub mod project;
pub(crate) mod reading;
pub mod rule;
pub(crate) mod script;
pub mod source;
pub(crate) mod style;
pub(crate) mod unit;
pub mod vocabulary;

/// What makes the files: the name and version of this program.
pub const PROGRAM: &str = concat!("Diptych ", env!("CARGO_PKG_VERSION"));
