//! What stays open to the requester after the work: a newer judgement, and the
//! answer to the order theirs was joined to.

use axum::http::StatusCode;
use kernel::time::DAY_US;
use requests::domain::change::Command;
use requests::domain::order::OrderState;
use requests::domain::words::{Satisfied, Solved};

use crate::app::each_app;
use crate::resident::{WORDS, act, replied, sent, staff, view};

#[tokio::test]
async fn a_judgement_may_be_changed_for_a_week_and_the_newer_word_counts() {
    each_app(async |app| {
        let mine = sent(app, "change", WORDS).await;
        let order = replied(app, &view(app, &mine.0, &mine.1).await.order).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        let early = app.get(&path).await;
        assert!(!early.text.contains("修改我的评价"), "there is nothing to change yet");
        let first = [("solved", "unresolved"), ("satisfied", "unsatisfied")];
        act(app, &mine, "evaluation", &first).await.location();
        app.store.clock.advance(6 * DAY_US);
        app.get(&path).await.shows(StatusCode::OK, &["修改我的评价", "评价后七天内可以修改"]);
        let none = act(app, &mine, "evaluation", &[("comment", "改主意了")]).await;
        none.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选问题解决了没有", "改主意了"]);
        let newer = [("solved", "resolved"), ("satisfied", "mostly"), ("comment", "后来修好了")];
        let done = act(app, &mine, "evaluation", &newer).await;
        app.get(done.location()).await.shows(StatusCode::OK, &["评价已改", "修改了评价"]);
        let after = view(app, &mine.0, &mine.1).await;
        assert_eq!(after.order.state, OrderState::CalledBack, "the order stays where it is");
        let valid: Vec<_> = after.callbacks.iter().filter(|row| row.is_valid).collect();
        assert_eq!(after.callbacks.len(), 2);
        assert_eq!(valid.len(), 1, "one word counts");
        assert_eq!(
            (valid[0].solved, valid[0].satisfied, valid[0].comment.as_str()),
            (Some(Solved::Resolved), Some(Satisfied::Mostly), "后来修好了")
        );
        // Changing it does not make the week longer; closing does not end it.
        staff(app, &order, Command::Close).await;
        app.get(&path).await.shows(StatusCode::OK, &["修改我的评价"]);
        app.store.clock.advance(DAY_US + 1);
        assert!(!app.get(&path).await.text.contains("修改我的评价"));
        let late = act(app, &mine, "evaluation", &first).await;
        assert!(late.location().ends_with("&done=changed"), "{}", late.location());
        assert_eq!(view(app, &mine.0, &mine.1).await.callbacks.len(), 2);
        let target = format!("/track/{}/evaluation", mine.0);
        let strange = [("code", "00000000"), ("seen", "1"), ("solved", "resolved")];
        let wrong = app.post(&target, &strange).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND, "without the code there is no order");
    })
    .await;
}

#[tokio::test]
async fn who_was_joined_reads_the_answer_to_the_order_that_was_worked() {
    each_app(async |app| {
        let (mine, other) = (sent(app, "mine", WORDS).await, sent(app, "other", WORDS).await);
        let lead = view(app, &other.0, &other.1).await.order;
        let joined = view(app, &mine.0, &mine.1).await.order;
        staff(app, &joined, Command::Link { lead: lead.id }).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        let waiting = app.get(&path).await;
        waiting.shows(StatusCode::OK, &["和同一个问题合并办理", "收到诉求"]);
        assert!(!waiting.text.contains("已更换三盏路灯"));
        replied(app, &lead).await;
        let page = app.get(&path).await;
        page.shows(StatusCode::OK, &["已更换三盏路灯", "这是一起办的那一件的答复"]);
        assert!(!page.text.contains("电缆老化"), "the internal text stays inside");
        assert!(!page.text.contains(&other.0), "nobody learns another's number");
    })
    .await;
}

#[tokio::test]
async fn what_is_new_after_an_answer_at_once_is_said_on_the_page_and_handled() {
    each_app(async |app| {
        let mine = sent(app, "news", WORDS).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        let order = view(app, &mine.0, &mine.1).await.order;
        assert!(!app.get(&path).await.text.contains("还有新情况"), "nothing was answered yet");
        staff(app, &order, Command::Answer { text: "本周内检修。".into() }).await;
        app.get(&path).await.shows(StatusCode::OK, &["还有新情况", "/news\""]);
        let silent = act(app, &mine, "news", &[("news", " ")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写一写有什么新情况", "#f-news"]);
        let long = "长".repeat(2_001);
        let long = act(app, &mine, "news", &[("news", &long)]).await;
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = [("news", "检修之后第二天又灭了")];
        let done = act(app, &mine, "news", &said).await;
        let page = app.get(done.location()).await;
        page.shows(StatusCode::OK, &["新情况已收到", "检修之后第二天又灭了"]);
        assert_eq!(view(app, &mine.0, &mine.1).await.order.state, OrderState::ToDispatch);
        let twice = act(app, &mine, "news", &said).await;
        assert!(twice.location().ends_with("&done=changed"), "{}", twice.location());
        let strange = [("code", "00000000"), ("seen", "1"), ("news", "别人的")];
        let wrong = app.post(&format!("/track/{}/news", mine.0), &strange).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND, "without the code there is no order");
    })
    .await;
}
