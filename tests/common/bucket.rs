//! Buckets of an S3-compatible server (moto) that tests start, and requests
//! that go around the program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::watch::PATIENCE;

/// A server; it ends with the test, however that ends.
pub struct Server {
    host: String,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Server {
    /// Starts one. Without moto there is nothing to test against, unless
    /// `DIPTYCH_S3` is set.
    pub fn start() -> Option<Self> {
        // The shell ends the server when this process is gone.
        let script = "moto_server --host 127.0.0.1 --port 0 & read -r _; kill $!";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let told = lines.find_map(|line| {
            let at = line.split("Running on http://").nth(1)?;
            at.split_whitespace().next().map(str::to_string)
        });
        let Some(host) = told else {
            drop(child.wait());
            assert!(std::env::var_os("DIPTYCH_S3").is_none(), "there is no moto_server");
            eprintln!("there is no moto_server here");
            return None;
        };
        let log = Arc::new(Mutex::new(vec![]));
        let kept = log.clone();
        std::thread::spawn(move || lines.for_each(|line| kept.lock().unwrap().push(line)));
        Some(Self { host, child, log })
    }

    /// Ends the server.
    pub fn stop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }

    /// Makes a bucket.
    pub fn bucket(&self, name: &str) {
        assert_eq!(self.ask("PUT", &format!("/{name}"), &[]).0, 200);
    }

    /// What the environment of the program must say.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT", format!("http://{}", self.host)),
            ("AWS_ALLOW_HTTP", "true".into()),
            ("AWS_REGION", "us-east-1".into()),
            ("AWS_ACCESS_KEY_ID", "test".into()),
            ("AWS_SECRET_ACCESS_KEY", "test".into()),
            ("DIPTYCH_RETRY_SECONDS", "1".into()),
        ]
    }

    /// Puts an object there, over any other.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.ask("PUT", path, bytes).0, 200);
    }

    /// Takes an object away.
    pub fn delete(&self, path: &str) {
        assert_eq!(self.ask("DELETE", path, &[]).0, 204);
    }

    /// An object's bytes.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let (status, bytes) = self.ask("GET", path, &[]);
        (status == 200).then_some(bytes)
    }

    /// The names of all objects of a bucket, in order.
    pub fn list(&self, bucket: &str) -> Vec<String> {
        let (status, bytes) = self.ask("GET", &format!("/{bucket}?list-type=2"), &[]);
        assert_eq!(status, 200);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("<IsTruncated>false"), "{text}");
        let keys = text.split("<Key>").skip(1);
        keys.map(|rest| rest.split("</Key>").next().unwrap().to_string()).collect()
    }

    /// How many requests of the log have some words in them: `"PUT /bucket/name`.
    pub fn count(&self, words: &[&str]) -> usize {
        let log = self.log.lock().unwrap();
        log.iter().filter(|line| words.iter().all(|word| line.contains(word))).count()
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, length) = (&self.host, body.len());
        let credential = "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, \
                          SignedHeaders=host, Signature=0";
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {credential}\r\n\
             Content-Type: application/octet-stream\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        );
        (&stream).write_all(head.as_bytes()).unwrap();
        (&stream).write_all(body).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        while !line.trim().is_empty() {
            line.clear();
            reader.read_line(&mut line).unwrap();
        }
        let mut bytes = vec![];
        reader.read_to_end(&mut bytes).unwrap();
        (status, bytes)
    }
}
