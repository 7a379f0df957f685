//! Sending an order to the unit that must act: category and unit proposed
//! with their reasons, the limit told before it is sent, the duty lists asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::policy::ClockKind;
use kernel::ports::MatchDraft;
use people::{PageError, Staff, UnitId};
use ui::{Choice, Definition, Definitions, Field, FormState, Html, Notice, Prefs, Tone, Tr, key};

use super::super::super::{clock, filter};
use super::Asked;
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::category::DutyVerdict;
use crate::domain::change::{Command, Dispatch, TEXT_MAX};
use crate::domain::order::Order;
use crate::domain::words::Urgency;
use crate::web::category;
use crate::web::words::urgency_key;
use crate::web::{to_page, unit_basis};

/// The category on the order, or else the likeliest; none when the machine is
/// not sure: a weak guess that is filled in would be taken for an answer.
pub(in super::super) fn proposed_category(desk: &Desk, view: &OrderView) -> Option<String> {
    if let Some(code) = &view.order.category_code {
        return Some(code.clone());
    }
    let draft = draft_of(view);
    if desk.matches.abstains(&draft) {
        return None;
    }
    desk.matches.categories(&draft, 1).into_iter().next().map(|(code, _)| code)
}

fn draft_of(view: &OrderView) -> MatchDraft {
    let own = &view.request;
    MatchDraft {
        title: own.title.clone(),
        content: own.content.clone(),
        address: own.address.clone(),
        point_e7: own.lon_e7.zip(own.lat_e7),
        region_code: own.region_code.clone().unwrap_or_default(),
        at: own.received_at,
    }
}

/// The form as it is first shown: everything that can be proposed is filled in.
pub(in super::super) fn prefilled(desk: &Desk, view: &OrderView, form: FormState) -> FormState {
    let category = proposed_category(desk, view).unwrap_or_default();
    let form = form.with("category", category).with("urgency", view.order.urgency.as_str());
    let day = desk.app.now().day();
    let region = view.order.region_code.as_deref();
    let unit = desk.rules().propose_unit(form.value("category"), region, day);
    let form =
        form.with("unit", unit.as_ref().map(|known| known.unit.to_string()).unwrap_or_default());
    let helpers = unit.map(|proposal| proposal.co_units).unwrap_or_default();
    super::UNIT_FIELDS
        .iter()
        .zip(helpers)
        .fold(form, |form, (n, helper)| form.with(&format!("co_{n}"), helper.to_string()))
}

/// Fields of the form, with the preview of what will happen.
pub(in super::super) fn fields(
    desk: &Desk,
    t: Tr,
    view: &OrderView,
    form: &FormState,
) -> Vec<Html> {
    let rules = desk.rules();
    let today = desk.app.now().day();
    let mut categories = vec![Choice::new("", t.s("desk-choose"))];
    let open = rules.categories.iter().filter(|c| c.code.len() == 6 && c.valid.holds(today));
    categories.extend(open.map(|c| Choice::new(&c.code, category::path(t, &rules, &c.code))));
    let mut units = vec![Choice::new("", t.s("desk-choose"))];
    units.extend(filter::units(desk));
    let urgencies: Vec<Choice> =
        Urgency::ALL.iter().map(|u| Choice::new(u.as_str(), t.s(urgency_key(*u)))).collect();
    let address = format!("/desk/orders/{}/dispatch-preview", view.order.id);
    let select = |name, label: &'static str, choices: Vec<Choice>| {
        Field::select(t, form, name, t.s(label)).choices(choices).attr("data-preview", &address)
    };
    let preview = Html::of(&Preview::of(desk, t, view, form));
    let unsure = view.order.category_code.is_none()
        && form.value("category").is_empty()
        && desk.matches.abstains(&draft_of(view));
    let unsure = unsure.then(|| Notice::new(Tone::Info, t.s(key("model-unsure"))).to_html());
    let mut fields: Vec<Html> = unsure.into_iter().collect();
    fields.extend([
        select("category", key("desk-dispatch-category"), categories).required().to_html(),
        select("unit", key("desk-dispatch-unit"), units).required().to_html(),
        select("urgency", key("desk-dispatch-urgency"), urgencies).to_html(),
    ]);
    let co_units = super::unit_fields(desk, t, form, "co", key("joint-co-unit"));
    fields.extend(co_units.iter().map(Field::to_html));
    fields.extend([
        Field::text(t, form, "dispatch_text", t.s("desk-dispatch-text")).optional().to_html(),
        preview,
        Field::text(t, form, "override", t.s("desk-dispatch-override")).optional().to_html(),
    ]);
    fields
}

/// What sending it now would mean.
#[derive(Template)]
#[template(path = "desk/dispatch_preview.html")]
struct Preview {
    facts: Definitions,
    verdict: Option<Notice>,
}

impl Preview {
    fn of(desk: &Desk, t: Tr, view: &OrderView, form: &FormState) -> Self {
        let rules = desk.rules();
        let day = desk.app.now().day();
        let category = form.value("category").to_owned();
        let unit: Option<UnitId> = form.value("unit").parse().ok();
        let order = Order {
            category_code: Some(category.clone()),
            urgency: form.value("urgency").parse().unwrap_or(view.order.urgency),
            ..view.order.clone()
        };
        let mut facts = Vec::new();
        let region = order.region_code.as_deref();
        for (at, proposal) in rules.propose_units(&category, region, day, 3).iter().enumerate() {
            let label =
                if at == 0 { key("desk-dispatch-proposal") } else { key("unit-basis-others") };
            let name = unit_basis::name(t, &rules, proposal);
            let why = unit_basis::basis(t, &rules, proposal);
            facts.push(Definition::new(t.s(label), name).note(why));
        }
        for (kind, name) in [
            (ClockKind::SignIn, key("clock-sign-in")),
            (ClockKind::FirstContact, key("clock-first-contact")),
            (ClockKind::Handle, key("clock-handle")),
        ] {
            if let Some((_, rule)) = rules.limit(&order, kind, day) {
                facts.push(Definition::new(t.s(name), clock::limit(t, rule.limit)));
            }
        }
        let verdict = unit.and_then(|unit| rules.duty_verdict(&category, unit, day));
        Self {
            facts: Definitions::new(facts).columns(),
            verdict: verdict.map(|verdict| told(desk, t, &verdict)),
        }
    }
}

/// What the duty lists say, in words.
fn told(desk: &Desk, t: Tr, verdict: &DutyVerdict) -> Notice {
    let rules = desk.rules();
    let item = |id: &str| {
        let found = rules.duty_items.iter().find(|item| item.id == id);
        found.map(|item| item.name.clone()).unwrap_or_default()
    };
    let lead =
        |slug: &str| rules.unit_by_slug(slug).map_or_else(|| slug.to_owned(), |u| u.name.clone());
    match verdict {
        DutyVerdict::Allowed { item: id } => {
            Notice::new(Tone::Ok, t.named("desk-duty-allowed", item(id)))
        }
        DutyVerdict::NeedsLead { item: id, lead_dept } => Notice::new(
            Tone::Warn,
            t.a(
                "desk-duty-needs-lead",
                &[("item", item(id).into()), ("lead", lead(lead_dept).into())],
            ),
        ),
        DutyVerdict::TakenBack { item: id, lead_dept } => Notice::new(
            Tone::Bad,
            t.a(
                "desk-duty-taken-back",
                &[("item", item(id).into()), ("lead", lead(lead_dept).into())],
            ),
        ),
        DutyVerdict::NotListed => Notice::new(Tone::Warn, t.s("desk-duty-not-listed")),
    }
}

/// `GET /desk/orders/{id}/dispatch-preview`: the part of the form that
/// follows from the rest, for the script that asks while choosing.
pub(in super::super::super) async fn preview(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let view = desk.view_for(&staff, id).await.map_err(to_page)?;
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let form = FormState::from_pairs(pairs);
    Ok(ui::page(StatusCode::OK, &Preview::of(&desk, t, &view, &form)))
}

/// `POST /desk/orders/{id}/dispatch`
pub(in super::super::super) async fn dispatch(mut asked: Asked) -> Result<Response, PageError> {
    if asked.form.value("preview") == "1" {
        return asked.again("dispatch", StatusCode::OK, false).await;
    }
    asked.form.require("category", key("desk-error-choose"));
    let unit: Option<UnitId> = asked.word("unit");
    let urgency: Option<Urgency> = asked.word("urgency");
    asked.form.limit("override", TEXT_MAX).limit("dispatch_text", TEXT_MAX);
    let (rules, day) = (asked.desk.rules(), asked.desk.app.now().day());
    let text = |name: &str| asked.form.value(name).to_owned();
    let category_code = text("category");
    let region = asked.view.order.region_code.as_deref();
    let entry = rules.catalogue_unit(&category_code, region, day);
    let command = unit.zip(urgency).map(|(unit, urgency)| {
        let verdict = rules.duty_verdict(&category_code, unit, day);
        Command::Dispatch(Dispatch {
            unit,
            urgency,
            // The line justifies the unit it names, not another one.
            catalogue_id: entry
                .filter(|(named, _)| *named == unit)
                .map(|(_, item)| item.id.clone()),
            duty_override: Some(text("override")).filter(|reason| !reason.is_empty()),
            override_needed: verdict.is_some_and(|verdict| verdict.needs_override()),
            text: text("dispatch_text"),
            co_units: super::units(&asked.form, "co"),
            category_code,
        })
    });
    asked.carry_out("dispatch", command).await
}

/// `POST /desk/orders/{id}/ruling`
pub(in super::super::super) async fn rule(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("ruling_text");
    let command = match asked.form.value("ruling") {
        "overrule" => Some(Command::Overrule { text }),
        "designate" => asked.word("unit").map(|unit| Command::Designate { unit, text }),
        _ => asked.word("unit").map(|unit| Command::Redispatch { unit, text }),
    };
    asked.carry_out("ruling", command).await
}
