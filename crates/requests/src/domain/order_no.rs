//! Order numbers: prefix, day, six digits of the day's sequence, and a check
//! character (ISO 7064 MOD 37,36) so that a misread number is refused on the
//! phone. A number says nothing about the person.

use jiff::civil::Date;
use kernel::check_digit::{is_mod_37_36, mod_37_36};

/// The number of an order, such as `SQ202611230000017`.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct OrderNo(String);

/// Not an order number, or misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an order number: one character is probably wrong")]
pub struct InvalidOrderNo;

const SEQUENCE_END: u32 = 1_000_000;

impl OrderNo {
    /// Puts a number together. `None` when the day's million is used up or the
    /// prefix is not two capital letters.
    pub fn new(prefix: &str, day: Date, sequence: u32) -> Option<Self> {
        let well_formed = prefix.len() == 2 && prefix.bytes().all(|b| b.is_ascii_uppercase());
        if !well_formed || sequence >= SEQUENCE_END {
            return None;
        }
        let body = format!("{prefix}{}{sequence:06}", day.strftime("%Y%m%d"));
        let check = mod_37_36(&body)?;
        Some(Self(format!("{body}{check}")))
    }

    /// The number of a part of this order: `-01` to `-99` behind it. `None`
    /// for a part of a part, and when the hundred is used up.
    pub fn part(&self, n: usize) -> Option<Self> {
        let fits = (1..=99).contains(&n) && !self.0.contains('-');
        fits.then(|| Self(format!("{}-{n:02}", self.0)))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrderNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for OrderNo {
    type Err = InvalidOrderNo;

    /// Reads a number as people type it: small letters, spaces and hyphens do
    /// no harm; O and I are read as 0 and 1 where a digit must stand.
    fn from_str(text: &str) -> Result<Self, InvalidOrderNo> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let (prefix, rest) = plain.split_at_checked(2).ok_or(InvalidOrderNo)?;
        let (digits, check) = rest.split_at_checked(14).ok_or(InvalidOrderNo)?;
        let digits = digits.replace('O', "0").replace('I', "1");
        let (check, part) = check.split_at_checked(1).ok_or(InvalidOrderNo)?;
        let part = part.replace('O', "0").replace('I', "1");
        let number = format!("{prefix}{digits}{check}");
        let well_formed = prefix.bytes().all(|b| b.is_ascii_uppercase())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && matches!(part.len(), 0 | 2)
            && part.bytes().all(|b| b.is_ascii_digit());
        if !well_formed || !is_mod_37_36(&number) {
            return Err(InvalidOrderNo);
        }
        Ok(Self(if part.is_empty() { number } else { format!("{number}-{part}") }))
    }
}

db::text_column!(OrderNo, "an order number");

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_number_reads_back_however_it_is_typed() {
        let number = OrderNo::new("SQ", date(2026, 11, 23), 17).unwrap();
        assert!(number.as_str().starts_with("SQ20261123000017"));
        assert_eq!(number.as_str().len(), 17);
        let typed =
            number.as_str().to_lowercase().replace("2026", "2026-").replace("000017", "OOOO17");
        assert_eq!(format!(" {typed} ").parse(), Ok(number));
    }

    #[test]
    fn every_single_misread_digit_and_every_swap_of_neighbours_is_refused() {
        let number = OrderNo::new("SQ", date(2026, 11, 23), 123_456).unwrap();
        let bytes = number.as_str().as_bytes();
        for at in 2..bytes.len() - 1 {
            for digit in b'0'..=b'9' {
                let mut wrong = bytes.to_vec();
                wrong[at] = digit;
                let text = String::from_utf8(wrong).unwrap();
                assert_eq!(text.parse::<OrderNo>().is_ok(), digit == bytes[at], "{text}");
            }
            if at + 2 < bytes.len() && bytes[at] != bytes[at + 1] {
                let mut wrong = bytes.to_vec();
                wrong.swap(at, at + 1);
                let text = String::from_utf8(wrong).unwrap();
                assert!(text.parse::<OrderNo>().is_err(), "{text}");
            }
        }
        assert!("".parse::<OrderNo>().is_err());
        assert!("序号".parse::<OrderNo>().is_err());
    }

    #[test]
    fn a_part_carries_the_number_of_its_order() {
        let number = OrderNo::new("SQ", date(2026, 11, 23), 17).unwrap();
        let part = number.part(2).unwrap();
        assert_eq!(part.as_str(), format!("{number}-02"));
        assert_eq!(part.as_str().parse(), Ok(part.clone()));
        assert_eq!(format!("{} o2", number.as_str().to_lowercase()).parse(), Ok(part.clone()));
        assert_eq!(part.part(1), None);
        assert_eq!((number.part(0), number.part(100)), (None, None));
        assert!(format!("{number}-2").parse::<OrderNo>().is_err());
        assert!(format!("{number}-0x").parse::<OrderNo>().is_err());
    }

    #[test]
    fn a_prefix_that_is_not_two_capitals_and_a_full_day_give_none() {
        assert_eq!(OrderNo::new("sq", date(2026, 1, 1), 1), None);
        assert_eq!(OrderNo::new("SQ", date(2026, 1, 1), 1_000_000), None);
    }
}
