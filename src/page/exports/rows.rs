//! Tables and JSON objects of any make: a comment a row, found by the names of the columns.
//!
//! | step | module |
//! | --- | --- |
//! | what a column is for, by its name | `fields` |
//! | rows of a table | `table` |
//! | JSON objects, one a line or otherwise | `objects` |
//! | what the fields of an object say, and whether it is a comment | `values` |
//! | the name of who wrote it | `person` |
//! | fields → a post in its thread | `comment` |

mod comment;
mod fields;
mod objects;
mod person;
mod table;
mod values;

use serde_json::{Map, Value};

pub(in crate::page) use fields::is_header;
pub(super) use objects::Objects;
pub(super) use table::Rows;

/// A JSON object of any make.
pub(super) type Object = Map<String, Value>;
