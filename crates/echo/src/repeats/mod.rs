//! Whether two messages are about the same matter: features, a small model of
//! trees, its calibration, and why it thinks so.

mod corpus;
mod explain;
mod features;
mod names;
mod points;
mod prepared;
mod rarity;
mod scorer;
mod subjects;
mod trees;

pub use corpus::{Corpus, Earlier};
pub(crate) use explain::judgement;
pub use features::{feature_names, features};
pub use names::NameKind;
pub(crate) use names::name_spans;
pub(crate) use points::metres;
pub use points::{point_features, point_names};
pub use prepared::{Message, Prepared, mined_names};
pub(crate) use rarity::pair_weight;
pub use rarity::{Rarity, table};
pub use scorer::probability;
