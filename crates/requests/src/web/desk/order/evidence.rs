//! Earlier orders that look like this one, with what speaks for it. A machine
//! proposes; joining is always a person's decision.

use people::{PageError, Staff};
use places::Point;
use ui::{Meters, Tag, Tr};

use crate::app::Desk;
use crate::app::similar::{Similar as Found, draft_of_row};
use crate::app::view::OrderView;
use crate::domain::{OrderId, permission};
use crate::web::reasons;
use crate::web::words::{state_key, state_tone};
use kernel::ports::MatchDraft;

/// Shown at most.
const SHOWN: usize = 5;
/// At this distance nothing speaks for the same place any more, in metres.
const FAR_M: f64 = 1_000.0;

/// An earlier order with its evidence.
pub(in super::super) struct Similar {
    pub(in super::super) letter: String,
    pub(in super::super) id: String,
    pub(in super::super) no: String,
    pub(in super::super) title: String,
    pub(in super::super) href: String,
    pub(in super::super) at: String,
    pub(in super::super) percent: String,
    pub(in super::super) state: Tag,
    pub(in super::super) meters: Meters,
    pub(in super::super) shared: String,
    pub(in super::super) kind: Tag,
    pub(in super::super) reasons: Vec<String>,
    pub(in super::super) can_lead: bool,
    point: Option<Point>,
}

impl Similar {
    /// Letter, address and place, for the map.
    pub(super) fn marker(&self) -> Option<(String, String, Point)> {
        Some((self.letter.clone(), self.href.clone(), self.point?))
    }
}

/// Orders that look like one that exists.
pub(super) async fn similar(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    view: &OrderView,
) -> Result<Vec<Similar>, PageError> {
    // A confidential report is never shown beside others.
    if view.order.confidential {
        return Ok(Vec::new());
    }
    of_draft(desk, staff, t, &draft_of_row(&view.request), Some(view.order.id)).await
}

/// Orders that look like a draft, as far as this person may see them.
pub(in super::super) async fn of_draft(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    draft: &MatchDraft,
    itself: Option<OrderId>,
) -> Result<Vec<Similar>, PageError> {
    let rows = desk.similar(draft, itself).await?;
    let seen = rows.iter().filter(|row| permission::can_see(staff, &row.order)).take(SHOWN);
    let letters = 'A'..='Z';
    Ok(seen.zip(letters).map(|(row, letter)| drawn(t, draft, row, letter)).collect())
}

fn drawn(t: Tr, draft: &MatchDraft, found: &Found, letter: char) -> Similar {
    let Found { order, request, judgement } = found;
    let score = i64::from(judgement.probability_milli);
    let point = request.lon_e7.zip(request.lat_e7).and_then(|(lon, lat)| Point::new(lon, lat).ok());
    let own = draft.point_e7.and_then(|(lon, lat)| Point::new(lon, lat).ok());
    let mut meters = Meters::new().item(t.s("desk-meter-text"), (score / 10).to_string(), score);
    if let (Some(own), Some(point)) = (own, point) {
        let metres = own.metres_to(point);
        let near = ((1.0 - metres / FAR_M).max(0.0) * 1000.0) as i64;
        meters = meters.item(t.s("desk-meter-place"), t.n("desk-metres", metres as i64), near);
    }
    let age = draft.at.since(request.received_at).max(0);
    let fresh = (1000 - age / (kernel::time::DAY_US * 30 / 1000)).max(0);
    meters = meters.item(t.s("desk-meter-time"), t.ago(request.received_at, draft.at), fresh);
    Similar {
        letter: letter.to_string(),
        id: order.id.to_string(),
        no: order.order_no.to_string(),
        title: order.title.clone(),
        href: format!("/desk/orders/{}", order.id),
        at: t.date_time(order.received_at),
        percent: format!("{}%", score / 10),
        state: Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)),
        meters,
        shared: reasons::shared(judgement),
        kind: reasons::kind_tag(t, judgement.kind),
        reasons: reasons::lines(t, judgement),
        can_lead: order.repeat_of.is_none(),
        point,
    }
}
