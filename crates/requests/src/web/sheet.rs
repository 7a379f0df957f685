//! A table as a file for a spreadsheet: one way to write it, whoever asks.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::export::harmless;

/// Rows as CSV. No cell is a formula, and no cache keeps it.
pub(crate) fn csv(name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Response {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    (headers("text/csv; charset=utf-8", name), bytes).into_response()
}

/// Headers of a file to keep.
pub(crate) fn headers(kind: &'static str, name: &str) -> [(header::HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}
