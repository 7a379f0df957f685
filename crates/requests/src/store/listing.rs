//! What the lists of things beside orders share: filters that truly combine,
//! what the viewer may see, pages by key. `o` is the order.

use db::{Statement, Value};
use kernel::id::Id;
use people::UnitId;

/// Where a page starts: the sort value and id of the last row before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Sort value.
    pub value: i64,
    /// Id.
    pub id: Id,
}

impl Start {
    /// As it stands in an address: `value.id`.
    pub fn read(text: &str) -> Option<Self> {
        let (value, id) = text.split_once('.')?;
        Some(Self { value: value.parse().ok()?, id: id.parse().ok()? })
    }

    /// The same, written.
    pub fn text(self) -> String {
        format!("{}.{}", self.value, self.id)
    }
}

#[derive(Default)]
pub(super) struct Query {
    wheres: Vec<String>,
    params: Vec<Value>,
    order: String,
}

impl Query {
    fn param(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    pub(super) fn and(&mut self, column_op: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            let name = self.param(value);
            self.wheres.push(format!("{column_op} {name}"));
        }
    }

    /// Words of the order's title, or a part of its number.
    pub(super) fn words(&mut self, words: Option<&str>) {
        if let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) {
            let name = self.param(like(words));
            self.wheres.push(format!(
                "(o.title LIKE {name} ESCAPE '!' OR o.order_no LIKE {name} ESCAPE '!')"
            ));
        }
    }

    /// Inside what the viewer may see.
    pub(super) fn viewer(&mut self, unit: Option<UnitId>, region: Option<&str>, hide: bool) {
        self.and("o.unit_id =", unit);
        if let Some(region) = region.filter(|region| !region.is_empty()) {
            let length = region.chars().count();
            let name = self.param(region);
            self.wheres.push(format!(
                "(o.region_code IS NULL OR substr(o.region_code, 1, {length}) = {name})"
            ));
        }
        if hide {
            self.wheres.push("o.confidential = 0".into());
        }
    }

    /// Sorted by a column and an id, from after `start` on.
    pub(super) fn page(&mut self, (column, id): (&str, &str), rising: bool, start: Option<Start>) {
        let (direction, after) = if rising { ("", ">") } else { (" DESC", "<") };
        if let Some(start) = start {
            let (value, key) = (self.param(start.value), self.param(start.id));
            self.wheres.push(format!("({column}, {id}) {after} ({value}, {key})"));
        }
        self.order = format!("{column}{direction}, {id}{direction}");
    }

    pub(super) fn statement(&mut self, name: &'static str, select: &str, limit: u32) -> Statement {
        let limit = self.param(limit);
        let wheres = if self.wheres.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.wheres.join(" AND "))
        };
        Statement::built(name, format!("{select}{wheres} ORDER BY {} LIMIT {limit}", self.order))
    }

    pub(super) fn params(&self) -> &[Value] {
        &self.params
    }
}

fn like(words: &str) -> String {
    let mut out = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}
