//! Special hours of the district: a heat alert opens all stations of a region
//! at once, and each says why.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::record::{Asked, Cell, Fault, FaultKind, Section, Show, Table, flash};
use people::{PageError, Staff, see_other};
use places::RegionLevel;
use ui::{Choice, Field, FormState, Prefs, Tr, key};

use super::{act, book, words};
use crate::app::Stations;
use crate::domain::ids::SpecialHoursId;
use crate::domain::keeping::can_direct;
use crate::domain::special_hours::SpecialHours;
use crate::store::keeping as store;

type Pairs = Vec<(String, String)>;

const PATH: &str = "/desk/special-hours";

/// `GET /desk/special-hours`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, &staff, prefs, asked.form).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(staff, prefs, key("special-district"));
    let (t, now) = (shell.t, stations.app.now());
    shell.flash = flash(t, &form);
    let read = stations.app.db.read((), |tx: &mut db::Tx<'_>, ()| Box::pin(store::special_now(tx)));
    let mut held: Vec<SpecialHours> = read.await?;
    held.retain(|one| !one.station.is_empty() || can_direct(staff, &stations.rules(), &one.region));
    let decide = people::record::Action::new(t.s("special-decide"), PATH);
    let region =
        Field::select(t, &form, "region", t.s("special-region")).choices(regions(stations, staff));
    let decide = book::special_fields(t, &form, now, decide.field(region));
    let ends = held.iter().filter(|one| one.station.is_empty()).map(|one| {
        let href = format!("{PATH}/{}/end", one.id);
        people::record::Action::new(t.named("special-end", one.why.as_str()), href)
            .hide("version", one.version)
            .danger()
    });
    let page = Show {
        lead: t.s("special-lead").into_owned(),
        sections: vec![
            Section::new("special", t.s("special-title")).table(table(stations, t, &held)),
        ],
        actions: std::iter::once(decide).chain(ends).collect(),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn regions(stations: &Stations, staff: &Staff) -> Vec<Choice> {
    let atlas = stations.atlas.current();
    let wide = |level: RegionLevel| level != RegionLevel::Community;
    let own = atlas
        .regions()
        .filter(|region| wide(region.code.level()) && staff.covers(&region.code.to_string()));
    own.map(|region| Choice::new(region.code.to_string(), &region.name)).collect()
}

fn table(stations: &Stations, t: Tr, all: &[SpecialHours]) -> Table {
    let (atlas, directory) = (stations.atlas.current(), stations.directory.current());
    let head = [
        t.s("special-where"),
        t.s("special-state"),
        t.s("special-why"),
        t.s("special-time"),
        t.s("special-by"),
    ];
    Table::new(head).rows(all.iter().map(|one| {
        let place = if one.station.is_empty() {
            let region = one.region.parse().ok().and_then(|code| atlas.region(code));
            Cell::Text(region.map_or(one.region.clone(), |region| region.name.clone()))
        } else {
            let name = directory.station(&one.station).map(|place| place.station.name.clone());
            let href = format!("/desk/keeping/{}/book", one.station);
            Cell::Link(name.unwrap_or_else(|| one.station.clone()), href)
        };
        vec![
            place,
            Cell::Text(t.s(words::special(one.state)).into_owned()),
            Cell::Wide(one.why.clone()),
            Cell::Text(format!("{} – {}", t.date_time(one.from), t.date_time(one.until))),
            Cell::Text(one.made_by.clone()),
        ]
    }))
}

/// `POST /desk/special-hours`
pub(super) async fn decide(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let done = match act::special_of(&form, "", form.value("region")) {
        Some(wished) => stations.decide_hours(&staff, wished).await,
        None => Err(Fault::new("from", FaultKind::Missing).into()),
    };
    let Err(error) = done else { return Ok(see_other("/desk/special-hours?done=saved")) };
    let (field, message) = words::field_fault(error)?;
    form.error(field, message);
    page(&stations, &staff, prefs, form).await
}

/// `POST /desk/special-hours/{id}/end`
pub(super) async fn end(
    State(stations): State<Stations>,
    Path(id): Path<SpecialHoursId>,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let version = form.value("version").parse().unwrap_or_default();
    let place = stations.end_hours(&staff, (id, version)).await?;
    let is_station = stations.directory.current().station(&place).is_some();
    let book = format!("/desk/keeping/{place}/book?done=saved");
    Ok(see_other(if is_station { &book } else { "/desk/special-hours?done=saved" }))
}
