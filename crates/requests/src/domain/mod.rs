//! Nouns, states, transitions and rules. Pure: no I/O, no clock.

pub mod application;
pub mod board;
pub mod callback;
pub mod case_class;
pub mod category;
pub mod category_model;
pub mod change;
pub mod circumstance;
pub mod ending;
pub mod gap;
pub mod gathering;
pub mod hot_topic;
pub mod joint;
pub mod knowledge;
pub mod line_transfer;
pub mod monthly_topic;
pub mod objection;
pub mod order;
pub mod order_no;
pub mod pack;
pub mod permission;
pub mod petition;
pub mod place_correction;
pub mod place_item;
pub mod policies;
pub mod procedure;
pub mod procedure_rules;
pub mod rates;
pub mod reception;
pub mod recusal;
pub mod repeats;
pub mod reply;
pub mod request;
pub mod rules;
pub mod supervision;
pub mod termination;
pub mod three_way_call;
pub mod undo;
pub mod unit_habit;
pub mod whistle;
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
kernel::id_type! {
    /// An entry of the knowledge base.
    pub struct KnowledgeId;
}
kernel::id_type! {
    /// A petition.
    pub struct PetitionId;
}
kernel::id_type! {
    /// A reception day.
    pub struct ReceptionId;
}
kernel::id_type! {
    /// A part of a reception day.
    pub struct SlotId;
}
kernel::id_type! {
    /// A booking of a reception.
    pub struct BookingId;
}
kernel::id_type! {
    /// A correction of where an order lies.
    pub struct PlaceCorrectionId;
}
kernel::id_type! {
    /// A call of three.
    pub struct ThreeWayCallId;
}
kernel::id_type! {
    /// An item of a list of a place.
    pub struct PlaceItemId;
}
kernel::id_type! {
    /// A monthly topic.
    pub struct TopicId;
}
kernel::id_type! {
    /// A part of a monthly topic.
    pub struct TopicItemId;
}
kernel::id_type! {
    /// A class of cases.
    pub struct CaseClassId;
}
kernel::id_type! {
    /// A matter handed between lines.
    pub struct TransferId;
}

db::text_column!(RequestId, "a request id");
db::text_column!(OrderId, "an order id");
db::text_column!(ReplyId, "a reply id");
db::text_column!(CallbackId, "a callback id");
db::text_column!(AttachmentId, "an attachment id");
db::text_column!(TransferId, "a transfer id");
db::text_column!(KnowledgeId, "an entry id");
db::text_column!(PetitionId, "a petition id");
db::text_column!(ReceptionId, "a reception id");
db::text_column!(SlotId, "a slot id");
db::text_column!(BookingId, "a booking id");
db::text_column!(PlaceCorrectionId, "a correction id");
db::text_column!(ThreeWayCallId, "a call id");
db::text_column!(PlaceItemId, "an item id");
db::text_column!(TopicId, "a topic id");
db::text_column!(TopicItemId, "a part id");
db::text_column!(CaseClassId, "a class id");
