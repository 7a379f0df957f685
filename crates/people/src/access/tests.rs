use proptest::prelude::*;

use super::*;

fn any_role() -> impl Strategy<Value = Role> {
    (0..Role::ALL.len()).prop_map(|index| Role::ALL[index])
}

#[test]
fn every_role_survives_its_text_and_has_a_name_of_its_own() {
    for role in Role::ALL {
        assert_eq!(role.to_string().parse(), Ok(role));
        assert_eq!(role.label_key(), format!("role-{}", role.as_str().replace('_', "-")));
    }
    let mut names: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Role::ALL.len());
    assert_eq!("resident".parse::<Role>(), Err(UnknownRole));
}

#[test]
fn exactly_three_roles_administer() {
    let admins = Role::ALL.iter().filter(|role| role.kind() == RoleKind::Administration);
    assert_eq!(
        admins.copied().collect::<Vec<_>>(),
        [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin]
    );
}

proptest! {
    #[test]
    fn an_administrator_shares_an_account_with_nobody(one in any_role(), two in any_role()) {
        let administers = [one, two].iter().any(|role| role.kind() == RoleKind::Administration);
        if one != two && administers {
            prop_assert_eq!(one.conflict(two), Some(RoleConflict::Administrators));
        }
    }

    #[test]
    fn conflicts_are_mutual_and_never_with_oneself(one in any_role(), two in any_role()) {
        prop_assert_eq!(one.conflict(two), two.conflict(one));
        prop_assert_eq!(one.conflict(one), None);
    }

    #[test]
    fn a_set_conflicts_exactly_when_a_pair_does(roles in prop::collection::vec(any_role(), 0..5)) {
        let pair = roles.iter().any(|a| roles.iter().any(|b| a.conflict(*b).is_some()));
        prop_assert_eq!(Role::conflict_in(&roles).is_some(), pair);
    }

    #[test]
    fn more_roles_never_close_a_door(role in any_role(), more in any_role()) {
        let door = roles![Dispatcher, Supervisor];
        if door.admits(&[role]) {
            prop_assert!(door.admits(&[more, role]));
        }
        prop_assert!(!Access::Token("export").admits(&[role, more]));
    }
}

#[test]
fn who_handles_does_not_call_back() {
    for handles in [Role::UnitHandler, Role::UnitReviewer, Role::GridWorker] {
        assert_eq!(handles.conflict(Role::CallbackOfficer), Some(RoleConflict::OwnJudge));
    }
    assert_eq!(Role::conflict_in(&[Role::Operator, Role::Dispatcher]), None);
}
