//! What a person sees and may do: pages asked for in process, on both engines.

mod app;
mod desk;
mod directory;
mod posts;
mod quick;
mod routes;
mod views;
