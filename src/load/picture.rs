//! Pictures: PNG, JPEG and SVG files in `data`.
//!
//! Takes the bytes of one; tells what is wrong with it, how large it is, and gives it without
//! what is not seen of it: where and by whom it was taken. Changes no pixel.

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use crate::load::files::Files;
use crate::model::limits::{PICTURE, PIXELS};

/// A picture that can be printed.
pub struct Checked {
    /// Its path from the root.
    pub path: String,
    /// Its width and height as it is seen: in pixels, or of a drawing in points.
    pub size: (u32, u32),
    /// Whether it is made of pixels.
    pub is_raster: bool,
}

type Wrong = (String, &'static str);

/// Checks a picture by its path from `data`; else says what is wrong with it, and how to mend it.
pub fn check(files: &Files, file: &str) -> Result<Checked, Wrong> {
    let path = format!("data/{file}");
    let kind = kind_of(&path).ok_or_else(|| {
        let hint = match path.to_lowercase().ends_with(".pdf") {
            true => "a PDF for archives has no other in it: save the page as SVG, or as PNG",
            false => "give a PNG, JPEG or SVG file",
        };
        (format!("`{file}` is no picture"), hint)
    })?;
    let Some(bytes) = files.bytes(&path) else {
        return Err((format!("there is no file `{path}`"), "its path is from `data`"));
    };
    if bytes.len() > PICTURE {
        let message =
            format!("`{path}` has {} MiB, and may have {}", bytes.len() >> 20, PICTURE >> 20);
        return Err((message, "save it smaller"));
    }
    let broken = || (format!("`{path}` is a broken picture"), "write the file again");
    let format = match kind {
        Kind::Svg => {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            if text.contains("<image") {
                let message = format!("`{path}` has another picture in it");
                return Err((message, "give that picture itself, as PNG or JPEG"));
            }
            let image = SvgImage::new(Bytes::new(bytes.to_vec())).map_err(|_| broken())?;
            let whole = |side: f64| side.round().clamp(1.0, 1e6) as u32;
            let size = (whole(image.width()), whole(image.height()));
            return Ok(Checked { path, size, is_raster: false });
        }
        Kind::Png => ExchangeFormat::Png,
        Kind::Jpeg => ExchangeFormat::Jpg,
    };
    if kind == Kind::Png && is_jpeg(bytes) || kind == Kind::Jpeg && bytes.starts_with(PNG) {
        let message = format!("`{path}` is a picture of another kind than its name says");
        return Err((message, "give the file the right ending, `.png` or `.jpg`"));
    }
    let header = match kind {
        Kind::Png => png_size(bytes).map(|size| (size, 3)),
        _ => jpeg_frame(bytes),
    };
    let ((width, height), components) = header.ok_or_else(broken)?;
    if u64::from(width) * u64::from(height) > PIXELS {
        let message =
            format!("`{path}` has {width} × {height} pixels, and may have {PIXELS} in all");
        return Err((message, "save it smaller: 4000 pixels are enough for the width of a page"));
    }
    if components == 4 {
        let message = format!("`{path}` is in CMYK, the colours of a press");
        return Err((message, "save it in RGB: it would be printed in wrong colours"));
    }
    // As it will be printed.
    let clean = cleaned(&path, bytes).unwrap_or_else(|| bytes.to_vec());
    let image = RasterImage::plain(Bytes::new(clean), format).map_err(|_| broken())?;
    Ok(Checked { path, size: (image.width(), image.height()), is_raster: true })
}

/// A picture's bytes without what is not seen of it; none, where nothing is to be left out.
pub fn cleaned(path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match kind_of(path)? {
        Kind::Png => clean_png(bytes),
        Kind::Jpeg => clean_jpeg(bytes),
        Kind::Svg => None,
    }
    .filter(|clean| clean != bytes)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Png,
    Jpeg,
    Svg,
}

fn kind_of(path: &str) -> Option<Kind> {
    match path.rsplit_once('.')?.1 {
        "png" => Some(Kind::Png),
        "jpg" | "jpeg" => Some(Kind::Jpeg),
        "svg" => Some(Kind::Svg),
        _ => None,
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.starts_with(PNG).then_some(())?;
    Some((big(bytes, 16)?, big(bytes, 20)?))
}

/// A segment of a JPEG: its marker, and all of it.
type Segment<'a> = (u8, &'a [u8]);

/// A segment of a JPEG before its first scan: its marker and all of its bytes.
fn segments(bytes: &[u8]) -> Option<(Vec<Segment<'_>>, &[u8])> {
    let mut found = vec![];
    let mut at = 2;
    loop {
        let (&mark, &marker) = (bytes.get(at)?, bytes.get(at + 1)?);
        (mark == 0xff).then_some(())?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda {
            return Some((found, &bytes[at..]));
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let end = at + 2 + length;
        found.push((marker, bytes.get(at..end)?));
        at = end;
    }
}

/// The size of a JPEG, and how many colours each pixel is mixed of.
fn jpeg_frame(bytes: &[u8]) -> Option<((u32, u32), u8)> {
    is_jpeg(bytes).then_some(())?;
    let (segments, _) = segments(bytes)?;
    let is_frame =
        |marker: u8| matches!(marker, 0xc0..=0xcf) && ![0xc4, 0xc8, 0xcc].contains(&marker);
    let (_, frame) = segments.into_iter().find(|(marker, _)| is_frame(*marker))?;
    let side =
        |at: usize| Some(u32::from(u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?])));
    Some(((side(7)?, side(5)?), *frame.get(9)?))
}

/// Keeps what colours are made by (JFIF, profile, Adobe's transform) and how it is turned.
fn clean_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let (segments, scan) = segments(bytes)?;
    let mut out = bytes[..2].to_vec();
    let is_exif = |own: &[u8]| own.get(4..10) == Some(b"Exif\0\0");
    for (marker, own) in segments {
        let is_kept = match marker {
            0xe1 if is_exif(own) => {
                let turned = own.get(10..).and_then(orientation).filter(|turned| *turned != 1);
                if let Some(turned) = turned {
                    let exif = [b"Exif\0\0".as_slice(), &turned_only(turned)].concat();
                    out.extend([0xff, 0xe1]);
                    out.extend((exif.len() as u16 + 2).to_be_bytes());
                    out.extend(exif);
                }
                false
            }
            0xe0 | 0xee => true,
            0xe2 => own.get(4..15) == Some(b"ICC_PROFILE"),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        if is_kept {
            out.extend(own);
        }
    }
    // Some cameras put a second picture, with its own data, behind the end of the first.
    let end = scan.windows(2).position(|pair| pair == [0xff, 0xd9]);
    out.extend(&scan[..end.map_or(scan.len(), |at| at + 2)]);
    Some(out)
}

/// Keeps what is needed to show it, and how it is turned.
fn clean_png(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.starts_with(PNG).then_some(())?;
    let mut out = PNG.to_vec();
    let mut at = PNG.len();
    while at < bytes.len() {
        let length = big(bytes, at)? as usize;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        at += chunk.len();
        match &chunk[4..8] {
            b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" => {}
            b"eXIf" => {
                let turned = orientation(&chunk[8..8 + length]).filter(|turned| *turned != 1);
                if let Some(turned) = turned {
                    let body = [b"eXIf".as_slice(), &turned_only(turned)].concat();
                    out.extend((body.len() as u32 - 4).to_be_bytes());
                    out.extend(&body);
                    out.extend(crc(&body).to_be_bytes());
                }
            }
            b"IEND" => {
                out.extend(chunk);
                break;
            }
            _ => out.extend(chunk),
        }
    }
    Some(out)
}

/// How a picture is turned, as its Exif data (a TIFF) says: 1 to 8.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let (high, low) = if is_little { (short(6)?, short(4)?) } else { (short(4)?, short(6)?) };
    let start = usize::from(high) << 16 | usize::from(low);
    let entries = (0..usize::from(short(start)?)).map(|n| start + 2 + 12 * n);
    let entry = entries.take_while(|at| *at < tiff.len()).find(|at| short(*at) == Some(0x0112))?;
    u8::try_from(short(entry + 8)?).ok().filter(|turned| (1..=8).contains(turned))
}

/// Exif data that says how a picture is turned, and no more.
fn turned_only(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([turned, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// The sum at the end of a chunk of a PNG (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG's segments, with a place and a turn, before a scan of nothing.
    fn jpeg() -> Vec<u8> {
        let mut tiff = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
        tiff.extend(b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0GPS-HERE");
        let segment = |marker: u8, body: &[u8]| {
            let length = (body.len() as u16 + 2).to_be_bytes();
            [[0xff, marker].as_slice(), &length, body].concat()
        };
        [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xe1, &[b"Exif\0\0".as_slice(), &tiff].concat()),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS-HERE"),
            segment(0xed, b"Photoshop 3.0\0GPS-HERE"),
            segment(0xfe, b"GPS-HERE"),
            segment(0xc0, b"\x08\0\x02\0\x03\x03\x01\x11\0\x02\x11\0\x03\x11\0"),
            b"\xff\xda\0\x02\x01\xff\xd9GPS-HERE".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn a_jpeg_keeps_how_it_is_turned_and_nothing_of_where_it_was_taken() {
        let clean = cleaned("data/photo.jpg", &jpeg()).unwrap();
        assert!(!clean.windows(8).any(|bytes| bytes == b"GPS-HERE"));
        assert_eq!(jpeg_frame(&clean), Some(((3, 2), 3)));
        let exif = clean.windows(6).position(|bytes| bytes == b"Exif\0\0").unwrap();
        assert_eq!(orientation(&clean[exif + 6..]), Some(6));
        assert_eq!(cleaned("data/photo.jpg", &clean), None, "it is clean");
    }

    #[test]
    fn a_png_keeps_what_is_seen_of_it() {
        let chunk = |name: &[u8], body: &[u8]| {
            let own = [name, body].concat();
            let length = (body.len() as u32).to_be_bytes();
            [length.as_slice(), &own, &crc(&own).to_be_bytes()].concat()
        };
        let head = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x02\x08\0\0\0\0");
        let all = [PNG, &head, &chunk(b"tEXt", b"GPS-HERE"), &chunk(b"IEND", b"")].concat();
        let clean = cleaned("data/photo.png", &all).unwrap();
        assert_eq!(clean, [PNG, &head, &chunk(b"IEND", b"")].concat());
        assert_eq!(crc(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn what_is_no_picture_is_left_as_it_is() {
        for bytes in [
            &b""[..],
            b"\xff\xd8",
            b"\xff\xd8\xff\xe1\0",
            PNG,
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff",
        ] {
            let _ = (cleaned("a.jpg", bytes), cleaned("a.png", bytes), jpeg_frame(bytes));
        }
    }
}
