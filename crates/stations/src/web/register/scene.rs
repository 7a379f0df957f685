//! Friendly scenes: what they do, and what their acceptance found.

use axum::extract::{Path, State};
use axum::response::Response;
use people::record::{Asked, Cell, Section, Show, Table};
use people::{PageError, Viewer};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Pager, Prefs, Tag, Tone, Tr,
    key,
};

use super::cards::{Card, CardsPage, Chip, Group};
use super::words;
use crate::app::Stations;
use crate::domain::register::Register;
use crate::domain::scene::{Scene, SceneType};
use crate::domain::words::{CheckResult, MeasureState};
use crate::web::station::route;

const PATH: &str = "/scenes";

/// `GET /scenes`
pub(super) async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("scene-title"));
    let t = shell.t;
    let register = stations.register.current();
    let chosen = asked.get("type");
    let types = register.rows().scene_types.iter();
    let groups: Vec<Group> = types
        .clone()
        .filter(|of| chosen.is_empty() || of.id == chosen)
        .map(|of| group(t, &register, of))
        .filter(|group| !group.cards.is_empty())
        .collect();
    let all = Chip {
        label: t.s("offer-all").into_owned(),
        href: PATH.to_owned(),
        is_on: chosen.is_empty(),
    };
    let chips = types.map(|of| Chip {
        label: of.name.clone(),
        href: format!("{PATH}?type={}", people::percent_encoded(&of.id)),
        is_on: of.id == chosen,
    });
    let page = CardsPage {
        lead: [t.s("scene-lead"), t.s("scene-types-note")].concat(),
        chips: std::iter::once(all).chain(chips).collect(),
        chips_label: t.s("scene-filter").into_owned(),
        empty: groups.is_empty().then(|| EmptyState::new("flag", t.s("scene-none"))),
        search: None,
        pager: Pager::default(),
        groups,
        shell,
    };
    Ok(page.site())
}

fn group(t: Tr, register: &Register, of: &SceneType) -> Group {
    let scenes = register.rows().scenes.iter().filter(|scene| scene.scene_type == of.id);
    let cards: Vec<Card> = scenes.map(|scene| card(t, register, scene)).collect();
    Group {
        id: of.id.clone(),
        name: of.name.clone(),
        note: [t.n("scene-count", cards.len()), t.s(words::origin(of.origin)).into_owned()]
            .join(" · "),
        cards,
    }
}

fn card(t: Tr, register: &Register, scene: &Scene) -> Card {
    let measures = register.rows().scene_measures.iter();
    let done = measures
        .filter(|measure| measure.scene == scene.id && measure.state == MeasureState::Done)
        .map(|measure| t.s(words::measure(measure.kind)));
    Card {
        href: format!("{PATH}/{}", scene.id),
        name: scene.name.clone(),
        tags: vec![accepted(t, scene)],
        lines: vec![
            scene.address.clone(),
            done.collect::<Vec<_>>().join(&t.s("station-list-pause")),
        ],
    }
}

fn accepted(t: Tr, scene: &Scene) -> Tag {
    if scene.accepted_on.is_empty() {
        Tag::new(t.s("scene-not-accepted"))
    } else {
        Tag::new(t.s("scene-accepted")).tone(Tone::Ok)
    }
}

/// `GET /scenes/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let register = stations.register.current();
    let scene = register.scene(&id).ok_or(PageError::NotFound)?;
    let shell = stations.app.shell_titled(&viewer, prefs, scene.name.clone());
    let t = shell.t;
    let region = stations.atlas.current().path_name(scene.region);
    let routes = route::routes(&scene.name, scene.point).into_iter();
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("scene-title"), PATH)])),
        tags: vec![accepted(t, scene)],
        links: routes.map(|(name, href)| Button::link(t.s(name), href).small()).collect(),
        facts: facts(t, &register, scene, region),
        sections: vec![
            Section::new("measures", t.s("scene-measures")).table(measures(t, &register, scene)),
            Section::new("checklist", t.s("scene-checklist")).table(checklist(t, &register, scene)),
        ],
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn facts(t: Tr, register: &Register, scene: &Scene, region: String) -> Definitions {
    let of = register.rows().scene_types.iter().find(|of| of.id == scene.scene_type);
    let (name, about) = of.map(|of| (of.name.clone(), of.about.clone())).unwrap_or_default();
    let mut facts = vec![
        Definition::new(t.s("scene-type"), name).note(about),
        Definition::new(t.s("station-address"), &scene.address).note(region),
        Definition::new(t.s("scene-responsible"), &scene.responsible).note(&scene.phone),
        Definition::new(t.s("scene-agreed"), &scene.agreed_on),
    ];
    if !scene.accepted_on.is_empty() {
        facts.push(Definition::new(t.s("scene-accepted-on"), &scene.accepted_on));
    }
    Definitions::new(facts)
}

fn measures(t: Tr, register: &Register, scene: &Scene) -> Table {
    let own = register.rows().scene_measures.iter().filter(|measure| measure.scene == scene.id);
    let head = [t.s("scene-measures"), t.s("record-state"), t.s("scene-note")];
    Table::new(head).rows(own.map(|measure| {
        let tone = if measure.state == MeasureState::Done { Tone::Ok } else { Tone::Neutral };
        vec![
            Cell::Text(t.s(words::measure(measure.kind)).into_owned()),
            Cell::tag(t.s(words::state(measure.state)), tone),
            Cell::Wide(measure.note.clone()),
        ]
    }))
}

/// Every line of the type's list, with what was found.
fn checklist(t: Tr, register: &Register, scene: &Scene) -> Table {
    let rows = register.rows();
    let lines = rows.scene_items.iter().filter(|item| item.scene_type == scene.scene_type);
    let head = [t.s("scene-item"), t.s("scene-found"), t.s("scene-accepted-on")];
    Table::new(head).rows(lines.map(|item| {
        let mut checks = rows.scene_checks.iter();
        let check = checks.find(|check| check.scene == scene.id && check.item == item.id);
        let (label, tone) = match check.map(|check| check.result) {
            None => (t.s("scene-open-item"), Tone::Neutral),
            Some(CheckResult::Met) => (t.s(words::result(CheckResult::Met)), Tone::Ok),
            Some(CheckResult::Unmet) => (t.s(words::result(CheckResult::Unmet)), Tone::Bad),
        };
        vec![
            Cell::Wide(item.text.clone()),
            Cell::tag(label, tone),
            Cell::Text(check.map(|check| check.checked_on.clone()).unwrap_or_default()),
        ]
    }))
}
