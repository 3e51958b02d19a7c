//! Pictures of a document.
//!
//! Takes an outline and the files that pandoc found; puts those that are sound into
//! `data/pictures`, under names of our own, and tells of the others. A picture is sound when
//! it is a whole PNG, JPEG or SVG that refers to nothing outside of itself, and can be printed.

use std::collections::BTreeMap;

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::outline::{Outline, Part, Picture};
use super::told;
use crate::load::files::Files;
use crate::load::picture::check;

/// The pictures of all documents, by their names in `data`.
#[derive(Default)]
pub struct Pictures {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Pictures {
    /// Finds the files of an outline's pictures. Without a place for figures, each is told of
    /// and left to the author.
    pub fn take(&mut self, outline: &mut Outline, media: &[(String, Vec<u8>)], has_figures: bool) {
        let mut before = String::new();
        for section in &mut outline.sections {
            let mut parts = vec![];
            for part in std::mem::take(&mut section.parts) {
                let Part::Picture(mut picture) = part else {
                    before = part.words();
                    parts.push(part);
                    continue;
                };
                let what = called(&picture, &before);
                match self.file(&picture.path, media) {
                    Ok(name) if has_figures => {
                        picture.path = name;
                        parts.push(Part::Picture(picture));
                        continue;
                    }
                    Ok(name) => outline.told.note(format!(
                        "not in the text: a picture{what}; it is in `data/{name}`, and your \
                         `data/figures.yaml` is left to you"
                    )),
                    Err(why) => outline.told.note(format!("left out: a picture{what} {why}")),
                }
                parts.extend(picture.title.map(Part::Text));
            }
            section.parts = parts;
        }
    }

    /// The name of a picture's file in `data`, or why it has none.
    fn file(&mut self, path: &str, media: &[(String, Vec<u8>)]) -> Result<String, String> {
        let found = media.iter().find(|(own, _)| own == path.trim_start_matches("./"));
        let Some((_, bytes)) = found else {
            return Err(format!("that is not in the document: `{}`", told::short(path)));
        };
        if let Some((name, _)) = self.files.iter().find(|(_, own)| *own == bytes) {
            return Ok(name.clone());
        }
        let Some(extension) = kind(bytes) else {
            let path = told::short(path);
            return Err(format!("that is no sound PNG, JPEG or SVG: `{path}`"));
        };
        let name = format!("pictures/picture-{}.{extension}", self.files.len() + 1);
        let mut files = Files::default();
        files.insert(&format!("data/{name}"), bytes.clone());
        check(&files, &name).map_err(|(why, _)| why.replace(&format!("`data/{name}`"), "that"))?;
        self.files.insert(name.clone(), bytes.clone());
        Ok(name)
    }
}

/// The words by which a picture is found in its document.
fn called(picture: &Picture, before: &str) -> String {
    let alt = match picture.alt.as_str() {
        "" => String::new(),
        alt => format!(" (“{}”)", told::short(alt)),
    };
    match told::short(before).as_str() {
        "" => alt,
        before => format!("{alt}, behind “{before}”"),
    }
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
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
