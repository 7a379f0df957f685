//! A desk of sorts: takes requests in as the port says and remembers them.

use std::sync::Mutex;

use kernel::ports::{
    Intake, IntakeDraft, IntakeFault, IntakeField, IntakeReceipt, IntakeRefusal, Later,
};
use testdb::SeededIds;

/// What was handed in, each key once.
#[derive(Default)]
pub(crate) struct Desk {
    taken: Mutex<Vec<(IntakeDraft, IntakeReceipt)>>,
    ids: SeededIds,
}

impl Desk {
    /// Every draft that became a request.
    pub(crate) fn taken(&self) -> Vec<IntakeDraft> {
        let taken = self.taken.lock().expect("no test panics in here");
        taken.iter().map(|(draft, _)| draft.clone()).collect()
    }
}

impl Intake for Desk {
    fn take(&self, draft: IntakeDraft) -> Later<'_, Result<IntakeReceipt, IntakeRefusal>> {
        use kernel::id::Ids;
        let mut taken = self.taken.lock().expect("no test panics in here");
        let known = taken.iter().find(|(known, _)| known.key == draft.key);
        let answer = match known {
            Some((_, receipt)) => Ok(IntakeReceipt { is_new: false, ..receipt.clone() }),
            None if draft.content.chars().count() < 4 => {
                Err(IntakeRefusal::Faults(vec![(IntakeField::Content, IntakeFault::Short)]))
            }
            None => {
                let receipt = IntakeReceipt {
                    order: self.ids.mint(kernel::time::Instant::from_millis(1_000)),
                    order_no: format!("SQ{:04}", taken.len() + 1),
                    query_code: format!("{:08}", taken.len() + 1),
                    is_new: true,
                };
                taken.push((draft, receipt.clone()));
                Ok(receipt)
            }
        };
        Box::pin(std::future::ready(answer))
    }
}
