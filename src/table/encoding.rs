//! Encodings: from the bytes of a table to text in UTF-8.
//!
//! Takes what can be read and sought in, and the regions of the project's languages;
//! gives the text, and what it was written in. A mark at the beginning and text that is
//! UTF-8 say it themselves; of all else [`chardetng`] makes a guess, which is taken only
//! where it makes common words of the bytes, and where no other does. Holds little of a
//! table, however long it is.

mod words;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE,
};
use tempfile::SpooledTempFile;

use words::{first_word, fits, is_of_dos, is_of_east_asia, is_sensible};

/// How much is read at once, in bytes.
const BLOCK: usize = 64 << 10;

/// How much of a table the guess is made from, in bytes.
const SAMPLE: u64 = 4 << 20;

/// How much of a table that is decoded stays in memory, in bytes.
const IN_MEMORY: usize = 16 << 20;

/// Top-level domains of countries with encodings of their own.
const DOMAINS: [&str; 4] = ["cn", "tw", "jp", "kr"];

/// Those that have, with the regions that share them.
const EAST_ASIA: [&str; 7] = ["cn", "sg", "tw", "hk", "mo", "jp", "kr"];

/// What is known of a table before it is read.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// What its user says that it is written in.
    pub encoding: Option<&'static Encoding>,
    /// The regions of the project's languages, as in `zh-CN`.
    pub regions: Vec<String>,
}

/// A table as text.
#[derive(Debug)]
pub struct Decoded {
    /// The text in UTF-8; nothing, where the table is that itself.
    pub text: Option<SpooledTempFile>,
    /// What it was written in, where that is not UTF-8.
    pub name: Option<&'static str>,
    pub fault: Option<Fault>,
}

/// The first bytes of a text that are in doubt, what is wrong, and how to mend it.
pub type Fault = (Range<usize>, String, String);

/// Reads a table through.
///
/// # Errors
/// When it cannot be read, or its text not be kept.
pub fn read(source: &mut (impl Read + Seek), hints: &Hints) -> io::Result<Decoded> {
    let survey = Survey::of(source)?;
    let marked = Encoding::for_bom(&survey.head).map(|(encoding, _)| encoding);
    match hints.encoding.or(marked).or_else(|| wide(survey.zeros)) {
        Some(encoding) if encoding != UTF_8 => return decoded(source, encoding),
        Some(_) => {}
        None if survey.wrong.is_some() && !survey.is_mostly_utf8() => {
            if let Some(decoded) = guessed(source, hints, survey.short > 0)? {
                return Ok(decoded);
            }
        }
        None => {}
    }
    let fault = survey.wrong.map(|at| {
        let hint = "type the character anew, or say with `--encoding` what the table is written in";
        (at..at, "the byte here is not UTF-8".into(), hint.into())
    });
    Ok(Decoded { text: None, name: None, fault })
}

/// What tells UTF-8 and UTF-16 from others.
#[derive(Default)]
struct Survey {
    head: Vec<u8>,
    /// Bytes that are zero, at even and odd places, where there are many.
    zeros: [usize; 2],
    /// Characters of three bytes and more, and of two; and places where there is none.
    long: usize,
    short: usize,
    breaks: usize,
    /// The first of these.
    wrong: Option<usize>,
}

impl Survey {
    /// Whether a byte that is not UTF-8 is a mistake in a text that is. One in eight pairs of
    /// bytes of a Chinese encoding looks like a character of UTF-8, and hardly ever three bytes.
    fn is_mostly_utf8(&self) -> bool {
        self.long * 2 > self.breaks || self.short >= self.breaks * 2
    }

    fn of(source: &mut (impl Read + Seek)) -> io::Result<Self> {
        source.rewind()?;
        let mut survey = Self::default();
        // What may be the beginning of a character that the next block ends.
        let (mut rest, mut at): (Vec<u8>, usize) = (vec![], 0);
        loop {
            let mut block = Vec::with_capacity(BLOCK);
            source.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
            if at == 0 {
                survey.head = block.iter().take(3).copied().collect();
                let mut zeros = [0, 0];
                for (place, _) in block.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                    zeros[place % 2] += 1;
                }
                if (zeros[0] + zeros[1]) * 20 >= block.len() {
                    survey.zeros = zeros;
                }
            }
            let is_end = block.is_empty();
            rest.extend(block);
            let mut taken = 0;
            for chunk in rest.utf8_chunks() {
                for c in chunk.valid().chars() {
                    survey.long += usize::from(c.len_utf8() > 2);
                    survey.short += usize::from(c.len_utf8() == 2);
                }
                taken += chunk.valid().len();
                let invalid = chunk.invalid().len();
                // At the end of a block, more may come.
                if invalid == 0 || taken + invalid == rest.len() && !is_end && invalid < 4 {
                    break;
                }
                survey.wrong.get_or_insert(at + taken);
                survey.breaks += 1;
                taken += invalid;
            }
            at += taken;
            rest.drain(..taken);
            if is_end {
                return Ok(survey);
            }
        }
    }
}

/// UTF-16 without a mark: what is ASCII in it has a zero for each other byte.
fn wide([even, odd]: [usize; 2]) -> Option<&'static Encoding> {
    match (even, odd) {
        (0, 1..) => Some(UTF_16LE),
        (1.., 0) => Some(UTF_16BE),
        _ => None,
    }
}

/// A table in an encoding that must be guessed; of those with a byte for each character only
/// where none of its characters may be UTF-8. Nothing, where none makes words of it.
fn guessed(
    source: &mut (impl Read + Seek),
    hints: &Hints,
    may_be_utf8: bool,
) -> io::Result<Option<Decoded>> {
    source.rewind()?;
    let mut sample = vec![];
    source.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample, true);
    let guess = |domain: Option<&str>| {
        let guess = detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny);
        if guess == GBK { GB18030 } else { guess }
    };
    let first = guess(None);
    let sensible = |encoding: &&'static Encoding| is_sensible(encoding, &sample);
    // What is written where the project's languages are is likely to be theirs: an encoding
    // of East Asia in one of its regions, or that which a region had before Unicode.
    let regions = hints.regions.iter().map(|region| region.to_ascii_lowercase());
    let own = regions
        .filter(|region| EncodingDetector::tld_may_affect_guess(Some(region.as_bytes())))
        .map(|region| (guess(Some(&region)), region))
        .filter(|(encoding, region)| match encoding.is_single_byte() {
            true => *encoding == first && native(region) == first && !may_be_utf8,
            false => EAST_ASIA.contains(&region.as_str()),
        });
    let native = distinct(own.map(|(encoding, _)| encoding));
    let own: Vec<_> = native.iter().copied().filter(sensible).collect();
    // These may make nothing but common characters of each other's.
    let rivals = [GB18030, BIG5, EUC_KR, EUC_JP].into_iter();
    let rivals: Vec<_> = rivals.filter(|one| fits(one, &sample)).collect();
    let guesses = DOMAINS.iter().map(|domain| guess(Some(domain))).chain([first]);
    let all = own.iter().copied().chain(guesses.filter(sensible)).chain(rivals.iter().copied());
    let all = distinct(all);
    let sure = match (&own[..], &all[..]) {
        // Nearly all of Korean or Japanese is common in Chinese, too, and not the reverse.
        ([own], _) if [EUC_KR, EUC_JP].contains(own) && rivals.contains(own) => Some(*own),
        ([own], _) if own.is_single_byte() => Some(*own),
        ([own], _) => Some(*own).filter(|own| rivals.iter().all(|rival| rival == own)),
        ([], [one]) if !one.is_single_byte() => Some(*one),
        // Rare characters, where there is no other reading.
        ([], []) => native.iter().copied().find(|one| is_of_east_asia(one, &sample)),
        _ => None,
    };
    let likely = sure.unwrap_or(first);
    if all.iter().chain([&likely]).all(|one| one.is_single_byte()) && is_of_dos(likely, &sample) {
        let mut decoded = decoded(source, likely)?;
        let at = first_of(decoded.text.as_mut())?;
        let message = "the table is in a code page of DOS, as `CSV (MS-DOS)` of Excel is";
        decoded.fault = Some((at..at, message.into(), "save it as CSV UTF-8".into()));
        return Ok(Some(decoded));
    }
    if let Some(encoding) = sure {
        return decoded(source, encoding).map(Some);
    }
    if all.is_empty() {
        return Ok(None);
    }
    let shown = own.first().copied().unwrap_or(first);
    let mut decoded = decoded(source, shown)?;
    let readings: Vec<String> = all
        .iter()
        .map(|encoding| {
            let word = first_word(encoding, &sample);
            format!("with `--encoding {}` this is `{word}`", encoding.name().to_lowercase())
        })
        .collect();
    let at = first_of(decoded.text.as_mut())?;
    let message = "the table is not UTF-8, and what else it is is in doubt".to_string();
    let hint = format!("save it as CSV UTF-8; or, {}", readings.join("; "));
    decoded.fault = Some((at..at, message, hint));
    Ok(Some(decoded))
}

/// What a region wrote before Unicode.
fn native(region: &str) -> &'static Encoding {
    let detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.guess(Some(region.as_bytes()), Utf8Detection::Deny)
}

fn distinct(all: impl Iterator<Item = &'static Encoding>) -> Vec<&'static Encoding> {
    let mut known = vec![];
    all.for_each(|one| {
        if !known.contains(&one) {
            known.push(one);
        }
    });
    known
}

/// The byte of the first character of a text that is not ASCII.
fn first_of(text: Option<&mut SpooledTempFile>) -> io::Result<usize> {
    let Some(text) = text else { return Ok(0) };
    let mut start = vec![];
    text.rewind()?;
    Read::by_ref(text).take(SAMPLE).read_to_end(&mut start)?;
    text.rewind()?;
    Ok(start.iter().position(|byte| !byte.is_ascii()).unwrap_or(0))
}

/// A table in an encoding, as text. A byte without meaning becomes U+FFFD.
fn decoded(source: &mut (impl Read + Seek), encoding: &'static Encoding) -> io::Result<Decoded> {
    source.rewind()?;
    let mut to = SpooledTempFile::new(IN_MEMORY);
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut wrong = None;
    let (mut length, mut out) = (0, vec![0; 4 * BLOCK]);
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        source.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        let mut rest = &block[..];
        loop {
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(rest, &mut out, block.is_empty());
            to.write_all(&out[..written])?;
            rest = &rest[read..];
            length += written;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    to.write_all("\u{fffd}".as_bytes())?;
                    wrong.get_or_insert(length);
                    length += '\u{fffd}'.len_utf8();
                }
            }
        }
        if block.is_empty() {
            break;
        }
    }
    to.seek(SeekFrom::Start(0))?;
    let fault = wrong.map(|at| {
        let message = format!("the byte here is not {}", name(encoding));
        let hint = "save the table as CSV UTF-8, or say with `--encoding` what it is written in";
        (at..at + '\u{fffd}'.len_utf8(), message, hint.into())
    });
    Ok(Decoded { text: Some(to), name: Some(name(encoding)), fault })
}

/// What people call an encoding.
fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

/// The encoding that a label names, as the web knows it: `gb18030`, `utf-16le`.
///
/// # Errors
/// When no encoding has the label.
pub fn labelled(label: &str) -> Result<&'static Encoding, String> {
    let lower = label.to_ascii_lowercase();
    let page = ["cp", "ibm", "dos"].into_iter().find_map(|start| lower.strip_prefix(start));
    let is_of_dos = page.is_some_and(|page| page.trim_start_matches('-').parse::<u16>().is_ok());
    Encoding::for_label(label.as_bytes()).ok_or_else(|| match is_of_dos {
        true => "this code page is not read: save the table as CSV UTF-8".into(),
        false => "an encoding is for instance `utf-8`, `gb18030`, `big5`, `utf-16le`".into(),
    })
}

#[cfg(test)]
mod tests;
