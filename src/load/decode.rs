//! From a tree to typed values, with every mistake told.
//!
//! A serde deserializer over [`Node`]s. Takes a tree and a type; gives the
//! value, and a diagnostic for each key that the type does not know, each item
//! of a list and each entry of a mapping that does not fit. A bad item is left
//! out, so that the rest is still checked.

use serde::de::value::UsizeDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::{Cell, RefCell};

use super::fault::Fault;
use super::spanned::SPANNED;
use super::tree::{Node, Value};

pub use super::spanned::{Each, Entries, Spanned};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics, Place, did_you_mean};

/// The field that takes the texts of a block: `zh: …` beside `id: …`.
pub const TEXTS: &str = "$texts";

/// The field that takes a text where a mapping could be.
pub const TEXT: &str = "$text";

/// What a tree gives.
pub struct Decoded<T> {
    /// Nothing, when the root itself does not fit.
    pub value: Option<T>,
    /// Whether nothing was left out.
    pub is_whole: bool,
}

/// Gives a tree a type. Tells everything that does not fit.
pub fn decode<T: DeserializeOwned>(
    node: &Node,
    path: &str,
    languages: &[String],
    diagnostics: &mut Diagnostics,
) -> Decoded<T> {
    decode_rest(node, path, languages, false, diagnostics)
}

/// The same of a tree from which faulty entries may have been cut: then nothing is missed.
pub fn decode_rest<T: DeserializeOwned>(
    node: &Node,
    path: &str,
    languages: &[String],
    is_cut: bool,
    diagnostics: &mut Diagnostics,
) -> Decoded<T> {
    let (found, is_whole) = (RefCell::default(), Cell::new(true));
    let context = Context { path, languages, is_cut, found, is_whole };
    let result = T::deserialize(Decoder { node, context: &context });
    let value = result.map_err(|fault| context.leave_out(fault, node)).ok();
    diagnostics.extend(context.found.into_inner());
    Decoded { value, is_whole: context.is_whole.get() }
}

struct Context<'a> {
    path: &'a str,
    languages: &'a [String],
    is_cut: bool,
    found: RefCell<Vec<Diagnostic>>,
    is_whole: Cell<bool>,
}

impl Context<'_> {
    /// Tells a fault in a node, without which the value goes on.
    fn leave_out(&self, fault: Fault, node: &Node) -> Fault {
        self.is_whole.set(false);
        self.tell(fault, node)
    }

    /// Gives the diagnostic of a fault, once.
    fn tell(&self, fault: Fault, node: &Node) -> Fault {
        if fault.told {
            return fault;
        }
        if self.is_cut && fault.is_missing {
            return Fault { told: true, ..fault };
        }
        let range = fault.range.unwrap_or(node.range.clone());
        self.found.borrow_mut().push(
            Diagnostic::error(fault.code, Place::new(self.path, range), fault.message)
                .maybe_hint(fault.hint),
        );
        Fault { told: true, ..de::Error::custom("") }
    }
}

#[derive(Clone, Copy)]
struct Decoder<'a> {
    node: &'a Node,
    context: &'a Context<'a>,
}

impl<'a> Decoder<'a> {
    fn wrong(&self, expected: &dyn de::Expected) -> Fault {
        let is_missing = self.node.value == Value::Null;
        let message = format!("expected {expected}, found {}", self.node.describe());
        Fault { code: Code::WrongType, is_missing, ..de::Error::custom(message) }
    }

    fn no_mapping(&self) -> Fault {
        let colon = matches!(&self.node.value, Value::Scalar(text) if text.contains('：'));
        let hint = "write `: `, a colon and a space, behind a key";
        Fault { hint: colon.then(|| hint.into()), ..self.wrong(&"a mapping") }
    }

    fn scalar(&self, expected: &dyn de::Expected) -> Result<&'a str, Fault> {
        match &self.node.value {
            Value::Scalar(text) => Ok(text),
            _ => Err(self.wrong(expected).at(self.node)),
        }
    }

    fn at(&self, node: &'a Node) -> Self {
        Self { node, context: self.context }
    }
}

macro_rules! number {
    ($($method:ident $visit:ident $type:ty, $what:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.scalar(&visitor)?.parse::<$type>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => Err(self.wrong(&$what)),
            }
            .map_err(|fault| fault.at(self.node))
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Decoder<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Scalar(text) => visitor.visit_str(text),
            Value::List(_) => return self.deserialize_seq(visitor),
            Value::Map(_) => return self.deserialize_map(visitor),
        }
        .map_err(|fault: Fault| fault.at(self.node))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Scalar(text) => visitor.visit_str(text),
            _ => Err(Fault {
                hint: match self.node.value {
                    Value::Map(_) => {
                        Some("text with a colon or braces needs quotes or a `|` block".into())
                    }
                    Value::List(_) => {
                        Some("text that begins with `[` or `- ` needs quotes or a `|` block".into())
                    }
                    _ => None,
                },
                ..self.wrong(&"text")
            }),
        }
        .map_err(|fault: Fault| fault.at(self.node))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.scalar(&"`true` or `false`")? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(self.wrong(&"`true` or `false`").at(self.node)),
        }
    }

    number! {
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_u32 visit_u32 u32, "a whole number from 0";
        deserialize_u64 visit_u64 u64, "a whole number from 0";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::List(items) => {
                visitor.visit_seq(Items { items: items.iter(), context: self.context })
            }
            Value::Scalar(text) if text.starts_with('-') => Err(Fault {
                hint: Some("put a space behind each `-`".into()),
                ..self.wrong(&"a list")
            }),
            _ => Err(self.wrong(&"a list")),
        }
        .map_err(|fault| fault.at(self.node))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Map(entries) => visitor.visit_map(Pairs {
                entries: entries.iter(),
                value: None,
                context: self.context,
            }),
            _ => Err(self.no_mapping()),
        }
        .map_err(|fault| fault.at(self.node))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == SPANNED {
            return visitor.visit_seq(SpannedParts { decoder: self, step: 0 });
        }
        let takes_texts = fields.contains(&TEXTS);
        let takes_text = fields.contains(&TEXT);
        let mut known = vec![];
        let mut texts = vec![];
        let entries = match &self.node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Scalar(_) if takes_text => {
                known.push((TEXT, Part::One(self.node)));
                &[]
            }
            _ if takes_text => return Err(self.no_text().at(self.node)),
            _ => return Err(self.no_mapping().at(self.node)),
        };
        if let ([(key, Node { value: Value::Null, .. })], true) = (entries, takes_text)
            && let Value::Scalar(name) = &key.value
        {
            return Err(Fault {
                code: Code::UnquotedBraces,
                hint: Some(format!("put it in quotes: `\"{{{name}}}\"`")),
                ..de::Error::custom(format!("`{{{name}}}` without quotes is a mapping in YAML"))
            });
        }
        for (key, value) in entries {
            let name = match &key.value {
                Value::Scalar(name) => name.as_str(),
                _ => "",
            };
            if ![TEXT, TEXTS].contains(&name) && fields.contains(&name) {
                known.push((name, Part::One(value)));
            } else if takes_texts && self.context.languages.iter().any(|l| l == name) {
                texts.push((key, value));
            } else {
                self.context.tell(self.unknown(name, fields, takes_texts).at(key), key);
            }
        }
        if takes_texts {
            known.push((TEXTS, Part::Texts(texts)));
        }
        visitor
            .visit_map(Fields { decoder: self, fields: known.into_iter(), value: None })
            .map_err(|fault| fault.at(self.node))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text = self.scalar(&"a word")?;
        visitor.visit_enum(text.into_deserializer()).map_err(|fault: Fault| fault.at(self.node))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

impl Decoder<'_> {
    fn no_text(&self) -> Fault {
        Fault {
            hint: Some("write a text, one for each language, or `\"\"` for none".into()),
            ..self.wrong(&"a text")
        }
    }

    fn unknown(&self, name: &str, fields: &'static [&'static str], texts: bool) -> Fault {
        let languages = self.context.languages.iter().filter(|_| texts).map(String::as_str);
        let choices: Vec<&str> = fields
            .iter()
            .copied()
            .filter(|f| ![TEXT, TEXTS].contains(f))
            .chain(languages)
            .collect();
        let hint = did_you_mean(name, choices.iter().copied())
            .unwrap_or_else(|| format!("the keys here are {}", quoted(&choices)));
        let message = format!("unknown key `{name}`");
        Fault { code: Code::UnknownKey, hint: Some(hint), ..de::Error::custom(message) }
    }
}

/// Words in backticks, with commas between them.
pub fn quoted<S: AsRef<str>>(words: &[S]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    context: &'a Context<'a>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let decoder = Decoder { node, context: self.context };
        seed.deserialize(decoder).map(Some).map_err(|fault| self.context.leave_out(fault, node))
    }
}

struct Pairs<'a> {
    entries: std::slice::Iter<'a, (Node, Node)>,
    value: Option<&'a Node>,
    context: &'a Context<'a>,
}

impl<'de> de::MapAccess<'de> for Pairs<'_> {
    type Error = Fault;

    fn next_key_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Decoder { node: key, context: self.context }).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let node = self.value.take().expect("a key comes before its value");
        let decoder = Decoder { node, context: self.context };
        seed.deserialize(decoder).map_err(|fault| self.context.leave_out(fault, node))
    }
}

enum Part<'a> {
    One(&'a Node),
    Texts(Vec<(&'a Node, &'a Node)>),
}

struct Fields<'a> {
    decoder: Decoder<'a>,
    fields: std::vec::IntoIter<(&'a str, Part<'a>)>,
    value: Option<Part<'a>>,
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Fault;

    fn next_key_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some((name, part)) = self.fields.next() else { return Ok(None) };
        self.value = Some(part);
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        match self.value.take().expect("a key comes before its value") {
            Part::One(node) => seed.deserialize(self.decoder.at(node)),
            Part::Texts(entries) => {
                let entries = entries.into_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                let node =
                    Node { range: self.decoder.node.range.clone(), value: Value::Map(entries) };
                seed.deserialize(Decoder { node: &node, context: self.decoder.context })
            }
        }
    }
}

struct SpannedParts<'a> {
    decoder: Decoder<'a>,
    step: usize,
}

impl<'de> de::SeqAccess<'de> for SpannedParts<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.step += 1;
        let range = &self.decoder.node.range;
        match self.step {
            1 => seed.deserialize(UsizeDeserializer::new(range.start)).map(Some),
            2 => seed.deserialize(UsizeDeserializer::new(range.end)).map(Some),
            3 => seed.deserialize(self.decoder).map(Some),
            _ => Ok(None),
        }
    }
}
