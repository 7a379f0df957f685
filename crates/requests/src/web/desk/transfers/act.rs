//! Steps of a transfer: read the form, carry the step out, lead back.

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Request, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs};

use super::show;
use crate::app::Desk;
use crate::app::record::RecordError;
use crate::app::submit::Submission;
use crate::domain::line_transfer::{Direction, Transfer, TransferStep, WRITES};
use crate::domain::request::{NewRequest, Place};
use crate::domain::rules::Rules;
use crate::domain::words::{Line, OrderType, Origin, Urgency};
use crate::web::record::blame;
use crate::web::to_page;

/// A step that was sent.
pub(super) struct Sent {
    staff: Staff,
    prefs: Prefs,
    transfer: Transfer,
    form: FormState,
}

impl FromRequest<Desk> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let Path(id) = Path::<String>::from_request_parts(&mut parts, desk)
            .await
            .map_err(|_| PageError::NotFound)?;
        let staff = Staff::from_request_parts(&mut parts, desk).await?;
        let prefs = Prefs::read(&parts);
        let transfer = show::find(desk, &staff, &id).await?;
        let request = Request::from_parts(parts, body);
        let form = Form::<Vec<(String, String)>>::from_request(request, desk).await;
        let form = FormState::from_pairs(form.map_err(|_| PageError::BadRequest)?.0);
        Ok(Self { staff, prefs, transfer, form })
    }
}

impl Sent {
    fn seen(&self) -> i64 {
        self.form.value("seen").parse().unwrap_or(0)
    }

    async fn step(self, desk: &Desk, step: TransferStep) -> Result<Response, PageError> {
        let done = desk.step_transfer(&self.staff, self.transfer.id, self.seen(), step).await;
        self.answer(desk, done).await
    }

    async fn answer(
        mut self,
        desk: &Desk,
        done: Result<Transfer, RecordError>,
    ) -> Result<Response, PageError> {
        match done {
            Ok(done) => Ok(see_other(&format!("/desk/transfers/{}?done=saved", done.id))),
            Err(error) => {
                blame(&mut self.form, error)?;
                let fresh = show::find(desk, &self.staff, &self.transfer.id.to_string()).await?;
                show::page(desk, &self.staff, self.prefs, fresh, self.form).await
            }
        }
    }
}

/// `POST /desk/transfers/{id}/acceptance`
pub(super) async fn accept(State(desk): State<Desk>, sent: Sent) -> Result<Response, PageError> {
    if sent.transfer.direction == Direction::Out {
        let ref_no = sent.form.value("ref_no").to_owned();
        return sent.step(&desk, TransferStep::Accept { ref_no }).await;
    }
    if sent.transfer.version != sent.seen() {
        return sent.answer(&desk, Err(RecordError::Stale)).await;
    }
    let actor = sent.staff.actor_of(WRITES);
    let submission = submission(&desk, &sent, &actor);
    // The key is the transfer's own: accepting twice makes one order.
    let order = desk.submit(submission).await.map_err(to_page)?.order;
    let by = (actor, desk.app.now());
    let done = desk.take_in_transfer(by, &sent.transfer, order.id).await;
    sent.answer(&desk, done).await
}

fn submission(desk: &Desk, sent: &Sent, actor: &kernel::event::Actor) -> Submission {
    let (transfer, now) = (&sent.transfer, desk.app.now());
    let usual = if transfer.urgent { Urgency::Urgent } else { Urgency::Normal };
    let request = NewRequest {
        submission_key: format!("transfer:{}", transfer.id),
        channel: channel(&desk.rules(), transfer.line),
        channel_ref: transfer.ref_no.clone(),
        origin: Origin::OnComplaint,
        order_type: sent.form.value("type").parse().unwrap_or(OrderType::Help),
        title: String::new(),
        content: transfer.matter.clone(),
        occurred_at: None,
        received_at: now,
        place: Place { address: transfer.address.clone(), ..Place::default() },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    Submission {
        request,
        urgency: sent.form.value("urgency").parse().unwrap_or(usual),
        category_code: None,
        identity: None,
        photos: Vec::new(),
        actor: actor.clone(),
        at: now,
    }
}

/// The channel of what another line sends: the one of its own, else any of
/// the class of matters that are not for the police.
fn channel(rules: &Rules, line: Line) -> String {
    let wanted = match line {
        Line::Police110 => "police_110",
        Line::Fire119 | Line::Ambulance120 | Line::Traffic122 => "line_119_120_122",
        Line::Petition => "letter",
    };
    let of_class = || rules.channels.iter().find(|channel| channel.class == "police_nonpolice");
    let found = rules.channel(wanted).or_else(of_class).or(rules.channels.first());
    found.map(|channel| channel.code.clone()).unwrap_or_default()
}

/// `POST /desk/transfers/{id}/return`
pub(super) async fn give_back(State(desk): State<Desk>, sent: Sent) -> Result<Response, PageError> {
    let reason = sent.form.value("return_reason").to_owned();
    sent.step(&desk, TransferStep::Return { reason }).await
}

/// `POST /desk/transfers/{id}/resending`
pub(super) async fn resend(State(desk): State<Desk>, sent: Sent) -> Result<Response, PageError> {
    let matter = sent.form.value("matter").to_owned();
    sent.step(&desk, TransferStep::Resend { matter }).await
}

/// `POST /desk/transfers/{id}/settlement`
pub(super) async fn settle(State(desk): State<Desk>, sent: Sent) -> Result<Response, PageError> {
    let result = sent.form.value("result").to_owned();
    sent.step(&desk, TransferStep::Settle { result }).await
}

/// `POST /desk/transfers/{id}/keeping`
pub(super) async fn keep(State(desk): State<Desk>, sent: Sent) -> Result<Response, PageError> {
    let result = sent.form.value("kept_result").to_owned();
    sent.step(&desk, TransferStep::Keep { result }).await
}
