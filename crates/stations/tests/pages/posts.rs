//! Who keeps which station.

use axum::http::StatusCode;
use people::Role;
use stations::domain::post::Posts;

use crate::app::{TestApp, each_app};

async fn posts_of(app: &TestApp<'_>, username: &str) -> Posts {
    let read = app
        .store
        .db
        .read(username.to_owned(), |tx, name| Box::pin(stations::store::post::list_of(tx, name)));
    read.await.expect("reads").into_iter().collect()
}

#[tokio::test]
async fn an_administrator_gives_and_ends_posts() {
    each_app(async |app| {
        let admin = app.sign_in(Role::SystemAdmin, "data-bureau").await;
        let keeper = app.sign_in(Role::StationKeeper, "st-wangjiangtai").await;
        admin.get("/desk/posts").await.shows(StatusCode::OK, &["YT001", "城市数据包"]);
        admin.get("/desk/posts/new").await.shows(StatusCode::OK, &["登录名"]);
        let name = keeper.username.as_str();
        let post =
            |place: &'static str| [("username", name), ("kind", "station"), ("place", place)];
        let wrong = admin.post("/desk/posts", &post("YT999")).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["YT999", "没有找到"]);
        let nobody = [("username", "nobody"), ("kind", "station"), ("place", "YT001")];
        admin.post("/desk/posts", &nobody).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        assert_eq!(
            admin.post("/desk/posts", &post("YT001")).await.location(),
            "/desk/posts?done=added"
        );
        admin
            .post("/desk/posts", &post("YT001"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        assert!(posts_of(app, name).await.keeps("YT001"));
        let sheet = admin.get("/desk/posts.csv?q=YT001").await;
        sheet.shows(StatusCode::OK, &[name]);

        let asks = format!("/desk/posts/end?username={name}&kind=station&place=YT001");
        admin.get(&asks).await.shows(StatusCode::OK, &["不再负责"]);
        admin.post("/desk/posts/end", &post("YT001")).await.location();
        assert_eq!(posts_of(app, name).await, Posts::default());
        admin.post("/desk/posts/end", &post("YT001")).await.shows(StatusCode::NOT_FOUND, &[]);

        for role in [Role::StationKeeper, Role::Supervisor, Role::SecurityAdmin] {
            let other = app.sign_in(role, "social-work").await;
            other.get("/desk/posts").await.shows(StatusCode::FORBIDDEN, &[]);
            other.post("/desk/posts", &post("YT001")).await.shows(StatusCode::FORBIDDEN, &[]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_keeper_holds_what_the_pack_gives() {
    each_app(async |app| {
        let held = posts_of(app, "zs01").await;
        assert!(held.keeps("YT001") && !held.keeps("YT002") && held.organisations.is_empty());
        assert!(posts_of(app, "fw02").await.provides("mind"));
        assert_eq!(posts_of(app, "op01").await, Posts::default());
    })
    .await;
}
