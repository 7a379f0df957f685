//! The numbered notice of a supervision, to be read on the screen and printed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::store::accounts;
use people::{AccountId, PageError, Staff};
use ui::{Definition, Definitions, Prefs, Shell, Tag, Tr, key};

use super::super::order::beside::number;
use super::unit_name;
use crate::app::Desk;
use crate::app::procedure_words::{cause_key, level_key, supervision_state_key, supervision_tone};
use crate::domain::SupervisionId;
use crate::domain::supervision::{Supervision, SupervisionLevel};
use crate::store::supervision;
use crate::web::to_page;

#[derive(Template)]
#[template(path = "procedure/notice.html")]
struct NoticePage {
    shell: Shell,
    number: String,
    to: String,
    body: String,
    demand: String,
    facts: Definitions,
    answer: Option<Signed>,
    closing: Option<Signed>,
    office: String,
    opened: String,
    state: Tag,
    order: String,
}

/// Words with who wrote them and when.
struct Signed {
    text: String,
    by: String,
}

/// `GET /desk/supervisions/{id}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let id: SupervisionId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(supervision::get(tx, *id)));
    let found: Result<_, StoreError> = read.await;
    let found = found?.ok_or(PageError::NotFound)?;
    // Who may not see the order does not see what was opened for it.
    let view = desk.view_for(&staff, found.order_id).await.map_err(to_page)?;
    let names = names(&desk, &found).await?;
    let heading = Tr::new(prefs.lang).s(heading_key(found.level));
    let shell = desk.app.desk_titled(&staff, prefs, heading.into_owned());
    let (t, now) = (shell.t, desk.app.now());
    let name = |id: Option<AccountId>| {
        id.and_then(|id| names.iter().find(|(known, _)| *known == id))
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    };
    let signed = |text: &str, by: Option<AccountId>, at: Option<Instant>| {
        at.map(|at| Signed {
            text: text.to_owned(),
            by: [name(by), t.date_time(at)].join(" ").trim().to_owned(),
        })
    };
    let opener = view.events.iter().find(|event| event.body.contains(&found.id.to_string()));
    let office = opener.and_then(|event| event.actor_unit.as_deref()?.parse().ok());
    let order = &view.order;
    let args = [("no", order.order_no.as_str().into()), ("title", order.title.as_str().into())];
    let page = NoticePage {
        number: number(t, &found),
        to: unit_name(&desk, found.unit_id),
        body: t.a("supervision-body", &args),
        demand: found.demand.clone(),
        facts: facts(t, &found),
        answer: signed(&found.answer, found.answered_by, found.answered_at),
        closing: signed(&found.closing, found.closed_by, found.closed_at),
        office: [unit_name(&desk, office), name(found.opened_by)].join(" ").trim().to_owned(),
        opened: t.date(found.opened_at),
        state: Tag::new(t.s(supervision_state_key(found.state)))
            .tone(supervision_tone(found.state, found.is_overdue(now))),
        order: format!("/desk/orders/{}", order.id),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn heading_key(level: SupervisionLevel) -> &'static str {
    match level {
        SupervisionLevel::Hotline => key("supervision-heading-hotline"),
        SupervisionLevel::Listed => key("supervision-heading-listed"),
        SupervisionLevel::Talk => key("supervision-heading-talk"),
    }
}

fn facts(t: Tr, found: &Supervision) -> Definitions {
    Definitions::new(vec![
        Definition::new(t.s("supervision-level"), t.s(level_key(found.level))),
        Definition::new(t.s("supervision-cause"), t.s(cause_key(found.cause))),
        Definition::new(t.s("supervision-due"), t.date(found.due_at.plus(-1))),
    ])
}

/// Names of everybody who signed.
async fn names(desk: &Desk, found: &Supervision) -> Result<Vec<(AccountId, String)>, StoreError> {
    let ids: Vec<AccountId> =
        [found.opened_by, found.answered_by, found.closed_by].into_iter().flatten().collect();
    let read = desk.app.db.read(ids, |tx, ids| {
        Box::pin(async move {
            let mut names = Vec::new();
            for id in ids {
                if let Some(account) = accounts::get(tx, *id).await? {
                    names.push((*id, account.display_name));
                }
            }
            Ok::<_, StoreError>(names)
        })
    });
    read.await
}
