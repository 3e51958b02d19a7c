//! HTML: all that an edition says, once in each language and in order, in a file that is well
//! formed and fetches nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{self, diptych, folder, lake, names, small, stderr, stdout};
use diptych::export::{Format, Options};
use diptych::load::files::Files;
use diptych::model::diagnostic::Diagnostics;
use diptych::model::edition::{
    Block, Edition, Figure, FigureContent, Note, PerLanguage, Run, Section, Text, each_run, plain,
};
use diptych::model::language::Language;
use diptych::session::{Builder, Session};
use diptych::typeset::Fonts;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The editions of some variants, all when none is named, and their files.
fn made(files: Files, variants: &[&str]) -> Vec<(Edition, String)> {
    let session = Session::open(files, Fonts::load(&[]).unwrap());
    let session = session.unwrap_or_else(|broken| panic!("{:?}", broken.diagnostics.sorted()));
    let mut options = Options::default();
    options.formats = vec![Format::Html];
    let builder = Builder::new(&session, &options);
    let all = session.project().variants.iter();
    let wanted = all.filter(|v| variants.is_empty() || variants.contains(&v.name.as_str()));
    let one = |variant| {
        let mut told = Diagnostics::default();
        let edition = builder.edition(variant, &mut told);
        let made = builder.make(variant).unwrap_or_else(|told| panic!("{:?}", told.sorted()));
        let (name, bytes) = &made[0].files[0];
        assert_eq!(*name, format!("{}.html", variant.name));
        (edition, String::from_utf8(bytes.clone()).unwrap())
    };
    wanted.map(one).collect()
}

/// An element: its name, its attributes, and in which languages its text is, by place; none,
/// where it is in all.
#[derive(Debug, Clone, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    language: Option<usize>,
    is_told: bool,
}

/// What a file says: the text of its `main` in each language, without white space, and its
/// elements.
#[derive(Default)]
struct Page {
    texts: Vec<String>,
    elements: Vec<Element>,
    /// What stands in elements by their names.
    bodies: BTreeMap<String, Vec<String>>,
}

fn attributes(start: &BytesStart) -> BTreeMap<String, String> {
    let decoder = Reader::from_str("").decoder();
    let all = start.attributes().map(|own| own.expect("an attribute"));
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    all.map(|own| {
        (text(own.key.as_ref()), own.decode_and_unescape_value(decoder).unwrap().into_owned())
    })
    .collect()
}

/// Reads a file, which is well formed as XML is: no end is missing, none is too many.
fn read(html: &str, languages: usize) -> Page {
    let mut page = Page { texts: vec![String::new(); languages], ..Page::default() };
    let mut reader = Reader::from_str(html);
    let mut open: Vec<Element> = vec![];
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e}: {html:.400}"));
        let text = match event {
            Event::Start(start) => {
                page.start(&start, &open);
                open.push(page.elements.last().unwrap().clone());
                continue;
            }
            Event::Empty(start) => {
                page.start(&start, &open);
                continue;
            }
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Text(text) => text.decode().unwrap().into_owned(),
            Event::GeneralRef(name) => match &*name.decode().unwrap() {
                "amp" => "&".into(),
                "lt" => "<".into(),
                "gt" => ">".into(),
                "quot" => "\"".into(),
                "#39" => "'".into(),
                other => panic!("`{other}`"),
            },
            Event::DocType(_) => continue,
            Event::Eof => break,
            other => panic!("{other:?}"),
        };
        let Some(own) = open.last() else { continue };
        let body = page.bodies.entry(own.name.clone()).or_default();
        match body.last_mut() {
            Some(last) if page.elements.last().is_some_and(|e| e.name == own.name) => {
                last.push_str(&text)
            }
            _ => body.push(text.clone()),
        }
        if !own.is_told {
            continue;
        }
        for (at, said) in page.texts.iter_mut().enumerate() {
            if own.language.is_none_or(|language| language == at) {
                said.extend(text.chars().filter(|c| !c.is_whitespace()));
            }
        }
    }
    assert!(open.is_empty());
    page
}

impl Page {
    fn start(&mut self, start: &BytesStart, open: &[Element]) {
        let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        let attributes = attributes(start);
        let class = attributes.get("class").cloned().unwrap_or_default();
        let before = open.last().cloned().unwrap_or_default();
        let side = class.split(' ').any(|own| own == "side");
        let own = class.split(' ').find_map(|own| own.strip_prefix('l')?.parse().ok());
        let language = if side { own } else { before.language };
        // The numbers of pairs stand between the languages.
        let is_told = (before.is_told || name == "main") && class != "n";
        self.elements.push(Element { name, attributes, language, is_told });
    }

    fn values(&self, name: &str) -> Vec<&String> {
        self.elements.iter().filter_map(|element| element.attributes.get(name)).collect()
    }
}

/// What an edition says in a language, in the order of its parts.
struct Said<'a> {
    edition: &'a Edition,
    language: &'a Language,
    text: String,
}

impl Said<'_> {
    fn add(&mut self, text: &str) {
        self.text.extend(text.chars().filter(|c| !c.is_whitespace()));
    }

    fn word(&mut self, word: &str) {
        self.add(&self.language.table.words.get(word).cloned().unwrap_or_default());
    }

    fn words(&mut self, words: &PerLanguage<String>) {
        self.add(words.get(&self.language.key).map_or("", String::as_str));
    }

    fn runs(&mut self, text: &Text) {
        self.add(&text.get(&self.language.key).map(|runs| plain(runs)).unwrap_or_default());
    }

    fn fact(&mut self, label: &str, value: &str) {
        let colon = self.language.table.words.get("colon").cloned();
        let colon =
            colon.unwrap_or(if self.language.table.script == "Hani" { "：" } else { ":" }.into());
        self.add(&format!("{label}{colon}{value}"));
    }

    fn all(mut self) -> String {
        let (edition, l) = (self.edition, self.language);
        let theme = &edition.theme;
        let over = theme.marking.as_ref().and_then(|own| own.get(&l.key)).map(String::as_str);
        let over: Vec<&str> =
            over.into_iter().chain(theme.draft.then(|| l.word("draft"))).collect();
        self.add(&over.join("·"));
        self.word(&edition.template);
        let issue = edition.issue.as_ref().map(|issue| issue[&l.key].clone());
        let own = edition.languages.iter().find(|own| own.key == edition.original);
        let original = l.table.languages.get(&edition.original).or(own.map(|own| &own.table.name));
        self.add(issue.as_deref().unwrap_or_default());
        if let Some(name) = original {
            self.add(if issue.is_some() { "·" } else { "" });
            self.fact(l.word("original"), name);
        }
        self.runs(&edition.title);
        edition.subtitle.iter().for_each(|own| self.runs(own));
        let number = |at: usize| match edition.affiliations.len() {
            0 | 1 => String::new(),
            _ => (at + 1).to_string(),
        };
        let authors = edition.authors.iter();
        let authors = authors.map(|own| {
            format!("{}{}", own.name[&l.key], own.affiliation.map(number).unwrap_or_default())
        });
        self.add(&authors.collect::<Vec<_>>().join(l.word("separator")));
        for (at, place) in edition.affiliations.iter().enumerate() {
            self.add(&number(at));
            self.runs(&place.text);
        }
        if let Some(date) = &edition.published {
            self.fact(l.word("published"), &date[&l.key]);
        }
        edition.attribution.iter().for_each(|own| self.runs(own));
        self.part("key-messages", &edition.key_messages);
        self.part("recommendations", &edition.recommendations);
        self.part("summary", edition.summary.as_slice());
        let keywords: Vec<&str> = edition.keywords.iter().map(|k| k[&l.key].as_str()).collect();
        if !keywords.is_empty() {
            self.word("keywords");
            self.add(&keywords.join(l.word("separator")));
        }
        for own in &edition.abstracts {
            // In a language of its own, and so for all readers.
            self.add(own.language.word("summary"));
            self.add(&plain(&own.title));
            own.subtitle.iter().for_each(|runs| self.add(&format!("·{}", plain(runs))));
            own.body.iter().for_each(|runs| self.add(&plain(runs)));
            if !own.keywords.is_empty() {
                self.add(own.language.word("keywords"));
                self.add(&own.keywords.join(own.language.word("separator")));
            }
        }
        edition.sections.iter().for_each(|section| self.section(section));
        if let Some(timeline) = &edition.timeline {
            ["timeline", "date", "event"].iter().for_each(|word| self.word(word));
            for period in &timeline.periods {
                period.title.iter().for_each(|title| self.runs(title));
                if period.title.is_some() {
                    period.date.iter().for_each(|date| self.words(date));
                }
                for event in &period.events {
                    self.words(&event.date);
                    self.runs(&event.body);
                }
            }
            self.notes(&timeline.notes);
        }
        if !edition.notes.is_empty() {
            self.word("notes");
            self.notes(&edition.notes);
        }
        if !edition.sources.is_empty() {
            self.word("sources");
            edition.sources.iter().for_each(|source| self.runs(&source.body));
        }
        if !edition.glossary.is_empty() && edition.languages.len() > 1 {
            self.word("glossary");
            for term in &edition.glossary {
                self.words(&term.long);
                let short = term.short.as_ref().filter(|s| s.get(&l.key) != term.long.get(&l.key));
                short.into_iter().for_each(|short| self.words(short));
            }
        }
        if edition.index.values().any(|own| !own.is_empty()) {
            self.word("index");
            for entry in &edition.index[&l.key] {
                self.add(&entry.name);
                entry.short.iter().for_each(|short| self.add(short));
                for id in &edition.glossary[entry.term].blocks {
                    let block = edition.blocks().find(|block| block.id == *id);
                    let number = block.map(|b| b.number.map_or("·".into(), |n| n.to_string()));
                    self.add(&number.unwrap_or_default());
                }
            }
        }
        self.word("colophon");
        edition.colophon.iter().for_each(|own| self.runs(own));
        for (word, date) in [("received", &edition.received), ("revised", &edition.revised)] {
            date.iter().for_each(|date| self.fact(l.word(word), &date[&l.key]));
        }
        edition.credits.iter().for_each(|own| self.fact(&own.role[&l.key], &own.name[&l.key]));
        for line in &edition.imprint {
            self.fact(&line.label[&l.key], &plain(&line.text[&l.key]));
        }
        self.add(&format!("{}·{}", edition.program, edition.variant));
        self.text
    }

    fn part(&mut self, word: &str, blocks: &[Block]) {
        if !blocks.is_empty() {
            self.word(word);
            blocks.iter().for_each(|block| self.block(block));
        }
    }

    fn section(&mut self, section: &Section) {
        section.number.iter().for_each(|number| self.words(number));
        self.runs(&section.title);
        section.blocks.iter().for_each(|block| self.block(block));
        section.sections.iter().for_each(|section| self.section(section));
    }

    fn block(&mut self, block: &Block) {
        let boxed = block.boxed.as_ref().filter(|boxed| boxed.begins);
        boxed.and_then(|own| own.title.as_ref()).into_iter().for_each(|title| self.runs(title));
        block.label.iter().for_each(|label| self.words(label));
        block.body[&self.language.key].iter().for_each(|runs| self.add(&plain(runs)));
        if let Some(said) = &block.editorial {
            self.word("editorial");
            self.runs(said);
        }
        block.figures.iter().for_each(|figure| self.figure(figure));
    }

    fn figure(&mut self, figure: &Figure) {
        self.words(&figure.label);
        self.runs(&figure.title);
        if !matches!(figure.content, FigureContent::Table(_) | FigureContent::Picture(_)) {
            self.word("data");
            self.add("·");
            self.words(&figure.label);
        }
        match &figure.content {
            FigureContent::Chart(chart) => {
                chart.series.iter().flat_map(|s| &s.label).for_each(|label| self.runs(label));
                for row in 0..chart.series[0].values.len() {
                    chart.categories.get(row).into_iter().for_each(|name| self.runs(name));
                    for value in chart.series.iter().map(|series| &series.values[row]) {
                        match value.text.values().all(Vec::is_empty) {
                            true => self.add(&value.amount),
                            false => self.runs(&value.text),
                        }
                    }
                }
            }
            FigureContent::Timeline(drawn) => {
                let periods = drawn.periods.iter().map(|own| (&own.date, &own.title));
                let events = drawn.events.iter().map(|own| (&own.date, &own.label));
                for (date, said) in periods.chain(events) {
                    self.words(date);
                    self.runs(said);
                }
            }
            FigureContent::Diagram { levels } => {
                for level in levels {
                    self.runs(&level.title);
                    for own in &level.boxes {
                        self.runs(&own.title);
                        own.text.iter().for_each(|text| self.runs(text));
                    }
                }
            }
            FigureContent::Table(table) => {
                let rows = table.head.iter().chain(&table.rows);
                rows.flatten().for_each(|cell| self.runs(&cell.text));
            }
            FigureContent::Picture(picture) => {
                let said: Vec<_> =
                    [&picture.credit, &picture.licence].into_iter().flatten().collect();
                for (at, text) in said.into_iter().enumerate() {
                    self.add(if at > 0 { "·" } else { "" });
                    self.runs(text);
                }
            }
            other => panic!("{other:?}"),
        }
        if let Some(remark) = &figure.remark {
            self.word("remark");
            self.runs(remark);
        }
        self.notes(&figure.notes);
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            if note.body.contains_key(&self.language.key) {
                self.add(&note.label);
                self.runs(&note.body);
            }
        }
    }
}

/// Holds a file against its edition: its text, its ids and links, its pictures and tags.
fn check(edition: &Edition, html: &str) {
    let page = read(html, edition.languages.len());
    for (language, said) in edition.languages.iter().zip(&page.texts) {
        let expected = Said { edition, language, text: String::new() }.all();
        let same = said.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
        let near =
            |text: &str| text.chars().skip(same.saturating_sub(20)).take(80).collect::<String>();
        let (name, key) = (&edition.variant, &language.key);
        assert!(*said == expected, "{name} {key}:\n{}\n{}", near(said), near(&expected));
    }
    let ids = page.values("id");
    let known: BTreeSet<&String> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "{}: an id stands twice", edition.variant);
    for to in page.values("href").into_iter().filter_map(|to| to.strip_prefix('#')) {
        assert!(known.contains(&to.to_string()), "{}: `#{to}` leads nowhere", edition.variant);
    }
    for name in ["aria-labelledby", "for"] {
        for to in page.values(name) {
            assert!(known.contains(to), "{}: `{to}` names nothing", edition.variant);
        }
    }
    assert!(page.values("src").iter().all(|src| src.starts_with("data:image/")));
    assert!(page.values("style").is_empty());
    let images = page.elements.iter().filter(|element| element.name == "img");
    assert!(images.into_iter().all(|image| !image.attributes["alt"].is_empty()));
    for (at, language) in edition.languages.iter().enumerate() {
        let sides = page.elements.iter().filter(|e| {
            e.attributes.get("class").is_some_and(|class| class.starts_with(&format!("side l{at}")))
        });
        assert!(sides.into_iter().all(|side| side.attributes["lang"] == language.table.tag));
    }
}

#[test]
fn the_built_in_article_says_all_of_each_edition_in_its_order() {
    for (edition, html) in made(Files::built_in(), &[]) {
        check(&edition, &html);
        assert!(html.len() < 1_000_000, "{}: {} bytes", edition.variant, html.len());
    }
}

#[test]
fn the_examples_say_all_of_each_edition_in_its_order() {
    for example in ["examples/specimen", "examples/metre"] {
        for (edition, html) in made(Files::read(&common::here(example)).unwrap(), &[]) {
            check(&edition, &html);
        }
    }
}

#[test]
fn the_same_article_gives_the_same_bytes() {
    let (once, again) = (made(lake(), &[]), made(lake(), &[]));
    assert!(once.len() > 3);
    for ((edition, one), (_, other)) in once.iter().zip(&again) {
        assert!(one == other, "{}", edition.variant);
    }
}

/// What would be markup, in every text of the small project.
const HOSTILE: &str = r#"\</script>\<script>alert("1")\</script>\<!-- & 'x'"#;

#[test]
fn what_looks_like_markup_is_text_everywhere() {
    let is_english = |line: &str| line.contains("en: ") && !line.contains("languages");
    let mut files = lake();
    for path in
        ["data/article.yaml", "data/sections/water.yaml", "data/events.yaml", "data/figures.yaml"]
    {
        let text = files.text(path).unwrap().to_string();
        let hostile = HOSTILE.replace('"', "\\\"").replace("\\<", "\\\\<");
        let lines = text.lines().map(|line| match (is_english(line), line.find("en: ")) {
            (true, Some(at)) => {
                let (before, value) = line.split_at(at + 4);
                let value = value.trim();
                let end = if before.contains('{') {
                    value.find([',', '}']).unwrap()
                } else {
                    value.len()
                };
                let (own, rest) = value.split_at(end);
                let own = own.trim().trim_matches('\'');
                format!("{before}\"{own} {hostile}\"{rest}\n")
            }
            _ => format!("{line}\n"),
        });
        let text: String = lines.collect();
        files.insert(path, text.into_bytes());
    }
    for (edition, html) in made(files, &["all", "en", "members"]) {
        check(&edition, &html);
        let page = read(&html, edition.languages.len());
        let scripts = page.elements.iter().filter(|element| element.name == "script").count();
        assert_eq!(scripts, 2, "one for the page, and one of data");
        let mut said = String::new();
        each_run(&edition.title["en"], &mut |run| {
            if let Run::Text { text } = run {
                said.push_str(text);
            }
        });
        assert!(said.contains("</script><script>"), "{said}");
        let data = page.bodies["script"].iter().find(|body| body.starts_with('{')).unwrap();
        // The page's own script may stand behind it.
        let mut data = serde_json::Deserializer::from_str(data).into_iter::<serde_json::Value>();
        let data = data.next().unwrap().unwrap();
        let names = data["name"].as_array().unwrap();
        assert!(names.iter().any(|name| name["@value"] == said.as_str()), "{data}");
    }
}

#[test]
fn nothing_is_fetched_and_nothing_runs_but_what_the_policy_names() {
    for (edition, html) in made(small(&[]), &["both"]) {
        let page = read(&html, edition.languages.len());
        let policy = page.values("content").into_iter().find(|v| v.starts_with("default-src"));
        let policy = policy.unwrap();
        assert!(policy.starts_with("default-src 'none'; img-src data:; style-src 'sha256-"));
        assert!(policy.contains("script-src 'sha256-"), "{policy}");
        let fetching = ["src", "srcset", "action", "poster", "data"];
        for element in &page.elements {
            let own = element.attributes.iter();
            let mut own = own.filter(|(name, _)| fetching.contains(&name.as_str()));
            assert!(own.all(|(_, value)| value.starts_with("data:")), "{element:?}");
            assert!(!element.attributes.keys().any(|name| name.starts_with("on")), "{element:?}");
        }
        assert!(!html.contains("url(") && !html.contains("@import"));
    }
}

#[test]
fn a_build_makes_several_formats_and_knows_each_file() {
    let dir = folder(&small(&[]));
    let build = ["build", "both", "en", "--format", "html,pdf"];
    let output = diptych(dir.path(), &build);
    assert!(output.status.success(), "{}", stderr(&output));
    let expected = ["out/both.pdf", "out/both.html", "out/en.pdf", "out/en.html"];
    assert_eq!(stdout(&output).lines().collect::<Vec<_>>(), expected);
    let files = names(&dir.path().join("out"));
    assert!(files.contains(&"both.html.manifest.json".to_string()), "{files:?}");
    assert!(files.contains(&"both.pdf.manifest.json".to_string()), "{files:?}");
    let again = diptych(dir.path(), &build);
    assert_eq!(stdout(&again), "");
    assert!(stderr(&again).contains("`both` is current as html"), "{}", stderr(&again));
    let verify = |file: &str| stdout(&diptych(dir.path(), &["verify", file]));
    assert_eq!(verify("out/both.html"), "out/both.html: current\n");
    assert_eq!(verify("out/both.pdf"), "out/both.pdf: current\n");

    // Alone, each is what it is beside the other.
    let html = std::fs::read(dir.path().join("out/en.html")).unwrap();
    let alone = ["build", "en", "--format", "html", "-o", "alone"];
    assert!(diptych(dir.path(), &alone).status.success());
    assert_eq!(names(&dir.path().join("alone")), ["en.html", "en.html.manifest.json"]);
    assert!(std::fs::read(dir.path().join("alone/en.html")).unwrap() == html);

    let path = dir.path().join("data/article.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    common::save(&path, &text.replace("The lake shrinks", "The lake has shrunk"));
    assert!(verify("out/both.html").contains("outdated by `data/article.yaml`"));
    std::fs::write(dir.path().join("out/en.html"), "<p>else</p>").unwrap();
    assert_eq!(verify("out/en.html"), "out/en.html: altered\n");
}

#[test]
fn formats_whose_files_would_have_one_name_are_not_made_together() {
    let dir = folder(&small(&[]));
    let output = diptych(dir.path(), &["build", "en", "--format", "png,sheet"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert!(told.contains("files of `png` and `sheet` could have the same name"), "{told}");
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_batch_makes_a_page_for_each_reader_in_each_format() {
    let toml = "\n[variants.letter]\ntemplate = \"note\"\nlevel = \"key\"\nlanguages = [\"en\"]\n";
    let (path, own) = common::SMALL[0];
    let dir = folder(&small(&[(path, &format!("{own}{toml}"))]));
    let rows = "id,variant,name,office\na,letter,Ann <b>,\"One\nTwo\"\nb,letter,Bo & Co,Three\n";
    std::fs::write(dir.path().join("rows.csv"), rows).unwrap();
    let args = ["batch", "rows.csv", "--format", "pdf,html", "-o", "out"];
    let output = diptych(dir.path(), &args);
    assert!(output.status.success(), "{}", stderr(&output));
    let files = names(&dir.path().join("out"));
    for name in ["a-letter.html", "a-letter.pdf", "b-letter.html", "b-letter.pdf"] {
        assert!(files.contains(&name.to_string()), "{files:?}");
    }
    let (a, b) = (dir.path().join("out/a-letter.html"), dir.path().join("out/b-letter.html"));
    let (a, b) = (std::fs::read_to_string(a).unwrap(), std::fs::read_to_string(b).unwrap());
    assert!(a.contains("Ann &lt;b&gt;") && a.contains("One<br/>Two") && !a.contains("Three"));
    assert!(b.contains("Bo &amp; Co") && !b.contains("Ann"));
    read(&a, 1);
    let verified = diptych(dir.path(), &["batch", "verify", "out"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
}
