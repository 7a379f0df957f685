//! Messages in the shapes people have them in.

use std::path::Path;

use echo::repeats::Message;
use kernel::time::Instant;

use super::Fault;
use super::read::{Row, rows, text};

const ID: &[&str] = &["id", "order_no", "case_enquiry_id"];
const TITLE: &[&str] = &["title", "case_title"];
const BODY: &[&str] = &["body", "content", "text", "description"];
const ADDRESS: &[&str] = &["address", "location"];
const TIME: &[&str] = &["time", "received_at", "occurred_at", "open_dt", "date"];
const CATEGORY: &[&str] = &["category", "type"];
const LONGITUDE: &[&str] = &["lon", "lng", "longitude"];
const LATITUDE: &[&str] = &["lat", "latitude"];

/// All messages of a file with their ids, in its order.
pub(crate) fn all(path: &Path) -> Result<Vec<(String, Message)>, Fault> {
    let mut rows = rows(path)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next() {
        let (line, row) = row?;
        all.push(of(&row).map_err(|what| rows.fault(line, what))?);
    }
    Ok(all)
}

fn of(row: &Row) -> Result<(String, Message), String> {
    let id = text(row, ID).ok_or_else(|| format!("there is no {}", ID.join(" or ")))?;
    let said = |names| text(row, names).unwrap_or_default();
    let at = match text(row, TIME) {
        Some(time) => Some(Instant::parse(&time).ok_or_else(|| format!("{time:?} is no time"))?),
        None => None,
    };
    let message = Message {
        title: said(TITLE),
        body: said(BODY),
        address: said(ADDRESS),
        category: said(CATEGORY),
        point: degrees(row, LONGITUDE, 180.0)?.zip(degrees(row, LATITUDE, 90.0)?),
        at,
    };
    Ok((id, message))
}

fn degrees(row: &Row, names: &[&str], most: f64) -> Result<Option<f64>, String> {
    let Some(said) = text(row, names) else { return Ok(None) };
    let value: f64 = said.trim().parse().map_err(|_| format!("{said:?} is no coordinate"))?;
    if value.is_nan() {
        return Ok(None);
    }
    let sound = value.abs() <= most;
    if sound { Ok(Some(value)) } else { Err(format!("{said:?} is no coordinate")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(row: serde_json::Value) -> Result<(String, Message), String> {
        of(row.as_object().unwrap())
    }

    #[test]
    fn several_shapes_are_the_same_message() {
        let (id, message) = parsed(json!({
            "id": 188006, "user": "A1", "time": "2019-02-28 11:25:05", "title": "路灯", "body": "不亮", "cluster": null,
        }))
        .unwrap();
        assert_eq!(
            (id.as_str(), message.title.as_str(), message.body.as_str()),
            ("188006", "路灯", "不亮")
        );
        assert!(message.at.is_some() && message.point.is_none());
        let (id, message) = parsed(json!({
            "id": "b7", "text": "Street Light Outages", "lat": "42.27", "lon": "-71.07",
            "time": "2011-07-01 01:32:33", "category": "Street Lights",
        }))
        .unwrap();
        assert_eq!(id, "b7");
        assert_eq!(message.point, Some((-71.07, 42.27)));
        assert_eq!(message.category, "Street Lights");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (row, fault) in [
            (json!({"title": "路灯"}), "no id"),
            (json!({"id": 1, "time": "gestern"}), "no time"),
            (json!({"id": 1, "lon": 999, "lat": 1}), "no coordinate"),
            (json!({"id": 1, "lon": "x", "lat": 1}), "no coordinate"),
        ] {
            let error = parsed(row).unwrap_err();
            assert!(error.contains(fault), "{error}");
        }
        assert!(parsed(json!({"id": 1, "lon": 1})).unwrap().1.point.is_none());
    }
}
