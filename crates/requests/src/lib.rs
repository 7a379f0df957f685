//! The desk: a request comes in, gets an order, goes to the unit that must
//! act, is answered inside its limits and judged by whoever asked.
//!
//! Owns the nouns request, order, clock, reply, callback and attachment from
//! the rule to the page. Must not know another capability, and must not join
//! two matters by person: only the identity vault may say "same person".

pub mod app;
pub mod domain;
pub mod store;
pub mod web;

/// Schema steps of this crate.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        name: "20261123_0300_requests",
        sql: include_str!("../migrations/20261123_0300_requests.sql"),
    },
    db::Migration {
        name: "20261126_1740_undos",
        sql: include_str!("../migrations/20261126_1740_undos.sql"),
    },
    db::Migration {
        name: "20261126_1800_line_transfers",
        sql: include_str!("../migrations/20261126_1800_line_transfers.sql"),
    },
    db::Migration {
        name: "20261126_1810_board",
        sql: include_str!("../migrations/20261126_1810_board.sql"),
    },
    db::Migration {
        name: "20261126_1810_knowledge",
        sql: include_str!("../migrations/20261126_1810_knowledge.sql"),
    },
    db::Migration {
        name: "20261126_1820_petitions",
        sql: include_str!("../migrations/20261126_1820_petitions.sql"),
    },
    db::Migration {
        name: "20261126_1820_visits",
        sql: include_str!("../migrations/20261126_1820_visits.sql"),
    },
    db::Migration {
        name: "20261126_1830_receptions",
        sql: include_str!("../migrations/20261126_1830_receptions.sql"),
    },
    db::Migration {
        name: "20261126_1840_proactive",
        sql: include_str!("../migrations/20261126_1840_proactive.sql"),
    },
    db::Migration {
        name: "20261126_1855_procedures",
        sql: include_str!("../migrations/20261126_1855_procedures.sql"),
    },
    db::Migration {
        name: "20261126_1910_order_lists",
        sql: include_str!("../migrations/20261126_1910_order_lists.sql"),
    },
];

/// Every statement of this crate, for the test that prepares them.
pub fn statements() -> Vec<&'static db::Statement> {
    store::statements()
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = &[
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "export",
        text: include_str!("../locales/zh-CN/export.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "export",
        text: include_str!("../locales/en/export.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "api",
        text: include_str!("../locales/zh-CN/api.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "api", text: include_str!("../locales/en/api.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "import",
        text: include_str!("../locales/zh-CN/import.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "import",
        text: include_str!("../locales/en/import.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "match",
        text: include_str!("../locales/zh-CN/match.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "match", text: include_str!("../locales/en/match.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "pack",
        text: include_str!("../locales/zh-CN/pack.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "pack", text: include_str!("../locales/en/pack.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "procedure",
        text: include_str!("../locales/zh-CN/procedure.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "procedure",
        text: include_str!("../locales/en/procedure.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "words",
        text: include_str!("../locales/zh-CN/words.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "words", text: include_str!("../locales/en/words.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "resident",
        text: include_str!("../locales/zh-CN/resident.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "resident",
        text: include_str!("../locales/en/resident.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "board",
        text: include_str!("../locales/zh-CN/board.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "board", text: include_str!("../locales/en/board.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "field",
        text: include_str!("../locales/zh-CN/field.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "field", text: include_str!("../locales/en/field.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "operator",
        text: include_str!("../locales/zh-CN/operator.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "operator",
        text: include_str!("../locales/en/operator.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "desk",
        text: include_str!("../locales/zh-CN/desk.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "desk", text: include_str!("../locales/en/desk.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "record",
        text: include_str!("../locales/zh-CN/record.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "record",
        text: include_str!("../locales/en/record.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "transfer",
        text: include_str!("../locales/zh-CN/transfer.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "transfer",
        text: include_str!("../locales/en/transfer.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "knowledge",
        text: include_str!("../locales/zh-CN/knowledge.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "knowledge",
        text: include_str!("../locales/en/knowledge.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "petition",
        text: include_str!("../locales/zh-CN/petition.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "petition",
        text: include_str!("../locales/en/petition.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "reception",
        text: include_str!("../locales/zh-CN/reception.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "reception",
        text: include_str!("../locales/en/reception.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "proactive",
        text: include_str!("../locales/zh-CN/proactive.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "proactive",
        text: include_str!("../locales/en/proactive.ftl"),
    },
];
