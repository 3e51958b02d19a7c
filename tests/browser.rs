//! The preview of `diptych watch` in headless Chromium, driven through
//! chromedriver (WebDriver, W3C). Without one there is nothing to test here,
//! unless `DIPTYCH_BROWSER` is set.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use common::watch::{PATIENCE, Watch};
use common::{edited, folder, small};
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

#[test]
fn a_browser_shows_a_save_an_error_and_the_line_of_a_block() {
    let dir = folder(&small(&[]));
    let watch = Watch::start(dir.path(), &["en", "members"]);
    let Some(browser) = Browser::open(&format!("http://{}/#members", watch.host)) else { return };
    browser.until("document.title.startsWith('members')");
    // Another variant is chosen in the page.
    browser.run("const s = document.getElementById('variant'); s.value = 'en'; s.dispatchEvent(new Event('change'));");
    browser.until(&format!("document.title.startsWith('en') && {PAGES}"));
    browser.until("document.querySelectorAll('#outline a').length > 1");

    // A save is seen without a reload, and the pages stay where they are.
    browser.run("window.kept = true; window.old = [...document.querySelectorAll('.page img')].map(i => i.src); scrollTo(0, 300);");
    let save = |from: &str, to: &str| common::write(dir.path(), &edited(WATER, from, to));
    common::write(dir.path(), &edited("data/article.yaml", "en: The lake }", "en: A lake }"));
    browser.until("[...document.querySelectorAll('.page img')].some((i, n) => i.src !== old[n])");
    assert_eq!(browser.run("return window.kept && scrollY;"), 300);
    assert_eq!(browser.run("return document.querySelectorAll('.mark').length;"), 0);

    // The block that was edited is scrolled to, and marked.
    save("The rivers moved", "Rivers moved");
    browser.until("document.querySelector('.mark')");
    let seen = "const box = document.querySelector('.mark').getBoundingClientRect(); \
                return box.top >= 40 && box.bottom <= innerHeight;";
    assert_eq!(browser.run(seen), true);

    // A click gives the block, its level and its line.
    let click = "const unit = state.units.find(u => u.id === 'rivers'); \
                 const sheet = document.querySelectorAll('.page')[unit.page - 1]; \
                 const box = sheet.getBoundingClientRect(); \
                 const y = box.top + (unit.from + 3) / state.pages[unit.page - 1].height * box.height; \
                 sheet.dispatchEvent(new MouseEvent('click', { clientX: box.left + 50, clientY: y, bubbles: true })); \
                 return document.getElementById('block').textContent;";
    let told = browser.run(click);
    assert_eq!(told, format!("rivers · level full · for everybody · {WATER}:12:9"));
    let href = browser.run("return document.querySelector('#block a').href;");
    assert!(href.as_str().unwrap().ends_with("/data/sections/water.yaml:12:9"), "{href}");

    // An error appears over the pages, and goes away.
    save("[@book]", "[@boko]");
    browser.until("document.getElementById('errors').textContent.includes('`boko`')");
    let text = browser.run("return document.getElementById('errors').textContent;");
    assert!(text.as_str().unwrap().contains("data/sections/water.yaml:13:26"), "{text}");
    assert_eq!(browser.run(&format!("return {PAGES};")), true);
    save("", "");
    browser.until("document.getElementById('errors').textContent === ''");
}
