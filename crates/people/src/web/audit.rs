//! Every opening of a field, for the audit administrator. Who the persons
//! are is not on it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::{DAY_US, Instant};
use ui::{Choice, Pager, Prefs, Shell, Tr, key};

use crate::domain::disclosure::{Disclosure, IdentityField, Purpose};
use crate::fault::PageError;
use crate::record::{Asked, PAGE_ROWS, SHEET_ROWS};
use crate::sheet;
use crate::state::App;
use crate::store::disclosures::{self, DisclosureFilter};
use crate::viewer::Staff;

const PATH: &str = "/desk/audit";

#[derive(Template)]
#[template(path = "people/audit.html")]
struct AuditPage {
    shell: Shell,
    filters: Asked,
    purposes: Vec<Choice>,
    fields: Vec<Choice>,
    sorts: Vec<Choice>,
    rows: Vec<Line>,
    pager: Pager,
    sheet: String,
}

struct Line {
    at: String,
    account: String,
    unit: String,
    field: String,
    purpose: String,
    reason: String,
    order_no: String,
    document_no: String,
}

pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let shell = app.desk(&staff, prefs, key("audit-title"));
    let t = shell.t;
    let mut rows = read(&app, &filters, PAGE_ROWS + 1).await?;
    let pager = filters.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let rows = named_to(&app, &staff, rows).await?;
    let purposes =
        Purpose::ALL.iter().map(|word| Choice::new(word.as_str(), t.s(word.label_key())));
    let fields =
        IdentityField::ALL.iter().map(|word| Choice::new(word.as_str(), t.s(word.label_key())));
    let any = |label: &'static str| std::iter::once(Choice::new("", t.s(label)));
    let page = AuditPage {
        purposes: any(key("audit-any-purpose")).chain(purposes).collect(),
        fields: any(key("audit-any-field")).chain(fields).collect(),
        sorts: any(key("audit-sort-newest"))
            .chain([Choice::new("oldest", t.s("audit-sort-oldest"))])
            .collect(),
        rows: rows.into_iter().map(|row| line(t, row)).collect(),
        pager,
        sheet: filters.href("/desk/audit.csv"),
        filters,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

pub(super) async fn sheet(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang);
    let rows = named_to(&app, &staff, read(&app, &filters, SHEET_ROWS).await?).await?;
    let head = [
        t.s("audit-at"),
        t.s("audit-account"),
        t.s("audit-unit"),
        t.s("audit-field"),
        t.s("audit-purpose"),
        t.s("audit-reason"),
        t.s("audit-order"),
        t.s("audit-document"),
    ];
    let head = head.into_iter().map(String::from).collect();
    let cells = rows.into_iter().map(|row| {
        let at = row.at.rfc3339();
        let row = line(t, row);
        let who = [at, row.account, row.unit, row.field];
        who.into_iter().chain([row.purpose, row.reason, row.order_no, row.document_no]).collect()
    });
    Ok(sheet::csv("disclosures.csv", std::iter::once(head).chain(cells)))
}

async fn read(app: &App, filters: &Asked, rows: usize) -> Result<Vec<Disclosure>, StoreError> {
    let day = |name| Instant::parse(filters.get(name));
    let filter = DisclosureFilter {
        purpose: filters.parse("purpose"),
        field: filters.parse("field"),
        words: filters.get("words").to_owned(),
        from: day("from"),
        to: day("to").map(|day| day.plus(DAY_US)),
        oldest_first: filters.get("sort") == "oldest",
        after: filters.parse("after"),
    };
    let input = (filter, i64::try_from(rows).unwrap_or(i64::MAX));
    app.db.read(input, |tx, (filter, limit)| Box::pin(disclosures::page(tx, filter, *limit))).await
}

/// Without what was opened for an order that is about the auditor's own unit:
/// who audits elsewhere sees it.
async fn named_to(
    app: &App,
    staff: &Staff,
    mut rows: Vec<Disclosure>,
) -> Result<Vec<Disclosure>, StoreError> {
    let mut orders: Vec<kernel::id::Id> = rows.iter().map(|row| row.order).collect();
    orders.sort_unstable();
    orders.dedup();
    let secret = app.orders.secret_from(&app.db, staff, orders).await?;
    rows.retain(|row| !secret.contains(&row.order));
    Ok(rows)
}

fn line(t: Tr, row: Disclosure) -> Line {
    Line {
        at: t.date_time(row.at),
        account: row.account_name,
        unit: row.unit_name,
        field: t.s(row.field.label_key()).into_owned(),
        purpose: t.s(row.purpose.label_key()).into_owned(),
        reason: row.reason,
        order_no: row.order_no,
        document_no: row.document_no,
    }
}
