//! Sentences: where a block may be divided, in step in all languages.
//!
//! Takes the paragraphs of a block, as runs in each language; puts a
//! [`Run::Step`] at each end of a sentence that the languages share, as many in
//! each. Sentences end where Unicode has it (UAX #29), but not within brackets,
//! quotations or emphasis, nor after what a language abbreviates. Adds no text
//! and takes none away.

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

/// An end of a sentence in a paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SentenceEnd {
    /// The run that the next sentence begins in, and where in its text.
    run: usize,
    at: usize,
    /// Characters of the paragraph before it, and marks of notes.
    before: usize,
    notes: usize,
}

/// Puts steps into the paragraphs of a block: as many in each language.
pub fn divide(body: &mut PerLanguage<Vec<Vec<Run>>>, languages: &[Language]) {
    let Some(count) = body.values().map(Vec::len).min() else { return };
    for i in 0..count {
        let stops = languages.iter().filter_map(|language| {
            let runs = body.get(&language.key)?.get(i)?;
            Some((language.key.clone(), stops(runs, &language.table.abbreviations), length(runs)))
        });
        let stops: Vec<_> = stops.collect();
        let texts: Vec<_> = stops.iter().map(|(_, stops, length)| (&stops[..], *length)).collect();
        for ((key, stops, _), shared) in stops.iter().zip(shared(&texts)) {
            let Some(runs) = body.get_mut(key).and_then(|parts| parts.get_mut(i)) else { continue };
            for stop in shared.into_iter().rev() {
                put(runs, stops[stop]);
            }
        }
    }
}

/// Puts steps into a long text that stands in a row of a table: as many in each language.
/// No part has fewer characters than `least`; those that are as wide as high count twice,
/// and languages together.
pub fn part(text: &mut Text, languages: &[Language], least: usize) {
    let width = |text: &str| text.chars().map(|c| 1 + usize::from(is_wide(c))).sum::<usize>();
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
fn put(runs: &mut Vec<Run>, stop: SentenceEnd) {
    if let Some(Run::Text { text }) = runs.get_mut(stop.run)
        && stop.at > 0
    {
        let rest = text.split_off(stop.at);
        runs.splice(stop.run + 1..stop.run + 1, [Run::Step, Run::text(rest)]);
    } else {
        runs.insert(stop.run, Run::Step);
    }
}

/// The characters of runs, marks left out.
fn length(runs: &[Run]) -> usize {
    runs.iter().map(|run| words(run).chars().count()).sum()
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

/// Where the sentences of a paragraph end, but for the last one.
fn stops(runs: &[Run], abbreviations: &[String]) -> Vec<SentenceEnd> {
    let texts: Vec<String> = runs.iter().map(words).collect();
    let all = texts.concat();
    let mut stops = vec![];
    for bound in bounds(&all) {
        // To Unicode, what opens after a full stop belongs before it.
        let before = all[..bound].trim_end_matches(|c| PAIRS.iter().any(|(open, _)| *open == c));
        let end = before.len();
        let count = before.chars().count();
        if end == 0 || stops.last().is_some_and(|last: &SentenceEnd| last.before == count) {
            continue;
        }
        if is_open(before, &all[end..]) || ends_short(before, abbreviations) {
            continue;
        }
        let (mut from, mut notes) = (0, 0);
        for (run, text) in texts.iter().enumerate() {
            if end < from + text.len() {
                let at = end - from;
                // Not within an emphasis, a link or foreign words.
                if at == 0 || matches!(runs[run], Run::Text { .. }) {
                    stops.push(SentenceEnd { run, at, before: count, notes });
                }
                break;
            }
            from += text.len();
            // One that only this language has parts no pair.
            notes += usize::from(matches!(runs[run], Run::Mark { alone: false, .. }));
        }
    }
    stops
}

/// Whether brackets or quotations are open at the end of a text.
fn is_open(text: &str, rest: &str) -> bool {
    let mut open = vec![];
    let mut chars = text.chars().chain(rest.chars().take(1)).peekable();
    for _ in 0..text.chars().count() {
        let Some(c) = chars.next() else { break };
        if let Some((_, close)) = PAIRS.iter().find(|(opens, _)| *opens == c) {
            open.push(*close);
        } else if c == '’' && chars.peek().is_some_and(|next| next.is_lowercase()) {
            // An apostrophe.
        } else if let Some(at) = open.iter().rposition(|close| *close == c) {
            open.truncate(at);
        }
    }
    // What is never closed is a slip, and holds nothing together.
    open.iter().any(|close| rest.contains(*close))
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
fn shared(texts: &[(&[SentenceEnd], usize)]) -> Vec<Vec<usize>> {
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
fn aligned(
    a: &[SentenceEnd],
    whole_a: usize,
    b: &[SentenceEnd],
    whole_b: usize,
) -> Vec<(usize, usize)> {
    if a.len() == b.len() {
        return (0..a.len()).filter(|i| a[*i].notes == b[*i].notes).map(|i| (i, i)).collect();
    }
    let share = |stop: &SentenceEnd, whole: usize| stop.before as f64 / whole.max(1) as f64;
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
        for stop in stops(&runs.clone(), &short).into_iter().rev() {
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

    fn stop(before: usize, notes: usize) -> SentenceEnd {
        SentenceEnd { run: 0, at: before, before, notes }
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
