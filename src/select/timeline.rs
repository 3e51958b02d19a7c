//! The timeline: the events of an edition, by period, in order of time.

use crate::model::article::{Article, Event, Period};
use crate::model::edition::{Timeline, TimelineEvent, TimelinePeriod};
use crate::model::project::{Project, Variant};

use super::is_in;
use super::notes::Notes;
use super::printer::Printer;
use super::sentences;

/// How much of an event there is at least in a row of a page.
const LEAST_PART: usize = 240;

/// Builds the timeline of a variant, whose notes follow those of `before`;
/// nothing when it has no events.
pub fn timeline<'a>(
    project: &'a Project,
    variant: &Variant,
    printer: &mut Printer<'a>,
    before: &Notes<'a>,
) -> Option<(Timeline, Notes<'a>)> {
    let article = &project.article;
    let events: Vec<&Event> =
        article.events.iter().filter(|e| is_in(variant, e.level, &e.audiences)).collect();
    let mut notes = Notes::lettered(":timeline");
    let mut periods: Vec<TimelinePeriod> = vec![];
    for event in events {
        let period = period(article, event);
        let id = period.map(|p| p.id.clone());
        if periods.last().is_none_or(|last| last.id != id) {
            periods.push(heading(period, printer));
        }
        let mut body = printer.text(&event.body, variant.timeline_notes.then_some(&mut notes));
        sentences::part(&mut body, printer.languages(), LEAST_PART);
        let row = TimelineEvent {
            id: event.id.clone(),
            event_kind: event.kind.clone(),
            date: printer.each(|l| event.date.print(&l.table.dates)),
            body,
        };
        periods.last_mut().expect("pushed above").events.push(row);
    }
    let notes_below = notes.print(project, printer.languages(), before);
    (!periods.is_empty()).then_some((Timeline { periods, notes: notes_below }, notes))
}

/// The period that an event stands in.
pub fn period<'a>(article: &'a Article, event: &Event) -> Option<&'a Period> {
    article.periods.iter().find(|period| period.date.contains(event.date.first_day()))
}

fn heading<'a>(period: Option<&'a Period>, printer: &mut Printer<'a>) -> TimelinePeriod {
    TimelinePeriod {
        id: period.map(|p| p.id.clone()),
        title: period.map(|p| printer.title(&p.title)),
        date: period.map(|p| printer.each(|l| p.date.print(&l.table.dates))),
        events: vec![],
    }
}
