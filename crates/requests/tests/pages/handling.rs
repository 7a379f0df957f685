//! Each decision about an order, sent by the right person, by a wrong role, by
//! a stranger, unfinished, too late and twice: on both engines.

use axum::http::{StatusCode, header};
use image::DynamicImage;
use people::Role;

use crate::app::{Answer, Part, TestApp, each_app};
use crate::desk::{LAMP_UNIT, WORDS, acts, call, dispatched, number, path};
use crate::staff::{Person, sign_in, sign_in_for};

/// A district of the demo city where no order lies.
const ELSEWHERE: &str = "439903000000";
/// Where the orders lie.
const REGION: &str = "439902001001";

type Fields<'a> = &'a [(&'a str, &'a str)];

/// A decision, and everybody who tries it.
struct Case<'a> {
    action: &'a str,
    order: &'a str,
    who: &'a Person<'a>,
    wrong_role: &'a Person<'a>,
    /// Has the role, but not for this order.
    stranger: &'a Person<'a>,
    sound: Fields<'a>,
    /// What is missing, and the words that say so; none when nothing is asked.
    invalid: Option<(Fields<'a>, &'a str)>,
    /// The state afterwards.
    after: &'a str,
}

impl Case<'_> {
    async fn check(&self, app: &TestApp<'_>) {
        let (action, target) = (self.action, path(self.order, self.action));
        let page = format!("/desk/orders/{}", self.order);
        let shown = self.who.get(&page).await;
        shown.shows(StatusCode::OK, &[&format!("action=\"{target}\"")]);
        let version = shown.hidden("seen").expect("a form to send").to_owned();
        let seen = |version: &str, fields: Fields<'_>| -> Vec<(String, String)> {
            let own = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            std::iter::once(("seen".to_owned(), version.to_owned())).chain(own).collect()
        };
        let send = async |person: &Person<'_>, version: &str, fields: Fields<'_>| -> Answer {
            let all = seen(version, fields);
            let all: Vec<_> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            person.post(&target, &all).await
        };
        let nobody = app.post(&target, &[("seen", &version)]).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{action}: nobody is signed in");
        let refused = send(self.wrong_role, &version, self.sound).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{action}: a wrong role");
        assert_eq!(self.stranger.get(&page).await.status, StatusCode::NOT_FOUND, "{action}");
        let hidden = send(self.stranger, &version, self.sound).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{action}: not their order");
        let forged = self.who.post_forged(&target).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{action}: without the form's token");
        if let Some((fields, words)) = self.invalid {
            let answer = send(self.who, &version, fields).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[words]);
        }
        let late = send(self.who, "0", self.sound).await;
        late.shows(StatusCode::CONFLICT, &["被他人更新"]);
        for (_, typed) in self.sound.iter().filter(|(_, value)| value.chars().count() > 8) {
            late.shows(StatusCode::CONFLICT, &[typed]);
        }
        assert!(!late.text.contains(self.after), "{action}: a late form changed something");
        let taken = send(self.who, &version, self.sound).await;
        assert!(taken.location().contains(&format!("done={action}")), "{}", taken.location());
        self.who.get(&page).await.shows(StatusCode::OK, &[self.after]);
        let twice = send(self.who, &version, self.sound).await;
        twice.shows(StatusCode::CONFLICT, &["被他人更新", self.after]);
    }
}

/// An order whose place is known, as an operator wrote it down.
async fn placed(app: &TestApp<'_>, operator: &Person<'_>, key: &str, then: &str) -> String {
    let id = call(operator, key, WORDS, then).await;
    lies_in(app, &id, REGION).await;
    id
}

/// The desk's form asks for an address only; where that is, is set here.
async fn lies_in(app: &TestApp<'_>, id: &str, region: &'static str) {
    const SET: &str = "UPDATE orders SET region_code = $2 WHERE id = $1";
    let set = db::Statement::built("tests::lies_in", SET.into());
    let written: Result<u64, db::StoreError> = app
        .store
        .db
        .write((id.to_owned(), region, set), |tx, (id, region, set)| {
            Box::pin(async move { tx.exec(set, db::params![id.as_str(), *region]).await })
        })
        .await;
    assert_eq!(written.expect("the place is written"), 1);
}

/// Handler, reviewer and callback officer of the lamp unit's orders.
struct Hands<'a> {
    handler: Person<'a>,
    reviewer: Person<'a>,
    officer: Person<'a>,
}

impl<'a> Hands<'a> {
    async fn of(app: &'a TestApp<'a>) -> Self {
        Self {
            handler: sign_in(app, Role::UnitHandler, LAMP_UNIT).await,
            reviewer: sign_in(app, Role::UnitReviewer, LAMP_UNIT).await,
            officer: sign_in(app, Role::CallbackOfficer, "hotline").await,
        }
    }

    /// Works the order until its unit has it in hand.
    async fn begin(&self, id: &str) {
        acts(&self.handler, id, "acknowledgement", &[]).await;
        acts(&self.handler, id, "first-contact", &[("contact", "电话联系，约定今晚查看")]).await;
    }

    /// Replies, lets the reply out, and writes down what the requester says.
    async fn heard(&self, id: &str, solved: &str) {
        let reply = [
            ("solved", "resolved"),
            ("text_public", "已更换灯具，路灯恢复照明。"),
            ("is_true", "1"),
        ];
        acts(&self.handler, id, "reply", &reply).await;
        acts(&self.reviewer, id, "review", &[("review", "approve")]).await;
        let said = [
            ("channel", "phone"),
            ("contacted", "yes"),
            ("unit_contacted", "yes"),
            ("solved", solved),
            ("satisfied", "not"),
        ];
        acts(&self.officer, id, "callback", &said).await;
    }
}

#[tokio::test]
async fn an_order_is_handed_to_another_line_with_its_receipt() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let stranger = sign_in_for(app, Role::Operator, "hotline", ELSEWHERE).await;
        let id = placed(app, &operator, "transfer", "register").await;
        Case {
            action: "transfer",
            order: &id,
            who: &operator,
            wrong_role: &handler,
            stranger: &stranger,
            sound: &[("line", "110"), ("receipt", "110 接警台收到，编号 20260612")],
            invalid: Some((&[("line", "110"), ("receipt", "")], "请填写")),
            after: "已转接",
        }
        .check(app)
        .await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["110 接警台收到，编号 20260612"]);
        let other = placed(app, &operator, "transfer-2", "register").await;
        let nowhere = [("seen", "1"), ("line", "the-moon"), ("receipt", "收到")];
        let answer = operator.post(&path(&other, "transfer"), &nowhere).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["#f-line"]);
    })
    .await;
}

#[tokio::test]
async fn an_order_is_joined_by_number_and_taken_out_again() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let stranger = sign_in_for(app, Role::Operator, "hotline", ELSEWHERE).await;
        let lead = placed(app, &operator, "lead", "accept").await;
        let id = placed(app, &operator, "member", "register").await;
        let no = number(&operator, &lead).await;
        Case {
            action: "link",
            order: &id,
            who: &operator,
            wrong_role: &handler,
            stranger: &stranger,
            sound: &[("lead", &no)],
            invalid: Some((&[("lead", "SQ1")], "没有这个编号的工单")),
            after: "已并入",
        }
        .check(app)
        .await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &[&no, &format!("/desk/orders/{lead}")]);
        let of_lead = operator.get(&format!("/desk/orders/{lead}")).await;
        of_lead.shows(StatusCode::OK, &[&format!("/desk/orders/{id}")]);
        Case {
            action: "unlink",
            order: &id,
            who: &operator,
            wrong_role: &handler,
            stranger: &stranger,
            sound: &[],
            invalid: None,
            after: "已登记",
        }
        .check(app)
        .await;
        let alone = operator.get(&format!("/desk/orders/{lead}")).await;
        assert!(!alone.text.contains(&format!("/desk/orders/{id}\"><span")), "still joined");
    })
    .await;
}

#[tokio::test]
async fn an_order_that_cannot_lead_is_told_from_one_that_is_not_there() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let south = sign_in_for(app, Role::Operator, "hotline", REGION).await;
        let lead = placed(app, &operator, "lead", "accept").await;
        let member = placed(app, &operator, "member", "register").await;
        let id = placed(app, &operator, "third", "register").await;
        acts(&operator, &member, "link", &[("lead", &lead)]).await;
        let joined = operator.post(&path(&id, "link"), &[("seen", "1"), ("lead", &member)]).await;
        joined.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能作为主单", "#f-lead"]);
        let chain = placed(app, &operator, "chain", "register").await;
        acts(&operator, &id, "link", &[("lead", &chain)]).await;
        let page = operator.get(&format!("/desk/orders/{chain}")).await;
        let seen = page.hidden("seen").expect("a form to send").to_owned();
        let leads = operator.post(&path(&chain, "link"), &[("seen", &seen), ("lead", &lead)]).await;
        leads.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已有其他工单并入本工单"]);
        // What they may not see is not there, by number and by id alike.
        let far = call(&operator, "far", "另一个区的人行道破损，请修补。", "register").await;
        lies_in(app, &far, ELSEWHERE).await;
        let own = placed(app, &operator, "own", "register").await;
        for lead in [number(&operator, &far).await, far] {
            let answer = south.post(&path(&own, "link"), &[("seen", "1"), ("lead", &lead)]).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有这个编号的工单"]);
        }
    })
    .await;
}

#[tokio::test]
async fn work_that_did_not_help_is_done_again_and_what_was_closed_is_opened() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let far_officer = sign_in_for(app, Role::CallbackOfficer, "hotline", ELSEWHERE).await;
        let hands = Hands::of(app).await;
        let id = dispatched(app, &operator, "again").await;
        lies_in(app, &id, REGION).await;
        hands.begin(&id).await;
        hands.heard(&id, "unresolved").await;
        Case {
            action: "rework",
            order: &id,
            who: &hands.officer,
            wrong_role: &hands.handler,
            stranger: &far_officer,
            sound: &[("rework_reason", "来电人说路灯第二天又灭了，请再查线路")],
            invalid: Some((&[("rework_reason", "")], "请填写")),
            after: "办理中",
        }
        .check(app)
        .await;
        hands
            .handler
            .get(&format!("/desk/orders/{id}"))
            .await
            .shows(StatusCode::OK, &["来电人说路灯第二天又灭了，请再查线路"]);
        hands.heard(&id, "resolved").await;
        acts(&hands.officer, &id, "closure", &[]).await;
        Case {
            action: "reopening",
            order: &id,
            who: &hands.officer,
            wrong_role: &hands.handler,
            stranger: &far_officer,
            sound: &[("reopening", "三天以后同一盏灯又不亮，请重新办理")],
            invalid: Some((&[("reopening", "")], "请填写")),
            after: "办理中",
        }
        .check(app)
        .await;
    })
    .await;
}

fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(60, 40).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn reply<'a>(seen: &'a str, text: &'a str, photo: &'a [u8]) -> Vec<(&'a str, Part<'a>)> {
    vec![
        ("seen", Part::Text(seen)),
        ("solved", Part::Text("resolved")),
        ("text_public", Part::Text(text)),
        ("is_true", Part::Text("1")),
        ("photos", Part::File(photo)),
    ]
}

/// The addresses of the pictures a page shows.
fn pictures(page: &Answer) -> Vec<String> {
    let mut found: Vec<String> = page
        .text
        .split("/desk/photos/")
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect())
        .map(|id: String| format!("/desk/photos/{id}"))
        .collect();
    found.dedup();
    found
}

#[tokio::test]
async fn a_reply_brings_its_pictures_and_only_who_sees_the_order_sees_them() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let hands = Hands::of(app).await;
        let id = dispatched(app, &operator, "pictures").await;
        hands.begin(&id).await;
        let (target, page) = (path(&id, "reply"), format!("/desk/orders/{id}"));
        let shown = hands.handler.get(&page).await;
        let version = shown.hidden("seen").expect("a form to send").to_owned();
        let (text, photo) = ("已更换灯具，附现场照片。", jpeg());
        let nobody = app.post_parts(&target, &reply(&version, text, &photo)).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        let wrong = operator.post_parts(&target, &reply(&version, text, &photo)).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        let other = stranger.post_parts(&target, &reply(&version, text, &photo)).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        let unreadable =
            hands.handler.post_parts(&target, &reply(&version, text, b"no jpeg")).await;
        unreadable.shows(StatusCode::UNPROCESSABLE_ENTITY, &["#f-photos", text]);
        let empty = hands.handler.post_parts(&target, &reply(&version, "", &photo)).await;
        empty.shows(StatusCode::UNPROCESSABLE_ENTITY, &["#f-text_public"]);
        let late = hands.handler.post_parts(&target, &reply("0", text, &photo)).await;
        late.shows(StatusCode::CONFLICT, &["被他人更新", text]);
        assert_eq!(pictures(&hands.handler.get(&page).await), Vec::<String>::new());
        let taken = hands.handler.post_parts(&target, &reply(&version, text, &photo)).await;
        assert!(taken.location().contains("done=reply"));
        let twice = hands.handler.post_parts(&target, &reply(&version, text, &photo)).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let answered = hands.reviewer.get(&page).await;
        answered.shows(StatusCode::OK, &[text, "待审核"]);
        let found = pictures(&answered);
        assert_eq!(found.len(), 1, "{found:?}");
        see_picture(app, &hands, &stranger, &found[0]).await;
    })
    .await;
}

async fn see_picture(app: &TestApp<'_>, hands: &Hands<'_>, stranger: &Person<'_>, href: &str) {
    let picture = hands.reviewer.get(href).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.headers.get(header::CONTENT_TYPE).unwrap(), "image/jpeg");
    assert!(picture.bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
    let small = hands.reviewer.get(&format!("{href}?small=true")).await;
    assert_eq!(small.status, StatusCode::OK);
    assert_eq!(stranger.get(href).await.status, StatusCode::NOT_FOUND, "not their order");
    let admin = sign_in(app, Role::SystemAdmin, "hotline").await;
    assert_eq!(admin.get(href).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.get(href).await.status, StatusCode::SEE_OTHER, "nobody is signed in");
    for absent in ["/desk/photos/01M842TV36KZ61DQ56XBDDDG25", "/desk/photos/none"] {
        assert_eq!(hands.reviewer.get(absent).await.status, StatusCode::NOT_FOUND);
    }
}
