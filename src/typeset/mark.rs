//! The marks that templates leave on pages, for pagination and for the checks: the label of
//! each, and what it carries. A test holds the templates and `docs/templates.md` to them. The
//! label that says which text stands where is `MARKED` in `model/origin.rs`.

/// Declares the marks: name, label, fields.
macro_rules! marks {
    ($($(#[doc = $doc:literal])+ $name:ident = $label:literal, [$($field:literal),*];)*) => {
        /// A mark: metadata with a label.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Mark {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Mark {
            /// All marks.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];

            /// Its label.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)*
                }
            }

            /// The fields that it carries; a template may leave some of them out.
            #[cfg(test)]
            fn fields(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($field),*],)*
                }
            }
        }
    };
}

marks! {
    /// Where the text of pages begins and ends, and how high a line and a line of a note are.
    Body = "diptych-body", ["top", "bottom", "leading", "note"];
    /// The first of the facing pages.
    Spreads = "diptych-spreads", [];
    /// On which side of a spread what follows is, and how high a line there is.
    Lane = "diptych-lane", ["side", "leading"];
    /// What stands before a unit, part or figure: its distances from what is around it.
    Room = "diptych-room", [
        "id", "above", "below", "begins", "line", "flow", "keep", "fills", "figure", "opens",
        "opened", "first-level", "last-level", "run", "under"
    ];
    /// The first of a unit, part or figure that is on a page.
    Top = "diptych-top", ["id", "divided", "turned"];
    /// The last of a unit, part or figure that is on a page.
    Bottom = "diptych-bottom", ["id", "inset"];
    /// Where the head of a table begins.
    Head = "diptych-head", ["id", "inset"];
    /// Where rows of a table begin that stay together.
    Row = "diptych-row", ["id", "inset", "line"];
    /// The begin of a unit, or of a part of it.
    UnitStart = "diptych-unit-start", ["id", "block", "text", "lang"];
    /// The end of a unit in a language.
    UnitEnd = "diptych-unit-end", ["id", "lang"];
    /// The end of a cell in a language, or of a part of it.
    CellEnd = "diptych-cell-end", ["id", "lang"];
    /// A table that no page is wide enough for, and its widest column.
    Wide = "diptych-wide", ["id", "column"];
    /// A title that is too long for its place.
    Long = "diptych-long", ["id", "lines"];
    /// The mark of a note in a text.
    NoteSign = "diptych-mark", ["id", "lang"];
    /// A note.
    NoteEntry = "diptych-entry", ["id", "lang"];
}

#[cfg(test)]
mod tests;
