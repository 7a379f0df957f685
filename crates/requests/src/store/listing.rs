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

/// What a viewer may see of the orders behind a list.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    /// Orders of this unit only.
    pub unit: Option<UnitId>,
    /// What lies in this region only (prefix).
    pub region: Option<String>,
    /// Nothing confidential.
    pub hide_confidential: bool,
    /// Nothing that is reported about these units.
    pub hidden_from: Vec<UnitId>,
}

/// Units as one text, for statements that ask whether a unit is among them.
pub fn units_text(units: impl Iterator<Item = UnitId>) -> String {
    units.map(|unit| format!("{unit},")).collect()
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
    pub(super) fn viewer(&mut self, viewer: &Viewer) {
        self.and("o.unit_id =", viewer.unit);
        if !viewer.hidden_from.is_empty() {
            let names: Vec<String> =
                viewer.hidden_from.iter().map(|unit| self.param(*unit)).collect();
            let names = names.join(", ");
            self.wheres.push(format!(
                "(o.reported_unit_id IS NULL OR o.reported_unit_id NOT IN ({names}))"
            ));
        }
        if let Some(region) = viewer.region.as_deref().filter(|region| !region.is_empty()) {
            let length = region.chars().count();
            let name = self.param(region);
            self.wheres.push(format!(
                "(o.region_code IS NULL OR substr(o.region_code, 1, {length}) = {name})"
            ));
        }
        if viewer.hide_confidential {
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
