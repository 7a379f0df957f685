//! Registering, signing in, renewing, lost telephones, declarations, lists of
//! employers, one's own data and forgetting it.

use axum::http::{StatusCode, header};
use people::Role;
use testkit::browser::Part;

use crate::app::each_app;
use crate::rider::{Rider, form};

#[tokio::test]
async fn a_rider_registers_in_one_form_and_sees_until_when() {
    each_app(async |app| {
        app.get("/holder/new").await.shows(StatusCode::OK, &["登记领码", "迅达外卖", "自己干"]);
        let rider = Rider::register(app, "k1", "李晓明", "138 1234 4528").await;
        let page = rider.get("/holder").await;
        page.shows(StatusCode::OK, &["外卖配送员", "迅达外卖", "本人声明", "有效", "本机"]);
        for hidden in [rider.code.as_str(), "李晓明", "13812344528"] {
            assert!(!page.text.contains(hidden), "“{hidden}” stands on the page");
        }
        // The same form sent twice makes no second holder.
        let again = Rider::register(app, "k1", "李晓明", "13812344528").await;
        assert_eq!((again.number, again.code), (rider.number.clone(), rider.code.clone()));
        let page = rider.get("/holder").await;
        assert_eq!(page.text.matches("使用中").count(), 1, "one more telephone");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_not_sound_says_where_and_keeps_what_was_typed() {
    each_app(async |app| {
        let mut fields = form("k", "李晓明", "123", "1");
        let page = app.post("/holder/new", &fields).await;
        page.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写能打通的手机号", "李晓明"]);
        fields[2].1 = "13812344528";
        fields[4].1 = "99";
        app.post("/holder/new", &fields)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-employer-error"]);
        fields[4].1 = "0";
        fields[1].1 = "";
        app.post("/holder/new", &fields)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-name-error"]);
    })
    .await;
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_sign_in_and_back() {
    each_app(async |app| {
        let led = app.get("/holder").await;
        assert_eq!(led.location(), "/holder/sign-in?next=/holder");
        for path in
            ["/holder/renewal", "/holder/deletion", "/holder/declarations", "/holder/sign-out"]
        {
            assert_eq!(app.post(path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let rider = Rider::register(app, "k2", "王芳", "13912344529").await;
        let wrong = [("number", rider.number.as_str()), ("code", "00000000")];
        app.post("/holder/sign-in", &wrong)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["对不上"]);
        let nobody = [("number", "0000000000"), ("code", rider.code.as_str())];
        app.post("/holder/sign-in", &nobody)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["对不上"]);
        rider.sign_in().await.get("/holder").await.shows(StatusCode::OK, &["本机"]);
    })
    .await;
}

#[tokio::test]
async fn a_lost_telephone_is_taken_out_by_its_holder_alone() {
    each_app(async |app| {
        let lost = Rider::register(app, "k3", "赵强", "13712344520").await;
        let other = Rider::register(app, "k4", "陈洁", "13612344521").await;
        let new = lost.sign_in().await;
        let page = new.get("/holder").await;
        let device = page
            .text
            .split("name=\"device\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1));
        let device = device.and_then(|rest| rest.split('"').next()).expect("a device to take out");
        let taken = other.post("/holder/device-revocation", &[("device", device)]).await;
        assert_eq!(taken.status, StatusCode::NOT_FOUND, "somebody else's");
        new.post("/holder/device-revocation", &[("device", device)]).await.location();
        let twice = new.post("/holder/device-revocation", &[("device", device)]).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND);
        assert!(lost.get("/holder").await.location().starts_with("/holder/sign-in"));
        new.get("/holder").await.shows(StatusCode::OK, &["已停用"]);
        new.post("/holder/sign-out", &[]).await.location();
        assert!(new.get("/holder").await.location().starts_with("/holder/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_registration_is_renewed_in_one_tap_unless_the_page_is_stale() {
    each_app(async |app| {
        let rider = Rider::register(app, "k5", "孙丽", "13512344522").await;
        let renewal = [("version", "1"), ("kind", "courier"), ("employer", "3")];
        assert_eq!(rider.post("/holder/renewal", &renewal).await.location(), "/holder?done=saved");
        rider.get("/holder").await.shows(StatusCode::OK, &["快递员", "云驿速递"]);
        rider
            .post("/holder/renewal", &renewal)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let unknown = [("version", "2"), ("kind", "courier"), ("employer", "77")];
        rider
            .post("/holder/renewal", &unknown)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_rider_declares_is_seen_by_them_alone_and_taken_back_without_trace() {
    each_app(async |app| {
        let rider = Rider::register(app, "k6", "周敏", "13412344523").await;
        let said = [("declaration", "party_member"), ("words", "愿意带头")];
        rider.post("/holder/declarations", &said).await.location();
        rider.get("/holder").await.shows(StatusCode::OK, &["愿意带头"]);
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        let counts = staff.get("/desk/holders").await;
        counts.shows(StatusCode::OK, &["少于 5", "亮明党员身份"]);
        assert!(!counts.text.contains("愿意带头"));
        let back = [("declaration", "party_member")];
        rider.post("/holder/declaration-withdrawal", &back).await.location();
        assert!(!rider.get("/holder").await.text.contains("愿意带头"));
        let twice = rider.post("/holder/declaration-withdrawal", &back).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND);
        let odd = rider.post("/holder/declarations", &[("declaration", "blood_type")]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        let wrong = app.sign_in(Role::SystemAdmin, "data-bureau").await;
        assert_eq!(wrong.get("/desk/holders").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn an_employers_list_upholds_who_stands_on_it_and_shows_nobody() {
    each_app(async |app| {
        let before = Rider::register(app, "k7", "吴刚", "13312344524").await;
        let staff = app.sign_in(Role::UnitHandler, "commerce").await;
        staff.get("/desk/attestations/new").await.shows(StatusCode::OK, &["迅达外卖"]);
        let file = "姓名,手机号\n吴刚,133-1234-4524\n郑海,13212344525\n,\n";
        let send = async |employer: &str, file: &str| {
            let parts = [("employer", Part::Text(employer)), ("file", Part::File(file.as_bytes()))];
            staff.post_parts("/desk/attestations/new", &parts).await
        };
        send("1", file).await.shows(StatusCode::OK, &["名单已收", "请填写这一项"]);
        before.get("/holder").await.shows(StatusCode::OK, &["企业核实"]);
        let after = Rider::register(app, "k8", "郑海", "13212344525").await;
        after.get("/holder").await.shows(StatusCode::OK, &["企业核实"]);
        let not_listed = Rider::register(app, "k9", "冯涛", "13112344526").await;
        not_listed.get("/holder").await.shows(StatusCode::OK, &["本人声明"]);
        let list = staff.get("/desk/attestations").await;
        list.shows(StatusCode::OK, &["迅达外卖"]);
        assert!(!list.text.contains("吴刚") && !list.text.contains("4524"));
        send("1", "姓名\n吴刚\n").await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-file-error"]);
        assert_eq!(send("3", file).await.status, StatusCode::FORBIDDEN, "another unit's brand");
        let police = app.sign_in(Role::UnitHandler, "police").await;
        assert_eq!(police.get("/desk/attestations/new").await.status, StatusCode::NOT_FOUND);
        let leader = app.sign_in(Role::Leader, "hotline").await;
        assert_eq!(leader.get("/desk/attestations").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn all_data_of_a_rider_is_one_file_and_is_forgotten_on_demand() {
    each_app(async |app| {
        let rider = Rider::register(app, "k10", "何静", "13012344527").await;
        rider
            .post("/holder/declarations", &[("declaration", "volunteer"), ("words", "周末")])
            .await
            .location();
        let file = rider.get("/holder/data.json").await;
        file.shows(StatusCode::OK, &["何静", "13012344527", "周末", "volunteer", &rider.number]);
        let name = file.headers.get(header::CONTENT_DISPOSITION).expect("a file to keep");
        assert!(name.to_str().expect("ASCII").contains("my-data.json"));
        rider
            .post("/holder/deletion", &[])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请先勾选"]);
        assert_eq!(
            rider.post("/holder/deletion", &[("sure", "1")]).await.location(),
            "/holder/new"
        );
        assert!(rider.get("/holder").await.location().starts_with("/holder/sign-in"));
        let fields = [("number", rider.number.as_str()), ("code", rider.code.as_str())];
        let gone = app.post("/holder/sign-in", &fields).await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
