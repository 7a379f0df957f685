//! Transfers, petitions, the knowledge base, receptions, lists, topics and
//! classes, as staff and residents meet them, on both engines.

use std::sync::Arc;

use axum::http::StatusCode;
use futures_util::future::join_all;
use kernel::event::Actor;
use people::Role;
use requests::app::reception::NewBooking;
use requests::domain::reception::BookingState;
use requests::store;

use crate::app::{Answer, TestApp, each_app};
use crate::staff::{Person, sign_in};

const HOUSING: &str = "housing";

/// The address a form led to, without what was done.
fn led_to(answer: &Answer) -> String {
    answer.location().split('?').next().unwrap_or_default().to_owned()
}

/// Sends a step with the version the page shows.
async fn step(person: &Person<'_>, page: &str, resource: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = person.get(page).await;
    let seen = shown.hidden("seen").unwrap_or("0").to_owned();
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    person.post(&format!("{page}/{resource}"), &all).await
}

#[tokio::test]
async fn a_transfer_goes_out_is_returned_and_sent_again() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let leader = sign_in(app, Role::Leader, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, HOUSING).await;
        let new = [
            ("direction", "out"),
            ("line", "110"),
            ("mode", "three_way"),
            ("urgent", "1"),
            ("matter", "有人持棍砸门"),
        ];
        let page = led_to(&operator.post("/desk/transfers", &new).await);
        operator.get(&page).await.shows(StatusCode::OK, &["有人持棍砸门", "待接收", "紧急"]);
        leader.get(&page).await.shows(StatusCode::OK, &["待接收"]);
        handler.get(&page).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&leader, &page, "acceptance", &[]).await.shows(StatusCode::FORBIDDEN, &[]);
        let silent = step(&operator, &page, "return", &[("return_reason", "")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        step(&operator, &page, "return", &[("return_reason", "属于民事纠纷")]).await.location();
        let stale = [("seen", "1"), ("return_reason", "再退一次")];
        let stale = operator.post(&format!("{page}/return"), &stale).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        step(&operator, &page, "resending", &[("matter", "已经打伤人")]).await.location();
        step(&operator, &page, "acceptance", &[("ref_no", "110-7")]).await.location();
        step(&operator, &page, "settlement", &[("result", "已制止")]).await.location();
        operator.get(&page).await.shows(StatusCode::OK, &["已反馈结果", "110-7", "已制止"]);
        let twice = step(&operator, &page, "settlement", &[("result", "已制止")]).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        operator.get("/desk/transfers/reconciliation").await.shows(StatusCode::OK, &["110"]);
        let sheet = leader.get("/desk/transfers.csv").await;
        sheet.shows(StatusCode::OK, &["已经打伤人"]);
        operator.post_forged(&format!("{page}/keeping")).await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn what_another_line_sends_becomes_one_order() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let new = [
            ("direction", "in"),
            ("line", "110"),
            ("mode", "order_push"),
            ("matter", "烧烤店深夜喧哗，请转城管"),
            ("ref_no", "JJ-1"),
        ];
        let page = led_to(&operator.post("/desk/transfers", &new).await);
        assert_eq!(led_to(&operator.post("/desk/transfers", &new).await), page, "sent twice");
        let without: Vec<_> = new.iter().filter(|(name, _)| *name != "ref_no").copied().collect();
        let without = operator.post("/desk/transfers", &without).await;
        without.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        step(&operator, &page, "acceptance", &[("type", "complaint"), ("urgency", "normal")])
            .await
            .location();
        let shown = operator.get(&page).await;
        shown.shows(StatusCode::OK, &["已接收", "打开工单"]);
        let order = shown.text.split("/desk/orders/").nth(1).expect("a link to the order");
        let order = order.split('"').next().expect("an address");
        let order = operator.get(&format!("/desk/orders/{order}")).await;
        order.shows(StatusCode::OK, &["烧烤店深夜喧哗", "110非警情类转办"]);
    })
    .await;
}

/// A petition as the office writes it down; gives its page.
async fn petition(office: &Person<'_>, more: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("channel", "letter"),
        ("kind", "claim"),
        ("content", "征收时漏算了一间仓库，请求重新核算补偿。"),
        ("people_count", "1"),
        ("name", "周国良"),
        ("phone", "13900010001"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    led_to(&office.post("/desk/petitions", &fields).await)
}

#[tokio::test]
async fn a_petition_walks_from_registration_to_re_examination() {
    each_app(async |app| {
        let office = sign_in(app, Role::UnitHandler, "petition").await;
        let handler = sign_in(app, Role::UnitHandler, HOUSING).await;
        let reviewer = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let above = sign_in(app, Role::UnitReviewer, "natural-resources").await;
        let top = sign_in(app, Role::UnitReviewer, "justice").await;
        let other = sign_in(app, Role::UnitHandler, "health").await;
        let page = petition(&office, &[]).await;
        office.get(&page).await.shows(StatusCode::OK, &["已登记", "告知是否受理", "周**"]);
        other.get(&page).await.shows(StatusCode::NOT_FOUND, &[]);
        let unit = handler.unit.to_string();
        step(&office, &page, "steps", &[("step", "forward"), ("unit", &unit)]).await.location();
        step(&office, &page, "steps", &[("step", "accept")])
            .await
            .shows(StatusCode::FORBIDDEN, &[]);
        step(&handler, &page, "steps", &[("step", "accept")]).await.location();
        let shown = handler.get(&page).await;
        shown.shows(StatusCode::OK, &["已受理，办理中", "受理告知书", "办结"]);
        let long = [("step", "extend"), ("extension_days", "31"), ("extension_reason", "情况复杂")];
        let long = step(&reviewer, &page, "steps", &long).await;
        long.shows(StatusCode::UNPROCESSABLE_ENTITY, &["这里不能选择它"]);
        let more = [("step", "extend"), ("extension_days", "30"), ("extension_reason", "情况复杂")];
        step(&reviewer, &page, "steps", &more).await.location();
        let opinion = [
            ("step", "opine"),
            ("claim", "重新核算"),
            ("facts", "经查属实"),
            ("opinion", "补算三十平方米"),
            ("basis", "征收补偿条例第十七条"),
            ("outcome", "supported"),
        ];
        let without: Vec<_> =
            opinion.iter().filter(|(name, _)| *name != "basis").copied().collect();
        let without = step(&handler, &page, "steps", &without).await;
        without.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        step(&handler, &page, "steps", &opinion).await.location();
        let shown = office.get(&page).await;
        shown.shows(StatusCode::OK, &["已出具处理意见", "支持", "申请复查、复核"]);
        let letter = shown.text.split(&format!("{page}/letters/")).last().expect("a letter");
        let letter = format!("{page}/letters/{}", letter.split('"').next().expect("an address"));
        office.get(&letter).await.shows(
            StatusCode::OK,
            &["信访处理意见书", "〔2026〕1号", "补算三十平方米", "30 日内", "支持"],
        );
        other.get(&letter).await.shows(StatusCode::NOT_FOUND, &[]);
        let same =
            [("step", "ask_review"), ("review_unit", unit.as_str()), ("review_reason", "不服")];
        let same = step(&office, &page, "steps", &same).await;
        same.shows(StatusCode::UNPROCESSABLE_ENTITY, &["这里不能选择它"]);
        let one_up = above.unit.to_string();
        let ask =
            [("step", "ask_review"), ("review_unit", one_up.as_str()), ("review_reason", "不服")];
        step(&office, &page, "steps", &ask).await.location();
        let answer = [
            ("step", "answer_review"),
            ("facts", "原处理事实清楚"),
            ("opinion", "维持"),
            ("basis", "信访工作条例第三十五条"),
        ];
        step(&handler, &page, "steps", &answer).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&above, &page, "steps", &answer).await.location();
        let two_up = top.unit.to_string();
        let ask =
            [("step", "ask_review"), ("review_unit", two_up.as_str()), ("review_reason", "仍不服")];
        step(&office, &page, "steps", &ask).await.location();
        step(&top, &page, "steps", &[("step", "start_hearing")]).await.location();
        top.get(&page).await.shows(StatusCode::OK, &["听证期间，不计入期限", "结束听证"]);
        step(&top, &page, "steps", &[("step", "end_hearing")]).await.location();
        step(&top, &page, "steps", &answer).await.location();
        let end = office.get(&page).await;
        end.shows(StatusCode::OK, &["复核终结", "复核意见书"]);
        assert!(end.hidden("step").is_none(), "nothing can happen to it any more");
        let late = step(&office, &page, "steps", &[("step", "close")]).await;
        late.shows(StatusCode::UNPROCESSABLE_ENTITY, &["现在的状态不能这样办理"]);
        office.get("/desk/petitions.csv").await.shows(StatusCode::OK, &["复核终结"]);
    })
    .await;
}

#[tokio::test]
async fn an_accusation_is_hidden_from_whom_it_accuses_and_from_the_curious() {
    each_app(async |app| {
        let office = sign_in(app, Role::UnitHandler, "petition").await;
        let accused = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let accused_chief = sign_in(app, Role::Supervisor, HOUSING).await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let unit = accused.unit.to_string();
        let secret =
            [("kind", "accusation"), ("accused_unit", unit.as_str()), ("name", ""), ("phone", "")];
        let page = petition(&office, &secret).await;
        office.get(&page).await.shows(StatusCode::OK, &["保密", "不得将材料", "匿名"]);
        for person in [&accused, &accused_chief, &supervisor, &operator] {
            person.get(&page).await.shows(StatusCode::NOT_FOUND, &[]);
            let list = person.get("/desk/petitions").await;
            assert!(!list.text.contains("漏算了一间仓库"), "it is in no list");
            let sheet = person.get("/desk/petitions.csv").await;
            assert!(!sheet.text.contains("漏算了一间仓库"), "it is in no file");
        }
        let to_them = [("step", "forward"), ("unit", unit.as_str())];
        let to_them = step(&office, &page, "steps", &to_them).await;
        to_them.shows(StatusCode::UNPROCESSABLE_ENTITY, &["这里不能选择它"]);
    })
    .await;
}

#[tokio::test]
async fn a_petition_is_registered_by_its_office_with_at_most_five_speakers() {
    each_app(async |app| {
        let office = sign_in(app, Role::UnitHandler, "petition").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        operator.get("/desk/petitions/new").await.shows(StatusCode::NOT_FOUND, &[]);
        let fields = [
            ("key", "k1"),
            ("channel", "visit"),
            ("kind", "claim"),
            ("content", "地下车库长期积水，请求整改。"),
            ("people_count", "36"),
        ];
        operator.post("/desk/petitions", &fields).await.shows(StatusCode::NOT_FOUND, &[]);
        let silent = office.post("/desk/petitions", &fields).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项", "地下车库长期积水"]);
        let six = "甲\n乙\n丙\n丁\n戊\n己";
        let many: Vec<_> = fields.into_iter().chain([("representatives", six)]).collect();
        let many = office.post("/desk/petitions", &many).await;
        many.shows(StatusCode::UNPROCESSABLE_ENTITY, &["代表不得超过 5 人"]);
        let five = [("representatives", "李一明\n王二"), ("order_no", "SQ1")];
        let wrong: Vec<_> = fields.into_iter().chain(five).collect();
        let wrong = office.post("/desk/petitions", &wrong).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
        let good: Vec<_> =
            fields.into_iter().chain([("representatives", "李一明\n王二")]).collect();
        let page = led_to(&office.post("/desk/petitions", &good).await);
        assert_eq!(led_to(&office.post("/desk/petitions", &good).await), page, "sent twice");
        office.get(&page).await.shows(StatusCode::OK, &["代表", "李**"]);
    })
    .await;
}

/// An entry as a unit writes it; gives its page.
async fn entry(writer: &Person<'_>, question: &str, audience: &str) -> String {
    let unit = writer.unit.to_string();
    let fields = [
        ("question", question),
        ("answer", "先由业主协商。再公示、报审查。"),
        ("basis", "民法典第二百七十八条"),
        ("keywords", "装电梯;加梯"),
        ("owner_unit", unit.as_str()),
        ("audience", audience),
        ("valid_from", "2020-01-01"),
        ("review_months", "12"),
    ];
    led_to(&writer.post("/desk/knowledge", &fields).await)
}

#[tokio::test]
async fn an_entry_is_written_published_found_changed_and_judged() {
    each_app(async |app| {
        let writer = sign_in(app, Role::UnitHandler, HOUSING).await;
        let reviewer = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let other = sign_in(app, Role::UnitReviewer, "health").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let page = entry(&writer, "老旧小区加装电梯怎么申请？", "public").await;
        let id = page.rsplit('/').next().expect("an id").to_owned();
        let public = format!("/knowledge/{id}");
        app.get(&public).await.shows(StatusCode::NOT_FOUND, &[]);
        step(&writer, &page, "publication", &[]).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&other, &page, "publication", &[]).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&reviewer, &page, "publication", &[]).await.location();
        let found =
            operator.get("/desk/knowledge/search?q=%E5%8A%A0%E8%A3%85%E7%94%B5%E6%A2%AF").await;
        found.shows(StatusCode::OK, &["老旧小区加装电梯怎么申请", "民法典"]);
        assert!(!found.text.contains("<html"), "a part of a page");
        app.get("/knowledge?q=%E8%A3%85%E7%94%B5%E6%A2%AF")
            .await
            .shows(StatusCode::OK, &["加装电梯怎么申请"]);
        app.get("/knowledge?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%9B%9E%E4%BA%8B")
            .await
            .shows(StatusCode::OK, &["没有找到合适的答案"]);
        app.get(&public).await.shows(StatusCode::OK, &["先由业主协商", "这条答案对吗"]);
        let silent = app.post(&format!("{public}/feedback"), &[("comment", "不清楚")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选择一项", "不清楚"]);
        let said = [("right", "0"), ("comment", "没有写找谁")];
        app.post(&format!("{public}/feedback"), &said).await.location();
        writer.get(&page).await.shows(StatusCode::OK, &["没有写找谁", "说不对的 1 人次"]);
        let edit = format!("{page}/edit");
        other.get(&edit).await.shows(StatusCode::FORBIDDEN, &[]);
        let shown = writer.get(&edit).await;
        let seen = shown.hidden("seen").expect("a version").to_owned();
        let unit = writer.unit.to_string();
        let text = [
            ("seen", seen.as_str()),
            ("question", "老旧小区加装电梯怎么申请？"),
            ("answer", "先由业主协商。社区可以帮助。"),
            ("basis", "民法典第二百七十八条"),
            ("owner_unit", unit.as_str()),
            ("audience", "public"),
            ("valid_from", "2020-01-01"),
            ("review_months", "12"),
            ("note", "写明找谁"),
        ];
        writer.post(&edit, &text).await.location();
        let stale = writer.post(&edit, &text).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let revision = writer.get(&format!("{page}/revisions/2")).await;
        revision.shows(
            StatusCode::OK,
            &["<ins>社区可以帮助。</ins>", "<del>再公示、报审查。</del>", "写明找谁", "周敏"],
        );
        step(&reviewer, &page, "retirement", &[]).await.location();
        app.get(&public).await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn entries_that_went_stale_warn_and_are_reported_once() {
    each_app(async |app| {
        let writer = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let page = entry(&writer, "怎样申请公租房？", "staff").await;
        step(&writer, &page, "publication", &[]).await.location();
        let now = app.desk.app.now();
        assert_eq!(app.desk.flag_stale_knowledge(now).await.unwrap(), 0);
        let later = now.plus(400 * kernel::time::DAY_US);
        assert_eq!(app.desk.flag_stale_knowledge(later).await.unwrap(), 1);
        assert_eq!(app.desk.flag_stale_knowledge(later).await.unwrap(), 0, "reported once");
        writer.get(&page).await.shows(StatusCode::OK, &["记为督办线索"]);
        let id = page.rsplit('/').next().expect("an id");
        app.get(&format!("/knowledge/{id}")).await.shows(StatusCode::NOT_FOUND, &[]);
        app.get("/api/v1/knowledge?q=a").await.shows(StatusCode::UNAUTHORIZED, &[]);
        let line = "code,question,answer,basis,source,keywords,category,owner_unit,audience,valid_from,valid_to,review_months\nK1,问题,答案,依据,,,,housing,public,2026-01-01,,12\n";
        let lines = requests::app::knowledge::import::read_with(&app.desk.rules(), line.as_bytes());
        let lines = lines.unwrap();
        let by = || (Actor::Job("test"), None);
        let taken = app.desk.take_knowledge(by(), lines.clone(), "", now).await.unwrap();
        assert_eq!((taken.added, taken.same), (1, 0));
        let again = app.desk.take_knowledge(by(), lines, "", now).await.unwrap();
        assert_eq!((again.added, again.changed, again.same), (0, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_supervisor_presses_the_owner_of_an_entry_that_is_not_kept_once_a_day() {
    each_app(async |app| {
        let writer = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let page = entry(&writer, "怎样申请公租房？", "staff").await;
        step(&writer, &page, "publication", &[]).await.location();
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let none = supervisor.get("/desk/supervisions").await;
        assert!(!none.text.contains("知识库未及时维护"), "it is in order");
        app.store.clock.advance(400 * kernel::time::DAY_US);
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let writer = sign_in(app, Role::UnitReviewer, HOUSING).await;
        let list = supervisor.get("/desk/supervisions").await;
        list.shows(StatusCode::OK, &["知识库未及时维护", "怎样申请公租房", &page]);
        let owner = writer.get("/desk/supervisions").await;
        assert!(!owner.text.contains("知识库未及时维护"), "that is for who supervises");
        supervisor.get(&page).await.shows(StatusCode::OK, &["督促维护"]);
        let stale = supervisor.post(&format!("{page}/reminder"), &[("seen", "1")]).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let wrong = writer.post(&format!("{page}/reminder"), &[("seen", "2")]).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        step(&supervisor, &page, "reminder", &[]).await.location();
        writer.get(&page).await.shows(StatusCode::OK, &["督促维护"]);
        let shown = supervisor.get(&page).await;
        assert!(!shown.text.contains("/reminder\""), "once a day is enough");
        let twice = supervisor.post(&format!("{page}/reminder"), &[("seen", "3")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        step(&writer, &page, "review", &[]).await.location();
        let list = supervisor.get("/desk/supervisions").await;
        assert!(!list.text.contains("知识库未及时维护"), "it was looked at");
    })
    .await;
}

/// A reception with two places in each of its two slots, open; gives its page.
async fn reception(app: &TestApp<'_>, host: &Person<'_>) -> String {
    let unit = host.unit.to_string();
    let day = app.desk.app.now().plus(3 * kernel::time::DAY_US).day();
    let at = |time: &str| format!("{day}T{time}");
    let (from, until, end) = (at("09:00"), at("10:00"), at("08:00"));
    let fields = [
        ("host_kind", "leader"),
        ("host", "市住建局局长"),
        ("unit", unit.as_str()),
        ("topics", "物业服务"),
        ("place", "三楼接待室"),
        ("starts_at", from.as_str()),
        ("ends_at", until.as_str()),
        ("slot_minutes", "30"),
        ("slot_capacity", "2"),
        ("booking_until", end.as_str()),
    ];
    let page = led_to(&host.post("/desk/receptions", &fields).await);
    step(host, &page, "steps", &[("step", "open")]).await.location();
    page
}

#[tokio::test]
async fn a_place_is_booked_given_up_attended_and_becomes_a_request() {
    each_app(async |app| {
        let host = sign_in(app, Role::UnitHandler, HOUSING).await;
        let other = sign_in(app, Role::UnitHandler, "health").await;
        let page = reception(app, &host).await;
        let id = page.rsplit('/').next().expect("an id").to_owned();
        app.get("/receptions").await.shows(StatusCode::OK, &["市住建局局长", "余 4 位"]);
        let public = format!("/receptions/{id}");
        let shown = app.get(&public).await;
        shown.shows(StatusCode::OK, &["三楼接待室", "09:00–09:30", "余 2 位"]);
        let slot = shown.text.split("name=\"slot\"").nth(1).expect("a slot");
        let slot = slot.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let slot = slot.expect("its id").to_owned();
        let book = |key: &'static str, phone: &'static str| {
            let fields = [
                ("key", key),
                ("slot", slot.as_str()),
                ("topic", "加装电梯怎么协商"),
                ("phone", phone),
            ];
            let fields = fields.map(|(name, value)| (name, value.to_owned()));
            let path = format!("{public}/bookings");
            async move {
                let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
                app.post(&path, &fields).await
            }
        };
        let without = book("k0", "").await;
        without.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写能收短信的手机号"]);
        let first = book("k1", "13900020001").await;
        let booking = first.location().to_owned();
        assert_eq!(led_to(&book("k1", "13900020001").await), led_to(&first), "sent twice");
        let again = book("k2", "13900020001").await;
        again.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经有相同的一条"]);
        app.get(&booking).await.shows(StatusCode::OK, &["预约成功", "确认码", "09:00"]);
        let wrong = format!("{}?code=00000000", led_to(&first));
        app.get(&wrong).await.shows(StatusCode::NOT_FOUND, &[]);
        let second = book("k3", "13900020002").await.location().to_owned();
        let full = book("k4", "13900020003").await;
        full.shows(StatusCode::UNPROCESSABLE_ENTITY, &["名额已满"]);
        let code = second.split("code=").nth(1).and_then(|rest| rest.split('&').next());
        let cancel = format!("{}/cancellation", second.split('?').next().expect("an address"));
        app.post(&cancel, &[("code", code.expect("a code"))]).await.location();
        book("k5", "13900020003").await.location();
        host.get(&page).await.shows(StatusCode::OK, &["登记簿", "加装电梯怎么协商", "139****0001"]);
        let foreign = other.get(&page).await;
        assert!(!foreign.text.contains("加装电梯怎么协商"), "the register is the host's");
        let visit = visit_of(&host, &page).await;
        let attend = [("content", "三楼三户不同意加装电梯"), ("type", "help")];
        let attendance = format!("{visit}/attendance");
        other.post(&attendance, &attend).await.shows(StatusCode::NOT_FOUND, &[]);
        host.post(&attendance, &attend).await.location();
        let twice = host.post(&attendance, &attend).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["现在的状态不能这样办理"]);
        host.get(&visit).await.shows(StatusCode::OK, &["已到访", "打开工单"]);
        app.get(&booking).await.shows(StatusCode::OK, &["已转为诉求", "/track/"]);
        let soon = app.desk.app.now().plus(2 * kernel::time::DAY_US + kernel::time::HOUR_US * 9);
        let reminded = app.desk.remind_bookings(soon).await.unwrap();
        assert!(reminded <= 1, "only who still comes is reminded");
        assert_eq!(app.desk.remind_bookings(soon).await.unwrap(), 0, "and once");
    })
    .await;
}

/// The first visit of a register.
async fn visit_of(host: &Person<'_>, page: &str) -> String {
    let shown = host.get(page).await;
    let rest = shown.text.split(&format!("{page}/bookings/")).nth(1).expect("a visit").to_owned();
    format!("{page}/bookings/{}", rest.split('"').next().expect("an address"))
}

#[tokio::test]
async fn twenty_people_at_once_get_no_more_places_than_there_are() {
    each_app(async |app| {
        let host = sign_in(app, Role::UnitHandler, HOUSING).await;
        let page = reception(app, &host).await;
        let id = page.rsplit('/').next().expect("an id").parse().expect("an id");
        let read = app.desk.app.db.read(id, |tx, id| Box::pin(store::reception::slots(tx, *id)));
        let slots: Result<Vec<_>, db::StoreError> = read.await;
        let slot = slots.unwrap().first().expect("a slot").id;
        let desk = Arc::new(app.desk.clone());
        let tries = (0..20).map(|n| {
            let desk = desk.clone();
            async move {
                let new = NewBooking {
                    reception: id,
                    slot: Some(slot),
                    submission_key: format!("at-once-{n}"),
                    topic: "想反映物业".into(),
                    identity: None,
                    actor: Actor::Requester,
                    at: desk.app.now(),
                };
                desk.book(new).await
            }
        });
        let done = join_all(tries).await;
        let booked = done.iter().flatten().filter(|(b, _)| b.state == BookingState::Booked);
        assert_eq!(booked.count(), 2, "{done:?}");
        let read = app.desk.app.db.read(id, |tx, id| Box::pin(store::reception::slots(tx, *id)));
        let slots: Result<Vec<_>, db::StoreError> = read.await;
        assert_eq!(slots.unwrap().first().map(|slot| slot.booked), Some(2));
    })
    .await;
}

#[tokio::test]
async fn a_problem_is_listed_units_are_called_and_it_is_struck_off() {
    each_app(async |app| {
        let keeper = sign_in(app, Role::GridWorker, "st-zhonglouxiang").await;
        let unit = sign_in(app, Role::UnitHandler, "traffic-police").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let fields = [
            ("list", "problem"),
            ("region", "439902001001"),
            ("kind", "parking"),
            ("title", "消防通道停满了车"),
            ("detail", "晚上七点以后消防车进不来。"),
            ("is_public", "1"),
        ];
        operator.post("/desk/place-items", &fields).await.shows(StatusCode::FORBIDDEN, &[]);
        let faulty = keeper.post("/desk/place-items", &fields[1..]).await;
        faulty.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项", "消防通道停满了车"]);
        let page = led_to(&keeper.post("/desk/place-items", &fields).await);
        app.get("/lists").await.shows(StatusCode::OK, &["消防通道停满了车", "待认领"]);
        let who = unit.unit.to_string();
        step(&keeper, &page, "calls", &[("call_unit", &who)]).await.location();
        let twice = step(&keeper, &page, "calls", &[("call_unit", &who)]).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经有相同的一条"]);
        let came = [("came", who.as_str()), ("call_result", "劝离十一辆车")];
        step(&unit, &page, "calls", &came).await.location();
        let due = app.desk.app.now().plus(9 * kernel::time::DAY_US).day().to_string();
        let take = [("step", "take"), ("unit", who.as_str()), ("due_on", due.as_str())];
        step(&unit, &page, "steps", &take).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&keeper, &page, "steps", &take).await.location();
        step(&unit, &page, "steps", &[("step", "finish"), ("result", "划线并装隔离柱")])
            .await
            .location();
        step(&unit, &page, "steps", &[("step", "confirm")]).await.shows(StatusCode::FORBIDDEN, &[]);
        step(&keeper, &page, "steps", &[("step", "confirm")]).await.location();
        keeper
            .get(&page)
            .await
            .shows(StatusCode::OK, &["已销号", "劝离十一辆车", "划线并装隔离柱"]);
        let stale =
            keeper.post(&format!("{page}/steps"), &[("seen", "1"), ("step", "confirm")]).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
    })
    .await;
}

#[tokio::test]
async fn a_topic_gathers_suggestions_and_reports() {
    each_app(async |app| {
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, HOUSING).await;
        let today = app.desk.app.now().day();
        let (month, last) =
            (today.strftime("%Y-%m").to_string(), today.last_of_month().to_string());
        let unit = handler.unit.to_string();
        let fields = [
            ("mode", "solicitation"),
            ("month", month.as_str()),
            ("theme", "小区物业怎样更好"),
            ("intro", "您有什么办法？"),
            ("unit", unit.as_str()),
            ("closes_on", last.as_str()),
        ];
        handler.post("/desk/topics", &fields).await.shows(StatusCode::FORBIDDEN, &[]);
        let page = led_to(&dispatcher.post("/desk/topics", &fields).await);
        let id = page.rsplit('/').next().expect("an id");
        let public = format!("/topics/{id}");
        app.get(&public).await.shows(StatusCode::NOT_FOUND, &[]);
        step(&dispatcher, &page, "steps", &[("step", "open")]).await.location();
        app.get("/topics").await.shows(StatusCode::OK, &["小区物业怎样更好"]);
        app.get(&public).await.shows(StatusCode::OK, &["我来提建议"]);
        let suggest = format!("{public}/suggestions");
        let silent = app.post(&suggest, &[("content", "")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        let sent = [("key", "s1"), ("content", "每季度公布收支明细。")];
        let track = app.post(&suggest, &sent).await;
        assert!(track.location().starts_with("/track/"));
        app.get(track.location()).await.shows(StatusCode::OK, &["每季度公布收支明细"]);
        assert_eq!(app.post(&suggest, &sent).await.location(), track.location(), "sent twice");
        dispatcher.get(&page).await.shows(StatusCode::OK, &["收到的建议", "每季度公布收支明细"]);
        let other = handler.get(&page).await;
        assert!(!other.text.contains("每季度公布"), "an order that is not theirs is not there");
        let shown = app.get(&public).await;
        assert!(!shown.text.contains("1 条"), "small counts are not told");
        step(&dispatcher, &page, "steps", &[("step", "close")]).await.location();
        let late = app.post(&suggest, &sent).await;
        late.shows(StatusCode::UNPROCESSABLE_ENTITY, &["现在的状态不能这样办理"]);
        step(&dispatcher, &page, "steps", &[("step", "report"), ("report", "采纳收支公示")])
            .await
            .location();
        app.get(&public).await.shows(StatusCode::OK, &["采纳收支公示"]);
    })
    .await;
}

#[tokio::test]
async fn a_part_of_a_topic_is_done_once_and_it_is_written_down_by_whom() {
    each_app(async |app| {
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, HOUSING).await;
        let unit = handler.unit.to_string();
        let today = app.desk.app.now().day();
        let (month, last) =
            (today.strftime("%Y-%m").to_string(), today.last_of_month().to_string());
        let topic = |month: &str| {
            let fields = [
                ("mode", "governance"),
                ("month", month),
                ("theme", "夜间施工"),
                ("intro", "晚上十点以后仍在施工。"),
                ("unit", unit.as_str()),
                ("closes_on", last.as_str()),
            ];
            fields.map(|(name, value)| (name, value.to_owned()))
        };
        let wrong = topic("2026年");
        let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let wrong = dispatcher.post("/desk/topics", &wrong).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["夜间施工", "f-month"]);
        let good = topic(&month);
        let good: Vec<_> = good.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = led_to(&dispatcher.post("/desk/topics", &good).await);
        let part = [("part_kind", "measure"), ("item_text", "增加夜间巡查")];
        dispatcher.post(&format!("{page}/parts"), &part).await.location();
        let shown = dispatcher.get(&page).await;
        shown.shows(StatusCode::OK, &["增加夜间巡查"]);
        let done = shown.text.split(&format!("{page}/parts/")).nth(1).expect("a part");
        let done = format!("{page}/parts/{}", done.split('"').next().expect("an address"));
        handler.post(&done, &[]).await.shows(StatusCode::FORBIDDEN, &[]);
        dispatcher.post(&done, &[]).await.location();
        dispatcher.post(&done, &[]).await.shows(StatusCode::CONFLICT, &[]);
        dispatcher.get(&page).await.shows(StatusCode::OK, &["已完成", "完成一项"]);
        let elsewhere = page.replace("/desk/topics/", "/desk/topics/0") + "/parts/x/done";
        dispatcher.post(&elsewhere, &[]).await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn a_class_counts_orders_and_a_proxy_says_how_the_other_agreed() {
    each_app(async |app| {
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, HOUSING).await;
        let unit = handler.unit.to_string();
        let class = [
            ("name", "路灯不亮"),
            ("category", "0206"),
            ("root_cause", "灯具老化"),
            ("action", "成批更换"),
            ("unit", unit.as_str()),
        ];
        handler.post("/desk/case-classes", &class).await.shows(StatusCode::FORBIDDEN, &[]);
        let page = led_to(&dispatcher.post("/desk/case-classes", &class).await);
        dispatcher.get(&page).await.shows(StatusCode::OK, &["灯具老化", "措施前 30 天的工单"]);
        let today = app.desk.app.now().day().to_string();
        step(&dispatcher, &page, "steps", &[("step", "acted"), ("acted_on", &today)])
            .await
            .location();
        dispatcher.get(&page).await.shows(StatusCode::OK, &["治理中", "标记已解决"]);
        step(&dispatcher, &page, "steps", &[("step", "settled")]).await.location();
        let twice = step(&dispatcher, &page, "steps", &[("step", "settled")]).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let told = [
            ("key", "t1"),
            ("requester", "person"),
            ("origin", "on_complaint"),
            ("type", "help"),
            ("content", "奶奶腿脚不便，希望食堂能送餐。"),
            ("name", "王桂英"),
            ("is_proxy", "1"),
            ("proxy_name", "王小梅"),
            ("proxy_phone", "13900030001"),
            ("proxy_relation", "孙女"),
        ];
        let silent = dispatcher.post("/desk/circumstances", &told).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项", "孙女"]);
        let good: Vec<_> = told.into_iter().chain([("consent", "当面同意")]).collect();
        let saved = dispatcher.post("/desk/circumstances", &good).await;
        dispatcher.get(saved.location()).await.shows(StatusCode::OK, &["查询码"]);
        let before = [
            ("requester", "rider"),
            ("origin", "before_complaint"),
            ("type", "help"),
            ("content", "取餐点没有遮雨棚，雨天骑手无处停。"),
        ];
        let silent = dispatcher.post("/desk/circumstances", &before).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        let list = dispatcher.get("/desk/circumstances").await;
        list.shows(StatusCode::OK, &["孙女", "奶奶腿脚不便"]);
        assert!(!list.text.contains("王桂英"), "names stay in the vault");
        handler.get("/desk/circumstances").await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn lists_of_records_show_their_empty_state_in_both_languages() {
    each_app(async |app| {
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        for path in [
            "/desk/transfers",
            "/desk/petitions",
            "/desk/knowledge",
            "/desk/receptions",
            "/desk/place-items",
            "/desk/topics",
            "/desk/case-classes",
            "/desk/circumstances",
            "/desk/transfers/new",
            "/desk/knowledge/new",
            "/desk/knowledge/import",
            "/desk/receptions/new",
            "/desk/place-items/new",
            "/desk/topics/new",
            "/desk/case-classes/new",
            "/desk/circumstances/new",
        ] {
            dispatcher.get(path).await.shows(StatusCode::OK, &[]);
            app.get(path).await.location();
        }
        for path in ["/knowledge", "/receptions", "/topics", "/lists"] {
            app.get(path).await.shows(StatusCode::OK, &[]);
        }
    })
    .await;
}
