//! Which orders a rule is for.

/// What a policy may look at in an order: never who asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderFacts<'a> {
    /// Order type, such as `complaint`.
    pub order_type: &'a str,
    /// Urgency, such as `normal`.
    pub urgency: &'a str,
    /// Category code.
    pub category: &'a str,
    /// Channel class, such as `police_nonpolice`.
    pub channel_class: &'a str,
    /// Region code of the place, 12 digits; empty while it is unknown.
    pub region: &'a str,
}

/// The orders a rule is for. What is empty fits every order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Match {
    /// One of these order types.
    pub order_types: Vec<String>,
    /// One of these urgencies.
    pub urgencies: Vec<String>,
    /// A category code that begins with this.
    pub category: String,
    /// One of these channel classes.
    pub channel_classes: Vec<String>,
    /// A region code that begins with this; without the zeros that fill up a
    /// code, so that a district's code fits its streets.
    pub region: String,
}

impl Match {
    /// Whether an order is among them.
    pub fn fits(&self, facts: &OrderFacts<'_>) -> bool {
        is_among(&self.order_types, facts.order_type)
            && is_among(&self.urgencies, facts.urgency)
            && is_among(&self.channel_classes, facts.channel_class)
            && facts.category.starts_with(&self.category)
            && facts.region.starts_with(&self.region)
    }

    /// Larger for the rule that goes first; see [`super::PolicyPack::resolve`].
    pub(super) fn specificity(&self) -> impl Ord + use<> {
        (
            narrowness(&self.urgencies),
            narrowness(&self.order_types),
            self.category.len(),
            self.region.len(),
            narrowness(&self.channel_classes),
        )
    }
}

/// The part of a region code that says something, or nothing where it is not
/// digits ending at a level (2, 4, 6, 9 or 12 digits).
pub(super) fn region_prefix(code: &str) -> Option<String> {
    let mut prefix = code;
    if !code.bytes().all(|byte| byte.is_ascii_digit())
        || !matches!(code.len(), 0 | 2 | 4 | 6 | 9 | 12)
    {
        return None;
    }
    for (length, zeros) in [(12, "000"), (9, "000"), (6, "00"), (4, "00")] {
        if prefix.len() == length {
            prefix = prefix.strip_suffix(zeros).unwrap_or(prefix);
        }
    }
    Some(prefix.to_owned())
}

fn is_among(wanted: &[String], found: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| one == found)
}

/// 0 for any value; the fewer values are named, the more.
fn narrowness(wanted: &[String]) -> usize {
    if wanted.is_empty() { 0 } else { usize::MAX - wanted.len() }
}
