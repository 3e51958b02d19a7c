//! Figures: those that follow the blocks of an edition, numbered in its order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::article::{self, Article, Phrase, Piece, Quantity, blocks};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::edition::{
    Chart, ChartValue, DiagramBox, DiagramLevel, DrawnEvent, DrawnPeriod, DrawnTimeline, Figure,
    FigureContent, Picture, Series, Text,
};
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::{BlockKind, ChartForm, FigureKind, Level, Localized};

use super::notes::Notes;
use super::printer::Printer;
use super::{in_body, is_in, printed};

/// What each figure of an edition is called: its kind, and its number from 1
/// among those of its kind.
pub type Numbers<'a> = BTreeMap<&'a str, (FigureKind, usize)>;

/// The figures that follow a block.
pub fn after<'a>(
    article: &'a Article,
    variant: &Variant,
    block: &str,
) -> impl Iterator<Item = &'a article::Figure> {
    let first: Vec<&str> = first(article, variant).iter().map(|own| own.id.as_str()).collect();
    let figures = article.figures.iter().filter(move |figure| figure.after == block);
    let figures = figures.filter(move |figure| !first.contains(&figure.id.as_str()));
    figures.filter(|figure| is_in(variant, figure.level, &figure.audiences))
}

/// The figures that stand at the front, behind the first key message: charts of level `key`,
/// in a variant of level `brief` that has their blocks.
pub fn first<'a>(article: &'a Article, variant: &Variant) -> Vec<&'a article::Figure> {
    let is_one = |figure: &&article::Figure| {
        figure.level == Level::Key
            && matches!(figure.content, article::FigureContent::Chart(_))
            && is_in(variant, figure.level, &figure.audiences)
    };
    let figures = article.figures.iter().filter(|_| variant.level == Level::Brief);
    let figures: Vec<_> = figures.filter(is_one).collect();
    if figures.is_empty() {
        return figures;
    }
    let all = blocks(article);
    let is_message = |block: &&article::Block| {
        super::is_key(block, variant) && block.kind != BlockKind::Recommendation
    };
    if !all.iter().any(is_message) {
        return vec![];
    }
    let is_there = |id: &str| all.iter().any(|own| own.id == id && in_body(own, variant));
    figures.into_iter().filter(|figure| is_there(&figure.after)).collect()
}

/// Numbers the figures of a variant in the order of print.
pub fn number<'a>(article: &'a Article, variant: &Variant) -> Numbers<'a> {
    let mut numbers = Numbers::new();
    let mut counts = BTreeMap::new();
    let mut number = |figure: &'a article::Figure| {
        let count = counts.entry(figure.content.kind()).or_insert(0);
        *count += 1;
        numbers.insert(figure.id.as_str(), (figure.content.kind(), *count));
    };
    first(article, variant).into_iter().for_each(&mut number);
    article::each_block(&article.sections, &mut |block| {
        if in_body(block, variant) {
            after(article, variant, &block.id).for_each(&mut number);
        }
    });
    numbers
}

/// Tells of each text of a variant that refers to a figure which is not in it.
pub fn absent(project: &Project, variant: &Variant) -> Vec<Diagnostic> {
    let article = &project.article;
    let numbers = number(article, variant);
    let mut found = vec![];
    for text in printed::texts(article, variant) {
        let mut visit = |piece: &Piece| {
            if let Piece::Ref { id, place, .. } = piece
                && matches!(article.references.get(id), Some(article::Reference::Figure))
                && !numbers.contains_key(id.as_str())
            {
                let message =
                    format!("the figure `{id}` is not in `{}`, where this is", variant.name);
                let hint = "give the text the level and audiences of the figure";
                found.push(
                    Diagnostic::error(Code::FigureLeftOut, place.clone(), message).hint(hint),
                );
            }
        };
        text.parts.iter().for_each(|pieces| article::each_piece_and_note(pieces, &mut visit));
    }
    found
}

/// The events that a drawn timeline names, and whether above its axis.
pub fn drawn<'a>(
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

/// The events of an axis of the article: those that have a short name, and whether they
/// are in a brief, too.
pub fn named<'a>(
    article: &'a Article,
    variant: &Variant,
) -> impl Iterator<Item = (&'a article::Event, bool)> {
    let is_shown = |event: &&article::Event| {
        event.label.is_some() && is_in(variant, event.level, &event.audiences)
    };
    let events = article.events.iter().filter(move |_| variant.timeline).filter(is_shown);
    events.map(|event| (event, event.level != Level::Full))
}

/// The periods of the article and those events; nothing where it has none of either.
pub fn axis<'a>(
    article: &'a Article,
    variant: &Variant,
    printer: &mut Printer<'a>,
) -> Option<DrawnTimeline> {
    let mut events = named(article, variant).peekable();
    let is_drawn = !article.periods.is_empty() && events.peek().is_some();
    is_drawn.then(|| timeline(article, events, printer))
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
            let events = self::drawn(&project.article, variant, drawn);
            FigureContent::Timeline(timeline(&project.article, events, printer))
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
        article::FigureContent::Picture(own) => FigureContent::Picture(Picture {
            files: printer.each(|l| own.files.get(&l.key).map_or("", |f| &f.path).into()),
            sizes: printer.each(|l| own.files.get(&l.key).map_or((1, 1), |f| f.size)),
            width: own.width,
            credit: own.credit.as_ref().map(|credit| printer.title(credit)),
            licence: own.licence.as_ref().map(|licence| printer.title(licence)),
        }),
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
    events: impl Iterator<Item = (&'a article::Event, bool)>,
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
    let events = events.map(|(event, above)| DrawnEvent {
        above,
        day: day(event.date.first_day()),
        date: printer.each(|l| event.date.print(&l.table.dates)),
        label: printer.title(event.drawn_label()),
    });
    DrawnTimeline { periods, events: events.collect() }
}
