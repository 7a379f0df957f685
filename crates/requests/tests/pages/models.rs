//! Models of categories over HTTP, on both engines: what is in force, what
//! people corrected, one step back by a named person, and units learned.

use axum::http::StatusCode;
use kernel::time::SECOND_US;
use people::Role;
use requests::app::category_models::Learned;
use requests::domain::category_model::{
    ClassFigures, Contest, CurvePoint, ModelQuality, ModelState,
};
use requests::domain::unit_habit::{Habits, Ruled, Stood};
use requests::store::category_model::{self as store, NewProposal};

use crate::app::{LAMPS, TestApp, each_app};
use crate::staff::sign_in;

const PATH: &str = "/desk/models";

fn learned(accuracy: f32, contest: Option<Contest>) -> Learned {
    let class = |label: &str| ClassFigures {
        label: label.into(),
        samples: 40,
        precision: 0.9,
        recall: 0.8,
    };
    let point = |samples, accuracy| CurvePoint { samples, accuracy };
    let quality = ModelQuality {
        samples: 80,
        accuracy,
        coverage: 0.8,
        accuracy_when_sure: 0.97,
        classes: vec![class(LAMPS), class("040101")],
        contest,
        curve: vec![point(40, 0.7), point(80, accuracy)],
        ..ModelQuality::default()
    };
    Learned {
        quality,
        content: format!("model {accuracy}").into_bytes(),
        newest_order: String::new(),
    }
}

async fn take(app: &TestApp<'_>, accuracy: f32, contest: Option<Contest>) -> ModelState {
    app.store.clock.advance(SECOND_US);
    app.desk.take_model(learned(accuracy, contest)).await.unwrap().state
}

async fn in_force(app: &TestApp<'_>) -> Vec<u8> {
    let model = app.desk.model_in_force().await.unwrap().unwrap();
    app.desk.model_file(model.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_worse_model_is_refused_and_a_person_goes_one_step_back() {
    each_app(async |app| {
        let admin = sign_in(app, Role::SystemAdmin, "hotline").await;
        admin.get(PATH).await.shows(StatusCode::OK, &["还没有学到的类别模型"]);
        admin.get("/desk/models.csv").await.shows(StatusCode::NOT_FOUND, &[]);
        assert_eq!(take(app, 0.8, None).await, ModelState::InForce);
        assert_eq!(take(app, 0.7, None).await, ModelState::Refused);
        let worse = Contest { texts: 100, new_right: 80, before_right: 90 };
        assert_eq!(take(app, 0.99, Some(worse)).await, ModelState::Refused);
        assert_eq!(in_force(app).await, b"model 0.8");
        let better = Contest { texts: 100, new_right: 92, before_right: 90 };
        assert_eq!(take(app, 0.85, Some(better)).await, ModelState::InForce);
        let shown = admin.get(PATH).await;
        shown.shows(StatusCode::OK, &["85", "新模型对 92 件", "未采用", "退回到", "学习曲线"]);
        let seen = shown.hidden("seen").unwrap().to_owned();
        let action = shown.text.split("/desk/models/").nth(1).unwrap();
        let action = format!("{PATH}/{}", action.split('"').next().unwrap());
        let silent = admin.post(&action, &[("seen", &seen), ("reason", "")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        let stale = admin.post(&action, &[("seen", "77"), ("reason", "类别调整")]).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let leader = sign_in(app, Role::Leader, "hotline").await;
        leader.get(PATH).await.shows(StatusCode::FORBIDDEN, &[]);
        let denied = leader.post(&action, &[("seen", &seen), ("reason", "无")]).await;
        denied.shows(StatusCode::FORBIDDEN, &[]);
        admin.post(&action, &[("seen", &seen), ("reason", "类别调整")]).await.location();
        assert_eq!(in_force(app).await, b"model 0.8");
        admin.get(PATH).await.shows(StatusCode::OK, &["已撤下", "类别调整", "重新启用"]);
        let twice = admin.post(&action, &[("seen", &seen), ("reason", "类别调整")]).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let nothing = format!("{PATH}/01M842TV36KZ61DQ56XBDDDG25/restoration");
        let nothing = admin.post(&nothing, &[("seen", "1"), ("reason", "无")]).await;
        nothing.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

/// An order that came in and was proposed for.
async fn settled(app: &TestApp<'_>, proposed: &str, abstains: bool) {
    let token = crate::hot_topics::token(app).await;
    let said = ("幸福路路灯不亮，请来看看。", "13900010001");
    let number = crate::hot_topics::say(app, &token, said, &serde_json::json!({})).await;
    let number = number.parse().unwrap();
    let read = app
        .store
        .db
        .read(number, |tx, number| Box::pin(requests::store::order::get_by_no(tx, number)));
    let order = read.await.unwrap().unwrap().id;
    let model = app.desk.model_in_force().await.unwrap().map(|model| model.id);
    let new = NewProposal {
        order,
        model,
        category: proposed.into(),
        confidence_milli: 900,
        abstains,
        received_at: app.desk.app.now(),
    };
    let noted: Result<(), db::StoreError> =
        app.store.db.write(new, |tx, new| Box::pin(store::put_proposal(tx, new))).await;
    noted.unwrap();
}

#[tokio::test]
async fn corrections_and_abstentions_are_counted_by_class_and_week() {
    each_app(async |app| {
        take(app, 0.8, None).await;
        settled(app, LAMPS, false).await;
        settled(app, "040101", true).await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let shown = supervisor.get(PATH).await;
        shown.shows(StatusCode::OK, &["漂移", "不作答 50", "不足 30 件", "还不够，暂不测量"]);
        let sheet = supervisor.get("/desk/models.csv").await;
        sheet.shows(StatusCode::OK, &[LAMPS, "040101"]);
        let operator = sign_in(app, Role::Operator, "hotline").await;
        operator.get("/desk/models.csv").await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_says_that_the_machine_is_not_sure() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let sure = operator.get("/desk/similar?content=路灯不亮三天了&address=钟楼巷小区").await;
        assert!(!sure.text.contains("没有把握"), "{}", sure.text);
        assert!(sure.text.contains("城市管理 / 市政设施 / 路灯照明"), "{}", sure.text);
        let english = "/desk/similar?content=路灯不亮三天了&address=钟楼巷小区&lang=en";
        let named = ["City management / Street furniture / Street lamps"];
        operator.get(english).await.shows(StatusCode::OK, &named);
        let unsure = operator.get("/desk/similar?content=路灯也许不亮&address=钟楼巷小区").await;
        unsure.shows(StatusCode::OK, &["没有把握，请选择"]);
    })
    .await;
}

#[tokio::test]
async fn proposals_of_units_follow_what_was_decided() {
    each_app(async |app| {
        let rules = app.desk.rules();
        let day = app.desk.app.now().day();
        let region = Some("439902001001");
        let before = rules.propose_unit(LAMPS, region, day).unwrap();
        assert!(!before.catalogue_id.is_empty());
        let other = rules.unit_by_slug("housing").unwrap().id;
        assert_ne!(before.unit, other);
        let now = app.desk.app.now();
        let stood = Stood {
            category: LAMPS.into(),
            region: "439902001001".into(),
            unit: other,
            hops: 2,
            at: now,
        };
        let ruled = Ruled {
            category: LAMPS.into(),
            region: "439902001001".into(),
            from: before.unit,
            to: other,
            at: now,
        };
        let habits = Habits::learn(&vec![stood; 12], &[ruled], &[], now);
        let mut taught = (*rules).clone();
        taught.habits = std::sync::Arc::new(habits);
        let after = taught.propose_units(LAMPS, region, day, 3);
        assert_eq!(after[0].unit, other);
        assert_eq!((after[0].record.street, after[0].record.raised), (12, 1));
        assert!(after[0].catalogue_id.is_empty(), "no line names it");
        assert_eq!(after[1].unit, before.unit);
        assert_eq!(after[1].record.lowered, 1);
        // Where the unit does not answer for the place it is no proposal.
        let line = taught.catalogue_unit(LAMPS, region, day).unwrap();
        assert_eq!(line.0, before.unit, "the catalogue says what it said");
        assert_eq!(app.desk.learn_units().await.unwrap(), 0);
        assert_eq!(app.desk.unit_quality().await.unwrap(), None);
    })
    .await;
}
