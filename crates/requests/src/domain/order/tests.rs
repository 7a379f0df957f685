use super::*;

/// The table of the regulation's life of an order, written down a second time
/// by state: every pair not named here must be refused.
const TABLE: &[(OrderState, &[(Verb, OrderState)])] = {
    use OrderState as S;
    use Verb as V;
    &[
        (
            S::Received,
            &[
                (V::Accept, S::ToDispatch),
                (V::AskInfo, S::NeedInfo),
                (V::Answer, S::Answered),
                (V::Refuse, S::NotAccepted),
                (V::Transfer, S::Transferred),
                (V::Link, S::RepeatLinked),
                (V::FollowUp, S::Received),
                (V::Relate, S::Received),
                (V::NameReported, S::Received),
            ],
        ),
        (
            S::NeedInfo,
            &[
                (V::Supply, S::Received),
                (V::Withdraw, S::Withdrawn),
                (V::FollowUp, S::NeedInfo),
                (V::NameReported, S::NeedInfo),
            ],
        ),
        (S::Answered, &[(V::Close, S::Closed), (V::SayNew, S::ToDispatch)]),
        (S::NotAccepted, &[(V::Close, S::Closed)]),
        (S::Transferred, &[(V::Close, S::Closed)]),
        (
            S::RepeatLinked,
            &[(V::Unlink, S::Received), (V::ShareReply, S::ToCallback), (V::Close, S::Closed)],
        ),
        (
            S::ToDispatch,
            &[
                (V::Dispatch, S::Dispatched),
                (V::Link, S::RepeatLinked),
                (V::FollowUp, S::ToDispatch),
                (V::Relate, S::ToDispatch),
                (V::NameReported, S::ToDispatch),
            ],
        ),
        (
            S::Dispatched,
            &[
                (V::Acknowledge, S::Acknowledged),
                (V::AutoAcknowledge, S::Acknowledged),
                (V::Object, S::Objected),
                (V::Link, S::RepeatLinked),
                (V::AddUnit, S::Dispatched),
                (V::Relate, S::Dispatched),
                (V::FollowUp, S::Dispatched),
                (V::Waive, S::Closed),
            ],
        ),
        (
            S::Objected,
            &[
                (V::Redispatch, S::Dispatched),
                (V::Designate, S::Dispatched),
                (V::Overrule, S::Acknowledged),
                (V::FollowUp, S::Objected),
                (V::Waive, S::Closed),
            ],
        ),
        (
            S::Acknowledged,
            &[
                (V::Start, S::InProgress),
                (V::Link, S::RepeatLinked),
                (V::AddUnit, S::Acknowledged),
                (V::Relate, S::Acknowledged),
                (V::FollowUp, S::Acknowledged),
                (V::Waive, S::Closed),
                (V::OfferHandover, S::Acknowledged),
                (V::TakeHandover, S::Acknowledged),
                (V::RefuseHandover, S::Acknowledged),
                (V::WithdrawHandover, S::Acknowledged),
            ],
        ),
        (
            S::InProgress,
            &[
                (V::AskExtension, S::InProgress),
                (V::Extend, S::InProgress),
                (V::AddUnit, S::InProgress),
                (V::Escalate, S::InProgress),
                (V::AskDeferral, S::InProgress),
                (V::Defer, S::Deferred),
                (V::Reply, S::Replied),
                (V::Link, S::RepeatLinked),
                (V::Relate, S::InProgress),
                (V::FollowUp, S::InProgress),
                (V::Waive, S::Closed),
                (V::OfferHandover, S::InProgress),
                (V::TakeHandover, S::Acknowledged),
                (V::RefuseHandover, S::InProgress),
                (V::WithdrawHandover, S::InProgress),
                (V::AskTermination, S::InProgress),
                (V::Terminate, S::NotAccepted),
                (V::KeepOn, S::InProgress),
            ],
        ),
        (
            S::Deferred,
            &[
                (V::Resume, S::InProgress),
                (V::Reply, S::Replied),
                (V::FollowUp, S::Deferred),
                (V::Waive, S::Closed),
            ],
        ),
        (
            S::Replied,
            &[
                (V::RejectReply, S::InProgress),
                (V::ApproveReply, S::ToCallback),
                (V::FollowUp, S::Replied),
                (V::Waive, S::Closed),
            ],
        ),
        (S::ToCallback, &[(V::CallBack, S::CalledBack), (V::FollowUp, S::ToCallback)]),
        (
            S::CalledBack,
            &[(V::Rework, S::InProgress), (V::Close, S::Closed), (V::FollowUp, S::CalledBack)],
        ),
        (
            S::Closed,
            &[
                (V::Archive, S::Archived),
                (V::Reopen, S::InProgress),
                (V::ReturnPart, S::InProgress),
            ],
        ),
        (S::Withdrawn, &[(V::Close, S::Closed)]),
        (S::Archived, &[]),
    ]
};

/// Procedures that leave the order where it is, and the states they fit.
const BESIDE: &[(Verb, &[OrderState])] = {
    use OrderState as S;
    use Verb as V;
    const WITH_UNIT: &[S] =
        &[S::Dispatched, S::Objected, S::Acknowledged, S::InProgress, S::Deferred, S::Replied];
    const TO_THE_END: &[S] = &[
        S::Dispatched,
        S::Objected,
        S::Acknowledged,
        S::InProgress,
        S::Deferred,
        S::Replied,
        S::ToCallback,
        S::CalledBack,
        S::Closed,
    ];
    const OPEN: &[S] = &[
        S::Dispatched,
        S::Objected,
        S::Acknowledged,
        S::InProgress,
        S::Deferred,
        S::Replied,
        S::ToCallback,
        S::CalledBack,
    ];
    const UNTIL_CLOSED: &[S] = &[
        S::Received,
        S::NeedInfo,
        S::ToDispatch,
        S::Dispatched,
        S::Objected,
        S::Acknowledged,
        S::InProgress,
        S::Deferred,
        S::Replied,
        S::ToCallback,
        S::CalledBack,
    ];
    &[
        (V::Urge, WITH_UNIT),
        (V::Supervise, OPEN),
        (V::AnswerSupervision, TO_THE_END),
        (V::EndSupervision, TO_THE_END),
        (V::AskExclusion, TO_THE_END),
        (V::Exclude, TO_THE_END),
        (V::Decline, TO_THE_END),
        (V::Coordinate, &[S::InProgress, S::Deferred, S::Replied]),
        (V::ReportProgress, &[S::Deferred]),
        (V::CorrectPlace, UNTIL_CLOSED),
        (V::ProposePlace, UNTIL_CLOSED),
        (V::KeepPlace, UNTIL_CLOSED),
    ]
};

#[test]
fn every_state_meets_every_verb_as_the_table_says() {
    assert_eq!(TABLE.len(), OrderState::ALL.len());
    for &(state, row) in TABLE {
        for &verb in Verb::ALL {
            let moved = row.iter().find(|(known, _)| *known == verb).map(|(_, next)| *next);
            let beside = BESIDE.iter().find(|(known, _)| *known == verb);
            let stays = beside.filter(|(_, states)| states.contains(&state)).map(|_| state);
            let expected = moved.or(stays);
            let got = state.after(verb);
            assert_eq!(got.ok(), expected, "{state} {verb}");
            assert_eq!(state.allows(verb), expected.is_some());
        }
    }
}

#[test]
fn every_state_but_the_first_can_be_reached_and_every_one_but_the_last_left() {
    for &state in OrderState::ALL {
        let reached = TABLE.iter().any(|(_, row)| row.iter().any(|(_, next)| *next == state));
        assert!(reached || state == OrderState::Received, "{state} cannot be reached");
        let left = Verb::ALL.iter().any(|verb| state.allows(*verb));
        assert_eq!(left, state != OrderState::Archived, "{state}");
    }
}

#[test]
fn every_open_order_lies_on_exactly_one_desk() {
    for &state in OrderState::ALL {
        let desks = Queue::ALL.iter().filter(|desk| desk.states().any(|s| s == state)).count();
        assert_eq!(desks, 1, "{state}");
        assert!(!state.is_done() || state.queue() == Queue::Done);
    }
}

#[test]
fn words_survive_being_stored() {
    for &state in OrderState::ALL {
        assert_eq!(state.to_string().parse(), Ok(state));
    }
    assert!("nonsense".parse::<OrderState>().is_err());
}
