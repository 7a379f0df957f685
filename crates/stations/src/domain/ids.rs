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
