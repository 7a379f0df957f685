//! Where it is: addresses into parts.
pub mod crf;
pub mod features;
pub mod learn;
pub mod lexicon;
pub mod tokens;
