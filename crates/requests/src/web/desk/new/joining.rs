//! A call about something that came before: what it is to that order, and
//! that the caller is who they were.

use people::app::look_up::{self, LookUpError};
use people::{PageError, RequesterRef, Staff};
use ui::{FormState, Lang, Tr, key};

use super::super::call::offers::Chosen;
use super::super::call::spoken::{self, Facts};
use super::super::call::tail_in;
use super::super::order::repeat_fault;
use crate::app::Desk;
use crate::domain::change::{Command, NewRepeat, Refusal};
use crate::domain::repeats::{RepeatFault, RepeatKind};

/// What came before, and what the call is to it.
type Known = (Facts, Chosen);

/// Words for a call that adds none of its own. What is worked by itself needs
/// its own.
pub(super) fn said(mut form: FormState, lang: Lang, (known, chosen): &Known) -> FormState {
    match chosen.kind {
        Some(RepeatKind::Reopened) => {
            form.error("content", key("call-new-missing"));
            form
        }
        Some(RepeatKind::Recurrent | RepeatKind::Beside) => {
            form.error("content", key("call-what-missing"));
            form
        }
        _ => {
            let words = Tr::new(lang).named("call-again", known.order.title.as_str());
            form.with("content", words)
        }
    }
}

/// The caller found by the end of their number is who they were: the new
/// request gets the reference they have in the vault. The vault is asked again
/// and says so; a number or name typed besides is somebody's own.
pub(super) async fn same_caller(
    desk: &Desk,
    staff: &Staff,
    form: &FormState,
    known: Option<&Known>,
) -> Result<Option<RequesterRef>, PageError> {
    let Some((facts, chosen)) = known else { return Ok(None) };
    let is_theirs = chosen.kind.is_none_or(RepeatKind::is_of_one_person);
    let Some(tail) = tail_in(form.value("who")).filter(|_| is_theirs) else { return Ok(None) };
    if !form.value("phone").is_empty() {
        return Ok(None);
    }
    let found = match look_up::find_refs_by_phone_tail(&desk.app, staff, &tail).await {
        Ok(found) => found,
        Err(LookUpError::Store(error)) => return Err(error.into()),
        Err(LookUpError::TooMany(_) | LookUpError::Invalid(_)) => return Ok(None),
    };
    let read = desk
        .app
        .db
        .read(facts.order.request_id, |tx, id| Box::pin(crate::store::request::get(tx, *id)));
    let request: Result<_, db::StoreError> = read.await;
    let own = request?.and_then(|request| request.requester_ref).map(RequesterRef);
    Ok(own.filter(|own| found.contains(own)))
}

/// What happens to the new order. A matter that is still open is joined; the
/// result of one that is over is told, which answers the call.
pub(super) fn commands(
    desk: &Desk,
    lang: Lang,
    (known, chosen): Known,
    words: String,
) -> Vec<Command> {
    let Some(kind) = chosen.kind else {
        return match known.joins() {
            Some(lead) => vec![Command::Link { lead }],
            None => {
                let t = Tr::new(lang).at(desk.app.now());
                vec![Command::Answer { text: spoken::sentence(t, &desk.rules(), &known) }]
            }
        };
    };
    let text = if kind == RepeatKind::Reopened { words } else { String::new() };
    let lead = known.worked().id;
    let separate_claims = chosen.separate_claims;
    let repeat = Command::Repeat(NewRepeat { lead, kind, text, separate_claims });
    match kind {
        // Noted, and worked by itself.
        RepeatKind::Recurrent | RepeatKind::Beside => vec![repeat, Command::Accept],
        _ => vec![repeat],
    }
}

/// Why a call was kept and not joined, as the address carries it.
pub(super) fn stop_word(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Repeat(fault) => Some(repeat_fault(*fault)),
        Refusal::CannotLead => Some(key("desk-error-cannot-lead")),
        Refusal::Confidential => Some(key("desk-error-confidential")),
        _ => None,
    }
}

/// The message of such a word; nothing for any other.
pub(super) fn told(word: &str) -> Option<&'static str> {
    let others = [key("desk-error-cannot-lead"), key("desk-error-confidential")];
    let all = RepeatFault::ALL.into_iter().map(repeat_fault).chain(others);
    all.into_iter().find(|known| *known == word)
}
