//! What is done at a station: each form calls one use case and leads back.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs};

use super::{book, keeper, words};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::app::facility::Tap;
use crate::app::keeping::{Inspected, minute};
use crate::domain::ids::{FaultId, InspectionId, SpecialHoursId, StockId};
use crate::domain::keeping::FaultVerb;
use crate::domain::special_hours::SpecialHours;
use crate::domain::words::{FacilityKind, LiveWord, SpecialState, VisitKind};

type Pairs = Vec<(String, String)>;

/// Where a form is looked at again.
enum Back {
    Keeper,
    Book,
}

/// Leads on, or shows the page again with what was typed.
async fn answer(
    done: Result<(), ActError>,
    (stations, staff, prefs): (&Stations, &Staff, Prefs),
    (code, back, mut form): (&str, Back, FormState),
    on: String,
) -> Result<Response, PageError> {
    let error = match done {
        Ok(()) => return Ok(see_other(&on)),
        Err(error) => error,
    };
    let (field, message) = words::field_fault(error)?;
    form.error(field, message);
    match back {
        Back::Keeper => keeper::page(stations, staff, prefs, code, form).await,
        Back::Book => book::page(stations, staff, prefs, code, form).await,
    }
}

fn number(form: &FormState, name: &str) -> Option<i64> {
    form.value(name).trim().parse().ok()
}

/// `POST …/visits`
pub(super) async fn visit(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let done = match form.value("kind").parse::<VisitKind>() {
        Ok(kind) => stations.count_visit(&staff, &code, kind, form.value("key")).await.map(drop),
        Err(_) => Err(words::not_now()),
    };
    let on = format!("/desk/keeping/{code}");
    answer(done, (&stations, &staff, prefs), (&code, Back::Keeper, form), on).await
}

/// `POST …/visits/undo`
pub(super) async fn unvisit(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
) -> Result<Response, PageError> {
    stations.uncount_visit(&staff, &code).await?;
    Ok(see_other(&format!("/desk/keeping/{code}")))
}

/// `POST …/facilities/{kind}`
pub(super) async fn tap(
    State(stations): State<Stations>,
    Path((code, kind)): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let kind: FacilityKind = kind.parse().map_err(|_| PageError::NotFound)?;
    let said: Option<LiveWord> = form.value("said").parse().ok();
    let said = said.filter(|said| words::SAID.iter().any(|(word, _)| word == said));
    let typed = form.value("free").trim();
    let free: Option<i64> = typed.parse().ok();
    let done = match said {
        _ if !typed.is_empty() && free.is_none() => Err(words::not_now()),
        None => Err(words::not_now()),
        Some(said) => {
            // Used up leaves none; what is broken has no number.
            let free = match said {
                LiveWord::Full => free.map(|_| 0),
                LiveWord::Broken => None,
                _ => free,
            };
            let said = if free == Some(0) { LiveWord::Full } else { said };
            stations.tap(&staff, &code, Tap { kind, said, free }).await
        }
    };
    let on = format!("/desk/keeping/{code}?done=saved&tapped={kind}#facilities");
    answer(done, (&stations, &staff, prefs), (&code, Back::Keeper, form), on).await
}

/// `POST …/facilities/{kind}/undo`
pub(super) async fn untap(
    State(stations): State<Stations>,
    Path((code, kind)): Path<(String, String)>,
    staff: Staff,
) -> Result<Response, PageError> {
    let kind: FacilityKind = kind.parse().map_err(|_| PageError::NotFound)?;
    stations.untap(&staff, &code, kind).await?;
    Ok(see_other(&format!("/desk/keeping/{code}#facilities")))
}

/// `POST …/stock`
pub(super) async fn add_stock(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let one = (form.value("item"), number(&form, "number"), form.value("expires_on"));
    let done = stations.add_stock(&staff, &code, one).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

/// `POST …/stock/{id}`
pub(super) async fn set_stock(
    State(stations): State<Stations>,
    Path((code, id)): Path<(String, StockId)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let at = (id, number(&form, "version").unwrap_or_default());
    let done = stations.set_stock(&staff, &code, at, number(&form, "number")).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

async fn book_answer(
    done: Result<(), ActError>,
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    (code, form): (&str, FormState),
) -> Result<Response, PageError> {
    let on = format!("/desk/keeping/{code}/book?done=saved");
    answer(done, (stations, staff, prefs), (code, Back::Book, form), on).await
}

/// `POST …/faults`
pub(super) async fn report_fault(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let done = stations.report_fault(&staff, &code, form.value("what")).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

/// `POST /desk/faults/{id}/{verb}`
pub(super) async fn move_fault(
    State(stations): State<Stations>,
    Path((id, verb)): Path<(FaultId, String)>,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let verb: FaultVerb = verb.parse().map_err(|_| PageError::NotFound)?;
    let at = (id, number(&form, "version").unwrap_or_default());
    let code = stations.move_fault(&staff, at, verb, form.value("note")).await?;
    Ok(see_other(&format!("/desk/keeping/{code}/book?done=saved#faults")))
}

/// `POST …/messages`
pub(super) async fn message(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let done = stations.write_message(&staff, &code, form.value("key"), form.value("body")).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

/// `POST …/inspections`
pub(super) async fn inspect(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let inspected = Inspected {
        sound: form.values("sound").into_iter().map(str::to_owned).collect(),
        note: form.value("note").to_owned(),
        follow_up_by: form.value("follow_up_by").to_owned(),
    };
    let done = stations.inspect(&staff, &code, inspected).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

/// `POST …/inspections/{id}/follow-up`
pub(super) async fn follow_up(
    State(stations): State<Stations>,
    Path((code, id)): Path<(String, InspectionId)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let at = (id, number(&form, "version").unwrap_or_default());
    let done = stations.follow_up(&staff, &code, at).await;
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}

/// What a form says of special hours; an end that is missing is the same as one that is past.
pub(super) fn special_of(form: &FormState, station: &str, region: &str) -> Option<SpecialHours> {
    let from = minute(form.value("from"))?;
    Some(SpecialHours {
        id: SpecialHoursId(kernel::id::Id::from_parts(from, 0)),
        version: 1,
        station: station.to_owned(),
        region: region.to_owned(),
        state: form.value("state").parse().unwrap_or(SpecialState::Closed),
        why: form.value("why").to_owned(),
        from,
        until: minute(form.value("until")).unwrap_or(from),
        made_by: String::new(),
    })
}

/// `POST …/hours`
pub(super) async fn decide_hours(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let done = match special_of(&form, &code, "") {
        Some(wished) => stations.decide_hours(&staff, wished).await,
        None => Err(people::record::Fault::new("from", people::record::FaultKind::Missing).into()),
    };
    book_answer(done, &stations, &staff, prefs, (&code, form)).await
}
