//! What units are worth in others: half a year is six months.
//!
//! Takes the names of units that all languages share. Knows no word for any.

use rust_decimal::Decimal;

use super::read::Number;

/// Each unit that is a whole number of another.
const UNITS: [(&str, u32, &str); 22] = [
    ("week", 7 * 24 * 60, "minute"),
    ("day", 1, "day"),
    ("year", 12, "month"),
    ("week", 7, "day"),
    ("hour", 60, "minute"),
    ("day", 24 * 60, "minute"),
    ("minute", 1, "minute"),
    ("month", 1, "month"),
    ("kilometre", 1_000_000, "millimetre"),
    ("metre", 1000, "millimetre"),
    ("centimetre", 10, "millimetre"),
    ("millimetre", 1, "millimetre"),
    ("tonne", 2000, "jin"),
    ("kilogram", 2, "jin"),
    ("jin", 1, "jin"),
    ("square-kilometre", 1500, "mu"),
    ("hectare", 15, "mu"),
    ("mu", 1, "mu"),
    ("kilometre", 2, "li"),
    ("li", 1, "li"),
    ("megawatt", 1000, "kilowatt"),
    ("kilowatt", 1, "kilowatt"),
];

/// Whether two numbers say the same in different units.
pub(super) fn same_quantity(a: &Number, b: &Number) -> bool {
    let (Some(of_a), Some(of_b)) = (&a.measure, &b.measure) else { return false };
    let in_base = |number: &Number, unit: &str, base: &str| {
        let known = UNITS.iter().find(|(name, _, of)| *name == unit && *of == base)?;
        number.values[0].checked_mul(Decimal::from(known.1))
    };
    of_a != of_b
        && UNITS.iter().any(|(_, _, base)| {
            let (x, y) = (in_base(a, of_a, base), in_base(b, of_b, base));
            x.zip(y).is_some_and(|(x, y)| super::same(x, y))
        })
}
