//! Real messages of a public board, when they are there: `HUYING_SHARED` names
//! the directory that holds them.

use std::collections::HashMap;
use std::path::PathBuf;

use kernel::time::Instant;
use requests::app::import::RowReason;
use requests::domain::order::{Order, OrderState};
use serde_json::Value;

use crate::house::House;
use crate::import::{all, import, map};

const QUESTIONS: &str =
    include_str!("../../../../docs/operations/import-maps/online-board-questions.toml");
const REPLIES: &str =
    include_str!("../../../../docs/operations/import-maps/online-board-replies.toml");

fn shared(name: &str) -> Option<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "tests have no settings file")]
    let dir = std::env::var("HUYING_SHARED");
    let Ok(dir) = dir else {
        println!("not included: HUYING_SHARED is not set");
        return None;
    };
    Some(std::fs::read(PathBuf::from(dir).join("data").join(name)).expect("a readable file"))
}

/// The lines of a file, read once more without the import.
fn lines(bytes: &[u8]) -> HashMap<String, Value> {
    let text = std::io::read_to_string(flate2::read::MultiGzDecoder::new(bytes)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| (word(&line, "id"), line)).collect()
}

fn word(line: &Value, name: &str) -> String {
    line[name].as_str().map_or_else(|| line[name].to_string(), str::to_owned)
}

fn at(line: &Value, name: &str) -> Instant {
    Instant::parse(&word(line, name)).unwrap()
}

#[tokio::test]
async fn a_boards_questions_become_open_orders_of_their_own_day() {
    let Some(bytes) = shared("dup3_messages.jsonl.gz") else { return };
    let lines = lines(&bytes);
    let house = House::lite().await;
    let map = map(&house, QUESTIONS);
    let done = import(&house, &map, "questions.jsonl.gz", bytes.clone(), 99).await;
    println!("{} questions taken, {} rejected", done.added, done.rejects.len());
    for reject in &done.rejects {
        println!("row {}: {:?}", reject.row, reject.reason);
        assert_eq!(reject.reason, RowReason::ContentLong);
    }
    assert_eq!((lines.len(), done.added + done.rejects.len()), (2_145, 2_145));
    assert_eq!(done.rejects.len(), 2);
    let rows = all(&house).await;
    assert_eq!(rows.len(), done.added);
    for row in rows.iter().step_by(10) {
        let view = house.desk.view_unchecked(row.id).await.unwrap();
        let line = &lines[view.request.channel_ref.as_deref().unwrap()];
        assert_eq!(view.request.content, word(line, "body").trim());
        assert_eq!(view.order.received_at, at(line, "time"));
        let day = view.order.received_at.day().strftime("%Y%m%d").to_string();
        assert_eq!(&view.order.order_no.as_str()[2..10], day);
        assert_eq!(view.order.state, OrderState::Received);
    }
    let again = import(&house, &map, "again.jsonl.gz", bytes, 99).await;
    assert_eq!((again.added, all(&house).await.len()), (0, rows.len()));
    house.end().await;
}

#[tokio::test]
async fn a_boards_answered_messages_keep_their_replies_and_their_times() {
    let Some(bytes) = shared("reply4.jsonl.gz") else { return };
    let lines = lines(&bytes);
    let house = House::lite().await;
    let map = map(&house, REPLIES);
    let begun = std::time::Instant::now();
    let done = import(&house, &map, "replies.jsonl.gz", bytes.clone(), 99).await;
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} orders in {seconds:.1} s: {:.0} orders/s",
        done.added,
        done.added as f64 / seconds
    );
    assert_eq!(lines.len(), 1_972);
    for reject in &done.rejects {
        println!("row {}: {:?}", reject.row, reject.reason);
    }
    let count =
        |reason: &RowReason| done.rejects.iter().filter(|one| one.reason == *reason).count();
    assert_eq!(count(&RowReason::ReplyLong), 4);
    assert_eq!(count(&RowReason::ReplyShort), 3);
    assert_eq!((done.added, done.rejects.len()), (1_965, 7));
    let rows = all(&house).await;
    assert_eq!(rows.len(), done.added);
    for row in rows.iter().step_by(5) {
        let view = house.desk.view_unchecked(row.id).await.unwrap();
        let line = &lines[view.request.channel_ref.as_deref().unwrap()];
        let (time, reply_time) = (at(line, "time"), at(line, "reply_time"));
        assert_eq!((view.order.received_at, view.order.replied_at), (time, Some(reply_time)));
        assert_eq!(view.order.state, OrderState::ToCallback);
        assert_eq!(view.replies.len(), 1);
        assert_eq!(view.replies[0].text_public, word(line, "reply").trim());
        assert_eq!(view.replies[0].submitted_at, reply_time);
        // The city's own limits hold from 2026 on, those of every
        // installation from 2019: nothing older has one.
        let limited = reply_time.day() >= jiff::civil::date(2019, 1, 1);
        for (clock, _) in &view.clocks {
            let waits = limited && clock.kind == "callback";
            assert_eq!(clock.state == "running", waits, "{} {reply_time:?}", clock.kind);
        }
        assert_eq!(view.order.next_due_at == Order::no_due(), !limited);
    }
    let again = import(&house, &map, "again.jsonl.gz", bytes, 99).await;
    assert_eq!((again.added, all(&house).await.len()), (0, rows.len()));
    house.end().await;
}
