//! Pictures of a document.
//!
//! Takes bytes; gives the extension of what they are, when they are a whole PNG, JPEG or
//! SVG that refers to nothing outside of itself.

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    let raster = |format| RasterImage::plain(Bytes::new(bytes.to_vec()), format).is_ok();
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return raster(ExchangeFormat::Png).then_some("png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return raster(ExchangeFormat::Jpg).then_some("jpg");
    }
    let text = std::str::from_utf8(bytes).ok()?;
    if text.contains("<svg") && is_closed(text) {
        return SvgImage::new(Bytes::new(bytes.to_vec())).is_ok().then_some("svg");
    }
    None
}

/// Whether a drawing has no script, no entity and no address of anything else.
fn is_closed(svg: &str) -> bool {
    let svg = svg.to_ascii_lowercase();
    let refers = |name: &str| {
        svg.match_indices(name).any(|(at, _)| {
            let value = svg[at + name.len()..].trim_start_matches(['"', '\'', ' ']);
            !value.starts_with('#') && !value.starts_with("data:image/")
        })
    };
    !["<script", "<!entity", "<foreignobject", "@import", "javascript:"]
        .iter()
        .any(|part| svg.contains(part))
        && !refers("href=")
        && !refers("url(")
}
