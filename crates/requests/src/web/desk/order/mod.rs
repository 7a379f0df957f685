//! One order: everything known of it, and what this person may do to it now.
//! The same panel stands in the middle of the queue and on its own page.

pub(super) mod act;
pub(super) mod beside;
mod course;
mod course_limits;
mod course_words;
mod evidence;
mod facts;
mod forms;
pub(super) mod photo;
mod procedures;
mod replies;
mod sections;
mod whereabouts;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Staff};
use ui::map::MapFigure;
use ui::{
    ClockBar, Definitions, Flash, FormState, Html, Notice, PhotoGrid, Prefs, Shell, Tag, Timeline,
    Tone, Tr,
};

pub(super) use self::act::{photo_fault, unit_fields, units};
use self::beside::number;
pub(super) use self::course::event_key;
pub(super) use self::evidence::{Similar, of_draft};

/// Why an order may not be said to repeat another, in words.
pub(super) fn repeat_fault(fault: crate::domain::repeats::RepeatFault) -> &'static str {
    act::repeats::told(fault).1
}

use self::forms::ActionForm;
use self::replies::Reply;
use super::{clock, live};
use crate::app::Desk;
use crate::domain::OrderId;
use crate::domain::order::{Order, Queue};
use crate::web::to_page;
use crate::web::words::{state_key, state_tone};

/// Where a panel stands and where one can go from it.
#[derive(Debug, Clone, Default)]
pub(super) struct Back {
    /// The queue it was opened from.
    pub(super) queue: Option<Queue>,
    /// The row above.
    pub(super) previous: Option<String>,
    /// The row below.
    pub(super) next: Option<String>,
}

/// A form that comes back with what was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// Which action.
    pub(super) action: &'static str,
    /// Its values and faults.
    pub(super) form: FormState,
    /// Somebody changed the order meanwhile.
    pub(super) is_stale: bool,
}

/// Another order named on this one.
struct OtherOrder {
    no: String,
    title: String,
    href: String,
    state: Tag,
}

/// An order as the desk shows it.
#[derive(Template)]
#[template(path = "desk/panel.html")]
pub(super) struct Panel {
    pub(super) id: String,
    t: Tr,
    csrf: Html,
    seen: i64,
    back: Back,
    no: String,
    title: String,
    tags: Vec<Tag>,
    place: String,
    received: String,
    requester: String,
    disclosure: Option<String>,
    channel: String,
    channel_icon: &'static str,
    stale: Option<Notice>,
    clocks: Vec<ClockBar>,
    content: String,
    photos: Option<PhotoGrid>,
    facts: Option<Definitions>,
    lead: Option<OtherOrder>,
    linked: Vec<OtherOrder>,
    replies: Vec<Reply>,
    callbacks: Option<Timeline>,
    visits: Vec<replies::OnSite>,
    limits: Option<Html>,
    beside: Option<Html>,
    course: Timeline,
    sections: Vec<Html>,
    forms: Vec<ActionForm>,
    map: Option<MapFigure>,
    whereabouts: Option<whereabouts::OrderWhere>,
    similar: Vec<Similar>,
    preview: Option<Definitions>,
}

impl askama::filters::HtmlSafe for Panel {}

impl Panel {
    /// Draws an order for somebody.
    pub(super) async fn of(
        desk: &Desk,
        staff: &Staff,
        shell: &Shell,
        id: OrderId,
        back: Back,
        typed: Typed,
    ) -> Result<Self, PageError> {
        let view = desk.view_for(staff, id).await.map_err(to_page)?;
        let similar = evidence::similar(desk, staff, shell.t, &view).await?;
        let names = course::names(desk, &view).await?;
        let requester = facts::requester(desk, shell.t, &view).await?;
        let proxy = sections::proxy(desk, shell.t, &view).await?;
        let (t, order, now) = (shell.t, &view.order, desk.app.now());
        let forms = forms::forms(desk, staff, t, (&view, &names), &typed);
        let pending = view.clocks.iter().filter(|(row, _)| row.state != "stopped");
        let others = similar.iter().filter_map(Similar::marker).collect::<Vec<_>>();
        let known = view.procedures.circumstance.as_ref();
        let has_speaker = known.is_some_and(|known| known.proxy_ref.is_some());
        let knows_person = view.request.requester_ref.is_some() || has_speaker;
        let may_open = staff.has_any(people::domain::disclosure::DISCLOSING_ROLES);
        Ok(Self {
            id: id.to_string(),
            t,
            csrf: shell.csrf_field(),
            seen: order.version,
            no: order.order_no.to_string(),
            title: order.title.clone(),
            tags: facts::tags(t, order),
            place: facts::place(desk, &view),
            received: t.named("desk-received-at", t.date_time(order.received_at)),
            requester,
            disclosure: (knows_person && may_open)
                .then(|| format!("/desk/disclosures/new?order={id}")),
            channel: facts::channel(desk, order),
            channel_icon: super::queue::channel_icon(desk, &order.channel),
            stale: told(t, &typed, &forms),
            clocks: pending.map(|(row, view)| clock::bar(t, row, view, now)).collect(),
            content: view.request.content.clone(),
            photos: replies::photos(t, &view, None),
            facts: facts::facts(desk, t, &view),
            lead: view.lead.as_deref().map(|lead| OtherOrder::of(t, lead)),
            linked: view.linked.iter().map(|linked| OtherOrder::of(t, linked)).collect(),
            replies: replies::of(t, &view, &names),
            callbacks: replies::callbacks(t, &view, &names),
            visits: replies::visits(desk, t, &view, &names),
            limits: beside::clocks(desk, t, &view),
            beside: beside::beside(desk, t, &view, &names),
            course: course::timeline(desk, t, &view, &names)?,
            map: facts::map(desk, shell, &view, &others),
            whereabouts: whereabouts::of(desk, t, &view),
            preview: facts::dispatch_preview(desk, t, &view),
            sections: sections::of(
                desk,
                staff,
                shell,
                (&view, &names, &forms),
                (&typed, &back, proxy),
            ),
            back,
            forms,
            similar,
        })
    }

    /// The queue to come back to, as the hidden field carries it.
    fn from(&self) -> &'static str {
        self.back.queue.map_or("", Queue::as_str)
    }

    fn is_alone(&self) -> bool {
        self.back.queue.is_none()
    }

    fn can_link(&self) -> bool {
        self.forms.iter().any(|form| form.resource == "repeat")
    }
}

/// What must be said above everything: somebody was quicker, or a fault of a
/// form this person is not given.
fn told(t: Tr, typed: &Typed, forms: &[ActionForm]) -> Option<Notice> {
    if typed.is_stale {
        let notice = Notice::new(Tone::Warn, t.s("desk-stale"));
        return Some(notice.title(t.s("desk-stale-title")));
    }
    let is_shown = forms.iter().any(|form| form.resource == typed.action);
    let fault = typed.form.errors().first().filter(|_| !is_shown)?;
    Some(Notice::new(Tone::Warn, fault.text(t)))
}

impl OtherOrder {
    fn of(t: Tr, order: &Order) -> Self {
        Self {
            no: order.order_no.to_string(),
            title: order.title.clone(),
            href: format!("/desk/orders/{}", order.id),
            state: Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/order.html")]
struct OrderPage {
    shell: Shell,
    panel: Panel,
    live: String,
}

/// `GET /desk/orders/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    let form = FormState::from_pairs(pairs);
    page(&desk, &staff, prefs, StatusCode::OK, id, (Typed::default(), &form)).await
}

/// The order's own page.
async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    status: StatusCode,
    id: OrderId,
    (typed, asked): (Typed, &FormState),
) -> Result<Response, PageError> {
    let mut shell = desk.app.desk(staff, prefs, ui::key("desk-order-title"));
    shell.flash = flash(desk, staff, &shell.t, asked).await?;
    let panel = Panel::of(desk, staff, &shell, id, Back::default(), typed).await?;
    shell.title = panel.title.clone();
    let page = OrderPage { live: live::address(None, Some(panel.id.clone()), ""), shell, panel };
    Ok(ui::page(status, &page))
}

/// What was just done or undone, when the address says so, and for as long as
/// it can be taken back the way to do it.
pub(super) async fn flash(
    desk: &Desk,
    staff: &Staff,
    t: &Tr,
    form: &FormState,
) -> Result<Option<Flash>, PageError> {
    if form.has("undone") {
        let undone = act::undo::told(form.value("undone"));
        let text = t.s(undone.1).into_owned();
        return Ok(Some(Flash { tone: undone.0, text, undo_action: None }));
    }
    let done = form.value("done");
    let Some(what) = forms::title_key(done) else {
        return Ok(None);
    };
    let args = [("no", form.value("no").into()), ("what", t.s(what).as_ref().into())];
    let offer = match form.value("undo").parse::<OrderId>() {
        Ok(id) => desk.undo_offer(staff, id).await?,
        Err(_) => None,
    };
    Ok(Some(Flash {
        tone: Tone::Ok,
        text: t.a("desk-done", &args),
        undo_action: offer.map(|order| act::undo::address(order, form.value("from"))),
    }))
}
