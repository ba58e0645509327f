//! Moderators' decisions out of the database of `ghirbal serve`: texts for a person to label, not labels. A rejected
//! comment may be spam, an approved one partisan.

use std::path::Path;

use super::{Annotation, Annotations, Unit};
use crate::serve::feedback::{self, Decided};
use crate::{Error, Result};

/// The label that no spam becomes.
const HOSTILE: &str = "hostile";

/// Reads a database: one row a text, with its newest decision, and without a label unless `map` names one for that
/// decision.
///
/// # Errors
/// [`Error::Labels`] where `map` names what is no decision, or makes spam hostile; whatever
/// [`feedback::read`] says.
pub fn read(path: &Path, map: &[(String, String)]) -> Result<Annotations> {
    for (old, new) in map {
        let Some(decision) = Decided::of(old) else {
            let all = Decided::ALL.map(Decided::name).join(", ");
            return Err(Error::Labels(format!("there is no decision {old} to map; decisions are {all}")));
        };
        if decision == Decided::Spam && new == HOSTILE {
            return Err(Error::Labels(
                "spam is not hostile: leave it to a person, or map it to neutral".to_owned(),
            ));
        }
    }
    let label = |decision: Decided| {
        map.iter().find(|(old, _)| old == decision.name()).map(|(_, new)| new.clone()).unwrap_or_default()
    };
    let rows = feedback::read(path)?.into_iter().zip(1u64..).map(|(row, place)| Annotation {
        place: place.into(),
        id: row.reference.unwrap_or_default(),
        label: label(row.decision),
        text: row.text,
        annotator: String::new(),
        other: vec![
            row.decision.name().to_owned(),
            row.protocol,
            row.received_at,
            row.community.unwrap_or_default(),
        ],
    });
    let columns = ["decision", "protocol", "received_at", "community"].map(str::to_owned).to_vec();
    Ok(Annotations { unit: Unit::Row, columns, rows: rows.collect(), notes: Vec::new() })
}
