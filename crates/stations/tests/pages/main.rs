//! What a person sees and may do: pages asked for in process, on both engines.

mod app;
mod appeals;
mod appointment_files;
mod appointments;
mod benefits;
mod benefits_many;
mod code;
mod desk;
mod directory;
mod disclosures;
mod feed_readers;
mod feeds;
mod freshness;
mod holder;
mod keeping;
mod overview;
mod posts;
mod quick;
mod register;
mod rider;
mod rider_needs;
mod routes;
mod views;
