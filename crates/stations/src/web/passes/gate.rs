//! The verifier's page at a gate of a friendly compound: yes or no, the brand,
//! four letters, the house rules and the way to the buildings. Never who.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::record::{Cell, Section, Show, Table};
use people::{PageError, Viewer, files};
use places::Compound;
use ui::{Button, Definition, Definitions, Field, Html, Prefs, Shell, Tr, key};

use super::super::code::words as code_words;
use super::super::compounds::show::{Spoken, buildings, buildings_spoken};
use super::super::holder::words as holder_words;
use super::super::hours::{self, Said};
use super::super::verifier::{Device, Verdict, code_field};
use super::words;
use crate::app::Stations;
use crate::app::code::Seen;
use crate::domain::code::verify::Refused;
use crate::domain::compound::{Gate, in_force};
use crate::domain::pass::GateVerifier;
use crate::store::compound::Whole;

#[derive(Template)]
#[template(path = "passes/gate.html")]
struct GatePage {
    shell: Shell,
    lead: String,
    verdict: Option<Html>,
    field: Field,
    until: String,
    rules: String,
    buildings: Vec<Spoken>,
}

/// Where a gate is, as its page shows it.
struct At {
    whole: Whole,
    place: Compound,
    gate: Gate,
}

async fn at(stations: &Stations, gate: &GateVerifier) -> Result<At, PageError> {
    let (whole, place) = stations.friendly_compound(&gate.compound).await?;
    let found = whole.gates.iter().find(|one| one.id == gate.gate).cloned();
    Ok(At { gate: found.ok_or(PageError::NotFound)?, whole, place })
}

/// The page of a gate, with what came of the last code.
pub(crate) async fn page(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    gate: GateVerifier,
    looked: Option<Result<Seen, Refused>>,
) -> Result<Response, PageError> {
    let at = at(stations, &gate).await?;
    let shell = stations.app.shell(viewer, prefs, key("verify-title"));
    let (t, now) = (shell.t, stations.app.now());
    let verdict = match looked {
        None => None,
        Some(Err(refused)) => {
            Some(Verdict::bad(t, key("verify-no"), &t.s(code_words::refused_key(refused))))
        }
        Some(Ok(seen)) => Some(answer(stations, t, gate, seen).await?),
    };
    let directory = stations.directory.current();
    let said = Said::of(t, directory.standing_of(&at.gate.hours, now).as_ref(), now);
    let page = GatePage {
        lead: format!("{} · {}", at.place.name, at.gate.name),
        verdict: verdict.map(|verdict| Html::of(&verdict)),
        field: code_field(t),
        until: format!("{} {}", t.s(said.state), said.until),
        rules: in_force(&at.whole.rules, now.day()).map(|one| one.text.clone()).unwrap_or_default(),
        buildings: buildings_spoken(t, &at.whole),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

async fn answer(
    stations: &Stations,
    t: Tr,
    gate: GateVerifier,
    seen: Seen,
) -> Result<Verdict, PageError> {
    if let Err(refusal) = stations.enter(gate, &seen).await? {
        let told = words::refusal(t, refusal, seen.assurance);
        return Ok(Verdict::bad(t, key("pass-not-valid-here"), &told));
    }
    let employers = stations.employers().await?;
    let brand = holder_words::brand(t, &employers, seen.brand);
    Ok(Verdict::good(t, brand, seen.tail, seen.assurance))
}

/// The gate an enrolled device stands at.
async fn own(stations: &Stations, device: &Device) -> Result<At, PageError> {
    let gate = stations.gate_of(device.0.number).await?.ok_or(PageError::NotFound)?;
    at(stations, &gate).await
}

/// Bays, without the way there: the guard stands beside them.
fn bays(t: Tr, whole: &Whole) -> Table {
    let head = [t.s("compound-bay"), t.s("compound-spaces"), t.s("compound-note")];
    Table::new(head).rows(whole.bays.iter().map(|one| {
        vec![Cell::Text(one.name.clone()), Cell::Num(one.spaces), Cell::Wide(one.note.clone())]
    }))
}

/// `GET /verify/compound`: rules, buildings and bays at length.
pub(super) async fn compound(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    device: Device,
) -> Result<Response, PageError> {
    let at = own(&stations, &device).await?;
    let shell = stations.app.shell_titled(&viewer, prefs, at.place.name.clone());
    let t = shell.t;
    let rules = in_force(&at.whole.rules, stations.app.now().day());
    let gates = at.whole.gates.iter().map(|gate| {
        vec![
            Cell::Text(gate.name.clone()),
            Cell::Text(hours::in_words(t, &gate.hours)),
            Cell::Wide(gate.entrance.clone()),
        ]
    });
    let head = [t.s("compound-gate"), t.s("compound-hours"), t.s("compound-entrance")];
    let mut ways =
        Section::new("buildings", t.s("compound-buildings")).table(buildings(t, &at.whole));
    if at.whole.map.is_some() {
        let label = t.named("compound-plan-of", at.place.name.as_str());
        ways.links = vec![(label, "/verify/compound/plan".to_owned())];
    }
    let page = Show {
        links: vec![Button::link(t.s("verify-title"), "/verify").primary()],
        facts: Definitions::new(vec![
            Definition::new(t.s("compound-gate"), &at.gate.name),
            Definition::new(t.s("compound-property"), &at.whole.compound.property),
            Definition::new(t.s("compound-phone"), &at.whole.compound.phone),
        ]),
        sections: vec![
            Section::new("rules", t.s("compound-rules"))
                .text(rules.map(|one| one.text.as_str()).unwrap_or_default()),
            Section::new("gates", t.s("compound-gates")).table(Table::new(head).rows(gates)),
            ways,
            Section::new("bays", t.s("compound-bays")).table(bays(t, &at.whole)),
        ],
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// `GET /verify/compound/plan`
pub(super) async fn plan(
    State(stations): State<Stations>,
    device: Device,
) -> Result<Response, PageError> {
    let map = own(&stations, &device).await?.whole.map.ok_or(PageError::NotFound)?;
    files::picture(&stations.blobs, &map.digest).await
}
