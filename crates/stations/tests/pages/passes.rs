//! Passes at a gate: yes or no, counts without names, sealed lines that go,
//! suspensions with their appeals.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::time::{DAY_US, HOUR_US};
use people::Role;
use stations::domain::words::PostKind;
use stations::store::pass as store;
use testkit::browser::{Answer, encoded};
use testkit::staff::Person;

use crate::app::{TestApp, each_app};
use crate::code::code_of;
use crate::compounds::give;
use crate::rider::Rider;

/// A street far from the others.
const LONGYAO: &str = "439904100000";

/// The four letters that stand on a page beside a code.
fn tail_of(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("尾号").expect("a tail on the page");
    let mut plain = rest.split(['<', '>']).map(str::trim);
    let is_tail = |text: &&str| {
        text.len() == 4
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    plain.find(is_tail).expect("four letters").to_owned()
}

/// A device at a gate of a compound.
struct Gate<'a> {
    app: &'a TestApp<'a>,
    cookie: String,
    number: String,
}

impl<'a> Gate<'a> {
    /// A verifier that is made, put at a gate and enrolled.
    async fn open(app: &'a TestApp<'_>, compound: &str, gate: &str) -> Self {
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        let name = format!("{compound} {gate}");
        let made = staff.post("/desk/verifiers", &[("purpose", "gate"), ("name", &name)]).await;
        let link = made.text.split("href=\"/verify/device?link=").nth(1);
        let link = link.and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let sent = app.post("/verify/device", &[("link", &link)]).await;
        let set = sent.headers.get(header::SET_COOKIE).expect("a cookie").to_str().expect("ASCII");
        let cookie = set.split(';').next().expect("a pair").to_owned();
        let path = format!("/desk/compounds/{compound}/verifier");
        let form = staff.get(&format!("{path}?gate={gate}")).await;
        form.shows(StatusCode::OK, &[&name]);
        let option = form.text.split(&format!(">{name}<")).next().expect("an option");
        let number = option.rsplit("value=\"").next().and_then(|rest| rest.split('"').next());
        let number = number.expect("a number").to_owned();
        let seen = form.hidden("version_seen").expect("a version").to_owned();
        let bind = [("version_seen", seen.as_str()), ("gate", gate), ("verifier", &number)];
        assert_eq!(
            staff.post(&path, &bind).await.location(),
            format!("/desk/compounds/{compound}?done=saved")
        );
        Self { app, cookie, number }
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.header(header::COOKIE, &self.cookie);
        self.app.send(request.body(body).expect("a request")).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    async fn look(&self, code: &str) -> Answer {
        let request = Request::post("/verify")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(format!("code={}", encoded(code)))).await
    }

    /// A code for this gate.
    async fn code(&self, rider: &Rider<'_>) -> Answer {
        rider.get(&format!("/code?use=gate&verifier={}", self.number)).await
    }
}

/// Accepts the rules of a compound.
async fn accept(rider: &Rider<'_>, compound: &str) -> Answer {
    let page = rider.get(&format!("/compounds/{compound}?gate=E")).await;
    let version = page.hidden("version").expect("a version").to_owned();
    let fields = [("version", version.as_str()), ("gate", "E")];
    rider.post(&format!("/compounds/{compound}/acceptance"), &fields).await
}

async fn lines(app: &TestApp<'_>) -> Vec<store::SealedLine> {
    let read = app.store.db.read((), |tx, ()| Box::pin(store::all_lines(tx)));
    let lines: Result<_, db::StoreError> = read.await;
    lines.expect("lines")
}

async fn counts(app: &TestApp<'_>, compound: &'static str) -> Vec<(String, i64)> {
    let read = app.store.db.read(compound, |tx, id| Box::pin(store::counts_of(tx, id)));
    let counts: Result<_, db::StoreError> = read.await;
    counts.expect("counts")
}

#[tokio::test]
async fn a_gate_says_yes_to_accepted_rules_and_never_who() {
    each_app(async |app| {
        let gate = Gate::open(app, "C130", "E").await;
        let rider = Rider::register(app, "g1", "李晓明", "13812340021").await;
        gate.get("/verify").await.shows(StatusCode::OK, &["星港湾 · 东门", "小区规定", "1栋"]);
        let code = code_of(&gate.code(&rider).await);
        gate.look(&code).await.shows(StatusCode::OK, &["这里不能进", "还没有同意"]);
        // Accepting leads straight to the code for this gate.
        let path = accept(&rider, "C130").await.location().to_owned();
        assert_eq!(path, format!("/code?use=gate&verifier={}", gate.number));
        let page = rider.get(&path).await;
        let seen = gate.look(&code_of(&page)).await;
        seen.shows(StatusCode::OK, &["有效", "迅达外卖", &tail_of(&page)]);
        for hidden in ["李晓明", "13812340021", rider.number.as_str()] {
            assert!(!seen.text.contains(hidden), "the guard sees “{hidden}”");
        }
        let any = code_of(&rider.get("/code?use=gate").await);
        gate.look(&any).await.shows(StatusCode::OK, &["这里不能进", "不是给这个出入口的"]);
        gate.look("HELLO").await.shows(StatusCode::OK, &["无效", "不是本市的码"]);
        // A device alone knows neither rules nor suspensions.
        assert_eq!(gate.get("/verify/kit.json").await.status, StatusCode::NOT_FOUND);
        gate.get("/verify/compound").await.shows(StatusCode::OK, &["小区规定", "电动车停放"]);
        assert_eq!(gate.get("/verify/compound/plan").await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get("/verify/compound").await.status, StatusCode::NOT_FOUND);
        let log = counts(app, "C130").await;
        assert_eq!(log.iter().map(|(_, count)| count).sum::<i64>(), 1, "one came in");
        assert_eq!(lines(app).await.len(), 1);
        // A compound that pauses lets nobody in.
        let city = app.sign_in(Role::UnitReviewer, "social-work").await;
        let page = city.get("/desk/compounds/C130").await;
        let version = page.hidden("version_seen").expect("a version").to_owned();
        let pause = [("step", "suspend"), ("version", version.as_str())];
        city.post("/desk/compounds/C130/steps", &pause).await.location();
        let code = code_of(&gate.code(&rider).await);
        gate.look(&code).await.shows(StatusCode::OK, &["这里不能进", "不开放凭码进门"]);
    })
    .await;
}

#[tokio::test]
async fn two_gates_keep_nothing_that_could_be_joined() {
    each_app(async |app| {
        let gates = [Gate::open(app, "C130", "E").await, Gate::open(app, "C134", "E").await];
        let mut tails = [BTreeSet::new(), BTreeSet::new()];
        for number in 0..6 {
            let key = format!("j{number}");
            let phone = format!("138123405{number:02}");
            let rider = Rider::register(app, &key, "张三", &phone).await;
            for ((gate, compound), tails) in
                gates.iter().zip(["C130", "C134"]).zip(tails.iter_mut())
            {
                accept(&rider, compound).await.location();
                let page = gate.code(&rider).await;
                gate.look(&code_of(&page)).await.shows(StatusCode::OK, &["有效"]);
                tails.insert(tail_of(&page));
            }
        }
        let all = lines(app).await;
        let of = |compound: &str| {
            let own = all.iter().filter(|line| line.compound == compound);
            own.flat_map(|line| [line.id.clone().into_bytes(), line.sealed.clone()])
                .collect::<BTreeSet<_>>()
        };
        let (one, two) = (of("C130"), of("C134"));
        assert_eq!((one.len(), two.len()), (12, 12), "six lines each, no value twice");
        assert!(one.is_disjoint(&two), "two logs share an identifier");
        assert!(tails[0].len() >= 5 && tails[0] != tails[1], "{tails:?}");
        for compound in ["C130", "C134"] {
            let log = counts(app, compound).await;
            assert_eq!(log.iter().map(|(_, count)| count).sum::<i64>(), 6);
        }
    })
    .await;
}

#[tokio::test]
async fn lines_are_gone_after_their_hours_and_counts_stay() {
    each_app(async |app| {
        let gate = Gate::open(app, "C130", "E").await;
        let rider = Rider::register(app, "h1", "李晓明", "13812340031").await;
        accept(&rider, "C130").await.location();
        gate.look(&code_of(&gate.code(&rider).await)).await.shows(StatusCode::OK, &["有效"]);
        app.store.clock.advance(72 * HOUR_US - 1);
        app.stations.tend_passes().await.expect("tended");
        assert_eq!(lines(app).await.len(), 1, "kept for 72 hours");
        app.store.clock.advance(1);
        assert_eq!(app.stations.tend_passes().await.expect("tended"), (1, 0));
        assert_eq!(lines(app).await, [], "then deleted");
        assert_eq!(counts(app, "C130").await.len(), 1, "the count stays");
        // Who wants to be forgotten takes their lines along.
        let other = Rider::register(app, "h2", "王芳", "13812340032").await;
        accept(&other, "C130").await.location();
        for rider in [&rider, &other] {
            gate.look(&code_of(&gate.code(rider).await)).await.shows(StatusCode::OK, &["有效"]);
        }
        other.post("/holder/deletion", &[("sure", "1")]).await.location();
        assert_eq!(lines(app).await.len(), 1, "the other one's is left");
        let read = app.store.db.read("C130", |tx, id| Box::pin(store::count(tx, id)));
        let passes: Result<i64, db::StoreError> = read.await;
        assert_eq!(passes.expect("a count"), 1);
    })
    .await;
}

#[tokio::test]
async fn opening_a_line_is_written_down_and_told_to_the_person() {
    each_app(async |app| {
        let gate = Gate::open(app, "C130", "E").await;
        let rider = Rider::register(app, "o1", "李晓明", "13812340041").await;
        let other = Rider::register(app, "o2", "王芳", "13812340042").await;
        let mut tail = String::new();
        for one in [&rider, &other] {
            accept(one, "C130").await.location();
            let page = gate.code(one).await;
            gate.look(&code_of(&page)).await.shows(StatusCode::OK, &["有效"]);
            if one.number == rider.number {
                tail = tail_of(&page);
            }
        }
        let street = app.sign_in(Role::UnitHandler, "st-wangjiangtai").await;
        let form = street.get("/desk/compounds/C130/lines").await;
        form.shows(StatusCode::OK, &["加密保存 72 小时", "当事人看得到", "上门处置"]);
        let hour = stations::domain::pass::hour_of(app.stations.app.now());
        let wish = |tail: &'static str, purpose: &'static str, reason: &'static str| {
            vec![
                ("hour", hour.clone()),
                ("tail", tail.to_owned()),
                ("purpose", purpose.to_owned()),
                ("incident", "PA20261127001".to_owned()),
                ("reason", reason.to_owned()),
            ]
        };
        let send = async |person: &Person<'_>, wish: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> =
                wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
            person.post("/desk/compounds/C130/lines", &fields).await
        };
        for (wish, words) in [
            (wish("", "", "门口剐蹭，找当事人"), "属于您职责的目的"),
            (wish("", "callback", "门口剐蹭，找当事人"), "属于您职责的目的"),
            (wish("", "legal_request", "门口剐蹭，找当事人"), "属于您职责的目的"),
            (wish("", "on_site", "无"), "请写清楚原因"),
            (wish("AB", "on_site", "门口剐蹭，找当事人"), "四位字母数字"),
        ] {
            send(&street, wish).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[words]);
        }
        let mut own = wish("", "on_site", "门口剐蹭，找当事人");
        own[1].1 = tail.clone();
        let opened = send(&street, own).await;
        opened.shows(StatusCode::OK, &[&tail, "东门", "迅达外卖", "只显示这一次"]);
        assert_eq!(opened.headers["cache-control"], "no-store");
        assert!(!opened.text.contains("李晓明") && !opened.text.contains("13812340041"));
        rider.get("/holder/passes").await.shows(
            StatusCode::OK,
            &["PA20261127001", "门口剐蹭，找当事人", "上门处置", "望江台街道"],
        );
        let theirs = other.get("/holder/passes").await;
        assert!(!theirs.text.contains("PA20261127001"), "only the line of these letters");
        let data = rider.get("/holder/data.json").await;
        data.shows(StatusCode::OK, &["line_openings", "PA20261127001"]);
        let kinds = events(app, "pass.line_opened").await;
        assert_eq!(kinds, 1, "an event for each person");
        assert_eq!(events(app, "compound.lines_opened").await, 1);
        send(&street, wish("ZZZZ", "on_site", "门口剐蹭，找当事人"))
            .await
            .shows(StatusCode::OK, &["没有找到"]);
        assert_eq!(events(app, "compound.lines_opened").await, 2, "looking is written down");
        let auditor = app.sign_in(Role::AuditAdmin, "data-bureau").await;
        auditor.get("/desk/gate-openings").await.shows(StatusCode::OK, &["PA20261127001"]);
        auditor.get("/desk/gate-openings.csv").await.shows(StatusCode::OK, &["PA20261127001"]);
        let foreign = app.sign_in_at(Role::UnitHandler, "st-longyao", LONGYAO).await;
        foreign.get("/desk/compounds/C130/lines").await.shows(StatusCode::NOT_FOUND, &[]);
        let keeper = app.sign_in(Role::StationKeeper, "st-wangjiangtai").await;
        keeper.get("/desk/compounds/C130/lines").await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

/// How many events of a kind the ledger holds.
async fn events(app: &TestApp<'_>, kind: &str) -> usize {
    let all = db::ledger::follow(&app.store.db, "test", 10_000).await.expect("events");
    all.iter().filter(|event| event.kind == kind).count()
}

/// A pass that came in at two compounds, and who may suspend it in the first.
struct Case<'a> {
    rider: Rider<'a>,
    gates: [Gate<'a>; 2],
    authority: Person<'a>,
}

impl<'a> Case<'a> {
    async fn new(app: &'a TestApp<'_>, phone: &str) -> Self {
        let gates = [Gate::open(app, "C130", "E").await, Gate::open(app, "C134", "E").await];
        let rider = Rider::register(app, phone, "李晓明", phone).await;
        for compound in ["C130", "C134"] {
            accept(&rider, compound).await.location();
        }
        let authority = app.sign_in(Role::UnitHandler, "st-wangjiangtai").await;
        give(app, &authority, PostKind::PassAuthority, "C130").await;
        Self { rider, gates, authority }
    }

    async fn suspend(&self, app: &TestApp<'_>, days: &str) -> Answer {
        self.suspend_by(app, &self.authority, days).await
    }

    async fn suspend_by(&self, app: &TestApp<'_>, by: &Person<'_>, days: &str) -> Answer {
        let today = app.stations.app.now().day().to_string();
        let fields = [
            ("number", self.rider.number.as_str()),
            ("fact", "在三栋楼下与保安推搡，监控可见"),
            ("happened_on", today.as_str()),
            ("days", days),
        ];
        by.post("/desk/compounds/C130/suspensions", &fields).await
    }

    /// What the two gates say now.
    async fn gates_say(&self, first: &str, second: &str) {
        for (gate, words) in self.gates.iter().zip([first, second]) {
            let seen = gate.look(&code_of(&gate.code(&self.rider).await)).await;
            seen.shows(StatusCode::OK, &[words]);
            assert!(!seen.text.contains("推搡"), "the guard learns no reason");
        }
    }
}

/// Where somebody was led after a suspension was made: its number.
fn made(sent: &Answer) -> String {
    let path = sent.location();
    let id =
        path.strip_prefix("/desk/suspensions/").and_then(|rest| rest.strip_suffix("?done=added"));
    id.expect("a suspension").to_owned()
}

#[tokio::test]
async fn a_suspension_closes_one_compound_and_is_lifted_by_an_appeal() {
    each_app(async |app| {
        let case = Case::new(app, "13812340051").await;
        let nobody = app.sign_in(Role::UnitHandler, "st-wangjiangtai").await;
        nobody.get("/desk/compounds/C130/suspensions/new").await.shows(StatusCode::FORBIDDEN, &[]);
        case.authority
            .get("/desk/compounds/C130/suspensions/new")
            .await
            .shows(StatusCode::OK, &["第一次最多 7 天", "评分、准时率、投诉都不是理由"]);
        case.suspend(app, "8")
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["超过了最长天数", "监控可见"]);
        let id = made(&case.suspend(app, "7").await);
        case.suspend(app, "3").await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经在暂停中"]);
        case.gates_say("在本小区暂停到", "有效").await;
        case.rider
            .get("/compounds/C130")
            .await
            .shows(StatusCode::OK, &["您在这个小区的通行被暂停"]);
        case.rider.get("/holder").await.shows(StatusCode::OK, &["您在一个小区的通行被暂停"]);
        let page = case.rider.get(&format!("/holder/suspensions/{id}")).await;
        page.shows(StatusCode::OK, &["监控可见", "3 个工作日内", "望江台街道", "提出申诉"]);
        let stranger = Rider::register(app, "s9", "王芳", "13812340059").await;
        let theirs = stranger.get(&format!("/holder/suspensions/{id}")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        let appeal =
            [("version", "1"), ("facts", "我当天在城南送餐，不是我"), ("wanted", "恢复通行")];
        let path = format!("/holder/suspensions/{id}/appeal");
        case.rider
            .post(&path, &[("version", "1"), ("facts", ""), ("wanted", "恢复")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-facts-error"]);
        assert!(case.rider.post(&path, &appeal).await.location().contains("done=saved"));
        case.rider.post(&path, &appeal).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        case.gates_say("在本小区暂停到", "有效").await;
        // Who suspended does not answer.
        let desk = format!("/desk/suspensions/{id}");
        let own = case.authority.get(&desk).await;
        own.shows(StatusCode::OK, &["申诉由别人答复", "城南送餐"]);
        let grant = [("step", "grant"), ("version", "2"), ("answer", "监控核对后不是本人")];
        let refused = case.authority.post(&format!("{desk}/steps"), &grant).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let other = app.sign_in(Role::UnitReviewer, "st-wangjiangtai").await;
        other
            .get("/desk/suspensions?state=appealed")
            .await
            .shows(StatusCode::OK, &["星港湾", "申诉中"]);
        let foreign = app.sign_in_at(Role::UnitReviewer, "st-longyao", LONGYAO).await;
        foreign.get(&desk).await.shows(StatusCode::NOT_FOUND, &[]);
        other
            .post(&format!("{desk}/steps"), &[("step", "grant"), ("version", "2"), ("answer", "")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        other.post(&format!("{desk}/steps"), &grant).await.location();
        let again = other.post(&format!("{desk}/steps"), &grant).await;
        again.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        case.gates_say("有效", "有效").await;
        case.rider
            .get(&format!("/holder/suspensions/{id}"))
            .await
            .shows(StatusCode::OK, &["已撤销", "监控核对后不是本人"]);
        assert_eq!(events(app, "appeal.answered").await, 1, "it counts among appeals");
    })
    .await;
}

#[tokio::test]
async fn a_suspension_ends_by_itself_and_an_appeal_is_still_answered() {
    each_app(async |app| {
        let case = Case::new(app, "13812340061").await;
        let id = made(&case.suspend(app, "2").await);
        app.store.clock.advance(2 * DAY_US - 1);
        case.gates_say("在本小区暂停到", "有效").await;
        app.store.clock.advance(1);
        // The gate knows before the job has run.
        case.gates_say("有效", "有效").await;
        assert_eq!(app.stations.tend_passes().await.expect("tended").1, 1);
        assert_eq!(app.stations.tend_passes().await.expect("tended").1, 0, "once");
        case.rider
            .get(&format!("/holder/suspensions/{id}"))
            .await
            .shows(StatusCode::OK, &["已到期"]);
        // A second time may be longer, and the appeal outlives it.
        let another = app.sign_in(Role::UnitHandler, "st-wangjiangtai").await;
        give(app, &another, PostKind::PassAuthority, "C130").await;
        let second = made(&case.suspend_by(app, &another, "20").await);
        let appeal = [("version", "1"), ("facts", "保安先动手的"), ("wanted", "恢复通行")];
        case.rider.post(&format!("/holder/suspensions/{second}/appeal"), &appeal).await.location();
        app.store.clock.advance(21 * DAY_US);
        assert_eq!(app.stations.tend_passes().await.expect("tended").1, 0, "still to be answered");
        let other = app.sign_in(Role::UnitReviewer, "st-wangjiangtai").await;
        let desk = format!("/desk/suspensions/{second}");
        other.get(&desk).await.shows(StatusCode::OK, &["答复已经超期"]);
        other
            .get("/desk/suspensions.csv")
            .await
            .shows(StatusCode::OK, &["星港湾,申诉中", "已超期"]);
        let uphold = [("step", "uphold"), ("version", "2"), ("answer", "双方都有责任，维持")];
        other.post(&format!("{desk}/steps"), &uphold).await.location();
        assert_eq!(app.stations.tend_passes().await.expect("tended").1, 1);
        let sent = outbox(app).await;
        let told: Vec<&str> = ["made", "ended", "upheld"]
            .into_iter()
            .filter(|word| {
                sent.iter().any(|body| body.contains(&format!("\"message\":\"{word}\"")))
            })
            .collect();
        assert_eq!(told, ["made", "ended", "upheld"], "{sent:?}");
        assert!(sent.iter().all(|body| !body.contains("1381234") && !body.contains("保安")));
    })
    .await;
}

#[tokio::test]
async fn who_may_suspend_takes_it_back_with_a_reason() {
    each_app(async |app| {
        let case = Case::new(app, "13812340071").await;
        let id = made(&case.suspend(app, "3").await);
        let path = format!("/desk/suspensions/{id}/steps");
        let lift = |version: &'static str, answer: &'static str| {
            [("step", "lift"), ("version", version), ("answer", answer)]
        };
        case.authority
            .post(&path, &lift("1", ""))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-answer-error"]);
        let nobody = app.sign_in(Role::StationKeeper, "st-wangjiangtai").await;
        assert_eq!(nobody.post(&path, &lift("1", "误会")).await.status, StatusCode::NOT_FOUND);
        for step in ["grant", "uphold"] {
            let early = [("step", step), ("version", "1"), ("answer", "没有申诉")];
            let other = app.sign_in(Role::UnitReviewer, "st-wangjiangtai").await;
            other.post(&path, &early).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        }
        case.authority.post(&path, &lift("1", "看错了人")).await.location();
        case.authority
            .post(&path, &lift("1", "看错了人"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        case.gates_say("有效", "有效").await;
        let seen = case.rider.get(&format!("/holder/suspensions/{id}")).await;
        seen.shows(StatusCode::OK, &["已撤销", "看错了人"]);
        // What was lifted does not count: the next one is a first one again.
        case.suspend(app, "8").await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["超过了最长天数"]);
    })
    .await;
}

/// Bodies of the messages that wait.
async fn outbox(app: &TestApp<'_>) -> Vec<String> {
    let messages = db::outbox::claim(&app.store.db, 100).await.expect("messages");
    let own = messages.into_iter().filter(|one| one.topic == "notify.pass_suspension");
    own.map(|one| one.body).collect()
}
