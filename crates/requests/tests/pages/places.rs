//! Where an order lies is put right on its page by who works on it; who walks
//! the place proposes, on the telephone too.

use axum::http::StatusCode;
use people::Role;

use crate::app::each_app;
use crate::desk::{LAMP_UNIT, acts, dispatched, path};
use crate::staff::{sign_in, sign_in_for};

/// Two communities of the demo city, and a district where neither lies.
const HERE: &str = "439902001001";
const THERE: &str = "439902001002";
const ELSEWHERE: &str = "439903000000";

const RIGHT: [(&str, &str); 3] = [
    ("place", ""),
    ("place_address", "状元桥小区 2 栋"),
    ("place_reason", "回电核实，是状元桥小区"),
];

#[tokio::test]
async fn a_wrong_place_is_put_right_where_the_order_is_worked() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = dispatched(app, &operator, "place").await;
        let page = format!("/desk/orders/{id}");
        let target = path(&id, "place");
        let shown = operator.get(&page).await;
        shown.shows(StatusCode::OK, &["更正地点", "钟楼巷社区", "按上面写的查找"]);
        let seen = shown.hidden("seen").expect("a form").to_owned();
        let with = |version: &str| {
            let own = RIGHT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            std::iter::once(("seen".to_owned(), version.to_owned())).chain(own).collect::<Vec<_>>()
        };
        let all = with(&seen);
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let leader = sign_in(app, Role::Leader, "hotline").await;
        assert_eq!(leader.post(&target, &all).await.status, StatusCode::FORBIDDEN);
        assert!(!leader.get(&page).await.text.contains("更正地点"), "no button either");
        let stranger = sign_in_for(app, Role::Operator, "hotline", ELSEWHERE).await;
        assert_eq!(stranger.post(&target, &all).await.status, StatusCode::NOT_FOUND);
        let other_unit = sign_in(app, Role::UnitHandler, "urban-management").await;
        assert_eq!(other_unit.post(&target, &all).await.status, StatusCode::NOT_FOUND);
        assert_eq!(operator.post_forged(&target).await.status, StatusCode::FORBIDDEN);
        let mut nowhere = all.clone();
        nowhere.retain(|(name, _)| *name != "place_address");
        nowhere.push(("place_address", "不知道哪里的某处"));
        let asked = operator.post(&target, &nowhere).await;
        asked.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到这个地点", "不知道哪里的某处"]);
        let silent: Vec<_> =
            all.iter().copied().filter(|(name, _)| *name != "place_reason").collect();
        operator.post(&target, &silent).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        let late = with("0");
        let late: Vec<(&str, &str)> = late.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let late = operator.post(&target, &late).await;
        late.shows(StatusCode::CONFLICT, &["被他人更新", "回电核实，是状元桥小区"]);
        let done = operator.post(&target, &all).await;
        assert!(done.location().contains("done=place"), "{}", done.location());
        let told = ["状元桥社区", "状元桥小区 2 栋", "原登记：", "已更正", "回电核实"];
        operator.get(&page).await.shows(StatusCode::OK, &told);
        operator.post(&target, &all).await.shows(StatusCode::CONFLICT, &["被他人更新"]);
        let fresh = operator.get(&page).await.hidden("seen").expect("a form").to_owned();
        let same = with(&fresh);
        let same: Vec<(&str, &str)> = same.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let same = operator.post(&target, &same).await;
        same.shows(StatusCode::UNPROCESSABLE_ENTITY, &["与现在登记的地点相同"]);
        // Who asked reads of it; the unit that has it may do it too.
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let back =
            [("place", "compound:C001"), ("place_address", ""), ("place_reason", "现场看过")];
        acts(&handler, &id, "place", &back).await;
        handler.get(&page).await.shows(StatusCode::OK, &["钟楼巷社区", "现场看过"]);
    })
    .await;
}

#[tokio::test]
async fn who_walks_the_place_proposes_and_the_unit_decides() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let walker = sign_in_for(app, Role::GridWorker, "st-zhonglouxiang", HERE).await;
        let next = sign_in_for(app, Role::GridWorker, "st-zhonglouxiang", THERE).await;
        let id = dispatched(app, &operator, "walk-place").await;
        let (page, phone) = (format!("/desk/orders/{id}"), format!("/desk/field/orders/{id}"));
        let (propose, decide) = (path(&id, "place-proposal"), path(&id, "place-decision"));
        let shown = walker.get(&phone).await;
        shown.shows(StatusCode::OK, &["地点不对？", &propose]);
        let seen = shown.hidden("seen").expect("a form").to_owned();
        let says = [
            ("seen", seen.as_str()),
            ("lon", "1113945650"),
            ("lat", "279714670"),
            ("place_address", ""),
            ("place_reason", "灯杆在状元桥小区北门"),
        ];
        assert_eq!(operator.post(&propose, &says).await.status, StatusCode::FORBIDDEN);
        assert_eq!(next.post(&propose, &says).await.status, StatusCode::NOT_FOUND);
        let sent = walker.post(&propose, &says).await;
        assert!(sent.location().contains("done=place-proposal"), "{}", sent.location());
        walker.get(&page).await.shows(StatusCode::OK, &["待决定", "灯杆在状元桥小区北门"]);
        assert!(!walker.get(&phone).await.text.contains("地点不对？"), "one at a time");
        let twice = walker.post(&propose, &says).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "sent twice");
        let shown = handler.get(&page).await;
        shown.shows(StatusCode::OK, &["现场提出的：", "状元桥社区", "地点不改"]);
        let leave = |version: &str, why: &'static str| {
            [("seen", version.to_owned()), ("place_decision", why.to_owned())]
        };
        let send = async |version: &str, why: &'static str| {
            let fields = leave(version, why);
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            handler.post(&decide, &fields).await
        };
        assert_eq!(walker.post(&decide, &says).await.status, StatusCode::FORBIDDEN);
        let seen = shown.hidden("seen").expect("a form").to_owned();
        send(&seen, "").await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        send("0", "核实过").await.shows(StatusCode::CONFLICT, &["被他人更新"]);
        let kept = send(&seen, "核实过，地点无误").await;
        assert!(kept.location().contains("done=place-decision"), "{}", kept.location());
        let after = handler.get(&page).await;
        after.shows(StatusCode::OK, &["未采纳", "核实过，地点无误", "钟楼巷社区"]);
        assert!(!after.text.contains(&decide), "nothing to decide any more");
        // Proposed again, and taken: the order lies elsewhere now.
        let seen = walker.get(&phone).await.hidden("seen").expect("a form").to_owned();
        let again = [
            ("seen", seen.as_str()),
            ("place_address", "状元桥小区"),
            ("place_reason", "再次核实"),
        ];
        walker.post(&propose, &again).await.location();
        let take = [("place", "proposal"), ("place_address", ""), ("place_reason", "同意")];
        acts(&handler, &id, "place", &take).await;
        handler.get(&page).await.shows(StatusCode::OK, &["已采纳", "状元桥社区"]);
        assert_eq!(walker.get(&page).await.status, StatusCode::NOT_FOUND);
        next.get(&phone).await.shows(StatusCode::OK, &["状元桥小区"]);
    })
    .await;
}

#[tokio::test]
async fn who_puts_it_out_of_their_own_area_is_led_to_their_queue() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let near = sign_in_for(app, Role::Operator, "hotline", HERE).await;
        let id = dispatched(app, &operator, "away").await;
        let shown = near.get(&format!("/desk/orders/{id}")).await;
        let seen = shown.hidden("seen").expect("a form").to_owned();
        let mut all = vec![("seen", seen.as_str())];
        all.extend(RIGHT);
        let led = near.post(&path(&id, "place"), &all).await;
        assert_eq!(led.location(), "/desk/queue");
        let gone = near.get(&format!("/desk/orders/{id}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}
