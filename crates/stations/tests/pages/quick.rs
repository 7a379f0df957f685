//! 随手拍 and 随手帮: sent once however often, by nobody in particular, counted
//! without anybody being named.

use axum::http::{HeaderValue, StatusCode};
use people::Role;
use testkit::browser::{Answer, Part};

use crate::app::{TestApp, each_app};

/// The smallest picture a telephone could send, with a place in it.
fn picture() -> Vec<u8> {
    let image = image::RgbImage::from_pixel(8, 6, image::Rgb([200, 30, 30]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    let plain = bytes.into_inner();
    let note = b"Exif\0\0GPS-SECRET";
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(((note.len() + 2) as u16).to_be_bytes());
    out.extend(note);
    out.extend(&plain[2..]);
    out
}

async fn send(app: &TestApp<'_>, fields: &[(&str, &str)], photo: Option<&[u8]>) -> Answer {
    let mut parts: Vec<(&str, Part<'_>)> =
        fields.iter().map(|(name, value)| (*name, Part::Text(value))).collect();
    parts.extend(photo.map(|bytes| ("photos", Part::File(bytes))));
    app.post_parts("/quick/report", &parts).await
}

const PLACE: [(&str, &str); 2] = [("lon", "1113876040"), ("lat", "279733330")];

#[tokio::test]
async fn a_picture_and_a_place_reach_the_desk_once_after_five_tries() {
    each_app(async |app| {
        let form = app.get("/quick/report").await;
        form.shows(StatusCode::OK, &["拍照", "用这里的位置", "data-outbox-form", "不填就是匿名"]);
        let bytes = picture();
        let fields = [&[("key", "phone-1"), ("kind", "problem")][..], &PLACE].concat();
        let mut led = Vec::new();
        for _ in 0..6 {
            let answer = send(app, &fields, Some(&bytes)).await;
            led.push(answer.location().to_owned());
        }
        led.dedup();
        assert_eq!(led, ["/quick/sent?no=SQ0001&code=00000001"]);
        let taken = app.desk.taken();
        assert_eq!(taken.len(), 1, "sent six times, there once");
        let draft = &taken[0];
        assert_eq!((draft.channel.as_str(), draft.order_type.as_str()), ("snapshot", "complaint"));
        assert_eq!(draft.point_e7, Some((1_113_876_040, 279_733_330)));
        assert!(draft.contact.is_none(), "nobody is known");
        assert!(draft.content.contains("请看照片"));
        let digest = draft.photos[0].digest.parse().expect("a digest");
        let kept = app.stations.blobs.get(&digest).await.expect("reads").expect("is kept");
        assert!(!kept.windows(4).any(|part| part == b"Exif" || part == b"GPS-"));
        let sent = app.get(&led[0]).await;
        sent.shows(StatusCode::OK, &["已送达12345", "SQ0001", "/track/SQ0001?code=00000001"]);
        app.get("/quick/sent?no=%22x&code=1").await.shows(StatusCode::NOT_FOUND, &[]);
        app.get("/quick/sent").await.shows(StatusCode::NOT_FOUND, &[]);
        let counts = app.stations.quick_counts().await.expect("counts");
        assert_eq!((counts.reports, counts.thanks.len()), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_beside_its_field_and_what_was_typed_stays() {
    each_app(async |app| {
        let bytes = picture();
        let base = [("key", "k"), ("kind", "problem"), ("words", ""), ("address", "文化街口")];
        let with = |changes: &[(&'static str, &'static str)]| {
            let mut fields = base.to_vec();
            for (name, value) in changes {
                fields.retain(|(known, _)| known != name);
                fields.push((name, value));
            }
            fields
        };
        type Case<'a> = (Vec<(&'a str, &'a str)>, Option<&'a [u8]>, &'a str);
        let cases: [Case<'_>; 8] = [
            (with(&[]), None, "拍一张照片，或者写几个字"),
            (with(&[("address", "")]), Some(&bytes), "请用定位，或者写一下地点"),
            (with(&[("kind", "weather")]), Some(&bytes), "请选这是什么事"),
            (with(&[("phone", "138")]), Some(&bytes), "手机号不对"),
            (with(&[("key", "")]), Some(&bytes), "请重新打开"),
            (with(&[]), Some(b"GIF89a no"), "有一张照片打不开"),
            (with(&[("kind", "suggestion")]), Some(&bytes), "建议请写出来"),
            (with(&[("lon", "999"), ("address", "")]), Some(&bytes), "请用定位，或者写一下地点"),
        ];
        for (fields, photo, words) in cases {
            let answer = send(app, &fields, photo).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[words]);
            let address = fields.iter().find(|(name, _)| *name == "address");
            let typed = address.map_or("", |(_, value)| value);
            assert!(answer.text.contains(typed), "{typed} is kept");
        }
        assert_eq!(app.desk.taken().len(), 0);
        // A form without room for pictures is read as well.
        let plain = app.post("/quick/report", &[("key", "k")]).await;
        plain.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选这是什么事"]);
    })
    .await;
}

/// Without script too, a picture that was sent outlives a field that is wrong.
#[tokio::test]
async fn a_picture_stays_while_a_field_is_put_right() {
    each_app(async |app| {
        let bytes = picture();
        let wrong = [("key", "k"), ("kind", "problem"), ("address", "文化街口"), ("phone", "138")];
        let answer = send(app, &wrong, Some(&bytes)).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["手机号不对", "不要第 1 张"]);
        let kept = answer.hidden("kept").expect("the picture is kept").to_owned();
        let small = app.get(&format!("/quick/kept/{kept}")).await;
        assert_eq!((small.status, &small.bytes[..2]), (StatusCode::OK, &[0xff, 0xd8][..]));
        let forged = kept.replacen(&kept[..4], "0000", 1);
        app.get(&format!("/quick/kept/{forged}")).await.shows(StatusCode::NOT_FOUND, &[]);

        let right =
            [("key", "k"), ("kind", "problem"), ("address", "文化街口"), ("kept", kept.as_str())];
        let struck = [&right[..], &[("drop", kept.as_str())]].concat();
        let without = send(app, &struck, None).await;
        without.shows(StatusCode::UNPROCESSABLE_ENTITY, &["拍一张照片，或者写几个字"]);
        send(app, &right, None).await.location();
        assert_eq!(app.desk.taken()[0].photos.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_suggestion_needs_no_place_and_whoever_leaves_a_number_is_called() {
    each_app(async |app| {
        app.get("/quick/report?kind=suggestion")
            .await
            .shows(StatusCode::OK, &["value=\"suggestion\" checked"]);
        let fields = [
            ("key", "s"),
            ("kind", "suggestion"),
            ("words", "在地铁口加装换电柜"),
            ("phone", "13900010001"),
            ("reporter", "rider"),
            ("thanked", "1"),
        ];
        send(app, &fields, None).await.location();
        let taken = app.desk.taken();
        assert_eq!(
            (taken[0].order_type.as_str(), taken[0].content.as_str()),
            ("suggestion", "在地铁口加装换电柜")
        );
        let contact = taken[0].contact.as_ref().expect("somebody to call");
        assert_eq!(contact.phone, "13900010001");
        let short = [("key", "short"), ("kind", "help"), ("words", "坑"), ("address", "文化街")];
        send(app, &short, None).await.location();
        assert_eq!(app.desk.taken()[1].content, "随手拍：坑");
        let hub = app.get("/quick").await;
        // One of a kind could be somebody: it is not shown.
        hub.shows(StatusCode::OK, &["感谢外卖骑手", "少于 5", "没有个人积分和排名"]);
        for n in 0..5 {
            let key = format!("more-{n}");
            let fields = [fields.as_slice(), &[]].concat();
            let fields: Vec<_> = fields
                .into_iter()
                .map(|(name, value)| (name, if name == "key" { key.as_str() } else { value }))
                .collect();
            send(app, &fields, None).await.location();
        }
        let counts = app.stations.quick_counts().await.expect("counts");
        assert_eq!(counts.thanks[0].1, 6);
    })
    .await;
}

#[tokio::test]
async fn help_is_counted_once_and_belongs_to_nobody() {
    each_app(async |app| {
        let hub = app.get("/quick").await;
        hub.shows(StatusCode::OK, &["随手帮", "指路带路", "不记是谁"]);
        let fields = [("key", "h1"), ("help", "lost"), ("reporter", "courier")];
        for _ in 0..3 {
            let led = app.post("/quick/helps", &fields).await;
            assert_eq!(led.location(), "/quick?sent=help");
        }
        app.get("/quick?sent=help").await.shows(StatusCode::OK, &["已经记上一个数"]);
        let counts = app.stations.quick_counts().await.expect("counts");
        assert_eq!(counts.helps.iter().map(|(_, count)| count).sum::<i64>(), 1);
        let none = app.post("/quick/helps", &[("key", "h2")]).await;
        none.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选帮了什么忙"]);
        let keyless = app.post("/quick/helps", &[("help", "lost")]).await;
        keyless.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请重新打开"]);
        // Staff use the same pages; a form of another site is refused.
        let person = app.sign_in(Role::GridWorker, "st-zhonglouxiang").await;
        let mut foreign = person.forges("/quick/helps");
        foreign.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert_eq!(app.send(foreign).await.status, StatusCode::FORBIDDEN);
        person.post("/quick/helps", &[("key", "h3"), ("help", "clear")]).await.location();
    })
    .await;
}
