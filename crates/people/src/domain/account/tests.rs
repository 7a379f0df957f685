use proptest::prelude::*;

use super::*;

fn at(minutes: i64) -> Instant {
    Instant::from_micros(minutes * MINUTE_US)
}

#[test]
fn passwords_need_length_and_three_kinds_of_character() {
    let policy = PasswordPolicy::default();
    for (password, verdict) in [
        ("Short1!", Err(PasswordFault::TooShort)),
        ("alllowercaseletters", Err(PasswordFault::TooFewClasses)),
        ("lowercase12345", Err(PasswordFault::TooFewClasses)),
        ("Lowercase12345", Ok(())),
        ("lowercase-1234", Ok(())),
        ("路灯不亮请你修Abc", Ok(())),
        ("XxOp01-and-more9", Err(PasswordFault::ContainsName)),
    ] {
        assert_eq!(policy.check(password, "op01"), verdict, "{password}");
    }
    let long = "aB3-".repeat(40);
    assert_eq!(policy.check(&long, "op01"), Err(PasswordFault::TooLong));
}

#[test]
fn sign_in_names_are_plain() {
    for good in ["op01", "li.na", "a-b_c", "abc"] {
        assert!(is_username(good), "{good}");
    }
    for bad in ["", "ab", "1op", "Op01", "op 01", "李娜abc", &"a".repeat(33)] {
        assert!(!is_username(bad), "{bad}");
    }
}

/// Every state × every transition.
#[test]
fn the_state_table_is_complete() {
    let policy = PasswordPolicy::default();
    let now = at(100);
    let active = |failed_attempts| AccountState::Active { failed_attempts };
    let locked = |minutes| AccountState::Locked { until: at(minutes) };
    let closed = AccountState::Closed { at: at(1) };
    let rows = [
        (active(0), true, active(1), Ok(active(0)), Ok(AccountState::Closed { at: now })),
        (active(3), true, active(4), Ok(active(0)), Ok(AccountState::Closed { at: now })),
        (active(4), true, locked(115), Ok(active(0)), Ok(AccountState::Closed { at: now })),
        (locked(110), false, locked(110), Ok(active(0)), Ok(AccountState::Closed { at: now })),
        (locked(100), true, active(1), Ok(active(0)), Ok(AccountState::Closed { at: now })),
        (closed, false, closed, Err(AccountClosed), Err(AccountClosed)),
    ];
    for (state, may_try, after_fail, after_clear, after_close) in rows {
        assert_eq!(state.may_try(now), may_try, "{state:?}");
        assert_eq!(state.fail(now, &policy), after_fail, "{state:?}");
        assert_eq!(state.clear(), after_clear, "{state:?}");
        assert_eq!(state.close(now), after_close, "{state:?}");
    }
}

proptest! {
    #[test]
    fn guessing_never_gets_more_than_five_tries_in_a_quarter_of_an_hour(
        pauses in prop::collection::vec(0i64..4, 1..60),
    ) {
        let policy = PasswordPolicy::default();
        let mut state = AccountState::Active { failed_attempts: 0 };
        let mut now = 0;
        let mut tries: Vec<i64> = Vec::new();
        for pause in pauses {
            now += pause;
            if state.may_try(at(now)) {
                state = state.fail(at(now), &policy);
                tries.push(now);
            }
        }
        // A lock follows each fifth try, so six tries span at least its length.
        for window in tries.chunks(5).collect::<Vec<_>>().windows(2) {
            let (last, next) = (window[0].last().unwrap(), window[1].first().unwrap());
            prop_assert!(next - last >= 15);
        }
    }
}
