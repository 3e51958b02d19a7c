//! Characters that fonts have or lack: what serves where, and what is told.

use crate::common;
use std::path::Path;

use crate::common::{SMALL, diptych, edited, folder, here, small, stderr, stdout};
use diptych::load::files::Files;
use diptych::model::language::FontFamily;
use diptych::typeset::Fonts;

/// The program's table of Chinese with families that have no Han.
fn without_han() -> String {
    let table = std::fs::read_to_string(here("data/languages/zh.yaml")).unwrap();
    let is_stack = |line: &&str| {
        ["  serif:", "  sans:", "  emphasis:"].iter().any(|stack| line.starts_with(stack))
    };
    let other: Vec<&str> = table.lines().filter(|line| !is_stack(line)).collect();
    let stacks = "fonts:\n  serif: [Source Serif 4]\n  sans: [Source Sans 3]";
    other.join("\n").replace("fonts:", stacks)
}

/// Copies fonts of the program into a folder, as if they were a user's.
fn own_fonts(dir: &Path, names: &[&str]) {
    std::fs::create_dir(dir).unwrap();
    for name in names {
        std::fs::copy(here("fonts").join(name), dir.join(name)).unwrap();
    }
}

const HAN: [&str; 4] = [
    "NotoSansSC-Bold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
    "NotoSerifSC-Regular.ttf",
];

#[test]
fn a_font_of_the_user_serves_what_the_others_lack_without_a_word_in_a_table() {
    let dir = folder(&small(&[("data/languages/zh.yaml", &without_han())]));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no font of `zh` has the character `湖` (U+6E56)"));
    own_fonts(&dir.path().join("more"), &HAN);
    let output = diptych(dir.path(), &["build", "both", "zh", "--font-path", "more"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let listed = stdout(&diptych(dir.path(), &["fonts", "--font-path", "more"]));
    for row in ["zh        serif  Source Serif 4", "zh        sans   Source Sans 3"] {
        assert!(listed.contains(row), "{row} is not in\n{listed}");
    }
}

#[test]
fn families_with_serifs_stand_behind_those_with_serifs() {
    let files = small(&[("data/languages/zh.yaml", &without_han())]);
    let mut project = common::loaded(&files);
    let dir = folder(&Files::default());
    own_fonts(&dir.path().join("more"), &HAN);
    Fonts::load(&[dir.path().join("more")]).unwrap().add_fallbacks(&mut project);
    let names = |families: &[FontFamily]| {
        families.iter().map(|family| family.name().to_string()).collect::<Vec<_>>()
    };
    let fonts = &project.languages[0].table.fonts;
    // Noto Sans SC has no character that Noto Serif SC lacks.
    assert_eq!(names(&fonts.serif), ["Source Serif 4", "Noto Serif SC"]);
    assert_eq!(names(&fonts.sans), ["Source Sans 3", "Noto Sans SC"]);
    let before = common::loaded(&files).languages;
    let mut project = common::loaded(&files);
    Fonts::load(&[]).unwrap().add_fallbacks(&mut project);
    assert_eq!(project.languages, before, "the program's own stand behind nothing");
}

/// A template of one's own that sets the title in a font which lacks “ and ”.
const OWN: &str = "#import \"components/style.typ\": *
#import \"components/runs.typ\": *
#let edition = json(\"/edition.json\")
#let language = spoken(edition.languages.first()) + (accent: black)
#set document(title: \"x\")
#set text(lang: \"zh\", font: \"LXGW WenKai\", fallback: false)
#from(language, \"title\", inline(language, edition.title.zh))
";

#[test]
fn a_box_on_the_page_of_ones_own_template_is_told_in_every_format() {
    let (_, toml) = SMALL[0];
    let toml = format!("{toml}\n[variants.own]\ntemplate = \"own\"\nlanguages = [\"zh\"]\n");
    let (_, article) = SMALL[1];
    let article = article.replace("zh: 湖泊", "zh: 湖“泊”");
    let dir = folder(&small(&[
        ("diptych.toml", &toml),
        ("data/article.yaml", &article),
        ("templates/own.typ", OWN),
    ]));
    let formats: [&[&str]; 4] =
        [&[], &["--pdf-standard", "1.7"], &["--format", "png"], &["--format", "svg"]];
    for format in formats {
        let arguments = [&["build", "own", "--diagnostic-format", "short"], format].concat();
        let output = diptych(dir.path(), &arguments);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.starts_with("data/article.yaml:1:14: error: `湖"), "{told}");
        assert!(told.contains("(the title) has a box in place of `“` (U+201C)"), "{told}");
        assert!(told.contains("on page 1 of `own`"), "{told}");
    }
}

#[test]
fn a_character_that_only_emphasis_or_titles_lack_is_told() {
    let table = std::fs::read_to_string(here("data/languages/zh.yaml")).unwrap();
    let table = table.replace("LXGW WenKai, Noto Serif SC, Source Serif 4]", "LXGW WenKai]");
    assert!(table.contains("LXGW WenKai]"));
    let sections = SMALL[2].1.replace("河流改道", "河*流“改*道ꙮ");
    let dir = folder(&small(&[
        ("data/languages/zh.yaml", &table.replace("Noto Sans SC, Source Sans 3]", "Noto Sans SC]")),
        ("data/sections/water.yaml", &sections.replace("zh: 水,", "zh: 水ə,")),
    ]));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    for mistake in [
        "water.yaml:13:12: error: no font of `zh` for emphasis has the character `“` (U+201C)",
        "water.yaml:13:16: error: no font of `zh` has the character `ꙮ` (U+A66E)",
    ] {
        assert!(told.contains(mistake), "{mistake} is not in\n{told}");
    }
}

#[test]
fn a_mark_that_no_font_has_with_its_letter_is_told() {
    // U+0328 is in Source Serif 4, and the letter is not.
    let dir = folder(&edited("data/sections/water.yaml", "Inside news", "e\u{301} and 湖\u{328}"));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert!(!told.contains("U+0301"), "{told}");
    assert!(told.contains("has the character `湖\u{328}` (U+6E56 U+0328)"), "{told}");
}

#[test]
fn a_font_whose_end_is_missing_is_refused() {
    let dir = folder(&small(&[]));
    let fonts = dir.path().join("more");
    std::fs::create_dir(&fonts).unwrap();
    let bytes = std::fs::read(here("fonts/SourceSans3-Bold.ttf")).unwrap();
    std::fs::write(fonts.join("cut.ttf"), &bytes[..bytes.len() / 2]).unwrap();
    let output = diptych(dir.path(), &["build", "zh", "--font-path", "more"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("cannot read the font `more/cut.ttf`: its end is missing"), "{told}");
}

#[test]
fn of_a_text_that_the_fonts_lack_not_each_character_is_told() {
    let dir = folder(&edited("data/sections/water.yaml", "Inside news", "ሀለሐመሠረሰቀበተኀነአከወዐ"));
    let output = diptych(dir.path(), &["check", "--diagnostic-format", "short"]);
    let told = stderr(&output);
    assert_eq!(told.matches("no font of `en` has the character").count(), 8, "{told}");
    assert!(told.contains("has the character `ቀ` (U+1240), nor 8 more of this text"), "{told}");
}
