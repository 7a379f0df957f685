//! This crate as a person sees it and as the store keeps it, on both engines.

mod accounts;
mod disclosures;
mod house;
mod pack;
mod routes;
mod sign_in;
mod vault;
