//! What an operator typed during a call, checked.

use kernel::time::Instant;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::{NewIdentity, SealedIdentity};
use people::{PageError, Staff, UnitId};
use ui::{FormState, key};

use super::super::call;
use super::super::call::offers::Chosen;
use crate::app::{Desk, place};
use crate::domain::change::{Command, TEXT_MAX};
use crate::domain::request::{ADDRESS_MAX, CONTENT_MAX, CONTENT_MIN, NewRequest, Place, TITLE_MAX};
use crate::domain::rules::Rules;
use crate::domain::words::{Line, OrderType, Origin, Urgency};

const NAME_MAX: usize = 30;

/// What is done with the request at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    /// Only look for earlier ones.
    Check,
    /// Write it down.
    Register,
    /// And take it up for dispatch.
    Accept,
    /// And answer it, in these words.
    Answer(String),
    /// And hand the call over; the receipt.
    Transfer(Line, String),
    /// It came before: join that order, or tell its result.
    Join(Chosen),
}

impl Then {
    pub(super) fn of(form: &FormState) -> Self {
        if let Some(chosen) = Chosen::read(form.value("join")) {
            return Self::Join(chosen);
        }
        if !form.value("choose").is_empty() {
            return Self::Check;
        }
        match form.value("then") {
            "check" => Self::Check,
            "accept" => Self::Accept,
            "answer" => Self::Answer(form.value("answer").to_owned()),
            "transfer" => match form.value("line").parse() {
                Ok(line) => Self::Transfer(line, form.value("receipt").to_owned()),
                Err(_) => Self::Register,
            },
            _ => Self::Register,
        }
    }
}

impl Then {
    /// What happens to the order once it is kept; joining says that itself.
    pub(super) fn commands(self) -> Vec<Command> {
        match self {
            Self::Check | Self::Register | Self::Join(_) => Vec::new(),
            Self::Accept => vec![Command::Accept],
            Self::Answer(text) => vec![Command::Answer { text }],
            Self::Transfer(line, receipt) => vec![Command::Transfer { line, receipt }],
        }
    }
}

/// A call ready to be kept.
pub(super) struct Call {
    pub(super) request: NewRequest,
    pub(super) urgency: Urgency,
    pub(super) identity: Option<SealedIdentity>,
    pub(super) then: Then,
    /// The unit a report is about.
    pub(super) reported: Option<UnitId>,
}

/// The channel of calls: what the form begins with.
pub(in super::super) fn phone_channel(rules: &Rules) -> String {
    let main = rules.channel("phone_12345");
    let found = main.or_else(|| rules.channels.iter().find(|channel| channel.kind == "phone"));
    found.or(rules.channels.first()).map(|channel| channel.code.clone()).unwrap_or_default()
}

/// Checks the form; faults stand in it when nothing comes back.
pub(super) fn check(
    desk: &Desk,
    staff: &Staff,
    form: &mut FormState,
) -> Result<Option<Call>, PageError> {
    if form.value("content").chars().count() < CONTENT_MIN {
        form.error("content", key("desk-error-content"));
    }
    form.limit("content", CONTENT_MAX).limit("title", TITLE_MAX).limit("address", ADDRESS_MAX);
    form.limit("name", NAME_MAX).limit("answer", TEXT_MAX).limit("receipt", TEXT_MAX);
    let order_type: Option<OrderType> = form.value("type").parse().ok();
    let urgency: Option<Urgency> = form.value("urgency").parse().ok();
    if order_type.is_none() {
        form.error("type", key("desk-error-choose"));
    }
    if urgency.is_none() {
        form.error("urgency", key("desk-error-choose"));
    }
    if !form.value("phone").is_empty() && Phone::parse(form.value("phone")).is_err() {
        form.error("phone", key("desk-error-phone"));
    }
    let now = desk.app.now();
    let occurred_at = occurred(form, now);
    let reported = reported(staff, form, order_type);
    let then = Then::of(form);
    match &then {
        Then::Answer(_) => {
            form.require("answer", key("desk-error-text"));
        }
        Then::Transfer(..) => {
            form.require("receipt", key("desk-error-text"));
        }
        Then::Check | Then::Register | Then::Accept | Then::Join(_) => {}
    }
    let Some((order_type, urgency)) = order_type.zip(urgency).filter(|_| !form.has_errors()) else {
        return Ok(None);
    };
    let text = |name: &str| form.value(name).to_owned();
    let key = Some(text("key")).filter(|key| !key.is_empty());
    let request = NewRequest {
        submission_key: key.unwrap_or_else(|| desk.app.ids.mint(now).to_string()),
        channel: text("channel"),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type,
        title: text("title"),
        content: text("content"),
        occurred_at,
        received_at: now,
        place: Place {
            address: text("address"),
            ..place::chosen(&desk.atlas.current(), form.value("place")).unwrap_or_default()
        },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: form.value("confidential") == "1",
        reply_wanted: true,
        contact_window: None,
    };
    Ok(Some(Call { request, urgency, identity: identity(desk, form)?, then, reported }))
}

/// The unit a report is about. Nobody takes in a report about themselves.
fn reported(staff: &Staff, form: &mut FormState, order_type: Option<OrderType>) -> Option<UnitId> {
    let unit: UnitId = form.value("reported").parse().ok()?;
    if order_type != Some(OrderType::Report) {
        form.error("reported", key("protection-error-not-a-report"));
    } else if staff.works_under(unit) {
        form.error("reported", key("protection-error-own"));
    }
    Some(unit)
}

/// When it happened, if told; never in the future.
fn occurred(form: &mut FormState, now: Instant) -> Option<Instant> {
    let text = form.value("occurred_at").replace('T', " ");
    if text.is_empty() {
        return None;
    }
    let at = Instant::parse(&text).filter(|at| *at <= now);
    if at.is_none() {
        form.error("occurred_at", key("desk-error-time"));
    }
    at
}

fn identity(desk: &Desk, form: &FormState) -> Result<Option<SealedIdentity>, PageError> {
    let typed = form.value("phone");
    let phone = if typed.is_empty() { call::phone_in(form.value("who")) } else { Some(typed) };
    let identity = NewIdentity::default()
        .with(IdentityField::Name, form.value("name"))
        .with(IdentityField::Phone, phone.unwrap_or_default());
    if identity.is_empty() {
        return Ok(None);
    }
    let sealed = desk.app.vault.seal(&identity);
    sealed.map(Some).map_err(|error| PageError::internal(&error))
}
