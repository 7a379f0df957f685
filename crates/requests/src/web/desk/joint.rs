//! Co-units: what each did in a month, and which leads wait for whom. A late
//! co-unit shows as late itself, never through its lead's figures.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId};
use ui::{EmptyState, Field, Prefs, Tr, key};

use super::clock;
use crate::app::Desk;
use crate::store::joint::{JointFigures, Waiting, figures, waiting};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, Section, Table, time_key, unit_name};

const PATH: &str = "/desk/joint";

type Found = (Vec<JointFigures>, Vec<Waiting>);

/// The month asked for; this month when the address says nothing.
fn month(asked: &Asked, now: Instant) -> (Instant, Instant) {
    let first = format!("{}-01", asked.get("month")).parse::<jiff::civil::Date>().ok();
    let first = first.unwrap_or_else(|| now.day().first_of_month());
    (Instant::start_of(first), Instant::end_of(first.last_of_month()))
}

/// The desk reads all units, a unit itself.
fn own_unit(staff: &Staff) -> Option<UnitId> {
    staff.unit_unless(&[Role::Dispatcher, Role::Supervisor, Role::Leader])
}

async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Found, StoreError> {
    let now = desk.app.now();
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let ask = (month(asked, now), own_unit(staff), now, asked.behind(), limit);
    let read = desk.app.db.read(ask, |tx, (month, own, now, behind, limit)| {
        Box::pin(async move {
            let figures = figures(tx, month.0, month.1, *own).await?;
            let behind = (behind.0, behind.1.as_str());
            Ok((figures, waiting(tx, *now, *own, behind, *limit).await?))
        })
    });
    read.await
}

/// `GET /desk/joint`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let (figures, mut waits) = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let shell = desk.app.desk(&staff, prefs, key("joint-title"));
    let t = shell.t;
    let pager = asked.pager(t, PATH, &mut waits, |row| time_key(row.due_at, row.part_id));
    let month = Field::text(t, &asked.form, "month", t.s("joint-month"));
    let mut page = List::new(t, PATH, &asked).lead(t.s("joint-lead"));
    page.heading = t.s("joint-waiting").into_owned();
    let section = Section::new("figures", t.s("joint-figures"));
    let section = section.table(figures_table(&desk, t, &figures));
    page.sections.extend(section.table.is_some().then_some(section));
    let page = page.filters(vec![month.hint(t.s("joint-month-hint"))]).rows(
        (waits_table(&desk, t, &waits), pager),
        EmptyState::new("check-circle", t.s("joint-none")),
    );
    Ok(page.desk(shell))
}

/// `GET /desk/joint.csv`: the figures.
pub(super) async fn csv(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let (figures, _) = read(&desk, &staff, &asked, 1).await?;
    let t = Tr::new(prefs.lang).at(desk.app.now());
    Ok(figures_table(&desk, t, &figures).csv("joint.csv", |text| desk.covered(text)))
}

fn figures_table(desk: &Desk, t: Tr, rows: &[JointFigures]) -> Table {
    Table::new([
        t.s("desk-fact-unit"),
        t.s("joint-parts"),
        t.s("joint-in-time"),
        t.s("joint-late"),
        t.s("joint-not-waited"),
    ])
    .rows(rows.iter().map(|row| {
        let counts = [row.parts, row.in_time, row.late, row.waived].map(Cell::Num);
        let unit = Cell::Text(unit_name(desk, Some(row.unit_id)));
        std::iter::once(unit).chain(counts).collect()
    }))
}

fn waits_table(desk: &Desk, t: Tr, rows: &[Waiting]) -> Table {
    let now = desk.app.now();
    Table::new([
        t.s("desk-col-no"),
        t.s("desk-col-title"),
        t.s("nature-lead"),
        t.s("nature-co"),
        t.s("desk-col-left"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.part_no.to_string(), format!("/desk/orders/{}", row.lead_id)),
            Cell::Wide(row.title.clone()),
            Cell::Text(unit_name(desk, row.lead_unit_id)),
            Cell::Text(unit_name(desk, row.part_unit_id)),
            Cell::Text(clock::left(t, row.due_at, now)),
        ]
    }))
}
