//! The address of a calendar's feed: whoever has it reads it, so its provider
//! can renew it, and the one before stops.

use db::StoreError;
use kernel::event::Actor;
use kernel::id::Id;
use kernel::time::Instant;
use people::record::{Happened, happened};
use people::{Role, Staff};
use serde_json::json;

use super::super::Stations;
use super::super::error::ActError;
use crate::store::appointment_feed as store;

struct RenewJob {
    calendar: String,
    seen: i64,
    actor: Actor,
    at: Instant,
    id: Id,
}

/// What the secret of a feed stands for.
fn marked(calendar: &str, turn: i64) -> String {
    if turn == 0 { format!("feed {calendar}") } else { format!("feed {calendar} {turn}") }
}

impl Stations {
    /// How often the address of a calendar's feed was renewed.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn appointment_feed_turn(&self, calendar: &str) -> Result<i64, StoreError> {
        let calendar = calendar.to_owned();
        self.app.db.read(calendar, |tx, calendar| Box::pin(store::turn(tx, calendar))).await
    }

    /// The secret of a calendar's feed after so many renewals.
    pub fn appointment_feed_mark(&self, calendar: &str, turn: i64) -> String {
        self.appointment_codes().mark(&marked(calendar, turn))
    }

    /// Whether this is the secret of a calendar's feed now.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn is_appointment_feed(
        &self,
        calendar: &str,
        mark: &str,
    ) -> Result<bool, StoreError> {
        let turn = self.appointment_feed_turn(calendar).await?;
        Ok(self.appointment_codes().is_marked(&marked(calendar, turn), mark))
    }

    /// Gives a calendar's feed another address; the one before stops at once.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for a calendar of somebody else;
    /// [`ActError::Stale`] when it was renewed since `seen`.
    pub async fn renew_appointment_feed(
        &self,
        staff: &Staff,
        (calendar, seen): (&str, i64),
    ) -> Result<(), ActError> {
        let own = self.own_calendars(staff).await?;
        if !own.iter().any(|known| known.id == calendar) {
            return Err(ActError::NotFound);
        }
        let at = self.app.now();
        let job = RenewJob {
            calendar: calendar.to_owned(),
            seen,
            actor: staff.actor(Role::ServiceProvider),
            at,
            id: self.app.ids.mint(at),
        };
        self.app
            .db
            .write(job, |tx, job| {
                Box::pin(async move {
                    store::renew(tx, (&job.calendar, job.seen), job.at).await?;
                    let what = Happened {
                        noun: "appointment-feed",
                        id: job.id,
                        kind: "appointment_feed.renewed",
                        actor: &job.actor,
                        at: job.at,
                        from: None,
                        to: None,
                        body: json!({ "calendar": job.calendar, "turn": job.seen + 1 }),
                    };
                    Ok::<_, ActError>(happened(tx, what).await?)
                })
            })
            .await
    }
}
