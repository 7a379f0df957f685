//! The table at the end of `cargo xtask test`.

use std::time::Duration;

/// How one part ended.
pub(crate) enum Verdict {
    /// It ran and holds; a few words on what was seen.
    Passed(String),
    /// It did not hold, or could not run; a sentence on how to mend it.
    Failed(String),
    /// It is not part of this run by design; a sentence on what would include it.
    NotIncluded(String),
}

/// One row of the table.
pub(crate) struct Row {
    pub(crate) part: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) time: Duration,
}

/// True when no part failed.
pub(crate) fn all_hold(rows: &[Row]) -> bool {
    count(rows).1 == 0
}

/// The table, and as its last line how many parts passed and failed.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!("{:<10}  {:<12}  {:>7}\n", "part", "result", "seconds");
    for row in rows {
        let (result, words) = match &row.verdict {
            Verdict::Passed(words) => ("passed", words),
            Verdict::Failed(words) => ("FAILED", words),
            Verdict::NotIncluded(words) => ("not included", words),
        };
        let seconds = row.time.as_secs_f64();
        let words = words.trim().replace('\n', "\n                                   ");
        let line = format!("{:<10}  {result:<12}  {seconds:>7.1}  {words}", row.part);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let (passed, failed) = count(rows);
    text.push_str(&format!("parts: {passed} passed, {failed} failed"));
    text
}

fn count(rows: &[Row]) -> (usize, usize) {
    let passed = rows.iter().filter(|row| matches!(row.verdict, Verdict::Passed(_))).count();
    let failed = rows.iter().filter(|row| matches!(row.verdict, Verdict::Failed(_))).count();
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(part: &'static str, verdict: Verdict) -> Row {
        Row { part, verdict, time: Duration::from_millis(1_500) }
    }

    #[test]
    fn the_last_line_counts_what_ran() {
        let rows = [
            row("format", Verdict::Passed(String::new())),
            row("tests", Verdict::Failed("see the log".to_owned())),
            row("real-data", Verdict::NotIncluded("HUYING_SHARED is not set".to_owned())),
        ];
        let text = table(&rows);
        assert_eq!(text.lines().last(), Some("parts: 1 passed, 1 failed"));
        assert!(text.contains("tests       FAILED            1.5  see the log"), "{text}");
        assert!(!all_hold(&rows));
    }

    #[test]
    fn a_part_left_out_by_design_is_no_failure() {
        let rows = [row("real-data", Verdict::NotIncluded(String::new()))];
        assert!(all_hold(&rows));
        assert!(table(&rows).ends_with("parts: 0 passed, 0 failed"));
    }
}
