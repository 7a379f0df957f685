//! Import of files: good rows go in, bad rows come back with their reason,
//! and nothing goes in twice.

use std::io::Write;

use requests::app::import::{
    self, AfterReply, BatchResult, Draft, FileKey, Frame, ImportMap, Reject, RowReason, read,
};
use requests::domain::order::OrderState;
use requests::store::import::Progress;
use requests::store::list::{self, Filter, ListRow, Sort};

use crate::house::{House, each_engine};

/// What reading a file came to.
pub(crate) struct Imported {
    pub(crate) added: usize,
    pub(crate) known: usize,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) progress: Progress,
}

const MAP: &str = r#"
    channel = "message_board"
    unit = "road-maintenance"
    category = "010303"
    [columns]
    channel_ref = "编号"
    content = "内容"
    received_at = "时间"
    order_type = "类型"
    reply = "答复"
    replied_at = "答复时间"
    phone = "电话"
"#;

const HEADER: &str = "编号,内容,时间,类型,答复,答复时间,电话\n";

pub(crate) fn map(house: &House, text: &str) -> ImportMap {
    ImportMap::parse(text, &house.desk.rules()).unwrap()
}

/// Reads a file as the command does, batch by batch from where it was.
pub(crate) async fn import(
    house: &House,
    map: &ImportMap,
    name: &str,
    bytes: Vec<u8>,
    batches: usize,
) -> Imported {
    let file = FileKey { digest: import::digest_of(&bytes), name: name.to_owned() };
    let table = read::read(name, bytes, None).unwrap();
    let mut progress = house.desk.import_progress(&file.digest).await.unwrap();
    let rules = house.desk.rules();
    let frame = Frame { map, rules: &rules, file: &file, now: house.now() };
    let mut all = Imported { added: 0, known: 0, rejects: Vec::new(), progress };
    let rest = table.rows.get(progress.done as usize..).unwrap_or_default();
    for batch in rest.chunks(import::BATCH).take(batches) {
        let (drafts, rejects) = sorted(&frame, batch);
        progress.done += batch.len() as i64;
        progress.rejected += rejects.len() as i64;
        let (result, after) =
            house.desk.import_batch(drafts, file.clone(), progress).await.unwrap();
        progress = after;
        let BatchResult { added, known } = result;
        all.added += added;
        all.known += known;
        all.rejects.extend(rejects);
    }
    assert_eq!(house.desk.import_progress(&file.digest).await.unwrap(), progress);
    Imported { progress, ..all }
}

fn sorted(
    frame: &Frame<'_>,
    batch: &[(u64, Result<read::Cells, String>)],
) -> (Vec<Draft>, Vec<Reject>) {
    let (mut drafts, mut rejects) = (Vec::new(), Vec::new());
    for (row, cells) in batch {
        let read = match cells {
            Ok(cells) => {
                import::draft(frame, *row, cells).map_err(|reason| (reason, cells.values()))
            }
            Err(reason) => Err((RowReason::Unreadable(reason.clone()), Vec::new())),
        };
        match read {
            Ok(draft) => drafts.push(draft),
            Err((reason, cells)) => rejects.push(Reject { row: *row, reason, cells }),
        }
    }
    (drafts, rejects)
}

/// Every order there is, oldest first.
pub(crate) async fn all(house: &House) -> Vec<ListRow> {
    let filter = Filter { sort: Sort::Received, ..Filter::default() };
    let read: Result<Vec<ListRow>, db::StoreError> = house
        .store
        .db
        .read(filter, |tx, filter| Box::pin(list::page(tx, filter, None, 10_000)))
        .await;
    let mut rows = read.unwrap();
    rows.reverse();
    rows
}

fn sheet() -> String {
    let long = "长".repeat(4_001);
    format!(
        "{HEADER}\
        A1,路灯坏了三天没人修,2026-05-01 08:00,投诉,,,\n\
        A2,公园几点关门,2026-05-02 09:00:00,咨询,每天二十二点关门。,2026-05-03 10:30:00,\n\
        A3,短,2026-05-02 09:00:00,咨询,,,\n\
        A4,{long},2026-05-02 09:00:00,咨询,,,\n\
        A5,路口积水严重难走,昨天,投诉,,,\n\
        A6,路口积水严重难走,2027-01-01,投诉,,,\n\
        A7,路口积水严重难走,2026-05-02,投诉,已经抽干,2026-05-01,\n\
        A8,路口积水严重难走,2026-05-02,投诉,已经抽干,,\n\
        A9,路口积水严重难走,2026-05-02,吵架,,,\n\
        A10,路口积水严重难走,2026-05-02,投诉,好的,2026-05-03,\n\
        A11,路口积水严重难走,2026-05-02,投诉,{long},2026-05-03,\n\
        A12,多一格,2026-05-02,投诉,,,,\n\
        A1,路灯坏了三天没人修,2026-05-01 08:00,投诉,,,\n\
        ,井盖松了请来看看,2026-05-04,举报,,,\n"
    )
}

#[tokio::test]
async fn good_rows_go_in_and_each_bad_row_comes_back_with_its_reason() {
    each_engine(async |house| {
        let map = map(house, MAP);
        let done = import(house, &map, "a.csv", sheet().into_bytes(), 9).await;
        assert_eq!((done.added, done.known), (3, 1));
        let reasons: Vec<(u64, RowReason)> =
            done.rejects.iter().map(|reject| (reject.row, reject.reason.clone())).collect();
        assert!(matches!(&reasons[9], (13, RowReason::Unreadable(_))), "{:?}", reasons[9]);
        let wanted = [
            (4, RowReason::ContentMissing),
            (5, RowReason::ContentLong),
            (6, RowReason::BadTime("昨天".into())),
            (7, RowReason::Future("2027-01-01".into())),
            (8, RowReason::ReplyBeforeRequest),
            (9, RowReason::ReplyIncomplete),
            (10, RowReason::UnknownType("吵架".into())),
            (11, RowReason::ReplyShort),
            (12, RowReason::ReplyLong),
        ];
        assert_eq!(reasons[..9], wanted);
        assert_eq!(done.rejects[2].cells[0], "A5");
        let rows = all(house).await;
        let states: Vec<OrderState> = rows.iter().map(|row| row.state).collect();
        assert_eq!(states, [OrderState::Received, OrderState::ToCallback, OrderState::Received]);
        // The same file again, from its beginning: nothing is new.
        let again = import(house, &map, "b.csv", format!("{} \n", sheet()).into_bytes(), 9).await;
        assert_eq!((again.added, all(house).await.len()), (1, 4));
        let same = import(house, &map, "a.csv", sheet().into_bytes(), 9).await;
        assert_eq!((same.added, same.known), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn an_answered_row_has_the_course_and_the_times_it_really_had() {
    let house = House::lite().await;
    let map = map(&house, MAP);
    import(&house, &map, "a.csv", sheet().into_bytes(), 9).await;
    let row =
        all(&house).await.into_iter().find(|row| row.state == OrderState::ToCallback).unwrap();
    let view = house.desk.view_unchecked(row.id).await.unwrap();
    let at = |text| kernel::time::Instant::parse(text).unwrap();
    let (received, replied) = (at("2026-05-02 09:00:00"), at("2026-05-03 10:30:00"));
    assert_eq!((view.order.received_at, view.order.replied_at), (received, Some(replied)));
    assert_eq!(view.order.dispatched_at, Some(received));
    assert_eq!(view.replies[0].text_public, "每天二十二点关门。");
    let course: Vec<(&str, bool)> =
        view.events.iter().map(|event| (event.kind.as_str(), event.at == received)).collect();
    assert_eq!(
        course,
        [
            ("order.registered", true),
            ("order.accepted", true),
            ("order.dispatched", true),
            ("order.acknowledged", true),
            ("order.started", true),
            ("order.replied", false),
            ("order.reply_approved", false),
        ]
    );
    assert!(view.events.iter().all(|event| event.recorded_at == house.now()));
    house.end().await;
}

#[tokio::test]
async fn answers_may_close_at_once_and_a_row_without_its_unit_does_not_stop_the_others() {
    let house = House::lite().await;
    let closing = map(&house, &MAP.replace("[columns]", "after_reply = \"close\"\n[columns]"));
    assert_eq!(closing.after_reply, AfterReply::Close);
    let text = format!("{HEADER}B1,公园几点关门呢,2026-05-02,咨询,十点,2026-05-03,\n");
    let done = import(&house, &closing, "c.csv", text.into_bytes(), 9).await;
    assert_eq!((done.added, all(&house).await[0].state), (1, OrderState::Closed));
    let named = MAP
        .replace("unit = \"road-maintenance\"", "")
        .replace("[columns]", "[columns]\nunit = \"单位\"");
    let named = map(&house, &named);
    let text = "编号,内容,时间,单位,答复,答复时间\n\
        C1,路灯坏了三天了,2026-05-02,,已经修好了,2026-05-03\n\
        C2,路灯坏了三天了,2026-05-02,no-such,已经修好了,2026-05-03\n\
        C3,路灯坏了三天了,2026-05-02,power-supply,已经修好了,2026-05-03\n";
    let done = import(&house, &named, "d.csv", text.into(), 9).await;
    let reasons: Vec<RowReason> = done.rejects.into_iter().map(|reject| reject.reason).collect();
    let unknown = |text: &str| RowReason::UnknownUnit(text.into());
    assert_eq!((done.added, reasons), (1, vec![unknown(""), unknown("no-such")]));
    house.end().await;
}

fn many(rows: usize) -> String {
    let lines =
        (0..rows).map(|n| format!("N{n},第{n}盏路灯不亮了,2026-05-{:02},投诉,,,\n", n % 28 + 1));
    std::iter::once(HEADER.to_owned()).chain(lines).collect()
}

#[tokio::test]
async fn a_stopped_import_goes_on_where_it_was_and_a_failed_batch_leaves_nothing() {
    each_engine(async |house| {
        let map = map(house, MAP);
        let bytes = many(250).into_bytes();
        let begun = import(house, &map, "n.csv", bytes.clone(), 1).await;
        assert_eq!((begun.added, begun.progress.done), (100, 100));
        // A batch that fails in its middle keeps neither rows nor progress.
        let file = FileKey { digest: import::digest_of(&bytes), name: "n.csv".into() };
        let rules = house.desk.rules();
        let frame = Frame { map: &map, rules: &rules, file: &file, now: house.now() };
        let table = read::read("n.csv", bytes.clone(), None).unwrap();
        let (mut drafts, _) = sorted(&frame, &table.rows[100..200]);
        drafts[50].course = Some(import::Course {
            unit: "gone".into(),
            category_code: "010303".into(),
            reply: "已经修好了".into(),
            replied_at: house.now(),
            after: AfterReply::Callback,
        });
        let progress = Progress { done: 200, ..begun.progress };
        assert!(house.desk.import_batch(drafts, file.clone(), progress).await.is_err());
        assert_eq!(house.desk.import_progress(&file.digest).await.unwrap(), begun.progress);
        assert_eq!(all(house).await.len(), 100);
        let rest = import(house, &map, "n.csv", bytes, 9).await;
        assert_eq!((rest.added, rest.progress.done, rest.progress.added), (150, 250, 250));
        assert_eq!(all(house).await.len(), 250);
    })
    .await;
}

#[tokio::test]
async fn the_same_rows_come_in_from_every_kind_of_file() {
    let text = format!("{HEADER}K1,井盖松动请来看看,2026-05-01 08:00:00,投诉,,,\n");
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let json = serde_json::json!({
        "编号": "K1", "内容": "井盖松动请来看看", "时间": "2026-05-01 08:00:00", "类型": "投诉",
    });
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writeln!(gzip, "{json}").unwrap();
    let files = [
        ("k.csv", text.clone().into_bytes()),
        ("k-gb.csv", gb.into_owned()),
        ("k.xlsx", book.save_to_buffer().unwrap()),
        ("k.jsonl.gz", gzip.finish().unwrap()),
    ];
    for (name, bytes) in files {
        let house = House::lite().await;
        let done = import(&house, &map(&house, MAP), name, bytes, 9).await;
        assert_eq!((done.added, done.rejects.len()), (1, 0), "{name}");
        let rows = all(&house).await;
        assert_eq!(rows[0].title, "井盖松动请来看看", "{name}");
        assert_eq!(rows[0].received_at.rfc3339(), "2026-05-01T08:00:00+08:00", "{name}");
        house.end().await;
    }
}
