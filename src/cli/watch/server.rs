//! The server of the preview: on this machine, for this machine.
//!
//! Answers a browser's questions out of the [`Hub`]: the page that asks, the
//! state of a view, what stands at a point, and pages by their hash. Never reads a file,
//! never reads the body of a request, and answers no site that has had its own name lead
//! here. A question that waits costs no thread; connections, heads and time have limits.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::hub::{Hub, PATIENCE, View};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// What the page may load: nothing that is not from here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; \
                      img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// Connections at a time; more of them wait.
const CONNECTIONS: usize = 64;

/// The bytes and lines of a request's head.
const HEAD: usize = 16 * 1024;
const HEADERS: usize = 64;

/// How long a head may take, or the next one be waited for.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// A connection takes no further question after this long: browsers make a new one, and
/// one that nobody reads is given up.
const LIFE: Duration = Duration::from_secs(30);

/// Threads that draw pages.
const DRAWING: usize = 4;

type Answer = Response<Full<Bytes>>;

/// Serves the hub from now on; gives the port.
pub fn serve(hub: Arc<Hub>, port: u16) -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).max_blocking_threads(DRAWING).enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    std::thread::spawn(move || runtime.block_on(accept(listener, hub, port)));
    Ok(port)
}

async fn accept(listener: tokio::net::TcpListener, hub: Arc<Hub>, port: u16) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    // It is closed by nobody.
    while let Ok(permit) = free.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Of what a process may open, nothing is left for now.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let hub = hub.clone();
        tokio::spawn(async move {
            connection(stream, hub, port).await;
            drop(permit);
        });
    }
}

/// Answers one question after the other. A browser that is gone needs no answer.
async fn connection(stream: TcpStream, hub: Arc<Hub>, port: u16) {
    let service = service_fn(move |request: Request<Incoming>| {
        let hub = hub.clone();
        async move { Ok::<_, Infallible>(answer(&request, hub, port).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    http.max_buf_size(HEAD).max_headers(HEADERS);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    if timeout(LIFE, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(PATIENCE + HEAD_TIME, connection).await;
    }
}

async fn answer(request: &Request<Incoming>, hub: Arc<Hub>, port: u16) -> Answer {
    if !is_own(request.headers(), port) {
        return empty(StatusCode::FORBIDDEN);
    }
    if request.method() != Method::GET {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    let (kind, body) = match path {
        "/" => ("text/html; charset=utf-8", PAGE.to_string()),
        "/page.js" => ("text/javascript; charset=utf-8", SCRIPT.to_string()),
        "/state" => {
            let after = value(query, "after").and_then(|after| after.parse().ok()).unwrap_or(0);
            let variant = value(query, "variant").unwrap_or_default();
            let language = value(query, "language").filter(|language| !language.is_empty());
            let state = hub.state(&variant, language.as_deref(), after).await;
            ("application/json", state.to_string())
        }
        "/shown" => {
            let name = value(query, "name").unwrap_or_default().into_owned();
            let variant = value(query, "variant").unwrap_or_default().into_owned();
            let language = value(query, "language").filter(|language| !language.is_empty());
            let view = View { variant, language: language.map(Into::into) };
            let areas = spawn_blocking(move || hub.shown(&view, &name)).await.ok().flatten();
            ("application/json", serde_json::Value::from(areas).to_string())
        }
        "/at" => {
            let number = |name| value(query, name).and_then(|value| value.parse().ok());
            let page = value(query, "page").and_then(|page| page.parse().ok());
            let point = number("x").zip(number("y"));
            let hash = value(query, "hash").unwrap_or_default().into_owned();
            let found = spawn_blocking(move || {
                page.zip(point).and_then(|(page, point)| hub.at(&hash, page, point))
            });
            let found = found.await.ok().flatten();
            ("application/json", serde_json::Value::from(found).to_string())
        }
        _ => {
            let hash = path.strip_prefix("/page/").and_then(|name| name.strip_suffix(".svg"));
            let Some(hash) = hash.map(str::to_string) else { return empty(StatusCode::NOT_FOUND) };
            match spawn_blocking(move || hub.page(&hash)).await.ok().flatten() {
                Some(svg) => ("image/svg+xml", svg),
                None => return empty(StatusCode::NOT_FOUND),
            }
        }
    };
    // A page's address is its hash.
    let keep = if path.starts_with("/page/") { "max-age=3600, immutable" } else { "no-store" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = Response::new(Full::from(body));
    let own = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    response.headers_mut().extend(own);
    response
}

fn empty(status: StatusCode) -> Answer {
    let mut response = Answer::default();
    *response.status_mut() = status;
    response
}

/// Whether a browser asks for this machine by its own name, and not for another site.
fn is_own(headers: &HeaderMap, port: u16) -> bool {
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let one = |name: HeaderName| {
        let mut all = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
        (all.next(), all.next())
    };
    let is_named =
        matches!(one(header::HOST), (Some(host), None) if own.iter().any(|own| host == own));
    let is_here = match one(header::ORIGIN) {
        (None, _) => true,
        (Some(origin), None) => own.iter().any(|own| origin.strip_prefix("http://") == Some(own)),
        _ => false,
    };
    is_named && is_here
}

/// A value of a query.
fn value<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(own, _)| *own == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy())
}
