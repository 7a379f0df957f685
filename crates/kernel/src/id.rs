//! Time-ordered identifiers that several processes can mint without asking
//! each other (ULID: 48 bits of milliseconds, 80 bits of randomness).
//!
//! An id is minted by an [`Ids`] that the caller hands in; nothing here reads
//! a clock or a random source.

use std::fmt;
use std::str::FromStr;

use ulid::Ulid;

use crate::time::Instant;

/// Mints ids. Production gives one backed by the system's clock and
/// randomness, tests a seeded one.
pub trait Ids: Send + Sync {
    /// A new id, later in order than ids minted in earlier milliseconds.
    fn mint(&self, at: Instant) -> Id;
    /// Sixteen random bytes, for tokens and codes that must not be guessable.
    fn random(&self) -> [u8; 16];
}

/// An identifier without a noun. Prefer the noun's own newtype.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Ulid);

/// The text is not a 26-character id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct InvalidId;

impl Id {
    /// Builds the id of an instant and 80 random bits (the low ones are used).
    pub fn from_parts(at: Instant, random: u128) -> Self {
        Self(Ulid::from_parts(at.millis_clamped(), random))
    }

    /// The id as a number that sorts as the id does.
    pub fn number(self) -> u128 {
        self.0.into()
    }

    /// The id of a number.
    pub fn from_number(number: u128) -> Self {
        Self(number.into())
    }

    /// The millisecond the id was minted in.
    pub fn minted_at(self) -> Instant {
        Instant::from_millis(self.0.timestamp_ms() as i64)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buf = [0; ulid::ULID_LEN];
        f.write_str(self.0.array_to_str(&mut buf))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Ulid::from_string(text).map(Self).map_err(|_| InvalidId)
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Declares the id newtype of a noun: `id_type! { /// doc  pub struct OrderId; }`.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        $vis struct $name(pub $crate::id::Id);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::id::InvalidId;
            fn from_str(text: &str) -> Result<Self, $crate::id::InvalidId> {
                text.parse().map($name)
            }
        }
        impl From<$crate::id::Id> for $name {
            fn from(id: $crate::id::Id) -> Self {
                Self(id)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_text() {
        let early = Id::from_parts(Instant::from_millis(1_000), u128::MAX >> 48);
        let late = Id::from_parts(Instant::from_millis(1_001), 0);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!(early.minted_at(), Instant::from_millis(1_000));
        assert_eq!("not an id".parse::<Id>(), Err(InvalidId));
    }
}
