//! The store as the rooms above it see it, on both engines.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests too")]

mod backup;
mod blobs;
mod faults;
mod follow;
mod gate;
#[cfg(feature = "s3")]
mod s3;
mod store;
mod writer;
