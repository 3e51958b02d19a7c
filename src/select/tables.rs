//! Tables: the cells of an edition, and which columns are of numbers.

use crate::model::article;
use crate::model::edition::{Cell, PerLanguage, Run, Table, Text, plain};
use crate::model::language::{Language, NumberPatterns};

use super::notes::Notes;
use super::printer::Printer;
use super::sentences;

/// What stands behind a number has no more characters than this, its decimals apart.
const LONGEST_UNIT: usize = 8;

/// What stands for a number has no more characters than this.
const LONGEST_WORD: usize = 15;

/// How much of a cell there is at least in a row of a page.
const LEAST_PART: usize = 100;

/// Prints a table, whose notes are added to those of its figure.
pub fn table<'a>(
    table: &'a article::Table,
    printer: &mut Printer<'a>,
    notes: &mut Notes<'a>,
) -> Table {
    let mut print = |rows: &'a [Vec<article::Cell>]| -> Vec<Vec<Cell>> {
        rows.iter().map(|row| row.iter().map(|own| cell(own, printer, notes)).collect()).collect()
    };
    let (head, mut rows) = (print(&table.head), print(&table.rows));
    let languages = printer.languages();
    let found: Vec<Vec<Number>> = (rows.iter().zip(&table.rows))
        .map(|(row, own)| {
            let number = |(cell, own): (&Cell, &article::Cell)| {
                number(&cell.text, printer.is_number(&own.text), languages)
            };
            row.iter().zip(own).map(number).collect()
        })
        .collect();
    let numbers: Vec<bool> = (0..table.columns)
        .map(|column| {
            let cells = rows.iter().flatten().zip(found.iter().flatten());
            let own = cells.filter(|(cell, _)| cell.column == column && cell.columns == 1);
            let own: Vec<&Number> = own.map(|(_, number)| number).collect();
            let count = |is_it: fn(&Number) -> bool| own.iter().filter(|n| is_it(n)).count();
            let is_text = own.iter().any(|number| matches!(number, Number::None));
            let with = count(|number| matches!(number, Number::With(_)));
            column > 0 && !is_text && with > count(|number| matches!(number, Number::Word))
        })
        .collect();
    for (row, found) in rows.iter_mut().zip(found) {
        for (cell, number) in row.iter_mut().zip(found) {
            match number {
                Number::With(points) if cell.columns == 1 && numbers[cell.column] => {
                    cell.text.values_mut().for_each(|runs| print_minus(runs));
                    cell.point = Some(points);
                }
                // Where a column is too narrow for it, the template divides it.
                _ => sentences::part(&mut cell.text, languages, LEAST_PART),
            }
        }
    }
    Table { numbers, head, rows }
}

fn cell<'a>(own: &'a article::Cell, printer: &mut Printer<'a>, notes: &mut Notes<'a>) -> Cell {
    let mut text = printer.caption(&own.text, notes);
    // An empty one says nothing in each language.
    for language in printer.languages() {
        text.entry(language.key.clone()).or_default();
    }
    Cell { column: own.column, columns: own.columns, rows: own.rows, text, point: None }
}

/// What a cell is in a column of numbers.
enum Number {
    /// A number in each language: the characters before its decimal point.
    With(PerLanguage<usize>),
    /// Nothing, or a sign that stands for it.
    Dash,
    /// A word that may stand for one, as `n.a.` does.
    Word,
    None,
}

/// What a text is; a quantity may have a unit of any length.
fn number(text: &Text, is_quantity: bool, languages: &[Language]) -> Number {
    let said = |language: &Language| text.get(&language.key).map(|runs| words(runs));
    let all: Vec<String> = languages.iter().filter_map(said).collect();
    if all.iter().all(|text| !text.contains(char::is_alphanumeric)) {
        return Number::Dash;
    }
    let is_word = |text: &String| {
        !text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= LONGEST_WORD
    };
    if all.iter().all(is_word) {
        return Number::Word;
    }
    let longest = if is_quantity { usize::MAX } else { LONGEST_UNIT };
    let points = languages.iter().zip(&all).map(|(language, text)| {
        Some((language.key.clone(), point(text, &language.table.numbers, longest)?))
    });
    points.collect::<Option<_>>().map_or(Number::None, Number::With)
}

/// Puts a minus for a hyphen before the digits of a number.
fn print_minus(runs: &mut [Run]) {
    let Some(Run::Text { text }) = runs.first_mut() else { return };
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let printed = text[..digits].replace('-', "−") + &text[digits..];
    *text = printed;
}

/// The text of runs, without the labels of notes.
fn words(runs: &[Run]) -> String {
    let is_text = |run: &&Run| !matches!(run, Run::Mark { .. });
    runs.iter().filter(is_text).map(|run| plain(std::slice::from_ref(run))).collect()
}

/// How many characters of a number stand before its decimal point; nothing, if a text is
/// more than a number with a sign and a unit of so many characters.
fn point(text: &str, patterns: &NumberPatterns, longest: usize) -> Option<usize> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let sign = &text[..digits];
    let is_currency = sign.trim_end().ends_with(['$', '€', '£', '¥', '￥']);
    if sign.chars().count() > 4 || sign.contains(char::is_alphanumeric) && !is_currency {
        return None;
    }
    let mut rest = &text[digits..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let group = match rest.strip_prefix(patterns.group.as_str()) {
            Some(next) if !patterns.group.is_empty() => next,
            _ => match rest.strip_prefix(is_space) {
                Some(next) => next,
                None => break,
            },
        };
        // Only groups of three.
        let own = group.chars().take_while(char::is_ascii_digit).count();
        if own != 3 {
            break;
        }
        rest = group;
    }
    let whole = text.len() - rest.len();
    let fraction = rest.strip_prefix(patterns.decimal.as_str());
    let fraction = fraction.filter(|f| f.starts_with(|c: char| c.is_ascii_digit()));
    let unit = fraction.map_or(rest, |f| f.trim_start_matches(|c: char| c.is_ascii_digit()));
    let is_unit = unit.chars().count() <= longest && !unit.contains(|c: char| c.is_ascii_digit());
    is_unit.then(|| text[..whole].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, group: &str, decimal: &str) -> Option<usize> {
        let patterns = format!("group: '{group}'\ndecimal: '{decimal}'\nwords: []\n");
        point(text, &serde_saphyr::from_str(&patterns).expect("patterns"), LONGEST_UNIT)
    }

    #[test]
    fn a_number_may_have_a_sign_groups_decimals_and_a_unit() {
        assert_eq!(at("37", ",", "."), Some(2));
        assert_eq!(at("1,234.5", ",", "."), Some(5));
        assert_eq!(at("−3.25%", ",", "."), Some(2));
        assert_eq!(at("US$ 12 万", ",", "."), Some(6));
        assert_eq!(at("1 234,5 km²", "\u{202f}", ","), Some(5));
        assert_eq!(at("46.5 m", ",", "."), Some(2));
    }

    #[test]
    fn what_is_more_than_a_number_is_text() {
        for text in ["2013–2014", "End of 2025", "G20", "12 member states", "九", "1, 2", "3.1.4"]
        {
            assert_eq!(at(text, ",", "."), None, "{text}");
        }
    }
}
