//! HTML: an edition as one file for a browser.

use crate::model::edition::{Edition, plain};
use crate::typeset::Drawings;

/// Makes the file.
pub(super) fn page(edition: &Edition, _: &Drawings) -> String {
    let titles: String = edition.title.values().map(|runs| plain(runs)).collect();
    titles.replace(['<', '&'], " ")
}
