//! Numbers in digits: grouped, with decimals, and in Roman ones.

use rust_decimal::Decimal;

use super::grammar::Grammar;

/// The number in digits that begins at a place, and where it ends.
pub fn digits(text: &[char], at: usize, grammar: &Grammar) -> Option<(Decimal, usize)> {
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let run = |at: usize| text[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut end = at + run(at);
    let mut number: String = text[at..end].iter().collect();
    let is_group = |c: char| c == ' ' && grammar.group != Some('.') || Some(c) == grammar.group;
    // Groups have one sign between them, and three digits each.
    let first = end - at;
    if (1..=3).contains(&first)
        && text[at] != '0'
        && let Some(sign) = text.get(end).copied().filter(|c| is_group(*c))
    {
        while text.get(end) == Some(&sign) && is_digit(end + 1) && run(end + 1) == 3 {
            number.extend(&text[end + 1..end + 4]);
            end += 4;
        }
    }
    let sign = text.get(end).copied();
    let is_decimal = sign == grammar.decimal || sign == Some('.') && grammar.group != Some('.');
    if is_decimal && is_digit(end + 1) {
        let after = end + 1 + run(end + 1);
        // 21.05.2014 and 3.2.1 are several numbers.
        let is_last = !(text.get(after) == sign.as_ref() && is_digit(after + 1));
        let is_first = !at.checked_sub(2).is_some_and(|i| Some(text[i + 1]) == sign && is_digit(i));
        if is_last && is_first {
            number.push('.');
            number.extend(&text[end + 1..after]);
            end = after;
        }
    }
    // What is longer than any quantity is a code.
    let value = Decimal::from_str_exact(&number).ok();
    Some((value.unwrap_or(Decimal::MAX), end))
}

/// The Roman number that begins at a place: capitals, and at most 89.
pub fn roman(text: &[char], at: usize) -> Option<(Decimal, usize)> {
    let worth = |c: &char| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    worth(text.get(at)?)?;
    if at.checked_sub(1).is_some_and(|i| text[i].is_alphanumeric() && text[i].is_ascii()) {
        return None;
    }
    let run: Vec<i64> = text[at..].iter().map_while(worth).collect();
    let end = at + run.len();
    let is_within = text.get(end).is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if run.len() < 2 || is_within || text.get(end) == Some(&'-') {
        return None;
    }
    let sign = |i: usize| if run.get(i + 1).is_some_and(|next| *next > run[i]) { -1 } else { 1 };
    let value: i64 = run.iter().enumerate().map(|(i, own)| sign(i) * own).sum();
    (value > 0 && written(value) == text[at..end].iter().collect::<String>())
        .then(|| (Decimal::from(value), end))
}

fn written(mut value: i64) -> String {
    let signs = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut out = String::new();
    for (worth, sign) in signs {
        while value >= worth {
            out.push_str(sign);
            value -= worth;
        }
    }
    out
}
