//! Runs: stretches of text as they are printed.

use serde::Serialize;

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Run {
    /// Plain text.
    Text {
        text: String,
    },
    /// Emphasis.
    Emph {
        body: Vec<Run>,
    },
    /// Strong emphasis.
    Strong {
        body: Vec<Run>,
    },
    /// Stressed: with a dot under each character.
    Stress {
        body: Vec<Run>,
    },
    /// Lowered, and raised.
    Sub {
        body: Vec<Run>,
    },
    Super {
        body: Vec<Run>,
    },
    /// The end of a line, within a paragraph.
    Break,
    /// A link; the scheme has been checked.
    Link {
        url: String,
        body: Vec<Run>,
    },
    /// Text in another language than its surroundings: an ISO 639 code and,
    /// where known, an ISO 3166 one.
    Foreign {
        lang: String,
        region: Option<String>,
        body: Vec<Run>,
    },
    /// The mark of a note: its id, the label to print, and whether it is the
    /// first mark of its note, which the note leads back to.
    Mark {
        id: String,
        label: String,
        first: bool,
        /// Whether it is in this language and no other, and so is not counted with the others.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        alone: bool,
    },
    /// A place where the block may be divided: as many in each language.
    Step,
}

impl Run {
    /// Creates a run of plain text.
    ///
    /// ```
    /// use diptych::model::edition::Run;
    ///
    /// assert_eq!(Run::text("a lake"), Run::Text { text: "a lake".into() });
    /// ```
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// The runs inside it, to be changed.
    fn body_mut(&mut self) -> &mut [Run] {
        match self {
            Self::Emph { body }
            | Self::Strong { body }
            | Self::Stress { body }
            | Self::Sub { body }
            | Self::Super { body }
            | Self::Link { body, .. }
            | Self::Foreign { body, .. } => body,
            Self::Text { .. } | Self::Break | Self::Mark { .. } | Self::Step => &mut [],
        }
    }

    /// The runs inside it.
    pub(crate) fn body(&self) -> &[Run] {
        match self {
            Self::Emph { body }
            | Self::Strong { body }
            | Self::Stress { body }
            | Self::Sub { body }
            | Self::Super { body }
            | Self::Link { body, .. }
            | Self::Foreign { body, .. } => body,
            Self::Text { .. } | Self::Break | Self::Mark { .. } | Self::Step => &[],
        }
    }
}

/// Calls a function for each run, and then for those inside it.
///
/// ```
/// use diptych::model::edition::{Run, each_run};
///
/// let runs = [Run::Emph { body: vec![Run::text("a lake")] }];
/// let mut count = 0;
/// each_run(&runs, &mut |_| count += 1);
/// assert_eq!(count, 2);
/// ```
pub fn each_run<'a>(runs: &'a [Run], visit: &mut impl FnMut(&'a Run)) {
    for run in runs {
        visit(run);
        each_run(run.body(), visit);
    }
}

/// Changes each text of runs, in order.
pub(crate) fn each_text_mut(runs: &mut [Run], change: &mut impl FnMut(&mut String)) {
    for run in runs {
        match run {
            Run::Text { text } => change(text),
            _ => each_text_mut(run.body_mut(), change),
        }
    }
}

/// The text of runs as it is printed, labels of notes included.
///
/// ```
/// use diptych::model::edition::{Run, plain};
///
/// let runs = [Run::text("a "), Run::Emph { body: vec![Run::text("lake")] }];
/// assert_eq!(plain(&runs), "a lake");
/// ```
pub fn plain(runs: &[Run]) -> String {
    let mut printed = String::new();
    each_run(runs, &mut |run| match run {
        Run::Text { text } | Run::Mark { label: text, .. } => printed.push_str(text),
        Run::Break => printed.push(' '),
        _ => {}
    });
    printed
}
