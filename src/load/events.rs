//! Periods, events and other dates.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::article::{Event, Figure, FigureContent, Period, Reference};
use crate::model::code::Code;
use crate::model::date::{BadDate, Edtf};
use crate::model::diagnostic::Diagnostic;

use super::decode::Spanned;
use super::links::phrase_of as text_of;
use super::raw;
use super::{File, Loader};

/// How a date is to be written.
pub(super) const EDTF: &str =
    "write `2014`, `2002-06`, `1992-10-05`, `2001-01/2009-10` or `2014-05/..`";

impl Loader<'_> {
    /// Reads the timeline; adds each date to what `{id}` prints.
    pub(super) fn events(
        &mut self,
        references: &mut BTreeMap<String, Reference>,
    ) -> (Vec<Period>, Vec<Event>) {
        let Some((raw, file)) = self.read::<raw::Events>("data/events.yaml") else {
            return (vec![], vec![]);
        };
        for (id, date) in &raw.dates.0 {
            self.claim(file, "date", id);
            if let Some(date) = self.edtf(file, date) {
                references.insert(id.value.clone(), Reference::Date(date));
            }
        }
        let mut periods: Vec<_> =
            raw.periods.0.into_iter().filter_map(|p| self.period(file, p)).collect();
        let mut events: Vec<_> =
            raw.events.0.into_iter().filter_map(|e| self.event(file, e)).collect();
        periods.sort_by_key(|period| period.date.first_day());
        events.sort_by_key(|event| event.date.first_day());
        let dates = periods.iter().map(|p| (&p.id, p.date));
        for (id, date) in dates.chain(events.iter().map(|e| (&e.id, e.date))) {
            references.insert(id.clone(), Reference::Date(date));
        }
        (periods, events)
    }

    /// Tells of periods that are printed nowhere: the timeline has those of its events.
    pub(super) fn tell_of_periods(
        &mut self,
        periods: &[Period],
        events: &[Event],
        figures: &[Figure],
    ) {
        let is_drawn = |figure: &Figure| matches!(figure.content, FigureContent::Timeline(_));
        // An event that cannot be read may be its own.
        if figures.iter().any(is_drawn) || self.diagnostics.has_errors() {
            return;
        }
        let own = |event: &Event| {
            periods.iter().position(|period| period.date.contains(event.date.first_day()))
        };
        let with_events: BTreeSet<_> = events.iter().filter_map(own).collect();
        let empty = periods.iter().enumerate().filter(|(i, _)| !with_events.contains(i));
        for (_, period) in empty {
            let Some(place) = self.ids.get(&period.id) else { continue };
            let message = format!("the period `{}` has no event, and is not printed", period.id);
            let hint = "give it one, take it out, or write its date under `dates`";
            self.diagnostics
                .push(Diagnostic::warning(Code::EmptyPeriod, place.clone(), message).hint(hint));
        }
    }

    fn period(&mut self, file: File, raw: raw::Period) -> Option<Period> {
        self.claim(file, "period", &raw.id);
        let title = self.title(file, &raw.title, &format!("the period `{}`", raw.id.value));
        let date = self.edtf(file, &raw.date)?;
        if matches!(date, Edtf::Date(_)) {
            let message = format!("the period `{}` has no end", raw.id.value);
            let hint = "write its first and last month: `2001-01/2009-10`, or `2014-05/..`";
            self.error(Code::BadPeriod, raw.date.place(file.path), message, hint);
        }
        Some(Period { id: raw.id.value, date, title })
    }

    fn event(&mut self, file: File, raw: raw::Event) -> Option<Event> {
        self.claim(file, "event", &raw.id);
        let what = format!("the event `{}`", raw.id.value);
        self.open_notes(file, &format!("event/{}", raw.id.value), &raw.notes);
        self.waive(file, &raw.waive, &[raw.texts.place(file.path)]);
        let body = self.phrase_of(file, &raw.texts, raw.id.place(file.path), &what);
        self.close_notes(&[text_of(&body)], true);
        let label = raw.label.map(|label| self.title(file, &label, &what));
        let level = self.choice(file, raw.level.as_ref());
        let audiences = self.audiences(file, raw.audiences.as_ref());
        let date = self.edtf(file, &raw.date)?;
        Some(Event { id: raw.id.value, date, level, audiences, kind: raw.kind, body, label })
    }

    fn edtf(&mut self, file: File, text: &Spanned<String>) -> Option<Edtf> {
        let date: Result<Edtf, BadDate> = text.value.parse();
        self.unread |= date.is_err();
        date.map_err(|BadDate(message)| {
            self.error(Code::BadPeriod, text.place(file.path), message, EDTF)
        })
        .ok()
    }
}
