//! What is happening now, for all open pages of this process: each change of
//! an order is read once, however many listen, and who has an order open is
//! told to the others who have. Nothing here is stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::ledger::Appended;
use db::{Db, StoreError, Tx};
use people::AccountId;
use people::store::accounts;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::domain::OrderId;
use crate::domain::order::{Order, OrderState};
use crate::store::list::{self, ListRow};
use crate::store::order;

/// News a slow listener may lag behind before it is told to ask anew.
const BUFFER: usize = 256;

/// Something worth telling.
#[derive(Clone)]
pub enum Told {
    /// An order was changed.
    News(Arc<News>),
    /// Somebody opened an order or left it.
    Here(OrderId),
    /// More happened than could be told.
    Missed,
}

/// A change of an order, with what a list shows of it.
pub struct News {
    /// The order as it stands now.
    pub order: Order,
    /// Its row in a list.
    pub row: ListRow,
    /// Name of the event.
    pub kind: &'static str,
    /// Number of the event in the order's stream.
    pub event_version: i64,
    /// Where the order stood before, if it went on.
    pub from: Option<OrderState>,
    /// Who did it; nobody for the requester and for jobs.
    pub by: Option<(AccountId, String)>,
    drawn: Mutex<HashMap<&'static str, Arc<str>>>,
}

impl News {
    /// A text about this change that is the same for a class of viewers: made
    /// by the first who asks, shared by all others.
    pub fn drawn(&self, class: &'static str, make: impl FnOnce() -> String) -> Arc<str> {
        let mut drawn = lock(&self.drawn);
        drawn.entry(class).or_insert_with(|| make().into()).clone()
    }
}

/// The hub: one for each process.
pub struct Live {
    told: broadcast::Sender<Told>,
    is_reading: Mutex<bool>,
    here: Mutex<HashMap<OrderId, Vec<Visitor>>>,
}

/// Somebody who has an order open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            told: broadcast::Sender::new(BUFFER),
            is_reading: Mutex::new(false),
            here: Mutex::default(),
        }
    }
}

impl Live {
    /// Begins to listen. The first listener starts the reading.
    pub fn listen(self: &Arc<Self>, db: &Db) -> broadcast::Receiver<Told> {
        let mut is_reading = lock(&self.is_reading);
        let receiver = self.told.subscribe();
        if !*is_reading {
            *is_reading = true;
            tokio::spawn(read_on(self.clone(), db.clone(), db.appended()));
        }
        receiver
    }

    /// Says that somebody opened an order, until the answer is dropped.
    pub fn enter(self: &Arc<Self>, order: OrderId, visitor: Visitor) -> Stay {
        lock(&self.here).entry(order).or_default().push(visitor.clone());
        self.tell(Told::Here(order));
        Stay { live: self.clone(), order, visitor }
    }

    /// The others who have an order open, each once.
    pub fn others(&self, order: OrderId, than: AccountId) -> Vec<String> {
        let here = lock(&self.here);
        let mut seen = Vec::new();
        let visitors = here.get(&order).map_or(&[][..], Vec::as_slice);
        for visitor in visitors.iter().filter(|visitor| visitor.account != than) {
            if !seen.contains(visitor) {
                seen.push(visitor.clone());
            }
        }
        seen.into_iter().map(|visitor| visitor.name).collect()
    }

    fn tell(&self, told: Told) {
        // Nobody listening is no fault.
        let _ = self.told.send(told);
    }

    /// Ends the reading when nobody listens any more; says whether it did.
    fn may_rest(&self) -> bool {
        let mut is_reading = lock(&self.is_reading);
        let rests = self.told.receiver_count() == 0;
        *is_reading = !rests;
        rests
    }
}

/// Somebody has an order open as long as this lives.
pub struct Stay {
    live: Arc<Live>,
    order: OrderId,
    visitor: Visitor,
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut here = lock(&self.live.here);
        if let Some(visitors) = here.get_mut(&self.order) {
            if let Some(at) = visitors.iter().position(|visitor| *visitor == self.visitor) {
                visitors.swap_remove(at);
            }
            if visitors.is_empty() {
                here.remove(&self.order);
            }
        }
        drop(here);
        self.live.tell(Told::Here(self.order));
    }
}

/// What is behind a lock is whole between two statements, whoever panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read_on(live: Arc<Live>, db: Db, mut appended: broadcast::Receiver<Appended>) {
    loop {
        let told = match appended.recv().await {
            Err(RecvError::Closed) => return,
            Err(RecvError::Lagged(_)) => Some(Told::Missed),
            Ok(appended) => match news(&db, &appended).await {
                Ok(news) => news.map(|news| Told::News(Arc::new(news))),
                Err(error) => {
                    tracing::warn!(%error, "a change could not be told to the open pages");
                    Some(Told::Missed)
                }
            },
        };
        if live.may_rest() {
            return;
        }
        if let Some(told) = told {
            live.tell(told);
        }
    }
}

/// The change behind an event; nothing when it is not about an order.
async fn news(db: &Db, appended: &Appended) -> Result<Option<News>, StoreError> {
    let id: Option<OrderId> = appended.stream.strip_prefix("order:").and_then(|id| id.parse().ok());
    let Some(id) = id else { return Ok(None) };
    let account = appended.account.map(AccountId);
    let (order, row, name) =
        db.read((id, account), |tx, (id, account)| Box::pin(read(tx, *id, *account))).await?;
    let Some((order, row)) = order.zip(row) else { return Ok(None) };
    Ok(Some(News {
        order,
        row,
        kind: appended.kind,
        event_version: appended.version,
        from: appended.from.and_then(|state| state.parse().ok()),
        by: account.zip(name),
        drawn: Mutex::default(),
    }))
}

type Found = (Option<Order>, Option<ListRow>, Option<String>);

async fn read(
    tx: &mut Tx<'_>,
    id: OrderId,
    account: Option<AccountId>,
) -> Result<Found, StoreError> {
    let name = match account {
        Some(account) => accounts::get(tx, account).await?.map(|account| account.display_name),
        None => None,
    };
    Ok((order::get(tx, id).await?, list::row(tx, id).await?, name))
}

#[cfg(test)]
mod tests {
    use kernel::id::Id;
    use kernel::time::Instant;

    use super::*;

    fn visitor(number: u128, name: &str) -> Visitor {
        let at = Instant::from_millis(1_000);
        Visitor { account: AccountId(Id::from_parts(at, number)), name: name.into() }
    }

    #[tokio::test]
    async fn who_has_an_order_open_is_told_to_the_others_once_and_forgotten_when_they_leave() {
        let live = Arc::new(Live::default());
        let order = OrderId(Id::from_parts(Instant::from_millis(1_000), 9));
        let (me, you) = (visitor(1, "周敏"), visitor(2, "王丽"));
        let mine = live.enter(order, me.clone());
        assert_eq!(live.others(order, me.account), Vec::<String>::new());
        let mut heard = live.told.subscribe();
        let first = live.enter(order, you.clone());
        let second_tab = live.enter(order, you.clone());
        assert_eq!(live.others(order, me.account), ["王丽"]);
        assert!(matches!(heard.recv().await, Ok(Told::Here(told)) if told == order));
        drop(first);
        assert_eq!(live.others(order, me.account), ["王丽"]);
        drop(second_tab);
        assert_eq!(live.others(order, me.account), Vec::<String>::new());
        assert_eq!(live.others(order, you.account), ["周敏"]);
        drop(mine);
        assert!(lock(&live.here).is_empty());
    }
}
