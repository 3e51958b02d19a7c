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
//! [`typeset`] lays it out with Typst and checks the pages, and [`export`]
//! makes PDF, PNG or SVG of them, and HTML of the edition. [`check`] compares the languages, and
//! [`concordance`] knows who said that they agree.
//!
//! A front end opens a [`session`], the one way to editions, pages and files:
//! [`preview`] shows pages in a browser, [`batch`] makes a document for each row of a
//! table, `scaffold` writes new projects, `exchange` TBX, and [`cli`] alone prints and reads the environment. [`model`] has the types of
//! all of them; `table` reads tables as text, `pandoc` runs that program, `worker` asks another process.
//! Rooms import only those that stand before them in this text; a test holds
//! it.
//!
//! ```
//! use diptych::export::Options;
//! use diptych::load::files::Files;
//! use diptych::model::diagnostic::Diagnostics;
//! use diptych::session::{Builder, Session};
//! use diptych::typeset::Fonts;
//!
//! fn brief() -> Result<Vec<u8>, Diagnostics> {
//!     let fonts = Fonts::load(&[])?;
//!     // Nothing opens with a mistake in it; all of them are told at once.
//!     let session = Session::open(Files::built_in(), fonts).map_err(|e| e.diagnostics)?;
//!     let options = Options::default();
//!     let variant = session.project().variant("brief").expect("the article has a brief");
//!     let made = Builder::new(&session, &options).make(variant)?;
//!     let files = made.into_iter().flat_map(|made| made.files);
//!     Ok(files.map(|(_name, bytes)| bytes).next().unwrap_or_default())
//! }
//!
//! assert!(brief().unwrap().starts_with(b"%PDF-"));
//! ```

// These panic when nobody reads; `cli` has functions that do not.
#![deny(clippy::print_stderr, clippy::print_stdout)]
// Bad input never panics.
#![cfg_attr(not(test), deny(clippy::get_unwrap, clippy::panic, clippy::unwrap_used))]

pub mod batch;
pub mod check;
pub mod cli;
pub mod concordance;
mod exchange;
pub mod export;
mod import;
pub mod load;
pub mod model;
mod pandoc;
pub mod preview;
mod scaffold;
pub mod select;
pub mod session;
mod table;
pub mod typeset;
mod worker;
