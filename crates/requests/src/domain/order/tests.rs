use super::*;

/// The regulation's life of an order, written down a second time: for each
/// state what leads on and to where, and behind `=` what may be done without
/// leading on. Every pair not named here must be refused.
const TABLE: &str = "
received: accept>to_dispatch ask_info>need_info answer>answered refuse>not_accepted transfer>transferred
    link>repeat_linked = follow_up relate name_reported correct_place propose_place keep_place three_way_call
need_info: supply>received withdraw>withdrawn = follow_up name_reported correct_place propose_place keep_place three_way_call
answered: close>closed say_new>to_dispatch
not_accepted: close>closed
transferred: close>closed
repeat_linked: unlink>received share_reply>to_callback close>closed
to_dispatch: dispatch>dispatched link>repeat_linked = follow_up relate name_reported correct_place propose_place
    keep_place three_way_call
dispatched: acknowledge>acknowledged auto_acknowledge>acknowledged object>objected link>repeat_linked waive>closed =
    add_unit relate follow_up urge supervise answer_supervision end_supervision ask_exclusion exclude decline
    correct_place propose_place keep_place three_way_call
objected: redispatch>dispatched designate>dispatched overrule>acknowledged waive>closed = follow_up urge supervise
    answer_supervision end_supervision ask_exclusion exclude decline correct_place propose_place keep_place three_way_call
acknowledged: start>in_progress link>repeat_linked waive>closed = add_unit relate follow_up offer_handover take_handover
    refuse_handover withdraw_handover urge supervise answer_supervision end_supervision ask_exclusion exclude
    decline correct_place propose_place keep_place three_way_call
in_progress: defer>deferred reply>replied link>repeat_linked waive>closed take_handover>acknowledged
    terminate>not_accepted = ask_extension extend add_unit escalate ask_deferral relate follow_up offer_handover
    refuse_handover withdraw_handover ask_termination keep_on urge supervise answer_supervision end_supervision
    ask_exclusion exclude decline coordinate correct_place propose_place keep_place three_way_call
deferred: resume>in_progress reply>replied waive>closed = follow_up urge supervise answer_supervision end_supervision
    ask_exclusion exclude decline coordinate report_progress correct_place propose_place keep_place three_way_call
replied: reject_reply>in_progress approve_reply>to_callback waive>closed = follow_up urge supervise
    answer_supervision end_supervision ask_exclusion exclude decline coordinate correct_place propose_place
    keep_place three_way_call
to_callback: call_back>called_back = follow_up supervise answer_supervision end_supervision ask_exclusion exclude decline
    correct_place propose_place keep_place three_way_call
called_back: rework>in_progress close>closed = follow_up supervise answer_supervision end_supervision ask_exclusion
    exclude decline correct_place propose_place keep_place three_way_call
closed: archive>archived reopen>in_progress return_part>in_progress = answer_supervision end_supervision
    ask_exclusion exclude decline
withdrawn: close>closed
archived:
";

/// What the table says of a state: each verb with the state after it.
fn row(state: OrderState) -> Vec<(Verb, OrderState)> {
    let words = TABLE.split_whitespace().skip_while(|word| *word != format!("{state}:")).skip(1);
    let mut row = Vec::new();
    for word in words.take_while(|word| !word.ends_with(':')).filter(|word| *word != "=") {
        let (verb, next) = word.split_once('>').unwrap_or((word, state.as_str()));
        row.push((verb.parse().unwrap(), next.parse().unwrap()));
    }
    row
}

#[test]
fn every_state_meets_every_verb_as_the_table_says() {
    let named = TABLE.split_whitespace().filter_map(|word| word.strip_suffix(':'));
    assert!(named.eq(OrderState::ALL.iter().map(|state| state.as_str())), "a state is missing");
    for &state in OrderState::ALL {
        let row = row(state);
        for &verb in Verb::ALL {
            let expected = row.iter().find(|(known, _)| *known == verb).map(|(_, next)| *next);
            assert_eq!(state.after(verb).ok(), expected, "{state} {verb}");
            assert_eq!(state.allows(verb), expected.is_some());
        }
    }
}

#[test]
fn every_state_but_the_first_can_be_reached_and_every_one_but_the_last_left() {
    for &state in OrderState::ALL {
        let others = OrderState::ALL.iter().filter(|other| **other != state);
        let reached = others.flat_map(|other| row(*other)).any(|(_, next)| next == state);
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
