//! Whose an application or an appointment is, as disclosures need to know:
//! what a member of staff may not see is not found.

use db::{BoxFuture, Db, StoreError, Tx};
use kernel::id::Id;
use people::{OrderParties, OrderParty, RequesterRef, Staff};

use crate::domain::Service;
use crate::domain::appointment::AppointmentId;
use crate::domain::appointment_rules::AppointmentRules;
use crate::domain::benefit::{self, BenefitId};
use crate::domain::post::Posts;
use crate::store;

/// The port's implementation.
pub struct Parties;

impl OrderParties for Parties {
    fn party<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        order: Id,
    ) -> BoxFuture<'a, Result<Option<OrderParty>, StoreError>> {
        let input = (staff.clone(), order);
        Box::pin(db.read(input, |tx, (staff, id)| Box::pin(find(tx, staff, *id))))
    }
}

async fn find(tx: &mut Tx<'_>, staff: &Staff, id: Id) -> Result<Option<OrderParty>, StoreError> {
    if let Some(one) = store::benefit::get(tx, BenefitId(id)).await? {
        let party = OrderParty {
            requester: Some(one.requester),
            speaker: None,
            order_no: one.application_no,
            href: format!("/desk/benefits/{id}"),
            is_confidential: false,
        };
        return Ok(benefit::is_theirs(staff, one.unit_id).then_some(party));
    }
    let Some(one) = store::appointment::get(tx, AppointmentId(id)).await? else {
        return Ok(None);
    };
    // Who comes is told after it is clear that nobody's interests conflict.
    let may = one.is_cleared() && provides(tx, staff, &one.calendar_id).await?;
    let party = OrderParty {
        requester: one.requester_ref.map(RequesterRef),
        speaker: None,
        order_no: one.appointment_no,
        href: format!("/desk/appointments/{id}"),
        is_confidential: false,
    };
    Ok(may.then_some(party))
}

/// Whether they give the service of a calendar.
async fn provides(tx: &mut Tx<'_>, staff: &Staff, calendar: &str) -> Result<bool, StoreError> {
    let own: Posts = store::post::list_of(tx, &staff.username).await?.into_iter().collect();
    let text = store::rules::text(tx, AppointmentRules::FILE).await?;
    let rules = text.and_then(|text| AppointmentRules::read(&text).ok()).unwrap_or_default();
    let Some(calendar) = rules.find(calendar) else { return Ok(false) };
    let mut services = store::list::<Service>(tx).await?.into_iter().map(|row| row.item);
    let service = services.find(|service| service.id == calendar.service);
    Ok(service.is_some_and(|service| own.provides(&service.organisation)))
}
