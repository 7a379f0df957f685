//! What became of appointments, as counts; small ones are withheld.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use jiff::ToSpan;
use kernel::time::Instant;
use people::record::{Cell, List, Table, csv_button};
use people::{PageError, Role, Staff};
use ui::{EmptyState, Notice, Prefs, Tone, Tr, key};

use super::super::quick::words::shown;
use super::words::state_word;
use crate::app::Stations;
use crate::domain::appointment::AppointmentState;
use crate::domain::appointment_rules::BookedCalendar;
use crate::store::appointment as store;

/// What an appointment can end as.
const ENDS: [AppointmentState; 4] = [
    AppointmentState::Kept,
    AppointmentState::Missed,
    AppointmentState::Cancelled,
    AppointmentState::Expired,
];

type Counts = Vec<(AppointmentState, i64)>;

/// Their own calendars; all of them for who reads figures.
async fn calendars(stations: &Stations, staff: &Staff) -> Result<Vec<BookedCalendar>, StoreError> {
    if staff.has_any(&[Role::Supervisor, Role::Leader]) {
        return Ok(stations.appointment_rules().await?.calendar);
    }
    stations.own_calendars(staff).await
}

async fn table(stations: &Stations, staff: &Staff, t: Tr) -> Result<Table, StoreError> {
    let today = stations.app.now().day();
    let from = Instant::start_of(today.saturating_sub(3.months()));
    let span = (from, Instant::end_of(today));
    let own = stations.appointment_rules().await?.small_cell;
    let least = stations.least_shown(own).await?;
    let directory = stations.directory.current();
    let mut rows = Vec::new();
    for calendar in calendars(stations, staff).await? {
        let input = (calendar.id.clone(), span);
        let read =
            stations.app.db.read(input, |tx, (id, span)| Box::pin(store::outcomes(tx, id, *span)));
        let counts: Counts = read.await?;
        let mut cells = vec![Cell::Text(calendar.title(&directory))];
        for state in ENDS {
            let count = counts.iter().find(|(known, _)| *known == state);
            cells.push(Cell::Text(shown(t, count.map_or(0, |(_, count)| *count), least)));
        }
        rows.push(cells);
    }
    let head = std::iter::once(t.s("appointment-service"))
        .chain(ENDS.into_iter().map(|state| t.s(state_word(state).0)));
    Ok(Table::new(head).rows(rows))
}

/// `GET /desk/appointments/outcomes`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("appointment-outcomes"));
    let t = shell.t;
    let table = table(&stations, &staff, t).await?;
    let page = List {
        lead: t.s("appointment-outcomes-lead").into_owned(),
        notices: vec![Notice::new(Tone::Info, t.s("appointment-outcomes-note"))],
        actions: vec![csv_button(t, "/desk/appointments/outcomes.csv")],
        empty: table
            .rows
            .is_empty()
            .then(|| EmptyState::new("calendar", t.s("appointments-no-post"))),
        table,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/appointments/outcomes.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let table = table(&stations, &staff, Tr::new(prefs.lang)).await?;
    Ok(table.csv("appointment-outcomes.csv", str::to_owned))
}
