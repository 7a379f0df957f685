//! A merge group: the order that is worked and those joined to it. It shows
//! how many people ask, and never who they are.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff};
use ui::{Kpi, KpiStrip, Prefs, Shell, Tag, Tone, key};

use crate::app::Desk;
use crate::domain::OrderId;
use crate::domain::order::{Order, OrderState, Verb};
use crate::domain::permission;
use crate::domain::repeats::RepeatKind;
use crate::store::order;
use crate::web::words::{repeat_key, state_key, state_tone};

#[derive(Template)]
#[template(path = "desk/group.html")]
struct GroupPage {
    shell: Shell,
    lead: Row,
    counts: KpiStrip,
    rows: Vec<Row>,
    hidden: String,
}

struct Row {
    id: String,
    no: String,
    title: String,
    tags: Vec<Tag>,
    received: String,
    seen: i64,
    can_unlink: bool,
}

/// `GET /desk/groups/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let lead = order::get(tx, *id).await?;
            Ok::<_, StoreError>((lead, order::linked_to(tx, *id).await?))
        })
    });
    let (lead, linked) = read.await?;
    let lead = lead.filter(|lead| permission::can_see(&staff, lead) && !lead.confidential);
    let lead = lead.ok_or(PageError::NotFound)?;
    let members: Vec<Order> = linked
        .into_iter()
        .filter(|member| member.repeat_kind.is_none_or(RepeatKind::merges) && !member.confidential)
        .collect();
    let shell = desk.app.desk(&staff, prefs, key("repeats-group"));
    let t = shell.t;
    // Every member of this kind was checked against the others by the vault;
    // follow-ups are of people who are counted already.
    let is_joint =
        |member: &&Order| member.repeat_kind.is_none_or(|kind| kind == RepeatKind::JointMatter);
    let people = 1 + members.iter().filter(is_joint).count();
    let answered = members.iter().filter(|m| m.replied_at.is_some() || m.state.is_done()).count();
    let seen: Vec<&Order> =
        members.iter().filter(|member| permission::can_see(&staff, member)).collect();
    let hidden = members.len() - seen.len();
    let row = |order: &Order| row(&shell, &staff, order);
    let page = GroupPage {
        lead: row(&lead),
        counts: KpiStrip::new(vec![
            Kpi::new(t.s("repeats-people"), t.number(people as i64)),
            Kpi::new(t.s("repeats-members"), t.number(members.len() as i64)),
            Kpi::new(t.s("repeats-answered"), t.number(answered as i64)),
        ]),
        rows: seen.into_iter().map(row).collect(),
        hidden: if hidden > 0 { t.n("repeats-hidden", hidden) } else { String::new() },
        shell: shell.clone(),
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn row(shell: &Shell, staff: &Staff, order: &Order) -> Row {
    let t = shell.t;
    let mut tags = vec![Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state))];
    tags.extend(order.repeat_kind.map(|kind| Tag::new(t.s(repeat_key(kind))).tone(Tone::Match)));
    Row {
        id: order.id.to_string(),
        no: order.order_no.to_string(),
        title: order.title.clone(),
        tags,
        received: t.date_time(order.received_at),
        seen: order.version,
        can_unlink: order.state == OrderState::RepeatLinked
            && staff.has_any(&[Role::Operator, Role::Dispatcher])
            && permission::can(staff, Verb::Unlink, order),
    }
}
