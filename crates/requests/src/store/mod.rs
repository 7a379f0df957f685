//! SQL as literal statements; plain functions that take a transaction.

pub mod adjustment;
pub mod application;
pub mod attachment;
pub mod board;
pub mod callback;
pub mod clock;
pub mod import;
pub mod list;
pub mod listing;
pub mod messages;
pub mod note;
pub mod numbers;
pub mod order;
pub mod pack;
pub mod policy_switch;
pub mod rates;
pub mod reply;
pub mod request;
pub mod supervision;
pub mod text;
pub mod undo;
pub mod urge;
pub mod visit;
pub mod warning;

/// Every statement, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static db::Statement> {
    [
        adjustment::STATEMENTS,
        application::STATEMENTS,
        attachment::STATEMENTS,
        board::STATEMENTS,
        callback::STATEMENTS,
        clock::STATEMENTS,
        import::STATEMENTS,
        list::STATEMENTS,
        note::STATEMENTS,
        numbers::STATEMENTS,
        order::STATEMENTS,
        pack::STATEMENTS,
        policy_switch::STATEMENTS,
        rates::STATEMENTS,
        reply::STATEMENTS,
        request::STATEMENTS,
        supervision::STATEMENTS,
        text::STATEMENTS,
        undo::STATEMENTS,
        visit::STATEMENTS,
        urge::STATEMENTS,
        warning::STATEMENTS,
    ]
    .concat()
}
