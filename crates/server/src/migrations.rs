//! All schema steps and all statements of all crates.

use db::{Migration, Statement};

pub(crate) fn all() -> Vec<Migration> {
    [
        db::migrate::MIGRATIONS,
        places::MIGRATIONS,
        people::MIGRATIONS,
        requests::MIGRATIONS,
        stations::MIGRATIONS,
    ]
    .concat()
}

#[cfg_attr(not(test), expect(dead_code, reason = "the register's test reads it"))]
pub(crate) fn statements() -> Vec<&'static Statement> {
    [
        db::migrate::statements(),
        places::statements(),
        people::statements(),
        requests::statements(),
        stations::statements(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn every_statement_of_the_house_prepares_on_both_engines() {
        testdb::each_engine(&super::all()[db::migrate::MIGRATIONS.len()..], async |t| {
            testdb::prepare_all(&t.db, super::statements()).await.unwrap();
        })
        .await;
    }

    #[test]
    fn names_of_steps_and_statements_are_unique_and_steps_sort_by_time() {
        let steps = super::all();
        let mut names: Vec<_> = steps.iter().map(|step| step.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), steps.len());
        for name in names {
            assert!(name.len() > 14 && name.as_bytes()[8] == b'_', "{name}");
        }
        let mut statements: Vec<_> = super::statements().iter().map(|s| s.name()).collect();
        let all = statements.len();
        statements.sort_unstable();
        statements.dedup();
        assert_eq!(statements.len(), all);
    }
}
