//! What the written courses do not tell: applications that wait, urges,
//! supervisions, coordination and exclusions on the orders that stand open at
//! the end of the load, so that every list has something true to show.

use db::StoreError;
use kernel::counting::Limit;
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant};
use people::Role;
use requests::app::act::{Act, By};
use requests::app::view::OrderView;
use requests::app::{Desk, OrderError};
use requests::domain::OrderId;
use requests::domain::application::{ApplicationKind, NewApplication};
use requests::domain::order::{OrderState, Queue};
use requests::domain::procedure::Step;
use requests::domain::supervision::{NewSupervision, SupervisionCause, SupervisionLevel};
use requests::store::list::{self, Filter, Sort};

use super::{Cast, Fault};

/// Orders looked at on each desk.
const LOOKED_AT: u32 = 400;

/// Takes the steps. Gives how many were taken.
pub(super) async fn play(desk: &Desk, cast: &Cast, now: Instant) -> Result<usize, Fault> {
    let stage = Stage { desk, cast, now };
    let mut taken = 0;
    for (n, id) in stage.orders(Queue::Unit).await?.into_iter().enumerate() {
        let view = desk.view_unchecked(id).await?;
        for (role, step) in at_the_unit(n, &view, now) {
            taken += stage.take(&view, role, step).await?;
        }
    }
    for (n, id) in stage.orders(Queue::Callback).await?.into_iter().enumerate() {
        let view = desk.view_unchecked(id).await?;
        for (role, step) in at_the_end(n) {
            taken += stage.take(&view, role, step).await?;
        }
    }
    Ok(taken)
}

struct Stage<'a> {
    desk: &'a Desk,
    cast: &'a Cast,
    now: Instant,
}

impl Stage<'_> {
    async fn orders(&self, queue: Queue) -> Result<Vec<OrderId>, Fault> {
        let filter = Filter { queue: Some(queue), sort: Sort::Due, ..Filter::default() };
        let read = self
            .desk
            .app
            .db
            .read(filter, |tx, filter| Box::pin(list::page(tx, filter, None, LOOKED_AT)));
        let rows: Result<Vec<list::ListRow>, StoreError> = read.await;
        Ok(rows?.into_iter().map(|row| row.id).collect())
    }

    /// Takes a step; what the rules refuse is left out.
    async fn take(&self, view: &OrderView, role: Option<Role>, step: Step) -> Result<usize, Fault> {
        let order = &view.order;
        let actor = match role {
            None => Actor::Requester,
            Some(role @ (Role::UnitHandler | Role::UnitReviewer)) => {
                self.cast.of_unit(role, order.unit_id)
            }
            Some(role) => self.cast.any(role, order.order_no.as_str()),
        };
        let act = Act {
            order: order.id,
            seen: None,
            by: By::Replay(actor),
            command: step.into(),
            evidence: Vec::new(),
            at: self.now,
        };
        match self.desk.act(act).await {
            Ok(_) => Ok(1),
            Err(OrderError::Refused(_)) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

type Taken = Vec<(Option<Role>, Step)>;

fn at_the_unit(n: usize, view: &OrderView, now: Instant) -> Taken {
    let is_late = view.order.next_due_at <= now;
    let reviewer = Some(Role::UnitReviewer);
    match (view.order.state, n % 8) {
        (OrderState::Deferred, _) => {
            let text = "已与设计单位对接，方案正在比选。".to_owned();
            vec![(Some(Role::UnitHandler), Step::Progress { text })]
        }
        (_, 0) => vec![(None, Step::Urge { text: "已经等了好几天，麻烦尽快处理。".into() })],
        (_, 1) if is_late => supervised(n),
        (OrderState::InProgress, 2) => vec![(reviewer, extension(view))],
        (OrderState::InProgress, 3) => coordinated(n),
        (OrderState::InProgress, 4) => vec![(reviewer, deferral(now))],
        (_, 5) => {
            let text = "来电人再次来电询问进展。".to_owned();
            vec![(Some(Role::Operator), Step::Urge { text })]
        }
        _ => Vec::new(),
    }
}

fn at_the_end(n: usize) -> Taken {
    let ask = Step::Ask(NewApplication {
        reason_code: ["beyond_duty", "no_contact", "statutory_route"]
            .get(n % 3)
            .copied()
            .unwrap_or("beyond_duty")
            .into(),
        ..new(ApplicationKind::Exclusion, "附通话记录和产权证明，超出本单位能够解决的范围。")
    });
    let asked = (Some(Role::UnitReviewer), ask);
    let granted =
        Step::Approve { kind: ApplicationKind::Exclusion, text: "证据充分。".into() };
    match n % 6 {
        0 => vec![asked, (Some(Role::Supervisor), granted)],
        1 => vec![asked],
        _ => Vec::new(),
    }
}

fn supervised(n: usize) -> Taken {
    let supervisor = Some(Role::Supervisor);
    let level =
        if n.is_multiple_of(3) { SupervisionLevel::Listed } else { SupervisionLevel::Hotline };
    let open = Step::Supervise(NewSupervision {
        level,
        cause: SupervisionCause::Overdue,
        text: "该诉求已超过办理时限，请说明原因，明确完成时间并尽快办结。".into(),
    });
    let answer = Step::Answer {
        supervision: None, text: "已安排专人负责，本周内办结。".into()
    };
    let mut taken = vec![(supervisor, open)];
    if n % 2 == 1 {
        taken.push((Some(Role::UnitReviewer), answer));
    }
    if n % 4 == 1 {
        let text = "情况属实，予以办结。".to_owned();
        taken.push((supervisor, Step::End { supervision: None, text }));
    }
    taken
}

fn coordinated(n: usize) -> Taken {
    let text = "涉及两家单位，责任边界不清，请协调。";
    let ask = Step::Ask(new(ApplicationKind::Escalation, text));
    let decided = Step::Approve {
        kind: ApplicationKind::Escalation,
        text: "由本单位牵头，相关单位配合，五个工作日内完成。".into(),
    };
    let mut taken = vec![(Some(Role::UnitReviewer), ask)];
    if n.is_multiple_of(2) {
        taken.push((Some(Role::Supervisor), decided));
    }
    taken
}

/// As much as the order's pack gives, two units of it at most.
fn extension(view: &OrderView) -> Step {
    let terms = view.beside.limit.and_then(|limit| limit.terms);
    let by = terms.map(|terms| Limit::new(terms.most.amount.min(2), terms.most.unit));
    Step::Ask(NewApplication {
        by,
        ..new(ApplicationKind::Extension, "所需配件正在采购，预计两日内到货。")
    })
}

fn deferral(now: Instant) -> Step {
    Step::Ask(NewApplication {
        reason_code: "project_cycle".into(),
        plan: "纳入明年老旧管网改造计划，先行设置警示并定期巡查。".into(),
        target_at: Some(now.plus(180 * DAY_US)),
        ..new(ApplicationKind::Deferral, "需整体改造才能根治，短期内难以完成。")
    })
}

fn new(kind: ApplicationKind, text: &str) -> NewApplication {
    NewApplication {
        kind,
        reason_code: String::new(),
        text: text.to_owned(),
        plan: String::new(),
        by: None,
        target_at: None,
    }
}
