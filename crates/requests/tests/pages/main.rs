//! What a person sees and may do: pages asked for in process, on both engines.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod app;
mod board;
mod calls;
mod desk;
mod field;
mod handling;
mod hot_topics;
mod kinds;
mod messages;
mod models;
mod nearness;
mod operator;
mod places;
mod policies;
mod procedures;
mod rates;
mod records;
mod resident;
mod routes;
mod secrecy;
mod sharing;
mod speakers;
mod staff;
mod tracking;
mod triage;
mod whereabouts;
