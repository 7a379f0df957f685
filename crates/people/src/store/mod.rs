//! SQL. Plain functions that take a transaction.

pub mod accounts;
pub mod disclosures;
pub mod identities;
pub mod sessions;
pub mod tokens;
pub mod units;
pub mod vault_keys;

/// A pattern that finds a text inside another, or nothing to filter by.
fn like(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for letter in words.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
