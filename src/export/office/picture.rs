//! Pictures as a format carries them.
//!
//! Word and its kin are given PNG, which all of them show; books and archives SVG as it is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use typst_layout::Page;

use crate::pandoc::Target;

/// Pixels a point of a drawing: 216 an inch.
const SCALE: f64 = 3.0;

/// The type of a picture of a project, by its name.
pub fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => "image/svg+xml",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "image/png",
    }
}

/// A drawing, and its type.
pub fn of_page(page: &Page, target: Target) -> Option<(&'static str, Vec<u8>)> {
    match target {
        Target::Docx | Target::Odt => {
            let options =
                typst_render::RenderOptions { pixel_per_pt: SCALE.into(), ..Default::default() };
            let image = typst_render::render(page, &options);
            Some(("image/png", image.encode_png().ok()?))
        }
        Target::Epub | Target::Jats => {
            let svg = typst_svg::svg(page, &typst_svg::SvgOptions::default());
            Some(("image/svg+xml", svg.into_bytes()))
        }
    }
}

/// A picture within its own address (RFC 2397).
pub fn address(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}
