//! Appointments over HTTP: exactly as many as there are seats, who waits comes next, no
//! name where none belongs.

use axum::http::StatusCode;
use people::Role;
use stations::domain::appointment_rules::AppointmentRules;
use stations::domain::voice::RuleFile;
use testkit::browser::{Answer, Browser};
use testkit::staff::Person;
use tokio::task::JoinSet;

use crate::app::{TestApp, each_app};

/// One calendar of the legal aid centre, as a test needs it.
async fn calendar(app: &TestApp<'_>, capacity: i64, more: &str) {
    let text = format!(
        r#"hold_minutes = 10
offer_minutes = 30
[[calendar]]
id = "law"
service = "S044"
place = "一楼接待室"
hours = "Mo-Su 09:00-17:00"
slot_minutes = 30
capacity = {capacity}
waiting = 2
lead_minutes = 60
horizon_days = 7
cancel_minutes = 60
valid_from = "2026-01-01"
{more}
"#
    );
    AppointmentRules::read(&text).expect("sound rules");
    let file = RuleFile { name: AppointmentRules::FILE.into(), text };
    let written = app.store.db.write(file, |tx, file| Box::pin(stations::store::put(tx, file)));
    let written: Result<(), db::StoreError> = written.await;
    written.expect("rules are written");
    app.stations.refresh_rules().await.expect("rules are read anew");
}

const NAMED: &str = "privacy = \"named\"";
const LAW: &str = "privacy = \"named\"\nasks_adverse = true";
const HOLDS: &str = "/appointments/calendars/law/holds";

/// Tuesday at this time.
fn at(time: &str) -> String {
    let at = kernel::time::Instant::parse(&format!("2026-11-24 {time}:00")).expect("a time");
    at.micros().to_string()
}

async fn ask(app: &Browser, key: &str, slot: &str) -> Answer {
    app.post(HOLDS, &[("key", key), ("slot", slot)]).await
}

/// A held time: its page with the code.
async fn held(app: &Browser, key: &str, slot: &str) -> String {
    ask(app, key, slot).await.location().to_owned()
}

fn parts(page: &str) -> (&str, &str) {
    let (path, code) = page.split_once("?code=").expect("a code");
    (path, code)
}

async fn send(app: &Browser, page: &str, verb: &str, fields: &[(&str, &str)]) -> Answer {
    let (path, code) = parts(page);
    let seen = app.get(page).await.hidden("seen").unwrap_or("0").to_owned();
    let all = [&[("code", code), ("seen", &seen)], fields].concat();
    app.post(&format!("{path}/{verb}"), &all).await
}

fn who(phone: &str) -> [(&'static str, &str); 4] {
    [("name", "李晓明"), ("phone", phone), ("adverse", "某某平台公司"), ("topic", "三个月没发工资")]
}

async fn agreed(app: &Browser, (key, slot, phone): (&str, &str, &str)) -> String {
    let page = held(app, key, slot).await;
    send(app, &page, "confirmation", &who(phone)).await.location();
    page
}

/// Somebody who gives services for an organisation.
async fn provider<'a>(app: &'a TestApp<'_>, organisation: &str) -> Person<'a> {
    let admin = app.sign_in(Role::SystemAdmin, "data-bureau").await;
    let person = app.sign_in(Role::ServiceProvider, "union").await;
    let post =
        [("username", person.username.as_str()), ("kind", "organisation"), ("place", organisation)];
    admin.post("/desk/posts", &post).await.location();
    person
}

/// Its page at the desk, from the day's list.
async fn at_desk(person: &Person<'_>, number: &str) -> String {
    let list = person.get(&format!("/desk/appointments?day=2026-11-24&q={number}")).await;
    let link = list.text.split("href=\"/desk/appointments/0").nth(1).expect("it is on the list");
    format!("/desk/appointments/0{}", link.split('"').next().expect("its page"))
}

fn number(page: &str) -> &str {
    parts(page).0.rsplit('/').next().expect("a number")
}

async fn step(person: &Person<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    let seen = person.get(page).await.hidden("seen").unwrap_or("0").to_owned();
    let all = [&[("seen", seen.as_str())], fields].concat();
    person.post(&format!("{page}/steps"), &all).await
}

async fn count(app: &TestApp<'_>, sql: &'static str) -> i64 {
    let all = db::Statement::built("test::count", sql.into());
    let read = app
        .store
        .db
        .read(all, |tx, all| Box::pin(async move { tx.one::<(i64,)>(all, db::params![]).await }));
    let count: Result<(i64,), db::StoreError> = read.await;
    count.expect("reads").0
}

const SEATS: &str = "SELECT CAST(COALESCE(SUM(taken), 0) AS BIGINT) FROM appointment_slots";
const ACTIVE: &str =
    "SELECT count(*) FROM appointments WHERE state IN ('held', 'offered', 'confirmed')";
const TOLD: &str = "SELECT count(*) FROM outbox WHERE topic = 'notify.appointment'";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_at_once_get_exactly_as_many_seats_as_there_are() {
    each_app(async |app| {
        for (round, capacity) in [1_i64, 5, 30].into_iter().enumerate() {
            calendar(app, capacity, NAMED).await;
            let slot = at(["10:00", "11:00", "12:00"][round]);
            let mut asked = JoinSet::new();
            for n in 0..500 {
                let browser = Browser { router: app.router.clone() };
                // Every tenth sends what the one before sent.
                let key = format!("{capacity}-{}", if n % 10 == 9 { n - 1 } else { n });
                let slot = slot.clone();
                asked.spawn(async move { (key.clone(), ask(&browser, &key, &slot).await) });
            }
            let mut pages = std::collections::BTreeMap::new();
            let mut refused = 0;
            for (key, answer) in asked.join_all().await {
                if answer.status == StatusCode::SEE_OTHER {
                    let page = answer.location().to_owned();
                    let same = pages.insert(key, page.clone());
                    assert!(same.is_none_or(|same| same == page), "one key, one appointment");
                } else {
                    answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["刚刚约满"]);
                    refused += 1;
                }
            }
            let different: std::collections::BTreeSet<&String> = pages.values().collect();
            assert_eq!(different.len() as i64, capacity, "of {capacity}");
            assert!(refused >= 500 - 2 * capacity, "{refused}");
        }
        assert_eq!((count(app, ACTIVE).await, count(app, SEATS).await), (36, 36));
        let twice = "SELECT count(*) FROM appointments a JOIN appointments b ON a.calendar_id = b.calendar_id
            AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at AND a.starts_at <> b.starts_at";
        assert_eq!(count(app, twice).await, 0, "no two times run into each other");
    })
    .await;
}

#[tokio::test]
async fn a_time_of_another_pattern_never_runs_into_one_that_is_taken() {
    each_app(async |app| {
        calendar(app, 1, NAMED).await;
        held(app, "a", &at("10:00")).await;
        calendar(app, 1, NAMED).await;
        let longer = "SELECT count(*) FROM appointment_slots";
        assert_eq!(count(app, longer).await, 1);
        let text = app.stations.appointment_rules().await.expect("rules");
        let mut other = text.calendar[0].clone();
        other.slot_minutes = 120;
        assert_eq!(
            other
                .slots_on(
                    jiff::civil::date(2026, 11, 24),
                    (
                        kernel::calendar::WorkCalendar::built_in(),
                        &kernel::hours::SchoolHolidays::default()
                    )
                )
                .len(),
            4
        );
        let rules = r#"[[calendar]]
id = "law"
service = "S044"
place = "一楼"
hours = "Mo-Su 09:00-17:00"
slot_minutes = 120
capacity = 1
lead_minutes = 60
horizon_days = 7
cancel_minutes = 60
privacy = "named"
valid_from = "2026-01-01"
"#;
        let file = RuleFile { name: AppointmentRules::FILE.into(), text: rules.into() };
        let put = app.store.db.write(file, |tx, file| Box::pin(stations::store::put(tx, file)));
        let put: Result<(), db::StoreError> = put.await;
        put.expect("rules");
        app.stations.refresh_rules().await.expect("rules are read anew");
        ask(app, "b", &at("09:00")).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["刚刚约满"]);
        held(app, "c", &at("11:00")).await;
    })
    .await;
}

#[tokio::test]
async fn a_time_is_held_confirmed_reminded_and_kept() {
    each_app(async |app| {
        calendar(app, 2, NAMED).await;
        app.get("/appointments").await.shows(StatusCode::OK, &["法律援助申请", "11月23日"]);
        app.get("/appointments/calendars/law")
            .await
            .shows(StatusCode::OK, &["11月24日 星期二", "余 32 个"]);
        let day = app.get("/appointments/calendars/law?day=2026-11-24").await;
        day.shows(StatusCode::OK, &["09:00–09:30", "余 2 个"]);
        assert!(day.hidden("key").is_some());
        let page = held(app, "one", &at("10:00")).await;
        assert_eq!(held(app, "one", &at("10:00")).await, page, "the same key again");
        app.get(&page).await.shows(StatusCode::OK, &["为您留到 11月23日 09:10", "FW20261123"]);
        let nobody = [("name", "李"), ("phone", "12"), ("topic", "")];
        send(app, &page, "confirmation", &nobody)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填能联系到的手机号", "value=\"李\""]);
        send(app, &page, "confirmation", &who("13800004528")).await.location();
        send(app, &page, "confirmation", &who("13800004528")).await.location();
        app.get(&page).await.shows(StatusCode::OK, &["已约好"]);
        let kept = "SELECT count(*) FROM identities WHERE delete_after IS NULL";
        assert_eq!(count(app, kept).await, 0, "who comes is forgotten in time");
        let other = held(app, "two", &at("11:00")).await;
        send(app, &other, "confirmation", &who("13800004528"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["当天已经约了"]);
        let (path, _) = parts(&page);
        let wrong = app.get(&format!("{path}?code=00000000")).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);
        let find = format!("/appointments/find?no={}&code={}", number(&page), parts(&page).1);
        assert_eq!(app.get(&find).await.location(), page);

        let person = provider(app, "legal-aid").await;
        let desk = at_desk(&person, number(&page)).await;
        let shown = person.get(&desk).await;
        shown.shows(StatusCode::OK, &["李**", "138****4528", "三个月没发工资"]);
        assert!(!shown.text.contains("李晓明"), "the name stays in the vault");
        let list = person.get("/desk/appointments?day=2026-11-24").await;
        assert!(!list.text.contains("李"), "no name on the day's list");
        let today = person.get("/desk/appointments").await;
        today.shows(StatusCode::OK, &["最近有预约的一天", "/desk/appointments?day=2026-11-24"]);
        person
            .get("/desk/appointments.csv?day=2026-11-24")
            .await
            .shows(StatusCode::OK, &["FW2026"]);
        person
            .get("/desk/appointments/week")
            .await
            .shows(StatusCode::OK, &["1/2", "feed.ics?mark="]);

        assert_eq!(app.stations.run_appointments().await.expect("runs"), (0, 0));
        app.store.clock.set("2026-11-23 10:00:00");
        assert_eq!(
            app.stations.run_appointments().await.expect("runs"),
            (1, 1),
            "one freed, one told"
        );
        assert_eq!(app.stations.run_appointments().await.expect("runs"), (0, 0), "told once");
        assert_eq!(count(app, TOLD).await, 1);
        let early = step(&person, &desk, &[("step", "keep")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the day before");
        app.store.clock.set("2026-11-24 10:05:00");
        let person = provider(app, "legal-aid").await;
        step(&person, &desk, &[("step", "miss")]).await.location();
        app.get(&page).await.shows(StatusCode::OK, &["没有任何影响"]);
        let again = held(app, "three", &at("14:00")).await;
        send(app, &again, "confirmation", &who("13800004528")).await.location();
        step(&person, &desk, &[("step", "keep")]).await.location();
        let twice = step(&person, &desk, &[("step", "keep")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        person.get("/desk/appointments/outcomes").await.shows(StatusCode::OK, &["少于 5"]);
        person.get("/desk/appointments/outcomes.csv").await.shows(StatusCode::OK, &["少于 5"]);
    })
    .await;
}

#[tokio::test]
async fn who_waits_comes_next_and_a_hold_that_ran_out_is_free_at_once() {
    each_app(async |app| {
        calendar(app, 1, NAMED).await;
        let slot = at("10:00");
        let wait = format!("{slot}-wait");
        let first = held(app, "first", &slot).await;
        ask(app, "late", &slot).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["可以候补"]);
        let second = held(app, "second", &wait).await;
        let third = held(app, "third", &wait).await;
        ask(app, "fourth", &wait).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["候补也满了"]);
        app.get(&third).await.shows(StatusCode::OK, &["候补的第 2 位"]);
        send(app, &second, "details", &who("13800004529")).await.location();
        let early = send(app, &second, "confirmation", &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "no seat yet");
        // The hold runs out: nobody swept, and yet who asks next cannot jump the line.
        app.store.clock.advance(10 * kernel::time::MINUTE_US);
        let late = send(app, &first, "confirmation", &who("13800004528")).await;
        late.shows(StatusCode::UNPROCESSABLE_ENTITY, &["时间已经过了"]);
        assert_eq!(app.stations.run_appointments().await.expect("runs").0, 1);
        assert_eq!(count(app, TOLD).await, 1, "who left a number is told");
        app.get(&second).await.shows(StatusCode::OK, &["轮到您了", "要这个空位"]);
        app.get(&third).await.shows(StatusCode::OK, &["候补的第 1 位"]);
        ask(app, "jump", &slot).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["可以候补"]);
        // The second lets it pass, the third takes it and gives it up again.
        app.store.clock.advance(30 * kernel::time::MINUTE_US);
        assert_eq!(app.stations.run_appointments().await.expect("runs").0, 1);
        app.get(&second).await.shows(StatusCode::OK, &["位置已经放开"]);
        send(app, &third, "confirmation", &who("13800004530")).await.location();
        assert_eq!(count(app, SEATS).await, 1);
        let (path, code) = parts(&third);
        let stale = [("code", code), ("seen", "1")];
        let stale = app.post(&format!("{path}/cancellation"), &stale).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "stale");
        send(app, &third, "cancellation", &[("reason", "临时有单")]).await.location();
        let twice = send(app, &third, "cancellation", &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        assert_eq!(count(app, SEATS).await, 0);
        held(app, "fifth", &slot).await;
        for wrong in ["", "x", &at("03:00"), &at("09:15")] {
            let answer = ask(app, "wrong", wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let nowhere = app.post("/appointments/calendars/none/holds", &[("key", "k")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        agreed(app, ("sixth", &at("14:00"), "13800004531")).await;
    })
    .await;
}

#[tokio::test]
async fn names_wait_for_the_answer_about_a_conflict_and_closing_tells_everybody() {
    each_app(async |app| {
        calendar(app, 2, LAW).await;
        let page = agreed(app, ("one", &at("10:00"), "13800004528")).await;
        let other = agreed(app, ("two", &at("10:00"), "13800004529")).await;
        let person = provider(app, "legal-aid").await;
        let desk = at_desk(&person, number(&page)).await;
        let shown = person.get(&desk).await;
        shown.shows(StatusCode::OK, &["某某平台公司", "没有利益冲突"]);
        for hidden in ["李", "4528", "三个月没发工资"] {
            assert!(!shown.text.contains(hidden), "{hidden} before the answer");
        }
        step(&person, &desk, &[("step", "clear")]).await.location();
        person.get(&desk).await.shows(StatusCode::OK, &["李**", "三个月没发工资"]);
        let twice = step(&person, &desk, &[("step", "clear")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        let conflict = at_desk(&person, number(&other)).await;
        let silent = step(&person, &conflict, &[("step", "cancel"), ("reason", " ")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        step(&person, &conflict, &[("step", "cancel"), ("reason", "有利益冲突")]).await.location();
        app.get(&other).await.shows(StatusCode::OK, &["已取消", "有利益冲突"]);
        let stale = person.post(&format!("{desk}/steps"), &[("step", "miss"), ("seen", "1")]).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "stale");
        let odd = step(&person, &desk, &[("step", "expire")]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);

        let closures = "/desk/appointments/closures";
        let close = |from: &'static str, until: &'static str, calendar: &'static str| {
            [("calendar", calendar), ("from", from), ("until", until), ("reason", "律师开庭")]
        };
        let back = close("2026-11-24T12:00", "2026-11-24T09:00", "law");
        let back = person.post(closures, &back).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        let whole = close("2026-11-24T09:00", "2026-11-24T12:00", "law");
        person.post(closures, &whole).await.location();
        app.get(&page).await.shows(StatusCode::OK, &["已取消", "律师开庭"]);
        assert_eq!(count(app, SEATS).await, 0);
        assert_eq!(count(app, TOLD).await, 2);
        ask(app, "three", &at("10:00"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能预约"]);
        let shown = person.get(closures).await;
        let end =
            shown.text.split("action=\"").find(|part| part.contains("/end\"")).expect("a form");
        let end = end.split('"').next().expect("its address").to_owned();
        let stranger = provider(app, "mind").await;
        assert_eq!(stranger.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
        let theirs = stranger.post(closures, &whole).await;
        assert_eq!(theirs.status, StatusCode::UNPROCESSABLE_ENTITY, "not their calendar");
        assert_eq!(stranger.get(&desk).await.status, StatusCode::NOT_FOUND);
        let foreign = stranger.post(&format!("{desk}/steps"), &[("step", "keep")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let week = stranger.get("/desk/appointments/week?calendar=law").await;
        assert_eq!(week.status, StatusCode::NOT_FOUND);
        person.post(&end, &[]).await.location();
        assert_eq!(person.post(&end, &[]).await.status, StatusCode::NOT_FOUND, "twice");
        held(app, "four", &at("10:00")).await;
        let leader = app.sign_in(Role::Leader, "data-bureau").await;
        leader.get("/desk/appointments/outcomes").await.shows(StatusCode::OK, &["法律援助申请"]);
        for path in ["", "/week", "/closures", ".csv"] {
            let answer = leader.get(&format!("/desk/appointments{path}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
        leader.get(&desk).await.shows(StatusCode::FORBIDDEN, &[]);
        assert_eq!(app.get("/desk/appointments").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn counselling_has_no_name_on_any_calendar() {
    each_app(async |app| {
        // As the demo city has it.
        let slot = at("18:00");
        let holds = "/appointments/calendars/counselling/holds";
        let asked = app.post(holds, &[("key", "one"), ("slot", &slot)]).await;
        let page = asked.location().to_owned();
        let shown = app.get(&page).await;
        assert!(!shown.text.contains("name=\"phone\"") && !shown.text.contains("name=\"name\""));
        let named = [("name", "李晓明"), ("phone", "13800004528"), ("topic", "睡不好")];
        send(app, &page, "confirmation", &named).await.location();
        assert_eq!(count(app, "SELECT count(*) FROM identities").await, 0, "nothing in the vault");
        let mark = app.stations.appointment_feed_mark("counselling", 0);
        let feed =
            app.get(&format!("/appointments/calendars/counselling/feed.ics?mark={mark}")).await;
        feed.shows(StatusCode::OK, &["METHOD:PUBLISH", "FW20261123"]);
        for word in ["李", "4528", "睡不好"] {
            assert!(!feed.text.contains(word), "{word}");
        }
        let guess = app.get("/appointments/calendars/counselling/feed.ics?mark=00").await;
        assert_eq!(guess.status, StatusCode::NOT_FOUND);
        let foreign =
            app.get(&format!("/appointments/calendars/legal-aid/feed.ics?mark={mark}")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_feed_gets_another_address_and_the_one_before_stops() {
    each_app(async |app| {
        calendar(app, 1, NAMED).await;
        let mark = app.stations.appointment_feed_mark("law", 0);
        let before = format!("/appointments/calendars/law/feed.ics?mark={mark}");
        app.get(&before).await.shows(StatusCode::OK, &["BEGIN:VCALENDAR"]);
        let person = provider(app, "legal-aid").await;
        let renewal = "/desk/appointments/feed-renewal";
        let ask = |seen: &'static str| [("calendar", "law"), ("seen", seen)];
        let stranger = provider(app, "mind").await;
        assert_eq!(stranger.post(renewal, &ask("0")).await.status, StatusCode::NOT_FOUND);
        let leader = app.sign_in(Role::Leader, "data-bureau").await;
        assert_eq!(leader.post(renewal, &ask("0")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(person.post(renewal, &ask("x")).await.status, StatusCode::BAD_REQUEST);
        let week = person.post(renewal, &ask("0")).await.location().to_owned();
        let now = app.stations.appointment_feed_mark("law", 1);
        let now = format!("/appointments/calendars/law/feed.ics?mark={now}");
        person.get(&week).await.shows(StatusCode::OK, &[&now]);
        app.get(&now).await.shows(StatusCode::OK, &["BEGIN:VCALENDAR"]);
        assert_eq!(app.get(&before).await.status, StatusCode::NOT_FOUND);
        assert_eq!(person.post(renewal, &ask("0")).await.status, StatusCode::CONFLICT, "stale");
        person.post(renewal, &ask("1")).await.location();
        assert_eq!(app.get(&now).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
