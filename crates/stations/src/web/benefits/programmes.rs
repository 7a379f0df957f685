//! Programmes for the units that decide: how each stands, and what is done to
//! it as a whole.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use people::record::{Action, Asked, Cell, List, Section, Show, Table, flash};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, FormState, Prefs, Tag, Tr, key,
};

use super::words::{
    account_key, kind_key, order_key, state_word, step_keys, to_page, told, window_word, yuan,
};
use crate::app::Stations;
use crate::app::benefit::{ProgrammeStep, Standing};
use crate::domain::benefit::BenefitState;
use crate::domain::benefit::money::Account;
use crate::domain::benefit::programme::{BenefitOrder, Programme, Window};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

pub(super) const PATH: &str = "/desk/benefits/programmes";

/// `GET /desk/benefits/programmes`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("benefit-programmes"));
    let (t, today) = (shell.t, stations.app.now().day());
    let mut all = stations.programmes_of(&staff).await?;
    all.retain(|one| one.name.contains(asked.get("q")));
    let mut rows = Vec::new();
    for one in &all {
        let standing = stations.benefit_standing(&one.id).await?;
        let (state, tone) = window_word(one.window(today));
        rows.push(vec![
            Cell::Link(one.name.clone(), format!("{PATH}/{}", one.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(t.s(kind_key(one.kind)).into_owned()),
            Cell::Num(standing.applied()),
            Cell::Num(one.places),
            Cell::Num(standing.placed()),
            Cell::Num(standing.count(BenefitState::Waiting)),
            Cell::Text(yuan(t, standing.balances.of(Account::Paid))),
        ]);
    }
    let head = [
        t.s("benefit-name"),
        t.s("record-state"),
        t.s("benefit-kind"),
        t.s("benefit-applied"),
        t.s("benefit-places-title"),
        t.s("benefit-placed"),
        t.s("benefit-state-waiting"),
        t.s("benefit-account-paid"),
    ];
    let page = List {
        lead: t.s("benefit-programmes-lead").into_owned(),
        actions: vec![Button::link(t.s("benefits-desk"), super::desk::PATH).small()],
        path: PATH,
        filters: vec![asked.search_field(t)],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("benefits-empty"))),
        table: Table::new(head).rows(rows),
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/benefits/programmes/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let programme = stations.programme_for(&staff, &id).await.map_err(to_page)?;
    page(&stations, &staff, prefs, &programme, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    programme: &Programme,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk_titled(staff, prefs, programme.name.clone());
    let (t, today) = (shell.t, stations.app.now().day());
    shell.flash = flash(t, &form);
    let standing = stations.benefit_standing(&programme.id).await?;
    let (state, tone) = window_word(programme.window(today));
    let id = &programme.id;
    let mut links = vec![
        Button::link(t.s("benefits-desk"), format!("{}?programme={id}", super::desk::PATH)).small(),
        Button::link(t.s("benefit-public-page"), format!("/benefits/{id}")).small(),
    ];
    if programme.amount_fen > 0 {
        let ledger = format!("/desk/benefits/ledger?programme={id}");
        links.push(Button::link(t.s("benefit-ledger"), ledger).small());
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("benefit-programmes"), PATH)])),
        lead: programme.about.clone(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        links,
        facts: facts(t, programme, &standing),
        sections: sections(t, programme, &standing),
        actions: actions(t, programme, &standing, programme.window(today)),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(t: Tr, programme: &Programme, standing: &Standing) -> Definitions {
    let mut lines = vec![
        Definition::new(t.s("benefit-order"), t.s(order_key(programme.order))),
        Definition::new(t.s("benefit-places-title"), t.number(programme.places)),
        Definition::new(t.s("benefit-applied"), t.number(standing.applied())),
        Definition::new(t.s("benefit-placed"), t.number(standing.placed())),
    ];
    if let Some(draw) = &standing.draw {
        lines.push(Definition::new(t.s("benefit-seal"), &draw.seal));
    }
    Definitions::new(lines).columns()
}

fn sections(t: Tr, programme: &Programme, standing: &Standing) -> Vec<Section> {
    let states = standing.counts.iter();
    let states = states.map(|(state, count)| {
        vec![Cell::Text(t.s(state_word(*state).0).into_owned()), Cell::Num(*count)]
    });
    let head = [t.s("record-state"), t.s("benefit-count")];
    let mut sections =
        vec![Section::new("states", t.s("benefit-standing")).table(Table::new(head).rows(states))];
    if programme.amount_fen > 0 {
        sections.push(Section::new("money", t.s("benefit-ledger")).table(balances(t, standing)));
    }
    sections.push(Section::new("rule", t.s("benefit-rule")).text(&programme.rule));
    sections
}

/// What stands on each account.
pub(super) fn balances(t: Tr, standing: &Standing) -> Table {
    let rows = Account::ALL.iter().map(|account| {
        let fen = standing.balances.of(*account);
        vec![Cell::Text(t.s(account_key(*account)).into_owned()), Cell::Text(yuan(t, fen))]
    });
    Table::new([t.s("benefit-account"), t.s("benefit-balance")]).rows(rows)
}

fn actions(t: Tr, programme: &Programme, standing: &Standing, window: Window) -> Vec<Action> {
    let is_lot = programme.order == BenefitOrder::Lot;
    let is_sealed = standing.draw.is_some();
    let is_drawn = standing.draw.as_ref().is_some_and(|draw| draw.drawn_at.is_some());
    let mut actions = Vec::new();
    for step in ProgrammeStep::ALL {
        let is_shown = match step {
            ProgrammeStep::Seal => is_lot && !is_sealed,
            ProgrammeStep::Publish => standing.count(BenefitState::Confirmed) > 0,
            ProgrammeStep::Draw => is_lot && is_sealed && !is_drawn && window == Window::Closed,
            ProgrammeStep::Give => !is_lot || is_drawn,
        };
        if is_shown {
            let (title, hint) = step_keys(*step);
            let to = format!("{PATH}/{}/steps", programme.id);
            actions.push(Action::new(t.s(title), to).hide("step", step).hint(t.s(hint)));
        }
    }
    actions
}

/// `POST /desk/benefits/programmes/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let programme = stations.programme_for(&staff, &id).await.map_err(to_page)?;
    let mut form = FormState::from_pairs(pairs);
    let step: ProgrammeStep = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    match stations.step_programme(&staff, &id, step).await {
        Ok(_) => Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => {
            blame(&mut form, error, told)?;
            page(&stations, &staff, prefs, &programme, form).await
        }
    }
}
