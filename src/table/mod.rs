//! Tables as text: what a file of cells is written in, and where each cell stands.
//!
//! Takes the bytes of a CSV from anywhere (an editor, Excel in any country, a
//! database); gives text in UTF-8, what stands between its cells, and its records
//! with a place for each cell. Knows nothing of what the columns mean.

pub mod encoding;
pub mod fields;
pub mod separator;
pub mod spoilt;

use std::io::{Cursor, Read as _};

use encoding::{Fault, Hints, read};

/// A table in memory as text; what it was written in, where that had to be found; and the
/// first place that is in doubt, with what is wrong and how to mend it.
pub fn text(bytes: &[u8], regions: &[String]) -> (String, Option<&'static str>, Option<Fault>) {
    let hints = Hints { encoding: None, regions: regions.to_vec() };
    let own = || String::from_utf8_lossy(bytes).into_owned();
    let Ok(decoded) = read(&mut Cursor::new(bytes), &hints) else { return (own(), None, None) };
    let mut text = vec![];
    let kept = decoded.text.map(|mut from| from.read_to_end(&mut text));
    let text = match kept {
        Some(Ok(_)) => String::from_utf8_lossy(&text).into_owned(),
        _ => own(),
    };
    (text, decoded.name, decoded.fault)
}
