//! From plain text to pieces: notes, references and addresses in it.
//!
//! Takes a stretch of text; gives its pieces, and a diagnostic for each sign that
//! is nothing and looks like something.

use std::ops::Range;

use super::address::{Address, addresses};
use super::citation::{self, Bracket, Found};
use super::flanking::is_closing;
use super::lookalike::lookalikes;
use super::stretch::{INNER, Stretch, hidden};
use super::terms::Terms;
use super::{Reader, Unreadable, locators, scripts};
use crate::model::article::{Cite, Piece, TermForm, written};
use crate::model::code::Code;

impl Reader<'_, '_> {
    /// The pieces of a stretch. In a link there are no other addresses.
    pub(super) fn pieces(&mut self, stretch: &Stretch, in_link: bool) -> Vec<Piece> {
        let unescaped = stretch.unescaped();
        let addresses = if in_link { vec![] } else { typed(stretch) };
        let inside = |byte: usize| addresses.iter().any(|a| a.range.contains(&byte));
        let text = hidden(&unescaped, '\u{2}', inside);
        let strange = lookalikes(&text, self.context.keys);

        let mut pieces = vec![];
        let mut plain = String::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (end, piece) = if let Some(address) = addresses.iter().find(|a| a.range.start == at)
            {
                (address.range.end, self.address(stretch, address))
            } else if c == INNER {
                (at + c.len_utf8(), stretch.piece(at))
            } else if let Some(found) = self.mark(stretch, &text, at) {
                found
            } else if let Some(found) = self.bracket(&text, at) {
                self.cited(stretch, &text, at, found)
            } else if let Some((end, piece)) =
                scripts::at(stretch, &text, at, plain.is_empty() && is_script(pieces.last()))
            {
                (end, Some(piece))
            } else if let Some(found) = strange.iter().find(|it| it.range.start == at) {
                let range = stretch.range(found.range.clone());
                let message =
                    format!("this looks like {}, and would be printed as it stands", found.what);
                self.error(Code::ForeignMarkup, range, message, &found.hint);
                self.refused = true;
                // That it is missing is no second mistake.
                (found.range.end, found.is_citation().then(|| Piece::Note(vec![])))
            } else if matches!(c, '{' | '}' | '*') || citation::is_open(&text[at..]) {
                self.sign(stretch, &text, at)
            } else {
                plain.push_str(&stretch.text[at..at + c.len_utf8()]);
                at += c.len_utf8();
                continue;
            };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.extend(piece);
            at = end;
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        pieces
    }

    fn bracket(&self, text: &str, at: usize) -> Option<Bracket> {
        text[at..].starts_with('[').then(|| citation::bracket(text, at, &self.terms()))?
    }

    /// A citation, and where it ends.
    fn cited(
        &mut self,
        stretch: &Stretch,
        text: &str,
        at: usize,
        found: Bracket,
    ) -> (usize, Option<Piece>) {
        let end = match found {
            Bracket::Citation(end) => end,
            Bracket::Nested(inner) => {
                let message = "this is a citation in another one, or with its place outside";
                let hint = "write one, with all words in it: `[see @key, p. 3]`";
                self.error(Code::BadCitation, stretch.range(inner.clone()), message, hint);
                self.refused = true;
                let close = text[inner.end..].find(']').map_or(text.len(), |at| inner.end + at + 1);
                return (close, Some(Piece::Note(vec![])));
            }
        };
        let note = self.note(stretch, text, at + 1..end - 1);
        // `[@key][p. 3]`
        let start = text.len() - text[end..].trim_start().len();
        let place = text[start..].strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((place, _)) = place
            && locators::begins_with_place(place, &self.terms())
        {
            let end = start + place.len() + 2;
            let range = stretch.range(start..end);
            let hint = "write it behind the key: `[@key, p. 3]`";
            self.error(
                Code::BadCitation,
                range,
                "this place in a source stands outside its citation",
                hint,
            );
            self.refused = true;
            return (end, Some(note));
        }
        (end, Some(note))
    }

    fn address(&mut self, stretch: &Stretch, address: &Address) -> Option<Piece> {
        let written = &stretch.text[address.range.clone()];
        if address.is_unclear {
            let message = format!("it is not clear where the address `{written}` ends");
            let hint = "put a space behind it, or write `[words](https://…)`";
            self.error(Code::UnclearAddress, stretch.range(address.range.clone()), message, hint);
        }
        let body = vec![Piece::Text(written.to_string())];
        Some(Piece::Link { url: address.url.clone(), body })
    }

    /// A sign that opens something, or nothing; where it ends, and what it is.
    fn sign(&mut self, stretch: &Stretch, text: &str, at: usize) -> (usize, Option<Piece>) {
        let c = if text[at..].starts_with('[') { '[' } else { char::from(text.as_bytes()[at]) };
        let alone = stretch.range(at..at + 1);
        let itself = format!("write `\\{c}` for the sign itself");
        if let ('{', Some(length)) = (c, text[at..].find('}')) {
            let end = at + length + 1;
            let inner = &stretch.text[at + 1..end - 1];
            return (end, self.reference(inner, stretch.range(at..end)));
        }
        if c == '*' {
            return self.asterisks(stretch, text, at);
        }
        self.refused = true;
        match c {
            '}' => self.error(Code::StrayBracket, alone, "this `}` closes nothing", &itself),
            _ => {
                let close = if c == '{' { '}' } else { ']' };
                let hint = format!("add `{close}`, or {itself}");
                self.error(Code::StrayBracket, alone, format!("this `{c}` is not closed"), &hint);
                // Its key is no second mistake.
                let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '{' | '*');
                let key = text[at + 1..].find(ends).unwrap_or(text.len() - at - 1);
                return match c {
                    '[' => (at + 1 + key, Some(Piece::Note(vec![]))),
                    _ => (at + 1, None),
                };
            }
        }
        (at + 1, None)
    }

    /// Asterisks that mark no emphasis; where they end, and what is printed of them.
    fn asterisks(&mut self, stretch: &Stretch, text: &str, at: usize) -> (usize, Option<Piece>) {
        let length = text[at..].len() - text[at..].trim_start_matches('*').len();
        let (end, sign) = (at + length, &text[at..at + length]);
        let range = stretch.range(at..end);
        let value = self.source.value();
        let is_sign = |at: usize| is_sign(value, stretch.range(at..at + 1));
        if length == 1 && text.match_indices('*').all(|(at, _)| is_sign(at)) {
            return (end, Some(Piece::Text(sign.into())));
        }
        self.refused = true;
        let partner = text[end..].find(sign).map(|next| end + next);
        let inner = partner.map_or("", |partner| &text[end..partner]);
        let itself = "write `\\*` for the sign itself";
        if let Some(partner) = partner
            && !inner.trim().is_empty()
            && inner.trim() != inner
        {
            let all = at..partner + length;
            let message = format!("a space stands inside `{sign}`, which marks nothing then");
            let hint =
                format!("write `{sign}{}{sign}`, or `\\*` for the sign itself", inner.trim());
            self.error(Code::StrayEmphasis, stretch.range(all.clone()), message, &hint);
            return (all.end, None);
        }
        let message = format!("this `{sign}` neither opens nor closes an emphasis");
        let blanks = [value[..range.start].chars().next_back(), value[range.end..].chars().next()];
        let is_beside_blank = blanks.into_iter().any(|c| c.is_some_and(char::is_whitespace));
        match is_beside_blank {
            true => {
                let hint = format!("no space stands inside `{sign}words{sign}`; {itself}");
                self.error(Code::StrayEmphasis, range, message, &hint);
            }
            false => self.error(Code::StrayEmphasis, range, message, itself),
        }
        (end, None)
    }

    fn reference(&mut self, inner: &str, span: Range<usize>) -> Option<Piece> {
        let (id, form) = match inner.split_once(':') {
            None => (inner, TermForm::ByUse),
            Some((id, "long")) => (id, TermForm::Long),
            Some((id, "short")) => (id, TermForm::Short),
            Some((id, "cap")) => (id, TermForm::Capital),
            Some((_, form)) => {
                let hint = "write `{id}`, `{id:cap}`, `{id:long}` or `{id:short}`";
                self.error(
                    Code::UnknownForm,
                    span,
                    format!("`{form}` is not a form of a term"),
                    hint,
                );
                self.refused = true;
                return None;
            }
        };
        let place = self.source.place(span);
        Some(Piece::Ref { id: id.trim().to_string(), form, place })
    }

    /// A note; one without sources, where a part cannot be read.
    fn note(&mut self, stretch: &Stretch, text: &str, inner: Range<usize>) -> Piece {
        let terms = self.terms();
        let mut cites = vec![];
        for part in citation::parts(text, inner) {
            let found = citation::read(text, part.clone(), &terms)
                .and_then(|found| self.in_own_words(stretch, found, &terms));
            match found {
                Ok(cite) => cites.push(cite),
                Err(Unreadable { range, message, hint }) => {
                    // Addresses are hidden in the text.
                    let written = &stretch.text[range.clone()];
                    let message = message.replace(text[range.clone()].trim(), written.trim());
                    self.error(Code::BadCitation, stretch.range(range), message, &hint);
                    self.refused = true;
                    return Piece::Note(vec![]);
                }
            }
        }
        Piece::Note(cites)
    }

    /// What is cited, with words that readers of the language know.
    fn in_own_words(
        &mut self,
        stretch: &Stretch,
        found: Found,
        terms: &Terms,
    ) -> Result<Cite, Unreadable> {
        let before = self.pieces(&stretch.part(found.before.clone()), false);
        let mut after = self.pieces(&stretch.part(found.after.clone()), false);
        for (part, pieces) in [(&found.before, &before), (&found.after, &after)] {
            let text = written(pieces);
            let Some(place) = locators::foreign_place(&text, terms) else { continue };
            let place = &text[place];
            // In an emphasis it stands somewhere in these words.
            let start = stretch.text[part.clone()].find(place).map(|at| part.start + at);
            return Err(Unreadable {
                message: format!("`{place}` stands among words, and would be printed as it is"),
                range: start.map_or(part.clone(), |start| start..start + place.len()),
                hint: "write it right behind the key, `[@key, p. 3, and words]`, or in words of \
                       the text's language"
                    .into(),
            });
        }
        let place = self.source.place(stretch.range(found.key.clone()));
        let words = &stretch.text[found.after];
        let joined = match found.has_comma {
            true => terms.comma.as_str(),
            // Full-width marks have a space of their own.
            false if found.has_space && !words.starts_with(is_wide) => " ",
            false => "",
        };
        if !words.is_empty() {
            after.insert(0, Piece::Text(joined.to_string()));
        }
        Ok(Cite {
            key: stretch.text[found.key].to_string(),
            locators: found.locators,
            without_author: found.without_author,
            before,
            after,
            place,
        })
    }
}

/// Whether a piece is lowered or raised.
fn is_script(piece: Option<&Piece>) -> bool {
    matches!(piece, Some(Piece::Sub(_) | Piece::Super(_)))
}

/// Whether a mark is as wide as a Han character.
fn is_wide(c: char) -> bool {
    matches!(c, '（' | '【' | '〔' | '《' | '“' | '，' | '；' | '：' | '、')
}

/// Whether an asterisk is a sign: between spaces, behind a word, or between numbers:
/// `3 * 4`, `5* hotel`, `5*6`.
fn is_sign(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == ')');
    let is_end = is_blank(after) || !is_blank(before) && after.is_some_and(is_closing);
    is_end && before != Some('*') || is_word(before) && is_word(after)
}

/// The addresses in a stretch whose signs are not escaped.
fn typed(stretch: &Stretch) -> Vec<Address> {
    let is_meant = |address: &Address| {
        let mut signs = stretch.text[address.range.clone()].match_indices(['@', ':', '.']);
        !signs.next().is_some_and(|(sign, _)| stretch.is_escaped(address.range.start + sign))
    };
    addresses(&stretch.text).into_iter().filter(is_meant).collect()
}
