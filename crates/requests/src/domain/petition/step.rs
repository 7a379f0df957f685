//! Deciding what happens to a petition: its state, its clocks, its letters.

use kernel::clock::PauseReason;
use kernel::counting::Limit;
use kernel::policy::ClockKind;
use kernel::time::Instant;
use people::UnitId;

use super::letter::{Draft, LetterBody, LetterKind, check_opinion, check_review};
use super::{Petition, PetitionRefusal, PetitionRoute, PetitionVerb};
use people::record::{Fault, FaultKind, text};

/// Longest reason.
pub const REASON_MAX: usize = 1_000;

/// What is done, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the unit within whose power it lies.
    Forward {
        /// That unit.
        unit: UnitId,
        /// Its name, for the letter.
        name: String,
    },
    /// The unit objects.
    Object {
        /// Why it is not within its power.
        reason: String,
    },
    /// The objection is right.
    Uphold {
        /// Why.
        reason: String,
    },
    /// The objection is wrong.
    Overrule {
        /// Why.
        reason: String,
    },
    /// Accepted.
    Accept,
    /// Not accepted.
    Refuse {
        /// Which case.
        why: PetitionRefusal,
        /// In words.
        reason: String,
    },
    /// To a statutory route.
    Route {
        /// Which.
        route: PetitionRoute,
        /// Where and how.
        reason: String,
    },
    /// More time.
    Extend {
        /// How much.
        by: Limit,
        /// Why.
        reason: String,
    },
    /// The opinion.
    Opine(LetterBody),
    /// Settled.
    Settle {
        /// The agreement.
        agreement: String,
    },
    /// Taken back.
    Withdraw {
        /// In whose words.
        reason: String,
    },
    /// Review or re-examination is asked for.
    AskReview {
        /// The unit above that answers.
        unit: UnitId,
        /// Its name.
        name: String,
        /// What the petitioner says.
        reason: String,
    },
    /// The review's answer.
    AnswerReview(LetterBody),
    /// Sent back to be handled again.
    Redo {
        /// Why.
        reason: String,
    },
    /// A hearing begins.
    StartHearing,
    /// The hearing ends.
    EndHearing,
    /// Closed.
    Close,
}

impl Step {
    /// The verb it stands for, which may depend on where the petition stands.
    pub fn verb(&self, petition: &Petition) -> PetitionVerb {
        use super::PetitionState::{Review2, Reviewed1};
        use PetitionVerb as V;
        match self {
            Self::Forward { .. } => V::Forward,
            Self::Object { .. } => V::Object,
            Self::Uphold { .. } => V::Uphold,
            Self::Overrule { .. } => V::Overrule,
            Self::Accept => V::Accept,
            Self::Refuse { .. } => V::Refuse,
            Self::Route { .. } => V::Route,
            Self::Extend { .. } => V::Extend,
            Self::Opine(_) => V::Opine,
            Self::Settle { .. } => V::Settle,
            Self::Withdraw { .. } => V::Withdraw,
            Self::AskReview { .. } if petition.state == Reviewed1 => V::AskReview2,
            Self::AskReview { .. } => V::AskReview1,
            Self::AnswerReview(_) if petition.state == Review2 => V::AnswerReview2,
            Self::AnswerReview(_) => V::AnswerReview1,
            Self::Redo { .. } => V::Redo,
            Self::StartHearing => V::StartHearing,
            Self::EndHearing => V::EndHearing,
            Self::Close => V::Close,
        }
    }
}

/// What happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// It begins; one that was stopped begins afresh.
    Start(ClockKind),
    /// It ends.
    Stop(ClockKind),
    /// It stands still.
    Pause(ClockKind, PauseReason),
    /// It runs on.
    Resume(ClockKind),
    /// It gets more time.
    Extend(ClockKind, Limit),
}

/// What a step comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The petition afterwards.
    pub petition: Petition,
    /// What happens to its clocks, in order.
    pub ticks: Vec<Tick>,
    /// The letter that is issued.
    pub letter: Option<Draft>,
    /// Words that stand in no letter.
    pub note: Option<String>,
}

/// Decides a step. `review_until` is the end of the time in which review may
/// be asked for, while it runs.
///
/// # Errors
/// What is wrong.
pub fn decide(
    before: &Petition,
    step: &Step,
    review_until: Option<Instant>,
    at: Instant,
) -> Result<Decided, Fault> {
    let verb = step.verb(before);
    let state = before.state.after(verb).ok_or(Fault::not_now())?;
    let petition = Petition { state, ..before.clone() };
    let mut done = Decided { petition, ticks: Vec::new(), letter: None, note: None };
    match step {
        Step::Forward { .. }
        | Step::Object { .. }
        | Step::Uphold { .. }
        | Step::Overrule { .. }
        | Step::Accept => sort(&mut done, step)?,
        Step::Refuse { .. } | Step::Route { .. } | Step::Withdraw { .. } | Step::Settle { .. } => {
            end(&mut done, step)?;
        }
        Step::Extend { by, reason } => {
            // Once, and the reason is told (art. 34).
            if before.extended {
                return Err(Fault::new("extension_reason", FaultKind::TooMany));
            }
            done.petition.extended = true;
            done.ticks.push(Tick::Extend(ClockKind::PetitionHandle, *by));
            let opinion = text("extension_reason", reason, REASON_MAX)?;
            done.letter = letter(LetterKind::Extension, LetterBody { opinion, ..body() });
        }
        Step::Opine(given) => {
            let checked = check_opinion(before.kind, given.clone())?;
            done.petition.outcome = checked.outcome;
            done.ticks.push(Tick::Stop(ClockKind::PetitionHandle));
            done.ticks.push(Tick::Start(ClockKind::ReviewRequest));
            done.letter = letter(LetterKind::Opinion, checked);
        }
        Step::AskReview { .. }
        | Step::AnswerReview(_)
        | Step::Redo { .. }
        | Step::StartHearing
        | Step::EndHearing => review(&mut done, before, step, verb, (review_until, at))?,
        Step::Close => {
            done.petition.closed_at = Some(at);
            done.ticks.push(Tick::Stop(ClockKind::ReviewRequest));
        }
    }
    Ok(done)
}

fn body() -> LetterBody {
    LetterBody::default()
}

fn letter(kind: LetterKind, body: LetterBody) -> Option<Draft> {
    Some(Draft { kind, body })
}

/// From registration to acceptance.
fn sort(done: &mut Decided, step: &Step) -> Result<(), Fault> {
    use ClockKind::{PetitionHandle, PetitionNotice, PetitionObjection};
    match step {
        Step::Forward { unit, name } => {
            if done.petition.accused_unit_id == Some(*unit) {
                return Err(Fault::new("unit", FaultKind::NotAllowed));
            }
            done.petition.unit_id = Some(*unit);
            // The receiving unit has its own fifteen days (art. 23).
            done.ticks.extend([
                Tick::Stop(PetitionNotice),
                Tick::Start(PetitionNotice),
                Tick::Start(PetitionObjection),
            ]);
            done.letter = letter(LetterKind::Forward, LetterBody { unit: name.clone(), ..body() });
        }
        Step::Object { reason } => {
            done.note = Some(text("objection_reason", reason, REASON_MAX)?);
            done.ticks.push(Tick::Stop(PetitionObjection));
        }
        Step::Uphold { reason } => {
            done.note = Some(text("ruling_reason", reason, REASON_MAX)?);
            done.petition.unit_id = None;
        }
        Step::Overrule { reason } => {
            done.note = Some(text("ruling_reason", reason, REASON_MAX)?);
        }
        _ => {
            done.petition.route = Some(PetitionRoute::Opinion);
            done.ticks.extend([
                Tick::Stop(PetitionNotice),
                Tick::Stop(PetitionObjection),
                Tick::Start(PetitionHandle),
            ]);
            done.letter = letter(LetterKind::Acceptance, body());
        }
    }
    Ok(())
}

/// What ends without an opinion.
fn end(done: &mut Decided, step: &Step) -> Result<(), Fault> {
    use ClockKind::{PetitionHandle, PetitionNotice, PetitionObjection};
    let all = [PetitionNotice, PetitionObjection, PetitionHandle];
    done.ticks.extend(all.map(Tick::Stop));
    match step {
        Step::Refuse { why, reason } => {
            let opinion = text("refusal_reason", reason, REASON_MAX)?;
            let basis = why.as_str().to_owned();
            done.letter = letter(LetterKind::Refusal, LetterBody { opinion, basis, ..body() });
        }
        Step::Route { route, reason } => {
            if *route == PetitionRoute::Opinion {
                return Err(Fault::new("route", FaultKind::NotAllowed));
            }
            done.petition.route = Some(*route);
            let opinion = text("route_reason", reason, REASON_MAX)?;
            let basis = route.as_str().to_owned();
            done.letter = letter(LetterKind::Route, LetterBody { opinion, basis, ..body() });
        }
        Step::Settle { agreement } => {
            let opinion = text("agreement", agreement, super::letter::PART_MAX)?;
            done.letter = letter(LetterKind::Mediation, LetterBody { opinion, ..body() });
        }
        Step::Withdraw { reason } => {
            done.note = Some(text("withdrawal_reason", reason, REASON_MAX)?);
        }
        _ => {}
    }
    Ok(())
}

/// Review (复查) and re-examination (复核).
fn review(
    done: &mut Decided,
    before: &Petition,
    step: &Step,
    verb: PetitionVerb,
    (until, at): (Option<Instant>, Instant),
) -> Result<(), Fault> {
    use ClockKind::{PetitionHandle, Review1, Review2, ReviewRequest};
    let is_second = matches!(verb, PetitionVerb::AskReview2 | PetitionVerb::AnswerReview2);
    match step {
        Step::AskReview { unit, reason, .. } => {
            if until.is_some_and(|until| until <= at) {
                return Err(Fault::new("review_reason", FaultKind::TooLate));
            }
            let judged = [before.unit_id, before.accused_unit_id, before.review_unit_id];
            if judged.contains(&Some(*unit)) {
                return Err(Fault::new("review_unit", FaultKind::NotAllowed));
            }
            done.petition.review_unit_id = Some(*unit);
            done.note = Some(text("review_reason", reason, REASON_MAX)?);
            let next = if is_second { Review2 } else { Review1 };
            done.ticks.extend([Tick::Stop(ReviewRequest), Tick::Start(next)]);
        }
        Step::AnswerReview(given) => {
            let checked = check_review(given.clone())?;
            let kind = if is_second {
                done.ticks.push(Tick::Stop(Review2));
                done.petition.closed_at = Some(at);
                LetterKind::Review2
            } else {
                done.ticks.extend([Tick::Stop(Review1), Tick::Start(ReviewRequest)]);
                LetterKind::Review1
            };
            done.letter = letter(kind, checked);
        }
        Step::Redo { reason } => {
            done.note = Some(text("redo_reason", reason, REASON_MAX)?);
            done.petition.outcome = None;
            done.petition.extended = false;
            done.petition.review_unit_id = None;
            let ended = [Review1, Review2].map(Tick::Stop);
            done.ticks.extend(ended.into_iter().chain([Tick::Start(PetitionHandle)]));
        }
        Step::StartHearing => done.ticks.push(Tick::Pause(Review2, PauseReason::Hearing)),
        _ => done.ticks.push(Tick::Resume(Review2)),
    }
    Ok(())
}
