//! The ids of this crate's nouns.

kernel::id_type! {
    /// A member of staff's account.
    pub struct AccountId;
}
kernel::id_type! {
    /// An organisation.
    pub struct UnitId;
}
kernel::id_type! {
    /// A signed-in browser.
    pub struct SessionId;
}
kernel::id_type! {
    /// An access token of another program.
    pub struct TokenId;
}
kernel::id_type! {
    /// A requester, without saying who it is.
    pub struct RequesterRef;
}
kernel::id_type! {
    /// One opening of one field.
    pub struct DisclosureId;
}

db::text_column!(AccountId, "an account id");
db::text_column!(UnitId, "a unit id");
db::text_column!(SessionId, "a session id");
db::text_column!(TokenId, "a token id");
db::text_column!(RequesterRef, "a requester reference");
db::text_column!(DisclosureId, "a disclosure id");
