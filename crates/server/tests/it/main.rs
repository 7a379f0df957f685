//! The built binary as a city's machine sees it: started, killed, misused.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "tests have no settings file")]

mod echo;
mod faults;
mod house;
mod index;
mod kill;
mod trouble;
