//! After the written courses: some orders that are in hand get joint units, an
//! offer to another unit, a request to end; a report is protected; a street
//! whistles. So every page of the procedures has something true to show.

use std::collections::HashMap;

use kernel::id::Id;
use kernel::time::Instant;
use people::domain::unit::UnitKind;
use people::{Role, SessionId, Staff, UnitId};
use requests::app::act::{Act, By};
use requests::app::whistles::{NewWhistle, WhistleStep};
use requests::app::{Desk, OrderError};
use requests::domain::OrderId;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState};
use requests::domain::whistle::Mark;
use requests::domain::words::{NotAcceptedReason, OrderType};

use super::{Cast, Fault};

/// Of each procedure so many.
const EACH: usize = 6;
const HELPERS: [&str; 3] = ["landscape", "sanitation", "drainage"];

/// Plays them; gives how many steps were carried out.
pub(super) async fn stage(
    desk: &Desk,
    cast: &Cast,
    orders: &HashMap<String, OrderId>,
) -> Result<usize, Fault> {
    let now = desk.app.now();
    let mut keys: Vec<&String> = orders.keys().collect();
    keys.sort();
    let (mut in_hand, mut reports, mut done) = (0, 0, 0);
    for key in keys {
        let Some(id) = orders.get(key) else { continue };
        let order = desk.view_unchecked(*id).await?.order;
        let (role, command) = match (order.state, order.order_type) {
            (OrderState::InProgress, _) if in_hand < 3 * EACH && order.is_whole() => {
                in_hand += 1;
                let Some(next) = shared(desk, &order, in_hand) else { continue };
                next
            }
            (OrderState::ToDispatch | OrderState::Received, OrderType::Report)
                if reports < EACH =>
            {
                reports += 1;
                let unit = unit(desk, "housing");
                (Role::Operator, Command::NameReported { unit, confidential: true })
            }
            _ => continue,
        };
        let actor = match role {
            Role::Operator => cast.any(role, key),
            role => cast.of_unit(role, order.unit_id),
        };
        done += usize::from(act(desk, *id, By::Replay(actor), command, now).await?);
    }
    Ok(done + whistle(desk).await?)
}

/// What happens to an order in hand, in turns.
fn shared(desk: &Desk, order: &Order, turn: usize) -> Option<(Role, Command)> {
    let helper = HELPERS.get(turn % HELPERS.len()).and_then(|slug| unit(desk, slug));
    let helper = helper.filter(|helper| Some(*helper) != order.unit_id)?;
    Some(match turn % 3 {
        0 => {
            let text = "请会同现场查看，各自提出处理意见。".to_owned();
            (Role::UnitReviewer, Command::AddUnits { units: vec![helper], text })
        }
        1 => {
            let reason = "经现场核实，设施由贵单位管养，请接收办理。".to_owned();
            (Role::UnitHandler, Command::OfferHandover { unit: helper, reason })
        }
        _ => {
            let text = "经核实属业主共有部分，依法应由业主大会决定，申请终止办理。".to_owned();
            let reason = NotAcceptedReason::BeyondDuty;
            (Role::UnitReviewer, Command::AskTermination { reason, text })
        }
    })
}

fn unit(desk: &Desk, slug: &str) -> Option<UnitId> {
    desk.rules().unit_by_slug(slug).map(|unit| unit.id)
}

/// Carries a step out; one that does not fit any more is left out.
async fn act(
    desk: &Desk,
    order: OrderId,
    by: By,
    command: Command,
    at: Instant,
) -> Result<bool, Fault> {
    let act = Act { order, seen: None, by, command, evidence: Vec::new(), at };
    match desk.act(act).await {
        Ok(_) => Ok(true),
        Err(OrderError::Refused(_) | OrderError::Unknown(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A street calls two departments: one has come and reported, the other not.
async fn whistle(desk: &Desk) -> Result<usize, Fault> {
    let all = requests::store::whistle::Filter::all();
    let read =
        desk.app.db.read(all, |tx, all| Box::pin(requests::store::whistle::page(tx, all, 1)));
    let known: Result<Vec<_>, db::StoreError> = read.await;
    if !known?.is_empty() {
        return Ok(0);
    }
    let members = people::app::roster::open_accounts(&desk.app.db).await?;
    let of = |slug: &str| {
        let unit = unit(desk, slug)?;
        let member = members
            .iter()
            .find(|member| member.unit == unit && member.roles.contains(&Role::UnitHandler))?;
        Some(Staff {
            account: member.id,
            username: String::new(),
            display_name: String::new(),
            roles: member.roles.clone(),
            unit,
            unit_name: slug.to_owned(),
            unit_kind: UnitKind::Department,
            units_above: Vec::new(),
            region_scope: String::new(),
            csrf: String::new(),
            session: SessionId(Id::from_parts(Instant::default(), 0)),
            must_change_password: false,
        })
    };
    let (Some(street), Some(city), Some(market)) =
        (of("st-zhonglouxiang"), of("urban-management"), of("market-regulation"))
    else {
        return Ok(0);
    };
    let new = NewWhistle {
        order: None,
        title: "夜市油烟与占道经营联合处置".into(),
        text: "每晚八点后摊点占用消防通道，油烟扰民，请到场联合处置。".into(),
        place: "钟楼巷与世纪街路口".into(),
        units: vec![city.unit, market.unit],
    };
    let id = desk.whistle(&street, new).await?;
    let result = "已劝离占道摊点十一处，消防通道恢复畅通。".to_owned();
    desk.whistle_step(&city, id, WhistleStep::Arrive).await?;
    desk.whistle_step(&city, id, WhistleStep::Report(result)).await?;
    let praise = WhistleStep::AssessUnit(city.unit, Mark::Good, "到场快，处置果断。".into());
    desk.whistle_step(&street, id, praise).await?;
    Ok(4)
}
