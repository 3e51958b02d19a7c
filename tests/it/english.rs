//! Rules of English and Russian, read from the layout of the specimen pages
//! (`examples/specimen`), and what an office may choose of their look.

use crate::common;
use crate::common::layout;
use crate::common::layout::{Layout, Piece, specimen, text};
use diptych::load::files::Files;

fn english() -> Vec<Piece> {
    specimen("specimen-en").pieces
}

#[test]
fn english_words_are_divided_at_the_end_of_a_line() {
    let pieces = english();
    let lines: Vec<String> = layout::lines(&pieces, 10.5).iter().map(|line| text(line)).collect();
    let all = lines.join(" ");
    let words = all.split(|c: char| !c.is_ascii_lowercase()).filter(|word| word.len() > 1);
    let known = ["internationalisation", "counterproductive", "misunderstanding", "quotations"];
    let found = words.chain(known).filter_map(|word| layout::divided(&lines, word));
    assert!(found.count() > 0, "a word is divided: {lines:?}");
}

#[test]
fn quotations_have_single_marks_of_the_latin_face() {
    let pieces = english();
    let quote = pieces.iter().find(|piece| piece.text.contains('‘')).expect("a quotation");
    assert_eq!(quote.family, "Source Serif 4");
    let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert!(all.contains("‘single’") && !all.contains('“'));
}

#[test]
fn ranges_dates_and_numbers_are_not_divided() {
    let pieces = english();
    let lines: Vec<String> = layout::lines(&pieces, 10.5).iter().map(|line| text(line)).collect();
    for whole in ["1992–2014", "14\u{a0}September\u{a0}1999", "1.61\u{a0}million\u{a0}words"] {
        assert!(lines.iter().any(|line| line.contains(whole)), "{whole}: {lines:?}");
    }
}

#[test]
fn stressed_words_are_in_italics_where_there_are_no_dots() {
    let pieces = english();
    let stressed = pieces.iter().find(|piece| piece.text.contains("end as usual"));
    assert!(stressed.expect("stressed words").italic);
}

#[test]
fn russian_is_set_in_the_latin_face_and_tagged() {
    for variant in ["specimen-en", "specimen-zh"] {
        let pieces = specimen(variant).pieces;
        let is_russian = |c: char| ('\u{400}'..'\u{500}').contains(&c);
        let russian: Vec<&Piece> =
            pieces.iter().filter(|piece| piece.text.contains(is_russian)).collect();
        assert!(!russian.is_empty());
        for piece in russian {
            assert_eq!((piece.family.as_str(), piece.lang.as_str()), ("Source Serif 4", "ru"));
        }
    }
}

#[test]
fn russian_words_are_divided_by_russian_rules() {
    // In the narrow columns of the notes, a long title ends a line in its midst.
    let pieces = specimen("specimen").pieces;
    let is_russian = |c: char| ('\u{400}'..'\u{500}').contains(&c);
    let russian: Vec<String> = pieces
        .iter()
        .filter(|piece| piece.text.contains(is_russian))
        .map(|piece| piece.text.trim().to_string())
        .collect();
    let words = ["Справочник", "книгоиздателя", "автора"];
    let found = words.iter().find_map(|word| layout::divided(&russian, word));
    let (head, tail) = found.unwrap_or_else(|| panic!("a Russian word is divided: {russian:?}"));
    let vowel = |text: &str| text.to_lowercase().chars().any(|c| "аеёиоуыэюя".contains(c));
    assert!(vowel(&head) && vowel(&tail), "each part has a syllable: {head} {tail}");
}

#[test]
fn an_office_chooses_paper_colours_marking_draft_and_picture() {
    for variant in ["dressed", "dressed-report"] {
        let Layout { pieces, images, size, .. } = specimen(variant);
        let is_letter = (size.0 - 612.0).abs() < 0.1 && (size.1 - 792.0).abs() < 0.1;
        assert!(is_letter, "{variant} is on letter paper: {size:?}");
        let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        for said in ["内部传阅", "FOR INTERNAL USE", "草稿", "DRAFT"] {
            assert!(all.contains(said), "{said} in {variant}");
        }
        // Its figures have four: one in each language, and one for both, which is painted twice.
        assert_eq!(images, 4 + 1, "{variant} has its picture once");
        let has = |colour: &str| pieces.iter().any(|piece| piece.fill == colour);
        assert!(has("#5b2a6e") && has("#9a3b12"), "{variant} has the office's colours");
        assert!(!has("#0d4663") && !has("#a53a1e"), "{variant} has no other's");
    }
    let files = Files::read(&common::here("examples/specimen")).unwrap();
    let project = common::loaded(&files);
    let plain = specimen("specimen-en");
    assert!(plain.pieces.iter().any(|piece| piece.fill == "#0d4663"), "the colours are seen");
    let logo =
        |name: &str| project.variant(name).unwrap().theme.logo.as_ref().unwrap().path.clone();
    assert_eq!(logo("dressed"), "data/logo.svg");
    assert_eq!(logo("dressed-report"), "data/logo.png");
}
