//! Which format a file has, by its name and how it begins.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Format, fasttext};
use crate::page::decode_table;
use crate::{Error, Result, table};

/// How much of a file is looked at.
const SNIFFED: usize = 64 * 1024;

/// The columns by which Label Studio's CSV is known.
const LABEL_STUDIO: [&str; 2] = ["annotation_id", "lead_time"];

pub(super) fn format(path: &Path, bytes: &[u8]) -> Result<Format> {
    if table::is_workbook(bytes) {
        return Ok(Format::Excel);
    }
    let (head, ..) = decode_table(&bytes[..bytes.len().min(SNIFFED)]);
    // A line `sep=;`, as Excel has it, is no header.
    let is_told = |line: &&str| !line.trim().is_empty() && !line.to_lowercase().starts_with("sep=");
    let first = head.lines().find(is_told).unwrap_or_default().trim_start();
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    Ok(match extension.as_deref() {
        _ if first.starts_with(fasttext::PREFIX) => Format::FastText,
        _ if first.starts_with('[') => Format::LabelStudio,
        _ if first.starts_with('{') => object(first),
        Some("csv" | "tsv" | "tab") => of_header(first),
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("xlsx" | "xls" | "xlsm" | "xlsb" | "ods") => Format::Excel,
        Some("json") => Format::LabelStudio,
        _ if first.contains([',', ';', '\t']) => of_header(first),
        _ => {
            let message = format!("{}: the format cannot be told; name it with --from", path.display());
            return Err(Error::Labels(message));
        }
    })
}

fn object(line: &str) -> Format {
    let Ok(object) = serde_json::from_str::<Map<String, Value>>(line) else { return Format::Jsonl };
    let labels = object.get("label").or_else(|| object.get("labels"));
    if labels.is_some_and(Value::is_array) { Format::Doccano } else { Format::Jsonl }
}

fn of_header(header: &str) -> Format {
    let names: Vec<_> = header.split([',', ';', '\t']).map(|name| name.trim_matches(['"', ' '])).collect();
    let has = |name: &&str| names.contains(name);
    if LABEL_STUDIO.iter().all(has) { Format::LabelStudioCsv } else { Format::Csv }
}
