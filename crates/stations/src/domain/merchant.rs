//! Merchants and what they offer.

use places::{Point, RegionCode};

use super::words::{Audience, MerchantKind};

/// A shop that does something for couriers, drivers and others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    /// Short name.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it sells or does.
    pub kind: MerchantKind,
    /// The community it lies in.
    pub region: RegionCode,
    /// Where it is.
    pub point: Point,
    /// Its address.
    pub address: String,
    /// Whom to call.
    pub phone: String,
    /// Its hours, in the kernel's grammar and plain form.
    pub hours: String,
}

/// Something a merchant offers for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Short name.
    pub id: String,
    /// The merchant.
    pub merchant: String,
    /// What it is, in a few words.
    pub title: String,
    /// Its conditions, in a sentence.
    pub about: String,
    /// For whom.
    pub audience: Audience,
    /// Its first day.
    pub valid_from: String,
    /// Its last day.
    pub valid_to: String,
    /// The days and hours it holds; empty when it holds whenever the merchant is open.
    pub hours: String,
}
