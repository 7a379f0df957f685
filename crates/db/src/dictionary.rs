//! Closed dictionaries: enums whose words stand in SQL, files, URLs, exports
//! and message keys alike.

/// The text is not a word of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a known word here")]
pub struct UnknownWord(pub String);

/// Declares a dictionary: an enum with its stored words.
#[macro_export]
macro_rules! words {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident: $expected:literal {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)*
        }
        impl $name {
            /// All words, in their natural order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::dictionary::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err($crate::dictionary::UnknownWord(other.to_owned())),
                }
            }
        }
        $crate::text_column!($name, $expected);
    };
}
