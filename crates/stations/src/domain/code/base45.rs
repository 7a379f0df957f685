//! Base45 (RFC 9285): bytes as the letters of a picture's denser mode. An
//! encoding, not a cipher.

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3 / 2 + 1);
    for pair in bytes.chunks(2) {
        let (mut number, letters) = match pair {
            [high, low] => (usize::from(*high) * 256 + usize::from(*low), 3),
            [one] => (usize::from(*one), 2),
            _ => continue,
        };
        for _ in 0..letters {
            out.push(char::from(ALPHABET[number % 45]));
            number /= 45;
        }
    }
    out
}

/// Text as bytes; nothing when it is not base45.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| ALPHABET.iter().position(|letter| letter == byte);
    let digits: Vec<usize> = text.as_bytes().iter().map(digit).collect::<Option<_>>()?;
    let mut out = Vec::with_capacity(digits.len() * 2 / 3 + 1);
    for group in digits.chunks(3) {
        match group {
            [a, b, c] => out.extend(u16::try_from(a + b * 45 + c * 2025).ok()?.to_be_bytes()),
            [a, b] => out.push(u8::try_from(a + b * 45).ok()?),
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn the_vectors_of_the_standard() {
        for (plain, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(decode("FGW").map(|bytes| bytes.len()), Some(2));
        for bad in ["GGW", ":::", "A", "ABCD", "abc", "AB8ä"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
