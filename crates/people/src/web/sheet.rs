//! Lists as CSV files that spreadsheets open.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::fault::PageError;

/// Marks the file as UTF-8 for spreadsheets.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file to download.
pub(super) fn csv(
    name: &str,
    head: Vec<String>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Response, PageError> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(&head).map_err(|error| PageError::internal(&error))?;
    for row in rows {
        let row: Vec<String> = row.into_iter().map(harmless).collect();
        writer.write_record(&row).map_err(|error| PageError::internal(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| PageError::internal(error.error()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// A cell that a spreadsheet would take for a formula is written as text.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(harmless("=1+1".into()), "'=1+1");
        assert_eq!(harmless("李晓明".into()), "李晓明");
    }
}
