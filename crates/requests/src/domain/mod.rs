//! Nouns, states, transitions and rules. Pure: no I/O, no clock.

pub mod application;
pub mod board;
pub mod callback;
pub mod category;
pub mod change;
pub mod ending;
pub mod gap;
pub mod gathering;
pub mod joint;
pub mod objection;
pub mod order;
pub mod order_no;
pub mod pack;
pub mod permission;
pub mod policies;
pub mod procedure;
pub mod procedures;
pub mod rates;
pub mod recusal;
pub mod repeats;
pub mod reply;
pub mod request;
pub mod rules;
pub mod supervision;
pub mod termination;
pub mod undo;
pub mod whistle;
pub mod undo;
pub mod words;

kernel::id_type! {
    /// A request: what a person said.
    pub struct RequestId;
}
kernel::id_type! {
    /// A work order: the unit of work.
    pub struct OrderId;
}
kernel::id_type! {
    /// A unit's reply to an order.
    pub struct ReplyId;
}
kernel::id_type! {
    /// One attempt to hear the requester's judgement.
    pub struct CallbackId;
}
kernel::id_type! {
    /// A photo or file.
    pub struct AttachmentId;
}
kernel::id_type! {
    /// Something a unit applied for.
    pub struct ApplicationId;
}
kernel::id_type! {
    /// A supervision of a unit for an order.
    pub struct SupervisionId;
}

db::text_column!(ApplicationId, "an application id");
db::text_column!(SupervisionId, "a supervision id");
db::text_column!(RequestId, "a request id");
db::text_column!(OrderId, "an order id");
db::text_column!(ReplyId, "a reply id");
db::text_column!(CallbackId, "a callback id");
db::text_column!(AttachmentId, "an attachment id");
