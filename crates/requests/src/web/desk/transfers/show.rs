//! One transfer, with the steps that fit.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Choice, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs, Tone, Tr,
    key,
};

use super::{list, words};
use crate::app::Desk;
use crate::domain::line_transfer::{Direction, Transfer, TransferVerb, can_write};
use crate::domain::words::{OrderType, Urgency};
use crate::domain::{TransferId, permission};
use crate::store::{line_transfer as store, order};
use crate::web::record::{Action, Section, Show, course, flash, unit_name};
use crate::web::words::{line_key, type_key, urgency_key};

/// `GET /desk/transfers/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let transfer = find(&desk, &staff, &id).await?;
    page(&desk, &staff, prefs, transfer, FormState::from_pairs(pairs)).await
}

/// The transfer of an address; that of an order they may not see is not there.
pub(super) async fn find(desk: &Desk, staff: &Staff, id: &str) -> Result<Transfer, PageError> {
    let id: TransferId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let found = store::get(tx, *id).await?;
            let order = match found.as_ref().and_then(|transfer| transfer.order_id) {
                Some(order) => order::get(tx, order).await?,
                None => None,
            };
            Ok::<_, db::StoreError>((found, order))
        })
    });
    let (found, order) = read.await?;
    let is_named = order.is_none_or(|order| permission::may_name(staff, &order));
    found.filter(|_| is_named).ok_or(PageError::NotFound)
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    transfer: Transfer,
    form: FormState,
) -> Result<Response, PageError> {
    let title = crate::domain::request::title_from(&transfer.matter);
    let mut shell = desk.app.desk_titled(staff, prefs, title);
    let t = shell.t;
    shell.flash = flash(t, &form);
    let course = course(&desk.app, t, "transfer", transfer.id.0, words::event).await?;
    let mut sections = vec![Section::new("matter", t.s("transfer-matter")).text(&transfer.matter)];
    if let Some(reason) = &transfer.return_reason {
        sections.push(Section::new("returned", t.s("transfer-return-reason")).text(reason));
    }
    if let Some(result) = &transfer.result {
        sections.push(Section::new("result", t.s("transfer-result")).text(result));
    }
    if let Some(order) = transfer.order_id {
        let mut section = Section::new("order", t.s("transfer-order"));
        section
            .links
            .push((t.s("transfer-order-open").into_owned(), format!("/desk/orders/{order}")));
        sections.push(section);
    }
    let now = desk.app.now();
    let late = transfer.is_late(now).then(|| Notice::new(Tone::Bad, t.s("transfer-late-text")));
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![Crumb::new(t.s("transfers-title"), "/desk/transfers")],
        )),
        tags: list::tags(t, &transfer, now).into_iter().map(|(_, tag)| tag).collect(),
        notices: late.into_iter().collect(),
        facts: facts(desk, t, &transfer),
        sections,
        actions: if can_write(staff) { actions(t, &transfer, &form) } else { Vec::new() },
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(desk: &Desk, t: Tr, transfer: &Transfer) -> Definitions {
    let mut facts = vec![
        Definition::new(t.s("transfer-direction"), t.s(words::direction_key(transfer.direction))),
        Definition::new(t.s("transfer-line"), t.s(line_key(transfer.line))),
        Definition::new(t.s("transfer-mode"), t.s(words::mode_key(transfer.mode))),
        Definition::new(t.s("transfer-unit"), unit_name(desk, Some(transfer.unit_id))),
        Definition::new(t.s("transfer-offered-at"), t.date_time(transfer.offered_at)),
    ];
    let mut when = |name: &'static str, at: Option<kernel::time::Instant>| {
        if let Some(at) = at {
            facts.push(Definition::new(t.s(name), t.date_time(at)));
        }
    };
    when(key("transfer-accept-due"), transfer.accept_due_at);
    when(key("transfer-accepted-at"), transfer.accepted_at);
    when(key("transfer-returned-at"), transfer.returned_at);
    when(key("transfer-settled-at"), transfer.settled_at);
    if let Some(ref_no) = &transfer.ref_no {
        facts.push(Definition::new(t.s("transfer-ref-no"), ref_no));
    }
    if !transfer.address.is_empty() {
        facts.push(Definition::new(t.s("transfer-address"), &transfer.address));
    }
    Definitions::new(facts).columns()
}

fn actions(t: Tr, transfer: &Transfer, form: &FormState) -> Vec<Action> {
    let base = format!("/desk/transfers/{}", transfer.id);
    let action = |title: &'static str, resource: &str| {
        Action::new(t.s(title), format!("{base}/{resource}")).hide("seen", transfer.version)
    };
    let mut actions = Vec::new();
    if transfer.allows(TransferVerb::Accept) {
        let accept = action(key("transfer-act-accept"), "acceptance").main();
        actions.push(match transfer.direction {
            Direction::In => accept
                .hint(t.s("transfer-accept-in-hint"))
                .field(types(t, form))
                .field(urgencies(t, form, transfer)),
            Direction::Out => accept
                .hint(t.s("transfer-accept-out-hint"))
                .field(Field::text(t, form, "ref_no", t.s("transfer-ref-no")).optional()),
        });
    }
    let text = |name: &'static str, label: &'static str| {
        Field::textarea(t, form, name, t.s(label)).rows(3).required()
    };
    if transfer.allows(TransferVerb::Settle) {
        let field = text("result", key("transfer-result"));
        actions.push(action(key("transfer-act-settle"), "settlement").main().field(field));
    }
    if transfer.allows(TransferVerb::Return) {
        let field = text("return_reason", key("transfer-return-reason"));
        let give_back = action(key("transfer-act-return"), "return").field(field);
        actions.push(give_back.opened_by(form, "return_reason"));
    }
    if transfer.allows(TransferVerb::Resend) {
        let known = form.clone().with("matter", &transfer.matter);
        let field = Field::textarea(t, &known, "matter", t.s("transfer-matter")).rows(4).required();
        let resend = action(key("transfer-act-resend"), "resending").field(field);
        actions.push(resend.opened_by(form, "matter"));
    }
    if transfer.allows(TransferVerb::Keep) {
        let field = text("kept_result", key("transfer-kept-result"));
        actions.push(
            action(key("transfer-act-keep"), "keeping").field(field).opened_by(form, "kept_result"),
        );
    }
    actions
}

fn types(t: Tr, form: &FormState) -> Field {
    let form = form.clone().with("type", OrderType::Help.as_str());
    let word = |kind: &OrderType| Choice::new(kind.as_str(), t.s(type_key(*kind)));
    Field::select(t, &form, "type", t.s("desk-filter-type"))
        .choices(OrderType::ALL.iter().map(word))
}

fn urgencies(t: Tr, form: &FormState, transfer: &Transfer) -> Field {
    let usual = if transfer.urgent { Urgency::Urgent } else { Urgency::Normal };
    let form = form.clone().with("urgency", usual.as_str());
    let word = |urgency: &Urgency| Choice::new(urgency.as_str(), t.s(urgency_key(*urgency)));
    Field::select(t, &form, "urgency", t.s("desk-filter-urgency"))
        .choices(Urgency::ALL.iter().map(word))
}
