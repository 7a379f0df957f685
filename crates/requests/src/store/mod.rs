//! SQL as literal statements; plain functions that take a transaction.

pub mod adjustment;
pub mod application;
pub mod attachment;
pub mod board;
pub mod callback;
pub mod clock;
pub mod gathering;
pub mod import;
pub mod joint;
pub mod link;
pub mod list;
pub mod listing;
pub mod messages;
pub mod note;
pub mod numbers;
pub mod objection;
pub mod order;
pub mod pack;
pub mod policy_switch;
pub mod rates;
pub mod recusal;
pub mod reply;
pub mod request;
pub mod supervision;
pub mod termination;
pub mod text;
pub mod undo;
pub mod urge;
pub mod visit;
pub mod warning;
pub mod whistle;

/// Every statement, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static db::Statement> {
    [
        adjustment::STATEMENTS,
        application::STATEMENTS,
        attachment::STATEMENTS,
        board::STATEMENTS,
        callback::STATEMENTS,
        clock::STATEMENTS,
        gathering::STATEMENTS,
        import::STATEMENTS,
        joint::STATEMENTS,
        link::STATEMENTS,
        list::STATEMENTS,
        note::STATEMENTS,
        numbers::STATEMENTS,
        objection::STATEMENTS,
        order::STATEMENTS,
        pack::STATEMENTS,
        policy_switch::STATEMENTS,
        rates::STATEMENTS,
        recusal::STATEMENTS,
        reply::STATEMENTS,
        request::STATEMENTS,
        supervision::STATEMENTS,
        text::STATEMENTS,
        undo::STATEMENTS,
        visit::STATEMENTS,
        urge::STATEMENTS,
        warning::STATEMENTS,
        termination::STATEMENTS,
        whistle::STATEMENTS,
    ]
    .concat()
}
