//! Pictures: whether they have dots enough for print.
//!
//! Takes a project; tells of each picture that would be printed too coarse, as wide as it can
//! be printed: on A4, in one of the templates' layouts.

use crate::model::article::{FigureContent, Picture};
use crate::model::diagnostic::Diagnostic;
use crate::model::rule::Rule;

use super::finder::Finder;

/// The fewest dots to an inch.
const FEWEST: f64 = 150.0;
/// The width of the text, and the most height of a picture (`figure.typ`), in points.
const WIDTH: f64 = 486.0;
const HEIGHT: f64 = 0.55 * 702.0;

/// Tells of pictures that are too coarse.
pub fn check(finder: &mut Finder) {
    let project = finder.project;
    for figure in &project.article.figures {
        let FigureContent::Picture(picture) = &figure.content else { continue };
        let mut told = vec![];
        for file in picture.files.values().filter(|file| file.is_raster) {
            let dots = dots(picture, file.size);
            if dots >= FEWEST || told.contains(&&file.path) {
                continue;
            }
            told.push(&file.path);
            let message = format!("`{}` has {dots:.0} dots to an inch in print", file.path);
            let wanted = f64::from(file.size.0) * FEWEST / dots;
            let hint = format!(
                "take one that is {wanted:.0} pixels wide, or print it smaller by `width`: 150 \
                 dots are the fewest"
            );
            let told =
                Diagnostic::warning(Rule::Resolution, file.place.clone(), message).hint(hint);
            finder.tell(told);
        }
    }
}

/// How many dots it has to an inch.
fn dots(picture: &Picture, (width, height): (u32, u32)) -> f64 {
    let (width, height) = (f64::from(width), f64::from(height));
    let share = WIDTH * picture.width as f64 / 100.0;
    let printed = share.min(HEIGHT * width / height);
    width / (printed / 72.0)
}
