//! What a person sees and may do: pages asked for in process, on both engines.

mod app;
mod directory;
mod posts;
mod routes;
mod views;
