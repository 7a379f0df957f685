//! Check digits and the parts of numbers that cannot be anything.

/// The number with its check digit, as identity cards have it (GB 11643,
/// ISO 7064 mod 11-2). The eleventh digit is 10 for an X.
pub(super) fn is_identity(digits: &[u8]) -> bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let Some((check, body)) = digits.split_last() else { return false };
    if body.len() != weights.len() {
        return false;
    }
    let sum: u32 = body
        .iter()
        .zip(weights)
        .map(|(digit, weight): (&u8, u32)| u32::from(*digit) * weight)
        .sum();
    (12 - sum % 11) % 11 == u32::from(*check)
}

/// Bank cards (ISO 7812).
pub(super) fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |(place, digit): (usize, &u8)| {
        let value = u32::from(*digit) * if place % 2 == 1 { 2 } else { 1 };
        if value > 9 { value - 9 } else { value }
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// The first two digits of a place of birth.
pub(super) fn is_province(digits: &[u8]) -> bool {
    matches!(
        number(digits.get(..2)),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    )
}

/// Year, month and day in eight digits.
pub(super) fn is_day(digits: Option<&[u8]>) -> bool {
    let Some(digits) = digits.filter(|digits| digits.len() == 8) else { return false };
    let (year, month, day) =
        (number(digits.get(..4)), number(digits.get(4..6)), number(digits.get(6..)));
    (1900..=2099).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Month and day in four digits.
pub(super) fn is_month_day(digits: Option<&[u8]>) -> bool {
    let Some(digits) = digits else { return false };
    let (month, day) = (number(digits.get(..2)), number(digits.get(2..)));
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// How many digits of it are an area code; none if it begins with no such.
pub(super) fn area_code(digits: &[u8]) -> Option<usize> {
    match digits {
        [0, 1, 0, ..] | [0, 2, _, ..] => Some(3),
        [0, 3..=9, ..] => Some(4),
        _ => None,
    }
}

/// The number some digits make; zero for none.
pub(super) fn number(digits: Option<&[u8]>) -> u32 {
    digits.unwrap_or_default().iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit))
}
