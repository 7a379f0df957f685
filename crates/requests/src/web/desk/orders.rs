//! All orders as a table: every filter, search, pages by key, export.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Staff, see_other};
use ui::{EmptyState, FormState, Pager, Prefs, Shell, Tag, key};

use super::filter::{self, Choices};
use super::{clock, queue};
use crate::app::Desk;
use crate::domain::permission;
use crate::store::list::{self, ListRow};
use crate::store::order;
use crate::web::category;

/// Rows of a page.
const PAGE: u32 = 25;
/// Counting stops here: more is said as "more than".
const COUNT_MAX: u32 = 1_000;

#[derive(Template)]
#[template(path = "desk/orders.html")]
struct OrdersPage {
    shell: Shell,
    form: FormState,
    choices: Choices,
    rows: Vec<Row>,
    pager: Pager,
    total: String,
    empty: Option<EmptyState>,
    csv: String,
    xlsx: String,
}

/// A row of the table in finished words.
struct Row {
    href: String,
    no: String,
    title: String,
    tags: Vec<Tag>,
    category: String,
    place: String,
    unit: String,
    channel: String,
    received: String,
    left: Option<Tag>,
}

/// `GET /desk/orders`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs).with("sort", "received");
    let asked = filter::read(&desk, &staff, &form).await?;
    if let Some(number) = asked.number {
        // A whole number leads to its order; one they may not see is not there.
        let read = desk.app.db.read(number, |tx, number| Box::pin(order::get_by_no(tx, number)));
        let found: Result<_, StoreError> = read.await;
        let order = found?.filter(|order| permission::can_see(&staff, order));
        let order = order.ok_or(PageError::NotFound)?;
        return Ok(see_other(&format!("/desk/orders/{}", order.id)));
    }
    let sort = asked.filter.sort;
    let input = (asked.filter, filter::page_key(&form));
    let read = desk.app.db.read(input, |tx, (filter, start)| {
        Box::pin(async move {
            let rows = list::page(tx, filter, *start, PAGE + 1).await?;
            Ok::<_, StoreError>((rows, list::count(tx, filter, COUNT_MAX).await?))
        })
    });
    let (mut rows, count) = read.await?;
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let shell = desk.app.desk(&staff, prefs, key("desk-orders-title"));
    let (t, now) = (shell.t, desk.app.now());
    let next = rows.last().filter(|_| has_more).map(|row| {
        let after = filter::key_text(row.key(sort));
        format!("/desk/orders{}", filter::query(&form, &[("after", &after)]))
    });
    let query = filter::query(&form, &[]);
    let first = form.has("after").then(|| format!("/desk/orders{query}"));
    let total = if count >= i64::from(COUNT_MAX) {
        t.n("desk-orders-many", count)
    } else {
        t.n("desk-orders-count", count)
    };
    let page = OrdersPage {
        choices: filter::choices(&desk, t),
        empty: rows.is_empty().then(|| {
            EmptyState::new("search", t.s("desk-orders-empty")).text(t.s("desk-orders-empty-text"))
        }),
        rows: rows.iter().map(|row| Row::of(&desk, &shell, row, now)).collect(),
        pager: Pager::new(t, first, next),
        csv: format!("/desk/orders.csv{query}"),
        xlsx: format!("/desk/orders.xlsx{query}"),
        total,
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

impl Row {
    fn of(desk: &Desk, shell: &Shell, row: &ListRow, now: Instant) -> Self {
        let (t, rules) = (shell.t, desk.rules());
        let unit = row.unit_id.and_then(|id| rules.units.get(&id));
        Self {
            href: format!("/desk/orders/{}", row.id),
            no: row.order_no.to_string(),
            title: row.title.clone(),
            tags: queue::tags(t, row),
            category: row
                .category_code
                .as_deref()
                .map(|code| category::path(t, &rules, code))
                .unwrap_or_default(),
            place: queue::place_name(desk, row.region_code.as_deref()),
            unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            channel: rules.channel(&row.channel).map(|c| c.name.clone()).unwrap_or_default(),
            received: t.date_time(row.received_at),
            left: clock::of_row(t, row, now).map(|(left, tone)| Tag::new(left).tone(tone)),
        }
    }
}
