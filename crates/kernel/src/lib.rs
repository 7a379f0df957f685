//! What every room shares: ids, time, the working calendar, legal counting of
//! days, clocks recomputed from events, opening hours, policy packs, the event envelope and
//! the ports between capabilities.
//!
//! Pure by rule: no I/O, no async, no clock, no randomness. What varies comes
//! in as a parameter.

pub mod calendar;
pub mod check_digit;
pub mod clock;
pub mod counting;
pub mod diff;
pub mod event;
pub mod hex;
pub mod hours;
pub mod id;
pub mod policy;
pub mod ports;
pub mod time;
