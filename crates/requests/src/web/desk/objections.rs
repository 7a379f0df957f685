//! Objections of all orders this person may know of: who objected to what,
//! on what ground, and how it was ruled.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId};
use ui::{Choice, EmptyState, FormState, Pager, Prefs, Shell, Tag, Tr, key};

use super::paging;
use crate::app::Desk;
use crate::domain::objection::{Objection, ObjectionState};
use crate::domain::order::Order;
use crate::domain::permission;
use crate::domain::words::ObjectionGround;
use crate::store::{objection, order};
use crate::web::words::{ground_key, objection_word};
use people::sheet;

const FIELDS: [&str; 2] = ["state", "ground"];

#[derive(Template)]
#[template(path = "desk/objections.html")]
struct ObjectionsPage {
    shell: Shell,
    form: FormState,
    states: Vec<Choice>,
    grounds: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    empty: Option<EmptyState>,
    sees_gaps: bool,
}

struct Row {
    href: String,
    no: String,
    title: String,
    unit: String,
    category: String,
    ground: String,
    state: Tag,
    filed: String,
    ruled: String,
}

/// Everyone at the desk reads all; a unit reads its own.
fn own_unit(staff: &Staff) -> Option<UnitId> {
    let sees_all = staff.has_any(&[Role::Dispatcher, Role::Operator, Role::Supervisor]);
    (!sees_all).then_some(staff.unit)
}

struct Ask {
    filter: objection::Filter,
    before: (Instant, String),
    limit: u32,
}

/// Rows with the orders they are about, as far as this person may see them.
async fn read(
    desk: &Desk,
    staff: &Staff,
    form: &FormState,
    limit: u32,
) -> Result<Vec<(Objection, Order)>, PageError> {
    let word = |name: &str, known: bool| {
        if known { form.value(name).to_owned() } else { String::new() }
    };
    let filter = objection::Filter {
        state: word("state", form.value("state").parse::<ObjectionState>().is_ok()),
        ground: word("ground", form.value("ground").parse::<ObjectionGround>().is_ok()),
        unit: own_unit(staff).map(|unit| unit.to_string()).unwrap_or_default(),
    };
    let ask = Ask { filter, before: paging::before(form), limit };
    let read = desk.app.db.read(ask, |tx, ask| {
        Box::pin(async move {
            let before = (ask.before.0, ask.before.1.as_str());
            let mut rows = Vec::new();
            for row in objection::page(tx, &ask.filter, before, ask.limit).await? {
                if let Some(order) = order::get(tx, row.order_id).await? {
                    rows.push((row, order));
                }
            }
            Ok::<_, StoreError>(rows)
        })
    });
    Ok(read.await?)
}

/// A unit still reads that it objected to what another unit has now.
fn is_shown(staff: &Staff, row: &Objection, order: &Order) -> bool {
    let is_own = own_unit(staff) == Some(row.unit_id) && !order.confidential;
    !permission::is_reported(staff, order) && (is_own || permission::can_see(staff, order))
}

/// `GET /desk/objections`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let mut found = read(&desk, &staff, &form, paging::PAGE + 1).await?;
    let last = paging::cut(&mut found, |(row, _)| (row.filed_at, row.id.to_string()));
    let shell = desk.app.desk(&staff, prefs, key("objections-title"));
    let t = shell.t;
    found.retain(|(row, order)| is_shown(&staff, row, order));
    let all = || Choice::new("", t.s("desk-filter-all"));
    let states = ObjectionState::ALL.iter().map(|state| (state.as_str(), objection_word(*state).0));
    let grounds = ObjectionGround::ALL.iter().map(|word| (word.as_str(), ground_key(*word)));
    let choices = |words: Vec<(&'static str, &'static str)>| {
        let words = words.into_iter().map(|(value, name)| Choice::new(value, t.s(name)));
        std::iter::once(all()).chain(words).collect::<Vec<_>>()
    };
    let page = ObjectionsPage {
        states: choices(states.collect()),
        grounds: choices(grounds.collect()),
        empty: found.is_empty().then(|| EmptyState::new("check-circle", t.s("objections-none"))),
        rows: found.iter().map(|row| Row::of(&desk, t, row)).collect(),
        pager: paging::pager(t, "/desk/objections", &form, &FIELDS, last),
        sees_gaps: staff.has_any(&[Role::Dispatcher, Role::Supervisor]),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

impl Row {
    fn of(desk: &Desk, t: Tr, (row, order): &(Objection, Order)) -> Self {
        let rules = desk.rules();
        let unit = |id: UnitId| rules.units.get(&id).map(|u| u.name.clone()).unwrap_or_default();
        let (word, tone) = objection_word(row.state);
        Self {
            href: format!("/desk/orders/{}", order.id),
            no: order.order_no.to_string(),
            title: order.title.clone(),
            unit: unit(row.unit_id),
            category: rules.category_path(&row.category_code),
            ground: t.s(ground_key(row.ground)).into_owned(),
            state: Tag::new(t.s(word)).tone(tone),
            filed: t.date_time(row.filed_at),
            ruled: row.ruled_unit_id.map(unit).unwrap_or_default(),
        }
    }
}

/// `GET /desk/objections.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let mut found = read(&desk, &staff, &form, paging::FILE_ROWS).await?;
    // Confidential reports leave the house in no file.
    found.retain(|(row, order)| is_shown(&staff, row, order) && !order.confidential);
    let head = [
        key("desk-col-no"),
        key("desk-fact-unit"),
        key("desk-filter-category"),
        key("desk-objection-ground"),
        key("desk-col-state"),
        key("objections-filed"),
        key("objections-ruled"),
    ];
    let mut rows = vec![head.iter().map(|name| t.s(name).into_owned()).collect()];
    for one in &found {
        let row = Row::of(&desk, t, one);
        let state = t.s(objection_word(one.0.state).0).into_owned();
        let filed = one.0.filed_at.rfc3339();
        rows.push(vec![row.no, row.unit, row.category, row.ground, state, filed, row.ruled]);
    }
    Ok(sheet::csv("objections.csv", rows))
}
