//! Blocks that are divided over pages: at ends of sentences, in step.

use crate::common;
use crate::common::layout;
use crate::common::layout::{Layout, PAGE, Piece};
use crate::common::{SMALL, diptych, folder, names, small, stderr};
use diptych::load::files::{Files, built_in_templates};
use diptych::typeset::{Pages, look_ahead};

/// Sentences with a number each, so that none is like another.
fn sentences(count: usize, say: impl Fn(usize) -> String) -> String {
    (1..=count).map(say).collect::<Vec<_>>().join(" ")
}

fn zh(i: usize) -> String {
    format!("第 {i} 句说湖水年年退去，岸边的人家也一年一年地往低处搬。")
}

fn en(i: usize) -> String {
    format!(
        "Sentence {i} says that the water recedes each year and that those who live by it follow."
    )
}

/// The small project with two blocks in its section: one before, one of a single
/// paragraph.
fn project(before: usize, chinese: &str, english: &str) -> Files {
    let water = SMALL.iter().find(|(path, _)| *path == "data/sections/water.yaml").unwrap().1;
    let at = water.find("  - id: rivers").unwrap();
    let (head, tail) = water.split_at(at);
    let filler = "  - id: filler\n    kind: list\n";
    let items = |text: &str| format!("      - {text}\n").repeat(before);
    let filler = format!("{filler}    zh: |\n{}    en: |\n{}", items("一项。"), items("An item."));
    let own = format!("  - id: long\n    zh: {chinese}\n    en: {english}\n");
    small(&[
        ("diptych.toml", &with_facing()),
        ("data/sections/water.yaml", &format!("{head}{filler}{own}{tail}")),
    ])
}

/// The variants of the small project, and one on facing pages.
fn with_facing() -> String {
    let toml = SMALL.iter().find(|(path, _)| *path == "diptych.toml").unwrap().1;
    format!("{toml}\n[variants.facing]\ntemplate = \"brief\"\nlayout = \"facing\"\n")
}

/// The text on a page, as it is drawn.
fn on_page(pieces: &[Piece], page: usize) -> String {
    let own = pieces.iter().filter(|piece| (piece.y / PAGE) as usize == page);
    own.map(|piece| piece.text.as_str()).collect::<String>().replace([' ', '\u{2060}'], "")
}

/// The numbers of the sentences that begin on a page, in a language.
fn begun(page: &str, word: &str, end: char) -> Vec<usize> {
    let numbers = page.split(word).skip(1);
    numbers.filter_map(|rest| rest.split(end).next()?.parse().ok()).collect()
}

fn chinese(page: &str) -> Vec<usize> {
    begun(page, "第", '句')
}

fn english(page: &str) -> Vec<usize> {
    begun(page, "Sentence", 's')
}

/// What each page has of the sentences, in both languages.
fn pages(layout: &Layout) -> Vec<(Vec<usize>, Vec<usize>)> {
    let last = layout.pieces.iter().map(|piece| (piece.y / PAGE) as usize).max().unwrap();
    let all = (0..=last).map(|page| on_page(&layout.pieces, page));
    all.map(|page| (chinese(&page), english(&page))).filter(|(zh, _)| !zh.is_empty()).collect()
}

#[test]
fn a_paragraph_taller_than_a_page_is_divided_in_step_and_loses_nothing() {
    let files = project(1, &sentences(75, zh), &sentences(75, en));
    for variant in ["both", "zh", "en"] {
        let layout = layout::layout(&files, variant);
        let pages = match variant {
            "both" => pages(&layout),
            // A language alone is compared with itself.
            _ => {
                let last = layout.pieces.iter().map(|p| (p.y / PAGE) as usize).max().unwrap();
                let all = (0..=last).map(|page| on_page(&layout.pieces, page));
                let own = |page: String| match variant {
                    "zh" => (chinese(&page), chinese(&page)),
                    _ => (english(&page), english(&page)),
                };
                all.map(own).filter(|(own, _)| !own.is_empty()).collect()
            }
        };
        assert!(pages.len() >= 2, "{variant}: more than a page");
        let mut all = vec![];
        for (zh, en) in pages {
            assert_eq!(zh, en, "{variant}: the same sentences on each page");
            all.extend(zh);
        }
        assert_eq!(all, (1..=75).collect::<Vec<_>>(), "{variant}: all sentences, in order");
    }
}

#[test]
fn a_sentence_taller_than_a_page_is_divided_in_step_at_its_clauses() {
    let chinese = sentences(75, zh).replace("搬。", "搬；");
    let english = sentences(75, en).replace("follow.", "follow;");
    let files = project(1, &format!("{chinese}完。"), &format!("{english} done."));
    let pages = pages(&layout::layout(&files, "both"));
    assert!(pages.len() >= 2, "more than a page");
    assert!(pages.iter().all(|(zh, en)| zh == en), "{pages:?}");
    assert_eq!(
        pages.into_iter().flat_map(|(zh, _)| zh).collect::<Vec<_>>(),
        Vec::from_iter(1..=75)
    );
}

#[test]
fn what_fails_once_a_block_is_divided_is_told_and_writes_nothing() {
    let mut files = project(1, &sentences(75, zh), &sentences(75, en));
    let path = "templates/components/unit.typ";
    let unit = built_in_templates().remove(path).unwrap();
    let unit = String::from_utf8(unit).unwrap();
    let broken = unit.replace("let said = in-step(block)", "panic(\"not in parts\")");
    assert_ne!(unit, broken);
    files.insert(path, broken.into_bytes());
    let dir = folder(&files);
    let output = diptych(dir.path(), &["build", "both", "key"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("not in parts"), "{}", stderr(&output));
    assert_eq!(names(&dir.path().join("out")), Vec::<String>::new());
    // In a batch, the document whose blocks cannot be settled tells it.
    std::fs::write(dir.path().join("rows.csv"), "id,variant\na,both\nb,key\n").unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let report = std::fs::read_to_string(dir.path().join("out/report.json")).unwrap();
    assert!(report.contains("not in parts"), "{report}");
}

#[test]
fn an_abstract_taller_than_a_page_loses_nothing() {
    let (_, toml) = SMALL[0];
    let toml = toml.replace("notes = \"per-page\"", "abstracts = [\"en\"]");
    let article = format!(
        "title: {{ zh: 湖泊, en: The lake }}\nabstract: {{ zh: 湖面缩小。, en: '{}' }}\n\
         sections: [water]\n",
        sentences(75, en)
    );
    let layout =
        layout::layout(&small(&[("diptych.toml", &toml), ("data/article.yaml", &article)]), "zh");
    // Between the head and the foot of each page: a sentence may go on over its end.
    let body = layout.pieces.iter().filter(|piece| (60.0..775.0).contains(&(piece.y % PAGE)));
    let text: String = body.map(|piece| piece.text.as_str()).collect();
    let all = english(&text.replace([' ', '\u{2060}'], ""));
    assert_eq!(all, (1..=75).collect::<Vec<_>>());
    // What runs off a page is in the layout, and not on the paper.
    let lowest = layout.pieces.iter().map(|piece| piece.y % PAGE).fold(0.0, f64::max);
    assert!(lowest < layout.size.1, "text at {lowest} of {}", layout.size.1);
}

#[test]
fn what_goes_on_from_another_page_is_flush_left_and_has_no_number() {
    let files = project(1, &sentences(75, zh), &sentences(75, en));
    let layout = layout::layout(&files, "zh");
    let lines = layout::lines(&layout.pieces, 10.5);
    let first = lines.iter().position(|line| layout::text(line).starts_with("第1句")).unwrap();
    let left = lines[first + 1][0].x;
    assert!((lines[first][0].x - left - 21.0).abs() < 0.1, "the paragraph is indented");
    let next = lines.iter().find(|line| line[0].y > lines[first][0].y + PAGE / 2.0).unwrap();
    assert!((next[0].x - left).abs() < 0.1, "what goes on is not");
    // The number of the pair stands once.
    let numbers = layout.pieces.iter().filter(|p| p.size < 8.5 && p.text == "3" && p.x < left);
    assert_eq!(numbers.count(), 1);
}

#[test]
fn a_hole_at_the_foot_of_a_page_is_filled_with_the_first_sentences() {
    // However far down the page the block begins, some of these leave a hole.
    let mut divided = 0;
    for before in (16..=48).step_by(4) {
        let files = project(before, &sentences(12, zh), &sentences(12, en));
        let pages = pages(&layout::layout(&files, "both"));
        for (zh, en) in &pages {
            assert_eq!(zh, en, "the same sentences on each page after {before} items");
        }
        let all: Vec<usize> = pages.into_iter().flat_map(|(zh, _)| zh).collect();
        assert_eq!(all, (1..=12).collect::<Vec<_>>());
        divided += usize::from(pages_of(&files) > 1);
    }
    assert!(divided > 1, "blocks are divided");
}

#[test]
fn on_facing_pages_a_hole_is_filled_at_the_same_sentence_on_both() {
    let mut divided = 0;
    for before in (16..=48).step_by(4) {
        let layout =
            layout::layout(&project(before, &sentences(12, zh), &sentences(12, en)), "facing");
        let on = |page: usize| on_page(&layout.pieces, page);
        // Page 2 is the first left one.
        let spreads = (1..12).step_by(2).map(|left| (chinese(&on(left)), english(&on(left + 1))));
        let spreads: Vec<_> = spreads.filter(|(zh, _)| !zh.is_empty()).collect();
        assert!(spreads.iter().all(|(zh, en)| zh == en), "{before} items: {spreads:?}");
        let all: Vec<usize> = spreads.iter().flat_map(|(zh, _)| zh.clone()).collect();
        assert_eq!(all, (1..=12).collect::<Vec<_>>());
        divided += usize::from(spreads.len() > 1);
    }
    assert!(divided > 1, "blocks are divided");
}

/// On how many pages the sentences stand.
fn pages_of(files: &Files) -> usize {
    pages(&layout::layout(files, "both")).len()
}

#[test]
fn languages_with_other_sentences_are_divided_where_they_are_closest() {
    // Two Chinese sentences say what an English one says.
    let chinese = sentences(70, |i| zh(i).replace('，', "。"));
    let layout = layout::layout(&project(1, &chinese, &sentences(70, en)), "both");
    let pages = pages(&layout);
    assert!(pages.len() >= 2);
    for (zh, en) in &pages {
        let apart = zh.len().abs_diff(en.len());
        assert!(apart <= 1, "as far in one language as in the other: {pages:?}");
    }
    let count = |of: fn(&(Vec<usize>, Vec<usize>)) -> usize| pages.iter().map(of).sum::<usize>();
    assert_eq!((count(|p| p.0.len()), count(|p| p.1.len())), (70, 70));
}

#[test]
fn each_part_has_its_own_notes() {
    let cited =
        |say: fn(usize) -> String| move |i| say(i) + if i % 15 == 0 { "[@book]" } else { "" };
    let (chinese, english) = (sentences(75, cited(zh)), sentences(75, cited(en)));
    let files = project(1, &format!("'{chinese}'"), &format!("'{english}'"));
    // That each note is on the page of its mark is checked of every edition.
    let pages = pages(&layout::layout(&files, "both"));
    assert!(pages.len() >= 2);
    assert!(pages.iter().all(|(zh, en)| zh == en), "{pages:?}");
}

/// The small project with a drawing after a block, and a long block after it.
fn with_drawing(before: usize) -> Files {
    let water = SMALL.iter().find(|(path, _)| *path == "data/sections/water.yaml").unwrap().1;
    let (head, tail) = water.split_at(water.find("  - id: rivers").unwrap());
    let items = |text: &str| format!("      - {text}\n").repeat(before);
    let filler = format!(
        "  - id: filler\n    kind: list\n    zh: |\n{}    en: |\n{}",
        items("一项。"),
        items("An item.")
    );
    let intro = "  - id: intro\n    zh: 见下图。\n    en: Look below.\n";
    let (zh, en) = (sentences(12, zh), sentences(12, en));
    let long = format!("  - id: long\n    zh: {zh}\n    en: {en}\n");
    let bar = "      - { label: { zh: 水面, en: Open water }, quantity: extent }\n".repeat(9);
    let figure = format!(
        "bars:\n  after: intro\n  title: {{ zh: 水面图, en: Bars }}\n  \
         alt: {{ zh: 几条, en: Bars }}\n  chart:\n    values:\n{bar}"
    );
    small(&[
        ("diptych.toml", &with_facing()),
        ("data/sections/water.yaml", &format!("{head}{filler}{intro}{long}{tail}")),
        ("data/figures.yaml", &figure),
    ])
}

#[test]
fn what_follows_a_drawing_that_does_not_fit_fills_the_page_before_it() {
    for (variant, pages) in [("both", 1), ("zh", 1), ("facing", 2)] {
        let mut later = 0;
        for items in (16..=60).step_by(4) {
            let layout = layout::layout(&with_drawing(items), variant);
            let at = |said: &str| {
                let piece = layout.pieces.iter().find(|piece| piece.text.contains(said));
                piece.unwrap_or_else(|| panic!("{variant}: {said}")).y
            };
            let (intro, drawing) = (at("见下图"), at("水面图"));
            assert!(intro < drawing, "{variant}: a drawing comes after its block");
            let first = at("说湖水年年");
            later += usize::from(first < drawing);
            let page = (drawing / PAGE) as usize;
            let before = page.saturating_sub(pages)..page;
            let all = layout.pieces.iter().map(|piece| piece.y);
            let above = all.filter(|y| before.contains(&((y / PAGE) as usize))).map(|y| y % PAGE);
            let lowest = above.filter(|y| *y < 745.0).reduce(f64::max);
            // Six lines are left at most, and one that would be alone.
            let is_full = lowest.is_none_or(|lowest| lowest > 600.0);
            assert!(is_full, "{variant}: a hole below {lowest:?} after {items} items");
        }
        assert!(later > 0, "{variant}: a drawing comes later");
    }
}

#[test]
fn after_an_edit_what_was_settled_is_tried_first_and_comes_to_the_same_pages() {
    let long = || (sentences(12, zh), sentences(12, en));
    for (variant, files) in [
        ("both", with_drawing(16)),
        ("zh", project(40, &long().0, &long().1)),
        // Nothing is divided in it.
        ("zh", project(1, &long().0, &long().1)),
        ("facing", project(24, &long().0, &long().1)),
    ] {
        let before = layout::build(&files, variant).pages.expect("pages");
        let mut edited = files.clone();
        let path = "data/sections/water.yaml";
        let text = files
            .text(path)
            .unwrap()
            .replace("第 3 句说", "第 3 句讲")
            .replace("Sentence 3 says", "Sentence 3 said");
        edited.insert(path, text.into_bytes());
        let after = layout::build(&edited, variant);
        let composition = layout::composition(&edited, &after.edition);
        let project = common::loaded(&edited);
        let own = project.variant(variant).unwrap();
        let ahead = look_ahead(&composition, &after.edition, &before, &project, own);
        let ahead = ahead.unwrap_or_else(|| panic!("{variant}: there is something to try"));
        let (now, then) = (after.pages.expect("pages"), before);
        let hashes = |pages: &Pages| -> Vec<u128> {
            pages.document().pages().iter().map(typst::utils::hash128).collect()
        };
        assert_eq!(hashes(&ahead), hashes(&now), "{variant}: the same pages");
        assert_ne!(hashes(&then), hashes(&now), "{variant}: the edit is seen");
    }
}
