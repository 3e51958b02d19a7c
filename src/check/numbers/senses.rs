//! What the numbers of a text mean by what stands around them.
//!
//! Takes numbers as they were added up; gives them with what they may be worth in
//! patterns of the language, how much each matters, and its unit.

use rust_decimal::Decimal;

use super::grammar::{Around, Grammar, beginning};
use super::joined::{clock, fractions};
use super::read::{Bound, Chars, Class, Kind, Number, Raw, Weight, beside_letter};

pub(super) type Span = (usize, usize);

/// A number with all that is around it.
struct Sense {
    raw: Raw,
    /// With its pattern and without.
    span: Span,
    has_form: bool,
    is_dropped: bool,
    /// Whether it is a decade of some century.
    is_partial: bool,
    /// Whether it is the first of a range, and has the unit of the next.
    is_ranged: bool,
}

/// The first year of a decade, by its century.
fn in_century(century: Decimal, decade: Decimal) -> Decimal {
    let from = century.saturating_sub(Decimal::ONE).saturating_mul(Decimal::ONE_HUNDRED);
    from.saturating_add(decade)
}

pub fn settle(raws: Vec<Raw>, chars: &Chars, grammar: &Grammar) -> Vec<(Number, Span)> {
    let raws = clock(fractions(raws, chars, grammar), chars, grammar);
    let mut senses: Vec<Sense> = vec![];
    for raw in raws {
        let mut sense = Sense {
            span: raw.range,
            raw,
            has_form: false,
            is_dropped: false,
            is_partial: false,
            is_ranged: false,
        };
        sense.form(chars, grammar);
        sense.decade(senses.last_mut(), chars, grammar);
        let last = senses.last_mut();
        if let Some(before) = last.filter(|before| before.is_in_century(&sense, chars, grammar)) {
            let decade = before.raw.values[0];
            before.raw.values = vec![in_century(sense.raw.values[0], decade)];
            continue;
        }
        match senses.last_mut().filter(|before| before.goes_on_in(&sense)) {
            Some(before) => {
                let rest = sense.raw.values[0].saturating_mul(before.raw.factor) / Decimal::TEN;
                before.raw.values[0] = before.raw.values[0].saturating_add(rest);
                before.span.1 = sense.span.1;
            }
            None => senses.push(sense),
        }
    }
    senses.retain(|sense| !sense.is_dropped);
    of_hundred(&mut senses);
    lists(&mut senses, chars, grammar);
    let months: Vec<Span> =
        senses.iter().filter(|s| s.raw.kind == Kind::Month).map(|s| s.span).collect();
    let spans: Vec<Span> = senses.iter().map(|s| s.span).collect();
    let ranged: Vec<bool> = senses.iter().map(|sense| sense.is_ranged).collect();
    let mut numbers: Vec<(Number, Span)> = senses
        .into_iter()
        .map(|sense| {
            let is_dated = months.contains(&sense.span)
                && spans.iter().any(|other| *other != sense.span && beside(*other, sense.span));
            sense.number(is_dated, chars, grammar)
        })
        .collect();
    for at in (1..numbers.len()).rev().filter(|at| ranged[*at - 1]) {
        let measure = numbers[at].0.measure.clone();
        let before = &mut numbers[at - 1].0;
        before.measure = before.measure.take().or(measure);
    }
    numbers
}

/// Whether two spans have no more than a space, a comma or so between them.
fn beside(a: Span, b: Span) -> bool {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    second.0.saturating_sub(first.1) <= 2
}

pub(super) fn any(patterns: &[Around], chars: &Chars, span: Span) -> bool {
    patterns.iter().any(|around| around.fits(&chars.plain, span).is_some())
}

/// Whether a number is the least or the most, by the longest pattern: `no less than` is not
/// `less than`. What it counts may stand between: 60岁以上. A denial before it leaves it open.
fn bound(spans: &[Span], chars: &Chars, grammar: &Grammar) -> Option<Bound> {
    let text = &chars.plain;
    let longest = |patterns: &[Around]| {
        let fits = |around: &Around| spans.iter().find_map(|span| around.fits(text, *span));
        patterns.iter().filter_map(fits).max_by_key(|(start, end)| end - start)
    };
    let (below, above) = (longest(&grammar.below), longest(&grammar.above));
    let len = |span: Option<Span>| span.map(|(start, end)| end - start);
    let (bound, span) = match len(below) > len(above) {
        true => (Bound::Below, below?),
        false => (Bound::Above, above?),
    };
    (!grammar.is_denied(text, span.0)).then_some(bound)
}

/// A number of a list or a range shares what follows the last: `20–30 per cent`; and the
/// end of a range of years may be short: 2013–14.
fn lists(senses: &mut [Sense], chars: &Chars, grammar: &Grammar) {
    let commas = [vec![','], vec!['，'], vec!['、']];
    for at in (1..senses.len()).rev() {
        let (before, after) = senses.split_at_mut(at);
        let (a, b) = (&mut before[at - 1], &mut after[0]);
        let joins = |word: &Vec<char>| {
            let end = beginning(&chars.plain, a.span.1, word);
            end.is_some_and(|end| {
                end <= b.span.0 && chars.plain[end..b.span.0].iter().all(|c| *c == ' ')
            })
        };
        let is_range = grammar.joiners.iter().any(joins);
        if !is_range && !commas.iter().any(joins) {
            continue;
        }
        let (first, second) = (a.raw.values[0], b.raw.values[0]);
        let is_bare = matches!(a.raw.kind, Kind::Digits | Kind::Words { .. }) && !a.has_form;
        a.is_ranged = is_range && is_bare;
        if is_bare && a.raw.factor == Decimal::ONE && first < Decimal::ONE_THOUSAND {
            if b.raw.factor != Decimal::ONE {
                a.raw.values.push(first.saturating_mul(b.raw.factor));
            }
            a.raw.factor = b.raw.factor;
            a.raw.whole = b.raw.whole;
            a.raw.values.extend(b.raw.whole.and_then(|whole| first.checked_div(whole)));
        }
        let thousand = Decimal::ONE_THOUSAND;
        let is_year = first >= thousand && first < thousand + thousand + thousand;
        if is_year && second < Decimal::ONE_HUNDRED && b.raw.kind == Kind::Digits {
            b.raw.values.push(first - first % Decimal::ONE_HUNDRED + second);
        }
    }
}

/// After a share in hundredths, a number alone may be one as well: `51 per cent to 49`.
fn of_hundred(senses: &mut [Sense]) {
    let hundredth = Decimal::ONE / Decimal::ONE_HUNDRED;
    let mut is_after = false;
    for Sense { raw, has_form, .. } in senses {
        let value = raw.values[0];
        if is_after && !*has_form && raw.kind == Kind::Digits && value <= Decimal::ONE_HUNDRED {
            raw.values.push(value * hundredth);
        }
        is_after |= *has_form && raw.factor == hundredth;
    }
}

impl Sense {
    /// Takes the pattern around it: 75%, 三成, 第四.
    fn form(&mut self, chars: &Chars, grammar: &Grammar) {
        let fits = |(around, factor): &(Around, Decimal)| {
            around.fits(&chars.plain, self.raw.range).map(|span| (span, *factor))
        };
        let is_ordinary = !self.is_name() && !matches!(self.raw.kind, Kind::Aside | Kind::Year);
        let mut forms = grammar.forms.iter().filter_map(fits).filter(|_| is_ordinary);
        if let Some((span, factor)) = forms.next() {
            // A pattern of two factors may mean either: points of an index, or of a percentage.
            let others = forms.filter(|(other, own)| *other == span && *own != factor);
            let value = self.raw.values[0];
            let others: Vec<_> = others.map(|(_, own)| value.saturating_mul(own)).collect();
            self.span = span;
            self.has_form = true;
            self.raw.values.iter_mut().for_each(|value| *value = value.saturating_mul(factor));
            self.raw.values.extend(others);
            self.raw.factor = self.raw.factor.saturating_mul(factor);
        }
        if any(&grammar.remainders, chars, self.raw.range) {
            self.raw.values.extend(Decimal::ONE.checked_sub(self.raw.values[0]));
        }
        if self.raw.kind == Kind::Ordinal && any(&grammar.shares, chars, self.raw.range) {
            self.raw.values.extend(Decimal::ONE.checked_div(self.raw.values[0]));
        }
        // The 近 of 增加近两倍 may stand between.
        let limits = grammar.below.iter().chain(&grammar.above);
        let limited = limits.filter_map(|around| around.fits(&chars.plain, self.raw.range));
        let mut spans = limited.map(|(start, _)| (start, self.raw.range.1)).chain([self.raw.range]);
        if spans.any(|span| any(&grammar.increases, chars, span)) {
            self.raw.values.push(self.raw.values[0].saturating_add(Decimal::ONE));
        }
        if any(&grammar.halves, chars, self.raw.range) {
            let half = self.raw.factor / Decimal::TWO;
            self.raw.values.iter_mut().for_each(|value| *value = value.saturating_add(half));
        }
    }

    fn is_name(&self) -> bool {
        matches!(self.raw.kind, Kind::Month | Kind::Weekday | Kind::HalfYear)
    }

    /// Takes the century before it, where it is a decade: 20世纪90年代, 1990s.
    fn decade(&mut self, before: Option<&mut Sense>, chars: &Chars, grammar: &Grammar) {
        let fits = |around: &Around| around.fits(&chars.plain, self.raw.range);
        let Some(span) = grammar.decades.iter().find_map(fits) else { return };
        let (value, hundred) = (self.raw.values[0], Decimal::ONE_HUNDRED);
        self.span = span;
        self.has_form = true;
        if value >= hundred {
            return;
        }
        let century =
            before.filter(|before| {
                let fits = |around: &Around| around.fits(&chars.plain, before.raw.range);
                grammar.centuries.iter().filter_map(fits).any(|(_, end)| {
                    end <= span.0 && chars.plain[end..span.0].iter().all(|c| *c == ' ')
                })
            });
        self.raw.values = match century {
            Some(century) => {
                century.is_dropped = true;
                self.span.0 = century.span.0;
                vec![in_century(century.raw.values[0], value)]
            }
            None => {
                self.is_partial = true;
                [0, 1800, 1900, 2000].map(|from| Decimal::from(from) + value).to_vec()
            }
        };
    }

    /// Whether what follows is the century that it is a decade of: 90-х годов XX века.
    fn is_in_century(&self, next: &Self, chars: &Chars, grammar: &Grammar) -> bool {
        self.is_partial
            && self.span.1 <= next.raw.range.0
            && chars.plain[self.span.1..next.raw.range.0].iter().all(|c| *c == ' ')
            && any(&grammar.centuries, chars, next.raw.range)
    }

    /// Whether it says no more than many: 数百; but 人数三十 says how many.
    fn is_vague(&self, chars: &Chars, grammar: &Grammar) -> bool {
        let is_bare = self.raw.kind == Kind::Scale || self.raw.values[0] == Decimal::TEN;
        let fits = |around: &&Around| around.fits(&chars.plain, self.raw.range).is_some();
        grammar.vague.iter().filter(fits).any(|around| is_bare || around.is_behind())
    }

    /// Whether what follows is its next digit: 六成五.
    fn goes_on_in(&self, next: &Self) -> bool {
        let digit = |own: &Self| own.raw.kind == Kind::Words { many: false };
        digit(self)
            && digit(next)
            && self.has_form
            && self.raw.factor < Decimal::ONE
            && self.span.1 == next.raw.range.0
            && self.raw.range.1 < self.span.1
    }

    fn number(self, is_dated: bool, chars: &Chars, grammar: &Grammar) -> (Number, Span) {
        let unit = grammar
            .unit(&chars.plain, self.raw.range)
            .or_else(|| grammar.unit(&chars.plain, self.span));
        let start = unit.map_or(self.span.0, |(_, (start, _))| start.min(self.span.0));
        let counted = grammar.counter(&chars.plain, self.raw.range.1);
        let ends = [Some(self.span.1), unit.map(|(_, (_, end))| end), counted];
        let spans: Vec<Span> = ends.into_iter().flatten().map(|end| (start, end)).collect();
        let bound = bound(&spans, chars, grammar);
        let unit = unit.map(|(unit, _)| unit.to_string());
        let weight = self.weight(is_dated, (unit.is_some(), bound.is_some()), chars, grammar);
        let is_some_year = self.raw.kind == Kind::Year;
        let class = self.class();
        let Raw { values, typed, is_whole_of_last, .. } = self.raw;
        let number = Number {
            values,
            typed,
            is_some_year,
            weight,
            class,
            is_whole_of_last,
            bound,
            measure: unit.clone(),
            unit,
            range: 0..0,
        };
        (number, self.span)
    }

    fn class(&self) -> Class {
        let value = self.raw.values[0];
        match self.raw.kind {
            Kind::Scale => Class::Many,
            Kind::Weekday => Class::Weekday,
            Kind::HalfYear => Class::HalfYear,
            Kind::Ordinal => Class::Order,
            Kind::Words { .. } if self.has_form && self.raw.factor == Decimal::ONE => Class::Order,
            Kind::Aside | Kind::Amount | Kind::Fraction
                if value > Decimal::ZERO && value < Decimal::ONE =>
            {
                Class::Share
            }
            _ => Class::Other,
        }
    }

    fn weight(
        &self,
        is_dated: bool,
        (has_unit, has_bound): (bool, bool),
        chars: &Chars,
        grammar: &Grammar,
    ) -> Weight {
        let value = self.raw.values[0];
        let (start, end) = self.raw.range;
        let many = match self.raw.kind {
            Kind::Digits => {
                let before = start.checked_sub(1);
                // G20 and COVID-19, and not `mid-2014`.
                let is_capital =
                    |at: usize| chars.written.get(at).is_some_and(|c| c.is_uppercase());
                let is_hyphen = before.is_some_and(|at| chars.plain[at] == '-')
                    && start.checked_sub(2).is_some_and(is_capital);
                let is_tail = beside_letter(chars, Some(end)) && !self.has_form && !has_unit;
                return match () {
                    () if beside_letter(chars, before) && !has_unit || is_hyphen || is_tail => {
                        Weight::Faint
                    }
                    // The other language may have an article for it: 1美元, a dollar.
                    () if value == Decimal::ONE && has_unit => Weight::Firm,
                    // 30:1 is 30 to one, or 30 alone.
                    () if value == Decimal::ONE
                        && before.is_some_and(|at| matches!(chars.plain[at], '∶' | ':')) =>
                    {
                        Weight::Mute
                    }
                    () => Weight::Strong,
                };
            }
            Kind::Fraction => return Weight::Strong,
            Kind::Month => return if is_dated { Weight::Strong } else { Weight::Faint },
            Kind::Scale if has_bound && !self.is_vague(chars, grammar) => return Weight::Slight,
            Kind::Aside if !value.is_integer() => return Weight::Slight,
            Kind::Weekday | Kind::HalfYear => return Weight::Slight,
            Kind::Scale | Kind::Aside | Kind::Either | Kind::Year => return Weight::Mute,
            Kind::Roman if self.has_form => return Weight::Firm,
            Kind::Roman => return Weight::Faint,
            Kind::Words { many } => many,
            Kind::Ordinal | Kind::Amount => false,
        };
        let is_ordinal = self.has_form || self.raw.kind == Kind::Ordinal;
        if self.is_vague(chars, grammar)
            || value <= Decimal::ONE && value.is_integer() && !is_ordinal
        {
            return Weight::Mute;
        }
        let is_counted = self.has_form
            || grammar.counters.is_empty()
            || matches!(self.raw.kind, Kind::Ordinal | Kind::Amount)
            || grammar.is_counted(&chars.plain, end);
        let is_large = value > Decimal::from(12) || !value.is_integer();
        match () {
            () if is_large && (many || is_counted) && self.raw.kind != Kind::Amount => {
                Weight::Strong
            }
            () if value <= Decimal::ONE && value.is_integer() => Weight::Slight,
            () if !is_counted || any(&grammar.loose, chars, self.span) => Weight::Faint,
            () => Weight::Firm,
        }
    }
}
