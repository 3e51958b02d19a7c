//! All tests of behaviour in one binary, so that Typst is linked once. What counts events
//! of a whole process stands apart, in `sharing.rs`.

mod common;

mod audiences;
mod batch;
mod browser;
mod check;
mod citations;
mod cli;
mod clreq;
mod concordance;
mod csv;
mod division;
mod drafts;
mod editions;
mod english;
mod errors;
mod exports;
mod facing;
mod figures;
mod formats;
mod glyphs;
mod holes;
mod import;
mod inline;
mod interrupted;
mod invalid;
mod kinds;
mod mutated;
mod official;
mod pages;
mod pictures;
mod properties;
mod regenerate;
mod shards;
mod signoff;
mod sources;
mod spreadsheets;
mod start;
mod store;
mod structure;
mod tables;
mod terms;
mod titles;
mod visibility;
mod watch;
