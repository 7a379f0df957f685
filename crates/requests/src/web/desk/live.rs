//! What happens while a page is open, as server-sent events: an order came to
//! this desk, or the opened one was changed. No personal data travels here.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use db::StoreError;
use db::ledger::Appended;
use futures_util::{Stream, stream};
use people::Staff;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::app::Desk;
use crate::domain::order::{OrderState, Queue};
use crate::domain::{OrderId, permission};
use crate::store::order;

/// A connection that says nothing for so long counts as broken.
const BEAT: Duration = Duration::from_secs(20);

/// What a page listens for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    queue: String,
    order: String,
}

struct Listener {
    desk: Desk,
    staff: Staff,
    queue: Option<Queue>,
    order: Option<OrderId>,
    appended: Receiver<Appended>,
}

/// The address a page listens at.
pub(super) fn address(queue: Option<Queue>, order: Option<String>) -> String {
    let queue = queue.map_or("", Queue::as_str);
    format!("/desk/live?queue={queue}&order={}", order.unwrap_or_default())
}

/// `GET /desk/live`
pub(super) async fn stream(
    State(desk): State<Desk>,
    Query(ask): Query<Ask>,
    staff: Staff,
) -> impl IntoResponse {
    let listener = Listener {
        appended: desk.app.db.appended(),
        queue: ask.queue.parse().ok(),
        order: ask.order.parse().ok(),
        desk,
        staff,
    };
    let headers = [("cache-control", "no-store"), ("x-accel-buffering", "no")];
    (headers, Sse::new(events(listener)))
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((listener, true), |(mut listener, is_first)| async move {
        // The first beat tells the page at once that it is connected.
        let event = if is_first { Some(beat()) } else { listener.next().await };
        event.map(|event| (Ok(event), (listener, false)))
    })
}

fn beat() -> Event {
    Event::default().event("beat").data("")
}

impl Listener {
    /// The next thing worth telling, or a beat; nothing when the server ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            match tokio::time::timeout(BEAT, self.appended.recv()).await {
                Err(_) => return Some(beat()),
                Ok(Err(RecvError::Closed)) => return None,
                // Too much at once: the page asks anew for what it shows.
                Ok(Err(RecvError::Lagged(_))) => {
                    return Some(Event::default().event("added").data(""));
                }
                Ok(Ok(appended)) => {
                    if let Some(event) = self.told(&appended).await {
                        return Some(event);
                    }
                }
            }
        }
    }

    async fn told(&self, appended: &Appended) -> Option<Event> {
        let id: OrderId = appended.stream.strip_prefix("order:")?.parse().ok()?;
        let is_opened = self.order == Some(id);
        let came_here =
            appended.to.and_then(|to| to.parse::<OrderState>().ok()).map(OrderState::queue);
        let is_new_here = self.queue.is_some() && came_here == self.queue;
        if !is_opened && !is_new_here || !self.may_see(id).await {
            return None;
        }
        if is_opened {
            let data = format!("{id} {}", appended.version);
            return Some(Event::default().event("changed").data(data));
        }
        Some(Event::default().event("added").data(appended.kind))
    }

    async fn may_see(&self, id: OrderId) -> bool {
        let read = self.desk.app.db.read(id, |tx, id| Box::pin(order::get(tx, *id)));
        let found: Result<_, StoreError> = read.await;
        found.is_ok_and(|order| order.is_some_and(|order| permission::can_see(&self.staff, &order)))
    }
}
