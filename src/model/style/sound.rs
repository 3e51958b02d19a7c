//! Whether a style comes to an end.
//!
//! Takes the XML of a style; tells of elements in elements without end, and of macros that
//! print themselves, or each other so often that nobody could wait for it.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Fault;
use crate::model::limits;

/// What a macro prints: so many elements of its own, and these macros.
#[derive(Default)]
struct Macro {
    at: Range<usize>,
    elements: usize,
    calls: Vec<String>,
}

/// What makes a style run without end, if anything does. XML that cannot be read is sound.
pub fn fault(xml: &str) -> Option<Fault> {
    let mut reader = Reader::from_str(xml);
    let mut macros: BTreeMap<String, Macro> = BTreeMap::new();
    let (mut depth, mut inside) = (0_usize, None::<String>);
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let (element, is_open) = match &event {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if element.local_name().as_ref() == b"macro" {
                    inside = None;
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        if element.local_name().as_ref() == b"macro" {
            let name = attribute(&reader, element, "name").unwrap_or_default();
            macros.entry(name.clone()).or_default().at = start..end;
            inside = is_open.then_some(name);
        } else if let Some(one) = inside.as_ref().and_then(|name| macros.get_mut(name)) {
            one.elements += 1;
            one.calls.extend(attribute(&reader, element, "macro"));
        }
        depth += usize::from(is_open);
        if depth > limits::DEPTH {
            let message = format!("elements go more than {} deep here", limits::DEPTH);
            return Some(Fault { range: start..end, message });
        }
    }
    let mut sizes = BTreeMap::new();
    macros.keys().find_map(|name| size(name, &macros, &mut vec![], &mut sizes).err())
}

fn attribute(reader: &Reader<&[u8]>, element: &BytesStart, name: &str) -> Option<String> {
    let value = element.try_get_attribute(name).ok()??;
    Some(value.decode_and_unescape_value(reader.decoder()).ok()?.into_owned())
}

/// How many elements a macro prints, with those of the macros in it.
fn size<'a>(
    name: &'a str,
    macros: &'a BTreeMap<String, Macro>,
    path: &mut Vec<&'a str>,
    sizes: &mut BTreeMap<&'a str, usize>,
) -> Result<usize, Fault> {
    if let Some(size) = sizes.get(name) {
        return Ok(*size);
    }
    // Of a macro that is not there nothing is printed.
    let Some(one) = macros.get(name) else { return Ok(0) };
    let fault = |message| Fault { range: one.at.clone(), message };
    if path.contains(&name) {
        return Err(fault(format!("the macro `{name}` prints itself")));
    }
    if path.len() == limits::DEPTH {
        return Err(fault(format!("macros print macros more than {} deep here", limits::DEPTH)));
    }
    path.push(name);
    let mut all = one.elements;
    for call in &one.calls {
        all = all.saturating_add(size(call, macros, path, sizes)?);
    }
    path.pop();
    if all > limits::STYLE {
        let most = limits::STYLE;
        return Err(fault(format!("the macro `{name}` prints more than {most} elements")));
    }
    sizes.insert(name, all);
    Ok(all)
}
