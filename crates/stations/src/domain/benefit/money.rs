//! The money of a programme: double entry in whole fen. Each entry takes from
//! one account what it gives to another; what was wrong is reversed, never
//! changed.

use crate::words;

words! {
    /// An account of a programme.
    pub enum Account: "an account of a programme" {
        /// Where the money comes from.
        Funding = "funding",
        /// What may still be promised.
        Budget = "budget",
        /// What is promised and not yet paid.
        Committed = "committed",
        /// What went out.
        Paid = "paid",
        /// What came back after it went out.
        Returned = "returned",
    }
}

words! {
    /// Why money moves.
    pub enum Movement: "a movement of money" {
        /// The budget is set.
        Fund = "fund",
        /// The budget is made smaller.
        Cut = "cut",
        /// Somebody got a place.
        Commit = "commit",
        /// The money goes out.
        Pay = "pay",
        /// Money that went out comes back.
        Return = "return",
        /// What came back may be promised again.
        Reuse = "reuse",
        /// An entry is reversed.
        Reverse = "reverse",
    }
}

impl Movement {
    /// The account that gains and the one that gives; nothing for a reversal,
    /// which turns those of its entry around.
    pub fn accounts(self) -> Option<(Account, Account)> {
        use Account as A;
        match self {
            Self::Fund => Some((A::Budget, A::Funding)),
            Self::Cut => Some((A::Funding, A::Budget)),
            Self::Commit => Some((A::Committed, A::Budget)),
            Self::Pay => Some((A::Paid, A::Committed)),
            Self::Return => Some((A::Returned, A::Paid)),
            Self::Reuse => Some((A::Budget, A::Returned)),
            Self::Reverse => None,
        }
    }
}

/// An entry to be written: debit gains, credit gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Why.
    pub movement: Movement,
    /// The account that gains.
    pub debit: Account,
    /// The account that gives.
    pub credit: Account,
    /// How much, in fen; more than nothing.
    pub amount_fen: i64,
}

impl Posting {
    /// An ordinary movement; nothing when it moves nothing.
    pub fn of(movement: Movement, amount_fen: i64) -> Option<Self> {
        let (debit, credit) = movement.accounts()?;
        (amount_fen > 0).then_some(Self { movement, debit, credit, amount_fen })
    }

    /// The entry that undoes this one.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            movement: Movement::Reverse,
            debit: self.credit,
            credit: self.debit,
            amount_fen: self.amount_fen,
        }
    }
}

/// What stands on each account: debits less credits, in fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balances([i64; 5]);

impl Balances {
    /// What stands on one.
    pub fn of(&self, account: Account) -> i64 {
        self.0[account as usize]
    }

    /// After an entry.
    pub fn post(&mut self, posting: Posting) {
        self.0[posting.debit as usize] += posting.amount_fen;
        self.0[posting.credit as usize] -= posting.amount_fen;
    }

    /// Debits less credits over all accounts: nothing, always.
    pub fn sum(&self) -> i64 {
        self.0.iter().sum()
    }

    /// How many amounts can still be promised, what came back included.
    pub fn affords(&self, amount_fen: i64) -> i64 {
        if amount_fen <= 0 {
            return i64::MAX;
        }
        (self.of(Account::Budget) + self.of(Account::Returned)) / amount_fen
    }

    /// What must be written so that the budget is this.
    pub fn fund(&self, budget_fen: i64) -> Option<Posting> {
        let set = -self.of(Account::Funding);
        let less = (set - budget_fen).min(self.of(Account::Budget));
        Posting::of(Movement::Fund, budget_fen - set).or(Posting::of(Movement::Cut, less))
    }

    /// What is written when somebody gets a place; nothing when there is no
    /// money for it. What came back is used when the budget is not enough.
    pub fn commit(&self, amount_fen: i64) -> Option<Vec<Posting>> {
        if self.affords(amount_fen) < 1 {
            return None;
        }
        let lacks = amount_fen - self.of(Account::Budget);
        let postings =
            [Posting::of(Movement::Reuse, lacks), Posting::of(Movement::Commit, amount_fen)];
        Some(postings.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever happens in whatever order, debit equals credit, nothing is
        /// promised or paid that is not there, and a reversal leaves no trace
        /// but itself.
        #[test]
        fn debit_equals_credit_whatever_happens(
            budget in 0_i64..1_000_000,
            amount in 1_i64..50_000,
            acts in proptest::collection::vec(0_u8..6, 0..200),
        ) {
            let mut book = Balances::default();
            let mut entries: Vec<Posting> = Vec::new();
            let mut promised: Vec<Posting> = Vec::new();
            let mut paid: Vec<Posting> = Vec::new();
            let write = |book: &mut Balances, entries: &mut Vec<Posting>, posting: Posting| {
                book.post(posting);
                entries.push(posting);
            };
            if let Some(fund) = book.fund(budget) {
                write(&mut book, &mut entries, fund);
            }
            prop_assert_eq!(book.fund(budget), None);
            for act in acts {
                let before = book;
                match act {
                    0 | 1 => for posting in book.commit(amount).unwrap_or_default() {
                        write(&mut book, &mut entries, posting);
                        if posting.movement == Movement::Commit { promised.push(posting); }
                    },
                    2 => if promised.pop().is_some()
                        && let Some(pay) = Posting::of(Movement::Pay, amount)
                    {
                        write(&mut book, &mut entries, pay);
                        paid.push(pay);
                    },
                    3 => if let Some(commit) = promised.pop() {
                        write(&mut book, &mut entries, commit.reversed());
                    },
                    4 => if let Some(pay) = paid.pop() {
                        write(&mut book, &mut entries, pay.reversed());
                        promised.extend(Posting::of(Movement::Commit, amount));
                    },
                    _ => if paid.pop().is_some()
                        && let Some(back) = Posting::of(Movement::Return, amount)
                    {
                        write(&mut book, &mut entries, back);
                    },
                }
                let debits: i64 = entries.iter().map(|e| e.amount_fen).sum();
                let by = |account: Account, debit: bool| -> i64 {
                    let its = entries.iter().filter(|e| if debit { e.debit == account } else { e.credit == account });
                    its.map(|e| e.amount_fen).sum()
                };
                let credits: i64 = Account::ALL.iter().map(|a| by(*a, false)).sum();
                prop_assert_eq!(debits, credits);
                prop_assert_eq!(book.sum(), 0);
                for account in Account::ALL {
                    prop_assert_eq!(book.of(*account), by(*account, true) - by(*account, false));
                    prop_assert!(*account == Account::Funding || book.of(*account) >= 0, "{} {:?} {:?}", account, before, book);
                }
                prop_assert_eq!(-book.of(Account::Funding), budget);
                prop_assert_eq!(book.of(Account::Committed), promised.len() as i64 * amount);
                prop_assert_eq!(book.of(Account::Paid), paid.len() as i64 * amount);
            }
        }
    }

    #[test]
    fn a_smaller_budget_takes_back_only_what_is_not_promised() {
        let mut book = Balances::default();
        book.post(book.fund(500).expect("money"));
        for posting in book.commit(300).expect("enough") {
            book.post(posting);
        }
        let cut = book.fund(100).expect("a cut");
        assert_eq!((cut.movement, cut.amount_fen), (Movement::Cut, 200));
    }
}
