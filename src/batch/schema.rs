//! The JSON Schema of a table's rows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::vocabulary::Layout;

/// A row of a batch: a line of JSON Lines, or the columns of a CSV.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Audience {
    /// Names the row in reports and files.
    id: String,
    /// A variant of the project.
    variant: String,
    /// Keys of languages, in the order of print; those of the variant, when
    /// absent. In a CSV, with spaces between them.
    languages: Option<Words>,
    /// How they stand to each other.
    layout: Option<Layout>,
    /// An audience of the project; that of the variant, when absent.
    audience: Option<String>,
    /// Blocks above the level of the variant that are in all the same, if the
    /// audience may see them.
    include: Option<Words>,
    /// Blocks that are left out.
    exclude: Option<Words>,
    /// The name of the file: `{id}-{variant}.pdf`, when absent.
    file: Option<String>,
    /// What the template prints of a recipient: `name`, or `name.zh` for one
    /// language; in JSON also by language.
    #[serde(flatten)]
    recipient: BTreeMap<String, Text>,
}

/// Words with spaces or semicolons between them, or a list of them.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Words {
    Text(String),
    List(Vec<String>),
}

/// Text for all languages, or by language.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Text {
    All(String),
    Number(f64),
    Each(BTreeMap<String, String>),
}

/// The schema of a row.
pub(crate) fn schema() -> schemars::Schema {
    schemars::schema_for!(Audience)
}
