//! Quantities: the figures of the article, given or derived.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::article::{Quantity, QuantityStyle, Reference};
use crate::model::code::Code;
use crate::model::diagnostic::did_you_mean;
use crate::model::language::Pattern;
use crate::model::vocabulary::Localized;

use super::decode::{Each, Spanned};
use super::raw;
use super::{File, Loader, inline};
use crate::model::source::Source;

/// The quantities as they are given, and what some of them come to.
struct Given<'r> {
    raw: BTreeMap<&'r str, &'r raw::Quantity>,
    values: BTreeMap<String, Decimal>,
}

/// A derived figure without a published one has this many decimals.
const DECIMALS: u32 = 2;

impl Loader<'_> {
    /// Reads the quantities; adds each to what `{id}` prints. Gives the units.
    pub(super) fn quantities(
        &mut self,
        sources: &BTreeMap<String, Source>,
        references: &mut BTreeMap<String, Reference>,
    ) -> BTreeMap<String, Localized<Pattern>> {
        let Some((raw, file)) = self.read::<raw::Quantities>("data/quantities.yaml") else {
            return BTreeMap::new();
        };
        let units: BTreeMap<String, Localized<Pattern>> = (raw.units.0.iter())
            .map(|(id, texts)| {
                let what = format!("the unit `{}`", id.value);
                let texts = self.by_language(file, texts, texts.place(file.path), &what);
                for (_, pattern) in texts.iter().filter(|(_, pattern)| !pattern.value.has_number())
                {
                    let hint = "write `{n}` where the number goes";
                    self.error(
                        Code::UnitWithoutNumber,
                        pattern.place(file.path),
                        format!("{what} has no `{{n}}`"),
                        hint,
                    );
                }
                for (_, pattern) in &texts {
                    let raw = |text| inline::raw::tell(text, true, |_| pattern.place(file.path));
                    self.diagnostics.extend(pattern.value.all().into_iter().filter_map(raw));
                }
                let patterns = texts.into_iter().map(|(key, text)| (key, text.value.clone()));
                (id.value.clone(), patterns.collect())
            })
            .collect();
        let by_id = raw.quantities.0.iter().map(|(id, q)| (id.value.as_str(), q));
        let mut given = Given { raw: by_id.collect(), values: BTreeMap::new() };
        for (id, quantity) in &raw.quantities.0 {
            self.claim(file, "quantity", id);
            if let Some(unit) = &quantity.unit {
                self.check_unit(file, unit, &units);
            }
            if let Some(source) = &quantity.source
                && !self.unread_sources
                && !sources.contains_key(&source.value)
                && !self.is_bad_source(&source.value)
            {
                let hint = did_you_mean(&source.value, sources.keys().map(String::as_str))
                    .unwrap_or_else(|| "add it to the sources".into());
                let message = format!("`{}` is not in the sources", source.value);
                self.error(Code::UnknownSource, source.place(file.path), message, hint);
            }
            let style: QuantityStyle = self.choice(file, quantity.style.as_ref());
            if let Some(value) = self.rounded(file, id, quantity, &mut given) {
                let quantity = Quantity {
                    value,
                    style,
                    unit: quantity.unit.as_ref().map(|u| u.value.clone()),
                    source: quantity.source.as_ref().map(|s| s.value.clone()),
                    parts: [&quantity.share, &quantity.difference, &quantity.sum]
                        .into_iter()
                        .flatten()
                        .flat_map(|parts| parts.0.iter().map(|part| part.value.clone()))
                        .collect(),
                    whole: quantity
                        .share
                        .as_ref()
                        .and_then(|share| Some(share.0.get(1)?.value.clone())),
                };
                references.insert(id.value.clone(), Reference::Quantity(quantity));
            } else {
                self.unread = true;
            }
        }
        units
    }

    /// Tells of a unit that is not there.
    pub(super) fn check_unit(
        &mut self,
        file: File,
        unit: &Spanned<String>,
        units: &BTreeMap<String, Localized<Pattern>>,
    ) {
        if !self.unread && !units.contains_key(&unit.value) {
            let hint = did_you_mean(&unit.value, units.keys().map(String::as_str))
                .unwrap_or_else(|| "add it under `units` in `data/quantities.yaml`".into());
            let message = format!("there is no unit `{}`", unit.value);
            self.error(Code::UnknownUnit, unit.place(file.path), message, hint);
        }
    }

    /// The figure that is printed; tells when it is not the published one.
    fn rounded(
        &mut self,
        file: File,
        id: &Spanned<String>,
        raw: &raw::Quantity,
        all: &mut Given,
    ) -> Option<Decimal> {
        let value = self.value(file, id, raw, all, &mut BTreeSet::new())?;
        let published = raw.published.as_ref();
        let published = published.and_then(|text| Some((self.decimal(file, text)?, text)));
        let decimals = match &published {
            Some((published, _)) => published.scale(),
            None if raw.value.is_some() => value.scale(),
            None => value.normalize().scale().min(DECIMALS),
        };
        let mut rounded =
            value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        // A published 25.0 is printed with its nought.
        rounded.rescale(decimals);
        if let Some((published, text)) = published
            && published != rounded
        {
            let message =
                format!("`{}` comes to {rounded}, but {published} is published", id.value);
            let hint = "correct the figures that it is derived from, or the published one";
            self.error(Code::PublishedDiffers, text.place(file.path), message, hint);
        }
        Some(rounded)
    }

    fn value(
        &mut self,
        file: File,
        id: &Spanned<String>,
        raw: &raw::Quantity,
        all: &mut Given,
        seen: &mut BTreeSet<String>,
    ) -> Option<Decimal> {
        if let Some(value) = all.values.get(&id.value) {
            return Some(*value);
        }
        let ways = [raw.share.as_ref(), raw.difference.as_ref(), raw.sum.as_ref()];
        let given = ways.iter().flatten().count() + usize::from(raw.value.is_some());
        if given != 1 {
            let message = format!("`{}` has {given} values", id.value);
            let hint = "give it one of `value`, `share`, `difference` and `sum`";
            self.error(Code::QuantityValues, id.place(file.path), message, hint);
            return None;
        }
        if !seen.insert(id.value.clone()) {
            let message = format!("`{}` is derived from itself", id.value);
            self.error(
                Code::CircularQuantity,
                id.place(file.path),
                message,
                "give one of the figures a `value`",
            );
            return None;
        }
        if let Some(text) = &raw.value {
            return self.decimal(file, text);
        }
        let parts = ways.into_iter().flatten().next()?;
        let values = self.parts(file, parts, all, seen)?;
        let two = <[Decimal; 2]>::try_from(values.clone()).ok();
        let result = match (raw.share.is_some(), raw.difference.is_some(), two) {
            (true, _, Some([part, whole])) => {
                part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole))
            }
            (_, true, Some([a, b])) => a.checked_sub(b),
            (false, false, _) => {
                values.iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))
            }
            _ => {
                let message = format!("`{}` is derived from {} figures", id.value, values.len());
                self.error(
                    Code::QuantityValues,
                    id.place(file.path),
                    message,
                    "name two: `[part, whole]` or `[a, b]`",
                );
                return None;
            }
        };
        if let Some(value) = result {
            all.values.insert(id.value.clone(), value);
        } else {
            let message = format!("`{}` cannot be computed", id.value);
            self.error(
                Code::UncomputableQuantity,
                id.place(file.path),
                message,
                "a share of nothing, or too large a number",
            );
        }
        result
    }

    fn parts(
        &mut self,
        file: File,
        parts: &Each<Spanned<String>>,
        all: &mut Given,
        seen: &BTreeSet<String>,
    ) -> Option<Vec<Decimal>> {
        let mut values = vec![];
        for part in &parts.0 {
            let Some(raw) = all.raw.get(part.value.as_str()).copied() else {
                if !self.unread {
                    let hint = did_you_mean(&part.value, all.raw.keys().copied())
                        .unwrap_or_else(|| "add it to the quantities".into());
                    let message = format!("there is no quantity `{}`", part.value);
                    self.error(Code::UnknownQuantity, part.place(file.path), message, hint);
                }
                return None;
            };
            values.push(self.value(file, part, raw, all, &mut seen.clone())?);
        }
        Some(values)
    }

    fn decimal(&mut self, file: File, text: &Spanned<String>) -> Option<Decimal> {
        let digits = text.value.trim_start_matches(['-', '+']);
        if digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let message = format!("`{}` begins with a nought, which is not printed", text.value);
            let hint = "take it out; a code that is no number is written in the text";
            self.error(Code::BadNumber, text.place(file.path), message, hint);
        }
        let number = text.value.replace('_', "");
        let number = Decimal::from_str_exact(&number);
        if number.is_err() {
            let message = format!("`{}` is not a number", text.value);
            let hint = "write digits, with a point before decimals and nothing between groups";
            self.error(Code::BadNumber, text.place(file.path), message, hint);
        }
        number.ok()
    }
}
