//! Why each block and event is in a variant or not.

use std::fmt;

use serde::Serialize;

use crate::model::article::Section;
use crate::model::project::{Project, Variant};
use crate::model::vocabulary::Level;

use super::{block_verdict, verdict};

/// What became of a block or event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    pub id: String,
    /// The section of a block or the block of a figure; nothing for an event.
    pub section: Option<String>,
    pub level: Level,
    pub audiences: Option<Vec<String>>,
    /// Why it is left out; nothing when it is in.
    pub left_out: Option<Reason>,
}

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Its level is above that of the variant.
    Level,
    /// It is not for the audience of the variant.
    Audience,
    /// The variant has no timeline.
    Timeline,
    /// The block that it stands behind is left out.
    Block,
    /// The row of a batch leaves it out.
    Excluded,
}

impl Decision {
    /// The decision in a sentence.
    ///
    /// ```
    /// # use diptych::load::{files::Files, load};
    /// # use diptych::model::diagnostic::Diagnostics;
    /// # let files = Files::built_in();
    /// # let project = load(&files, &mut Diagnostics::default()).unwrap();
    /// let variant = project.variant("brief").unwrap();
    /// let all = diptych::select::explain(&project, variant);
    /// let own = all.iter().find(|decision| decision.id == "key-threats").unwrap();
    /// assert!(own.sentence(variant).starts_with("in: level key"));
    /// ```
    pub fn sentence(&self, variant: &Variant) -> String {
        let level = |level: Level| match level {
            Level::Key => "key",
            Level::Brief => "brief",
            Level::Full => "full",
        };
        let own = level(self.level);
        let for_whom = match &self.audiences {
            None => "for everybody".to_string(),
            Some(audiences) => format!("for {}", audiences.join(", ")),
        };
        match self.left_out {
            None if self.level == Level::Key && self.section.is_some() => {
                format!("in: level {own}, {for_whom}; stands with the key messages")
            }
            None => format!("in: level {own}, {for_whom}"),
            Some(Reason::Level) => {
                format!("out: level {own}, and the variant goes to {}", level(variant.level))
            }
            Some(Reason::Audience) => match &variant.audience {
                None => format!("out: {for_whom} only, and the variant is for everybody"),
                Some(audience) => {
                    format!("out: {for_whom} only, and the variant is for {audience}")
                }
            },
            Some(Reason::Timeline) => "out: the variant has no timeline".into(),
            Some(Reason::Excluded) => "out: the row leaves it out".into(),
            Some(Reason::Block) => "out: the block that it stands behind is left out".into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Level => "level",
            Self::Audience => "audience",
            Self::Timeline => "timeline",
            Self::Block => "block",
            Self::Excluded => "excluded",
        })
    }
}

/// Decides about each block and event of the project, in the order of print.
///
/// ```
/// # use diptych::load::{files::Files, load};
/// # use diptych::model::diagnostic::Diagnostics;
/// # let files = Files::built_in();
/// # let project = load(&files, &mut Diagnostics::default()).unwrap();
/// use diptych::select::{Reason, explain};
///
/// let all = explain(&project, project.variant("brief").unwrap());
/// assert!(all.iter().any(|decision| decision.left_out == Some(Reason::Level)));
/// ```
pub fn explain(project: &Project, variant: &Variant) -> Vec<Decision> {
    let mut decisions = vec![];
    project.article.sections.iter().for_each(|s| section(s, variant, &mut decisions));
    let numbers = super::figures::number(&project.article, variant);
    for figure in &project.article.figures {
        let left_out = verdict(variant, figure.level, &figure.audiences);
        let is_in = numbers.contains_key(figure.id.as_str());
        decisions.push(Decision {
            id: figure.id.clone(),
            section: Some(figure.after.clone()),
            level: figure.level,
            audiences: figure.audiences.clone(),
            left_out: left_out.or((!is_in).then_some(Reason::Block)),
        });
    }
    for event in &project.article.events {
        let left_out = match variant.timeline {
            true => verdict(variant, event.level, &event.audiences),
            false => Some(Reason::Timeline),
        };
        decisions.push(Decision {
            id: event.id.clone(),
            section: None,
            level: event.level,
            audiences: event.audiences.clone(),
            left_out,
        });
    }
    decisions
}

fn section(section_: &Section, variant: &Variant, out: &mut Vec<Decision>) {
    out.extend(section_.blocks.iter().map(|block| Decision {
        id: block.id.clone(),
        section: Some(section_.id.clone()),
        level: block.level,
        audiences: block.audiences.clone(),
        left_out: block_verdict(variant, block),
    }));
    section_.sections.iter().for_each(|s| section(s, variant, out));
}
