//! Who may do what: every role and every verb, against a table of its own.

use std::collections::BTreeMap;

use people::{Role, Staff};
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::words::{OrderType, Urgency};

use crate::house::House;
use crate::steps::{
    DISPATCHER, HANDLER, OFFICER, OTHER_HANDLER, REVIEWER, SUPERVISOR, command, dispatch, nobody,
    outcome,
};

/// One member of staff for each role, and the handler of another unit.
const CAST: [(&str, &str); 12] = [
    ("operator", "op01"),
    ("dispatcher", DISPATCHER),
    ("handler", HANDLER),
    ("reviewer", REVIEWER),
    ("stranger", OTHER_HANDLER),
    ("officer", OFFICER),
    ("supervisor", SUPERVISOR),
    ("leader", "leader01"),
    ("grid", "grid01"),
    ("system", "sysadmin"),
    ("security", "secadmin"),
    ("audit", "auditadmin"),
];

/// What the rules of the house say, written down a second time by hand.
fn may(who: &str, verb: Verb) -> bool {
    let allowed: &[&str] = match verb {
        Verb::Accept
        | Verb::AskInfo
        | Verb::Supply
        | Verb::Answer
        | Verb::Refuse
        | Verb::Transfer
        | Verb::Link
        | Verb::Unlink
        | Verb::Withdraw => &["operator", "dispatcher"],
        Verb::Dispatch | Verb::Redispatch | Verb::Overrule => &["dispatcher"],
        Verb::Acknowledge | Verb::Object | Verb::Start | Verb::Reply => &["handler", "reviewer"],
        Verb::Escalate | Verb::AskExclusion => &["reviewer", "dispatcher"],
        Verb::AskExtension | Verb::ReportProgress | Verb::AnswerSupervision => {
            &["handler", "reviewer"]
        }
        Verb::AskDeferral => &["reviewer"],
        // The demo city's pack lets dispatchers decide on an ordinary order.
        Verb::Extend => &["dispatcher"],
        Verb::Coordinate => &["dispatcher", "supervisor"],
        Verb::Exclude | Verb::Decline => &["supervisor"],
        Verb::Urge => &["operator", "dispatcher", "supervisor"],
        Verb::Supervise | Verb::EndSupervision => &["supervisor", "leader"],
        Verb::ApproveReply | Verb::RejectReply => &["reviewer"],
        Verb::Defer | Verb::Resume => &["supervisor"],
        Verb::CallBack | Verb::Rework | Verb::Close => &["officer"],
        Verb::Reopen => &["officer", "operator", "dispatcher"],
        Verb::AddUnit => &["reviewer", "dispatcher"],
        Verb::FollowUp | Verb::ThreeWayCall => &["operator", "dispatcher", "officer"],
        Verb::Relate | Verb::NameReported => &["operator", "dispatcher"],
        Verb::Designate | Verb::Terminate | Verb::KeepOn => &["dispatcher"],
        Verb::OfferHandover | Verb::WithdrawHandover => &["handler", "reviewer"],
        Verb::TakeHandover | Verb::RefuseHandover => &["stranger"],
        Verb::AskTermination => &["reviewer"],
        Verb::CorrectPlace | Verb::KeepPlace => &["operator", "dispatcher", "handler", "reviewer"],
        Verb::ProposePlace => &["grid"],
        Verb::SayNew | Verb::ShareReply | Verb::Waive | Verb::ReturnPart => &[],
        Verb::AutoAcknowledge | Verb::Archive => &[],
    };
    allowed.contains(&who)
}

/// Who finds an order that lies with the road maintenance unit; who walks the
/// place only when it has one.
fn sees(who: &str, has_place: bool) -> bool {
    match who {
        "grid" => has_place,
        who => !["stranger", "system", "security", "audit"].contains(&who),
    }
}

/// A state in which a verb fits, reached by real steps.
async fn stage(house: &House, verb: Verb) -> Order {
    let state = *OrderState::ALL.iter().find(|state| state.allows(verb)).expect("a state for it");
    let mut draft = house.draft();
    if verb == Verb::NameReported {
        draft.request.order_type = OrderType::Report;
    }
    if matches!(verb, Verb::ProposePlace | Verb::KeepPlace) {
        draft.request.place.point_e7 = Some((1_113_876_040, 279_733_330));
    }
    let mut order = house.desk.submit(draft).await.unwrap().order;
    let unit = house.unit(crate::steps::UNIT);
    let road: &[Verb] = match state {
        OrderState::Received => &[],
        OrderState::NeedInfo => &[Verb::AskInfo],
        OrderState::Answered => &[Verb::Answer],
        OrderState::RepeatLinked => &[Verb::Link],
        OrderState::ToDispatch => &[Verb::Accept],
        OrderState::Dispatched => &[Verb::Accept, Verb::Dispatch],
        OrderState::Objected => &[Verb::Accept, Verb::Dispatch, Verb::Object],
        OrderState::Acknowledged => &[Verb::Accept, Verb::Dispatch, Verb::Acknowledge],
        _ => &[Verb::Accept, Verb::Dispatch, Verb::Acknowledge, Verb::Start],
    };
    let lead = house.submit().await.order;
    for verb in road {
        let who = CAST.iter().find(|(who, _)| may(who, *verb)).expect("somebody may").1;
        let next = match verb {
            Verb::Dispatch => dispatch(unit, Urgency::Normal),
            verb => command(house, *verb, &lead).expect("a command"),
        };
        house.step(who, &mut order, next).await;
    }
    let rest: &[(&str, Verb)] = match state {
        OrderState::Deferred => &[(REVIEWER, Verb::AskDeferral), (SUPERVISOR, Verb::Defer)],
        OrderState::Replied => &[(HANDLER, Verb::Reply)],
        OrderState::ToCallback => &[(HANDLER, Verb::Reply), (REVIEWER, Verb::ApproveReply)],
        OrderState::CalledBack | OrderState::Closed => {
            &[(HANDLER, Verb::Reply), (REVIEWER, Verb::ApproveReply), (OFFICER, Verb::CallBack)]
        }
        _ => &[],
    };
    for (who, verb) in rest {
        house.step(who, &mut order, command(house, *verb, &lead).expect("a command")).await;
    }
    if state == OrderState::Closed {
        house.step(OFFICER, &mut order, Command::Close).await;
    }
    let asked: &[(&str, Verb)] = match verb {
        Verb::Extend => &[(HANDLER, Verb::AskExtension)],
        Verb::Defer => &[(REVIEWER, Verb::AskDeferral)],
        Verb::Exclude | Verb::Decline => &[(REVIEWER, Verb::AskExclusion)],
        Verb::Coordinate => &[(REVIEWER, Verb::Escalate)],
        Verb::AnswerSupervision => &[(SUPERVISOR, Verb::Supervise)],
        Verb::EndSupervision => {
            &[(SUPERVISOR, Verb::Supervise), (HANDLER, Verb::AnswerSupervision)]
        }
        Verb::TakeHandover | Verb::RefuseHandover | Verb::WithdrawHandover => {
            &[(HANDLER, Verb::OfferHandover)]
        }
        Verb::Terminate | Verb::KeepOn => &[(REVIEWER, Verb::AskTermination)],
        Verb::KeepPlace => &[("grid01", Verb::ProposePlace)],
        _ => &[],
    };
    for (who, verb) in asked {
        house.step(who, &mut order, command(house, *verb, &lead).expect("a command")).await;
    }
    assert_eq!(order.state, state);
    order
}

#[tokio::test]
async fn every_verb_is_for_its_roles_and_refused_to_all_others() {
    let house = House::lite().await;
    let mut table: BTreeMap<(String, &str), &str> = BTreeMap::new();
    for verb in Verb::ALL {
        let order = stage(&house, *verb).await;
        let lead = house.submit().await.order;
        let Some(command) = command(&house, *verb, &lead) else { continue };
        // Those who may not come first: none of them changes anything.
        let mut cast = CAST;
        cast.sort_by_key(|(who, _)| may(who, *verb));
        let mut order = order;
        for (who, username) in cast {
            let before = house.order(order.id).await;
            let done = outcome(house.act(username, &order, command.clone()).await);
            // The desk sees orders that no unit has yet; units and grids do not.
            let visible = if who == "stranger" && order.offered_unit_id.is_some() {
                true
            } else if order.unit_id.is_some() {
                sees(who, order.region_code.is_some())
            } else {
                let is_units = who == "handler" || who == "reviewer";
                sees(who, order.region_code.is_some()) && !is_units
            };
            let wanted = match (visible, may(who, *verb)) {
                (true, true) => "done",
                (true, false) => "forbidden",
                (false, _) => "not found",
            };
            assert_eq!(done, wanted, "{who} {verb} on {}", order.state);
            table.insert((verb.to_string(), who), done);
            if done == "done" {
                order = stage(&house, *verb).await;
            } else {
                assert_eq!(house.order(order.id).await, before, "{who} {verb}");
            }
        }
    }
    assert_eq!(table.len(), CAST.len() * Verb::ALL.len());
    house.end().await;
}

#[tokio::test]
async fn another_region_is_not_found_and_a_place_not_known_is_everybodys() {
    let house = House::lite().await;
    let mut submission = house.draft();
    submission.request.place.point_e7 = Some((1_113_876_040, 279_733_330));
    let order = house.desk.submit(submission).await.unwrap().order;
    let near: Staff = Staff { region_scope: "439902".into(), ..house.staff("op01").await };
    let far = Staff { region_scope: "439903".into(), ..house.staff("op01").await };
    let seen = Some(order.version);
    let away = house.desk.act_as(&far, order.id, seen, Command::Accept).await;
    assert_eq!(outcome(away), "not found");
    assert!(house.desk.view_for(&far, order.id).await.is_err());
    assert_eq!(outcome(house.desk.act_as(&near, order.id, seen, Command::Accept).await), "done");
    let grid = house.staff("grid01").await;
    assert!(house.desk.view_for(&grid, order.id).await.is_ok());
    assert!(house.desk.view_for(&house.staff("grid04").await, order.id).await.is_err());
    let nowhere = house.submit().await.order;
    assert!(house.desk.view_for(&far, nowhere.id).await.is_ok());
    house.end().await;
}

#[tokio::test]
async fn a_confidential_report_is_hidden_from_readers_of_figures_and_never_joined() {
    let house = House::lite().await;
    let mut submission = house.draft();
    submission.request.order_type = OrderType::Report;
    submission.request.confidential = true;
    submission.request.place.point_e7 = Some((1_113_876_040, 279_733_330));
    let secret = house.desk.submit(submission).await.unwrap().order;
    for (username, visible) in [
        ("op01", true),
        (SUPERVISOR, true),
        ("leader01", false),
        ("grid01", false),
        ("auditadmin", false),
        (HANDLER, false),
    ] {
        let staff = house.staff(username).await;
        let found = house.desk.view_for(&staff, secret.id).await.is_ok();
        assert_eq!(found, visible, "{username}");
    }
    assert!(house.desk.view_for_program(&secret.order_no).await.is_err());
    let open = house.submit().await.order;
    let joined = house.act("op01", &secret, Command::Link { lead: open.id }).await;
    assert_eq!(outcome(joined), "refused");
    // As a lead it is not there to be named.
    let joined = house.act("op01", &open, Command::Link { lead: secret.id }).await;
    assert_eq!(outcome(joined), "unknown");
    assert_eq!(outcome(house.act("op01", &nobody(&open), Command::Accept).await), "not found");
    house.end().await;
}

#[tokio::test]
async fn an_officer_of_the_unit_itself_never_makes_the_callback() {
    let house = House::lite().await;
    let mut order = house.in_progress().await;
    house.answered(&mut order).await;
    let own = Staff { roles: vec![Role::CallbackOfficer], ..house.staff(HANDLER).await };
    let lead = nobody(&order);
    let judged = command(&house, Verb::CallBack, &lead).unwrap();
    let done = house.desk.act_as(&own, order.id, None, judged).await;
    assert_eq!(outcome(done), "not found");
    house.end().await;
}
