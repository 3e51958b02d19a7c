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
mod exports;
mod facing;
mod figures;
mod formats;
mod glyphs;
mod import;
mod imprint;
mod inline;
mod interrupted;
mod invalid;
mod kinds;
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
mod titles;
mod visibility;
mod watch;
