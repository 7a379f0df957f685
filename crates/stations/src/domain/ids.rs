//! The ids of this crate's nouns that are made while the program runs.

kernel::id_type! {
    /// A courier, rider or driver who has a code.
    pub struct HolderId;
}
kernel::id_type! {
    /// A browser a holder is signed in with.
    pub struct HolderDeviceId;
}
kernel::id_type! {
    /// A list of workers that an employer upheld.
    pub struct AttestationId;
}

db::text_column!(HolderId, "a holder id");
db::text_column!(HolderDeviceId, "a holder's device id");
db::text_column!(AttestationId, "an attestation list id");

kernel::id_type! {
    /// A link that asks a keeper whether a page is still right.
    pub struct LinkId;
}
kernel::id_type! {
    /// A correction somebody proposes.
    pub struct CorrectionId;
}
kernel::id_type! {
    /// A fault of a station.
    pub struct FaultId;
}
kernel::id_type! {
    /// Special hours.
    pub struct SpecialHoursId;
}
kernel::id_type! {
    /// Something kept in stock.
    pub struct StockId;
}
kernel::id_type! {
    /// An inspection of a station.
    pub struct InspectionId;
}

db::text_column!(LinkId, "a link id");
db::text_column!(CorrectionId, "a correction id");
db::text_column!(FaultId, "a fault id");
db::text_column!(SpecialHoursId, "an id of special hours");
db::text_column!(StockId, "a stock id");
db::text_column!(InspectionId, "an inspection id");

kernel::id_type! {
    /// A pass suspended in a compound.
    pub struct SuspensionId;
}
kernel::id_type! {
    /// A line of a gate that was opened.
    pub struct OpeningId;
}

db::text_column!(SuspensionId, "a suspension id");
db::text_column!(OpeningId, "an opening id");
