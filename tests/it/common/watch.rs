//! A running `diptych watch`, and the questions that a browser asks it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

/// No answer takes this long: a test fails rather than hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running watch; it stops with the test.
pub struct Watch {
    pub child: Child,
    pub host: String,
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Watch {
    pub fn start(dir: &Path, args: &[&str]) -> Self {
        let mut command = super::command(dir, &["watch"]);
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let host = url.trim().trim_start_matches("http://").trim_end_matches('/').to_string();
        let (sender, lines) = channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            errors.lines().map_while(Result::ok).try_for_each(|l| sender.send(l))
        });
        Self { child, host, lines }
    }

    /// Waits for a line that a rebuild prints.
    pub fn line(&self, part: &str) -> String {
        loop {
            let line =
                self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`{part}` is told"));
            if line.contains(part) {
                return line;
            }
        }
    }

    /// What is answered to a request as it stands; nothing where the connection is closed.
    pub fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // A head that is too long is not read to its end.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = vec![];
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks, and is gone.
    pub fn send_unread(&self, path: &str) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host).unwrap();
    }

    pub fn get_from(&self, host: &str, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_string(), body.to_string())
    }

    pub fn get(&self, path: &str) -> (String, String) {
        self.get_from(&self.host, path)
    }

    /// The first state of a variant that is as it should be.
    pub fn state(&self, variant: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        self.after(variant, "", 0, is_so)
    }

    /// The first state of a variant, or of one of its languages, after a version.
    pub fn after(
        &self,
        variant: &str,
        language: &str,
        mut after: u64,
        is_so: impl Fn(&Value) -> bool,
    ) -> Value {
        loop {
            let query = format!("variant={variant}&language={language}&after={after}");
            let state = self.json(&format!("/state?{query}"));
            if is_so(&state) {
                return state;
            }
            after = state["version"].as_u64().unwrap();
        }
    }

    pub fn json(&self, path: &str) -> Value {
        let (head, body) = self.get(path);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        // A long answer comes in chunks.
        let json = if head.contains("chunked") { unchunked(&body) } else { body };
        serde_json::from_str(&json).unwrap()
    }

    /// What the preview says of the middle of an area.
    pub fn at(&self, state: &Value, area: &Value) -> Value {
        let number = |name: &str| area[name].as_f64().unwrap();
        let (x, y) = (number("left") + number("right"), number("top") + number("bottom"));
        let page = area["page"].as_u64().unwrap();
        let hash = state["pages"][page as usize - 1]["hash"].as_str().unwrap();
        self.json(&format!("/at?hash={hash}&page={page}&x={}&y={}", x / 2.0, y / 2.0))
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = vec![];
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        text.extend(&rest.as_bytes()[..size]);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    String::from_utf8(text).unwrap()
}
