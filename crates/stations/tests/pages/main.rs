//! What a person sees and may do: pages asked for in process, on both engines.

mod app;
mod appeals;
mod desk;
mod directory;
mod posts;
mod quick;
mod register;
mod rider_needs;
mod routes;
mod views;
