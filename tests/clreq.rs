//! Rules of W3C's Requirements for Chinese Text Layout, read from the layout of
//! the specimen pages (`examples/specimen`).

mod common;

use std::sync::Arc;

use diptych::compile::compile;
use diptych::compose::{Base, Composition, Fonts};
use diptych::diagnostic::Diagnostics;
use diptych::files::Files;
use diptych::select::select;
use typst::layout::{Frame, FrameItem, Point};
use typst::text::TextItem;

/// A piece of text on a page, in points from its left and top.
struct Piece {
    x: f64,
    y: f64,
    width: f64,
    text: String,
    family: String,
    weight: u16,
    size: f64,
}

/// The text of the first pages of the Chinese specimen, in order.
fn pieces() -> Vec<Piece> {
    let files = Files::read(&common::here("examples/specimen")).expect("the specimen");
    let project = common::loaded(&files);
    let variant = project.variant("specimen-zh").expect("a variant");
    let edition = select(&project, variant);
    let base = Arc::new(Base::new(Fonts::load(&[]).expect("fonts"), &files));
    let composition = Composition::new(base, &edition);
    let mut diagnostics = Diagnostics::default();
    let pages =
        compile(&composition, &edition, &project, variant, &mut diagnostics).expect("pages");
    let mut out = vec![];
    for (index, page) in pages.document().pages().iter().enumerate() {
        walk(&page.frame, Point::zero(), index as f64 * 10_000.0, &mut out);
    }
    out
}

fn walk(frame: &Frame, at: Point, below: f64, out: &mut Vec<Piece>) {
    for (offset, item) in frame.items() {
        let at = at + *offset;
        match item {
            FrameItem::Group(group) => walk(&group.frame, at, below, out),
            FrameItem::Text(text) => out.push(piece(text, at, below)),
            _ => {}
        }
    }
}

fn piece(text: &TextItem, at: Point, below: f64) -> Piece {
    let info = text.font.info();
    Piece {
        x: at.x.to_pt(),
        y: at.y.to_pt() + below,
        width: text.width().to_pt(),
        text: text.text.to_string(),
        family: info.family.to_string(),
        weight: info.variant.weight.to_number(),
        size: text.size.to_pt(),
    }
}

/// The lines of running text, each as its pieces.
fn lines(pieces: &[Piece]) -> Vec<Vec<&Piece>> {
    let mut lines: Vec<Vec<&Piece>> = vec![];
    for piece in pieces.iter().filter(|p| (p.size - 10.5).abs() < 0.01) {
        match lines.last_mut().filter(|line| (line[0].y - piece.y).abs() < 0.1) {
            Some(line) => line.push(piece),
            None => lines.push(vec![piece]),
        }
    }
    lines
}

fn text(line: &[&Piece]) -> String {
    let text: String = line.iter().map(|piece| piece.text.as_str()).collect();
    text.replace('\u{2060}', "")
}

/// Lines of the paragraph that begins with some text.
fn paragraph<'a>(lines: &'a [Vec<&'a Piece>], begins: &str, count: usize) -> &'a [Vec<&'a Piece>] {
    let at = lines.iter().position(|line| text(line).starts_with(begins)).expect("the paragraph");
    &lines[at..at + count]
}

#[test]
fn closing_marks_begin_no_line_and_opening_marks_end_none() {
    let pieces = pieces();
    let lines = lines(&pieces);
    assert!(lines.len() > 15, "there are lines");
    for line in lines.iter().map(|line| text(line)) {
        let (first, last) = (line.chars().next().unwrap(), line.chars().next_back().unwrap());
        assert!(!"，。、；：？！”’）》〉」』】…—".contains(first), "{line}");
        assert!(!"“‘（《〈「『【".contains(last), "{line}");
    }
}

#[test]
fn dashes_and_ellipses_are_not_divided() {
    let pieces = pieces();
    let mut seen = 0;
    for line in lines(&pieces).iter().map(|line| text(line)) {
        for pair in ["——", "……"] {
            let mark = pair.chars().next().unwrap();
            assert_eq!(line.matches(mark).count() % 2, 0, "{line}");
            seen += line.matches(pair).count();
        }
    }
    assert!(seen > 15, "there are dashes and ellipses");
}

#[test]
fn a_paragraph_is_indented_by_two_characters() {
    let pieces = pieces();
    let lines = lines(&pieces);
    let own = paragraph(&lines, "破折号——占两字", 2);
    let indent = own[0][0].x - own[1][0].x;
    assert!((indent - 21.0).abs() < 0.1, "two em of 10.5 points, not {indent}");
}

#[test]
fn a_quarter_of_an_em_is_left_beside_latin_letters_and_digits() {
    let pieces = pieces();
    // Where the face changes, the next piece begins after the gap.
    let pairs = pieces.windows(2).filter(|pair| {
        let before = pair[0].text.chars().next_back();
        let after = pair[1].text.chars().next();
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        before.is_some_and(is_han)
            && after.is_some_and(|c| c.is_ascii_alphanumeric())
            && (pair[0].y - pair[1].y).abs() < 0.1
    });
    let gaps: Vec<f64> = pairs
        .map(|pair| {
            let count = pair[0].text.chars().count() as f64;
            // What the line was stretched by is in the advances of all characters.
            (pair[1].x - pair[0].x - count * pair[0].size) / pair[0].size
        })
        .collect();
    assert!(gaps.len() >= 4, "there are places to look at");
    assert!(gaps.iter().any(|gap| (gap - 0.25).abs() < 0.02), "{gaps:?}");
}

#[test]
fn marks_that_meet_are_compressed() {
    let pieces = pieces();
    let lines = lines(&pieces);
    let width = |line: &Vec<&Piece>| -> f64 {
        let (first, last) = (line[0], line[line.len() - 1]);
        last.x + last.width - first.x
    };
    // Were each mark a full character, the line would not hold so many.
    let full = lines.iter().find(|line| text(line).matches("）《").count() >= 2).expect("marks");
    let count = text(full).chars().count() as f64;
    assert!(width(full) < count * 10.5 - 10.5, "{} of {count}", width(full));
}

#[test]
fn emphasis_is_kai_and_strong_is_a_real_bold() {
    let pieces = pieces();
    let kai = pieces.iter().find(|piece| piece.text.contains("楷体")).expect("emphasis");
    assert_eq!(kai.family, "LXGW WenKai");
    let bold = pieces.iter().find(|piece| piece.text.contains("真正的粗体")).expect("bold");
    assert_eq!((bold.family.as_str(), bold.weight), ("Noto Serif SC", 700));
}

#[test]
fn quotation_marks_are_of_the_face_of_their_language() {
    let pieces = pieces();
    let quote = pieces.iter().find(|p| p.text.contains('“') && p.text.contains("引文"));
    assert_eq!(quote.expect("a quotation").family, "Noto Serif SC");
}
