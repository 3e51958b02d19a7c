//! Sentences: where a block may be divided, in step in all languages.
//!
//! Takes the paragraphs of a block, as runs in each language; puts a
//! [`Run::Step`] at each end of a sentence that the languages share, as many in
//! each. Sentences end where Unicode has it (UAX #29), but not within brackets,
//! quotations or emphasis, nor after what a language abbreviates. A sentence that is too
//! long for a page is divided within: where its clauses end, else its phrases, else its
//! words. Adds no text and takes none away.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::edition::{PerLanguage, Run, Text, plain};
use crate::model::language::Language;

use super::printer::is_wide;

/// Marks that open what is not to be divided, and those that close it.
const PAIRS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('［', '］'),
    ('〔', '〕'),
    ('【', '】'),
    ('〈', '〉'),
    ('《', '》'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('‹', '›'),
];

/// A sentence that is wider is divided within. Characters that are as wide as high count
/// twice, and languages together, as everywhere here: about a third of a page.
const LONG: usize = 1200;

/// Where a text may be divided, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    Sentences,
    Clauses,
    Phrases,
    Words,
}

impl Grain {
    fn finer(self) -> Option<Grain> {
        match self {
            Grain::Sentences => Some(Grain::Clauses),
            Grain::Clauses => Some(Grain::Phrases),
            Grain::Phrases => Some(Grain::Words),
            Grain::Words => None,
        }
    }

    /// The bytes of a text at which it may be divided.
    fn bounds(self, text: &str) -> Vec<usize> {
        match self {
            Grain::Sentences => bounds(text),
            Grain::Clauses => behind(text, &[';'], &['；']),
            Grain::Phrases => behind(text, &[',', ':'], &['，', '、', '：']),
            Grain::Words => {
                let mut chars = text.char_indices().peekable();
                let mut found = vec![];
                while let Some((at, c)) = chars.next() {
                    let Some((_, next)) = chars.peek() else { break };
                    let is_han = |c: char| is_wide(c) && c.is_alphanumeric();
                    if c.is_whitespace() && !next.is_whitespace() || is_han(c) && is_han(*next) {
                        found.push(at + c.len_utf8());
                    }
                }
                found
            }
        }
    }
}

/// The bytes behind marks: those that a space follows, behind the space; and those that
/// are as wide as high.
fn behind(text: &str, spaced: &[char], wide: &[char]) -> Vec<usize> {
    let bound = |(at, mark): (usize, char)| {
        let rest = &text[at + mark.len_utf8()..];
        let spaces = rest.len() - rest.trim_start().len();
        let ends = wide.contains(&mark) || spaced.contains(&mark) && spaces > 0;
        ends.then_some(text.len() - rest.len() + spaces)
    };
    text.char_indices().filter_map(bound).filter(|at| *at < text.len()).collect()
}

/// A place in a paragraph where it may be divided.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stop {
    /// The run that the next part begins in, and the byte of its text.
    run: usize,
    at: usize,
    /// What is before it in the paragraph: bytes, characters, and marks of notes.
    end: usize,
    before: usize,
    notes: usize,
}

/// A paragraph in one language.
struct Paragraph<'a> {
    runs: &'a [Run],
    abbreviations: &'a [String],
    text: String,
}

impl<'a> Paragraph<'a> {
    fn new(runs: &'a [Run], abbreviations: &'a [String]) -> Self {
        Paragraph { runs, abbreviations, text: runs.iter().map(words).collect() }
    }

    /// All of it, from its beginning to its end.
    fn whole(&self) -> Range<Stop> {
        let none = Stop { run: 0, at: 0, end: 0, before: 0, notes: 0 };
        none..Stop { end: self.text.len(), before: self.text.chars().count(), ..none }
    }
}

/// Puts steps into the paragraphs of a block: as many in each language.
pub fn divide(body: &mut PerLanguage<Vec<Vec<Run>>>, languages: &[Language]) {
    let Some(count) = body.values().map(Vec::len).min() else { return };
    for i in 0..count {
        let (keys, texts): (Vec<_>, Vec<_>) = (languages.iter())
            .filter_map(|language| {
                let runs = body.get(&language.key)?.get(i)?;
                let text = Paragraph::new(runs, &language.table.abbreviations);
                Some((language.key.clone(), text))
            })
            .unzip();
        let whole: Vec<_> = texts.iter().map(Paragraph::whole).collect();
        let found = steps(&texts, &whole, Grain::Sentences);
        for (key, at) in keys.iter().zip(0..texts.len()) {
            let Some(runs) = body.get_mut(key).and_then(|parts| parts.get_mut(i)) else { continue };
            for stops in found.iter().rev() {
                put(runs, stops[at]);
            }
        }
    }
}

/// Where a part of each text is divided, in order: for each step, its stop in each text.
fn steps(texts: &[Paragraph], part: &[Range<Stop>], grain: Grain) -> Vec<Vec<Stop>> {
    let stops: Vec<_> =
        texts.iter().zip(part).map(|(text, part)| stops(text, part, grain)).collect();
    let own: Vec<Vec<Stop>> = match grain {
        Grain::Words => evenly(&stops, part, wide_in(texts, part).div_ceil(LONG)),
        _ => {
            let lengths = part.iter().map(|part| part.end.before - part.start.before);
            let pairs: Vec<_> = stops.iter().map(Vec::as_slice).zip(lengths).collect();
            let shared = shared(&pairs);
            let count = shared.first().map_or(0, Vec::len);
            let step = |i: usize| shared.iter().zip(&stops).map(|(at, own)| own[at[i]]).collect();
            (0..count).map(step).collect()
        }
    };
    let Some(finer) = grain.finer() else { return own };
    let mut found = vec![];
    let mut from: Vec<Stop> = part.iter().map(|part| part.start).collect();
    let to = part.iter().map(|part| part.end).collect();
    for next in own.into_iter().chain([to]) {
        let within: Vec<_> = from.iter().zip(&next).map(|(from, to)| *from..*to).collect();
        if wide_in(texts, &within) > LONG {
            found.extend(steps(texts, &within, finer));
        }
        found.push(next.clone());
        from = next;
    }
    found.pop();
    found
}

/// How wide a part is, all languages together.
fn wide_in(texts: &[Paragraph], part: &[Range<Stop>]) -> usize {
    texts.iter().zip(part).map(|(own, part)| width(&own.text[part.start.end..part.end.end])).sum()
}

fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// The fewest characters of a part that no mark of the text ends.
const LEAST: usize = 20;

/// Stops that cut each text into so many parts that are as long, and that have the same
/// notes before them; none where a text is too short for it.
fn evenly(stops: &[Vec<Stop>], part: &[Range<Stop>], count: usize) -> Vec<Vec<Stop>> {
    let mut found: Vec<Vec<Stop>> = vec![];
    if part.iter().any(|part| part.end.before - part.start.before < count * LEAST) {
        return found;
    }
    for i in 1..count {
        let near = |(stops, part): (&Vec<Stop>, &Range<Stop>)| {
            let length = part.end.before - part.start.before;
            let ideal = part.start.before + length * i / count;
            stops.iter().min_by_key(|stop| stop.before.abs_diff(ideal)).copied()
        };
        let Some(own) = stops.iter().zip(part).map(near).collect::<Option<Vec<_>>>() else { break };
        let is_next = found
            .last()
            .is_none_or(|last| last.iter().zip(&own).all(|(last, own)| last.before < own.before));
        if is_next && own.iter().all(|stop| stop.notes == own[0].notes) {
            found.push(own);
        }
    }
    found
}

/// Puts steps into a long text that stands in a row of a table: as many in each language.
/// No part is less wide than `least`.
pub fn part(text: &mut Text, languages: &[Language], least: usize) {
    let all: usize = text.values().map(|runs| width(&plain(runs))).sum();
    if all < 2 * least {
        return;
    }
    let mut body = std::mem::take(text).into_iter().map(|(key, runs)| (key, vec![runs])).collect();
    divide(&mut body, languages);
    let said: PerLanguage<Vec<Vec<Run>>> = body
        .into_iter()
        .map(|(key, parts)| {
            let runs = parts.into_iter().flatten().collect::<Vec<_>>();
            (key, runs.split(|run| *run == Run::Step).map(<[Run]>::to_vec).collect())
        })
        .collect();
    let count = said.values().map(Vec::len).min().unwrap_or(0);
    let (mut own, mut rest) = (0, all);
    *text = said.keys().map(|key| (key.clone(), vec![])).collect();
    for i in 0..count {
        let sentence = said.values().map(|said| width(&plain(&said[i]))).sum::<usize>();
        if own >= least && rest >= least {
            text.values_mut().for_each(|runs| runs.push(Run::Step));
            own = 0;
        }
        (own, rest) = (own + sentence, rest - sentence);
        for (key, runs) in text.iter_mut() {
            runs.extend(said[key][i].iter().cloned());
        }
    }
}

/// Puts a step into runs.
fn put(runs: &mut Vec<Run>, stop: Stop) {
    if let Some(Run::Text { text }) = runs.get_mut(stop.run)
        && stop.at > 0
    {
        let rest = text.split_off(stop.at);
        runs.splice(stop.run + 1..stop.run + 1, [Run::Step, Run::text(rest)]);
    } else {
        runs.insert(stop.run, Run::Step);
    }
}

/// The text of a run, the mark of a note left out.
fn words(run: &Run) -> String {
    match run {
        Run::Mark { .. } => String::new(),
        run => plain(std::slice::from_ref(run)),
    }
}

/// Where the sentences of a text end by UAX #29, but for the last one. Most texts are as
/// they were before an edit.
#[comemo::memoize]
fn bounds(text: &str) -> Vec<usize> {
    text.split_sentence_bound_indices().skip(1).map(|(bound, _)| bound).collect()
}

/// The sentences of a text by UAX #29, all of it.
pub fn sentences(text: &str) -> Vec<&str> {
    text.split_sentence_bounds().collect()
}

/// Where a part of a paragraph may be divided.
fn stops(paragraph: &Paragraph, part: &Range<Stop>, grain: Grain) -> Vec<Stop> {
    let all = &paragraph.text[part.start.end..part.end.end];
    let held = match grain {
        Grain::Words => vec![],
        _ => held(all),
    };
    let mut stops: Vec<Stop> = vec![];
    let (mut run, mut from, mut notes) = (0, 0, 0);
    let (mut counted, mut before) = (0, part.start.before);
    for bound in grain.bounds(all) {
        // To Unicode, what opens after a full stop belongs before it.
        let own = all[..bound].trim_end_matches(|c| PAIRS.iter().any(|(open, _)| *open == c));
        let end = part.start.end + own.len();
        if own.is_empty() || own.len() <= counted {
            continue;
        }
        if held.iter().any(|held| held.contains(&own.len()))
            || grain == Grain::Sentences && ends_short(own, paragraph.abbreviations)
        {
            continue;
        }
        while let Some(text) = paragraph.runs.get(run).map(words)
            && from + text.len() <= end
        {
            from += text.len();
            // One that only this language has parts no pair.
            notes += usize::from(matches!(paragraph.runs[run], Run::Mark { alone: false, .. }));
            run += 1;
        }
        before += own[counted..].chars().count();
        counted = own.len();
        // Not within an emphasis, a link or foreign words.
        if end == from || matches!(paragraph.runs.get(run), Some(Run::Text { .. })) {
            stops.push(Stop { run, at: end - from, end, before, notes });
        }
    }
    stops
}

/// What brackets and quotations hold together: from behind what opens to behind what
/// closes. What is never closed is a slip, and holds nothing.
fn held(text: &str) -> Vec<Range<usize>> {
    let (mut open, mut found): (Vec<(char, usize)>, Vec<Range<usize>>) = (vec![], vec![]);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some((_, close)) = PAIRS.iter().find(|(opens, _)| *opens == c) {
            open.push((*close, at + c.len_utf8()));
        } else if c == '’' && chars.peek().is_some_and(|(_, next)| next.is_lowercase()) {
            // An apostrophe.
        } else if let Some(last) = open.iter().rposition(|(close, _)| *close == c) {
            let from = open[last].1;
            open.truncate(last);
            found.retain(|inner| inner.start < from);
            found.push(from..at + c.len_utf8());
        }
    }
    found
}

/// Whether a text ends with an abbreviation: one of the language's, or a single
/// letter before its full stop, as in initials.
pub fn ends_short(text: &str, abbreviations: &[String]) -> bool {
    let text = text.trim_end();
    let Some(word) = text.rsplit(|c: char| c.is_whitespace() || "([“‘«".contains(c)).next()
    else {
        return false;
    };
    let Some(bare) = word.strip_suffix('.') else { return false };
    let last = bare.rsplit('.').next().unwrap_or(bare);
    let initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    initial || abbreviations.iter().any(|short| short == word)
}

/// The stops that texts share: for each text as many indexes. With as many stops
/// in each they are taken by their turn; else those that divide the texts most
/// alike (as in Gale and Church 1993). Before a stop, all have the same notes.
fn shared(texts: &[(&[Stop], usize)]) -> Vec<Vec<usize>> {
    let Some(((first, length), others)) = texts.split_first() else { return vec![] };
    let paired: Vec<Vec<Option<usize>>> = others
        .iter()
        .map(|(stops, own)| {
            let mut partners = vec![None; first.len()];
            for (a, b) in aligned(first, *length, stops, *own) {
                partners[a] = Some(b);
            }
            partners
        })
        .collect();
    let common = (0..first.len()).filter(|a| paired.iter().all(|partners| partners[*a].is_some()));
    let common: Vec<usize> = common.collect();
    let partners = paired.iter().map(|p| common.iter().filter_map(|a| p[*a]).collect());
    let partners: Vec<Vec<usize>> = partners.collect();
    std::iter::once(common).chain(partners).collect()
}

/// Pairs that end with one: how many, how far apart in all, and the one before.
type Chain = (usize, f64, Option<(usize, usize)>);

/// Pairs of stops of two texts, in order.
fn aligned(a: &[Stop], whole_a: usize, b: &[Stop], whole_b: usize) -> Vec<(usize, usize)> {
    if a.len() == b.len() {
        return (0..a.len()).filter(|i| a[*i].notes == b[*i].notes).map(|i| (i, i)).collect();
    }
    let share = |stop: &Stop, whole: usize| stop.before as f64 / whole.max(1) as f64;
    // The best chain of pairs that ends with each: first the most, then the
    // closest in proportion.
    let mut best: Vec<Vec<Option<Chain>>> = vec![vec![None; b.len()]; a.len()];
    let better = |x: (usize, f64), y: (usize, f64)| x.0 > y.0 || (x.0 == y.0 && x.1 < y.1);
    let mut last: Option<(usize, f64, (usize, usize))> = None;
    for i in 0..a.len() {
        for j in 0..b.len() {
            let apart = (share(&a[i], whole_a) - share(&b[j], whole_b)).abs();
            if a[i].notes != b[j].notes || apart > FAR {
                continue;
            }
            let mut own = (1, apart, None);
            for (k, row) in best.iter().enumerate().take(i) {
                for (l, chain) in row.iter().enumerate().take(j) {
                    let Some((count, cost, _)) = chain else { continue };
                    let longer = (count + 1, cost + apart);
                    if better(longer, (own.0, own.1)) {
                        own = (longer.0, longer.1, Some((k, l)));
                    }
                }
            }
            best[i][j] = Some(own);
            if last.is_none_or(|(count, cost, _)| better((own.0, own.1), (count, cost))) {
                last = Some((own.0, own.1, (i, j)));
            }
        }
    }
    let mut pairs = vec![];
    let mut at = last.map(|(.., pair)| pair);
    while let Some((i, j)) = at {
        pairs.push((i, j));
        at = best[i][j].and_then(|(.., before)| before);
    }
    pairs.reverse();
    pairs
}

/// Stops further apart than this share of their texts do not belong together.
const FAR: f64 = 0.12;

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Run {
        Run::Mark { id: "n1".into(), label: "1".into(), first: true, alone: false }
    }

    /// The sentences of runs, marks as `^`.
    fn sentences(runs: Vec<Run>, abbreviations: &[&str]) -> Vec<String> {
        let short: Vec<String> = abbreviations.iter().map(|s| s.to_string()).collect();
        let mut runs = runs;
        let own = runs.clone();
        let paragraph = Paragraph::new(&own, &short);
        for stop in stops(&paragraph, &paragraph.whole(), Grain::Sentences).into_iter().rev() {
            put(&mut runs, stop);
        }
        let said = |run: &Run| match run {
            Run::Mark { .. } => "^".to_string(),
            run => plain(std::slice::from_ref(run)),
        };
        runs.split(|run| *run == Run::Step).map(|part| part.iter().map(said).collect()).collect()
    }

    fn of(text: &str, abbreviations: &[&str]) -> Vec<String> {
        sentences(vec![Run::text(text)], abbreviations)
    }

    #[test]
    fn sentences_end_with_their_stops_and_closing_marks() {
        assert_eq!(of("One. “Two?” Three!", &[]), ["One. ", "“Two?” ", "Three!"]);
        assert_eq!(of("第一句。“第二句。”第三句？", &[]), ["第一句。", "“第二句。”", "第三句？"]);
    }

    #[test]
    fn a_note_stays_with_the_sentence_before_it() {
        let runs = vec![Run::text("甲。"), mark(), Run::text("乙。")];
        assert_eq!(sentences(runs, &[]), ["甲。^", "乙。"]);
        let runs = vec![Run::text("One."), mark(), Run::text(" Two.")];
        assert_eq!(sentences(runs, &[]), ["One.^ ", "Two."]);
    }

    #[test]
    fn abbreviations_initials_and_decimals_end_no_sentence() {
        let text = "See No. 5 of Vol. Two. The U.S. Senate and J. Smith paid 3.5 per cent. Yes.";
        assert_eq!(
            of(text, &["No.", "Vol."]),
            ["See No. 5 of Vol. Two. ", "The U.S. Senate and J. Smith paid 3.5 per cent. ", "Yes."]
        );
    }

    #[test]
    fn nothing_in_brackets_or_quotations_is_divided() {
        let text = "One (two. Three. Four) five. ‘It’s so. And so.’ Six.";
        assert_eq!(of(text, &[]), ["One (two. Three. Four) five. ", "‘It’s so. And so.’ ", "Six."]);
        assert_eq!(of("他说：“好。再来。”走了。‘it’好。完。", &[]).len(), 4);
        assert_eq!(of("One “two. Three. Four.", &[]).len(), 3);
    }

    #[test]
    fn nothing_in_an_emphasis_is_divided() {
        let emph = Run::Emph { body: vec![Run::text("Two. Three. ")] };
        let runs = vec![Run::text("One. "), emph, Run::text("Four. Five.")];
        assert_eq!(sentences(runs, &[]), ["One. ", "Two. Three. ", "Four. ", "Five."]);
    }

    /// The parts of a pair of texts, each of one run.
    fn parts(zh: String, en: String) -> Vec<[String; 2]> {
        let runs = [vec![Run::text(zh)], vec![Run::text(en)]];
        let texts: Vec<_> = runs.iter().map(|runs| Paragraph::new(runs, &[])).collect();
        let whole: Vec<_> = texts.iter().map(Paragraph::whole).collect();
        let mut from = [0, 0];
        let mut found = vec![];
        let ends = steps(&texts, &whole, Grain::Sentences).into_iter();
        for step in ends.chain([whole.iter().map(|it| it.end).collect()]) {
            let part = |i: usize| texts[i].text[from[i]..step[i].end].to_string();
            found.push([part(0), part(1)]);
            from = [step[0].end, step[1].end];
        }
        found
    }

    #[test]
    fn a_sentence_that_is_too_long_is_divided_at_its_clauses() {
        let zh: String = (1..40).map(|i| format!("第{i}项由各部门会同有关方面办理；")).collect();
        let en: String = (1..40).map(|i| format!("Item {i} is for all departments; ")).collect();
        let found = parts(format!("总说。{zh}完。"), format!("First. {en}done."));
        assert_eq!(found.len(), 41);
        assert_eq!(found[0], ["总说。", "First. "]);
        assert_eq!(
            found[2],
            ["第2项由各部门会同有关方面办理；", "Item 2 is for all departments; "]
        );
        let short = parts("甲；乙；丙。".into(), "one; two; three.".into());
        assert_eq!(short.len(), 1, "one that is short is whole");
    }

    #[test]
    fn a_clause_that_is_too_long_is_divided_at_its_phrases_else_at_its_words() {
        let zh: String = (1..60).map(|i| format!("第{i}个国家和地区，")).collect();
        let en: String = (1..60).map(|i| format!("state or region {i} of them, ")).collect();
        let found = parts(format!("{zh}完。"), format!("{en}done."));
        assert_eq!(found[1], ["第2个国家和地区，", "state or region 2 of them, "]);
        let (zh, en) = ("湖水年年退去".repeat(100), "the water recedes ".repeat(100));
        let found = parts(zh.clone(), en.clone());
        assert_eq!(found.len(), 3);
        assert_eq!(found.iter().map(|[zh, _]| zh.as_str()).collect::<String>(), zh);
        assert_eq!(found.iter().map(|[_, en]| en.as_str()).collect::<String>(), en);
        assert!(found.iter().all(|[_, en]| en.ends_with(' ')), "between words: {found:?}");
        let short = parts("一词".into(), en);
        assert_eq!(short.len(), 1, "a language that has nothing to divide");
    }

    #[test]
    fn nothing_in_brackets_is_divided_at_its_clauses() {
        let inner = "甲；乙；".repeat(300);
        let found = parts(format!("前；（{inner}）；后。"), format!("before; ({inner}); after."));
        assert!(found.iter().all(|[zh, _]| !zh.ends_with("乙；")), "{found:?}");
    }

    fn stop(before: usize, notes: usize) -> Stop {
        Stop { run: 0, at: before, end: before, before, notes }
    }

    #[test]
    fn as_many_sentences_go_by_turn_unless_a_note_would_part_from_its_number() {
        let a = [stop(10, 1), stop(20, 1)];
        let b = [stop(40, 0), stop(50, 1)];
        assert_eq!(shared(&[(&a, 100), (&b, 100)]), [[1], [1]]);
    }

    #[test]
    fn more_sentences_in_one_language_go_by_proportion() {
        let a = [stop(50, 0)];
        let b = [stop(30, 0), stop(105, 0), stop(150, 0)];
        assert_eq!(shared(&[(&a, 100), (&b, 200)]), [[0], [1]]);
        // A third language has its say.
        let c = [stop(90, 0), stop(95, 0)];
        assert_eq!(shared(&[(&a, 100), (&b, 200), (&c, 100)]), [[0usize; 0], [], []]);
    }
}
