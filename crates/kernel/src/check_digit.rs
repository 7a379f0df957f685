//! Check characters: ISO/IEC 7064 MOD 37,36 for order numbers, and the last
//! character of a unified social credit code (GB 32100-2015). Both find every
//! single wrong character; the first finds nearly every swap of neighbours too.

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// GB 32100-2015 leaves out I, O, S, V and Z.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_LENGTH: usize = 18;

/// The MOD 37,36 check character of a text of digits and capital letters;
/// nothing if it is empty or holds another character.
pub fn mod_37_36(text: &str) -> Option<char> {
    if text.is_empty() {
        return None;
    }
    let product = text.bytes().try_fold(36, |product, byte| {
        let sum = (product + position(ALPHABET, byte)?) % 36;
        Some(if sum == 0 { 36 } else { sum } * 2 % 37)
    })?;
    ALPHABET.get((37 - product) % 36).copied().map(char::from)
}

/// Whether the last character of a text is its MOD 37,36 check character.
pub fn is_mod_37_36(text: &str) -> bool {
    split_last(text).is_some_and(|(body, check)| mod_37_36(body) == Some(check))
}

/// The last character of a unified social credit code, from the first 17;
/// nothing if they are not 17 characters of its alphabet.
pub fn credit_code_check(first_17: &str) -> Option<char> {
    if first_17.len() != CREDIT_LENGTH - 1 {
        return None;
    }
    // Weights are the powers of 3 modulo 31.
    let (sum, _) = first_17.bytes().try_fold((0, 1), |(sum, weight), byte| {
        Some((sum + position(CREDIT_ALPHABET, byte)? * weight, weight * 3 % 31))
    })?;
    CREDIT_ALPHABET.get((31 - sum % 31) % 31).copied().map(char::from)
}

/// Whether a text is a unified social credit code with the right last
/// character.
pub fn is_credit_code(text: &str) -> bool {
    split_last(text).is_some_and(|(body, check)| credit_code_check(body) == Some(check))
}

fn split_last(text: &str) -> Option<(&str, char)> {
    let mut chars = text.chars();
    let last = chars.next_back()?;
    Some((chars.as_str(), last))
}

fn position(alphabet: &[u8], byte: u8) -> Option<usize> {
    alphabet.iter().position(|letter| *letter == byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_have_their_check_character() {
        // A global release identifier, and both check characters of an ISAN.
        for (text, check) in [
            ("A12425GABC1234002", 'M'),
            ("000000003A8D0000", 'Z'),
            ("000000003A8D000000000000", '6'),
            ("SQ20261123000001", '1'),
            ("JY20260101000042", 'A'),
            ("WG20261231999999", '7'),
            ("0", '2'),
        ] {
            assert_eq!(mod_37_36(text), Some(check), "{text}");
            assert!(is_mod_37_36(&format!("{text}{check}")), "{text}");
        }
    }

    #[test]
    fn known_credit_codes_are_right() {
        for code in [
            "91110000600037341L",
            "91310000132612172J",
            "91110108551385082Q",
            "91440300708461136T",
            "91330100799655058B",
            "91440101664041243T",
            "11100000000013338W",
        ] {
            assert!(is_credit_code(code), "{code}");
        }
        for code in [
            "914403007109310121",
            "12100000400000456N",
            "91110000600037341",
            "91110000600037341l",
            "9111000060003734IL",
        ] {
            assert!(!is_credit_code(code), "{code}");
        }
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        wrong_characters_are_found("SQ202611230000011", ALPHABET, is_mod_37_36);
        wrong_characters_are_found("91110000600037341L", CREDIT_ALPHABET, is_credit_code);
    }

    fn wrong_characters_are_found(right: &str, alphabet: &[u8], is_right: fn(&str) -> bool) {
        for index in 0..right.len() {
            for letter in alphabet.iter().map(|byte| char::from(*byte)) {
                let wrong = format!("{}{letter}{}", &right[..index], &right[index + 1..]);
                assert_eq!(is_right(&wrong), wrong == right, "{wrong}");
            }
        }
    }

    #[test]
    fn what_is_no_number_at_all_is_refused() {
        for text in ["", "1", "sq202611230000011", "诉求", "SQ 1", "号1"] {
            assert!(!is_mod_37_36(text), "{text}");
            assert!(!is_credit_code(text), "{text}");
        }
        assert_eq!(mod_37_36(""), None);
        assert_eq!(credit_code_check("9111"), None);
    }
}
