//! Results as CSV on standard output.

use std::io::{BufWriter, Stdout};

use super::Fault;

/// Rows of a result, written as they come.
pub(crate) type Table = csv::Writer<BufWriter<Stdout>>;

/// Starts a table with its header.
pub(crate) fn open(header: &[&str]) -> Result<Table, Fault> {
    let mut table = csv::Writer::from_writer(BufWriter::new(std::io::stdout()));
    table.write_record(header)?;
    Ok(table)
}
