//! How often one source may try something, in this process.
//!
//! Several processes each allow their own share; what must hold exactly (the
//! lock of an account) stands in the database instead.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::settings::Rates;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sign-in tries, by address.
    SignIn,
    /// Vault look-ups, by account.
    LookUp,
    /// Public forms, by address.
    PublicForm,
    /// Query codes, by address.
    PublicQuery,
}

/// Too many in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many tries, wait a minute")]
pub struct TooMany;

/// The limits of a process.
pub struct Limits {
    sign_in: Limiter,
    look_up: Limiter,
    public_form: Limiter,
    public_query: Limiter,
}

struct Limiter {
    inner: DefaultKeyedRateLimiter<String>,
    asked: AtomicU32,
}

/// Keys that have been quiet are forgotten after so many questions.
const TIDY_EVERY: u32 = 4096;

impl Limits {
    /// Limits from the settings.
    pub fn new(rates: &Rates) -> Self {
        Self {
            sign_in: Limiter::per_minute(rates.sign_in),
            look_up: Limiter::per_minute(rates.look_up),
            public_form: Limiter::per_minute(rates.public_form),
            public_query: Limiter::per_minute(rates.public_query),
        }
    }

    /// Counts one try of a source.
    ///
    /// # Errors
    /// [`TooMany`] when the source must wait.
    pub fn check(&self, limit: Limit, source: &str) -> Result<(), TooMany> {
        let limiter = match limit {
            Limit::SignIn => &self.sign_in,
            Limit::LookUp => &self.look_up,
            Limit::PublicForm => &self.public_form,
            Limit::PublicQuery => &self.public_query,
        };
        limiter.check(source)
    }
}

impl Limiter {
    fn per_minute(times: u32) -> Self {
        let times = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
        Self { inner: RateLimiter::keyed(Quota::per_minute(times)), asked: AtomicU32::new(0) }
    }

    fn check(&self, source: &str) -> Result<(), TooMany> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.inner.retain_recent();
        }
        self.inner.check_key(&source.to_owned()).map_err(|_| TooMany)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_source_has_its_own_share() {
        let limits = Limits::new(&Rates { sign_in: 2, ..Rates::default() });
        assert_eq!(limits.check(Limit::SignIn, "a"), Ok(()));
        assert_eq!(limits.check(Limit::SignIn, "a"), Ok(()));
        assert_eq!(limits.check(Limit::SignIn, "a"), Err(TooMany));
        assert_eq!(limits.check(Limit::SignIn, "b"), Ok(()));
        assert_eq!(limits.check(Limit::LookUp, "a"), Ok(()));
    }
}
