//! Accounts of staff: their state, their names and their passwords.

use kernel::time::{DAY_US, Instant, MINUTE_US};

/// What a password must be, and what happens to who guesses.
#[derive(Debug, Clone)]
pub struct PasswordPolicy {
    /// Characters at least.
    pub length_min: usize,
    /// Classes at least, of capital letters, small letters, digits and others.
    pub classes_min: usize,
    /// It must be changed after so long (microseconds); `None` for never.
    pub age_max_us: Option<i64>,
    /// So many earlier passwords are refused.
    pub history: i64,
    /// Wrong tries before the account is locked.
    pub tries_max: i64,
    /// How long it stays locked (microseconds).
    pub lock_us: i64,
}

impl Default for PasswordPolicy {
    /// The usual reading of GB/T 22239-2019, level 3.
    fn default() -> Self {
        Self {
            length_min: 10,
            classes_min: 3,
            age_max_us: Some(90 * DAY_US),
            history: 5,
            tries_max: 5,
            lock_us: 15 * MINUTE_US,
        }
    }
}

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer characters than the policy asks for.
    #[error("the password is too short")]
    TooShort,
    /// More than 128 characters.
    #[error("the password is too long")]
    TooLong,
    /// Too few kinds of character.
    #[error("the password has too few kinds of character")]
    TooFewClasses,
    /// It contains the sign-in name.
    #[error("the password contains the sign-in name")]
    ContainsName,
}

/// Nobody types more; longer ones would only cost time to hash.
pub const PASSWORD_CHARS_MAX: usize = 128;

impl PasswordPolicy {
    /// Whether a new password may be used.
    ///
    /// # Errors
    /// The first [`PasswordFault`].
    pub fn check(&self, password: &str, username: &str) -> Result<(), PasswordFault> {
        let length = password.chars().count();
        if length < self.length_min {
            return Err(PasswordFault::TooShort);
        }
        if length > PASSWORD_CHARS_MAX {
            return Err(PasswordFault::TooLong);
        }
        if classes(password) < self.classes_min {
            return Err(PasswordFault::TooFewClasses);
        }
        let named = !username.is_empty() && password.to_lowercase().contains(username);
        if named { Err(PasswordFault::ContainsName) } else { Ok(()) }
    }
}

fn classes(password: &str) -> usize {
    let has = |class: fn(&char) -> bool| usize::from(password.chars().any(|c| class(&c)));
    has(char::is_ascii_uppercase)
        + has(char::is_ascii_lowercase)
        + has(char::is_ascii_digit)
        + has(|c| !c.is_ascii_alphanumeric())
}

/// A sign-in name: small letters, digits, `.`, `_`, `-`, beginning with a
/// letter, 3 to 32 characters.
pub fn is_username(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    (3..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(fits)
}

/// Whether someone can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Can sign in.
    Active {
        /// Wrong tries since the last right one.
        failed_attempts: i64,
    },
    /// Guessed at too often.
    Locked {
        /// Until then.
        until: Instant,
    },
    /// Left. For good: an account is never opened again.
    Closed {
        /// Since.
        at: Instant,
    },
}

/// A change the account's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a closed account stays closed")]
pub struct AccountClosed;

impl AccountState {
    /// The identifier of the state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active { .. } => "active",
            Self::Locked { .. } => "locked",
            Self::Closed { .. } => "closed",
        }
    }

    /// Whether a password is worth checking now. A lock that has run out no
    /// longer counts.
    pub fn may_try(self, now: Instant) -> bool {
        match self {
            Self::Active { .. } => true,
            Self::Locked { until } => until <= now,
            Self::Closed { .. } => false,
        }
    }

    /// After a wrong password.
    pub fn fail(self, now: Instant, policy: &PasswordPolicy) -> Self {
        let failed = match self {
            Self::Active { failed_attempts } => failed_attempts,
            Self::Locked { until } if until <= now => 0,
            Self::Locked { .. } | Self::Closed { .. } => return self,
        };
        if failed + 1 >= policy.tries_max {
            Self::Locked { until: now.plus(policy.lock_us) }
        } else {
            Self::Active { failed_attempts: failed + 1 }
        }
    }

    /// After a right password, or when an administrator sets a new one.
    ///
    /// # Errors
    /// [`AccountClosed`].
    pub fn clear(self) -> Result<Self, AccountClosed> {
        match self {
            Self::Active { .. } | Self::Locked { .. } => Ok(Self::Active { failed_attempts: 0 }),
            Self::Closed { .. } => Err(AccountClosed),
        }
    }

    /// Closes it.
    ///
    /// # Errors
    /// [`AccountClosed`] when it is already.
    pub fn close(self, at: Instant) -> Result<Self, AccountClosed> {
        match self {
            Self::Active { .. } | Self::Locked { .. } => Ok(Self::Closed { at }),
            Self::Closed { .. } => Err(AccountClosed),
        }
    }
}

#[cfg(test)]
mod tests;
