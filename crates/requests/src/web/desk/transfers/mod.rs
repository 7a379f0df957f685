//! Matters handed between the hotline and other lines: list, one, form, and
//! what must be reconciled.

mod act;
mod list;
mod new;
mod show;
mod words;

use kernel::time::Instant;
use people::{Access, Routes, roles};
use ui::{Tag, Tr};

use crate::app::Desk;
use crate::domain::line_transfer::Transfer;

const READS: Access = roles![Operator, Dispatcher, Supervisor, Leader];
const WRITES: Access = roles![Operator, Dispatcher];

/// Routes of transfers.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/transfers", READS, list::show)
        .get("/desk/transfers.csv", READS, list::sheet)
        .get("/desk/transfers/reconciliation", READS, list::reconciliation)
        .get("/desk/transfers/new", WRITES, new::show)
        .post("/desk/transfers", WRITES, new::create)
        .get("/desk/transfers/{id}", READS, show::show)
        .post("/desk/transfers/{id}/acceptance", WRITES, act::accept)
        .post("/desk/transfers/{id}/return", WRITES, act::give_back)
        .post("/desk/transfers/{id}/resending", WRITES, act::resend)
        .post("/desk/transfers/{id}/settlement", WRITES, act::settle)
        .post("/desk/transfers/{id}/keeping", WRITES, act::keep)
}

/// Where one stands, for the page of its order.
pub(super) fn tags(t: Tr, row: &Transfer, now: Instant) -> Vec<Tag> {
    list::tags(t, row, now).into_iter().map(|(_, tag)| tag).collect()
}
