//! A holder's own page: until when, on which devices, what they declared, and
//! all their data as one file.

use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::time::Instant;
use people::record::{Action, Asked, Cell, Section, Show, Table, fault_key, mark_stale};
use people::{PageError, Viewer, see_other};
use ui::{
    Button, Choice, Definition, Definitions, Field, FormState, Notice, Prefs, Tag, Tone, Tr, key,
};
use zeroize::Zeroizing;

use super::session::{SignedHolder, with_cookie};
use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::app::holder::DECLARATION_MAX;
use crate::domain::holder::{DeclarationKind, Employer, HolderDevice};
use crate::store::holder as store;

type Pairs = Vec<(String, String)>;

/// Under this name a device keeps its live codes, as in `kept.ts`.
const KEPT_CODES: &str = "huying-code";

/// What the page is drawn from.
struct Own {
    signed: SignedHolder,
    employers: Vec<Employer>,
    devices: Vec<HolderDevice>,
    declared: Vec<(DeclarationKind, Zeroizing<String>, Instant)>,
    is_suspended: bool,
}

async fn own(stations: &Stations, signed: SignedHolder) -> Result<Own, PageError> {
    let id = signed.holder.id;
    let devices = stations.app.db.read(id, |tx, id| Box::pin(store::devices(tx, *id))).await?;
    Ok(Own {
        employers: stations.employers().await?,
        declared: stations.declarations_of(id).await?,
        is_suspended: stations.is_suspended_somewhere(id).await?,
        devices,
        signed,
    })
}

/// `GET /holder`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, &viewer, prefs, own(&stations, signed).await?, asked.form)
}

fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    own: Own,
    form: FormState,
) -> Result<Response, PageError> {
    let holder = &own.signed.holder;
    let mut shell = stations.app.shell(viewer, prefs, key("holder-own-title"));
    let (t, now) = (shell.t, stations.app.now());
    shell.flash = people::record::flash(t, &form);
    let state = if holder.is_valid(now) {
        Tag::new(t.s("holder-valid")).tone(Tone::Ok)
    } else {
        Tag::new(t.s("holder-ended")).tone(Tone::Bad)
    };
    let page = Show {
        tags: vec![state],
        notices: notices(stations, t, &own, &form),
        links: vec![
            Button::link(t.s("holder-to-code"), "/code").primary().icon("check-circle"),
            Button::link(t.s("holder-to-compounds"), "/compounds"),
            Button::link(t.s("passes-title"), "/holder/passes"),
        ],
        facts: facts(t, &own),
        sections: sections(t, &own),
        actions: actions(t, &own, &form, now),
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn notices(stations: &Stations, t: Tr, own: &Own, form: &FormState) -> Vec<Notice> {
    let holder = &own.signed.holder;
    let mut notices = Vec::new();
    if own.is_suspended {
        let notice = Notice::new(Tone::Bad, t.s("pass-suspended-somewhere"));
        notices.push(notice.link(t.s("passes-title"), "/holder/passes"));
    }
    if form.value("done") == "registered" {
        let args = [
            ("number", words::grouped(&holder.number).into()),
            ("code", words::grouped(&stations.recovery_code(holder)).into()),
        ];
        let kept = Notice::new(Tone::Ok, t.a(key("holder-keep-code"), &args));
        notices.push(kept.title(t.s("holder-registered")));
    }
    if !holder.is_valid(stations.app.now()) {
        notices.push(Notice::new(Tone::Warn, t.s("holder-ended-text")));
    }
    notices
}

fn facts(t: Tr, own: &Own) -> Definitions {
    let holder = &own.signed.holder;
    Definitions::new(vec![
        Definition::new(t.s("holder-number"), words::grouped(&holder.number)),
        Definition::new(t.s("holder-kind"), t.s(words::kind_key(holder.kind))),
        Definition::new(t.s("holder-employer"), words::brand(t, &own.employers, holder.employer)),
        Definition::new(t.s("holder-ground"), t.s(words::ground_key(holder.ground))),
        Definition::new(t.s("holder-valid-until"), t.date_time(holder.valid_until)),
    ])
}

fn sections(t: Tr, own: &Own) -> Vec<Section> {
    let head = [t.s("holder-device"), t.s("holder-device-since"), t.s("record-state")];
    let rows = own.devices.iter().map(|device| {
        let state = if device.id == own.signed.device.id {
            Cell::tag(t.s("holder-device-this"), Tone::Info)
        } else if device.revoked_at.is_some() {
            Cell::tag(t.s("holder-device-out"), Tone::Neutral)
        } else {
            Cell::tag(t.s("holder-device-in"), Tone::Ok)
        };
        vec![
            Cell::Wide(words::device(t, &device.name)),
            Cell::Text(t.date_time(device.made_at)),
            state,
        ]
    });
    let devices = Section::new("devices", t.s("holder-devices")).table(Table::new(head).rows(rows));
    let head =
        [t.s("holder-declaration"), t.s("holder-declaration-words"), t.s("holder-declared-at")];
    let rows = own.declared.iter().map(|(kind, said, at)| {
        vec![
            Cell::Text(t.s(words::declaration_key(*kind)).into_owned()),
            Cell::Wide(said.as_str().to_owned()),
            Cell::Text(t.date_time(*at)),
        ]
    });
    let declared = Section::new("declarations", t.s("holder-declarations"))
        .text(t.s("holder-declarations-text"))
        .table(Table::new(head).rows(rows));
    let mut data = Section::new("data", t.s("holder-data")).text(t.s("holder-data-text"));
    data.links = vec![(t.s("holder-data-file").into_owned(), "/holder/data.json".to_owned())];
    vec![devices, declared, data]
}

fn actions(t: Tr, own: &Own, form: &FormState, now: Instant) -> Vec<Action> {
    let holder = &own.signed.holder;
    let sent = form
        .clone()
        .with("kind", holder.kind.as_str())
        .with("employer", holder.employer.to_string());
    let renew = Action::new(t.s("holder-renew"), "/holder/renewal")
        .hint(t.s("holder-renew-hint"))
        .hide("version", holder.version)
        .field(Field::select(t, &sent, "kind", t.s("holder-kind")).choices(words::kinds(t)))
        .field(
            Field::select(t, &sent, "employer", t.s("holder-employer"))
                .choices(words::brands(t, &own.employers)),
        )
        .opened_by(form, "employer");
    let mut actions = vec![if holder.is_renewable(now) { renew.main() } else { renew }];
    let others: Vec<Choice> = own
        .devices
        .iter()
        .filter(|device| device.revoked_at.is_none() && device.id != own.signed.device.id)
        .map(|device| {
            let since = t.date_time(device.made_at);
            Choice::new(
                device.id.to_string(),
                format!("{} · {since}", words::device(t, &device.name)),
            )
        })
        .collect();
    if !others.is_empty() {
        let lost = Action::new(t.s("holder-device-lost"), "/holder/device-revocation")
            .hint(t.s("holder-device-lost-hint"))
            .field(Field::select(t, form, "device", t.s("holder-device")).choices(others));
        actions.push(lost.danger());
    }
    actions.extend(declaring(t, own, form));
    actions.push(
        Action::new(t.s("holder-sign-out"), "/holder/sign-out")
            .hint(t.s("holder-sign-out-hint"))
            .hide("forgets", KEPT_CODES),
    );
    let delete = Action::new(t.s("holder-delete"), "/holder/deletion")
        .hint(t.s("holder-delete-hint"))
        .hide("forgets", KEPT_CODES)
        .field(Field::checkbox(t, form, "sure", t.s("holder-delete-sure")).required())
        .opened_by(form, "sure");
    actions.push(delete.danger());
    actions
}

fn declaring(t: Tr, own: &Own, form: &FormState) -> Vec<Action> {
    let name =
        |kind: DeclarationKind| Choice::new(kind.as_str(), t.s(words::declaration_key(kind)));
    let is_declared = |kind: &DeclarationKind| own.declared.iter().any(|(known, ..)| known == kind);
    let declare = Action::new(t.s("holder-declare"), "/holder/declarations")
        .hint(t.s("holder-declare-hint"))
        .field(
            Field::select(t, form, "declaration", t.s("holder-declaration"))
                .choices(DeclarationKind::ALL.iter().map(|kind| name(*kind))),
        )
        .field(
            Field::text(t, form, "words", t.s("holder-declaration-words"))
                .counted(DECLARATION_MAX)
                .optional(),
        )
        .opened_by(form, "words");
    let taken: Vec<Choice> = DeclarationKind::ALL
        .iter()
        .filter(|kind| is_declared(kind))
        .map(|kind| name(*kind))
        .collect();
    let mut actions = vec![declare];
    if !taken.is_empty() {
        let withdraw = Action::new(t.s("holder-withdraw"), "/holder/declaration-withdrawal")
            .hint(t.s("holder-withdraw-hint"))
            .field(
                Field::select(t, form, "declaration", t.s("holder-declaration"))
                    .choices(taken)
                    .id("f-withdrawn"),
            );
        actions.push(withdraw);
    }
    actions
}

/// Shows the page again with what is wrong, or gives the fault on.
async fn again(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    signed: SignedHolder,
    (mut form, error): (FormState, ActError),
) -> Result<Response, PageError> {
    match error {
        ActError::Fault(fault) => _ = form.error(fault.field, fault_key(fault.kind)),
        ActError::Stale => mark_stale(&mut form),
        other => return Err(other.into()),
    }
    page(stations, viewer, prefs, own(stations, signed).await?, form)
}

/// `POST /holder/renewal`
pub(super) async fn renew(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let seen = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    let seen = (signed.holder.id, seen);
    match stations.renew(seen, form.value("kind"), form.value("employer")).await {
        Ok(_) => Ok(see_other("/holder?done=saved")),
        Err(error) => again(&stations, (&viewer, prefs), signed, (form, error)).await,
    }
}

/// `POST /holder/device-revocation`
pub(super) async fn revoke_device(
    State(stations): State<Stations>,
    signed: SignedHolder,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let device = form.value("device").parse().map_err(|_| PageError::NotFound)?;
    stations.revoke_device(signed.holder.id, device).await?;
    Ok(see_other("/holder?done=saved"))
}

/// `POST /holder/declarations`
pub(super) async fn declare(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let kind = form.value("declaration").parse().map_err(|_| PageError::BadRequest)?;
    match stations.declare(signed.holder.id, kind, form.value("words")).await {
        Ok(()) => Ok(see_other("/holder?done=added")),
        Err(error) => again(&stations, (&viewer, prefs), signed, (form, error)).await,
    }
}

/// `POST /holder/declaration-withdrawal`
pub(super) async fn withdraw(
    State(stations): State<Stations>,
    signed: SignedHolder,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let kind = form.value("declaration").parse().map_err(|_| PageError::BadRequest)?;
    stations.withdraw_declaration(signed.holder.id, kind).await?;
    Ok(see_other("/holder?done=saved"))
}

/// `GET /holder/data.json`
pub(super) async fn data(
    State(stations): State<Stations>,
    signed: SignedHolder,
) -> Result<Response, PageError> {
    let data = stations.own_data(&signed.holder).await?;
    let text = serde_json::to_string_pretty(&data).map_err(|error| PageError::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

/// `POST /holder/deletion`
pub(super) async fn delete(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    if form.value("sure") != "1" {
        form.error("sure", key("holder-delete-not-sure"));
        return page(&stations, &viewer, prefs, own(&stations, signed).await?, form);
    }
    stations.forget_holder(signed.holder.id).await?;
    Ok(with_cookie(&stations, "", see_other("/holder/new")))
}
