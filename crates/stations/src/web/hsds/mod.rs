//! The directory as HSDS 3 says it (Human Services Data Specification, Open Referral): an API
//! with its paths and pages, and a data package of tables. It is a profile of ours: what the
//! specification has no field for stands in further fields, which it allows.
//!
//! | field of ours | where | what |
//! | --- | --- | --- |
//! | `gcj02` | location | the point as maps in China draw it |
//! | `opening_hours` | location, service at location | the hours as the place wrote them |
//! | `facilities` | location | kind, count, and what is known of it now |
//! | `responsible` | location | the four who answer for it |
//! | `status`, `assured_date` | location | whether it is in use, and when that was said last |
//!
//! A schedule with the same `valid_from` and `valid_to` tells one day and goes before the weekly
//! ones; without times the place is closed that day. HSDS itself has no way to say so.

mod api;
mod ask;
mod model;
mod openapi;
mod package;
mod schedule;
mod taxonomy;

use people::{Access, Routes};
use sha2::{Digest, Sha256};

use crate::app::Stations;

/// The version of the specification that is followed. What 3.1 adds to 3.0 are further fields.
const VERSION: &str = "3.1";

/// Routes of the HSDS views.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/hsds", Access::Public, api::about)
        .get("/hsds/", Access::Public, api::about)
        .get("/hsds/services", Access::Public, api::services)
        .get("/hsds/services/{id}", Access::Public, api::service)
        .get("/hsds/service_at_locations", Access::Public, api::services_at_locations)
        .get("/hsds/service_at_locations/{id}", Access::Public, api::service_at_location)
        .get("/hsds/organizations", Access::Public, api::organizations)
        .get("/hsds/organizations/{id}", Access::Public, api::organization)
        .get("/hsds/taxonomies", Access::Public, api::taxonomies)
        .get("/hsds/taxonomies/{id}", Access::Public, api::taxonomy)
        .get("/hsds/taxonomy_terms", Access::Public, api::taxonomy_terms)
        .get("/hsds/taxonomy_terms/{id}", Access::Public, api::taxonomy_term)
        .get("/hsds/openapi.json", Access::Public, openapi::show)
        .get("/hsds/datapackage.json", Access::Public, package::descriptor)
        .get("/hsds/{file}", Access::Public, package::table)
}

/// The id of a thing: made from its kind and key, so that it stays the same wherever and
/// whenever it is asked for. A UUID of version 8, whose bits are the maker's own.
fn id_of(kind: &str, key: &str) -> String {
    let digest = Sha256::new()
        .chain_update(b"huying directory\0")
        .chain_update(kind)
        .chain_update(b"\0")
        .chain_update(key)
        .finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(byte, digest)| *byte = *digest);
    let number = u128::from_be_bytes(bytes);
    let number = number & !(0xf << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let text = format!("{number:032x}");
    let part = |from, to| text.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_and_stays_the_same() {
        let id = id_of("service", "S001");
        assert_eq!(id, id_of("service", "S001"));
        assert_ne!(id, id_of("location", "S001"));
        assert_eq!((id.len(), id.chars().nth(14)), (36, Some('8')), "{id}");
        assert!(matches!(id.chars().nth(19), Some('8' | '9' | 'a' | 'b')), "{id}");
    }
}
