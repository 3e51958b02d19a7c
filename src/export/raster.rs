//! PNG: pages as pictures, one by one or on a sheet.

use tiny_skia::{Color, Pixmap, PixmapPaint, Transform};

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::typeset::Pages;

use super::Options;

/// The pages as pictures.
pub(super) fn images(pages: &Pages, options: &Options) -> Vec<Pixmap> {
    let render = typst_render::RenderOptions {
        pixel_per_pt: (options.resolution / 72.0).into(),
        ..Default::default()
    };
    pages.document().pages().iter().map(|page| typst_render::render(page, &render)).collect()
}

pub(super) fn png(image: &Pixmap, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    let failed =
        |error| Diagnostic::bare(Code::ExportFailed, format!("cannot make a PNG: {error}"));
    image.encode_png().map_err(|error| diagnostics.push(failed(error))).ok()
}

/// Pages side by side on a grey ground, in rows that make the sheet about twice
/// as wide as it is high.
pub(super) fn sheet(pages: &[Pixmap]) -> Option<Pixmap> {
    let width = pages.iter().map(Pixmap::width).max()?;
    let height = pages.iter().map(Pixmap::height).max()?;
    let gap = (width / 24).max(2);
    let columns = (1..).find(|n| n * n >= pages.len() * 3)?;
    let rows = pages.len().div_ceil(columns);
    let (columns, rows) = (u32::try_from(columns).ok()?, u32::try_from(rows).ok()?);
    let mut sheet = Pixmap::new(columns * (width + gap) + gap, rows * (height + gap) + gap)?;
    sheet.fill(ground());
    for (page, index) in pages.iter().zip(0..) {
        let x = gap + (index % columns) * (width + gap);
        let y = gap + (index / columns) * (height + gap);
        let (x, y) = (i32::try_from(x).ok()?, i32::try_from(y).ok()?);
        sheet.draw_pixmap(
            x,
            y,
            page.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    Some(sheet)
}

/// Puts sheets, as PNGs, on one: side by side as long as there is room, none
/// wider than the widest.
pub(crate) fn contact(sheets: &[Vec<u8>]) -> Option<Vec<u8>> {
    let sheets: Option<Vec<_>> = sheets.iter().map(|png| Pixmap::decode_png(png).ok()).collect();
    let sheets = sheets?;
    let width = sheets.iter().map(Pixmap::width).max()?;
    let (mut x, mut y, mut height) = (0, 0, 0);
    let mut places = vec![];
    for sheet in &sheets {
        if x + sheet.width() > width {
            (x, y, height) = (0, y + height, 0);
        }
        places.push((i32::try_from(x).ok()?, i32::try_from(y).ok()?));
        (x, height) = (x + sheet.width(), height.max(sheet.height()));
    }
    let mut all = Pixmap::new(width, y + height)?;
    all.fill(ground());
    for (sheet, (x, y)) in sheets.iter().zip(places) {
        let paint = PixmapPaint::default();
        all.draw_pixmap(x, y, sheet.as_ref(), &paint, Transform::identity(), None);
    }
    all.encode_png().ok()
}

/// What sheets lie on.
fn ground() -> Color {
    Color::from_rgba8(0xd5, 0xd9, 0xdc, 0xff)
}
