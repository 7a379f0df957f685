//! Passwords: Argon2id in the PHC form, computed off the async threads.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kernel::id::Ids;
use zeroize::Zeroizing;

/// The password could not be hashed or read.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct PasswordError(String);

/// Hashes a password with a fresh salt. Takes tens of milliseconds.
///
/// # Errors
/// When the system gives no randomness.
pub async fn hash(password: Zeroizing<String>) -> Result<String, PasswordError> {
    let work = move || {
        let hash: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| PasswordError(error.to_string()))
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| PasswordError(error.to_string()))?
}

/// Whether a password fits a hash. Takes as long as hashing, also when the
/// hash is none, so that time tells nothing of which accounts exist.
pub async fn verify(password: Zeroizing<String>, hash: Option<String>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$EKjWMlGqPNlaVcxa0lELn2dhwY8pJDvZfBQ3VWgvw2M";
    let work = move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.to_owned());
        let fits = PasswordHash::new(&text).is_ok_and(|parsed| {
            Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
        });
        known && fits
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
}

/// A first password that can be read aloud: four groups without letters that
/// look alike, all classes of characters in it.
pub fn first(ids: &dyn Ids) -> Zeroizing<String> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut text = Zeroizing::new(String::from("Hy-"));
    for (at, byte) in ids.random().into_iter().enumerate().take(12) {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        let letter = LETTERS.get(usize::from(byte) % LETTERS.len()).copied().unwrap_or(b'a');
        text.push(char::from(letter));
    }
    // Every policy that asks for three of four classes is met.
    text.push('7');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let secret = |text: &str| Zeroizing::new(text.to_owned());
        let hashed = hash(secret("correct horse")).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify(secret("correct horse"), Some(hashed.clone())).await);
        assert!(!verify(secret("wrong horse"), Some(hashed)).await);
        assert!(!verify(secret("correct horse"), None).await);
        assert!(!verify(secret("x"), Some("not a hash".into())).await);
    }
}
