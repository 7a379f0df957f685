//! The settings of this crate, as values: `server` reads them from flags,
//! environment and file.

use kernel::time::{HOUR_US, MINUTE_US};

pub use crate::domain::account::PasswordPolicy;

/// How staff sign in and how long it lasts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Cookies are sent over HTTPS only. On whenever people reach the site by HTTPS.
    pub secure_cookies: bool,
    /// The `X-Forwarded-For` header of a reverse proxy is believed.
    pub trust_forwarded: bool,
    /// A session nobody used for so long has ended (microseconds).
    pub session_idle_us: i64,
    /// A session ends after so long in any case (microseconds).
    pub session_total_us: i64,
    /// What a password must be.
    pub password: PasswordPolicy,
    /// A disclosed field can be looked at again for so long (microseconds).
    pub disclosure_us: i64,
    /// How often one source may try, in a minute.
    pub rates: Rates,
}

/// Calls a minute.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Sign-in tries of one address.
    pub sign_in: u32,
    /// Vault look-ups of one account.
    pub look_up: u32,
    /// Public forms sent by one address.
    pub public_form: u32,
    /// Query codes tried by one address.
    pub public_query: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure_cookies: false,
            trust_forwarded: false,
            session_idle_us: HOUR_US,
            session_total_us: 8 * HOUR_US,
            password: PasswordPolicy::default(),
            disclosure_us: 30 * MINUTE_US,
            rates: Rates::default(),
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self { sign_in: 20, look_up: 60, public_form: 20, public_query: 30 }
    }
}
