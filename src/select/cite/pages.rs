//! Lists of pages, with the language's own sign between them.
//!
//! Takes what a style made of a source; changes no text but its pages: hayagriva 0.10 puts
//! a comma and a space between them in any language.

use hayagriva::ElemChildren;
use hayagriva::citationberg::json::{Item, Value};

use super::runs::replace_last;

/// Puts `between` between the pages of a source, which have `dash` in their ranges.
pub fn list(printed: &mut ElemChildren, item: &Item, dash: &str, between: &str) {
    let Some(Value::String(pages)) = item.0.get("page") else { return };
    if between != ", " && pages.contains(", ") {
        let pages = pages.replace('-', dash);
        replace_last(printed, &pages, &pages.replace(", ", between));
    }
}
