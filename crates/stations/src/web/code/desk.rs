//! The issuer's page: counts, keys, another key, taking codes back.

use axum::extract::{Form, State};
use axum::response::Response;
use people::record::{Action, Asked, Cell, Section, Show, Table, fault_key, mark_stale};
use people::{PageError, Staff, see_other};
use ui::{Button, Definition, Definitions, Field, FormState, Notice, Prefs, Tone, Tr, key};

use crate::app::Stations;
use crate::app::code::NAME_MAX;
use crate::app::error::ActError;
use crate::store::code::{self as store, CodeKey};

/// `GET /desk/codes`
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
    let keys = stations.code_keys().await?;
    let now = stations.app.now();
    let cards = stations.app.db.read(now, |tx, now| Box::pin(store::count_cards(tx, *now))).await?;
    let list = stations.revoked_codes().await?;
    let mut shell = stations.app.desk(staff, prefs, key("codes-title"));
    let t = shell.t;
    shell.flash = people::record::flash(t, &form);
    let page = Show {
        lead: t.s("codes-lead").into_owned(),
        notices: vec![Notice::new(Tone::Info, t.s("codes-no-conduct"))],
        links: vec![
            Button::link(t.s("verifiers-title"), "/desk/verifiers"),
            Button::link(t.s("holders-title"), "/desk/holders"),
        ],
        facts: Definitions::new(vec![
            Definition::new(t.s("codes-cards"), cards.to_string()),
            Definition::new(t.s("codes-revoked"), (list.bytes().len() / 5).to_string()),
        ]),
        sections: vec![key_section(t, &keys)],
        actions: actions(t, &form, &keys),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn key_section(t: Tr, keys: &[CodeKey]) -> Section {
    let head = [t.s("codes-key"), t.s("codes-key-since"), t.s("record-state")];
    let rows = keys.iter().map(|one| {
        let state = match one.retired_at {
            None => Cell::tag(t.s("codes-key-signs"), Tone::Ok),
            Some(at) => {
                Cell::Text(t.a(key("codes-key-retired"), &[("at", t.date_time(at).into())]))
            }
        };
        vec![Cell::Text(one.id.to_string()), Cell::Text(t.date_time(one.made_at)), state]
    });
    let mut section = Section::new("keys", t.s("codes-keys")).table(Table::new(head).rows(rows));
    section.links = vec![
        (t.s("codes-keys-public").into_owned(), "/.well-known/huying-code-keys.json".to_owned()),
        (t.s("codes-revoked-public").into_owned(), "/code/revoked.json".to_owned()),
    ];
    section
}

fn actions(t: Tr, form: &FormState, keys: &[CodeKey]) -> Vec<Action> {
    let revoke = Action::new(t.s("codes-revoke"), "/desk/codes/revocations")
        .hint(t.s("codes-revoke-hint"))
        .field(Field::number(t, form, "number", t.s("holder-number")).required())
        .field(Field::text(t, form, "reason", t.s("codes-reason")).counted(NAME_MAX).required())
        .opened_by(form, "reason")
        .danger();
    let rotate = Action::new(t.s("codes-rotate"), "/desk/codes/rotation")
        .hint(t.s("codes-rotate-hint"))
        .hide("seen", keys.first().map_or(0, |one| one.id));
    vec![revoke, rotate]
}

async fn again(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    (mut form, error): (FormState, ActError),
) -> Result<Response, PageError> {
    match error {
        ActError::Fault(fault) => _ = form.error(fault.field, fault_key(fault.kind)),
        ActError::Stale => mark_stale(&mut form),
        other => return Err(other.into()),
    }
    page(stations, staff, prefs, form).await
}

/// `POST /desk/codes/rotation`
pub(super) async fn rotate(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().map_err(|_| PageError::BadRequest)?;
    match stations.rotate_code_key(&staff, seen).await {
        Ok(()) => Ok(see_other("/desk/codes?done=saved")),
        Err(error) => again(&stations, &staff, prefs, (form, error)).await,
    }
}

/// `POST /desk/codes/revocations`
pub(super) async fn revoke(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    match stations.revoke_codes(&staff, form.value("number"), form.value("reason")).await {
        Ok(()) => Ok(see_other("/desk/codes?done=saved")),
        Err(error) => again(&stations, &staff, prefs, (form, error)).await,
    }
}
