//! Programmes for everybody: the list, the rule, and objections to numbers.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::record::{Action, Asked, Cell, List, Section, Show, Table, any_of, flash};
use people::store::units;
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState,
    Prefs, Tag, Tr, key,
};

use super::words::{kind_key, order_key, proof_key, to_page, told, window_word, yuan};
use crate::app::Stations;
use crate::app::benefit::Standing;
use crate::domain::benefit::programme::{BenefitKind, BenefitOrder, Programme, Window};
use crate::domain::benefit::{BenefitState, REASON_MAX};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

/// `GET /benefits`
pub(super) async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("benefits-title"));
    let (t, today) = (shell.t, stations.app.now().day());
    let mut all = stations.benefit_rules().await?.programme;
    if let Some(kind) = asked.parse::<BenefitKind>("kind") {
        all.retain(|one| one.kind == kind);
    }
    let words = asked.get("q");
    all.retain(|one| one.name.contains(words) || one.about.contains(words));
    all.sort_by_key(|one| (one.window(today) != Window::Open, one.closes_on));
    let head = [
        t.s("benefit-name"),
        t.s("record-state"),
        t.s("benefit-kind"),
        t.s("benefit-gives"),
        t.s("benefit-district"),
        t.s("benefit-closes"),
        t.s("benefit-order"),
    ];
    let table = Table::new(head).rows(all.iter().map(|one| {
        let (state, tone) = window_word(one.window(today));
        vec![
            Cell::Link(one.name.clone(), format!("/benefits/{}", one.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(t.s(kind_key(one.kind)).into_owned()),
            Cell::Text(gives(t, one)),
            Cell::Text(one.district.clone()),
            Cell::Text(one.closes_on.to_string()),
            Cell::Text(t.s(order_key(one.order)).into_owned()),
        ]
    }));
    let kinds = BenefitKind::ALL.iter();
    let kinds = kinds.map(|kind| Choice::new(kind.as_str(), t.s(kind_key(*kind))));
    let page = List {
        lead: t.s("benefits-lead").into_owned(),
        actions: vec![Button::link(t.s("benefit-mine"), "/benefits/mine").icon("search")],
        path: "/benefits",
        filters: vec![
            asked.search_field(t),
            Field::select(t, &asked.form, "kind", t.s("benefit-kind")).choices(any_of(t, kinds)),
        ],
        empty: all.is_empty().then(|| EmptyState::new("list", t.s("benefits-empty"))),
        table,
        ..List::default()
    };
    Ok(page.site(shell))
}

/// Places, and what each gets.
fn gives(t: Tr, programme: &Programme) -> String {
    let places = t.n("benefit-places", programme.places);
    if programme.amount_fen == 0 {
        return places;
    }
    let amount = yuan(t, programme.amount_fen);
    let args = [("places", places.as_str().into()), ("amount", amount.as_str().into())];
    t.a("benefit-places-each", &args)
}

/// `GET /benefits/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let programme = stations.programme(&id).await.map_err(to_page)?;
    page(&stations, &viewer, prefs, &programme, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    programme: &Programme,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.shell_titled(viewer, prefs, programme.name.clone());
    let (t, today) = (shell.t, stations.app.now().day());
    shell.flash = flash(t, &form);
    let standing = stations.benefit_standing(&programme.id).await?;
    let (state, tone) = window_word(programme.window(today));
    let mut links = Vec::new();
    if programme.window(today) == Window::Open {
        let apply = Button::link(t.s("benefit-apply"), format!("/benefits/{}/apply", programme.id));
        links.push(apply.primary().icon("edit"));
    }
    links.push(Button::link(t.s("benefit-mine"), "/benefits/mine"));
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("benefits-title"), "/benefits")])),
        lead: programme.about.clone(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        links,
        facts: facts(t, programme, &standing, unit(stations, programme).await?),
        sections: sections(t, programme, &standing),
        actions: objection(t, programme, &standing, &form),
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// The name of the unit that decides.
async fn unit(stations: &Stations, programme: &Programme) -> Result<String, StoreError> {
    let read =
        stations.app.db.read(programme.unit.clone(), |tx, slug| Box::pin(units::by_slug(tx, slug)));
    let unit = read.await?;
    Ok(unit.map(|unit| unit.name).unwrap_or_default())
}

fn facts(t: Tr, programme: &Programme, standing: &Standing, unit: String) -> Definitions {
    let window = [
        ("from", programme.opens_on.to_string().into()),
        ("to", programme.closes_on.to_string().into()),
    ];
    Definitions::new(vec![
        Definition::new(t.s("benefit-gives"), gives(t, programme)),
        Definition::new(t.s("benefit-window"), t.a("benefit-days", &window)),
        Definition::new(t.s("benefit-order"), t.s(order_key(programme.order))),
        Definition::new(t.s("benefit-proof"), t.s(proof_key(programme.proof))),
        Definition::new(t.s("benefit-unit"), unit).note(&programme.district),
        Definition::new(t.s("benefit-notice"), t.n("benefit-notice-days", programme.notice_days)),
        Definition::new(t.s("benefit-applied"), t.number(standing.applied())),
        Definition::new(t.s("benefit-placed"), t.number(standing.placed())),
        Definition::new(
            t.s("benefit-state-waiting"),
            t.number(standing.count(BenefitState::Waiting)),
        ),
    ])
    .columns()
}

fn sections(t: Tr, programme: &Programme, standing: &Standing) -> Vec<Section> {
    let mut rule = Section::new("rule", t.s("benefit-rule")).text(&programme.rule);
    let args = [
        ("version", programme.rule_version.as_str().into()),
        ("from", programme.valid_from.to_string().into()),
    ];
    rule.aside = t.a("benefit-rule-version", &args);
    let mut said = Section::new("statements", t.s("benefit-statements"));
    said.text = programme.statements.clone();
    let mut open =
        Section::new("results", t.s("benefit-results")).text(t.s("benefit-results-text"));
    let results = format!("/benefits/results?programme={}", programme.id);
    open.links = vec![(t.s("benefit-results-link").into_owned(), results)];
    if programme.order == BenefitOrder::Lot {
        let draw = format!("/benefits/{}/draw", programme.id);
        open.links.push((t.s("benefit-draw-title").into_owned(), draw));
        if let Some(sealed) = &standing.draw {
            open = open.text(t.named("benefit-seal-is", sealed.seal.as_str()));
        }
    }
    vec![rule, said, open]
}

/// Objecting to a number, while some stand in public.
fn objection(t: Tr, programme: &Programme, standing: &Standing, form: &FormState) -> Vec<Action> {
    if standing.count(BenefitState::Noticed) == 0 && !form.has_errors() {
        return Vec::new();
    }
    let no = Field::text(t, form, "no", t.s("benefit-no")).required();
    let words = Field::textarea(t, form, "objection", t.s("benefit-objection"))
        .hint(t.s("benefit-objection-hint"))
        .counted(REASON_MAX)
        .required();
    let action =
        Action::new(t.s("benefit-object"), format!("/benefits/{}/objections", programme.id));
    let action = action.hint(t.s("benefit-object-hint")).field(no).field(words);
    vec![action.opened_by(form, "objection")]
}

/// `POST /benefits/{id}/objections`
pub(super) async fn object(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let programme = stations.programme(&id).await.map_err(to_page)?;
    let mut form = FormState::from_pairs(pairs);
    let (no, words) = (form.value("no").to_owned(), form.value("objection").to_owned());
    match stations.object_to_benefit(&programme.id, &no, &words).await {
        Ok(_) => Ok(see_other(&format!("/benefits/{}?done=added", programme.id))),
        Err(error) => {
            blame(&mut form, error, told)?;
            page(&stations, &viewer, prefs, &programme, form).await
        }
    }
}
