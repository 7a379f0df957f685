//! The page of one order for the person who asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::clock::{ClockState, ClockView};
use kernel::time::DAY_US;
use people::{PageError, RequesterRef, Source, Viewer};
use ui::{
    Choice, Definition, Definitions, Flash, FormState, Notice, Photo, PhotoGrid, Prefs, Shell, Tag,
    Timeline, Tone, Tr, key, map::MapFigure,
};

use super::super::super::words::{satisfied_key, solved_key, state_tone};
use super::super::limits::{self, Wait};
use super::super::report::choice_key;
use super::super::{photos, place};
use super::words::{next_key, state_key};
use super::{course, find};
use crate::app::Desk;
use crate::app::evaluation::changeable_until;
use crate::app::view::OrderView;
use crate::domain::change::REOPEN_DAYS;
use crate::domain::order::{OrderState, Verb};
use crate::domain::words::{Satisfied, Solved};
use crate::store::attachment::AttachmentRow;
use crate::web::category;

/// The code, and what happened just before.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(in super::super) struct Ask {
    code: String,
    new: String,
    done: String,
}

#[derive(Template)]
#[template(path = "resident/track.html")]
pub(super) struct TrackPage {
    shell: Shell,
    no: String,
    code: String,
    seen: i64,
    is_new: bool,
    is_anonymous: bool,
    state: Tag,
    next: String,
    /// What is waited for, and until when.
    wait: Option<(String, Wait)>,
    extended: bool,
    /// Every time a limit stood still, and why.
    pauses: Vec<String>,
    /// How often one may press for it.
    urge_hint: String,
    lead: Option<Lead>,
    replies: Vec<Reply>,
    can: Can,
    reopen_until: String,
    change_until: String,
    form: FormState,
    solved: Vec<Choice>,
    satisfied: Vec<Choice>,
    contacted: Vec<Choice>,
    course: Timeline,
    facts: Definitions,
    content: String,
    photos: Option<PhotoGrid>,
    map: Option<MapFigure>,
    unit: Option<Definitions>,
    /// Who looked at the person's identity; nothing when nobody did.
    opened: Option<Timeline>,
    /// What the desk asks for, when it does.
    question: Option<String>,
}

/// The order that is worked in place of this one.
struct Lead {
    state: Tag,
    unit: String,
    /// Until when its unit has to answer.
    due: Option<String>,
}

struct Reply {
    id: String,
    at: String,
    unit: String,
    solved: Tag,
    text: String,
    reason: Option<String>,
    evidence: Option<PhotoGrid>,
    /// Said about the order this one was joined to.
    is_of_lead: bool,
}

/// What the person may do now.
#[derive(Debug, Clone, Copy)]
struct Can {
    supplement: bool,
    evaluate: bool,
    /// Change what was judged, until this day.
    reevaluate: bool,
    reopen: bool,
    /// Say what is new after an answer at once.
    say_new: bool,
    withdraw: bool,
    urge: bool,
}

/// `GET /track/{no}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Query(ask): Query<Ask>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
) -> Result<Response, PageError> {
    let view = match super::open(&desk, &source, &no, &ask.code).await {
        Ok(view) => view,
        Err(PageError::NotFound) => return Ok(find::again(&desk, &viewer, prefs, &no)),
        Err(other) => return Err(other),
    };
    let mut shell = shell(&desk, &viewer, prefs, &view);
    shell.flash = flash(shell.t, &ask.done);
    let mut page = page(&desk, shell, &view, &ask.code, FormState::new()).await?;
    page.is_new = ask.new == "1";
    Ok(ui::page(StatusCode::OK, &page))
}

pub(super) fn shell(desk: &Desk, viewer: &Viewer, prefs: Prefs, view: &OrderView) -> Shell {
    let t = Tr::new(prefs.lang);
    let title = t.named(key("track-title"), view.order.order_no.as_str());
    desk.app.shell_titled(viewer, prefs, title)
}

/// The answer to what was done, told on the page one is led back to.
fn flash(t: Tr, done: &str) -> Option<Flash> {
    let (tone, key) = match done {
        "supplement" => (Tone::Ok, key("done-supplement")),
        "evaluation" => (Tone::Ok, key("done-evaluation")),
        "evaluation-change" => (Tone::Ok, key("done-evaluation-change")),
        "reopening" => (Tone::Ok, key("done-reopening")),
        "news" => (Tone::Ok, key("done-news")),
        "withdrawal" => (Tone::Ok, key("done-withdrawal")),
        "urge" => (Tone::Ok, key("done-urge")),
        "changed" => (Tone::Warn, key("done-changed")),
        _ => return None,
    };
    Some(Flash { tone, text: t.s(key).into_owned(), undo_action: None })
}

pub(super) async fn page(
    desk: &Desk,
    shell: Shell,
    view: &OrderView,
    code: &str,
    form: FormState,
) -> Result<TrackPage, PageError> {
    let t = shell.t;
    let rules = desk.rules();
    let now = desk.app.now();
    let order = &view.order;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let clock = main_clock(view);
    let own = photos::visible(view).filter(|row| row.reply_id.is_none());
    let own = grid(t, order.order_no.as_str(), &code, own);
    let reader = reader(desk, view, &code);
    let opened = match reader {
        Some(reader) => people::record::opened(&desk.app, t, reader).await?.course,
        None => None,
    };
    let reopen_end = order.closed_at.map(|at| at.plus(REOPEN_DAYS * DAY_US));
    Ok(TrackPage {
        no: order.order_no.to_string(),
        seen: order.version,
        is_new: false,
        is_anonymous: reader.is_none(),
        state: Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)).strong(),
        next: t.s(next_key(order)).into_owned(),
        wait: clock.map(|(label, clock)| {
            (t.s(label).into_owned(), limits::wait(t, clock, &rules.calendar, now))
        }),
        extended: view.standing_events().any(|event| event.kind == "order.extended"),
        pauses: pauses(t, view),
        urge_hint: t.n("track-urge-hint", i64::from(view.beside.procedures.urge_every_hours)),
        lead: lead(desk, t, view),
        replies: replies(desk, t, view, &code),
        can: can(view, now),
        reopen_until: reopen_end.map(|at| t.date(at)).unwrap_or_default(),
        change_until: changeable_until(order, &view.callbacks)
            .map(|at| t.date(at))
            .unwrap_or_default(),
        solved: Solved::ALL.iter().map(|w| Choice::new(w.as_str(), t.s(solved_key(*w)))).collect(),
        satisfied: Satisfied::ALL
            .iter()
            .map(|w| Choice::new(w.as_str(), t.s(satisfied_key(*w))))
            .collect(),
        contacted: vec![
            Choice::new("yes", t.s(key("track-contacted-yes"))),
            Choice::new("no", t.s(key("track-contacted-no"))),
        ],
        course: course::timeline(t, view, &rules),
        facts: Definitions::new(facts(desk, t, view)),
        content: view.request.content.clone(),
        photos: own,
        map: map(desk, &shell, view),
        unit: unit(desk, t, view),
        question: question(view),
        opened,
        form: with_own_word(form, view),
        code,
        shell,
    })
}

/// What they said last stands in the form that changes it.
fn with_own_word(form: FormState, view: &OrderView) -> FormState {
    let can_change = changeable_until(&view.order, &view.callbacks).is_some();
    let mut said = view.callbacks.iter().filter(|row| row.is_valid && row.by_requester);
    let Some(said) = said.next().filter(|_| can_change) else { return form };
    let contacted = match said.unit_contacted {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    form.with("solved", said.solved.map_or("", Solved::as_str))
        .with("satisfied", said.satisfied.map_or("", Satisfied::as_str))
        .with("contacted", contacted)
        .with("comment", &said.comment)
}

/// Who reads the page, by the code they came with: the requester, or whoever
/// speaks for them. Each sees who opened something of their own identity.
fn reader(desk: &Desk, view: &OrderView, code: &str) -> Option<RequesterRef> {
    let told = view.procedures.circumstance.as_ref();
    let speaks = desk.proxy_code(view).is_some_and(|own| own == code);
    let reference = if speaks { told?.proxy_ref } else { view.request.requester_ref };
    reference.map(RequesterRef)
}

/// The limit the person waits for: rework before handling before intake.
/// None while it is they who are waited for, unless it says that it stands
/// still.
fn main_clock(view: &OrderView) -> Option<(&'static str, &ClockView)> {
    let of =
        |kind: &str| view.clocks.iter().find(|(row, _)| row.kind == kind).map(|(_, clock)| clock);
    let intake = || of("intake").map(|clock| (key("wait-for-intake"), clock));
    match view.order.state {
        OrderState::Received | OrderState::ToDispatch => intake(),
        OrderState::NeedInfo => {
            intake().filter(|(_, clock)| matches!(clock.state, ClockState::Paused { .. }))
        }
        OrderState::Dispatched
        | OrderState::Objected
        | OrderState::Acknowledged
        | OrderState::InProgress
        | OrderState::Deferred
        | OrderState::Replied
        | OrderState::ToCallback
        | OrderState::CalledBack => of("rework")
            .map(|clock| (key("wait-for-rework"), clock))
            .or_else(|| of("handle").map(|clock| (key("wait-for-reply"), clock))),
        OrderState::Answered
        | OrderState::NotAccepted
        | OrderState::Transferred
        | OrderState::RepeatLinked
        | OrderState::Closed
        | OrderState::Withdrawn
        | OrderState::Archived => None,
    }
}

/// All stops of all limits, oldest first: none is hidden from whoever waits.
fn pauses(t: Tr, view: &OrderView) -> Vec<String> {
    let mut all: Vec<_> = view.clocks.iter().flat_map(|(_, clock)| &clock.pauses).collect();
    all.sort_by_key(|pause| pause.from);
    let text = |pause: &kernel::clock::Pause| {
        let until = pause
            .until
            .map_or_else(|| t.s(key("track-pause-lasts")).into_owned(), |until| t.date_time(until));
        let args = [
            ("reason", t.s(limits::pause_name(pause.reason)).as_ref().into()),
            ("from", t.date_time(pause.from).into()),
            ("until", until.into()),
        ];
        t.a(key("track-pause"), &args)
    };
    all.into_iter().map(text).collect()
}

fn can(view: &OrderView, now: kernel::time::Instant) -> Can {
    let state = view.order.state;
    let closed = view.order.closed_at;
    let in_time = closed.is_some_and(|at| now.since(at) <= REOPEN_DAYS * DAY_US);
    Can {
        supplement: state.allows(Verb::Supply),
        evaluate: state.allows(Verb::CallBack),
        reevaluate: changeable_until(&view.order, &view.callbacks).is_some_and(|end| now <= end),
        reopen: state.allows(Verb::Reopen) && in_time,
        say_new: state.allows(Verb::SayNew),
        withdraw: state.allows(Verb::Withdraw),
        urge: state.allows(Verb::Urge),
    }
}

fn lead(desk: &Desk, t: Tr, view: &OrderView) -> Option<Lead> {
    let lead = view.lead.as_deref()?;
    let rules = desk.rules();
    let unit = lead.unit_id.and_then(|id| rules.units.get(&id));
    Some(Lead {
        state: Tag::new(t.s(state_key(lead.state))).tone(state_tone(lead.state)),
        unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        due: lead.handle_due_at.filter(|_| lead.replied_at.is_none()).map(|at| t.date(at)),
    })
}

/// Replies that went out, the newest first. What waits for review or was
/// sent back is not told: it is not said yet.
fn replies(desk: &Desk, t: Tr, view: &OrderView, code: &str) -> Vec<Reply> {
    let rules = desk.rules();
    let no = view.order.order_no.as_str();
    let own = view.replies.iter().map(|reply| (reply, false));
    let of_lead = view.lead_replies.iter().map(|reply| (reply, true));
    let mut sent: Vec<_> =
        own.chain(of_lead).filter(|(reply, _)| reply.state == "approved").collect();
    sent.sort_by_key(|(reply, _)| std::cmp::Reverse(reply.submitted_at));
    let sent = sent.into_iter();
    sent.map(|(reply, is_of_lead)| {
        let evidence = photos::visible(view).filter(|row| row.reply_id == Some(reply.id));
        // What was said to somebody else is told without what identifies them.
        let words = |text: &str| if is_of_lead { desk.covered(text) } else { text.to_owned() };
        let tone = if reply.solved == Solved::Resolved { Tone::Ok } else { Tone::Warn };
        Reply {
            id: reply.id.to_string(),
            at: t.date_time(reply.reviewed_at.unwrap_or(reply.submitted_at)),
            unit: rules.units.get(&reply.unit_id).map(|u| u.name.clone()).unwrap_or_default(),
            solved: Tag::new(t.s(solved_key(reply.solved))).tone(tone),
            text: words(&reply.text_public),
            reason: reply
                .unsolved_reason
                .as_deref()
                .filter(|text| !text.trim().is_empty())
                .map(words),
            evidence: grid(t, no, code, evidence),
            is_of_lead,
        }
    })
    .collect()
}

fn grid<'a>(
    t: Tr,
    no: &str,
    code: &str,
    rows: impl Iterator<Item = &'a AttachmentRow>,
) -> Option<PhotoGrid> {
    let photos: Vec<Photo> = rows
        .zip(1_usize..)
        .map(|(row, number)| {
            let large = format!("/photos/{}?no={no}&code={code}", row.id);
            let small = format!("{large}&small=true");
            Photo::new(small, large, t.n(key("track-photo-alt"), number))
        })
        .collect();
    (!photos.is_empty()).then(|| PhotoGrid::new(photos))
}

fn facts(desk: &Desk, t: Tr, view: &OrderView) -> Vec<Definition> {
    let rules = desk.rules();
    let atlas = desk.atlas.current();
    let (order, request) = (&view.order, &view.request);
    let mut lines = vec![
        Definition::new(t.s(key("track-fact-type")), t.s(choice_key(order.order_type))),
        Definition::new(t.s(key("track-fact-received")), t.date_time(order.received_at)),
    ];
    if let Some(code) = order.category_code.as_deref() {
        let path = category::path(t, &rules, code);
        lines.push(Definition::new(t.s(key("track-fact-category")), path));
    }
    let region = order.region_code.as_deref().and_then(|code| place::region_name(&atlas, code));
    match (region, request.address.trim()) {
        (None, "") => {}
        (Some(region), "") => lines.push(Definition::new(t.s(key("track-fact-place")), region)),
        (None, address) => lines.push(Definition::new(t.s(key("track-fact-place")), address)),
        (Some(region), address) => {
            lines.push(Definition::new(t.s(key("track-fact-place")), address).note(region));
        }
    }
    if order.confidential {
        let text = t.s(key("track-fact-confidential-yes"));
        lines.push(Definition::new(t.s(key("track-fact-confidential")), text));
    }
    lines
}

fn map(desk: &Desk, shell: &Shell, view: &OrderView) -> Option<MapFigure> {
    let (lon, lat) = view.request.lon_e7.zip(view.request.lat_e7)?;
    let point = places::Point::new(lon, lat).ok()?;
    Some(place::around(shell, &desk.atlas.current(), point))
}

fn unit(desk: &Desk, t: Tr, view: &OrderView) -> Option<Definitions> {
    let rules = desk.rules();
    let unit = rules.units.get(&view.order.unit_id?)?;
    let mut lines = vec![Definition::new(t.s(key("track-unit-name")), &unit.name)];
    if !unit.phone.is_empty() {
        lines.push(Definition::new(t.s(key("track-unit-phone")), &unit.phone));
    }
    Some(Definitions::new(lines))
}

/// What was asked last, while it waits for an answer.
fn question(view: &OrderView) -> Option<String> {
    if view.order.state != OrderState::NeedInfo {
        return None;
    }
    let asked = view.notes.iter().rev().find(|note| note.kind == "order.info_asked")?;
    Some(asked.text.clone())
}

impl TrackPage {
    /// Eight digits in two groups, as they are read out.
    fn spaced_code(&self) -> String {
        match self.code.split_at_checked(4) {
            Some((first, second)) => format!("{first} {second}"),
            None => self.code.clone(),
        }
    }

    /// The first thing told after sending.
    fn welcome(&self) -> Notice {
        let t = self.shell.t;
        let text = if self.is_anonymous { t.s("track-new-anonymous") } else { t.s("track-new") };
        Notice::new(Tone::Ok, text).title(t.s("track-new-title"))
    }

    /// What the copy button copies: enough to find the way back.
    fn copy_text(&self) -> String {
        let args = [("no", self.no.as_str().into()), ("code", self.spaced_code().into())];
        self.shell.t.a(key("track-copy-text"), &args)
    }
}
