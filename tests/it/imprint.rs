//! Who wrote an article and who publishes it: on the pages, in the PDF, in how to cite it.

use crate::common::layout::{PAGE, layout};
use crate::common::{SMALL, diptych, edition, folder, names, small};
use diptych::load::files::Files;
use diptych::model::edition::plain;

const SIGNED: &str = "title: { zh: 湖泊, en: The lake }
issue: { year: 2020, number: 3 }
credits:
  - role: { zh: 责任编辑, en: Editor }
    name: { zh: 编甲, en: Ed Jones }
authors:
  - name: { zh: 林一, en: Lin Yi }
    family: { zh: 林, en: Lin }
    affiliation: { zh: 湖区研究所, en: Lake Institute }
    email: lin@example.org
    about: { zh: 林一，研究员。, en: Lin Yi is a fellow. }
  - name: { zh: 王二, en: Ann Wang }
    family: { zh: 王, en: Wang }
    affiliation: { zh: 湖区大学, en: Lake University }
imprint:
  published: 2026-06-01
  publisher: { zh: 湖区出版社, en: Lake Press }
  series: { zh: 湖区研究, en: Lake Studies }
  issn: 2049-3630
  doi: 10.1234/lake.12
  clc: D815
  funding: { zh: 湖区基金, en: Lake Fund }
  fields:
    - label: { zh: 责任处室, en: Responsible unit }
      text: { zh: 水务处, en: Water unit }
sections: [water]
";

fn signed() -> Files {
    small(&[("data/article.yaml", SIGNED)])
}

/// All that is printed on the first page, or on the others, without spaces.
fn printed(files: &Files, variant: &str, is_first: bool) -> String {
    let pieces = layout(files, variant).pieces;
    let own = pieces.iter().filter(|piece| (piece.y < PAGE) == is_first);
    let text: String = own.map(|piece| piece.text.as_str()).collect();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn authors_and_the_date_stand_on_the_first_page_and_the_rest_at_the_end() {
    let files = signed();
    // A note has the byline alone.
    let toml = format!("{}\n[variants.note]\ntemplate = \"note\"\nlevel = \"key\"\n", SMALL[0].1);
    let mut noted = signed();
    noted.insert("diptych.toml", toml.into_bytes());
    assert!(printed(&noted, "note", true).contains("林一1"));
    for variant in ["both", "zh", "en"] {
        let [first, last] = [true, false].map(|is_first| printed(&files, variant, is_first));
        for (language, on_first, at_end) in [
            (
                "zh",
                ["林一1", "湖区研究所", "湖区出版社", "2026年6月1日"],
                ["中图分类号：D815", "责任处室：水务处"],
            ),
            (
                "en",
                ["LinYi1", "LakeInstitute", "LakePress", "1June2026"],
                ["CLCnumber:D815", "Responsibleunit:Waterunit"],
            ),
        ] {
            if variant != "both" && variant != language {
                continue;
            }
            for words in on_first {
                assert!(first.contains(words), "{variant}: {words} is not in {first}");
            }
            for words in at_end {
                assert!(last.contains(words), "{variant}: {words} is not in {last}");
            }
            // At the foot of a brief's first page, at the end of a report, and once.
            let words = if language == "zh" { "引用格式：" } else { "Howtocite:" };
            assert_eq!(first.contains(words), variant != "en", "{variant}: {first}");
            assert_eq!(last.contains(words), variant == "en", "{variant}: {last}");
        }
    }
}

#[test]
fn each_language_says_how_to_cite_it_by_its_own_style() {
    let both = edition(&signed(), "both");
    let line = both.imprint.last().unwrap();
    let [zh, en] = ["zh", "en"].map(|key| plain(&line.text[key]));
    for words in ["林一", "王二", "湖泊", "湖区研究", "2026", "10.1234/lake.12"] {
        assert!(zh.contains(words), "{words} is not in {zh}");
    }
    for words in ["Lin, Yi", "Ann Wang", "The", "Lake Studies", "2026", "10.1234/lake.12"] {
        assert!(en.contains(words), "{words} is not in {en}");
    }
}

#[test]
fn nothing_is_printed_of_what_nobody_says() {
    let both = edition(&small(&[]), "both");
    assert!(both.authors.is_empty() && both.imprint.is_empty() && both.published.is_none());
    let built_in = edition(&Files::built_in(), "report");
    assert!(built_in.authors.is_empty() && built_in.imprint.is_empty());
}

#[test]
fn the_authors_of_the_pdf_are_those_of_the_article() {
    let dir = folder(&signed());
    assert!(diptych(dir.path(), &["build", "both"]).status.success());
    let pdf = std::fs::read(dir.path().join("out/both.pdf")).unwrap();
    let has = |words: &str| pdf.windows(words.len()).any(|own| own == words.as_bytes());
    // The metadata of XMP are not compressed.
    assert!(has("林一") && has("王二"), "{:?}", names(&dir.path().join("out")));
    assert!(!has("编甲"), "an editor is no author");
    assert!(!has("<rdf:li>lin@example.org"), "an address is no author");
}
