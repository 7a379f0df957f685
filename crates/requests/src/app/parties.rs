//! Orders as disclosures need to know them.

use db::{BoxFuture, Db, StoreError, Tx};
use kernel::id::Id;
use people::{OrderParties, OrderParty, RequesterRef, Staff};

use crate::domain::order::Order;
use crate::domain::{OrderId, permission};
use crate::store::request::RequestRow;
use crate::store::{circumstance, order, request};

/// The port's implementation.
pub struct Orders;

impl OrderParties for Orders {
    fn party<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        order: Id,
    ) -> BoxFuture<'a, Result<Option<OrderParty>, StoreError>> {
        Box::pin(async move {
            let found = db.read(OrderId(order), |tx, id| Box::pin(find(tx, *id))).await?;
            Ok(found.filter(|(order, ..)| permission::can_see(staff, order)).map(
                |(order, request, speaker)| OrderParty {
                    requester: request.requester_ref.map(RequesterRef),
                    speaker: speaker.map(RequesterRef),
                    order_no: order.order_no.to_string(),
                    href: format!("/desk/orders/{}", order.id),
                    is_confidential: order.confidential,
                },
            ))
        })
    }

    fn secret_from<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        orders: Vec<Id>,
    ) -> BoxFuture<'a, Result<Vec<Id>, StoreError>> {
        Box::pin(async move {
            let found: Vec<Order> = db.read(orders, |tx, ids| Box::pin(all_of(tx, ids))).await?;
            let kept = found.iter().filter(|order| permission::is_reported(staff, order));
            Ok(kept.map(|order| order.id.0).collect())
        })
    }
}

async fn all_of(tx: &mut Tx<'_>, ids: &[Id]) -> Result<Vec<Order>, StoreError> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(order::get(tx, OrderId(*id)).await?);
    }
    Ok(found)
}

/// An order, what was said, and who speaks for whoever asks.
type Found = (Order, RequestRow, Option<Id>);

async fn find(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Found>, StoreError> {
    let Some(order) = order::get(tx, id).await? else { return Ok(None) };
    let Some(request) = request::get(tx, order.request_id).await? else { return Ok(None) };
    // Parts have no circumstances of their own: those of the whole hold.
    let whole = order.parent_id.unwrap_or(id);
    let told = circumstance::of_order(tx, whole).await?;
    let speaker = told.and_then(|told| told.proxy_ref);
    Ok(Some((order, request, speaker)))
}
