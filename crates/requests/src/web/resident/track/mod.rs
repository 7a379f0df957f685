//! Following a matter: number and code open it, and everything that can be
//! done to it from this side.

pub(super) mod act;
mod course;
pub(super) mod find;
pub(super) mod show;
pub(super) mod words;

use people::{Limit, PageError, Source};

use super::super::to_page;
use crate::app::view::OrderView;
use crate::app::{Desk, OrderError};

/// The order of a number and a code. A number that is not one, a number
/// nobody has and a code that does not fit are all the same answer.
pub(super) async fn open(
    desk: &Desk,
    source: &Source,
    number: &str,
    code: &str,
) -> Result<OrderView, PageError> {
    let Ok(number) = number.parse() else {
        // Guessing numbers counts like guessing codes.
        return Err(tried(desk, source).err().unwrap_or(PageError::NotFound));
    };
    match desk.view_by_code(&number, code).await {
        Ok(view) => Ok(view),
        Err(OrderError::NotFound) => Err(tried(desk, source).err().unwrap_or(PageError::NotFound)),
        Err(error) => Err(to_page(error)),
    }
}

/// Counts a miss.
fn tried(desk: &Desk, source: &Source) -> Result<(), PageError> {
    desk.app.limits.check(Limit::PublicQuery, &source.address).map_err(|_| PageError::TooMany)
}
