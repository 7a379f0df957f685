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
        name: "20261126_1740_joint",
        sql: include_str!("../migrations/20261126_1740_joint.sql"),
    },
    db::Migration {
        name: "20261126_1740_undos",
        sql: include_str!("../migrations/20261126_1740_undos.sql"),
    },
    db::Migration {
        name: "20261126_1741_objections",
        sql: include_str!("../migrations/20261126_1741_objections.sql"),
    },
    db::Migration {
        name: "20261126_1742_whistles",
        sql: include_str!("../migrations/20261126_1742_whistles.sql"),
    },
    db::Migration {
        name: "20261126_1743_repeats",
        sql: include_str!("../migrations/20261126_1743_repeats.sql"),
    },
    db::Migration {
        name: "20261126_1744_protection",
        sql: include_str!("../migrations/20261126_1744_protection.sql"),
    },
    db::Migration {
        name: "20261126_1810_board",
        sql: include_str!("../migrations/20261126_1810_board.sql"),
    },
    db::Migration {
        name: "20261126_1820_visits",
        sql: include_str!("../migrations/20261126_1820_visits.sql"),
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
        name: "joint",
        text: include_str!("../locales/zh-CN/joint.ftl"),
    },
    ui::Source { lang: ui::Lang::En, name: "joint", text: include_str!("../locales/en/joint.ftl") },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "objection",
        text: include_str!("../locales/zh-CN/objection.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "objection",
        text: include_str!("../locales/en/objection.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "repeats",
        text: include_str!("../locales/zh-CN/repeats.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "repeats",
        text: include_str!("../locales/en/repeats.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "protection",
        text: include_str!("../locales/zh-CN/protection.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "protection",
        text: include_str!("../locales/en/protection.ftl"),
    },
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "whistle",
        text: include_str!("../locales/zh-CN/whistle.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "whistle",
        text: include_str!("../locales/en/whistle.ftl"),
    },
];
