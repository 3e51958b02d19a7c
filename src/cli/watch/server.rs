//! The server of the preview: on this machine, for this machine.
//!
//! Answers a browser's questions out of the [`Hub`]: the page that asks, the
//! state of a view, what stands at a point, and pages by their hash. Never reads a file, and answers
//! no site that has had its own name lead here.

use std::borrow::Cow;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response, Server};

use super::hub::Hub;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// What the page may load: nothing that is not from here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; \
                      img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// Serves the hub from now on; gives the port.
pub fn serve(hub: Arc<Hub>, port: u16) -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = listener.local_addr()?.port();
    let server = Server::from_listener(listener, None).map_err(io::Error::other)?;
    std::thread::spawn(move || {
        for request in server.incoming_requests() {
            let hub = hub.clone();
            // A question may wait for its answer. A browser that is gone needs none.
            std::thread::spawn(move || drop(answer(request, &hub, port)));
        }
    });
    Ok(port)
}

fn answer(request: Request, hub: &Hub, port: u16) -> io::Result<()> {
    if !is_own(&request, port) {
        return request.respond(Response::empty(403));
    }
    if *request.method() != Method::Get {
        return request.respond(Response::empty(405));
    }
    let url = request.url().to_string();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let (kind, body) = match path {
        "/" => ("text/html; charset=utf-8", PAGE.to_string()),
        "/page.js" => ("text/javascript; charset=utf-8", SCRIPT.to_string()),
        "/state" => {
            let after = value(query, "after").and_then(|after| after.parse().ok()).unwrap_or(0);
            let variant = value(query, "variant").unwrap_or_default();
            let language = value(query, "language").filter(|language| !language.is_empty());
            ("application/json", hub.state(&variant, language.as_deref(), after).to_string())
        }
        "/at" => {
            let number = |name| value(query, name).and_then(|value| value.parse().ok());
            let page = value(query, "page").and_then(|page| page.parse().ok());
            let point = number("x").zip(number("y"));
            let found = page.zip(point).and_then(|(page, point)| {
                hub.at(&value(query, "hash").unwrap_or_default(), page, point)
            });
            ("application/json", serde_json::Value::from(found).to_string())
        }
        _ => {
            let hash = path.strip_prefix("/page/").and_then(|name| name.strip_suffix(".svg"));
            match hash.and_then(|hash| hub.page(hash)) {
                Some(svg) => ("image/svg+xml", svg),
                None => return request.respond(Response::empty(404)),
            }
        }
    };
    // A page's address is its hash.
    let keep = if path.starts_with("/page/") { "max-age=3600, immutable" } else { "no-store" };
    let headers = [
        ("Content-Type", kind),
        ("Cache-Control", keep),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
    ];
    let mut response = Response::from_string(body);
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// Whether a browser asks for this machine by its own name.
fn is_own(request: &Request, port: u16) -> bool {
    let host = request.headers().iter().find(|header| header.field.equiv("Host"));
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    host.is_some_and(|host| own.iter().any(|own| host.value.as_str() == own))
}

/// A value of a query.
fn value<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(own, _)| *own == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy())
}
