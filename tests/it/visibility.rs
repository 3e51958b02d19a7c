//! What a reader can see: defects planted in templates and data are told, each with the
//! text, its place and its page; what can be seen is not told.

use crate::common;
use crate::common::batch;
use crate::common::layout;
use crate::common::{diptych, folder, small, stderr};
use diptych::load::files::{Files, built_in_templates};

/// The small project in each layout.
const LAYOUTS: &str = r#"languages = ["zh", "en"]

[audiences]
members = { zh = "成员", en = "Members" }

[variants.parallel]
template = "brief"

[variants.facing]
template = "brief"
layout = "facing"

[variants.stacked]
template = "report"
layout = "stacked"

[variants.single]
template = "brief"
languages = ["en"]
"#;

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'>\
                       <rect width='80' height='20' fill='#0d4663'/></svg>";

/// The project in each layout, with words of a component of the templates replaced.
fn planted(component: &str, from: &str, to: &str) -> Files {
    let path = format!("templates/components/{component}.typ");
    let text = String::from_utf8(built_in_templates()[&path].clone()).unwrap();
    assert!(text.contains(from), "`{from}` is in {path}");
    small(&[
        ("diptych.toml", LAYOUTS),
        ("data/cover.svg", PICTURE),
        (&path, &text.replace(from, to)),
    ])
}

/// The project in each layout, with something painted over every page.
fn painted(over: &str) -> Files {
    let own = format!("foreground: {{ pdf.artifact(across); {over} }},");
    planted("page", "foreground: pdf.artifact(across),", &own)
}

/// What `build` says of a project, a line for each fault; it writes nothing.
fn told(files: &Files) -> Vec<String> {
    let dir = folder(files);
    let output = diptych(dir.path(), &["build", "--diagnostic-format", "short"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(common::names(&dir.path().join("out")).is_empty(), "nothing is written");
    stderr(&output).lines().map(str::to_string).collect()
}

/// Whether some fault in each layout has these words in it.
fn each_layout_tells(files: &Files, words: &[&str]) {
    let told = told(files);
    for layout in ["parallel", "facing", "stacked", "single"] {
        let variant = format!("of `{layout}`");
        let is_it =
            |line: &&String| line.contains(&variant) && words.iter().all(|w| line.contains(w));
        assert!(told.iter().any(|line| is_it(&line)), "{layout}: {words:?}\n{}", told.join("\n"));
    }
}

#[test]
fn a_text_under_a_rectangle_is_told() {
    let files = painted("place(top + left, rect(width: 100%, height: 100%, fill: white))");
    each_layout_tells(&files, &["(block `area`) is painted over on page", "water.yaml:"]);
}

#[test]
fn a_text_under_a_picture_is_told() {
    let files = painted(
        "place(top + left, image(\"/data/cover.svg\", width: 100%, height: 100%, fit: \"stretch\"))",
    );
    each_layout_tells(&files, &["(block `area`) is painted over on page"]);
}

#[test]
fn white_on_white_is_told() {
    let files = planted("style", "#let ink = rgb(\"#1a2026\")", "#let ink = white");
    each_layout_tells(&files, &["(block `area`) has a contrast of 1.0 with what is under it"]);
}

#[test]
fn too_little_contrast_is_told() {
    let files = planted("style", "#let ink = rgb(\"#1a2026\")", "#let ink = rgb(\"#8a8a8a\")");
    each_layout_tells(&files, &["(block `area`) has a contrast of 3.5", "needs 4.5"]);
}

#[test]
fn texts_over_each_other_are_told() {
    let over = "place(top + left, dy: 40pt, block(width: 100%, par(leading: 2pt, \
                text(size: 11pt, fill: black, lang: \"en\", for _ in range(4000) [xylophone ]))))";
    each_layout_tells(&painted(over), &["are printed over each other on page"]);
}

#[test]
fn what_is_off_a_page_is_told() {
    for (at, dx, dy) in [("top + right", 40, 30), ("bottom + left", 0, 30), ("top + left", 30, -20)]
    {
        let over = format!("place({at}, dx: {dx}pt, dy: {dy}pt, text(fill: black)[Off the page])");
        each_layout_tells(&painted(&over), &["`Off the page` runs off page 1", "page.typ:"]);
    }
}

#[test]
fn what_runs_out_of_its_column_is_told() {
    let (_, water) = common::SMALL[2];
    for count in [100, 300] {
        let long = "0".repeat(count);
        let water = water.replace("Its area is", &format!("Its area {long} is"));
        let files = small(&[("diptych.toml", LAYOUTS), ("data/sections/water.yaml", &water)]);
        let of = "(block `area`) runs";
        each_layout_tells(&files, &["0000", of, "water.yaml:"]);
    }
}

/// What a line is stretched by stands behind its last character, too, and has no ink; nor
/// has half the square of a mark that ends it.
#[test]
fn a_line_that_is_stretched_is_in_its_column() {
    let said = [
        "积极河流方法资源能够报告结果 R&D 调查安全将要共赢原因气候正义银行必须银行提出报告。 \
         beforeanswerfollow developeffectdescribe joinwindowhistory finalideabehind \
         visitoftendifference arrivescienceteacher",
        "河流政府文化工业经济，民主***工厂***高原问题工作扩大以及我们尊重广泛农业学校冬天技术，\
         他们。 bridgemachineinstitution cultureearthlittle labourhopecareful \
         severalbecomecapital practicepowerforce largeareacommunity 标准高原加强明显时间",
    ];
    for said in said {
        let water = common::SMALL[2].1.replace("zh: 面积为", &format!("zh: {said} 面积为"));
        let files = small(&[("diptych.toml", LAYOUTS), ("data/sections/water.yaml", &water)]);
        let dir = folder(&files);
        for note in ["stacked", "parallel"] {
            let output = diptych(dir.path(), &["build", note]);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        }
    }
}

#[test]
fn a_word_of_a_cell_that_no_page_has_room_for_is_told_at_its_table() {
    let head =
        "columns: [{ zh: 河, en: River }, { zh: 长度, en: Length }, { zh: 宽度, en: Width }]";
    let cell = "0".repeat(300);
    let figures = format!(
        "names:\n  after: rivers\n  title: {{ zh: 河名, en: Names }}\n  table:\n    {head}\n    rows:\n      \
         - [{{ zh: 北河, en: North }}, {{ zh: 很长, en: 'x{cell}' }}, {{ zh: 宽, en: Wide }}]\n"
    );
    let files = small(&[("diptych.toml", LAYOUTS), ("data/figures.yaml", &figures)]);
    let all = told(&files);
    let lines = all.iter().filter(|line| line.contains("`names`")).collect::<Vec<_>>();
    assert!(!lines.is_empty(), "{all:?}");
    assert!(lines.iter().all(|line| line.contains("figures.yaml:")), "{all:?}");
}

/// A template of the project's own, in which `body` stands on a page.
fn own(body: &str) -> Files {
    let template = format!(
        "#let edition = json(\"/edition.json\")\n\
         #set page(width: 400pt, height: 300pt, margin: 40pt)\n\
         #set text(font: \"Source Serif 4\", size: 10pt, fallback: false)\n{body}\n"
    );
    let toml = "languages = [\"zh\", \"en\"]\n\n[audiences]\nmembers = { zh = \"成员\", en = \
                \"Members\" }\n\n[variants.own]\ntemplate = \"own\"\n";
    small(&[("diptych.toml", toml), ("data/cover.svg", PICTURE), ("templates/own.typ", &template)])
}

#[test]
fn a_template_of_ones_own_is_told_at_its_line() {
    let cases = [
        ("#text(fill: white)[unseen]", "`unseen` has a contrast of 1.0"),
        (
            "#place(top, rect(width: 99pt, height: 40pt, fill: black))\n#text(fill: blue.darken(60%))[under]",
            "`under` has a contrast of",
        ),
        (
            "covered #place(top, rect(width: 99pt, height: 40pt, fill: aqua))",
            "`covered` is painted over",
        ),
        ("covered #place(top, circle(radius: 30pt, fill: aqua))", "`covered` is painted over"),
        (
            "covered #place(top, line(length: 99pt, stroke: 40pt + aqua))",
            "`covered` is painted over",
        ),
        ("#block(height: 5pt, clip: true)[tall \\ text \\ here]", "is cut off on"),
        ("#block(width: 40pt)[Donaudampfschifffahrt]", "runs out of its column"),
        ("#grid(columns: (40pt, 80pt), [Donaudampfschifffahrt], [])", "runs out of its column"),
        ("#grid(columns: (1fr, 40pt), [], box(width: 30pt)[Donaudampf])", "runs out of its column"),
        ("#block(height: 20pt)[a \\ b \\ c \\ d]", "`c` runs out of its place"),
        (
            "#rotate(90deg, reflow: true, block(width: 50pt)[Donaudampfschifffahrt])",
            "runs out of its column",
        ),
        (
            "#rotate(30deg)[one] #place(top, dy: -3pt, rotate(30deg)[two])",
            "are printed over each other",
        ),
        ("#place(dx: 300pt, rotate(45deg)[a long text aslant])", "runs off page 1"),
        ("#scale(300%)[large] #place(top, dx: 10pt)[small]", "are printed over each other"),
        (
            "#rect(fill: gradient.linear(white, black), text(fill: black)[over a gradient from white])",
            "has a contrast of",
        ),
        ("#rect(fill: rgb(0, 0, 0, 70%), text(fill: black)[over a shade])", "has a contrast of"),
        (
            "shaded #place(top, rect(width: 99pt, height: 40pt, fill: rgb(255, 255, 255, 90%)))",
            "has a contrast of",
        ),
        ("#place(image(\"/data/cover.svg\", width: 200pt)) over a picture", "has a contrast of"),
        ("#text(fill: rgb(0, 0, 0, 5%))[faint]", "`faint` has a contrast of"),
        ("#text(size: 18pt, fill: luma(60%))[large and pale]", "needs 3"),
        ("#text(stroke: 2pt + white)[under its own stroke]", "has a contrast of 1.0"),
        (
            "#text(tracking: -.5em)[letters on each other]",
            "each other` are printed over each other",
        ),
        (
            "#text(font: \"Noto Serif SC\", tracking: -.5em)[各部门按照分工落实任务]",
            "are printed over each other",
        ),
        (
            "#block(width: 90pt, par(leading: -.6em, text(font: \"Noto Serif SC\", \
             top-edge: .9em, bottom-edge: -.52em)[各部门按照分工落实任务，并在年底前提交报告。]))",
            "are printed over each other",
        ),
        ("#text(size: 1pt)[too small to read]", "is 1.0 pt small on"),
        ("#scale(20%)[made small]", "is 2.0 pt small on"),
        ("#rotate(180deg)[on its head]", "is upside down on"),
        (
            "#text(fill: tiling(size: (5pt, 5pt), rect(width: 5pt, height: 5pt, fill: white)))[filled]",
            "is filled with a pattern",
        ),
    ];
    let pages: Vec<&str> = cases.iter().map(|(body, _)| *body).collect();
    let all = told(&own(&pages.join("\n#pagebreak()\n")));
    for (index, (body, words)) in cases.into_iter().enumerate() {
        let page = format!("page {} of `own`", index + 1);
        let said = all.iter().find(|line| line.contains(&page)).unwrap_or_else(|| panic!("{body}"));
        assert!(said.contains(words), "{body}: {said}");
        assert!(said.starts_with("templates/own.typ:"), "{body}: {said}");
    }
}

#[test]
fn what_can_be_seen_is_not_told() {
    let cases = [
        "#par(leading: 1pt)[#lorem(80)]",
        "#par(leading: 2pt)[agjpqy ÅÉÎ agjpqy ÅÉÎ agjpqy ÅÉÎ agjpqy ÅÉÎ agjpqy ÅÉÎ agjpqy ÅÉÎ agjpqy]",
        "#emph[overhanging ff]T #text(tracking: -.5pt)[tightly set words]",
        "a\u{304}o\u{308} e\u{301}\u{323}",
        "#hide[#text(fill: white)[hidden]] #hide(place(dx: 900pt)[hidden])",
        "#rect(fill: black, text(fill: white)[on black])",
        "#rect(fill: rgb(0, 0, 0, 90%), text(fill: white)[on a shade])",
        "#rect(fill: gradient.linear(black, navy), text(fill: white)[on a gradient])",
        "#place(image(\"/data/cover.svg\", width: 200pt)) #text(fill: white)[on a picture]",
        "#rotate(45deg)[aslant] and level",
        "#rotate(-90deg, reflow: true, table(columns: 3, [on], [its], [side]))",
        "#table(columns: (1fr, 2fr, auto), fill: (x, y) => if y == 0 { navy }, ..range(3).map(i => text(fill: white)[head]), ..range(12).map(i => [cell #i]))",
        "#table(columns: 3, table.cell(colspan: 2)[two columns wide], [c], table.cell(rowspan: 2)[b], [d], [e], [f], [g])",
        "twice #place(top + left)[twice]",
        "#strike[struck] #underline[underlined] #highlight[marked] #super[1]#sub[2]",
        "#pad(left: -4pt)[a little outside]  #place(dx: -20pt)[in the margin]",
        "#set align(right); #box(width: 1fr, repeat[.]) 12",
        "#place(center + horizon, pdf.artifact(rotate(-45deg, text(size: 60pt, fill: rgb(0, 0, 0, 10%))[DRAFT]))) #lorem(60)",
        "#box(width: 0pt, place(right)[hung]) text",
        "#columns(2)[#lorem(80)] #footnote[A note #lorem(10)]",
        "#text(size: 14pt, weight: \"bold\", fill: luma(55%))[bold and large]",
        "#text(stroke: .2pt + white)[a thin edge] #text(stroke: 2pt + black)[a thick one]",
        "#text(tracking: -.05em)[set somewhat more closely]",
        "#block(width: 90pt, par(leading: 1pt, text(font: \"Noto Serif SC\", top-edge: .88em, \
         bottom-edge: -.12em)[各部门按照分工落实任务，并在“年底”前——提交报告。]))",
        "#rotate(90deg, reflow: true)[turned] #rotate(-90deg, reflow: true)[turned] #text(size: 4.5pt)[small]",
    ];
    let dir = folder(&own(&cases.join("\n#pagebreak()\n")));
    let output = diptych(dir.path(), &["build", "--format", "svg"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn what_is_printed_in_part_is_told_at_its_text() {
    let hidden = [
        "hide",
        "none",
        "set text(font: \"Nowhere\", fallback: false)",
        "it => pdf.artifact(text(fill: rgb(0, 0, 0, 8%), it))",
    ];
    for how in hidden {
        let own = format!("set smartquote(enabled: false)\n  show regex(\"面积|area\"): {how}");
        let files = planted("page", "set smartquote(enabled: false)", &own);
        let words = ["(block `area`) is on no page of", "water.yaml:", "hides it, leaves it out"];
        each_layout_tells(&files, &words);
    }
}

#[test]
fn a_table_that_is_left_out_below_its_title_is_told() {
    let figures = "names:\n  after: rivers\n  title: { zh: 河名, en: Names }\n  table:\n    columns: [{ zh: 河, en: \
                   River }, { zh: 长度, en: Length }]\n    rows:\n      - [{ zh: 北河, en: North }, { zh: 长, en: Long }]\n";
    let no_table = "show table: none";
    let mut files = planted("page", "set smartquote(enabled: false)", no_table);
    files.insert("data/figures.yaml", figures.as_bytes().to_vec());
    let told = told(&files);
    let words = ["of `names`) is on no page of `parallel`", "figures.yaml:"];
    let is_it = |line: &&String| words.iter().all(|word| line.contains(word));
    assert!(told.iter().any(|line| is_it(&line)), "{told:?}");
}

/// A path and a DOI end a line where an address would.
#[test]
fn a_name_without_spaces_is_divided_as_an_address_is() {
    let names = [
        "10.1234/journal.of.transboundary.water.resources.policy.2024.123456789",
        "projects/north_shore/water_supply/final/annual_report_of_the_departments_2024.xlsx",
    ];
    for name in names {
        let (_, water) = common::SMALL[2];
        let water = water.replace("Its area is", &format!("Its area ({name}) is"));
        let water = water.replace("zh: 面积为", &format!("zh: 见 {name}，面积为"));
        let files = small(&[("diptych.toml", LAYOUTS), ("data/sections/water.yaml", &water)]);
        let dir = folder(&files);
        let output = diptych(dir.path(), &["build"]);
        assert!(output.status.success(), "{name}: {}", stderr(&output));
    }
}

#[test]
fn every_format_is_refused() {
    for format in ["pdf", "png", "svg", "sheet"] {
        let dir = folder(&own("#text(fill: white)[unseen]"));
        let output = diptych(dir.path(), &["build", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
    }
}

#[test]
fn a_name_that_cannot_be_set_fails_its_row_alone() {
    let mut files = own("#box(width: 60pt, json(\"/recipient.json\").name.en)");
    files.insert("templates/own.yaml", b"recipient:\n  - { name: name }\n".to_vec());
    let dir = folder(&files);
    let name = "Donaudampfschifffahrtsgesellschaft".repeat(3);
    let rows = format!("id,variant,name\na,own,Ann\nb,own,{name}\nc,own,Bo\n");
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    let output = diptych(dir.path(), &["batch", "rows.csv"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert_eq!(batch::documents(&dir.path().join("out")).len(), 2);
    let row = &batch::report(&dir.path().join("out"))["results"][1];
    let said = row["diagnostics"][0].as_str().unwrap();
    assert!(said.contains("Donaudampf") && said.contains("runs o"), "{said}");
}

#[test]
fn a_marking_is_seen_on_the_cover() {
    let toml = LAYOUTS.replace("\"brief\"", "\"report\"").replace(
        "[audiences]",
        "[theme]\nmarking = { zh = \"内部\", en = \"Restricted\" }\n\n[audiences]",
    );
    let files = small(&[("diptych.toml", &toml)]);
    for (variant, colours) in [
        ("parallel", vec!["#ffffff", "#0d4663"]),
        ("facing", vec!["#ffffff", "#0d4663"]),
        ("stacked", vec!["#ffffff", "#ffffff"]),
        ("single", vec!["#ffffff"]),
    ] {
        let pieces = layout::layout(&files, variant).pieces;
        let is_marking = |text: &str| text.contains("内部") || text.contains("RESTRICTED");
        let on_cover = pieces.iter().filter(|piece| piece.y < layout::PAGE / 2.0);
        let marking: Vec<_> = on_cover.filter(|piece| is_marking(&piece.text)).collect();
        let fills: Vec<&str> = marking.iter().map(|piece| piece.fill.as_str()).collect();
        assert_eq!(fills, colours, "{variant}");
    }
}
