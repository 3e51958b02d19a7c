//! Batches in object stores, against servers that speak S3 (moto), Google's words for
//! the same (moto again) and what Azure's containers speak (Azurite). Where one is not
//! installed this has nothing to run on, unless `DIPTYCH_S3`, or `DIPTYCH_AZURE`, is set.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::common::batch::project;
use crate::common::bucket::{Kind, Server};
use crate::common::{command, diptych, names, stderr, stdout};
use diptych::batch::{Report, Row, Shard, Status};
use diptych::model::digest::digest;
use serde_json::Value;

/// Makes tests of functions that take a server: one for each kind.
macro_rules! with_each_server {
    ($($test:ident),* $(,)?) => {
        with_each_server!(@ s3: super::Kind::S3, $($test),*);
        with_each_server!(@ google: super::Kind::Google, $($test),*);
        with_each_server!(@ azure: super::Kind::Azure, $($test),*);
    };
    (@ $store:ident: $kind:expr, $($test:ident),*) => {
        mod $store {
            $(#[test]
            fn $test() {
                if let Some(server) = super::Server::start($kind) {
                    super::$test(server);
                }
            })*
        }
    };
}

with_each_server!(
    shards_fill_a_bucket_once_however_often_they_are_run,
    an_object_with_other_bytes_is_left_alone,
    what_was_altered_or_is_missing_in_a_bucket_is_found,
    a_report_is_read_and_written_however_large_it_is,
    a_killed_shard_goes_on_elsewhere_and_ends_with_the_same_bytes,
    a_stopped_shard_has_written_down_all_that_it_made,
    a_store_that_goes_away_asks_for_the_shard_to_be_run_again,
    an_archive_is_one_object_that_is_the_same_each_time,
    an_archive_is_sent_in_parts_and_only_where_its_name_is_free,
    an_index_is_an_object_that_is_the_same_each_time,
    a_bucket_that_is_not_there_is_a_mistake,
);

const ROWS: &str = "\
id,variant,name
ann,note,Ann Smith
博,note,Bo
chen,note,Chen
";

/// Many rows, so that there is time to be cut off.
fn many() -> String {
    let rows = (0..400).map(|index| format!("r{index},note,Reader {index}\n"));
    format!("id,variant,name\n{}", rows.collect::<String>())
}

/// The program, about to be run; a URL that begins with `store:` is one of the server.
fn at(server: &Server, dir: &Path, args: &[&str]) -> Command {
    let here = |arg: &&str| match arg.strip_prefix("store://") {
        Some(path) => server.url(path),
        None => arg.to_string(),
    };
    let args: Vec<String> = args.iter().map(here).collect();
    let mut command = command(dir, &args.iter().map(String::as_str).collect::<Vec<_>>());
    command.envs(server.environment());
    command
}

fn run(server: &Server, dir: &Path, args: &[&str]) -> Output {
    at(server, dir, args).output().unwrap()
}

/// Runs what must end well.
fn made(server: &Server, dir: &Path, args: &[&str]) -> Output {
    let output = run(server, dir, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}

/// What a folder of this machine has for the same table.
fn here(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let output = diptych(dir, &["batch", "rows.csv", "-o", "here", "--resume"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let pdfs = names(&dir.join("here")).into_iter().filter(|name| name.ends_with(".pdf"));
    pdfs.map(|name| (name.clone(), std::fs::read(dir.join("here").join(name)).unwrap())).collect()
}

/// The documents below a prefix.
fn there(server: &Server, bucket: &str, prefix: &str) -> BTreeMap<String, Vec<u8>> {
    let keys = server.list(bucket).into_iter().filter(|key| key.ends_with(".pdf"));
    let named = keys.filter_map(|key| key.strip_prefix(prefix).map(str::to_string));
    named
        .map(|name| {
            let path: String =
                name.bytes()
                    .map(|byte| {
                        if byte.is_ascii() { (byte as char).into() } else { format!("%{byte:02X}") }
                    })
                    .collect();
            let bytes = server.get(&format!("/{bucket}/{prefix}{path}")).unwrap();
            (name, bytes)
        })
        .collect()
}

fn shards_fill_a_bucket_once_however_often_they_are_run(server: Server) {
    server.bucket("shards");
    let dir = project(ROWS);
    server.put("/shards/in/rows.csv", ROWS.as_bytes());
    let shard = |number: &str, more: &[&str]| {
        let args =
            ["batch", "store://shards/in/rows.csv", "-o", "store://shards/out/", "--shard", number];
        made(&server, dir.path(), &[&args, more].concat())
    };
    let report = format!("{}\n", server.url("shards/out/report-1-of-2.json"));
    assert_eq!(stdout(&shard("1/2", &[])), report);
    shard("2/2", &[]);
    assert_eq!(there(&server, "shards", "out/"), here(dir.path()));

    // Run again on another machine, it finds all that it has done.
    let puts = || server.count("PUT", "/shards/out/", &[".pdf"]);
    let before = puts();
    let output = shard("2/2", &["--resume"]);
    assert!(stderr(&output).contains("2 documents are whole already"), "{}", stderr(&output));
    assert_eq!(puts(), before);
    // As if lost before it could write anything down: what is there is as good.
    server.delete("/shards/out/report-2-of-2.json");
    server.delete("/shards/out/journal-2-of-2/000001.jsonl");
    let output = shard("2/2", &[]);
    assert!(!stderr(&output).contains("whole already"));
    assert_eq!(server.count("PUT", "/shards/out/", &[".pdf", server.taken()]), 2);
    assert_eq!(there(&server, "shards", "out/"), here(dir.path()));

    let gets = || server.count("GET", "/shards/out/", &[".pdf"]);
    let before = gets();
    let verify = ["batch", "verify", "store://shards/out", "-o", "store://shards/out"];
    let output = made(&server, dir.path(), &verify);
    assert_eq!(stdout(&output), "3 of 3 rows are whole, in 2 reports\n");
    // Their ETags tell that they are whole: none is fetched.
    assert_eq!(gets(), before);
    assert!(server.get("/shards/out/merged.json").is_some());
    let output = run(
        &server,
        dir.path(),
        &["batch", "store://shards/in/rows.csv", "-o", "store://shards/out", "--shard", "1/2"],
    );
    assert_eq!(output.status.code(), Some(2));
    let told = format!("`{}` has a batch in it", server.url("shards/out"));
    assert!(stderr(&output).contains(&told), "{}", stderr(&output));
}

fn an_object_with_other_bytes_is_left_alone(server: Server) {
    server.bucket("taken");
    server.put("/taken/ann-note.pdf", b"mine");
    let dir = project(ROWS);
    let output = run(&server, dir.path(), &["batch", "rows.csv", "-o", "store://taken"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let told = server.url("taken/ann-note.pdf");
    let told = format!("`{told}` is there already, with other bytes");
    assert!(stderr(&output).contains(&told), "{}", stderr(&output));
    assert_eq!(server.get("/taken/ann-note.pdf").unwrap(), b"mine");
    let report: Value = serde_json::from_slice(&server.get("/taken/report.json").unwrap()).unwrap();
    let status: Vec<&Value> = (0..3).map(|row| &report["results"][row]["status"]).collect();
    assert_eq!(status, ["failed", "done", "done"]);
}

fn what_was_altered_or_is_missing_in_a_bucket_is_found(server: Server) {
    server.bucket("verified");
    let dir = project(ROWS);
    for shard in ["1/2", "2/2"] {
        made(
            &server,
            dir.path(),
            &["batch", "rows.csv", "-o", "store://verified/a", "--shard", shard],
        );
    }
    let verify = || {
        let output = run(&server, dir.path(), &["batch", "verify", "store://verified/a"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stderr(&output)
    };
    let whole = server.get("/verified/a/chen-note.pdf").unwrap();
    let mut altered = whole.clone();
    altered[100] ^= 1;
    server.put("/verified/a/chen-note.pdf", &altered);
    assert_eq!(verify(), "altered: `chen-note.pdf`\n");
    server.delete("/verified/a/chen-note.pdf");
    assert_eq!(verify(), "altered: `chen-note.pdf`\n");
    // The shard makes anew what is not there, and only that.
    let again = ["batch", "rows.csv", "-o", "store://verified/a", "--shard", "2/2", "--resume"];
    let output = made(&server, dir.path(), &again);
    assert!(stderr(&output).contains("1 documents are whole already"), "{}", stderr(&output));
    assert_eq!(server.get("/verified/a/chen-note.pdf").unwrap(), whole);
    made(&server, dir.path(), &["batch", "verify", "store://verified/a"]);
    server.delete("/verified/a/report-1-of-2.json");
    assert_eq!(verify(), "missing: rows 1\n");
}

fn a_report_is_read_and_written_however_large_it_is(server: Server) {
    server.bucket("large");
    let dir = project(ROWS);
    // Rows without files, more than what is sent in one request.
    let rows = |of: Shard| {
        let row = |row| Row {
            row,
            id: format!("r{row}"),
            variant: "note".into(),
            status: Status::Failed,
            pages: 0,
            files: vec![],
            input: String::new(),
            diagnostics: vec!["x".repeat(1 << 20)],
            milliseconds: 0,
        };
        of.range(20).map(|place| row(place + 1)).collect::<Vec<_>>()
    };
    let report = |shard: Shard| {
        let batch = "table".into();
        let report = Report { batch, rows: 20, shard, archive: None, results: rows(shard) };
        format!("{}\n", serde_json::to_string_pretty(&report).unwrap()).into_bytes()
    };
    for index in [1, 2] {
        let path = format!("/large/report-{index}-of-2.json");
        server.put(&path, &report(Shard { index, count: 2 }));
    }
    let args = ["batch", "verify", "store://large", "-o", "store://large/all"];
    let output = run(&server, dir.path(), &args);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert_eq!(server.count("PUT", "/large/all/merged.json?", &[server.part()]), 2);
    assert!(server.get("/large/all/merged.json").unwrap() == report(Shard::ALL));
}

/// Starts a batch; comes back when a part of its journal is in the store.
fn under_way(server: &Server, dir: &Path, bucket: &str) -> Child {
    let out = format!("store://{bucket}");
    let mut child = at(server, dir, &["batch", "rows.csv", "-j", "1", "-o", &out])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let piece = format!("/{bucket}/journal/000001.jsonl");
    // The lines of progress are the clock.
    let mut lines = BufReader::new(child.stderr.as_mut().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|_| server.get(&piece).is_some()), "there is a checkpoint");
    child
}

fn a_killed_shard_goes_on_elsewhere_and_ends_with_the_same_bytes(server: Server) {
    server.bucket("killed");
    let dir = project(&many());
    let mut child = under_way(&server, dir.path(), "killed");
    child.kill().unwrap();
    child.wait().unwrap();
    let made_before = there(&server, "killed", "").len();
    assert!((100..400).contains(&made_before), "{made_before}");
    assert!(server.get("/killed/report.json").is_none());
    let output =
        made(&server, dir.path(), &["batch", "rows.csv", "-o", "store://killed", "--resume"]);
    let told = stderr(&output);
    let whole = told.lines().find_map(|line| line.strip_suffix(" documents are whole already"));
    let whole: usize = whole.expect(&told).parse().unwrap();
    assert!((100..=made_before).contains(&whole), "{whole} of {made_before}");
    assert!(there(&server, "killed", "") == here(dir.path()));
    made(&server, dir.path(), &["batch", "verify", "store://killed"]);
}

fn a_stopped_shard_has_written_down_all_that_it_made(server: Server) {
    server.bucket("stopped");
    let dir = project(&many());
    let mut child = under_way(&server, dir.path(), "stopped");
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let pieces = server.list("stopped").into_iter().filter(|key| key.starts_with("journal/"));
    let rows = pieces.flat_map(|key| {
        let bytes = server.get(&format!("/stopped/{key}")).unwrap();
        String::from_utf8(bytes).unwrap().lines().map(str::to_string).collect::<Vec<_>>()
    });
    assert_eq!(rows.count(), there(&server, "stopped", "").len());
}

fn a_store_that_goes_away_asks_for_the_shard_to_be_run_again(mut server: Server) {
    server.bucket("away");
    let dir = project(&many());
    let mut child = under_way(&server, dir.path(), "away");
    server.stop();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let told: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(child.wait().unwrap().code(), Some(75), "{told:?}");
    let told = told.join("\n");
    assert!(told.contains(&format!("cannot write `{}", server.url("away/"))), "{told}");
    assert!(told.contains("(`--output-dir`)") && told.contains("run this again"), "{told}");
    // And from the start.
    for args in [
        &["batch", "rows.csv", "-o", "store://away"][..],
        &["batch", "store://away/rows.csv"],
        &["batch", "verify", "store://away"],
    ] {
        let output = run(&server, dir.path(), args);
        assert_eq!(output.status.code(), Some(75), "{}", stderr(&output));
        assert!(stderr(&output).contains(&server.url("away")), "{}", stderr(&output));
    }
}

fn an_archive_is_one_object_that_is_the_same_each_time(server: Server) {
    server.bucket("packed");
    let dir = project(ROWS);
    let local = diptych(dir.path(), &["batch", "rows.csv", "-o", "zip", "--archive", "zip"]);
    assert!(local.status.success());
    let args = ["batch", "rows.csv", "-o", "store://packed/a", "--archive", "zip"];
    made(&server, dir.path(), &args);
    assert_eq!(
        server.list("packed"),
        ["a/batch.zip", "a/journal/000001.jsonl", "a/report.csv", "a/report.json"]
    );
    let archive = std::fs::read(dir.path().join("zip/batch.zip")).unwrap();
    assert!(server.get("/packed/a/batch.zip").unwrap() == archive);
    made(&server, dir.path(), &["batch", "verify", "store://packed/a"]);
    let again = [&args[..], &["--resume"]].concat();
    let output = made(&server, dir.path(), &again);
    assert!(stderr(&output).contains("3 documents are whole already"), "{}", stderr(&output));
    // Lost with the archive made, and nothing written down.
    for name in ["report.json", "report.csv", "journal/000001.jsonl"] {
        server.delete(&format!("/packed/a/{name}"));
    }
    made(&server, dir.path(), &args);
    assert_eq!(server.count("PUT", "/packed/a/batch.zip", &[server.taken()]), 1);
    assert!(server.get("/packed/a/batch.zip").unwrap() == archive);
}

/// A server that answers each request with what is made of its first line, or not at all.
/// Gives its host.
fn answering(mut answer: impl FnMut(&str) -> Option<&'static str> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let mut open = vec![];
        for stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            match answer(&head[0]) {
                Some(said) => (&stream)
                    .write_all(format!("HTTP/1.1 {said}\r\nConnection: close\r\n\r\n").as_bytes())
                    .unwrap(),
                None => open.push(stream),
            }
        }
    });
    host
}

fn asking(host: &str, dir: &Path, args: &[&str]) -> Command {
    let mut command = command(dir, args);
    let access = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name, "test"));
    command.envs(access).env("AWS_ALLOW_HTTP", "true").env("AWS_REGION", "us-east-1");
    command.env("AWS_ENDPOINT", format!("http://{host}"));
    command
}

#[test]
fn a_store_that_is_busy_is_asked_for_as_long_as_was_said() {
    let dir = project("");
    let mut asked = 0;
    let host = answering(move |_| {
        asked += 1;
        // More than a client asks by itself.
        Some(if asked <= 11 { "503 Slow Down\r\nContent-Length: 0" } else { NOTHING })
    });
    let mut command = asking(&host, dir.path(), &["batch", "s3://busy/rows.csv"]);
    let output = command.env("DIPTYCH_RETRY_SECONDS", "600").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot read `s3://busy/rows.csv`"), "{}", stderr(&output));
}

/// That there is no such object.
const NOTHING: &str = "404 Not Found\r\nContent-Length: 0";

#[cfg(unix)]
#[test]
fn a_stop_while_an_archive_is_sent_leaves_nothing_behind() {
    let dir = project(ROWS);
    let temporary = dir.path().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let (send, sent) = std::sync::mpsc::channel();
    let host = answering(move |line| match line {
        _ if line.starts_with("PUT /b/a/batch.zip") => send.send(()).err().map(|_| NOTHING),
        _ if line.contains("list-type=2") => {
            Some("200 OK\r\nContent-Length: 37\r\n\r\n<ListBucketResult></ListBucketResult>")
        }
        _ => Some(NOTHING),
    });
    let args = ["batch", "rows.csv", "-o", "s3://b/a", "--archive", "zip"];
    let mut command = asking(&host, dir.path(), &args);
    let mut child = command.env("TMPDIR", &temporary).stderr(Stdio::null()).spawn().unwrap();
    sent.recv().unwrap();
    assert_eq!(names(&temporary).len(), 1, "the archive is in there");
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(&temporary), Vec::<String>::new());
}

/// An archive that is too large for one request is put beside its place first.
fn an_archive_is_sent_in_parts_and_only_where_its_name_is_free(server: Server) {
    server.bucket("packs");
    let dir = project(&many());
    let local = diptych(dir.path(), &["batch", "rows.csv", "-o", "tar", "--archive", "tar"]);
    assert!(local.status.success());
    let archive = std::fs::read(dir.path().join("tar/batch.tar")).unwrap();
    assert!(archive.len() > 32 << 20, "{} bytes are no large archive", archive.len());
    let args = ["batch", "rows.csv", "-o", "store://packs/a", "--archive", "tar"];
    made(&server, dir.path(), &args);
    // Beside it, by a name that tells the content.
    let beside = format!("/packs/a/.diptych-{}-batch.tar?", &digest(&archive)[..16]);
    assert_eq!(server.count("PUT", &beside, &[server.part()]), 3);
    let objects = server.list("packs");
    assert!(!objects.iter().any(|name| name.contains(".diptych-")), "{objects:?}");
    assert!(server.get("/packs/a/batch.tar").unwrap() == archive);
    // One that is whole is neither made nor sent again.
    let output = made(&server, dir.path(), &[&args[..], &["--resume"]].concat());
    assert!(stderr(&output).contains("400 documents are whole already"), "{}", stderr(&output));
    assert_eq!(server.count("PUT", &beside, &[server.part()]), 3);
    // Lost with the archive made, and nothing written down; then with another in its place.
    let lose = || {
        let lost = server.list("packs").into_iter().filter(|name| !name.ends_with(".tar"));
        lost.for_each(|name| server.delete(&format!("/packs/{name}")));
    };
    lose();
    made(&server, dir.path(), &args);
    made(&server, dir.path(), &["batch", "verify", "store://packs/a"]);
    lose();
    server.put("/packs/a/batch.tar", b"another");
    let output = run(&server, dir.path(), &args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let message =
        format!("`{}` is there already, with other bytes", server.url("packs/a/batch.tar"));
    assert!(stderr(&output).contains(&message), "{}", stderr(&output));
    assert_eq!(server.get("/packs/a/batch.tar").unwrap(), b"another");
    assert!(!server.list("packs").iter().any(|name| name.contains(".diptych-")));
}

fn an_index_is_an_object_that_is_the_same_each_time(server: Server) {
    server.bucket("listed");
    let dir = project(ROWS);
    let local = diptych(dir.path(), &["batch", "rows.csv", "-o", "here", "--index"]);
    assert!(local.status.success(), "{}", stderr(&local));
    let index = std::fs::read(dir.path().join("here/index.pdf")).unwrap();
    let args = ["batch", "rows.csv", "-o", "store://listed/a", "--index"];
    let verified = || {
        assert!(server.get("/listed/a/index.pdf").unwrap() == index);
        let output = made(&server, dir.path(), &["batch", "verify", "store://listed/a"]);
        assert_eq!(stdout(&output), "3 of 3 rows are whole, in 1 reports\n");
    };
    made(&server, dir.path(), &args);
    verified();
    let output = made(&server, dir.path(), &[&args[..], &["--resume"]].concat());
    assert!(stderr(&output).contains("3 documents are whole already"), "{}", stderr(&output));
    verified();
    // Lost before anything was written down.
    for name in ["index.pdf", "report.json", "report.csv", "journal/000001.jsonl"] {
        server.delete(&format!("/listed/a/{name}"));
    }
    made(&server, dir.path(), &args);
    verified();
    // Of shards, each has its own.
    for shard in ["1/2", "2/2"] {
        let args = ["batch", "rows.csv", "-o", "store://listed/b", "--index", "--shard", shard];
        made(&server, dir.path(), &args);
    }
    made(&server, dir.path(), &["batch", "verify", "store://listed/b"]);
    let indexes = server.list("listed").into_iter().filter(|key| key.contains("/index"));
    assert_eq!(
        indexes.collect::<Vec<_>>(),
        ["a/index.pdf", "b/index-1-of-2.pdf", "b/index-2-of-2.pdf"]
    );
    // In an archive, nothing is there to lead to.
    let args = ["batch", "rows.csv", "-o", "store://listed/c", "--index", "--archive", "zip"];
    made(&server, dir.path(), &args);
    let packed = server.get("/listed/c/index.pdf").unwrap();
    let output = made(&server, dir.path(), &[&args[..], &["--resume"]].concat());
    assert!(stderr(&output).contains("3 documents are whole already"), "{}", stderr(&output));
    assert!(server.get("/listed/c/index.pdf").unwrap() == packed);
    made(&server, dir.path(), &["batch", "verify", "store://listed/c"]);
}

fn a_bucket_that_is_not_there_is_a_mistake(server: Server) {
    let dir = project(ROWS);
    for args in [
        &["batch", "rows.csv", "-o", "store://nowhere"][..],
        &["batch", "store://nowhere/rows.csv"],
        &["batch", "verify", "store://nowhere"],
    ] {
        let output = run(&server, dir.path(), args);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains(&server.url("nowhere")), "{}", stderr(&output));
    }
}

#[test]
fn a_url_that_names_no_store_is_refused_before_anything_is_made() {
    let dir = project(ROWS);
    let refused = |args: &[&str]| {
        let output = diptych(dir.path(), args);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        stderr(&output)
    };
    for url in ["ftp://host/a", "https://host/a", "s3://", "s3://a/b?c", "file://host/a", "gs://"] {
        for told in [
            refused(&["batch", "rows.csv", "-o", url]),
            refused(&["batch", url]),
            refused(&["batch", "verify", url]),
        ] {
            assert!(told.contains(&format!("cannot use `{url}` as ")), "{told}");
        }
    }
    assert!(refused(&["build", "-o", "s3://a"]).contains("`build` writes into a folder"));
    assert_eq!(names(dir.path()), ["data", "diptych.toml", "rows.csv"]);
}

#[test]
fn missing_credentials_are_told() {
    let dir = project(ROWS);
    for (url, prefix, code, wanted) in [
        ("s3://a/b", "AWS_", 75, "set `AWS_ACCESS_KEY_ID`"),
        ("az://a/b", "AZURE_", 2, "set `AZURE_STORAGE_ACCOUNT_NAME`"),
    ] {
        let mut command = command(dir.path(), &["batch", "rows.csv", "-o", url]);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with(prefix) {
                command.env_remove(name);
            }
        }
        // Where a machine of AWS has its own; nobody listens there.
        command.env("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9");
        let output = command.env("DIPTYCH_RETRY_SECONDS", "0").output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains(url) && told.contains(wanted), "{told}");
    }
}

#[test]
fn a_file_url_is_a_path() {
    let dir = project(ROWS);
    let url = |name: &str| format!("file://{}", dir.path().join(name).display());
    let output = diptych(dir.path(), &["batch", &url("rows.csv"), "-o", &url("out")]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(names(&dir.path().join("out")).contains(&"ann-note.pdf".to_string()));
    let output = diptych(dir.path(), &["batch", "verify", &url("out")]);
    assert_eq!(stdout(&output), "3 of 3 rows are whole, in 1 reports\n");
}
