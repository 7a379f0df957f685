//! What other capabilities are told becomes a request here: the desk's side of
//! the port.

use kernel::event::Actor;
use kernel::ports::{
    Intake, IntakeDraft, IntakeFault, IntakeField, IntakeReceipt, IntakeRefusal, Later,
};
use people::domain::disclosure::IdentityField;
use people::domain::identity::SealedIdentity;
use people::domain::phone::Phone;
use people::vault::NewIdentity;

use super::submit::Submission;
use super::{Desk, OrderError};
use crate::domain::request::{NewRequest, Place, RequestFault};
use crate::domain::words::{OrderType, Origin, Urgency};

impl Intake for Desk {
    fn take(&self, draft: IntakeDraft) -> Later<'_, Result<IntakeReceipt, IntakeRefusal>> {
        Box::pin(async move {
            let submission = self.submission_of(draft)?;
            let done = self.submit(submission).await.map_err(refusal)?;
            Ok(IntakeReceipt {
                order: done.order.id.0,
                order_no: done.order.order_no.to_string(),
                query_code: done.query_code,
                is_new: done.is_new,
            })
        })
    }
}

impl Desk {
    fn submission_of(&self, draft: IntakeDraft) -> Result<Submission, IntakeRefusal> {
        let order_type: Option<OrderType> = draft.order_type.parse().ok();
        let phone = draft.contact.as_ref().map(|contact| contact.phone.as_str());
        let is_wrong = phone.is_some_and(|phone| Phone::parse(phone).is_err());
        let mut faults = Vec::new();
        if order_type.is_none() {
            faults.push((IntakeField::OrderType, IntakeFault::Unknown));
        }
        if is_wrong {
            faults.push((IntakeField::Phone, IntakeFault::Unknown));
        }
        let Some(order_type) = order_type.filter(|_| faults.is_empty()) else {
            return Err(IntakeRefusal::Faults(faults));
        };
        let now = self.app.now();
        // Danger in the words makes the desk look at once.
        let danger = self.rules().emergency_in(&draft.content).is_some();
        let identity = self.sealed(&draft)?;
        Ok(Submission {
            request: NewRequest {
                submission_key: draft.key,
                channel: draft.channel,
                channel_ref: None,
                origin: Origin::OnComplaint,
                order_type,
                title: draft.title,
                content: draft.content,
                occurred_at: draft.occurred_at,
                received_at: now,
                place: Place {
                    address: draft.address,
                    region_code: draft.region_code,
                    point_e7: draft.point_e7,
                    ..Place::default()
                },
                requester_ref: None,
                query_code_tag: String::new(),
                confidential: false,
                reply_wanted: identity.is_some(),
                contact_window: None,
            },
            urgency: if danger { Urgency::Critical } else { Urgency::Normal },
            category_code: None,
            identity,
            photos: draft.photos,
            actor: Actor::Requester,
            at: now,
        })
    }

    /// Who asks, sealed before anything is written.
    fn sealed(&self, draft: &IntakeDraft) -> Result<Option<SealedIdentity>, IntakeRefusal> {
        let Some(contact) = &draft.contact else { return Ok(None) };
        let identity = NewIdentity::default()
            .with(IdentityField::Phone, &contact.phone)
            .with(IdentityField::Name, &contact.name);
        if identity.is_empty() {
            return Ok(None);
        }
        let sealed = self.app.vault.seal(&identity);
        sealed.map(Some).map_err(|error| IntakeRefusal::Broken(error.to_string()))
    }
}

fn refusal(error: OrderError) -> IntakeRefusal {
    let fault = match error {
        OrderError::Request(RequestFault::ContentShort) => {
            (IntakeField::Content, IntakeFault::Short)
        }
        OrderError::Request(RequestFault::ContentLong) => (IntakeField::Content, IntakeFault::Long),
        OrderError::Request(RequestFault::TitleLong) => (IntakeField::Title, IntakeFault::Long),
        OrderError::Request(RequestFault::AddressLong) => (IntakeField::Address, IntakeFault::Long),
        OrderError::Unknown("channel") => (IntakeField::Channel, IntakeFault::Unknown),
        other => return IntakeRefusal::Broken(other.to_string()),
    };
    IntakeRefusal::Faults(vec![fault])
}
