use super::*;
use crate::access::RoleKind;

fn wish(field: IdentityField, purpose: Purpose) -> DisclosureRequest {
    DisclosureRequest {
        field,
        purpose,
        reason: "约定上门时间".into(),
        document_no: "（2026）云01民初12号".into(),
    }
}

#[test]
fn words_survive_their_text() {
    for purpose in Purpose::ALL {
        assert_eq!(purpose.to_string().parse(), Ok(*purpose));
    }
    for field in IdentityField::ALL {
        assert_eq!(field.to_string().parse(), Ok(*field));
    }
    assert_eq!("curiosity".parse::<Purpose>(), Err(UnknownPurpose));
}

/// Every role × every purpose, open and confidential.
#[test]
fn only_who_has_the_duty_opens_a_field() {
    for role in Role::ALL {
        for purpose in Purpose::ALL.iter().copied() {
            let wish = wish(IdentityField::Phone, purpose);
            let open = wish.decide(&[role], false);
            assert_eq!(open.is_ok(), purpose.roles().contains(&role), "{role} {purpose}");
            let confidential = wish.decide(&[role], true);
            assert_eq!(confidential.is_ok(), role == Role::Supervisor, "{role} {purpose}");
        }
    }
}

#[test]
fn administrators_and_leaders_open_nothing() {
    for purpose in Purpose::ALL {
        for role in purpose.roles() {
            assert_ne!(role.kind(), RoleKind::Administration);
            assert_ne!(*role, Role::Leader);
            assert!(DISCLOSING_ROLES.contains(role));
        }
    }
}

#[test]
fn an_identity_number_is_opened_for_documents_only() {
    let opens = |purpose| {
        let wish = wish(IdentityField::IdNo, purpose);
        wish.decide(purpose.roles(), false)
    };
    assert_eq!(opens(Purpose::OnSite), Err(DisclosureRefusal::FieldNotNeeded));
    assert_eq!(opens(Purpose::Callback), Err(DisclosureRefusal::FieldNotNeeded));
    assert!(opens(Purpose::StatutoryDelivery).is_ok());
}

#[test]
fn a_reason_is_asked_for_and_a_document_where_the_law_sends_one() {
    let mut wish = wish(IdentityField::Phone, Purpose::LegalRequest);
    assert!(wish.decide(&[Role::Supervisor], false).is_ok());
    wish.document_no = " ".into();
    let missing = Err(DisclosureRefusal::DocumentMissing);
    assert_eq!(wish.decide(&[Role::Supervisor], false), missing);
    wish.reason = "  联系 ".into();
    let missing = Err(DisclosureRefusal::ReasonMissing);
    assert_eq!(wish.decide(&[Role::Supervisor], false), missing);
}
