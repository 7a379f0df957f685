//! The application layer of the desk on real stores: every use case on both
//! engines, against the demo city. One binary, so that the city is read and
//! loaded once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests are tests too"
)]

mod course;
mod export;
mod generated;
mod house;
mod import;
mod import_real;
mod intake;
mod jobs;
mod joined;
mod list;
mod matrix;
mod petitions;
mod places;
mod random;
mod rates;
mod steps;
mod store;
mod submit;
