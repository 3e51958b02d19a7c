//! The writer: elements, attributes and text as HTML.
//!
//! Everything that is text goes through [`Writer::text`] or an attribute, and is escaped
//! there. Elements end where their closure does, so that what is written is well formed.

use std::borrow::Cow;

/// Attributes by name; what is absent is not written.
pub type Attributes<'a> = [(&'static str, Option<Cow<'a, str>>)];

/// An attribute that is there.
pub fn is<'a>(
    name: &'static str,
    value: impl Into<Cow<'a, str>>,
) -> (&'static str, Option<Cow<'a, str>>) {
    (name, Some(value.into()))
}

/// HTML as it is written.
#[derive(Default)]
pub struct Writer {
    html: String,
}

impl Writer {
    /// What has been written.
    pub fn finish(self) -> String {
        self.html
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.html);
    }

    /// Writes the start of an element.
    pub fn open(&mut self, name: &'static str, attributes: &Attributes) {
        self.start(name, attributes);
        self.html.push('>');
    }

    /// Writes an element that has nothing in it.
    pub fn void(&mut self, name: &'static str, attributes: &Attributes) {
        self.start(name, attributes);
        self.html.push_str("/>");
        if !INLINE.contains(&name) {
            self.html.push('\n');
        }
    }

    fn start(&mut self, name: &'static str, attributes: &Attributes) {
        self.html.push('<');
        self.html.push_str(name);
        for (name, value) in attributes {
            let Some(value) = value else { continue };
            self.html.push(' ');
            self.html.push_str(name);
            self.html.push_str("=\"");
            escape(value, &mut self.html);
            self.html.push('"');
        }
    }

    /// Writes the end of an element. After what stands by itself, a line ends.
    pub fn close(&mut self, name: &'static str) {
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        if !INLINE.contains(&name) {
            self.html.push('\n');
        }
    }

    /// Writes what another writer has.
    pub fn add(&mut self, other: Self) {
        self.html.push_str(&other.html);
    }

    /// Writes an element with what a program reads: a style, a script, data. `body` has no
    /// text of an author in which `<` is not escaped as its own language does.
    pub fn program(&mut self, name: &'static str, attributes: &Attributes, body: &str) {
        debug_assert!(!body.contains("</"));
        self.open(name, attributes);
        self.html.push_str(body);
        self.close(name);
    }
}

/// Elements that stand within a line.
const INLINE: [&str; 10] = ["a", "b", "br", "em", "input", "label", "span", "strong", "sub", "sup"];

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

/// An id that may stand after `#` in an address as it is: of a kind of thing, and of one
/// of them. Different ones stay different.
pub fn anchor(kind: &str, id: &str) -> String {
    let mut name = format!("{kind}-");
    for c in id.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-_.:".contains(c) => name.push(c),
            c => name.push_str(&format!("~{:x}~", c as u32)),
        }
    }
    name
}

/// A value as JSON that may stand in a `<script>`: no `<` is left in it.
pub fn json(value: &serde_json::Value) -> String {
    let escape = |c: char| match c {
        '<' => "\\u003c".into(),
        '>' => "\\u003e".into(),
        '&' => "\\u0026".into(),
        '\u{2028}' => "\\u2028".into(),
        '\u{2029}' => "\\u2029".into(),
        c => c.to_string(),
    };
    value.to_string().chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Writer::default();
        html.open("p", &[is("title", "\"><script>'&"), ("id", None)]);
        html.text("</p><script>alert(1)</script> & \"");
        html.close("p");
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;/p&gt;&lt;script&gt;\
                        alert(1)&lt;/script&gt; &amp; &quot;</p>\n";
        assert_eq!(html.finish(), expected);
    }

    #[test]
    fn anchors_have_no_sign_that_an_address_escapes() {
        assert_eq!(anchor("n", ":timeline.1"), "n-:timeline.1");
        assert_eq!(anchor("src", "a b/ü"), "src-a~20~b~2f~~fc~");
        assert_ne!(anchor("b", "a~20~"), anchor("b", "a "));
    }

    #[test]
    fn json_in_a_script_cannot_end_it() {
        let text = json(&serde_json::json!({ "name": "</script><!--&" }));
        assert_eq!(text, r#"{"name":"\u003c/script\u003e\u003c!--\u0026"}"#);
    }
}
