//! Use cases: load, decide, write, record, enqueue, in one transaction.

pub mod act;
mod apply;
pub mod codes;
pub mod counts;
pub mod desk;
pub mod error;
pub mod evaluation;
pub mod evidence;
pub mod export;
pub mod generate;
pub mod import;
pub mod jobs;
pub mod live;
pub mod numbers;
pub mod pack;
pub mod parties;
pub mod photos;
pub mod place;
pub mod policies;
pub mod procedure;
pub mod procedure_words;
pub mod rules;
pub mod similar;
pub mod submit;
pub mod texts;
pub mod triage;
pub mod undo;
pub mod view;
pub mod visit;
pub mod warnings;
pub mod words;

pub use apply::pack_of;
pub use desk::Desk;
pub use error::OrderError;
