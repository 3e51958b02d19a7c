//! The preview of `diptych watch`, and an edition as HTML, in headless Chromium, driven
//! through chromedriver (WebDriver, W3C). Without one there is nothing to test here,
//! unless `DIPTYCH_BROWSER` is set.

use crate::common;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::common::watch::{PATIENCE, Watch};
use crate::common::{edited, folder, small};
use serde_json::{Value, json};

const WATER: &str = "data/sections/water.yaml";

/// A browser; it closes with the test.
struct Browser {
    driver: Child,
    host: String,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.ask("DELETE", "", &Value::Null);
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

impl Browser {
    fn open(url: &str) -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
        let Ok(mut driver) = driver else {
            assert!(std::env::var_os("DIPTYCH_BROWSER").is_none(), "there is no chromedriver");
            eprintln!("there is no chromedriver here");
            return None;
        };
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("started successfully on port")).unwrap();
        let port = line.trim_end_matches('.').rsplit(' ').next().unwrap().to_string();
        let mut browser =
            Self { driver, host: format!("127.0.0.1:{port}"), session: String::new() };
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"];
        let options =
            json!({ "goog:chromeOptions": { "args": args }, "timeouts": { "script": 50000 } });
        let session =
            browser.ask("POST", "", &json!({ "capabilities": { "alwaysMatch": options } }));
        browser.session = format!("/{}", session["sessionId"].as_str().unwrap());
        browser.ask("POST", "/url", &json!({ "url": url }));
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, session) = (&self.host, &self.session);
        write!(
            stream,
            "{method} /session{session}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut head = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            head.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        head.read_exact(&mut answer).unwrap();
        let mut answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["value"].take()
    }

    /// Runs a script in the page; gives what it returns.
    fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Tells Chromium itself to do something.
    fn tell(&self, command: &str, parameters: Value) {
        self.ask("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// Waits until an expression is true of the page.
    fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const check = () => {{ if ({expression}) {{ watch.disconnect(); done(true); }} }};
             const watch = new MutationObserver(check);
             watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             check();"
        );
        let body = json!({ "script": script, "args": [] });
        assert_eq!(self.ask("POST", "/execute/async", &body), true, "{expression}");
    }
}

const PAGES: &str = "document.querySelectorAll('.page img').length > 2";

/// Chooses in a list of the page.
fn choose(browser: &Browser, list: &str, value: &str) {
    let list = format!("const s = document.getElementById('{list}'); s.value = '{value}';");
    browser.run(&format!("{list} s.dispatchEvent(new Event('change')); return s.value;"));
}

/// Notes what is marked from now on.
fn note_marks(browser: &Browser) {
    browser.run(
        "window.own = window.mark; window.marked = 0;
         window.mark = (areas) => { window.areas = areas; window.marked += 1; own(areas); };",
    );
}

/// Clicks into the middle of an area that is marked; gives what the page tells.
fn click(browser: &Browser, area: usize) -> String {
    browser.run(&format!(
        "document.getElementById('block').replaceChildren();
         const mark = document.querySelectorAll('.mark')[{area}];
         mark.scrollIntoView({{ block: 'center' }});
         const box = mark.getBoundingClientRect();
         const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
         const at = {{ clientX: x, clientY: y, bubbles: true }};
         mark.parentElement.dispatchEvent(new MouseEvent('click', at));"
    ));
    browser.until("document.getElementById('block').textContent !== ''");
    browser.run("return document.getElementById('block').textContent;").as_str().unwrap().into()
}

#[test]
fn a_browser_shows_a_save_an_error_and_the_line_of_a_text() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["en", "members"]);
    let Some(browser) = Browser::open(&format!("http://{}/#members", watch.host)) else { return };
    browser.until("document.title.startsWith('members')");
    // Another variant is chosen in the page.
    choose(&browser, "variant", "en");
    browser.until(&format!("document.title.startsWith('en') && {PAGES}"));
    browser.until("document.querySelectorAll('#outline a').length > 1");

    // A save is seen without a reload, and the pages stay where they are.
    browser.run("window.kept = true; window.old = [...document.querySelectorAll('.page img')].map(i => i.src); scrollTo(0, 300);");
    let change = |path: &str, from: &str, to: &str| {
        let files = edited(path, from, to);
        common::save(&dir.path().join(path), files.text(path).unwrap());
    };
    let save = |from: &str, to: &str| change(WATER, from, to);
    let title = |to: &str| change("data/events.yaml", "en: Early", to);
    note_marks(&browser);
    title("en: Before");
    browser.until("[...document.querySelectorAll('.page img')].some((i, n) => i.src !== old[n])");
    browser.until("marked > 0 && document.querySelector('.mark')");
    assert_eq!(browser.run("return window.kept && scrollY > 300;"), true);

    // What was edited is scrolled to only when it is out of sight, and is marked.
    let seen = "const box = document.querySelector('.mark').getBoundingClientRect(); \
                return box.top >= 40 && box.bottom <= innerHeight;";
    assert_eq!(browser.run(seen), true);
    browser.run("window.at = scrollY; marked = 0;");
    title("en: Once");
    browser.until("marked > 0");
    assert_eq!(browser.run("return scrollY === at;"), true);
    browser.run("marked = 0;");
    save("The rivers moved", "Rivers moved");
    browser.until("marked > 0");
    assert_eq!(browser.run(seen), true);

    // A click gives the block, its language, its level and its line.
    let told = click(&browser, 0);
    assert_eq!(told, format!("block rivers · en · level full · for everybody · {WATER}:14:9"));
    let href = browser.run("return document.querySelector('#block a').href;");
    assert!(href.as_str().unwrap().ends_with("/data/sections/water.yaml:14:9"), "{href}");

    // An error appears over the pages, and goes away.
    save("[@book]", "[@boko]");
    browser.until("document.getElementById('errors').textContent.includes('boko')");
    let text = browser.run("return document.getElementById('errors').textContent;");
    assert!(text.as_str().unwrap().contains("data/sections/water.yaml:13:26"), "{text}");
    assert_eq!(browser.run(&format!("return {PAGES};")), true);
    save("", "");
    browser.until("document.getElementById('errors').textContent === ''");
}

#[test]
fn a_browser_shows_one_language_and_leads_to_the_line_of_each_kind_of_text() {
    let dir = folder(&common::lake());
    let watch = Watch::start(dir.path(), &["all", "en"]);
    let Some(browser) = Browser::open(&format!("http://{}/#all", watch.host)) else { return };
    browser.until(&format!("document.title.startsWith('all –') && {PAGES}"));

    // One language is chosen, and both again; a variant in one has no choice.
    choose(&browser, "language", "en");
    browser.until(&format!("document.title.startsWith('all en –') && {PAGES}"));
    let outline = "return document.getElementById('outline').textContent;";
    let titles = browser.run(outline).to_string();
    assert!(titles.contains("Water") && !titles.contains('水'), "{titles}");
    assert_eq!(browser.run("return location.hash;"), "#all/en");
    choose(&browser, "variant", "en");
    browser.until("document.title.startsWith('en –')");
    assert_eq!(browser.run("return document.getElementById('language').disabled;"), true);
    choose(&browser, "variant", "all");
    browser.until("document.title.startsWith('all –')");
    assert!(browser.run(outline).to_string().contains('水'));

    // Each kind of text: an edit marks it, and a click on it opens its line.
    note_marks(&browser);
    let block = "block rivers · zh · level full · for everybody · data/sections/water.yaml:13:9";
    for (path, from, told) in [
        ("data/article.yaml", "zh: 湖泊,", "title · zh · data/article.yaml:1:14"),
        ("data/article.yaml", "en: A report", "subtitle · en · data/article.yaml:2:"),
        (WATER, "zh: 水,", "section water · zh · data/sections/water.yaml:2:14"),
        (WATER, "zh: 河流", block),
        (
            "data/events.yaml",
            "en: 'A survey",
            "event survey · en · level brief · for everybody · data/events.yaml:5:",
        ),
        ("data/terms.yaml", "en: LMB", "term board short · en · data/terms.yaml:3:"),
        ("data/quantities.yaml", "value: 24", "figure shares · zh · level full"),
        (
            "data/figures.yaml",
            "en: Very long",
            "figure names cell 1 1 · en · level full · for everybody · data/figures.yaml:16:",
        ),
        ("data/sources.yaml", "title: Rivers", "note 3 of block rivers · zh · level full"),
        ("data/sources.yaml", "title: A Rivers", "source book · en · data/sources.yaml:2:1"),
    ] {
        let path = dir.path().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace(", published: 25.0", "");
        assert!(text.contains(from), "{from}");
        let more = match from.strip_suffix("24") {
            Some(value) => format!("{value}124"),
            None => from.replacen(": ", ": A ", 1).replace(": A '", ": 'A "),
        };
        browser.run("marked = 0;");
        common::save(&path, &text.replacen(from, &more, 1));
        browser.until("marked > 0");
        let count = browser.run("window.all = areas; return all.length;").as_u64().unwrap();
        let clicked: Vec<String> = (0..count as usize)
            .map(|area| {
                browser.run("own(all);");
                click(&browser, area)
            })
            .collect();
        assert!(clicked.iter().any(|own| own.starts_with(told)), "{told}: {clicked:#?}");
    }
}

#[test]
fn a_browser_lists_what_check_finds_and_shows_where_it_stands() {
    let dir = folder(&edited(WATER, "The rivers moved", "The 12 rivers moved"));
    let watch = Watch::start(dir.path(), &["en"]);
    let Some(browser) = Browser::open(&format!("http://{}/#en", watch.host)) else { return };
    browser.until(&format!("{PAGES} && document.querySelectorAll('#findings li').length === 1"));
    let text = |of: &str| {
        let text = format!("return document.querySelector('#findings {of}').textContent;");
        browser.run(&text).as_str().unwrap().to_string()
    };
    assert_eq!(text("h2"), "1 finding");
    assert!(text("button").starts_with("numbers the numbers differ: "), "{}", text("button"));
    // It leads to the place in each language, and by the keyboard to the pages.
    let links = "return [...document.querySelectorAll('#findings li a')].map(a => a.textContent);";
    let links: Vec<String> = serde_json::from_value(browser.run(links)).unwrap();
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link.starts_with("water.yaml:")), "{links:?}");
    browser.run("document.querySelector('#findings button').focus();");
    let enter = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
        { "type": "keyDown", "value": "\u{e007}" }, { "type": "keyUp", "value": "\u{e007}" }] }] });
    browser.ask("POST", "/actions", &enter);
    browser.until("document.querySelector('.mark')");
}

#[test]
fn a_browser_shows_an_edition_on_any_screen_and_one_language_alone() {
    let dir = folder(&common::lake());
    let output = common::diptych(dir.path(), &["build", "all", "--format", "html"]);
    assert!(output.status.success(), "{}", common::stderr(&output));
    let url = format!("file://{}", dir.path().join("out/all.html").display());
    let Some(browser) = Browser::open(&url) else { return };
    for (width, scheme) in [(320, "light"), (320, "dark"), (768, "light"), (1440, "dark")] {
        let screen =
            json!({ "width": width, "height": 700, "deviceScaleFactor": 1, "mobile": false });
        browser.tell("Emulation.setDeviceMetricsOverride", screen);
        let scheme = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        browser.tell("Emulation.setEmulatedMedia", json!({ "features": scheme }));
        let fits = "return document.documentElement.scrollWidth <= innerWidth;";
        assert_eq!(browser.run(fits), true, "{width}");
    }
    // Side by side, in step; the mark of a note shows it where the reader is.
    let tops = "return [...document.querySelector('#b-rivers').querySelectorAll('.side')]
        .map(side => side.getBoundingClientRect().top);";
    let tops = browser.run(tops);
    assert_eq!(tops[0], tops[1]);
    let note = "document.documentElement.style.scrollBehavior = 'auto';
        const mark = document.querySelector('#b-rivers .mark a');
        mark.scrollIntoView({ block: 'center' });
        const before = scrollY;
        mark.click();
        const box = document.querySelector('.notes li:target').getBoundingClientRect();
        return scrollY === before && box.top > 0 && box.bottom <= innerHeight;";
    assert_eq!(browser.run(note), true);

    // One language alone, by the style; the next time, too, by the script.
    let shown = "return [...document.querySelectorAll('main .side')]
        .filter(side => side.getClientRects().length > 0).map(side => side.lang);";
    browser.run("document.querySelector('label[for=show-1]').click();");
    let only = |shown: &Value| shown.as_array().unwrap().iter().all(|lang| lang == "en-GB");
    assert!(only(&browser.run(shown)));
    browser.ask("POST", "/refresh", &json!({}));
    assert!(only(&browser.run(shown)));
    browser.run("document.querySelector('label[for=show-all]').click();");
    assert!(!only(&browser.run(shown)));
}
