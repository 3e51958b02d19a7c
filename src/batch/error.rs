//! Errors of a batch as a whole; those of its rows are in the report.

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Diagnostics};

/// What is to be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Ask for something else: the arguments, or what they name, are wrong.
    Usage,
    /// Look at what the machine or the data refused.
    Failed,
    /// Run the same again: a store did not answer.
    Unanswered,
    /// Go on with `--resume`: the batch was told to stop.
    Interrupted,
}

/// Why a batch goes no further.
#[derive(Debug, Clone)]
pub struct BatchError {
    pub kind: ErrorKind,
    pub diagnostic: Box<Diagnostic>,
    /// What led to it.
    pub causes: Diagnostics,
}

impl BatchError {
    pub(crate) fn new(kind: ErrorKind, diagnostic: Diagnostic) -> Self {
        Self { kind, diagnostic: Box::new(diagnostic), causes: Diagnostics::default() }
    }

    pub(crate) fn usage(code: Code, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, Diagnostic::bare(code, message))
    }

    pub(crate) fn failed(code: Code, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Failed, Diagnostic::bare(code, message))
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { diagnostic: Box::new(self.diagnostic.hint(hint)), ..self }
    }

    /// The same error, about which something else is to be done.
    pub(crate) fn of_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }
}

impl From<Diagnostic> for BatchError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(ErrorKind::Failed, diagnostic)
    }
}
