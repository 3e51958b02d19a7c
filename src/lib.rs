//! Diptych: one bilingual article, typeset for every reader.
//!
//! A document compiler. Each arrow is a room with one way through it, from one checked
//! type to the next:
//!
//! ```text
//! Files ──load──▶ Project ──select──▶ Edition ──typeset──▶ Pages ──export──▶ bytes
//! ```
//!
//! [`load`](load::load) gathers every mistake in the data; nothing after it can meet bad
//! data. [`select`](select::select) decides everything about an edition, purely.
//! [`typeset`] lays it out with Typst and checks the pages, and
//! [`export`](export::export) makes PDF, PNG or SVG. [`check`] compares the languages, and
//! [`concordance`] knows who said that they agree.
//!
//! A front end opens a [`session`], the one way to editions, pages and files:
//! [`preview`] shows pages in a browser, [`batch`] makes a document for each row of a
//! table, `scaffold` writes new projects, `exchange` TBX, and [`cli`] alone prints and reads the environment. [`model`] has the types of
//! all of them; `table` reads tables as text. Rooms import only those that stand before them in this text; a test holds
//! it.

// These panic when nobody reads; `cli` has functions that do not.
#![deny(clippy::print_stderr, clippy::print_stdout)]

pub mod batch;
pub mod check;
pub mod cli;
pub mod concordance;
mod exchange;
pub mod export;
mod import;
pub mod load;
pub mod model;
pub mod preview;
mod scaffold;
pub mod select;
pub mod session;
mod table;
pub mod typeset;
