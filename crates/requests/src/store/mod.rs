//! SQL as literal statements; plain functions that take a transaction.

pub mod adjustment;
pub mod application;
pub mod attachment;
pub mod board;
pub mod callback;
pub mod case_class;
pub mod category_model;
pub mod circumstance;
pub mod clock;
pub mod gathering;
pub mod hot_link;
pub mod hot_topic;
pub mod import;
pub mod joint;
pub mod knowledge;
pub mod line_transfer;
pub mod link;
pub mod list;
pub mod listing;
pub mod messages;
pub mod monthly_topic;
pub mod note;
pub mod numbers;
pub mod objection;
pub mod order;
pub mod pack;
pub mod petition;
pub mod place_correction;
pub mod place_item;
pub mod policy_switch;
pub mod rates;
pub mod reception;
pub mod recusal;
pub mod reply;
pub mod request;
pub mod supervision;
pub mod termination;
pub mod text;
pub mod three_way_call;
pub mod undo;
pub mod unit_history;
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
        hot_link::STATEMENTS,
        hot_topic::STATEMENTS,
        import::STATEMENTS,
        joint::STATEMENTS,
        link::STATEMENTS,
        knowledge::STATEMENTS,
        line_transfer::STATEMENTS,
        list::STATEMENTS,
        note::STATEMENTS,
        numbers::STATEMENTS,
        objection::STATEMENTS,
        order::STATEMENTS,
        pack::STATEMENTS,
        policy_switch::STATEMENTS,
        petition::STATEMENTS,
        rates::STATEMENTS,
        recusal::STATEMENTS,
        case_class::STATEMENTS,
        category_model::STATEMENTS,
        circumstance::STATEMENTS,
        monthly_topic::STATEMENTS,
        place_correction::STATEMENTS,
        place_item::STATEMENTS,
        reception::STATEMENTS,
        reply::STATEMENTS,
        request::STATEMENTS,
        supervision::STATEMENTS,
        text::STATEMENTS,
        three_way_call::STATEMENTS,
        undo::STATEMENTS,
        unit_history::STATEMENTS,
        visit::STATEMENTS,
        urge::STATEMENTS,
        warning::STATEMENTS,
        termination::STATEMENTS,
        whistle::STATEMENTS,
    ]
    .concat()
}
