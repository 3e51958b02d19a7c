//! How a language writes numbers in its texts: the grammar that `diptych check` reads by.
//!
//! Part of a language's table. Words stand below what they are worth; patterns have `{n}`
//! where the number goes. Says nothing of how numbers are printed.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

/// Words by what they are worth: `20: [twenty]`.
pub type Worth = BTreeMap<String, Vec<String>>;

/// `numbers.reading`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct NumberGrammar {
    /// Words that add up: `20: [twenty]`, `3: [三]`.
    pub values: Worth,
    /// Words that multiply what stands before them: `1000000: [million, millions]`.
    pub scales: Worth,
    /// Words for a place in an order: `3: [third]`.
    pub ordinals: Worth,
    /// Words for parts of a whole, behind a number: `4: [quarter, quarters]`.
    pub parts: Worth,
    /// Words that are a number by themselves: `3: [triple, threefold]`.
    pub amounts: Worth,
    /// The same, where the other language need not say it: `2: [both]`.
    pub asides: Worth,
    /// Other words for the months of `dates.months`: `1: [Jan.]`.
    pub months: Worth,
    /// Names of days: `1: [Monday]`; and of the two halves of a year: `1: [上半年]`.
    pub weekdays: Worth,
    pub half_years: Worth,
    /// Words between the parts of one number: `and`.
    pub and: Vec<String>,
    /// Words for a decimal point, before digits in words: 三点五.
    pub points: Vec<String>,
    /// Words for a little more between a number and its scale: 3 400多亿.
    pub odd: Vec<String>,
    /// Words for a year that is not named: `last year`, 同年.
    pub years: Vec<String>,
    /// Words between the ends of a range, or the last two of a list.
    pub joiners: Vec<String>,
    /// What a number is multiplied by in a pattern: `0.01: ["{n}%"]`.
    pub forms: Worth,
    /// Patterns for so many times more, which other languages call by one more: 增加{n}倍.
    pub increases: Vec<String>,
    /// Patterns for a price that others call by what is taken off: `{n}折`.
    pub remainders: Vec<String>,
    /// Patterns for `{n}` parts of `{d}`: `{d}分之{n}`.
    pub fractions: Vec<String>,
    /// Patterns in which an ordinal may be a share: `a {n}` for a third.
    pub shares: Vec<String>,
    /// Patterns for a number and a half: `{n} and a half`.
    pub halves: Vec<String>,
    /// Patterns for a decade by its first year, in full or of its century: `{n}s`.
    pub decades: Vec<String>,
    /// Patterns for a century that may stand before a decade: `{n}世纪`.
    pub centuries: Vec<String>,
    /// Patterns for a time with its minutes behind a point: `{n} a.m.`; and for one that a
    /// clock of 24 hours may call by 12 more.
    pub clock: Vec<String>,
    pub afternoon: Vec<String>,
    /// Patterns for at most, and for at least: `nearly {n}`, `{n}多`. Behind `…` the number
    /// may be some characters further: `至多…{n}`.
    pub below: Vec<String>,
    pub above: Vec<String>,
    /// Words before a limit that may turn it round: the `no` of `no one may have more than`.
    pub denials: Vec<String>,
    /// Words that may stand behind a number in words that counts something; any, when empty.
    pub counters: Vec<String>,
    /// Patterns in which a small number may be in one language alone: `the {n}`.
    pub loose: Vec<String>,
    /// Patterns in which a number says no more than many: `数{n}`.
    pub vague: Vec<String>,
    /// Words that look like numbers and are none: `万隆`, `one another`.
    pub idioms: Vec<String>,
    /// Signs and words of units by a name that all languages share: `USD: [dollars, US$]`.
    pub units: BTreeMap<String, Vec<String>>,
    /// Whether digits in words may stand one by one: 二〇一四.
    pub digit_by_digit: bool,
    /// Whether the last scale may be left out: 两千三 for 2,300.
    pub shortened: bool,
}

/// What a key of [`Worth`] says.
pub fn worth(key: &str) -> Option<Decimal> {
    Decimal::from_str_exact(key).ok().filter(|value| !value.is_sign_negative())
}

impl NumberGrammar {
    /// All words by what they are worth.
    pub fn worths(&self) -> [(&'static str, &Worth); 10] {
        [
            ("values", &self.values),
            ("scales", &self.scales),
            ("ordinals", &self.ordinals),
            ("parts", &self.parts),
            ("amounts", &self.amounts),
            ("asides", &self.asides),
            ("months", &self.months),
            ("weekdays", &self.weekdays),
            ("half-years", &self.half_years),
            ("forms", &self.forms),
        ]
    }

    /// All patterns.
    pub fn patterns(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let lists = [
            ("increases", &self.increases),
            ("remainders", &self.remainders),
            ("fractions", &self.fractions),
            ("shares", &self.shares),
            ("halves", &self.halves),
            ("decades", &self.decades),
            ("centuries", &self.centuries),
            ("clock", &self.clock),
            ("afternoon", &self.afternoon),
            ("below", &self.below),
            ("above", &self.above),
            ("loose", &self.loose),
            ("vague", &self.vague),
        ];
        let own = lists.into_iter().flat_map(|(key, list)| list.iter().map(move |p| (key, p)));
        own.chain(self.forms.values().flatten().map(|pattern| ("forms", pattern)))
    }
}
