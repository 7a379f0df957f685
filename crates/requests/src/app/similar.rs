//! Earlier orders about the same matter: the index names candidates, the
//! engine judges each text, and what is improbable is left out.

use db::{StoreError, Tx};
use kernel::ports::{MatchDraft, MatchJudgement};

use super::Desk;
use crate::domain::OrderId;
use crate::domain::order::Order;
use crate::store::request::RequestRow;
use crate::store::{order, request};

/// Candidates judged for one draft.
const JUDGED: usize = 24;
/// Less probable than this is not worth a person's look, in thousandths. Of
/// the earlier same matters in the development stream 97 % are above it.
pub const WORTH_A_LOOK_MILLI: u16 = 300;
/// Orders that persons put into different branches of the categories are told
/// only when their words are almost the same: one house has many matters, and
/// its name alone makes short texts alike.
const OTHER_BRANCH_MILLI: u16 = 900;

/// How many of the first are put in order by nearness too.
const REORDERED: usize = 8;
/// What a nearness counts against a probability (docs/echo/nearness.md).
const NEARNESS_WEIGHT: f32 = 0.4;

/// An earlier order with how it compares.
#[derive(Debug, Clone)]
pub struct Similar {
    /// The earlier order.
    pub order: Order,
    /// What was said then.
    pub request: RequestRow,
    /// How it compares.
    pub judgement: MatchJudgement,
}

/// The text of a request as the engine sees it.
pub fn draft_of_row(row: &RequestRow) -> MatchDraft {
    MatchDraft {
        title: row.title.clone(),
        content: row.content.clone(),
        address: row.address.clone(),
        point_e7: row.lon_e7.zip(row.lat_e7),
        region_code: row.region_code.clone().unwrap_or_default(),
        at: row.received_at,
    }
}

impl Desk {
    /// Earlier orders that are worth a look, the most probable first. Never a
    /// confidential one; who may see which is the caller's question.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn similar(
        &self,
        draft: &MatchDraft,
        itself: Option<OrderId>,
    ) -> Result<Vec<Similar>, StoreError> {
        let mut ids: Vec<OrderId> = self
            .matches
            .similar(draft, JUDGED + 1)
            .into_iter()
            .map(|candidate| OrderId(candidate.order))
            .collect();
        ids.retain(|id| itself != Some(*id));
        let ask = (ids, itself);
        let read = self.app.db.read(ask, |tx, (ids, itself)| Box::pin(load(tx, ids, *itself)));
        let (rows, own) = read.await?;
        let rows: Vec<_> = rows.into_iter().filter(|(order, _)| !order.confidential).collect();
        let texts: Vec<MatchDraft> =
            rows.iter().map(|(_, request)| draft_of_row(request)).collect();
        let judgements = self.matches.judge(draft, &texts);
        let mut judged: Vec<Similar> = rows
            .into_iter()
            .zip(judgements)
            .map(|((order, request), judgement)| Similar { order, request, judgement })
            .filter(|similar| {
                let other = is_other_branch(own.as_deref(), similar.order.category_code.as_deref());
                let least = if other { OTHER_BRANCH_MILLI } else { WORTH_A_LOOK_MILLI };
                similar.judgement.probability_milli >= least
            })
            .collect();
        judged.sort_by(|a, b| {
            let probable = b.judgement.probability_milli.cmp(&a.judgement.probability_milli);
            probable.then(b.order.received_at.cmp(&a.order.received_at))
        });
        // Whoever types does not wait for a second opinion.
        if itself.is_some() {
            self.ask_nearness(draft, &mut judged).await;
        }
        Ok(judged)
    }

    /// Puts the first few in the order of probability and nearness of meaning
    /// together, where a city has set up who tells it. Probabilities stay.
    async fn ask_nearness(&self, draft: &MatchDraft, judged: &mut [Similar]) {
        let Some(nearness) = self.nearness.clone() else { return };
        let first = judged.len().min(REORDERED);
        let first = &mut judged[..first];
        if first.len() < 2 {
            return;
        }
        let draft = draft.clone();
        let texts: Vec<MatchDraft> = first.iter().map(|one| draft_of_row(&one.request)).collect();
        let asked = tokio::task::spawn_blocking(move || nearness.nearness(&draft, &texts));
        if let Ok(Some(near)) = asked.await {
            reorder(first, &near);
        }
    }
}

/// By probability and how much nearer than the others each is.
fn reorder(first: &mut [Similar], near: &[f32]) {
    if near.len() != first.len() || near.iter().any(|value| !value.is_finite()) {
        return;
    }
    let mean = near.iter().sum::<f32>() / near.len() as f32;
    let places: Vec<(OrderId, f32)> = first
        .iter()
        .zip(near)
        .map(|(one, near)| {
            let probable = f32::from(one.judgement.probability_milli) / 1000.0;
            (one.order.id, probable + NEARNESS_WEIGHT * (near - mean))
        })
        .collect();
    let value = |one: &Similar| {
        let place = places.iter().find(|(order, _)| *order == one.order.id);
        place.map_or(0.0, |(_, value)| *value)
    };
    first.sort_by(|a, b| value(b).total_cmp(&value(a)));
}

/// Whether two categories differ at the first level (two digits).
fn is_other_branch(own: Option<&str>, other: Option<&str>) -> bool {
    let (own, other) = (own.and_then(|code| code.get(..2)), other.and_then(|code| code.get(..2)));
    own.is_some() && other.is_some() && own != other
}

type Loaded = (Vec<(Order, RequestRow)>, Option<String>);

/// The candidates, and the category of the order they are held against.
async fn load(
    tx: &mut Tx<'_>,
    ids: &[OrderId],
    itself: Option<OrderId>,
) -> Result<Loaded, StoreError> {
    let own = match itself {
        Some(id) => order::get(tx, id).await?.and_then(|order| order.category_code),
        None => None,
    };
    let mut rows = Vec::new();
    for id in ids {
        let Some(order) = order::get(tx, *id).await? else { continue };
        if let Some(request) = request::get(tx, order.request_id).await? {
            rows.push((order, request));
        }
    }
    Ok((rows, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_differ_only_where_both_are_known() {
        let cases = [
            (Some("020301"), Some("030101"), true),
            (Some("020301"), Some("020901"), false),
            (Some("020301"), None, false),
            (None, Some("020301"), false),
            (Some("2"), Some("020301"), false),
        ];
        for (own, other, differ) in cases {
            assert_eq!(is_other_branch(own, other), differ, "{own:?} {other:?}");
        }
    }
}
