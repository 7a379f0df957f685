//! The desk in three panes: what waits, the one that is open, what belongs to
//! it. Each row is a link, so it works without script and on a phone.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Role, Staff, see_other};
use ui::{EmptyState, FormState, Pager, Prefs, QueueRow, Shell, Tab, Tabs, Tag, Tone, Tr};

use super::filter::{self, Choices};
use super::order::{Back, Panel, Typed};
use super::{clock, live, scope};
use crate::app::Desk;
use crate::domain::OrderId;
use crate::domain::joint::{HandoverState, Nature};
use crate::domain::order::Queue;
use crate::domain::words::Urgency;
use crate::store::list::{self, ListRow, QueueCount};
use crate::web::words::{
    handover_word, nature_key, queue_key, state_key, state_tone, type_key, urgency_key,
};

/// Rows of the left pane.
const PAGE: u32 = 25;

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    shell: Shell,
    form: FormState,
    choices: Choices,
    tabs: Tabs,
    rows: ui::Queue,
    pager: Pager,
    empty: Option<EmptyState>,
    panel: Option<Panel>,
    figures: Figures,
    live: String,
    action: String,
    filtered: bool,
    chosen: bool,
}

/// The small figures of the header.
pub(super) struct Figures {
    pub(super) open: i64,
    pub(super) overdue: i64,
}

/// `GET /desk`: who works outside begins with what is made for a telephone,
/// everybody else with the first desk of their roles.
pub(super) async fn home(staff: Staff) -> Result<Response, PageError> {
    if staff.roles.iter().all(|role| *role == Role::GridWorker) {
        return Ok(see_other("/desk/field"));
    }
    first(staff).await
}

/// `GET /desk/queue`: to the first desk of their roles.
pub(super) async fn first(staff: Staff) -> Result<Response, PageError> {
    if let Some(queue) = scope::first_queue(&staff) {
        return Ok(see_other(&format!("/desk/queue/{queue}")));
    }
    let own = [
        (Role::SystemAdmin, "/desk/accounts"),
        (Role::SecurityAdmin, "/desk/accounts"),
        (Role::AuditAdmin, "/desk/audit"),
        (Role::StationKeeper, "/desk/keeping"),
        (Role::ServiceProvider, "/desk/appointments"),
    ];
    let found = own.iter().find(|(role, _)| staff.has(*role)).map(|(_, path)| *path);
    found.map(see_other).ok_or(PageError::Forbidden)
}

/// `GET /desk/queue/{queue}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let queue: Queue = queue.parse().map_err(|_| PageError::NotFound)?;
    if !scope::queues(&staff).contains(&queue) {
        return Err(PageError::NotFound);
    }
    let form = FormState::from_pairs(pairs);
    let mut asked = filter::read(&desk, &staff, &form).await?;
    asked.filter.queue = Some(queue);
    let now = desk.app.now();
    let ask = (asked.filter, filter::page_key(&form));
    let read = desk
        .app
        .db
        .read(ask, |tx, (filter, start)| Box::pin(list::page(tx, filter, *start, PAGE + 1)));
    let rows: Result<_, StoreError> = read.await;
    let counts = desk.queue_counts_for(&staff, scope::counted(&staff)).await?;
    let rows = rows?;
    let mut shell = desk.app.desk(&staff, prefs, queue_key(queue));
    shell.flash = super::order::flash(&desk, &staff, &shell.t, &form).await?;
    let page = Drawing { desk: &desk, staff: &staff, queue, form: &form, now, shell: &shell };
    let drawn = page.draw(rows, &counts).await?;
    Ok(ui::page(StatusCode::OK, &drawn))
}

struct Drawing<'a> {
    desk: &'a Desk,
    staff: &'a Staff,
    queue: Queue,
    form: &'a FormState,
    now: Instant,
    shell: &'a Shell,
}

impl Drawing<'_> {
    async fn draw(
        &self,
        mut rows: Vec<ListRow>,
        counts: &[QueueCount],
    ) -> Result<QueuePage, PageError> {
        let t = self.shell.t;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let asked: Option<OrderId> = self.form.value("order").parse().ok();
        let opened = asked.or_else(|| rows.first().map(|row| row.id));
        let panel = match opened {
            Some(id) => self.panel(id, &rows, asked.is_some()).await?,
            None => None,
        };
        let sort = match self.form.value("sort") {
            "received" => list::Sort::Received,
            _ => list::Sort::Due,
        };
        let base = format!("/desk/queue/{}", self.queue);
        let next = rows.last().filter(|_| more).map(|row| {
            let after = filter::key_text(row.key(sort));
            format!("{base}{}", filter::query(self.form, &[("after", &after)]))
        });
        let first =
            self.form.has("after").then(|| format!("{base}{}", filter::query(self.form, &[])));
        let count = counts.iter().find(|count| count.queue == self.queue);
        let filtered = !filter::query(self.form, &[("sort", "")]).is_empty();
        Ok(QueuePage {
            tabs: self.tabs(counts),
            rows: ui::Queue::new(
                t.s(queue_key(self.queue)),
                rows.iter()
                    .map(|row| self.row(row, panel.is_some().then_some(opened).flatten()))
                    .collect(),
            ),
            pager: Pager::new(t, first, next),
            empty: rows.is_empty().then(|| {
                EmptyState::new("check-circle", t.s("desk-queue-empty")).text(if filtered {
                    t.s("desk-queue-empty-filter")
                } else {
                    t.s("desk-queue-empty-text")
                })
            }),
            figures: Figures {
                open: count.map_or(0, |count| count.open),
                overdue: count.map_or(0, |count| count.overdue),
            },
            live: live::address(
                Some(self.queue),
                panel.as_ref().map(|panel| panel.id.clone()),
                &filter::query(self.form, &[("sort", "")]),
            ),
            choices: filter::choices(self.desk, t),
            chosen: asked.is_some() && panel.is_some(),
            form: self.form.clone(),
            shell: self.shell.clone(),
            panel,
            action: base,
            filtered,
        })
    }

    /// The order in the middle. One that is gone or not theirs leaves the
    /// middle empty when the list chose it, and is not found when they did.
    async fn panel(
        &self,
        id: OrderId,
        rows: &[ListRow],
        was_asked: bool,
    ) -> Result<Option<Panel>, PageError> {
        let here = rows.iter().position(|row| row.id == id);
        let neighbour = |offset: isize| {
            let at = here?.checked_add_signed(offset)?;
            rows.get(at).map(|row| self.href(row.id))
        };
        let back = Back { queue: Some(self.queue), previous: neighbour(-1), next: neighbour(1) };
        match Panel::of(self.desk, self.staff, self.shell, id, back, Typed::default()).await {
            Ok(panel) => Ok(Some(panel)),
            Err(PageError::NotFound) if !was_asked => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn href(&self, id: OrderId) -> String {
        let (id, after) = (id.to_string(), self.form.value("after").to_owned());
        let query = filter::query(self.form, &[("order", &id), ("after", &after)]);
        format!("/desk/queue/{}{query}", self.queue)
    }

    fn tabs(&self, counts: &[QueueCount]) -> Tabs {
        let t = self.shell.t;
        let tab = |queue: &Queue| {
            let open = counts.iter().find(|count| count.queue == *queue).map_or(0, |c| c.open);
            Tab::new(t.s(queue_key(*queue)), format!("/desk/queue/{queue}"))
                .current(*queue == self.queue)
                .count(open)
        };
        Tabs::new(t.s("desk-queues"), scope::queues(self.staff).iter().map(tab).collect())
    }

    fn row(&self, row: &ListRow, opened: Option<OrderId>) -> QueueRow {
        draw_row(self.desk, self.shell.t, row, self.href(row.id), self.now)
            .current(opened == Some(row.id))
    }
}

/// An order as a row of the list.
pub(super) fn draw_row(desk: &Desk, t: Tr, row: &ListRow, href: String, now: Instant) -> QueueRow {
    let place = place_name(desk, row.region_code.as_deref());
    let unit = row.unit_id.and_then(|id| desk.rules().units.get(&id).map(|u| u.name.clone()));
    let meta: Vec<String> =
        [Some(place), unit].into_iter().flatten().filter(|s| !s.is_empty()).collect();
    let mut drawn = QueueRow::new(href, &row.title, meta.join(" · "))
        .id(row.id.to_string())
        .icon(channel_icon(desk, &row.channel))
        .time(short_time(t, row.received_at, now));
    for tag in tags(t, row) {
        drawn = drawn.tag(tag);
    }
    match clock::of_row(t, row, now) {
        Some((left, tone)) => drawn.left(left, tone),
        None => drawn,
    }
}

/// The time today, the day before that.
fn short_time(t: Tr, at: Instant, now: Instant) -> String {
    if at.day() == now.day() { t.time(at) } else { t.date(at) }
}

/// Type, urgency and state of a row; the usual ones are left out of the way.
pub(super) fn tags(t: Tr, row: &ListRow) -> Vec<Tag> {
    let mut tags = vec![Tag::new(t.s(type_key(row.order_type)))];
    match row.urgency {
        Urgency::Critical => {
            tags.push(Tag::new(t.s(urgency_key(row.urgency))).tone(Tone::Bad).icon("alert"));
        }
        Urgency::Urgent => {
            tags.push(Tag::new(t.s(urgency_key(row.urgency))).tone(Tone::Warn).icon("alert"));
        }
        Urgency::Complex => tags.push(Tag::new(t.s(urgency_key(row.urgency)))),
        Urgency::Normal => {}
    }
    tags.push(Tag::new(t.s(state_key(row.state))).tone(state_tone(row.state)));
    if row.nature != Nature::Lead {
        tags.push(Tag::new(t.s(nature_key(row.nature))).tone(Tone::Info));
    }
    if row.offered_unit_id.is_some() {
        tags.push(Tag::new(t.s(handover_word(HandoverState::Offered).0)).tone(Tone::Warn));
    }
    if row.confidential {
        tags.push(Tag::new(t.s("desk-confidential")).tone(Tone::Warn).icon("lock"));
    }
    tags
}

/// The names of a region, without those too large to help.
pub(super) fn place_name(desk: &Desk, region: Option<&str>) -> String {
    let code = region.and_then(|code| code.parse().ok());
    code.map(|code| desk.atlas.current().path_name(code)).unwrap_or_default()
}

/// The icon of a channel's kind.
pub(super) fn channel_icon(desk: &Desk, code: &str) -> &'static str {
    let rules = desk.rules();
    match rules.channel(code).map_or("", |channel| channel.kind.as_str()) {
        "phone" => "phone",
        "web" => "globe",
        "app" => "message",
        "grid" => "grid",
        "letter" => "mail",
        "visit" | "counter" => "users",
        "transfer" => "arrow-right",
        _ => "file",
    }
}
