//! Thousands of random courses of petitions: whatever the office, units and
//! strangers do, in whatever sequence, clocks, letters and states stay what
//! the regulation says they are. A failure names the sequence.

use std::collections::BTreeSet;

use kernel::clock::ClockEvent;
use kernel::counting::{Limit, LimitUnit};
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::{Role, Staff, UnitId};
use requests::app::petition::{Author, Registration};
use requests::app::record::RecordError;
use requests::domain::PetitionId;
use requests::domain::petition::letter::{LetterBody, LetterKind};
use requests::domain::petition::permission::can;
use requests::domain::petition::step::Step;
use requests::domain::petition::{
    NewPetition, Outcome, Petition, PetitionChannel, PetitionKind, PetitionRefusal, PetitionRoute,
    PetitionState as State, PetitionVerb,
};
use requests::store::petition::{self as store, ClockRow, LetterRow};

use crate::house::House;
use crate::random::{Numbers, count};

const STEPS: usize = 12;
/// How many fewer petitions than orders there are in an ordinary run; the
/// whole check plays as many.
const SHARE: u64 = 4;
const WHOLE: u64 = 10_000;

fn sequences() -> u64 {
    let count = count();
    if count >= WHOLE { count } else { count / SHARE }
}

/// Everybody who tries something.
struct People {
    office: UnitId,
    all: Vec<Staff>,
    units: [UnitId; 4],
}

async fn people(house: &House) -> People {
    let slugs = ["housing", "natural-resources", "data-bureau", "linyi"];
    let units = slugs.map(|slug| house.unit(slug));
    let office = house.unit("petition");
    let base = house.staff("op01").await;
    let mut all = Vec::new();
    for unit in units.into_iter().chain([office]) {
        for role in [Role::UnitHandler, Role::UnitReviewer, Role::Dispatcher] {
            all.push(Staff { roles: vec![role], unit, ..base.clone() });
        }
    }
    all.push(Staff { roles: vec![Role::Leader], ..base });
    People { office, all, units }
}

/// A petition with all that belongs to it.
#[derive(Clone, PartialEq, Debug)]
struct Known {
    petition: Petition,
    clocks: Vec<ClockRow>,
    letters: Vec<LetterRow>,
    events: usize,
}

struct Play<'a> {
    house: &'a House,
    people: &'a People,
    seed: u64,
    numbers: Numbers,
    at: Instant,
    id: PetitionId,
    done: usize,
    /// Every state it came through.
    seen: BTreeSet<State>,
}

fn letter(numbers: &mut Numbers, kind: PetitionKind) -> LetterBody {
    LetterBody {
        claim: "请求补发".into(),
        facts: "经查属实".into(),
        opinion: "予以补发".into(),
        basis: "补偿方案第三条".into(),
        outcome: Some(numbers.pick(Outcome::of(kind))),
        ..LetterBody::default()
    }
}

impl Play<'_> {
    async fn read(&self) -> Known {
        let read = self.house.store.db.read(self.id, |tx, id| {
            Box::pin(async move {
                let stream = db::ledger::stream_name("petition", id.0);
                Ok::<_, db::StoreError>(Known {
                    petition: store::get(tx, *id).await?.expect("it was registered"),
                    clocks: store::clocks(tx, *id).await?,
                    letters: store::letters(tx, *id).await?,
                    events: db::ledger::stream(tx, &stream).await?.len(),
                })
            })
        });
        read.await.unwrap()
    }

    /// Mostly what fits, sometimes what does not.
    fn choose(&mut self, petition: &Petition) -> Step {
        let steps = self.steps(petition);
        let fits = |step: &Step| petition.state.after(step.verb(petition)).is_some();
        let fitting: Vec<Step> = steps.iter().filter(|step| fits(step)).cloned().collect();
        let from = if self.numbers.below(6) == 0 || fitting.is_empty() { steps } else { fitting };
        let ends = |step: &Step| {
            let out = [State::NotAccepted, State::Routed, State::Settled, State::Withdrawn];
            let next = petition.state.after(step.verb(petition));
            next.is_some_and(|next| out.contains(&next) || next.is_done())
        };
        // Most go on for a while.
        for _ in 0..3 {
            let at = self.numbers.below(from.len());
            if !ends(&from[at]) || self.numbers.below(4) == 0 {
                return from[at].clone();
            }
        }
        let at = self.numbers.below(from.len());
        from[at].clone()
    }

    /// One of every step, with words that may be missing.
    fn steps(&mut self, petition: &Petition) -> Vec<Step> {
        let unit = self.numbers.pick(&self.people.units);
        let above = self.numbers.pick(&self.people.units);
        let reason = if self.numbers.below(12) == 0 { "" } else { "因为如此" };
        let reason = || reason.to_owned();
        let days = self.numbers.pick(&[10, 30, 40]);
        vec![
            Step::Forward { unit, name: "某局".into() },
            Step::Object { reason: reason() },
            Step::Uphold { reason: reason() },
            Step::Overrule { reason: reason() },
            Step::Accept,
            Step::Accept,
            Step::Refuse { why: self.numbers.pick(PetitionRefusal::ALL), reason: reason() },
            Step::Route { route: self.numbers.pick(PetitionRoute::ALL), reason: reason() },
            Step::Extend { by: Limit::new(days, LimitUnit::NaturalDay), reason: reason() },
            Step::Opine(letter(&mut self.numbers, petition.kind)),
            Step::Opine(letter(&mut self.numbers, petition.kind)),
            Step::Settle { agreement: reason() },
            Step::Withdraw { reason: reason() },
            Step::AskReview { unit: above, name: "上级".into(), reason: reason() },
            Step::AskReview { unit: above, name: "上级".into(), reason: reason() },
            Step::AnswerReview(letter(&mut self.numbers, petition.kind)),
            Step::Redo { reason: reason() },
            Step::StartHearing,
            Step::EndHearing,
            Step::Close,
        ]
    }

    /// Whoever may do it, more often than somebody else.
    fn who(&mut self, petition: &Petition, step: &Step) -> Staff {
        let office = Some(self.people.office);
        let verb = step.verb(petition);
        let may: Vec<&Staff> =
            self.people.all.iter().filter(|staff| can(staff, verb, petition, office)).collect();
        if may.is_empty() || self.numbers.below(5) == 0 {
            let at = self.numbers.below(self.people.all.len());
            return self.people.all[at].clone();
        }
        let at = self.numbers.below(may.len());
        may[at].clone()
    }

    async fn wander(&mut self) {
        for n in 0..STEPS {
            let before = self.read().await;
            self.check(&before, "as it stands");
            self.seen.insert(before.petition.state);
            let step = self.choose(&before.petition);
            let staff = self.who(&before.petition, &step);
            let jump = self.numbers.pick(&[HOUR_US, DAY_US, 7 * DAY_US, 31 * DAY_US]);
            self.at = self.at.plus(jump);
            let stale = self.numbers.below(15) == 0;
            let seen = before.petition.version - i64::from(stale);
            let verb = step.verb(&before.petition);
            let author = Author::Staff(staff.clone());
            let key = (self.id, Some(seen));
            let went = self.house.desk.step_petition(author, key, step.clone(), self.at).await;
            let after = self.read().await;
            let what = format!("step {n} {verb} by {:?}: {went:?}", staff.roles);
            match went {
                Ok(told) => {
                    assert_eq!(told, after.petition, "{what} of {}", self.seed);
                    assert!(!stale, "{what} of {}: it was seen as it stood", self.seed);
                    self.went(&before, &after, verb, (&staff, &what));
                    self.done += 1;
                }
                Err(RecordError::Store(error)) => panic!("{what} of {}: {error}", self.seed),
                Err(_) => assert_eq!(before, after, "{what} of {} changed nothing", self.seed),
            }
        }
    }

    /// What a step that was taken must have done.
    fn went(
        &self,
        before: &Known,
        after: &Known,
        verb: PetitionVerb,
        (staff, what): (&Staff, &str),
    ) {
        let seed = self.seed;
        let office = Some(self.people.office);
        assert!(can(staff, verb, &before.petition, office), "{what} of {seed}: not theirs");
        assert_eq!(Some(after.petition.state), before.petition.state.after(verb), "{what}: {seed}");
        assert_eq!(after.petition.version, before.petition.version + 1, "{what}: {seed}");
        assert_eq!(after.events, before.events + 1, "{what}: {seed}");
        let kept = after.letters.iter().zip(&before.letters).all(|(now, then)| now == then);
        assert!(kept && after.letters.len() >= before.letters.len(), "{what}: {seed}");
        for then in &before.clocks {
            let now = after.clocks.iter().find(|now| now.kind == then.kind);
            let now = now.unwrap_or_else(|| panic!("{what} of {seed}: {} is gone", then.kind));
            let (then, now) = (history(then), history(now));
            assert!(now.starts_with(&then), "{what} of {seed}: a history was rewritten");
        }
    }

    /// What holds in every state.
    fn check(&self, known: &Known, what: &str) {
        let (seed, petition) = (self.seed, &known.petition);
        let state = petition.state;
        assert_eq!(known.events as i64, petition.version, "{what} of {seed}: events and version");
        assert_eq!(petition.closed_at.is_some(), state.is_done(), "{what} of {seed}: {state}");
        let accused = petition.accused_unit_id;
        assert!(accused.is_none() || accused != petition.unit_id, "{what} of {seed}: the accused");
        if let Some(outcome) = petition.outcome {
            assert!(Outcome::of(petition.kind).contains(&outcome), "{what} of {seed}: {outcome}");
        }
        for clock in &known.clocks {
            let times: Vec<Instant> = history(clock).iter().map(ClockEvent::at).collect();
            assert!(times.is_sorted(), "{what} of {seed}: {} runs backwards", clock.kind);
            let runs = clock.state != "stopped";
            let (must, may) = runs_in(&clock.kind, state);
            let fits = (runs || !must) && (!runs || may);
            assert!(fits, "{what} of {seed}: {} is {} in {state}", clock.kind, clock.state);
            let paused = clock.state == "paused";
            assert!(
                !paused || clock.kind == "review_2",
                "{what} of {seed}: only a hearing stops it"
            );
        }
        let due = known.clocks.iter().filter(|row| row.state == "running").map(|row| row.due_at);
        let due = due.min();
        assert!(due.is_none_or(|due| due == petition.next_due_at), "{what} of {seed}: next due");
        let has = |kind| known.letters.iter().any(|letter| letter.kind == kind);
        let needs = match state {
            State::Registered | State::Withdrawn | State::Closed => None,
            State::Forwarded | State::Objected => Some(LetterKind::Forward),
            State::NotAccepted => Some(LetterKind::Refusal),
            State::Routed => Some(LetterKind::Route),
            State::Accepted => Some(LetterKind::Acceptance),
            State::Settled => Some(LetterKind::Mediation),
            State::Opined | State::Review1 => Some(LetterKind::Opinion),
            State::Reviewed1 | State::Review2 => Some(LetterKind::Review1),
            State::Concluded => Some(LetterKind::Review2),
        };
        assert!(needs.is_none_or(has), "{what} of {seed}: no letter in {state}");
    }
}

/// Whether a statutory clock must run in a state, and whether it may.
fn runs_in(kind: &str, state: State) -> (bool, bool) {
    // Once its objection was overruled, the unit has no second one.
    if kind == "petition_objection" {
        return (false, state == State::Forwarded);
    }
    let runs = match kind {
        "petition_notice" => {
            matches!(state, State::Registered | State::Forwarded | State::Objected)
        }
        "petition_handle" => state == State::Accepted,
        "review_request" => matches!(state, State::Opined | State::Reviewed1),
        "review_1" => state == State::Review1,
        "review_2" => state == State::Review2,
        other => panic!("a clock of another kind: {other}"),
    };
    (runs, runs)
}

fn history(row: &ClockRow) -> Vec<ClockEvent> {
    serde_json::from_str(&row.history).unwrap()
}

async fn play(house: &House, people: &People, seed: u64) -> (usize, BTreeSet<State>, Known) {
    let mut numbers = Numbers::of(seed ^ 0x5eed);
    let at = house.now().plus(numbers.below(200_000) as i64 * 60_000_000);
    let kind = numbers.pick(PetitionKind::ALL);
    let accused = (kind == PetitionKind::Accusation).then(|| numbers.pick(&people.units));
    let new = NewPetition {
        submission_key: format!("petition-{seed}"),
        channel: numbers.pick(PetitionChannel::ALL),
        kind,
        title: String::new(),
        content: "征收时漏算了一间仓库，请求重新核算补偿。".into(),
        region_code: None,
        people_count: 1,
        representatives: 0,
        confidential: numbers.below(3) == 0,
        accused_unit_id: accused,
        order_id: None,
    };
    let clerk = people.all.iter().find(|staff| staff.unit == people.office).unwrap();
    let registration = Registration {
        new,
        identity: None,
        representatives: Vec::new(),
        actor: clerk.actor_of(&[]),
        at,
    };
    let made = house.desk.register_petition(clerk, registration).await.unwrap();
    let mut play =
        Play { house, people, seed, numbers, at, id: made.id, done: 0, seen: BTreeSet::new() };
    play.wander().await;
    let last = play.read().await;
    play.check(&last, "at the end");
    play.seen.insert(last.petition.state);
    (play.done, play.seen, last)
}

async fn many(house: House, count: u64) {
    let people = people(&house).await;
    let (mut done, mut seen) = (0, BTreeSet::new());
    let mut numbers = Vec::new();
    for start in (0..count).step_by(64) {
        let batch = (start..(start + 64).min(count)).map(|seed| play(&house, &people, seed));
        for (steps, states, known) in futures_util::future::join_all(batch).await {
            done += steps;
            seen.extend(states);
            numbers.extend(known.letters.into_iter().map(|letter| letter.letter_no));
        }
    }
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "every letter has a number of its own");
    assert!(done as u64 > count * 3, "{done} of {count} sequences were real steps");
    println!("{count} petitions, {done} steps, {all} letters");
    for state in State::ALL.iter().filter(|_| count >= 300) {
        assert!(seen.contains(state), "no sequence came through {state}");
    }
    house.end().await;
}

#[tokio::test]
async fn random_courses_of_petitions_keep_to_the_regulation_on_sqlite() {
    many(House::lite().await, sequences()).await;
}

#[tokio::test]
async fn random_courses_of_petitions_keep_to_the_regulation_on_postgresql() {
    many(House::pg().await, sequences() / 20).await;
}
