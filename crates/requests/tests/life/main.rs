//! The application layer of the desk on real stores: every use case on both
//! engines, against the demo city. One binary, so that the city is read and
//! loaded once.

mod export;
mod house;
mod steps;
mod store;
mod submit;
