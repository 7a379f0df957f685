//! Statements: one literal text for both engines, with `$1…` parameters.

use std::borrow::Cow;
use std::sync::OnceLock;

/// A statement with a name. Declared with [`crate::statements`], so that a
/// test can prepare each one on both engines.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    sql: Cow<'static, str>,
    lite: OnceLock<String>,
}

impl Statement {
    /// A statement of the register.
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql: Cow::Borrowed(sql), lite: OnceLock::new() }
    }

    /// A statement put together at run time, for lists whose filters truly
    /// combine. The text must come from literals only.
    pub fn built(name: &'static str, sql: String) -> Self {
        Self { name, sql: Cow::Owned(sql), lite: OnceLock::new() }
    }

    /// Module path and constant, such as `requests::store::order::GET`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The text as PostgreSQL reads it.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The text as SQLite reads it. SQLite takes `$1` for a *name* and numbers
    /// names in order of appearance, so `$n` becomes `?n`.
    pub(crate) fn lite_sql(&self) -> &str {
        self.lite.get_or_init(|| {
            let mut quoted = false;
            self.sql
                .chars()
                .map(|letter| {
                    quoted ^= letter == '\'';
                    if letter == '$' && !quoted { '?' } else { letter }
                })
                .collect()
        })
    }
}

/// Declares statements and their register:
///
/// ```
/// db::statements! {
///     /// One person's name.
///     GET_NAME = "SELECT name FROM people WHERE id = $1";
/// }
/// assert_eq!(STATEMENTS.len(), 1);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* pub static $name: $crate::Statement =
            $crate::Statement::new(concat!(module_path!(), "::", stringify!($name)), $sql);)*
        /// Every statement of this module, for the test that prepares them.
        pub static STATEMENTS: &[&$crate::Statement] = &[$(&$name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollar_parameters_become_numbered_ones_outside_quotes() {
        let statement = Statement::built("t", "SELECT '$1', $2 WHERE a = $1".into());
        assert_eq!(statement.lite_sql(), "SELECT '$1', ?2 WHERE a = ?1");
    }
}
