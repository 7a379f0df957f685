//! Telephone numbers as people write them, and the one form they are
//! compared in.

use std::fmt;

/// A number in the form it is compared in: digits only, without the country
/// code of China, without an extension; other countries keep their `+`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct InvalidPhone;

impl Phone {
    /// Reads a number: mobile, landline with or without area code, service
    /// number, or foreign with `+`.
    ///
    /// # Errors
    /// [`InvalidPhone`].
    pub fn parse(text: &str) -> Result<Self, InvalidPhone> {
        let mut digits = String::with_capacity(16);
        let mut is_foreign = false;
        for c in text.trim().chars() {
            match half_width(c) {
                c if c.is_ascii_digit() => digits.push(c),
                '+' if digits.is_empty() => is_foreign = true,
                ' ' | '-' | '(' | ')' | '.' | '\u{3000}' | '—' | '–' | '·' => {}
                '转' | 'x' | 'X' | '#' | '*' | ',' if !digits.is_empty() => break,
                _ => return Err(InvalidPhone),
            }
        }
        if let Some(rest) = digits.strip_prefix("0086") {
            digits = national(rest);
            is_foreign = false;
        } else if is_foreign && digits.starts_with("86") {
            digits = national(&digits[2..]);
            is_foreign = false;
        } else if !is_foreign
            && let Some(rest) = digits.strip_prefix("86").filter(|rest| is_mobile(rest))
        {
            digits = rest.to_owned();
        }
        if is_foreign {
            let fits = (7..=15).contains(&digits.len());
            return if fits { Ok(Self(format!("+{digits}"))) } else { Err(InvalidPhone) };
        }
        if is_domestic(&digits) { Ok(Self(digits)) } else { Err(InvalidPhone) }
    }

    /// The form it is compared in.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn tail(&self) -> &str {
        let start = self.0.len().saturating_sub(4);
        self.0.get(start..).unwrap_or_default()
    }

    /// The number with its middle hidden: `138****4528`.
    pub fn masked(&self) -> String {
        let shown = if self.0.len() >= 10 { 3 } else { 0 };
        let tail = if self.0.len() >= 7 { self.tail() } else { "" };
        format!("{}****{tail}", self.0.get(..shown).unwrap_or_default())
    }
}

/// Never shown in logs or messages by accident.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

/// Landlines lose the leading zero of the area code when the country code is
/// written before them.
fn national(rest: &str) -> String {
    let with_zero = rest.starts_with('0') || is_mobile(rest) || rest.starts_with('4');
    if with_zero || rest.len() < 9 { rest.to_owned() } else { format!("0{rest}") }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && begins_as_mobile(digits)
}

fn begins_as_mobile(digits: &str) -> bool {
    let second = digits.as_bytes().get(1).copied().unwrap_or_default();
    digits.starts_with('1') && (b'3'..=b'9').contains(&second)
}

fn is_domestic(digits: &str) -> bool {
    let length = digits.len();
    let area = digits.starts_with('0') && (10..=12).contains(&length) && !digits.starts_with("00");
    let local = matches!(length, 7 | 8) && !digits.starts_with(['0', '1']);
    // 12345, 95598, 116114; what begins as a mobile number is one cut short.
    let service =
        matches!(length, 5 | 6) && digits.starts_with(['1', '9']) && !begins_as_mobile(digits);
    let free = length == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    is_mobile(digits) || area || local || service || free
}

/// Full-width digits and signs of Chinese input methods as plain ones.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A name with all but its first character hidden: `李**`.
pub fn masked_name(name: &str) -> String {
    let mut letters = name.trim().chars();
    let first = letters.next().map(String::from).unwrap_or_default();
    let hidden = letters.count().clamp(1, 2);
    format!("{first}{}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, want: &str) {
        let got = Phone::parse(text).map(|phone| phone.as_str().to_owned());
        let want = if want.is_empty() { Err(InvalidPhone) } else { Ok(want.to_owned()) };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn the_same_number_written_differently_is_the_same() {
        for text in [
            "13812344528",
            "+86 138 1234 4528",
            "0086-138-1234-4528",
            "8613812344528",
            " 138-1234-4528 ",
            "１３８１２３４４５２８",
            "+86（138）12344528",
        ] {
            check(text, "13812344528");
        }
        check("0700-8820074", "07008820074");
        check("（0700）8820074转8001", "07008820074");
        check("+86 700 8820074", "07008820074");
        check("88200741", "88200741");
        check("12345", "12345");
        check("400-820-8820", "4008208820");
        check("+852 2123 4567", "+85221234567");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "138123", "1381234452", "23812344528", "abc", "138 1234 452a", "+12", "000"]
        {
            check(text, "");
        }
    }

    #[test]
    fn masks_hide_the_middle() {
        let masked = |text| Phone::parse(text).map(|phone| phone.masked());
        assert_eq!(masked("13812344528").as_deref(), Ok("138****4528"));
        assert_eq!(masked("88200741").as_deref(), Ok("****0741"));
        assert_eq!(masked("12345").as_deref(), Ok("****"));
        assert_eq!(masked_name("李晓明"), "李**");
        assert_eq!(masked_name("李明"), "李*");
        assert_eq!(masked_name("Elizabeth"), "E**");
        assert_eq!(format!("{:?}", Phone::parse("13812344528")), "Ok(Phone(…))");
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_is_stable(text in "\\PC{0,24}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
            }
        }

        #[test]
        fn a_mask_never_shows_more_than_seven_digits(tail in "[0-9]{9}") {
            let phone = Phone::parse(&format!("13{tail}")).map_err(|_| TestCaseError::fail("read"))?;
            let shown = phone.masked().chars().filter(char::is_ascii_digit).count();
            prop_assert!(shown <= 7);
        }
    }
}
