//! Listing an item, taking it up, finishing it, calling units to it.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Choice, Crumb, Field, FormState, Prefs, Tr, key};

use super::{items, words};
use crate::app::Desk;
use crate::domain::place_item::{
    Call, ItemKind, ItemState, ItemStep, ItemVerb, NewItem, PlaceItem, PlaceList, TEXT_MAX,
    TITLE_MAX, can_list,
};
use crate::web::record::{Action, FormPage, Group, blame, day, one_of, regions, units};

type Pairs = Vec<(String, String)>;

/// `GET /desk/place-items/new`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    let form = FormState::from_pairs(pairs).with("list", "problem").with("is_public", "1");
    form_page(&desk, &staff, prefs, form)
}

fn form_page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("place-items-new"));
    let t = shell.t;
    let lists = words::choices(t, PlaceList::ALL, PlaceList::as_str, words::list_key);
    let kinds = words::choices(t, ItemKind::ALL, ItemKind::as_str, words::kind_key);
    let fields = vec![
        Field::radios(t, &form, "list", t.s("item-list")).choices(lists).inline(),
        Field::select(t, &form, "region", t.s("item-place"))
            .choices(one_of(t, regions(desk, true))),
        Field::select(t, &form, "kind", t.s("item-kind")).choices(one_of(t, kinds)),
        Field::text(t, &form, "title", t.s("item-title")).counted(TITLE_MAX).required(),
        Field::textarea(t, &form, "detail", t.s("item-detail")).counted(TEXT_MAX).required(),
        Field::number(t, &form, "households", t.s("item-households")).optional(),
        Field::checkbox(t, &form, "is_public", t.s("item-public")),
    ];
    let submit = Button::submit(t.s("item-save")).primary();
    let mut page = FormPage::new("/desk/place-items", submit, form);
    page.crumbs =
        Some(Breadcrumb::new(t, vec![Crumb::new(t.s("place-items-title"), "/desk/place-items")]));
    page.lead = t.s("place-items-new-lead").into_owned();
    page.groups = vec![Group::new("item", t.s("item-title"), fields)];
    page.desk(shell)
}

/// `POST /desk/place-items`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let list: Option<PlaceList> = form.value("list").parse().ok();
    let kind: Option<ItemKind> = form.value("kind").parse().ok();
    let households = form.value("households").to_owned();
    for (name, is_there) in [
        ("list", list.is_some()),
        ("kind", kind.is_some()),
        ("region", !form.value("region").is_empty()),
        ("households", households.is_empty() || households.parse::<i64>().is_ok()),
    ] {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    if let (Some(list), Some(kind), false) = (list, kind, form.has_errors()) {
        let new = NewItem {
            list,
            kind,
            region_code: form.value("region").to_owned(),
            title: form.value("title").to_owned(),
            detail: form.value("detail").to_owned(),
            households: households.parse().ok(),
            is_public: form.value("is_public") == "1",
        };
        match desk.list_item(&staff, new).await {
            Ok(item) => return Ok(see_other(&format!("/desk/place-items/{}?done=added", item.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(form_page(&desk, &staff, prefs, form))
}

/// The steps that fit now and are theirs.
pub(super) fn actions(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    item: &PlaceItem,
    calls: &[Call],
    form: &FormState,
) -> Vec<Action> {
    let step = |title: &'static str, verb: ItemVerb| {
        Action::new(t.s(title), format!("/desk/place-items/{}/steps", item.id))
            .hide("step", verb)
            .hide("seen", item.version)
    };
    let words = |name: &'static str, label: &'static str| {
        Field::textarea(t, form, name, t.s(label)).rows(3).required()
    };
    let keeps = can_list(staff, &item.region_code);
    let mut actions = Vec::new();
    if item.can(staff, ItemVerb::Take) {
        let choices = if keeps {
            units(desk)
        } else {
            vec![Choice::new(staff.unit.to_string(), &staff.unit_name)]
        };
        let title =
            if item.list == PlaceList::Need { key("item-act-claim") } else { key("item-act-take") };
        let take = step(title, ItemVerb::Take)
            .field(Field::select(t, form, "unit", t.s("item-unit")).choices(one_of(t, choices)))
            .field(Field::date(t, form, "due_on", t.s("item-due")).required());
        actions.push(take.main());
    }
    if item.can(staff, ItemVerb::Finish) {
        let field = words("result", key("item-result"));
        actions.push(step(key("item-act-finish"), ItemVerb::Finish).field(field).main());
    }
    if item.can(staff, ItemVerb::Confirm) {
        actions.push(step(key("item-act-confirm"), ItemVerb::Confirm).main());
    }
    if item.can(staff, ItemVerb::Reject) {
        let field = words("reject_reason", key("item-reason"));
        let reject = step(key("item-act-reject"), ItemVerb::Reject).field(field);
        actions.push(reject.opened_by(form, "reject_reason"));
    }
    actions.extend(call_actions(desk, staff, t, item, calls, form));
    if item.can(staff, ItemVerb::Drop) {
        let field = words("drop_reason", key("item-reason"));
        let drop = step(key("item-act-drop"), ItemVerb::Drop).field(field).danger();
        actions.push(drop.opened_by(form, "drop_reason"));
    }
    actions
}

fn call_actions(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    item: &PlaceItem,
    calls: &[Call],
    form: &FormState,
) -> Vec<Action> {
    let open = matches!(item.state, ItemState::Listed | ItemState::Taken);
    if item.list != PlaceList::Problem || !open {
        return Vec::new();
    }
    let keeps = can_list(staff, &item.region_code);
    let href = format!("/desk/place-items/{}/calls", item.id);
    let mut actions = Vec::new();
    if keeps {
        let field = Field::select(t, form, "call_unit", t.s("item-unit"));
        let call = Action::new(t.s("item-act-call"), href.clone())
            .hint(t.s("item-act-call-hint"))
            .field(field.choices(one_of(t, units(desk))));
        actions.push(call.opened_by(form, "call_unit"));
    }
    let waiting = calls.iter().filter(|call| call.arrived_at.is_none());
    if let Some(own) = waiting.into_iter().find(|call| call.unit_id == staff.unit) {
        let came = Action::new(t.s("item-act-came"), href).hide("came", own.unit_id).field(
            Field::textarea(t, form, "call_result", t.s("item-call-result")).rows(3).required(),
        );
        actions.push(came.main());
    }
    actions
}

/// `POST /desk/place-items/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (item, _) = items::find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: ItemVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let text = |name: &str| form.value(name).to_owned();
    let step = match verb {
        ItemVerb::Take => {
            let unit = form.value("unit").parse().ok();
            let due_on = day(&form, "due_on");
            for (name, is_there) in [("unit", unit.is_some()), ("due_on", due_on.is_some())] {
                if !is_there {
                    form.error(name, key("record-fault-missing"));
                }
            }
            unit.zip(due_on).map(|(unit, due_on)| ItemStep::Take { unit, due_on })
        }
        ItemVerb::Finish => Some(ItemStep::Finish { result: text("result") }),
        ItemVerb::Confirm => Some(ItemStep::Confirm),
        ItemVerb::Reject => Some(ItemStep::Reject { result: text("reject_reason") }),
        ItemVerb::Drop => Some(ItemStep::Drop { result: text("drop_reason") }),
    };
    if let Some(step) = step {
        let seen = form.value("seen").parse().unwrap_or(0);
        match desk.step_item(&staff, (item.id, seen), step).await {
            Ok(_) => return Ok(see_other(&format!("/desk/place-items/{id}?done=saved"))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    let fresh = items::find(&desk, &id).await?;
    items::page(&desk, &staff, prefs, fresh, form).await
}

/// `POST /desk/place-items/{id}/calls`: a unit is called, or says it came.
pub(super) async fn call(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (item, _) = items::find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let came = form.has("came");
    let unit = form.value(if came { "came" } else { "call_unit" }).parse().ok();
    let result = came.then(|| form.value("call_result").to_owned());
    match unit {
        None => {
            form.error("call_unit", key("record-fault-missing"));
        }
        Some(unit) => match desk.call_unit(&staff, &item, unit, result).await {
            Ok(()) => return Ok(see_other(&format!("/desk/place-items/{id}?done=saved"))),
            Err(error) => blame(&mut form, error)?,
        },
    }
    let fresh = items::find(&desk, &id).await?;
    items::page(&desk, &staff, prefs, fresh, form).await
}
