//! Opening lines of a gate about an incident: the form that asks what for, and
//! once, what was found.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use kernel::time::Instant;
use people::domain::disclosure::Purpose;
use people::record::{Cell, FormPage, Group, Section, Show, Table};
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs,
    Tone, Tr, key,
};

use super::super::holder::words as holder_words;
use super::words;
use crate::app::Stations;
use crate::app::compound::SeenCompound;
use crate::app::pass::OpenedLine;
use crate::domain::holder::Employer;
use crate::domain::pass::{INCIDENT_MAX, LineWish, PURPOSES, REASON_MAX, can_open};
use crate::store::pass as store;
use crate::web::blame;

const PATH: &str = "/desk/compounds";

async fn find(stations: &Stations, staff: &Staff, id: &str) -> Result<SeenCompound, PageError> {
    let seen = stations.compound_for(staff, id).await?;
    let opens = can_open(staff, &stations.rules(), &seen.region());
    if opens { Ok(seen) } else { Err(PageError::Forbidden) }
}

/// `GET /desk/compounds/{id}/lines`
pub(super) async fn ask(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let seen = find(&stations, &staff, &id).await?;
    page(&stations, (&staff, prefs), &seen, FormState::new()).await
}

fn crumbs(t: Tr, seen: &SeenCompound) -> Breadcrumb {
    let href = format!("{PATH}/{}", seen.place.id);
    let all = vec![Crumb::new(t.s("compounds-desk"), PATH), Crumb::new(&seen.place.name, href)];
    Breadcrumb::new(t, all)
}

async fn page(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    seen: &SeenCompound,
    form: FormState,
) -> Result<Response, PageError> {
    let job = (seen.place.id.clone(), stations.app.now());
    let read = stations.app.db.read(job, |tx, (id, now)| Box::pin(store::hours_of(tx, id, *now)));
    let hours: Vec<(String, i64)> = read.await?;
    let rules = stations.pass_rules().await?;
    let kept = rules.on(stations.app.now().day()).map_or(0, |rule| rule.line_hours);
    let shell = stations.app.desk(staff, prefs, key("lines-title"));
    let t = shell.t;
    let hours = hours.iter().map(|(hour, _)| Choice::new(hour, words::hour(t, hour)));
    let own = PURPOSES.iter().filter(|purpose| staff.has_any(purpose.roles()));
    let own = own.map(|purpose| Choice::new(purpose.as_str(), t.s(purpose.label_key())));
    let fields = vec![
        Field::select(t, &form, "hour", t.s("lines-hour"))
            .choices(people::record::one_of(t, hours))
            .required(),
        Field::text(t, &form, "tail", t.s("lines-tail")).hint(t.s("lines-tail-hint")).optional(),
        Field::select(t, &form, "purpose", t.s("lines-purpose"))
            .choices(people::record::one_of(t, own))
            .required(),
        Field::text(t, &form, "incident", t.s("lines-incident"))
            .hint(t.s("lines-incident-hint"))
            .counted(INCIDENT_MAX)
            .required(),
        Field::textarea(t, &form, "reason", t.s("lines-reason")).counted(REASON_MAX).required(),
    ];
    let submit = Button::submit(t.s("lines-open")).danger();
    let mut page = FormPage::new(format!("{PATH}/{}/lines", seen.place.id), submit, form);
    page.crumbs = Some(crumbs(t, seen));
    page.lead = t.n("lines-lead", kept);
    page.notices = vec![Notice::new(Tone::Info, t.s("lines-recorded"))];
    page.groups = vec![Group::new("lines", seen.place.name.clone(), fields)];
    Ok(page.desk(shell))
}

/// `POST /desk/compounds/{id}/lines`: what was opened is shown once and stands
/// on no page that could be called again.
pub(super) async fn open(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let seen = find(&stations, &staff, &id).await?;
    let Ok(purpose) = form.value("purpose").parse::<Purpose>() else {
        form.error("purpose", key("lines-error-purpose"));
        return page(&stations, (&staff, prefs), &seen, form).await;
    };
    let text = |name: &str| form.value(name).to_owned();
    let wish = LineWish {
        hour: text("hour"),
        tail: text("tail"),
        purpose,
        incident: text("incident"),
        reason: text("reason"),
    };
    match stations.open_lines(&staff, &seen, wish).await {
        Ok(found) => {
            let employers = stations.employers().await?;
            let mut response =
                opened(&stations, (&staff, prefs), &seen, (&form, &found, &employers));
            let no_store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, no_store);
            Ok(response)
        }
        Err(error) => {
            blame(&mut form, error, words::told)?;
            page(&stations, (&staff, prefs), &seen, form).await
        }
    }
}

fn opened(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    seen: &SeenCompound,
    (form, found, employers): (&FormState, &[OpenedLine], &[Employer]),
) -> Response {
    let shell = stations.app.desk(staff, prefs, key("lines-opened"));
    let t = shell.t;
    let gate = |id: &str| {
        let gate = seen.whole.gates.iter().find(|one| one.id == id);
        gate.map_or_else(|| id.to_owned(), |gate| gate.name.clone())
    };
    let head = [
        t.s("lines-at"),
        t.s("compound-gate"),
        t.s("holder-employer"),
        t.s("code-tail"),
        t.s("holder-number"),
    ];
    let rows = found.iter().map(|one| {
        vec![
            Cell::Text(t.date_time(Instant::from_micros(one.line.at))),
            Cell::Text(gate(&one.line.gate)),
            Cell::Text(holder_words::brand(t, employers, one.line.brand)),
            Cell::Text(one.line.tail.clone()),
            Cell::Text(holder_words::grouped(&one.number)),
        ]
    });
    let none = if found.is_empty() { t.s("lines-none").into_owned() } else { String::new() };
    let page = Show {
        crumbs: Some(crumbs(t, seen)),
        lead: t.s("lines-once").into_owned(),
        facts: Definitions::new(vec![
            Definition::new(t.s("lines-hour"), words::hour(t, form.value("hour"))),
            Definition::new(t.s("lines-incident"), form.value("incident")),
        ]),
        sections: vec![
            Section::new("lines", t.s("lines-found")).text(none).table(Table::new(head).rows(rows)),
        ],
        ..Show::default()
    };
    page.desk(shell)
}
