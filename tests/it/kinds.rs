//! Kinds of blocks: boxes, quotations, recommendations, lists, appendices; lowered and raised
//! signs, ends of lines.

use crate::common::{edition, small};
use diptych::load::files::Files;
use diptych::model::edition::{Block, Edition, Run, blocks, plain, sections};

const KINDS: &str = r#"id: water
title: { zh: 水, en: Water }
blocks:
  - id: list
    level: brief
    kind: list
    zh: |
      3. 甲。[@map]
         - 乙。
         - 丙。

         丁。
      4. 戊。
    en: |
      3. A.[@map]
         - B.
         - C.

         D.
      4. E.
  - id: quoted
    level: brief
    kind: quote
    zh: |
      头一句。\
      第二句。
    en: |
      One line. \
      Another line.
    attribution: { zh: "——某书[@book]", en: "— A book[@book]" }
  - id: case
    kind: box
    level: brief
    title: { zh: 案例, en: A case }
    blocks:
      - { id: case-one, zh: 其一。, en: The first. }
      - { id: case-two, zh: "排放CO~2~，占10^-3^。", en: "It emits CO~2~, of 10^-3^." }
  - id: first
    level: brief
    kind: recommendation
    zh: 先做。
    en: Do this.
  - id: second
    audiences: [members]
    kind: recommendation
    zh: 再做。
    en: Do that.
"#;

const APPENDIX: &str = "id: data
title: { zh: 数据, en: Data }
appendix: true
blocks:
  - { id: data-one, level: brief, zh: 数据。, en: Data. }
sections:
  - id: data-more
    title: { zh: 更多, en: More }
    blocks: [{ id: data-two, zh: 更多。, en: More. }]
";

fn project(toml: &str) -> Files {
    let article = "title: { zh: 湖泊, en: The lake }\nsections: [water, data]\n";
    let own = small(&[]).text("diptych.toml").unwrap_or_default().to_string() + toml;
    small(&[
        ("diptych.toml", &own),
        ("data/article.yaml", article),
        ("data/sections/water.yaml", KINDS),
        ("data/sections/data.yaml", APPENDIX),
        ("data/figures.yaml", FIGURE),
        ("data/terms.yaml", "{}\n"),
    ])
}

const FIGURE: &str = "shown:
  after: case-one
  level: brief
  title: { zh: 表, en: Shown }
  table: { columns: [{ zh: 甲, en: A }], rows: [[{ zh: 乙, en: B }]] }
";

fn block<'e>(edition: &'e Edition, id: &str) -> &'e Block {
    blocks(&edition.sections).into_iter().find(|block| block.id == id).expect("the block is in")
}

fn said(block: &Block, language: &str) -> Vec<String> {
    block.body[language].iter().map(|runs| plain(runs)).collect()
}

#[test]
fn a_list_has_numbers_lists_and_paragraphs_in_its_items() {
    let edition = edition(&project(""), "both");
    let list = block(&edition, "list");
    assert_eq!(said(list, "en"), ["A.1", "B.", "C.", "D.", "E."]);
    let shape: Vec<_> = list.items.iter().map(|i| (i.depth, i.number, i.goes_on)).collect();
    let expected = [
        (0, Some(3), false),
        (1, None, false),
        (1, None, false),
        (0, Some(3), true),
        (0, Some(4), false),
    ];
    assert_eq!(shape, expected);
}

#[test]
fn a_quotation_ends_with_whose_words_it_is_and_its_note_counts_with_the_others() {
    let edition = edition(&project(""), "both");
    let quoted = block(&edition, "quoted");
    assert!(quoted.attributed);
    assert_eq!(said(quoted, "zh"), ["头一句。 第二句。", "——某书2"]);
    assert_eq!(quoted.notes, ["n2"]);
    let is_break = |run: &Run| *run == Run::Break;
    assert!(quoted.body["en"][0].iter().any(is_break), "{:?}", quoted.body["en"][0]);
}

#[test]
fn a_box_begins_and_ends_with_its_blocks_and_has_its_figures_behind_it() {
    let edition = edition(&project(""), "both");
    let ends = |id: &str| {
        let boxed = block(&edition, id).boxed.clone().expect("it is in a box");
        (boxed.begins, boxed.ends, boxed.title.is_some())
    };
    assert_eq!((ends("case-one"), ends("case-two")), ((true, false, true), (false, true, false)));
    assert!(block(&edition, "case-one").figures.is_empty());
    assert_eq!(block(&edition, "case-two").figures.len(), 1);
    assert_eq!(block(&edition, "case-two").number, Some(4));
}

#[test]
fn signs_are_lowered_and_raised_right_behind_a_word() {
    let edition = edition(&project(""), "both");
    let runs = &block(&edition, "case-two").body["en"][0];
    let inner = |body: &[Run]| plain(body);
    let found: Vec<_> = runs
        .iter()
        .filter_map(|run| match run {
            Run::Sub { body } => Some(("sub", inner(body))),
            Run::Super { body } => Some(("super", inner(body))),
            _ => None,
        })
        .collect();
    assert_eq!(found, [("sub", "2".to_string()), ("super", "−3".to_string())]);
}

#[test]
fn recommendations_are_counted_in_each_edition_and_may_stand_at_the_front() {
    let toml = "\n[variants.first]\ntemplate = \"brief\"\naudience = \"members\"\n\
                recommendations-first = true\n";
    let labels = |all: &[Block]| -> Vec<String> {
        all.iter().filter_map(|b| Some(b.label.as_ref()?["en"].clone())).collect()
    };
    let first = edition(&project(toml), "first");
    assert_eq!(labels(&first.recommendations), ["Recommendation 1", "Recommendation 2"]);
    assert!(blocks(&first.sections).iter().all(|block| block.label.is_none()));
    let both = edition(&project(toml), "both");
    assert_eq!(both.recommendations, []);
    assert_eq!(block(&both, "first").label.as_ref().unwrap()["zh"], "建议1");
}

#[test]
fn an_appendix_is_counted_apart() {
    let edition = edition(&project(""), "both");
    let numbers: Vec<_> = sections(&edition.sections)
        .into_iter()
        .map(|section| section.number.as_ref().map(|number| number["en"].clone()))
        .collect();
    assert_eq!(numbers, [Some("1".into()), Some("Appendix A".into()), None]);
}

#[test]
fn every_layout_prints_every_kind() {
    let toml = "\n[variants.stacked]\ntemplate = \"report\"\nlayout = \"stacked\"\n\
                [variants.facing]\ntemplate = \"report\"\nlayout = \"facing\"\n\
                [variants.first]\ntemplate = \"note\"\nrecommendations-first = true\n";
    for variant in ["both", "zh", "en", "stacked", "facing", "first"] {
        let built = crate::common::layout::build(&project(toml), variant);
        assert!(built.pages.is_some(), "{variant}: {:?}", built.diagnostics.sorted());
    }
}

#[test]
fn no_figure_stands_behind_a_recommendation_which_may_be_at_the_front() {
    let mut files = project("");
    let figure = FIGURE.replace("after: case-one", "after: first");
    files.insert("data/figures.yaml", figure.into_bytes());
    let mut diagnostics = diptych::model::diagnostic::Diagnostics::default();
    assert!(diptych::load::load(&files, &mut diagnostics).is_none());
    let told: Vec<_> = diagnostics.sorted().iter().map(|d| d.message.clone()).collect();
    assert_eq!(told, ["`first` is a recommendation"]);
}
