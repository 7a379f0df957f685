//! The one code over HTTP and in others' hands: shown, looked at, refused where
//! it does not belong, taken back; read from pictures by zbar and zxing, and
//! verified by the PyPI package `cwt`. `cargo xtask test` sets `HUYING_PYTHON`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use people::Role;
use qrcode::{Color, EcLevel, QrCode, Version};
use stations::domain::code::revocation::Revoked;
use stations::domain::code::{Assurance, Claims, Issuer, KeyId, Use, chain};
use testkit::browser::{Answer, Browser, encoded};

use crate::app::{TestApp, each_app};
use crate::rider::Rider;

/// The text of the code a page shows.
pub(crate) fn code_of(page: &Answer) -> String {
    let begin = page.text.split("<code class=\"code pass__text\"").nth(1);
    let rest = begin.and_then(|rest| rest.split_once('>')).map(|(_, rest)| rest);
    let text = rest.and_then(|rest| rest.split("</code>").next());
    text.expect("a code on the page").replace("&#38;", "&").to_owned()
}

/// A device that looks at codes.
pub(crate) struct Device<'a> {
    pub(crate) browser: &'a Browser,
    pub(crate) cookie: String,
}

impl<'a> Device<'a> {
    /// Makes a verifier at the desk and opens its link on a device.
    pub(crate) async fn enrol(
        app: &'a TestApp<'_>,
        purpose: &str,
        name: &str,
        cards: bool,
    ) -> Self {
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        let mut fields = vec![("purpose", purpose), ("name", name)];
        if cards {
            fields.push(("takes_cards", "1"));
        }
        let made = staff.post("/desk/verifiers", &fields).await;
        made.shows(StatusCode::OK, &[name, "设备链接"]);
        let link = made
            .text
            .split("href=\"/verify/device?link=")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let link = link.expect("a link").to_owned();
        app.get(&format!("/verify/device?link={link}")).await.shows(StatusCode::OK, &[name]);
        let sent = app.post("/verify/device", &[("link", &link)]).await;
        assert_eq!(sent.location(), "/verify");
        let set = sent.headers.get(header::SET_COOKIE).expect("a cookie").to_str().expect("ASCII");
        assert!(set.contains("HttpOnly") && set.contains("Path=/verify"), "{set}");
        Self { browser: app, cookie: set.split(';').next().expect("a pair").to_owned() }
    }

    pub(crate) async fn look(&self, code: &str) -> Answer {
        let request = Request::post("/verify")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("code={}", encoded(code))));
        self.browser.send(request.expect("a request")).await
    }
}

#[tokio::test]
async fn a_code_is_good_at_its_gate_and_useless_at_the_subsidy_desk() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let other = Device::enrol(app, "gate", "状元府小区北门", false).await;
        let subsidy = Device::enrol(app, "subsidy", "补贴窗口", false).await;
        let rider = Rider::register(app, "c1", "李晓明", "13812340001").await;
        let page = rider.get("/code?use=gate&verifier=1").await;
        page.shows(
            StatusCode::OK,
            &["钟楼巷小区东门", "迅达外卖", "http-equiv=\"refresh\"", "class=\"qr\""],
        );
        let code = code_of(&page);
        assert!(code.len() <= 190, "{}", code.len());
        let seen = gate.look(&code).await;
        seen.shows(StatusCode::OK, &["有效", "迅达外卖", "一分钟内生成"]);
        for hidden in ["李晓明", "13812340001", rider.number.as_str(), code.as_str()] {
            assert!(!seen.text.contains(hidden), "the guard sees “{hidden}”");
        }
        other.look(&code).await.shows(StatusCode::OK, &["无效", "给别的地方"]);
        subsidy.look(&code).await.shows(StatusCode::OK, &["无效", "不能用在这里"]);
        gate.look("HELLO").await.shows(StatusCode::OK, &["无效", "不是本市的码"]);
        assert_eq!(app.get("/verify").await.status, StatusCode::NOT_FOUND, "no device");
        assert_eq!(
            app.post("/verify/device", &[("link", "x")]).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(app.get("/code").await.location().starts_with("/holder/sign-in"));
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        staff.get("/desk/verifiers/1").await.shows(StatusCode::OK, &[">1</td>"]);
    })
    .await;
}

#[tokio::test]
async fn a_card_is_taken_where_cards_are_and_taken_back_with_its_holder() {
    each_app(async |app| {
        let station = Device::enrol(app, "station", "星港湾暖新驿站", true).await;
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let rider = Rider::register(app, "c2", "王芳", "13812340002").await;
        let first = code_of(&rider.post("/code/card", &[]).await);
        station.look(&first).await.shows(StatusCode::OK, &["有效", "可能是复印件"]);
        gate.look(&first).await.shows(StatusCode::OK, &["无效"]);
        let second = code_of(&rider.post("/code/card", &[]).await);
        station.look(&first).await.shows(StatusCode::OK, &["码已作废"]);
        station.look(&second).await.shows(StatusCode::OK, &["有效"]);
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        let lost = [("number", rider.number.as_str()), ("reason", "手机和卡都丢了")];
        assert_eq!(
            staff.post("/desk/codes/revocations", &lost).await.location(),
            "/desk/codes?done=saved"
        );
        station.look(&second).await.shows(StatusCode::OK, &["码已作废"]);
        assert!(rider.get("/code").await.location().starts_with("/holder/sign-in"));
        let again = rider.sign_in().await;
        let third = code_of(&again.post("/code/card", &[]).await);
        again.post("/holder/deletion", &[("sure", "1")]).await.location();
        station.look(&third).await.shows(StatusCode::OK, &["码已作废"]);
        let nobody = [("number", "1"), ("reason", "发错")];
        staff
            .post("/desk/codes/revocations", &nobody)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
        let wrong = app.sign_in(Role::UnitHandler, "commerce").await;
        assert_eq!(
            wrong.post("/desk/codes/revocations", &lost).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(wrong.get("/desk/codes").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn another_key_signs_and_the_one_before_is_still_believed() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let rider = Rider::register(app, "c3", "赵强", "13812340003").await;
        let before = code_of(&rider.get("/code?use=gate").await);
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        assert_eq!(
            staff.post("/desk/codes/rotation", &[("seen", "1")]).await.location(),
            "/desk/codes?done=saved"
        );
        staff
            .post("/desk/codes/rotation", &[("seen", "1")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let after = code_of(&rider.get("/code?use=gate").await);
        gate.look(&before).await.shows(StatusCode::OK, &["有效"]);
        gate.look(&after).await.shows(StatusCode::OK, &["有效"]);
        let keys = app.get("/.well-known/huying-code-keys.json").await;
        assert_eq!(keys.text.matches("\"P-256\"").count(), 2, "{}", keys.text);
        assert!(!keys.text.contains("\"d\""), "a private key");
    })
    .await;
}

#[tokio::test]
async fn a_verifier_gets_another_link_and_ends_unless_the_page_is_stale() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        staff.get("/desk/verifiers?q=钟楼").await.shows(StatusCode::OK, &["钟楼巷小区东门"]);
        staff
            .post("/desk/verifiers/1/link", &[("version", "1")])
            .await
            .shows(StatusCode::OK, &["打开设备链接"]);
        assert_eq!(gate.look("X").await.status, StatusCode::NOT_FOUND, "the old device");
        staff
            .post("/desk/verifiers/1/link", &[("version", "1")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        staff.post("/desk/verifiers/1/end", &[("version", "2")]).await.location();
        staff
            .post("/desk/verifiers/1/end", &[("version", "3")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        assert_eq!(staff.get("/desk/verifiers/99").await.status, StatusCode::NOT_FOUND);
        let cards = [("purpose", "subsidy"), ("name", "窗口"), ("takes_cards", "1")];
        staff
            .post("/desk/verifiers", &cards)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["这里不能选择它"]);
        let wrong = app.sign_in(Role::Dispatcher, "hotline").await;
        assert_eq!(wrong.get("/desk/verifiers").await.status, StatusCode::FORBIDDEN);
        assert_eq!(wrong.post("/desk/verifiers", &cards).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

/// What a verifier could keep of the codes of a thousand riders.
async fn kept(app: &TestApp<'_>, rider: &Rider<'_>, verifier: u16) -> BTreeSet<String> {
    let page = rider.get("/holder").await;
    assert_eq!(page.status, StatusCode::OK);
    let token = rider.cookie.split('=').nth(1).expect("a token");
    let found = app.stations.holder_of_token(token).await.expect("the store answers");
    let (mut holder, _) = found.expect("a holder");
    let mut kept = BTreeSet::new();
    for number in 0..1_000_u128 {
        holder.id = kernel::id::Id::from_number(number + 1).into();
        let code = app.stations.fresh_code(&holder, Use::Gate, verifier).await.expect("a code");
        let claims = code.claims;
        kept.extend([
            code.text(),
            format!("{:?}", claims.anchor),
            format!("{:?}", claims.pairwise),
        ]);
    }
    kept
}

#[tokio::test]
async fn what_two_verifiers_keep_of_a_thousand_riders_has_nothing_in_common() {
    each_app(async |app| {
        let rider = Rider::register(app, "c4", "何静", "13812340004").await;
        let (one, two) = (kept(app, &rider, 1).await, kept(app, &rider, 2).await);
        assert_eq!((one.len(), two.len()), (3_000, 3_000), "each rider is one, to each verifier");
        assert_eq!(one.intersection(&two).count(), 0);
        // The same rider is the same to the same verifier: what a quota needs.
        let same = kept(app, &rider, 1).await;
        assert_eq!(one.intersection(&same).count(), 1_000);
    })
    .await;
}

const EXPIRES: i64 = 1_900_000_000;
const NOW: i64 = EXPIRES - 40_020;

/// Two hundred live codes of a moment.
fn codes(issuer: &Issuer) -> Vec<(Claims, String)> {
    let make = |number: u16| {
        let mut secret = [7; chain::VALUE_BYTES];
        secret[..2].copy_from_slice(&number.to_be_bytes());
        let mut pairwise = [3; 6];
        pairwise[..2].copy_from_slice(&(number * 300).to_be_bytes());
        let claims = Claims {
            assurance: Assurance::Live,
            uses: Use::Gate.bit(),
            brand: number as u8,
            verifier: 12,
            pairwise,
            anchor: chain::anchor(&secret),
            expires_s: EXPIRES,
        };
        let step = chain::step_at(EXPIRES, NOW).expect("within the chain's day");
        (claims, issuer.sign(&claims).at_step(step, &chain::value_at(&secret, step)).text())
    };
    (0..200).map(make).collect()
}

/// A picture of a code, so many pixels a module, turned by quarters.
fn picture(text: &str, pixels: usize, quarters: usize) -> Vec<u8> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("it fits");
    assert!(matches!(code.version(), Version::Normal(version) if version <= 8));
    let (width, modules) = (code.width(), code.to_colors());
    let side = (width + 8) * pixels;
    let mut out = format!("P5\n{side} {side}\n255\n").into_bytes();
    for at in 0..side * side {
        let (mut x, mut y) = (at % side, at / side);
        for _ in 0..quarters {
            (x, y) = (y, side - 1 - x);
        }
        let (x, y) = (x / pixels, y / pixels);
        let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
        let dark = inside && modules[(y - 4) * width + x - 4] == Color::Dark;
        out.push(if dark { 0 } else { 255 });
    }
    out
}

#[expect(clippy::disallowed_methods, reason = "the interpreter is a setting of the test run")]
fn python() -> Option<String> {
    std::env::var("HUYING_PYTHON").ok()
}

fn without(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}: not included: it is not on this machine");
}

/// What a program prints, a line each.
fn lines(command: &mut Command, input: &str) -> Vec<String> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a way in").write_all(input.as_bytes()).expect("it listens");
    let done = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn pictures_of_codes_are_read_back_by_zbar_and_zxing_small_and_turned() {
    let issuer = Issuer::from_secret(KeyId(1), &[5; 32]).expect("a key");
    let codes = codes(&issuer);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codes");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut files = Vec::new();
    for (at, (_, text)) in codes.iter().enumerate() {
        // As it is on a screen, turned; and at three tenths of that.
        for (name, picture) in [("a", picture(text, 10, at % 4)), ("b", picture(text, 3, 0))] {
            let file = folder.join(format!("{at:03}{name}.pgm"));
            std::fs::write(&file, picture).expect("it is written");
            files.push(file);
        }
    }
    let wanted: Vec<&str> = codes.iter().flat_map(|(_, text)| [text.as_str(), text]).collect();
    match Command::new("zbarimg").arg("--version").output() {
        Ok(_) => {
            let mut zbar = Command::new("zbarimg");
            zbar.args(["--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable"])
                .args(&files);
            assert_eq!(lines(&mut zbar, ""), wanted);
        }
        Err(_) => without("zbarimg"),
    }
    match python() {
        Some(python) => {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/read_codes.py");
            assert_eq!(lines(Command::new(python).arg(script).args(&files), ""), wanted);
        }
        None => without("zxing-cpp"),
    }
}

#[tokio::test]
async fn another_program_verifies_codes_offline() {
    let Some(python) = python() else { return without("cwt") };
    each_app(async |app| {
        let folder = app.store.dir.join("verifier");
        std::fs::create_dir_all(&folder).expect("a folder");
        let keys = app.get("/.well-known/huying-code-keys.json").await;
        let secret = app.stations.app.vault.purpose_key("code key 1");
        let issuer = Issuer::from_secret(KeyId(1), &secret).expect("the installation's key");
        let codes = codes(&issuer);
        let back = Revoked::new([codes[7].0.anchor], NOW);
        let hex = app.get("/code/revoked.json").await.text;
        assert!(hex.contains("\"bytes_each\":5"), "{hex}");
        let anchors = base64ct_url(&back.bytes());
        let list =
            format!("{{\"good_until\":{},\"bytes_each\":5,\"anchors\":\"{anchors}\"}}", NOW + 3600);
        std::fs::write(folder.join("keys.json"), &keys.text).expect("written");
        std::fs::write(folder.join("revoked.json"), list).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verifier/verify_code.py");
        let input: String = codes.iter().map(|(_, text)| format!("{text}\n")).collect();
        let look = |purpose: &str, verifier: &str, now: i64| {
            let mut command = Command::new(&python);
            command.arg(script).arg("look").arg(&folder).args([
                "--use",
                purpose,
                "--verifier",
                verifier,
            ]);
            let seen = lines(command.args(["--now", &now.to_string()]), &input);
            assert_eq!(seen.len(), 200);
            let tails = codes.iter().zip(&seen).filter(|((claims, _), line)| {
                line.contains("\"good\": true")
                    && line.contains(&format!("\"tail\": \"{}\"", claims.tail()))
            });
            tails.count()
        };
        assert_eq!(look("gate", "12", NOW), 199, "all but the one taken back");
        assert_eq!(look("gate", "12", NOW + 61), 0, "old");
        assert_eq!(look("gate", "12", NOW - 31), 0, "from the future");
        assert_eq!(look("subsidy", "12", NOW), 0, "another use");
        assert_eq!(look("gate", "13", NOW), 0, "another place");
    })
    .await;
}

fn base64ct_url(bytes: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(bytes)
}
