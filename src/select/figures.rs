//! Figures: those that follow the blocks of an edition, numbered in its order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::article::{self, Article, Block, Phrase, Piece, Quantity};
use crate::model::diagnostic::Diagnostic;
use crate::model::edition::{
    Chart, ChartValue, DiagramBox, DiagramLevel, DrawnEvent, DrawnPeriod, DrawnTimeline, Figure,
    FigureContent, Series, Text,
};
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::{ChartForm, FigureKind, Localized};

use super::notes::Notes;
use super::printer::Printer;
use super::timeline::period;
use super::{block_is_in, has_text, in_body, is_in};

/// What each figure of an edition is called: its kind, and its number from 1
/// among those of its kind.
pub type Numbers<'a> = BTreeMap<&'a str, (FigureKind, usize)>;

/// The figures that follow a block.
pub fn after<'a>(
    article: &'a Article,
    variant: &Variant,
    block: &str,
) -> impl Iterator<Item = &'a article::Figure> {
    let figures = article.figures.iter().filter(move |figure| figure.after == block);
    figures.filter(|figure| is_in(variant, figure.level, &figure.audiences))
}

/// Numbers the figures of a variant in the order of print.
pub fn number<'a>(article: &'a Article, variant: &Variant) -> Numbers<'a> {
    let mut numbers = Numbers::new();
    let mut counts = BTreeMap::new();
    article::each_block(&article.sections, &mut |block| {
        if !in_body(block, variant) {
            return;
        }
        for figure in after(article, variant, &block.id) {
            let count = counts.entry(figure.content.kind()).or_insert(0);
            *count += 1;
            numbers.insert(figure.id.as_str(), (figure.content.kind(), *count));
        }
    });
    numbers
}

/// Tells of each text of a variant that refers to a figure which is not in it.
pub fn absent(project: &Project, variant: &Variant) -> Vec<Diagnostic> {
    let article = &project.article;
    let numbers = number(article, variant);
    let mut found = vec![];
    let mut check = |pieces: &[Piece]| {
        article::each_piece(pieces, &mut |piece| {
            if let Piece::Ref { id, place, .. } = piece
                && matches!(article.references.get(id), Some(article::Reference::Figure))
                && !numbers.contains_key(id.as_str())
            {
                let message =
                    format!("the figure `{id}` is not in `{}`, where this is", variant.name);
                let hint = "give the text the level and audiences of the figure";
                found.push(Diagnostic::error(place.clone(), message).hint(hint));
            }
        });
    };
    let mut phrases = vec![&article.title];
    phrases.extend(article.subtitle.iter().chain(&article.keywords));
    // An abstract in another language has these and the summary, and no more.
    let summary: Vec<_> = article.summary.iter().collect();
    in_languages(&variant.abstracts, &phrases, &summary).into_iter().for_each(&mut check);
    let more = article.colophon.iter().chain(&article.attribution).chain(&article.short_title);
    phrases.extend(more);
    phrases.extend(article.credits.iter().flat_map(|credit| [&credit.role, &credit.name]));
    section_titles(&article.sections, variant, &mut phrases);
    let events = article.events.iter().filter(|_| variant.timeline);
    for event in events.filter(|event| is_in(variant, event.level, &event.audiences)) {
        phrases.push(&event.body);
        phrases.extend(period(article, event).map(|period| &period.title));
    }
    for figure in article.figures.iter().filter(|f| numbers.contains_key(f.id.as_str())) {
        phrases.extend(figure.phrases());
        if let article::FigureContent::Timeline(own) = &figure.content {
            phrases.extend(article.periods.iter().map(|period| &period.title));
            phrases.extend(drawn(article, variant, own).map(|(event, _)| event.drawn_label()));
        }
    }
    let mut blocks = article::blocks(article);
    blocks.retain(|block| block_is_in(variant, block));
    let editorial = blocks.iter().filter(|_| variant.editorial);
    phrases.extend(editorial.filter_map(|block| block.editorial.as_ref()));
    in_languages(&variant.languages, &phrases, &blocks).into_iter().for_each(&mut check);
    found
}

/// What phrases and blocks say in some languages.
fn in_languages<'a>(
    keys: &[String],
    phrases: &[&'a Localized<Phrase>],
    blocks: &[&'a Block],
) -> Vec<&'a [Piece]> {
    let mut texts = vec![];
    for key in keys {
        texts.extend(phrases.iter().filter_map(|p| p.get(key)).map(|p| p.pieces.as_slice()));
        let bodies = blocks.iter().filter_map(|block| block.body.get(key));
        texts.extend(bodies.flat_map(|body| &body.parts).map(Vec::as_slice));
    }
    texts
}

/// Adds the titles of the sections that a variant prints.
fn section_titles<'a>(
    sections: &'a [article::Section],
    variant: &Variant,
    out: &mut Vec<&'a Localized<Phrase>>,
) {
    for section in sections.iter().filter(|section| has_text(section, variant)) {
        out.push(&section.title);
        out.extend(&section.short_title);
        section_titles(&section.sections, variant, out);
    }
}

/// The events that a drawn timeline names, and whether above its axis.
fn drawn<'a>(
    article: &'a Article,
    variant: &Variant,
    own: &article::DrawnTimeline,
) -> impl Iterator<Item = (&'a article::Event, bool)> {
    let events = article.events.iter();
    let events = events.filter(|event| is_in(variant, event.level, &event.audiences));
    events.filter_map(|event| {
        let is_of = |kinds: &[String]| event.kind.as_ref().is_some_and(|kind| kinds.contains(kind));
        let above = is_of(&own.above);
        (above || is_of(&own.below)).then_some((event, above))
    })
}

/// Prints a figure, whose notes follow those of `before`; gives it with the keys
/// of the sources that it cites.
pub fn figure<'a>(
    project: &'a Project,
    variant: &Variant,
    figure: &'a article::Figure,
    printer: &mut Printer<'a>,
    before: &Notes<'a>,
) -> (Figure, Vec<&'a str>) {
    let mut notes = Notes::lettered(&figure.id);
    let mut say = |texts: &'a Localized<Phrase>| printer.caption(texts, &mut notes);
    let title = say(&figure.title);
    let content = match &figure.content {
        article::FigureContent::Chart(chart) => {
            let categories = chart.categories.iter().map(&mut say).collect();
            let series: Vec<(Option<Text>, Vec<Option<Text>>)> = (chart.series.iter())
                .map(|series| {
                    let label = series.label.as_ref().map(&mut say);
                    let texts = series.values.iter().map(|v| v.text.as_ref().map(&mut say));
                    (label, texts.collect())
                })
                .collect();
            FigureContent::Chart(printed(chart, categories, series, printer))
        }
        article::FigureContent::Timeline(drawn) => {
            FigureContent::Timeline(timeline(&project.article, variant, drawn, printer))
        }
        article::FigureContent::Diagram(levels) => {
            let levels = levels.iter().map(|level| DiagramLevel {
                title: say(&level.title),
                boxes: (level.boxes.iter())
                    .map(|own| DiagramBox {
                        title: say(&own.title),
                        text: own.text.as_ref().map(&mut say),
                    })
                    .collect(),
            });
            FigureContent::Diagram { levels: levels.collect() }
        }
        article::FigureContent::Table(table) => {
            FigureContent::Table(super::tables::table(table, printer, &mut notes))
        }
    };
    let remark = figure.remark.as_ref().map(|remark| printer.caption(remark, &mut notes));
    let cited = notes.sources().collect();
    let printed = Figure {
        id: figure.id.clone(),
        kind: figure.content.kind(),
        label: printer.each(|l| printer.figure_label(&figure.id, l)),
        title,
        alt: figure.alt.as_ref().map(|alt| printer.words(alt)),
        remark,
        content,
        notes: notes.print(project, printer.languages(), before),
        begins_page: false,
    };
    (printed, cited)
}

fn printed<'a>(
    chart: &'a article::Chart,
    categories: Vec<Text>,
    series: Vec<(Option<Text>, Vec<Option<Text>>)>,
    printer: &mut Printer<'a>,
) -> Chart {
    // The values of a line are read from its axis.
    let said = |value: &article::ChartValue| match chart.form {
        ChartForm::Line => printer.each(|_| vec![]),
        ChartForm::Bar | ChartForm::Share => printer.quantity(&value.quantity),
    };
    let series = chart.series.iter().zip(series).map(|(own, (label, texts))| Series {
        label,
        values: (own.values.iter().zip(texts))
            .map(|(value, text)| ChartValue {
                amount: value.quantity.value.to_string(),
                text: text.unwrap_or_else(|| said(value)),
            })
            .collect(),
    });
    let series = series.collect();
    let ticks = match chart.form {
        ChartForm::Line => ticks(chart, printer),
        ChartForm::Bar | ChartForm::Share => vec![],
    };
    Chart { form: chart.form, categories, series, ticks }
}

/// Round values that enclose those of a chart, about five of them.
fn ticks(chart: &article::Chart, printer: &Printer) -> Vec<ChartValue> {
    let values = chart.series.iter().flat_map(|s| &s.values).map(|value| &value.quantity);
    let Some(first) = values.clone().next() else { return vec![] };
    let low = values.clone().map(|q| q.value).min().unwrap_or_default().min(Decimal::ZERO);
    let high = values.map(|q| q.value).max().unwrap_or_default();
    let high = if high == low { low + Decimal::ONE } else { high };
    let rough = (high - low) / Decimal::from(5);
    let mut step = Decimal::ONE;
    while step > rough {
        step /= Decimal::TEN;
    }
    while step * Decimal::TEN <= rough {
        step *= Decimal::TEN;
    }
    let round = [1, 2, 5, 10].map(|n| step * Decimal::from(n));
    let step = round.into_iter().find(|step| *step >= rough).unwrap_or(step).normalize();
    let mut tick = (low / step).floor() * step;
    let mut ticks = vec![];
    loop {
        let value = tick.normalize();
        let quantity = Quantity { value, ..first.clone() };
        ticks.push(ChartValue { amount: value.to_string(), text: printer.quantity(&quantity) });
        if tick >= high {
            return ticks;
        }
        tick += step;
    }
}

fn timeline<'a>(
    article: &'a Article,
    variant: &Variant,
    own: &article::DrawnTimeline,
    printer: &mut Printer<'a>,
) -> DrawnTimeline {
    let day = |date: chrono::NaiveDate| {
        date.signed_duration_since(chrono::NaiveDate::default()).num_days()
    };
    let mut periods = vec![];
    for period in &article.periods {
        periods.push(DrawnPeriod {
            title: printer.title(&period.title),
            date: printer.each(|l| period.date.print(&l.table.dates)),
            from: day(period.date.first_day()),
            to: period.date.end().map(day),
        });
    }
    let events = drawn(article, variant, own).map(|(event, above)| DrawnEvent {
        above,
        day: day(event.date.first_day()),
        date: printer.each(|l| event.date.print(&l.table.dates)),
        label: printer.title(event.drawn_label()),
    });
    DrawnTimeline { periods, events: events.collect() }
}
