//! Query codes: eight digits with which anyone who has the order's number can
//! follow it without an account.
//!
//! The code follows from the submission key, so the same submission sent
//! twice shows the same code, and it is nowhere stored: the table holds a
//! keyed digest.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Makes and checks query codes.
#[derive(Clone)]
pub struct QueryCodes {
    key: Vec<u8>,
}

impl QueryCodes {
    /// With the installation's key for this purpose.
    pub fn new(key: Vec<u8>) -> Self {
        Self { key }
    }

    /// The code of a submission.
    pub fn code(&self, submission_key: &str) -> String {
        let digest = self.digest(&["code", submission_key]);
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        format!("{:08}", u64::from_be_bytes(first) % 100_000_000)
    }

    /// What is stored of a code.
    pub fn tag(&self, submission_key: &str, code: &str) -> String {
        kernel::hex::hex(&self.digest(&["tag", submission_key, code]))
    }

    /// Whether a code typed by somebody is the right one.
    pub fn matches(&self, submission_key: &str, typed: &str, tag: &str) -> bool {
        let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
        self.tag(submission_key, &typed).as_bytes().ct_eq(tag.as_bytes()).into()
    }

    /// The code of whoever brought a submission for another.
    pub fn proxy_code(&self, submission_key: &str) -> String {
        self.code(&format!("{submission_key} for another"))
    }

    /// Whether a code typed by somebody is that of whoever brought it.
    pub fn is_proxy(&self, submission_key: &str, typed: &str) -> bool {
        let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
        self.proxy_code(submission_key).as_bytes().ct_eq(typed.as_bytes()).into()
    }

    /// A mark only this installation can make: put on what a form hands to the
    /// browser and takes back, so that nobody can hand in something else.
    pub fn mark(&self, text: &str) -> String {
        let digest = self.digest(&["mark", text]);
        kernel::hex::hex(&digest[..16])
    }

    /// Whether a text still carries the mark it was given.
    pub fn is_marked(&self, text: &str, mark: &str) -> bool {
        self.mark(text).as_bytes().ct_eq(mark.as_bytes()).into()
    }

    fn digest(&self, parts: &[&str]) -> [u8; 32] {
        keyed_digest(&self.key, parts)
    }
}

/// A digest only who holds the key can make. Each part goes in with its length,
/// so that no two lists of parts are the same text.
pub fn keyed_digest(key: &[u8], parts: &[&str]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length of key will do");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::QueryCodes;

    #[test]
    fn a_mark_fits_its_text_and_no_other() {
        let codes = QueryCodes::new(vec![7; 32]);
        let mark = codes.mark("a");
        assert!(codes.is_marked("a", &mark));
        assert!(!codes.is_marked("b", &mark));
        assert!(!codes.is_marked("a", ""));
        assert_ne!(QueryCodes::new(vec![8; 32]).mark("a"), mark);
    }

    #[test]
    fn whoever_brought_it_for_another_has_a_code_of_their_own() {
        let codes = QueryCodes::new(vec![7; 32]);
        let code = codes.proxy_code("a");
        assert_ne!(code, codes.code("a"));
        assert!(codes.is_proxy("a", &format!("{} {}", &code[..4], &code[4..])));
        assert!(!codes.is_proxy("a", &codes.code("a")));
        assert!(!codes.is_proxy("b", &code));
        assert!(!codes.is_proxy("a", ""));
    }

    #[test]
    fn a_code_is_the_same_for_the_same_submission_and_opens_only_that_one() {
        let codes = QueryCodes::new(vec![7; 32]);
        let code = codes.code("a");
        assert_eq!(code.len(), 8);
        assert_eq!(codes.code("a"), code);
        assert_ne!(codes.code("b"), code);
        let tag = codes.tag("a", &code);
        assert!(codes.matches("a", &format!("{} {}", &code[..4], &code[4..]), &tag));
        assert!(!codes.matches("a", "00000000", &tag) || code == "00000000");
        assert!(!codes.matches("b", &code, &tag));
        assert!(!QueryCodes::new(vec![8; 32]).matches("a", &code, &tag));
    }
}
