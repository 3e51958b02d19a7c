//! Figures: drawings with their data, pictures, tables; and the timeline.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::model::edition::{
    Cell, Chart, DiagramLevel, DrawnTimeline, Figure, FigureContent, Picture, Table, Text,
    Timeline, TimelineEvent, TimelinePeriod,
};
use crate::model::language::Language;

use super::Page;
use super::text::word_of;
use super::writer::{anchor, is};

impl<'a> Page<'a> {
    /// A figure or table with all that belongs to it.
    pub fn figure(&mut self, figure: &'a Figure) {
        let id = anchor("f", &figure.id);
        let caption = anchor("caption", &figure.id);
        self.listed_figure(figure, &id);
        let attributes = [is("id", &id), is("aria-labelledby", &caption)];
        self.element("figure", &attributes, |page| {
            let id = Some(caption.clone());
            page.pair("figcaption", ("", id), "span", |page, language| {
                let label = figure.label.get(&language.key).map_or("", String::as_str);
                page.classed("strong", "label", |page| page.html.text(label));
                page.html.text(" ");
                page.classed("b", "title", |page| page.said(language, &figure.title));
            });
            match &figure.content {
                FigureContent::Chart(chart) => {
                    page.drawn(figure);
                    page.data(figure, |page| page.chart(chart));
                }
                FigureContent::Timeline(drawn) => {
                    page.drawn(figure);
                    page.data(figure, |page| page.drawn_timeline(drawn));
                }
                FigureContent::Diagram { levels } => {
                    page.drawn(figure);
                    page.data(figure, |page| page.diagram(levels));
                }
                FigureContent::Table(table) => {
                    page.scrolled(&caption, |page| page.table(table));
                }
                FigureContent::Picture(picture) => page.picture(figure, picture),
            }
            if let Some(remark) = &figure.remark {
                page.pair("div", ("remark", None), "p", |page, language| {
                    page.word(language, "remark");
                    page.said(language, remark);
                });
            }
            page.notes(&figure.notes);
        });
    }

    /// A drawing in each language, with what it shows in words.
    fn drawn(&mut self, figure: &'a Figure) {
        let drawings = self.drawings;
        self.pair("div", ("drawing", None), "div", |page, language| {
            let Some(drawn) = drawings.drawn(&figure.id, &language.key) else { return };
            let svg = typst_svg::svg(drawn, &typst_svg::SvgOptions::default());
            let size = drawn.frame.size();
            let alt = figure.alt.as_ref().and_then(|alt| alt.get(&language.key));
            let (width, height) = (size.x.to_pt().round(), size.y.to_pt().round());
            let attributes = [
                is("src", data_url("svg+xml", svg.as_bytes())),
                is("alt", alt.map_or("", String::as_str)),
                is("width", width.to_string()),
                is("height", height.to_string()),
            ];
            page.html.void("img", &attributes);
        });
    }

    /// What a drawing is made of, as text, one click away.
    fn data(&mut self, figure: &'a Figure, body: impl FnOnce(&mut Self)) {
        self.element("details", &[is("class", "data")], |page| {
            page.element("summary", &[], |page| {
                page.sides("span", |page, language| {
                    let label = figure.label.get(&language.key).map_or("", String::as_str);
                    let data = word_of(language, "data").map(|word| format!("{word} · {label}"));
                    page.html.text(data.as_deref().unwrap_or(label));
                });
            });
            let caption = anchor("caption", &figure.id);
            page.scrolled(&caption, body);
        });
    }

    /// What may be wider than a screen: it is moved sideways by itself.
    fn scrolled(&mut self, caption: &str, body: impl FnOnce(&mut Self)) {
        let attributes = [
            is("class", "scroll"),
            is("role", "group"),
            is("aria-labelledby", caption),
            is("tabindex", "0"),
        ];
        self.element("div", &attributes, body);
    }

    fn chart(&mut self, chart: &'a Chart) {
        let has_names = !chart.categories.is_empty();
        self.element("table", &[], |page| {
            if chart.series.iter().any(|series| series.label.is_some()) {
                page.element("thead", &[], |page| {
                    page.element("tr", &[], |page| {
                        if has_names {
                            page.element("td", &[], |_| {});
                        }
                        for series in &chart.series {
                            page.element("th", &[is("scope", "col")], |page| {
                                if let Some(label) = &series.label {
                                    page.distinct(label);
                                }
                            });
                        }
                    });
                });
            }
            page.element("tbody", &[], |page| {
                let count = chart.series.iter().map(|series| series.values.len()).max();
                for row in 0..count.unwrap_or_default() {
                    page.element("tr", &[], |page| {
                        if let Some(name) = chart.categories.get(row) {
                            page.element("th", &[is("scope", "row")], |page| page.distinct(name));
                        }
                        for series in &chart.series {
                            page.element("td", &[is("class", "number")], |page| {
                                let Some(value) = series.values.get(row) else { return };
                                match value.text.values().all(Vec::is_empty) {
                                    // What the drawing has no room for.
                                    true => page.html.text(&value.amount),
                                    false => page.distinct(&value.text),
                                }
                            });
                        }
                    });
                }
            });
        });
    }

    fn drawn_timeline(&mut self, drawn: &'a DrawnTimeline) {
        self.element("table", &[], |page| {
            page.element("tbody", &[], |page| {
                let periods = drawn.periods.iter().map(|own| (&own.date, &own.title));
                let events = drawn.events.iter().map(|own| (&own.date, &own.label));
                for (date, said) in periods.chain(events) {
                    page.element("tr", &[], |page| {
                        page.element("th", &[is("scope", "row")], |page| page.distinct_words(date));
                        page.element("td", &[], |page| page.distinct(said));
                    });
                }
            });
        });
    }

    fn diagram(&mut self, levels: &'a [DiagramLevel]) {
        self.element("ol", &[], |page| {
            for level in levels {
                page.html.open("li", &[]);
                page.classed("b", "title", |page| page.distinct(&level.title));
                page.element("ul", &[], |page| {
                    for own in &level.boxes {
                        page.html.open("li", &[]);
                        page.distinct(&own.title);
                        if let Some(text) = &own.text {
                            page.html.text(" ");
                            page.distinct(text);
                        }
                        page.html.close("li");
                    }
                });
                page.html.close("li");
            }
        });
    }

    /// A picture: once for all languages where it is the same, with whose it is.
    fn picture(&mut self, figure: &'a Figure, picture: &'a Picture) {
        let files: BTreeSet<&String> = picture.files.values().collect();
        let alt = |language: &Language| {
            let alt = figure.alt.as_ref().and_then(|alt| alt.get(&language.key));
            alt.map_or("", String::as_str).to_string()
        };
        let edition = self.edition;
        if let (1, Some(first)) = (files.len(), edition.languages.first()) {
            // One picture has its words in each language.
            let words: Vec<String> = edition.languages.iter().map(alt).collect();
            let path = &picture.files[&first.key];
            self.classed("div", "picture", |page| page.image(path, &words.join(" ")));
        } else {
            self.pair("div", ("picture", None), "div", |page, language| {
                if let Some(path) = picture.files.get(&language.key) {
                    page.image(path, &alt(language));
                }
            });
        }
        let said: Vec<&Text> = [&picture.credit, &picture.licence].into_iter().flatten().collect();
        if !said.is_empty() {
            self.pair("p", ("credit", None), "span", |page, language| {
                for (at, text) in said.iter().enumerate() {
                    if at > 0 {
                        page.html.text(" · ");
                    }
                    page.said(language, text);
                }
            });
        }
    }

    /// A picture of the project, in the file itself.
    pub fn image(&mut self, path: &str, alt: &str) {
        let Some(bytes) = self.drawings.picture(path) else { return };
        let kind = match path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()) {
            Some(extension) if extension == "svg" => "svg+xml".to_string(),
            Some(extension) if extension == "jpg" => "jpeg".to_string(),
            Some(extension) => extension,
            None => "png".to_string(),
        };
        self.html.void("img", &[is("src", data_url(&kind, bytes)), is("alt", alt)]);
    }

    fn table(&mut self, table: &'a Table) {
        self.element("table", &[], |page| {
            page.element("thead", &[], |page| {
                for row in &table.head {
                    page.row(table, row, true);
                }
            });
            page.element("tbody", &[], |page| {
                for row in &table.rows {
                    page.row(table, row, false);
                }
            });
        });
    }

    fn row(&mut self, table: &Table, cells: &'a [Cell], is_head: bool) {
        self.element("tr", &[], |page| {
            for cell in cells {
                let scope = match (is_head, cell.column, cell.columns, cell.rows) {
                    (true, _, 1, _) => Some("col"),
                    (true, ..) => Some("colgroup"),
                    (false, 0, _, 1) => Some("row"),
                    (false, 0, ..) => Some("rowgroup"),
                    _ => None,
                };
                let is_number = table.numbers.get(cell.column).copied().unwrap_or_default();
                let span = |count: usize| (count > 1).then(|| Cow::from(count.to_string()));
                let attributes: [(&'static str, Option<Cow<str>>); 4] = [
                    ("scope", scope.map(Into::into)),
                    ("class", is_number.then(|| "number".into())),
                    ("colspan", span(cell.columns)),
                    ("rowspan", span(cell.rows)),
                ];
                let is_empty = cell.text.values().all(Vec::is_empty);
                let name = if scope.is_some() && !is_empty { "th" } else { "td" };
                let attributes = if name == "th" { &attributes[..] } else { &attributes[1..] };
                page.element(name, attributes, |page| page.distinct(&cell.text));
            }
        });
    }

    /// The timeline: a table of periods and events, and its notes.
    pub fn timeline(&mut self, timeline: &'a Timeline) {
        let caption = "h-timeline".to_string();
        self.worded("timeline", "section", |page| {
            page.scrolled(&caption, |page| {
                page.classed("table", "timeline", |page| {
                    page.element("thead", &[], |page| {
                        page.element("tr", &[], |page| {
                            let date = |page: &mut Self| page.word_in_all("date");
                            page.element("th", &[is("scope", "col")], date);
                            page.element("th", &[is("scope", "col")], |page| {
                                page.word_pair("div", "", "event");
                            });
                        });
                    });
                    timeline.periods.iter().for_each(|period| page.period(period));
                });
            });
            page.notes(&timeline.notes);
        });
    }

    fn period(&mut self, period: &'a TimelinePeriod) {
        self.element("tbody", &[], |page| {
            if let Some(title) = &period.title {
                page.classed("tr", "period", |page| {
                    let attributes = [is("colspan", "2"), is("scope", "rowgroup")];
                    page.element("th", &attributes, |page| {
                        page.pair("div", ("", None), "div", |page, language| {
                            page.said(language, title);
                            if let Some(date) =
                                period.date.as_ref().and_then(|d| d.get(&language.key))
                            {
                                page.html.text(" ");
                                page.classed("span", "date", |page| page.html.text(date));
                            }
                        });
                    });
                });
            }
            period.events.iter().for_each(|event| page.event(event));
        });
    }

    fn event(&mut self, event: &'a TimelineEvent) {
        let id = anchor("e", &event.id);
        self.element("tr", &[is("id", id)], |page| {
            page.element("th", &[is("scope", "row")], |page| page.distinct_words(&event.date));
            page.element("td", &[], |page| {
                page.pair("div", ("", None), "div", |page, l| page.said(l, &event.body));
            });
        });
    }

    /// A word in each language; one that they share, once.
    fn word_in_all(&mut self, word: &str) {
        let words = self.edition.languages.iter();
        let words = words.map(|l| (l.key.clone(), l.word(word).to_string())).collect();
        self.distinct_words(&words);
    }
}

/// Bytes as an address that fetches nothing.
fn data_url(kind: &str, bytes: &[u8]) -> String {
    format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}
