//! Diptych: one bilingual article, typeset for every reader.
//!
//! A document compiler. Each arrow is one module with one public function
//! from one checked type to the next:
//!
//! ```text
//! Files ──load──▶ Project ──select──▶ Edition ──compose──▶ World ──compile──▶ Pages ──export──▶ bytes
//! ```
//!
//! [`load`](load::load) gathers every mistake in the data; nothing after it
//! can meet bad data. [`select`](select::select) decides everything about an
//! edition, purely. [`compose`] lays it before Typst as values.
//! [`batch`] turns the rows of a table into variants and recipients.
//! [`compile`](compile::compile) typesets and checks the pages, and
//! [`export`](export::export) makes PDF, PNG or SVG. A [`manifest`] says what
//! a file was made of. [`cli`] alone prints,
//! writes files and reads the environment.

#![forbid(unsafe_code)]
// These panic when nobody reads; `cli` has functions that do not.
#![deny(clippy::print_stderr, clippy::print_stdout)]

pub mod article;
pub mod batch;
mod characters;
pub mod check;
pub mod cli;
pub mod colour;
pub mod compile;
pub mod compose;
pub mod diagnostic;
pub mod edition;
pub mod edtf;
pub mod export;
pub mod files;
pub mod language;
pub mod load;
pub mod manifest;
pub mod origin;
pub mod preview;
pub mod project;
mod script;
pub mod select;
mod table;
