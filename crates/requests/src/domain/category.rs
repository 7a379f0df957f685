//! The category tree and the dispatch catalogue: what a matter is about, and
//! which unit the city says must act.

use jiff::civil::Date;

/// An entry of the tree. Codes are 2, 4 or 6 digits and are never used twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Scheme of the code, such as `demo-2026`.
    pub scheme: String,
    /// The code.
    pub code: String,
    /// Code of the level above.
    pub parent: Option<String>,
    /// Name at its own level.
    pub name: String,
    /// The same in English, where the city gives it.
    pub name_en: Option<String>,
    /// Words residents use for it.
    pub keywords: Vec<String>,
    /// First and last day it may be given.
    pub valid: Validity,
}

impl Category {
    /// What it is called on English pages.
    pub fn english(&self) -> &str {
        self.name_en.as_deref().unwrap_or(&self.name)
    }
}

/// A span of days, open at the end when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

impl Validity {
    /// Whether a day lies inside.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A line of the dispatch catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueItem {
    /// Its id in the pack.
    pub id: String,
    /// Category it is for; a prefix covers all below.
    pub category_code: String,
    /// The unit's short name, or `@street`, `@district`, `@community` for
    /// whichever of that kind the place lies in.
    pub lead_unit: String,
    /// Units that act with it.
    pub co_units: Vec<String>,
    /// Rule it rests on.
    pub basis: String,
    /// When it holds.
    pub valid: Validity,
}

/// Which of a township's three lists an item stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyList {
    /// The township must do it and answers for all of it.
    Basic,
    /// The township assists; a department leads.
    Cooperate,
    /// A department took it back; the township must not get it.
    TakenBack,
}

/// An item of the duty lists of townships and streets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyItem {
    /// Its id in the pack.
    pub id: String,
    /// Which list.
    pub list: DutyList,
    /// Category it covers; a prefix covers all below.
    pub category_code: String,
    /// What it says.
    pub name: String,
    /// Rule it rests on.
    pub basis: String,
    /// The department that leads or took it back.
    pub lead_dept: String,
    /// When it holds.
    pub valid: Validity,
}

/// What the duty lists say to sending a matter to a street or township.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyVerdict {
    /// On the basic list.
    Allowed {
        /// The item.
        item: String,
    },
    /// On the cooperation list: a department must lead, the street assists.
    NeedsLead {
        /// The item.
        item: String,
        /// Who leads.
        lead_dept: String,
    },
    /// Taken back by a department.
    TakenBack {
        /// The item.
        item: String,
        /// By whom.
        lead_dept: String,
    },
    /// On no list: the street need not take it.
    NotListed,
}

impl DutyVerdict {
    /// Sending it to the street alone needs a reason that is written down.
    pub fn needs_override(&self) -> bool {
        !matches!(self, Self::Allowed { .. })
    }
}

/// Asks the lists about a category on a day. The longest matching code wins;
/// among equals `taken_back` beats `basic` beats `cooperate`, because what was
/// taken back must never slip through.
pub fn duty_verdict(items: &[DutyItem], category_code: &str, day: Date) -> DutyVerdict {
    let rank = |list: DutyList| match list {
        DutyList::TakenBack => 2,
        DutyList::Basic => 1,
        DutyList::Cooperate => 0,
    };
    let best = items
        .iter()
        .filter(|item| item.valid.holds(day) && category_code.starts_with(&item.category_code))
        .max_by_key(|item| (item.category_code.len(), rank(item.list)));
    match best {
        None => DutyVerdict::NotListed,
        Some(item) => {
            let (id, lead_dept) = (item.id.clone(), item.lead_dept.clone());
            match item.list {
                DutyList::Basic => DutyVerdict::Allowed { item: id },
                DutyList::Cooperate => DutyVerdict::NeedsLead { item: id, lead_dept },
                DutyList::TakenBack => DutyVerdict::TakenBack { item: id, lead_dept },
            }
        }
    }
}

/// The catalogue's line for a category: the longest code that covers it.
pub fn catalogue_item<'a>(
    items: &'a [CatalogueItem],
    category_code: &str,
    day: Date,
) -> Option<&'a CatalogueItem> {
    items
        .iter()
        .filter(|item| item.valid.holds(day) && category_code.starts_with(&item.category_code))
        .max_by_key(|item| item.category_code.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn item(id: &str, list: DutyList, code: &str) -> DutyItem {
        DutyItem {
            id: id.into(),
            list,
            category_code: code.into(),
            name: String::new(),
            basis: String::new(),
            lead_dept: "chengguan".into(),
            valid: Validity { from: date(2026, 1, 1), to: Some(date(2026, 12, 31)) },
        }
    }

    #[test]
    fn the_closest_item_decides_and_taken_back_wins_a_tie() {
        let items = [
            item("b", DutyList::Basic, "02"),
            item("c", DutyList::Cooperate, "0203"),
            item("t", DutyList::TakenBack, "020301"),
            item("b2", DutyList::Basic, "020301"),
        ];
        let day = date(2026, 11, 23);
        let lead = || "chengguan".to_owned();
        let cases = [
            ("020101", DutyVerdict::Allowed { item: "b".into() }),
            ("020305", DutyVerdict::NeedsLead { item: "c".into(), lead_dept: lead() }),
            ("020301", DutyVerdict::TakenBack { item: "t".into(), lead_dept: lead() }),
            ("990101", DutyVerdict::NotListed),
        ];
        for (code, expected) in cases {
            assert_eq!(duty_verdict(&items, code, day), expected, "{code}");
        }
        assert_eq!(duty_verdict(&items, "020101", date(2027, 1, 1)), DutyVerdict::NotListed);
    }
}
