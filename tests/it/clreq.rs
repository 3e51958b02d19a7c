//! Rules of W3C's Requirements for Chinese Text Layout, read from the layout of
//! the specimen pages (`examples/specimen`).

use crate::common::layout;
use crate::common::layout::{Layout, Piece, paragraph, specimen, text};

/// What is on the pages of the Chinese specimen.
fn pieces() -> Vec<Piece> {
    specimen("specimen-zh").pieces
}

/// The lines of running text, each as its pieces.
fn lines(pieces: &[Piece]) -> Vec<Vec<&Piece>> {
    layout::lines(pieces, 10.5)
}

#[test]
fn closing_marks_begin_no_line_and_opening_marks_end_none() {
    let pieces = pieces();
    let lines = lines(&pieces);
    assert!(lines.len() > 15, "there are lines");
    // A dash is the first sign of whose words a quotation is.
    let is_attribution = |line: &String| line == "——王维《终南别业》" || line == "——样张编者";
    for line in lines.iter().map(|line| text(line)).filter(|line| !is_attribution(line)) {
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
fn stressed_characters_have_a_dot_below_and_punctuation_has_none() {
    let Layout { pieces, lines: drawn, .. } = specimen("specimen-zh");
    let lines = lines(&pieces);
    let own = paragraph(&lines, "着重号加在字下", 3);
    let all: Vec<&Piece> = own.iter().flatten().copied().collect();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    // A dot is a stroke below the baseline from the left edge of its character.
    let dots = |piece: &Piece| {
        let below = drawn.iter().filter(|(x, y)| {
            (x - piece.x).abs() < piece.size / 2.0 && (2.0..4.5).contains(&(y - piece.y))
        });
        below.count()
    };
    let said: String = all.iter().map(|piece| piece.text.as_str()).collect();
    let (before, rest) = said.split_once("文字照常断行").expect("the stressed words");
    let mut at = 0;
    let mut dotted = 0;
    let end = before.chars().count()
        + "文字照常断行".chars().count()
        + rest.find("不加").map_or(0, |at| rest[..at].chars().count())
        + 2;
    for piece in &all {
        let chars: Vec<char> = piece.text.chars().collect();
        let is_stressed = at >= before.chars().count() && at < end;
        if is_stressed && chars.iter().all(|c| is_han(*c)) {
            assert_eq!((chars.len(), dots(piece)), (1, 1), "{}", piece.text);
            dotted += 1;
        } else {
            assert_eq!(dots(piece), 0, "{}", piece.text);
        }
        at += chars.len();
    }
    assert!(dotted > 30, "{dotted} dots");
    // Lines end between stressed characters, too.
    let ends = own.iter().filter(|line| dots(line[line.len() - 1]) == 1).count();
    assert!(ends > 0, "a line ends among the stressed words");
}

#[test]
fn headings_are_numbered_in_han_then_in_brackets_then_in_digits() {
    let all: String = pieces().iter().map(|piece| piece.text.clone()).collect();
    for heading in ["一、中文规则", "二、英文与俄文规则", "三、部件", "（一）字号与行距", "1."]
    {
        assert!(all.contains(heading), "{heading}");
    }
}

#[test]
fn titles_keep_their_marks_and_have_single_ones_within() {
    let all: String = lines(&pieces()).iter().map(|line| text(line)).collect();
    assert!(all.contains("《论〈中庸〉》"), "{all}");
}

#[test]
fn quotation_marks_are_of_the_face_of_their_language() {
    let pieces = pieces();
    let quote = pieces.iter().find(|p| p.text.contains('“') && p.text.contains("引文"));
    assert_eq!(quote.expect("a quotation").family, "Noto Serif SC");
}
