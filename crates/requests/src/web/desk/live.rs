//! What happens while a page is open, as server-sent events: a row of the
//! list changed, the opened order was changed by somebody, somebody else has
//! it open. Only staff who may see the order hear of it; what goes out is
//! drawn once for all who read the same language.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::{Stream, stream};
use people::Staff;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use ui::{Lang, Prefs, Tr};

use super::filter::Narrow;
use super::{order, queue};
use crate::app::Desk;
use crate::app::live::{News, Stay, Told, Visitor};
use crate::domain::order::{OrderState, Queue};
use crate::domain::{OrderId, permission};
use crate::web::words::state_key;

/// A connection that says nothing for so long counts as broken.
const BEAT: Duration = Duration::from_secs(20);

struct Listener {
    desk: Desk,
    staff: Staff,
    lang: Lang,
    queue: Option<Queue>,
    narrow: Narrow,
    order: Option<OrderId>,
    told: Receiver<Told>,
    /// Others see that the order is open as long as this listener lives.
    _stay: Option<Stay>,
    start: u8,
}

/// The address a page listens at; `query` narrows the list as the page does.
pub(super) fn address(queue: Option<Queue>, order: Option<String>, query: &str) -> String {
    let queue = queue.map_or("", Queue::as_str);
    let more = query.strip_prefix('?').map(|rest| format!("&{rest}")).unwrap_or_default();
    format!("/desk/live?queue={queue}&order={}{more}", order.unwrap_or_default())
}

/// `GET /desk/live`
pub(super) async fn stream(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> impl IntoResponse {
    let form = ui::FormState::from_pairs(pairs);
    let order = opened(&desk, &staff, form.value("order")).await;
    let visitor = Visitor { account: staff.account, name: staff.display_name.clone() };
    let told = desk.live.listen(&desk.app.db);
    let listener = Listener {
        _stay: order.map(|order| desk.live.enter(order, visitor)),
        told,
        order,
        queue: form.value("queue").parse().ok(),
        narrow: Narrow::of(&form),
        lang: prefs.lang,
        desk,
        staff,
        start: 0,
    };
    let headers = [("cache-control", "no-store"), ("x-accel-buffering", "no")];
    (headers, Sse::new(events(listener)))
}

/// The order a page has open, if they may see it.
async fn opened(desk: &Desk, staff: &Staff, id: &str) -> Option<OrderId> {
    let id: OrderId = id.parse().ok()?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(crate::store::order::get(tx, *id)));
    let found: Result<_, db::StoreError> = read.await;
    found.ok()?.filter(|order| permission::can_see(staff, order)).map(|order| order.id)
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await;
        event.map(|event| (Ok(event), listener))
    })
}

fn beat() -> Event {
    Event::default().event("beat").data("")
}

impl Listener {
    /// The next thing worth telling, or a beat; nothing when the server ends.
    async fn next(&mut self) -> Option<Event> {
        // The first beat tells the page at once that it is connected, the
        // second event who else is here.
        self.start = self.start.saturating_add(1);
        match (self.start, self.order) {
            (1, _) => return Some(beat()),
            (2, Some(order)) => return Some(self.here(order)),
            _ => {}
        }
        loop {
            match tokio::time::timeout(BEAT, self.told.recv()).await {
                Err(_) => return Some(beat()),
                Ok(Err(RecvError::Closed)) => return None,
                Ok(Err(RecvError::Lagged(_)) | Ok(Told::Missed)) => {
                    return Some(Event::default().event("missed").data(""));
                }
                Ok(Ok(Told::Here(order))) if self.order == Some(order) => {
                    return Some(self.here(order));
                }
                Ok(Ok(Told::Here(_))) => {}
                Ok(Ok(Told::News(news))) => {
                    if let Some(event) = self.news(&news) {
                        return Some(event);
                    }
                }
            }
        }
    }

    fn here(&self, order: OrderId) -> Event {
        let names = self.desk.live.others(order, self.staff.account);
        Event::default().event("here").data(json!({ "names": names }).to_string())
    }

    fn news(&self, news: &News) -> Option<Event> {
        let was_here = self.queue.is_some() && news.from.map(OrderState::queue) == self.queue;
        let is_here = self.queue.is_some_and(|queue| news.order.state.queue() == queue);
        let is_opened = self.order == Some(news.order.id);
        let concerns = was_here || is_here || is_opened;
        if !concerns || !permission::can_see(&self.staff, &news.order) {
            return None;
        }
        if is_opened {
            return Some(Event::default().event("changed").data(self.changed(news)));
        }
        if !is_here {
            return Some(Event::default().event("gone").data(self.gone(news)));
        }
        let fits = self.narrow.fits(&news.order);
        fits.then(|| Event::default().event("row").data(self.row(news)))
    }

    fn t(&self) -> Tr {
        Tr::new(self.lang).at(self.desk.app.now())
    }

    fn class(&self, chinese: &'static str, english: &'static str) -> &'static str {
        match self.lang {
            Lang::ZhCn => chinese,
            Lang::En => english,
        }
    }

    fn row(&self, news: &News) -> Arc<str> {
        news.drawn(self.class("row zh", "row en"), || {
            let queue = news.order.state.queue();
            let (id, t, now) = (news.order.id, self.t(), self.desk.app.now());
            let href = format!("/desk/queue/{queue}?order={id}");
            let row = queue::draw_row(&self.desk, t, &news.row, href, now);
            json!({ "id": id, "html": row.to_html().to_string() }).to_string()
        })
    }

    fn gone(&self, news: &News) -> Arc<str> {
        news.drawn(self.class("gone zh", "gone en"), || {
            let state = self.t().s(state_key(news.order.state));
            json!({ "id": news.order.id, "state": state }).to_string()
        })
    }

    /// What happened to the opened order, in a sentence.
    fn changed(&self, news: &News) -> Arc<str> {
        news.drawn(self.class("changed zh", "changed en"), || {
            let t = self.t();
            let by = news.by.as_ref().map_or("", |(_, name)| name.as_str());
            let args = [
                ("by", by.into()),
                ("what", t.s(order::event_key(news.kind)).as_ref().into()),
                ("state", t.s(state_key(news.order.state)).as_ref().into()),
            ];
            let key = if by.is_empty() { "live-changed-itself" } else { "live-changed" };
            let by = news.by.as_ref().map(|(account, _)| account.to_string());
            json!({
                "id": news.order.id,
                "version": news.order.version,
                "by": by,
                "text": t.a(key, &args),
            })
            .to_string()
        })
    }
}
