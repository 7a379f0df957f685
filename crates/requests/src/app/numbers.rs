//! Hands out order numbers from blocks taken in their own short transaction.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use db::{Db, StoreError};
use jiff::civil::Date;

use crate::domain::order_no::OrderNo;
use crate::store;

const BLOCK: u32 = 50;

/// The numbers this process may still give.
#[derive(Debug, Default)]
pub struct NumberPool {
    free: Mutex<Option<Block>>,
}

#[derive(Debug)]
struct Block {
    prefix: String,
    day: Date,
    range: Range<u32>,
}

impl NumberPool {
    /// The next number of a day.
    ///
    /// # Errors
    /// Any [`StoreError`]; also when the day's million is used up.
    pub async fn next(&self, db: &Db, prefix: &str, day: Date) -> Result<OrderNo, StoreError> {
        if let Some(number) = self.pop(prefix, day) {
            return Ok(number);
        }
        let end = db
            .write((prefix.to_owned(), day), |tx, (prefix, day)| {
                Box::pin(store::numbers::take(tx, prefix, *day, BLOCK))
            })
            .await?;
        let range = end.saturating_sub(BLOCK) + 1..end.saturating_add(1);
        self.put(Block { prefix: prefix.to_owned(), day, range });
        self.pop(prefix, day)
            .ok_or_else(|| StoreError::Driver("the day's order numbers are used up".into()))
    }

    fn pop(&self, prefix: &str, day: Date) -> Option<OrderNo> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let block = free.as_mut().filter(|block| block.prefix == prefix && block.day == day)?;
        let sequence = block.range.next()?;
        OrderNo::new(prefix, day, sequence)
    }

    fn put(&self, block: Block) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) = Some(block);
    }
}
