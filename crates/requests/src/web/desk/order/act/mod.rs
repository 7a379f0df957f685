//! Decisions sent from the desk: read the form, call one use case, lead on.
//! What was typed is never lost: a fault or a change by somebody else brings
//! the page back with it.

pub(in super::super) mod beside;
pub(in super::super) mod callback;
pub(in super::super) mod dispatch;
pub(in super::super) mod intake;
pub(in super::super) mod place;
pub(in super::super) mod repeats;
pub(in super::super) mod reply;
pub(in super::super) mod sharing;
pub(in super::super) mod three_way_call;
pub(in super::super) mod undo;
pub(in super::super) mod unit;

pub(super) use sharing::until_field;

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use db::photos::PhotoFault;
use kernel::ports::StoredPhoto;
use people::files::{FormParts, Room};
use people::{PageError, Staff, UnitId, see_other};
use ui::{Choice, Field, FormState, Prefs, Tr, key};

use super::Typed;
use crate::app::act::{Act, By};
use crate::app::view::OrderView;
use crate::app::{Desk, OrderError};
use crate::domain::OrderId;
use crate::domain::callback::CallbackFault;
use crate::domain::change::{Command, Refusal, TEXT_MAX};
use crate::domain::order::{Queue, Verb};
use crate::domain::permission;
use crate::domain::reply::ReplyFault;
use crate::domain::request::PHOTOS_MAX;
use crate::web::to_page;

/// Why a file is no picture, in words.
pub(in super::super) fn photo_fault(fault: &PhotoFault) -> &'static str {
    match fault {
        PhotoFault::TooLarge => key("desk-error-photo-large"),
        PhotoFault::Unreadable => key("desk-error-photo"),
    }
}

/// A form that was sent about an order its sender may see.
pub(in super::super) struct Asked {
    pub(super) desk: Desk,
    pub(super) staff: Staff,
    pub(super) prefs: Prefs,
    pub(super) view: OrderView,
    pub(super) form: FormState,
    pub(super) photos: Vec<StoredPhoto>,
}

impl FromRequest<Desk> for Asked {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let Path(path) = Path::<Vec<(String, String)>>::from_request_parts(&mut parts, desk)
            .await
            .map_err(|_| PageError::NotFound)?;
        let id = path.iter().find(|(name, _)| name == "id").ok_or(PageError::NotFound)?;
        let staff = Staff::from_request_parts(&mut parts, desk).await?;
        let prefs = Prefs::read(&parts);
        let id: OrderId = id.1.parse().map_err(|_| PageError::NotFound)?;
        let view = desk.view_for(&staff, id).await.map_err(to_page)?;
        let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
        let has_files = kind.starts_with(b"multipart/");
        let request = Request::from_parts(parts, body);
        let mut asked = Self {
            desk: desk.clone(),
            staff,
            prefs,
            view,
            form: FormState::new(),
            photos: Vec::new(),
        };
        if has_files {
            asked.read_files(request).await?;
        } else {
            let form = Form::<Vec<(String, String)>>::from_request(request, desk).await;
            asked.form = FormState::from_pairs(form.map_err(|_| PageError::BadRequest)?.0);
        }
        Ok(asked)
    }
}

impl Asked {
    /// Reads a form with pictures. They are kept only for who may reply.
    async fn read_files(&mut self, request: Request) -> Result<(), PageError> {
        let keeps = [Verb::Reply, Verb::Object]
            .iter()
            .any(|verb| permission::can(&self.staff, *verb, &self.view.order));
        let room = Room { photos: PHOTOS_MAX, keeps };
        let parts = FormParts::read(request, &self.desk.blobs, room).await?;
        self.form = FormState::from_pairs(parts.pairs);
        self.photos = parts.photos;
        if let Some(fault) = parts.faults.last() {
            self.form.error("photos", photo_fault(fault));
        }
        Ok(())
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, field: &'static str) -> String {
        self.form.require(field, key("desk-error-text")).limit(field, TEXT_MAX);
        self.form.value(field).to_owned()
    }

    /// A word of a closed list that must be there.
    pub(super) fn word<T: std::str::FromStr>(&mut self, field: &'static str) -> Option<T> {
        let word = self.form.value(field).parse().ok();
        if word.is_none() {
            self.form.error(field, key("desk-error-choose"));
        }
        word
    }

    /// Does it and leads on; brings the page back when something is wrong.
    pub(super) async fn carry_out(
        self,
        action: &'static str,
        command: Option<Command>,
    ) -> Result<Response, PageError> {
        let Some(command) = command.filter(|_| !self.form.has_errors()) else {
            return self.again(action, StatusCode::UNPROCESSABLE_ENTITY, false).await;
        };
        let order = self.view.order.id;
        let evidence = match &command {
            Command::Reply(_) | Command::Object { .. } => {
                self.desk.add_evidence(order, &self.photos).await.map_err(to_page)?
            }
            _ => Vec::new(),
        };
        let act = Act {
            order,
            // A form without it was never drawn by us and counts as outdated.
            seen: Some(self.form.value("seen").parse().unwrap_or(0)),
            by: By::Staff(self.staff.clone()),
            command,
            evidence,
            at: self.desk.app.now(),
        };
        match self.desk.act(act).await {
            // Put where they do not work, it is out of their sight.
            Ok(after) if !permission::can_see(&self.staff, &after) => Ok(see_other("/desk/queue")),
            done => self.answer(action, done.map(drop)).await,
        }
    }

    /// Leads on when it was done; brings the page back when it was not.
    pub(super) async fn answer(
        mut self,
        action: &'static str,
        done: Result<(), OrderError>,
    ) -> Result<Response, PageError> {
        match done {
            Ok(()) => Ok(self.led_on(action)),
            Err(OrderError::Stale | OrderError::Refused(Refusal::Transition(_))) => {
                self.again(action, StatusCode::CONFLICT, true).await
            }
            Err(OrderError::Refused(refusal)) => {
                let (field, message) = told(&refusal);
                self.form.error(field, message);
                self.again(action, StatusCode::UNPROCESSABLE_ENTITY, false).await
            }
            Err(OrderError::Unknown(_)) => {
                self.form.error("", key("desk-error-unknown"));
                self.again(action, StatusCode::UNPROCESSABLE_ENTITY, false).await
            }
            Err(other) => Err(to_page(other)),
        }
    }

    /// Back to the queue it came from, or to the order.
    fn led_on(&self, done: &str) -> Response {
        let (id, no) = (self.view.order.id, &self.view.order.order_no);
        let told = format!("done={done}&no={no}&undo={id}");
        match self.form.value("from").parse::<Queue>() {
            Ok(queue) => see_other(&format!("/desk/queue/{queue}?{told}&from={queue}")),
            Err(_) => see_other(&format!("/desk/orders/{id}?{told}")),
        }
    }

    /// The page again, with the faults on it.
    pub(super) async fn faulty(self, action: &'static str) -> Result<Response, PageError> {
        self.again(action, StatusCode::UNPROCESSABLE_ENTITY, false).await
    }

    /// The page again, with what was typed.
    pub(super) async fn again(
        self,
        action: &'static str,
        status: StatusCode,
        is_stale: bool,
    ) -> Result<Response, PageError> {
        // The button beside a similar order has no form: the one for repeats says
        // what was wrong.
        let action = if action == "link" { "repeat" } else { action };
        let typed = Typed { action, form: self.form, is_stale };
        let nothing_done = FormState::new();
        let id = self.view.order.id;
        super::page(&self.desk, &self.staff, self.prefs, status, id, (typed, &nothing_done)).await
    }
}

/// How many units a form names at once; more are added afterwards.
pub(super) const UNIT_FIELDS: [&str; 3] = ["1", "2", "3"];

/// The units a form names, each once.
pub(in super::super) fn units(form: &FormState, prefix: &str) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = Vec::new();
    for n in UNIT_FIELDS {
        let named = form.value(format!("{prefix}_{n}")).parse().ok();
        units.extend(named.filter(|unit| !units.contains(unit)));
    }
    units
}

/// The fields in which a form names units.
pub(in super::super) fn unit_fields(
    desk: &Desk,
    t: Tr,
    form: &FormState,
    prefix: &str,
    label: &'static str,
) -> Vec<Field> {
    let mut choices = vec![Choice::new("", t.s("desk-choose"))];
    choices.extend(super::super::filter::units(desk));
    let field = |n: &&str| {
        let label = t.a(label, &[("n", (*n).into())]);
        Field::select(t, form, format!("{prefix}_{n}"), label).choices(&choices).optional()
    };
    UNIT_FIELDS.iter().map(field).collect()
}

/// The field a refusal is about, and its message.
fn told(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Transition(_) => ("", key("desk-stale")),
        Refusal::TextMissing => ("", key("desk-error-text")),
        Refusal::OverrideMissing => ("override", key("desk-error-override")),
        Refusal::LinkToSelf => ("lead", key("desk-error-link-self")),
        Refusal::CannotLead => ("lead", key("desk-error-cannot-lead")),
        Refusal::Leads => ("lead", key("desk-error-leads")),
        Refusal::Confidential => ("lead", key("desk-error-confidential")),
        Refusal::TooLate => ("reopening", key("desk-error-too-late")),
        Refusal::Procedure(fault) => beside::told(*fault),
        Refusal::ContactedAlready => ("contact", key("desk-error-contacted")),
        Refusal::Joint(_) | Refusal::Objection(_) => sharing::told(refusal),
        Refusal::Repeat(fault) => repeats::told(*fault),
        Refusal::ReportedUnit => ("", key("protection-error-reported-unit")),
        Refusal::OwnReported => ("reported", key("protection-error-own")),
        Refusal::NotAReport => ("", key("protection-error-not-a-report")),
        Refusal::SameUnitAgain => ("dispatch_text", key("repeats-error-same-unit")),
        Refusal::NotAsked => ("", key("protection-error-not-asked")),
        Refusal::AskedAlready => ("", key("protection-error-asked-already")),
        Refusal::EarlierMissing => ("earlier", key("repeats-error-earlier")),
        Refusal::Place(fault) => place::told(*fault),
        Refusal::ThreeWayCall(fault) => three_way_call::told(*fault),
        Refusal::Reply(ReplyFault::TextMissing) => ("text_public", key("desk-error-text")),
        Refusal::Reply(ReplyFault::TextLong) => ("text_public", key("desk-error-long")),
        Refusal::Reply(ReplyFault::ReasonMissing) => ("unsolved_reason", key("desk-error-reason")),
        Refusal::Callback(CallbackFault::SolvedMissing) => ("solved", key("desk-error-solved")),
        Refusal::Callback(CallbackFault::AnswerWithoutContact) => {
            ("contacted", key("desk-error-no-answer"))
        }
        Refusal::Callback(CallbackFault::CommentLong) => ("comment", key("desk-error-long")),
    }
}
