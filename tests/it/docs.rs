//! What the docs tell the reader to do is done, and their links lead somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use comrak::nodes::NodeValue;
use comrak::{Anchorizer, Arena, Options, parse_document};

use crate::common::here;
use crate::reader::{Reader, steps};

/// Pages that are written by tests, from the program.
const WRITTEN: [&str; 2] = ["docs/cli.md", "docs/errors.md"];

pub fn text(path: &str) -> String {
    std::fs::read_to_string(here(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All pages in Markdown below a folder of the repository, by path.
fn below(folder: &str, pages: &mut Vec<String>) {
    for name in crate::common::names(&here(folder)) {
        let path = format!("{folder}/{name}");
        match here(&path).is_dir() {
            true => below(&path, pages),
            false if name.ends_with(".md") => pages.push(path),
            false => {}
        }
    }
}

/// The pages that people read.
pub fn pages() -> Vec<String> {
    let mut pages: Vec<String> =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "fonts/README.md", "tests/gate/README.md"]
            .map(String::from)
            .into();
    below("docs", &mut pages);
    pages
}

#[test]
#[cfg(unix)]
fn what_a_page_tells_the_reader_to_do_comes_out_as_it_says() {
    std::thread::scope(|scope| {
        for page in pages().into_iter().filter(|page| !WRITTEN.contains(&page.as_str())) {
            // Word files are made for this one, where there is pandoc: see `import`.
            if page != "docs/first-article.md" {
                scope.spawn(move || {
                    let dir = tempfile::tempdir().unwrap();
                    let mut reader = Reader::new(&page, dir.path());
                    steps(&text(&page)).iter().for_each(|step| reader.act(step));
                });
            }
        }
    });
}

#[test]
#[cfg(unix)]
fn a_page_that_is_wrong_is_found() {
    for planted in [
        "```yaml\nlanguages: [en]\n```\n",
        "```sh\ndiptych show nothing\n```\n",
        "<!-- exit: 1 -->\n```sh\ntrue\n```\n",
        "```sh\necho one\n```\n<!-- says -->\n```text\none\ntwo\n```\n",
        "<!-- run: exit 4 -->\n",
        "<!-- file: a -->\n```text\none\n```\n<!-- in a: two -->\n```text\nthree\n```\n",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let found = std::panic::catch_unwind(|| {
            let mut reader = Reader::new("planted", dir.path());
            steps(planted).iter().for_each(|step| reader.act(step));
        });
        assert!(found.is_err(), "{planted}");
    }
    assert_eq!(
        broken("docs/batch.md", "[a](#no-such-heading) [b](nowhere.md) [c](#batches)").len(),
        2
    );
}

#[test]
fn each_link_leads_somewhere() {
    let faults: Vec<String> = pages().iter().flat_map(|page| broken(page, &text(page))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The links of a page that lead nowhere.
fn broken(page: &str, text: &str) -> Vec<String> {
    let mut faults = vec![];
    let folder = here(page).parent().unwrap().to_path_buf();
    for link in links(text) {
        if link.starts_with("https://") || link.starts_with("http://") {
            continue;
        }
        let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
        let to = if path.is_empty() { here(page) } else { folder.join(path) };
        let leads = match (to.exists(), anchor) {
            (false, _) => false,
            (true, "") => true,
            (true, anchor) => anchors(&to).contains(anchor),
        };
        if !leads {
            faults.push(format!("{page}: {link}"));
        }
    }
    faults
}

/// Where the links and pictures of a page lead.
fn links(page: &str) -> Vec<String> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    let root = parse_document(&arena, page, &options);
    let nodes = root.descendants().filter_map(|node| match &node.data.borrow().value {
        NodeValue::Link(link) | NodeValue::Image(link) => Some(link.url.clone()),
        _ => None,
    });
    nodes.collect()
}

/// The headings of a page, as links name them.
fn anchors(page: &Path) -> BTreeSet<String> {
    let page = std::fs::read_to_string(page).unwrap();
    let arena = Arena::new();
    let root = parse_document(&arena, &page, &Options::default());
    let mut names = Anchorizer::new();
    let headings =
        root.descendants().filter(|node| matches!(node.data.borrow().value, NodeValue::Heading(_)));
    let headings: Vec<String> = headings
        .map(|heading| {
            let parts = heading.descendants().filter_map(|node| match &node.data.borrow().value {
                NodeValue::Text(text) => Some(text.to_string()),
                NodeValue::Code(code) => Some(code.literal.clone()),
                _ => None,
            });
            parts.collect()
        })
        .collect();
    headings.iter().map(|heading| names.anchorize(heading)).collect()
}

#[test]
fn the_book_has_each_page() {
    let book = text("docs/SUMMARY.md");
    let listed: BTreeSet<String> =
        links(&book).into_iter().map(|link| format!("docs/{link}")).collect();
    let mut pages = vec![];
    below("docs", &mut pages);
    let pages: BTreeSet<String> = pages
        .into_iter()
        .filter(|page| page != "docs/SUMMARY.md" && !page.starts_with("docs/licences"))
        .collect();
    assert_eq!(listed, pages);
}

/// The longest cell of a table, in words.
const CELL: usize = 25;

#[test]
fn no_cell_of_a_table_is_a_paragraph() {
    let faults: Vec<String> = pages()
        .iter()
        .filter(|page| !WRITTEN.contains(&page.as_str()))
        .flat_map(|page| {
            long_cells(&text(page)).into_iter().map(move |cell| format!("{page}: {cell}"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let planted = "word ".repeat(CELL + 1);
    assert_eq!(long_cells(&format!("| a | b |\n|---|---|\n| one | {planted} |\n")).len(), 1);
    let whole = "word ".repeat(CELL);
    assert_eq!(long_cells(&format!("| a | b |\n|---|---|\n| one | {whole} |\n")).len(), 0);
}

/// The cells of a page's tables that are too long to be read at once.
fn long_cells(page: &str) -> Vec<String> {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    let root = parse_document(&arena, page, &options);
    let cells =
        root.descendants().filter(|node| matches!(node.data.borrow().value, NodeValue::TableCell));
    let texts = cells.map(|cell| {
        let parts = cell.descendants().filter_map(|node| match &node.data.borrow().value {
            NodeValue::Text(text) => Some(text.to_string()),
            NodeValue::Code(code) => Some(code.literal.clone()),
            _ => None,
        });
        parts.collect::<String>()
    });
    texts.filter(|text| text.split_whitespace().count() > CELL).collect()
}
