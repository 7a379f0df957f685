//! A row as a line: a JSON array.

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{Column, Kind};
use crate::column::Row;
use crate::{StoreError, Value};

/// Reads a row by its columns' kinds.
pub(super) fn read(row: &mut Row<'_>, columns: &[Column]) -> Result<Vec<Value>, StoreError> {
    columns
        .iter()
        .map(|column| {
            Ok(match column.kind {
                Kind::Int => row.take::<Option<i64>>()?.into(),
                Kind::Text => row.take::<Option<String>>()?.into(),
                Kind::Bytes => row.take::<Option<Vec<u8>>>()?.into(),
            })
        })
        .collect()
}

/// Puts a row into `line`, with the line's end.
pub(super) fn write(row: &[Value], line: &mut Vec<u8>) {
    line.clear();
    serde_json::to_writer(&mut *line, &Line(row)).expect("numbers and strings are JSON");
    line.push(b'\n');
}

struct Line<'r>(&'r [Value]);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.len()))?;
        for value in self.0 {
            match value {
                Value::Null => seq.serialize_element(&())?,
                Value::Int(value) => seq.serialize_element(value)?,
                Value::Text(value) => seq.serialize_element(value)?,
                Value::Blob(value) => seq.serialize_element(&kernel::hex::hex(value))?,
            }
        }
        seq.end()
    }
}

/// Reads a line back, `None` when it does not fit the columns.
pub(super) fn parse(line: &[u8], columns: &[Column]) -> Option<Vec<Value>> {
    let values: Vec<serde_json::Value> = serde_json::from_slice(line).ok()?;
    if values.len() != columns.len() {
        return None;
    }
    values.into_iter().zip(columns).map(|(value, column)| parse_value(value, column.kind)).collect()
}

fn parse_value(value: serde_json::Value, kind: Kind) -> Option<Value> {
    use serde_json::Value as Json;
    match (value, kind) {
        (Json::Null, _) => Some(Value::Null),
        (Json::Number(number), Kind::Int) => number.as_i64().map(Value::Int),
        (Json::String(text), Kind::Text) => Some(Value::Text(text)),
        (Json::String(text), Kind::Bytes) => kernel::hex::unhex(&text).map(Value::Blob),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(kind: Kind) -> BoxedStrategy<Value> {
        let some = match kind {
            Kind::Int => any::<i64>().prop_map(Value::Int).boxed(),
            Kind::Text => any::<String>().prop_map(Value::Text).boxed(),
            Kind::Bytes => any::<Vec<u8>>().prop_map(Value::Blob).boxed(),
        };
        prop_oneof![1 => Just(Value::Null), 4 => some].boxed()
    }

    proptest! {
        #[test]
        fn a_row_is_one_line_and_comes_back_the_same(
            int in value(Kind::Int), text in value(Kind::Text), bytes in value(Kind::Bytes),
        ) {
            let columns = [Kind::Int, Kind::Text, Kind::Bytes]
                .map(|kind| Column { name: "c".into(), kind });
            let row = vec![int, text, bytes];
            let mut line = Vec::new();
            write(&row, &mut line);
            prop_assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
            prop_assert_eq!(parse(&line, &columns), Some(row));
        }
    }
}
