//! Buckets of a server that tests start, and requests that go around the program.
//! It speaks S3 (moto), Google's words for the same (`gcs.py`), or what Azure's
//! containers speak (Azurite).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};

use super::watch::PATIENCE;

/// What a server speaks.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    S3,
    Google,
    Azure,
}

/// The one account of Azurite, and a signature that it takes for every request,
/// made with the key that all of them have.
const ACCOUNT: &str = "/devstoreaccount1";
const SIGNATURE: &str = "sv=2021-12-02&ss=b&srt=sco&sp=rwdlac&se=2999-01-01T00:00:00Z\
                         &spr=http,https&sig=wrBzVz%2BDBAu4h4Jgf%2FyeepUSiBfrAlHbhX3b7S%2Fg1Ms%3D";

/// A server; it ends with the test, however that ends.
pub struct Server {
    kind: Kind,
    host: String,
    child: Child,
    log: Arc<Log>,
}

/// The lines that a server has told.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    told: Condvar,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Server {
    /// Starts one. Where it is not installed there is nothing to test against,
    /// unless `DIPTYCH_S3`, or `DIPTYCH_AZURE`, is set.
    pub fn start(kind: Kind) -> Option<Self> {
        let gcs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/common/gcs.py");
        let (name, server, begun, required) = match kind {
            Kind::S3 => (
                "moto_server",
                "moto_server --host 127.0.0.1 --port 0".to_string(),
                "Running on",
                "DIPTYCH_S3",
            ),
            // By the Python that moto is installed for.
            Kind::Google => (
                "moto_server",
                format!(r#""$(dirname "$(command -v moto_server)")/python3" '{gcs}'"#),
                "Running on",
                "DIPTYCH_S3",
            ),
            Kind::Azure => (
                "azurite-blob",
                "azurite-blob --blobPort 0 --inMemoryPersistence --disableTelemetry".to_string(),
                "successfully listens on",
                "DIPTYCH_AZURE",
            ),
        };
        // The shell ends the server when this process is gone; it says nothing itself, so
        // that a server that ends is heard of.
        let script = format!(
            "command -v {name} >/dev/null || exit; {server} 2>&1 & exec >&-; \
             read -r _; kill $!; wait"
        );
        let mut child = Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let told = lines.find_map(|line| {
            let at = line.split(&format!("{begun} http://")).nth(1)?;
            at.split_whitespace().next().map(str::to_string)
        });
        let Some(host) = told else {
            drop(child.wait());
            assert!(std::env::var_os(required).is_none(), "there is no {name}");
            eprintln!("there is no {name} here");
            return None;
        };
        let log = Arc::<Log>::default();
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in lines {
                kept.lines.lock().unwrap().push(line);
                kept.told.notify_all();
            }
        });
        Some(Self { kind, host, child, log })
    }

    /// Ends the server.
    pub fn stop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }

    /// The URL of what is in a bucket.
    pub fn url(&self, path: &str) -> String {
        match self.kind {
            Kind::S3 => format!("s3://{path}"),
            Kind::Google => format!("gs://{path}"),
            Kind::Azure => format!("az://{path}"),
        }
    }

    /// Makes a bucket.
    pub fn bucket(&self, name: &str) {
        let query = match self.kind {
            Kind::S3 | Kind::Google => "",
            Kind::Azure => "restype=container",
        };
        let (status, _) = self.ask("PUT", &format!("/{name}"), query, &[]);
        assert!(matches!(status, 200 | 201), "{status}");
    }

    /// What the environment of the program must say.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let url = format!("http://{}", self.host);
        let mut environment = match self.kind {
            Kind::S3 => vec![
                ("AWS_ENDPOINT", url),
                ("AWS_ALLOW_HTTP", "true".into()),
                ("AWS_REGION", "us-east-1".into()),
                ("AWS_ACCESS_KEY_ID", "test".into()),
                ("AWS_SECRET_ACCESS_KEY", "test".into()),
            ],
            Kind::Google => {
                vec![("GOOGLE_BASE_URL", url), ("GOOGLE_BEARER_TOKEN", "test".into())]
            }
            Kind::Azure => vec![
                ("AZURE_STORAGE_USE_EMULATOR", "true".into()),
                ("AZURITE_BLOB_STORAGE_URL", url),
            ],
        };
        environment.push(("DIPTYCH_RETRY_SECONDS", "1".into()));
        environment
    }

    /// Puts an object there, over any other.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let (status, _) = self.ask("PUT", path, "", bytes);
        assert!(matches!(status, 200 | 201), "{status}");
    }

    /// Takes an object away.
    pub fn delete(&self, path: &str) {
        let (status, _) = self.ask("DELETE", path, "", &[]);
        assert!(matches!(status, 202 | 204), "{status}");
    }

    /// An object's bytes.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let (status, bytes) = self.ask("GET", path, "", &[]);
        (status == 200).then_some(bytes)
    }

    /// The names of all objects of a bucket, in order.
    pub fn list(&self, bucket: &str) -> Vec<String> {
        let (query, end, [begins, ends]) = match self.kind {
            Kind::S3 | Kind::Google => ("list-type=2", "<IsTruncated>false", ["<Key>", "</Key>"]),
            Kind::Azure => ("restype=container&comp=list", "<NextMarker/>", ["<Name>", "</Name>"]),
        };
        let (status, bytes) = self.ask("GET", &format!("/{bucket}"), query, &[]);
        assert_eq!(status, 200);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(end), "{text}");
        let keys = text.split(begins).skip(1);
        keys.map(|rest| rest.split(ends).next().unwrap().to_string()).collect()
    }

    /// How many requests of a method the log has for paths that begin so, with
    /// some words in their lines.
    pub fn count(&self, method: &str, path: &str, words: &[&str]) -> usize {
        let begin = format!("\"{method} {}{path}", self.root());
        // A line may come after its answer: one of our own comes after them all.
        let mark = format!("/mark-{}", self.log.lines.lock().unwrap().len());
        self.ask("GET", &mark, "", &[]);
        let mut log = self.log.lines.lock().unwrap();
        while !log.iter().any(|line| line.contains(&mark)) {
            log = self.log.told.wait(log).unwrap();
        }
        log.iter()
            .filter(|line| line.contains(&begin) && words.iter().all(|word| line.contains(word)))
            .count()
    }

    /// How the log tells that a name was taken.
    pub fn taken(&self) -> &'static str {
        match self.kind {
            Kind::S3 | Kind::Google => "\" 412",
            Kind::Azure => "\" 409",
        }
    }

    /// How the log tells that a part of an object was put there.
    pub fn part(&self) -> &'static str {
        match self.kind {
            Kind::S3 | Kind::Google => "partNumber=",
            Kind::Azure => "comp=block&",
        }
    }

    fn root(&self) -> &'static str {
        match self.kind {
            Kind::S3 | Kind::Google => "",
            Kind::Azure => ACCOUNT,
        }
    }

    fn ask(&self, method: &str, path: &str, query: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (signature, header) = match self.kind {
            Kind::S3 | Kind::Google => (
                "",
                "Authorization: AWS4-HMAC-SHA256 \
                 Credential=test/20200101/us-east-1/s3/aws4_request, \
                 SignedHeaders=host, Signature=0",
            ),
            Kind::Azure => (SIGNATURE, "x-ms-blob-type: BlockBlob"),
        };
        let (root, host, length) = (self.root(), &self.host, body.len());
        // HTTP/1.0, so that what is answered ends with the connection.
        let head = format!(
            "{method} {root}{path}?{query}&{signature} HTTP/1.0\r\nHost: {host}\r\n{header}\r\n\
             Content-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n"
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
