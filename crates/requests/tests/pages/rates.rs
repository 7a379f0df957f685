//! The three rates, worked out again by pandas from the exported orders of 50
//! random unit-periods. `cargo xtask test` sets `HUYING_PYTHON`; without it the
//! test says that it was left out.

use std::io::Write as _;
use std::path::Path;

use db::{StoreError, Tx};
use kernel::id::Id;
use kernel::time::{HOUR_US, Instant, MINUTE_US};
use people::{Role, UnitId};
use requests::domain::callback::{CallbackChannel, Contacted};
use requests::domain::order::{Order, OrderState};
use requests::domain::order_no::OrderNo;
use requests::domain::request::{NewRequest, Place};
use requests::domain::words::{OrderType, Origin, Satisfied, Solved, Urgency};
use requests::domain::{CallbackId, OrderId, RequestId};
use requests::store::adjustment::{self, Adjustment};
use requests::store::callback::{self, CallbackRow};
use requests::store::clock::{self, ClockRow};
use requests::store::note::{self, NoteRow};
use requests::store::{order, request};

use crate::app::{TestApp, each_app};
use crate::staff::sign_in;

const UNITS: usize = 27;
const MONTHS: [&str; 2] = ["2026-03", "2026-04"];
const ORDERS_MAX: usize = 40;

/// A small generator of well-mixed numbers (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn among<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// An order of the base with whatever chance brought to it.
struct Made {
    order: Order,
    contact_due: Instant,
    contacted: Option<Instant>,
    word: Option<(Option<bool>, Solved, Option<Satisfied>)>,
    excluded: Option<&'static str>,
    deferred: Option<(&'static str, Instant)>,
}

fn made(numbers: &mut Numbers, n: u32, unit: UnitId, month: &str) -> Made {
    let start = Instant::parse(&format!("{month}-01 00:00")).expect("a time");
    let due = start.plus(numbers.below(30 * 24 * 60) as i64 * MINUTE_US);
    let contact_due = due.plus(-72 * HOUR_US);
    // In time, at the very instant that is too late, late, or never.
    let contacted = match numbers.below(5) {
        0 => None,
        1 => Some(contact_due),
        2 => Some(contact_due.plus(HOUR_US)),
        _ => Some(contact_due.plus(-HOUR_US - numbers.below(9) as i64)),
    };
    let said = numbers.among(&[None, Some(true), Some(false)]);
    let satisfied = Satisfied::ALL.get(numbers.below(Satisfied::ALL.len() + 1)).copied();
    let word = (said, numbers.among(Solved::ALL), satisfied);
    let kinds = OrderType::ALL;
    let id = |kind: u128| Id::from_parts(due, u128::from(n) * 10 + kind);
    let order = Order {
        id: OrderId(id(1)),
        order_no: OrderNo::new("SQ", due.day(), n).expect("a number"),
        request_id: RequestId(id(2)),
        state: OrderState::CalledBack,
        version: 1,
        order_type: kinds[numbers.below(kinds.len())],
        urgency: Urgency::Normal,
        category_code: None,
        title: format!("第 {n} 件"),
        channel: "website".into(),
        region_code: None,
        grid_code: None,
        unit_id: Some(unit),
        first_unit_id: Some(unit),
        catalogue_id: None,
        duty_override: None,
        hop_count: 1,
        nature: requests::domain::joint::Nature::Lead,
        parent_id: None,
        offered_unit_id: None,
        reported_unit_id: None,
        repeat_of: None,
        repeat_kind: None,
        confidential: false,
        received_at: contact_due,
        dispatched_at: Some(contact_due),
        replied_at: None,
        closed_at: None,
        next_due_at: Order::no_due(),
        next_yellow_at: None,
        next_red_at: None,
        handle_due_at: Some(due),
        reopened_count: 0,
        rework_count: 0,
    };
    let excludes = ["beyond_duty", "statutory_route", "no_contact"];
    let plan_end = due.plus((numbers.below(120) as i64 - 20) * 24 * HOUR_US);
    Made {
        order,
        contact_due,
        contacted,
        word: (numbers.below(4) > 0).then_some(word),
        excluded: (numbers.below(9) == 0).then(|| numbers.among(&excludes)),
        deferred: (numbers.below(7) == 0).then_some(("project_cycle", plan_end)),
    }
}

/// The request an order came from.
fn asked(order: &Order) -> NewRequest {
    NewRequest {
        submission_key: order.order_no.to_string(),
        channel: order.channel.clone(),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type: order.order_type,
        title: order.title.clone(),
        content: order.title.clone(),
        occurred_at: None,
        received_at: order.received_at,
        place: Place::default(),
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    }
}

async fn write(tx: &mut Tx<'_>, made: &Made) -> Result<(), StoreError> {
    let order = &made.order;
    let at = order.received_at;
    let new = asked(order);
    request::insert(tx, order.request_id, &new).await?;
    order::insert(tx, order).await?;
    let row = ClockRow {
        order_id: order.id,
        kind: "first_contact".into(),
        unit_id: order.unit_id,
        policy: "{}".into(),
        basis: String::new(),
        history: "[]".into(),
        state: "stopped".into(),
        started_at: at,
        due_at: made.contact_due,
        yellow_at: at,
        red_at: at,
        stopped_at: Some(at),
        provisional: false,
        calendar_version: String::new(),
    };
    clock::upsert(tx, &row).await?;
    if let Some(contacted) = made.contacted {
        let note = NoteRow {
            id: order.id.0,
            order_id: order.id,
            at: contacted,
            kind: "order.first_contact".into(),
            audience: "staff".into(),
            author_id: None,
            unit_id: order.unit_id,
            text: "已联系".into(),
        };
        note::insert(tx, &note).await?;
    }
    if let Some((unit_contacted, solved, satisfied)) = made.word {
        let row = CallbackRow {
            id: CallbackId(order.id.0),
            order_id: order.id,
            at,
            by_requester: false,
            officer_id: None,
            channel: CallbackChannel::Phone,
            contacted: Contacted::Yes,
            unit_contacted,
            solved: Some(solved),
            satisfied,
            comment: String::new(),
            is_valid: true,
        };
        callback::insert(tx, &row).await?;
    }
    let excluded = made.excluded.map(|reason| ("excluded", reason, None));
    let deferred = made.deferred.map(|(reason, until)| ("deferred", reason, Some(until)));
    for (kind, reason, valid_until) in [excluded, deferred].into_iter().flatten() {
        let listing = Adjustment {
            order_id: order.id,
            kind,
            reason,
            applied_by: "a".into(),
            approved_by: Some("b".into()),
            at,
            valid_until,
        };
        adjustment::list(tx, &listing).await?;
    }
    Ok(())
}

async fn fill(app: &TestApp<'_>) {
    let rules = app.desk.rules();
    let mut units: Vec<UnitId> = rules.units.keys().copied().collect();
    units.sort_unstable();
    let mut numbers = Numbers(20_261_126);
    let (mut all, mut n) = (Vec::new(), 0);
    for unit in units.into_iter().take(UNITS) {
        for month in MONTHS {
            for _ in 0..1 + numbers.below(ORDERS_MAX) {
                n += 1;
                all.push(made(&mut numbers, n, unit, month));
            }
        }
    }
    let written: Result<(), StoreError> = app
        .store
        .db
        .write(all, |tx, all| {
            Box::pin(async move {
                for one in all {
                    write(tx, one).await?;
                }
                Ok(())
            })
        })
        .await;
    written.expect("the orders are written");
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
async fn pandas_finds_the_same_rates_in_the_exported_orders() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "rates: not included: HUYING_PYTHON is not set");
        return;
    };
    each_app(async |app| {
        fill(app).await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let mut periods = 0;
        for (month, last) in MONTHS.iter().zip(["31", "30"]) {
            let period = format!("?from={month}-01&to={month}-{last}");
            let mut files = Vec::new();
            for name in ["rates-lines.csv", "rates.csv"] {
                let csv = supervisor.get(&format!("/desk/{name}{period}")).await;
                assert!(csv.text.starts_with('\u{feff}'), "{}", csv.text);
                let file = app.store.dir.join(format!("{month}-{name}"));
                std::fs::write(&file, &csv.bytes).expect("a file");
                files.push(file);
            }
            let script =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/python/rates_again.py");
            let output = std::process::Command::new(&python).arg(script).args(&files).output();
            let output = output.expect("HUYING_PYTHON starts");
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            let fault = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{told}{fault}");
            println!("{month}: {told}");
            let count = told.split(' ').next().and_then(|word| word.parse::<usize>().ok());
            periods += count.expect("a count");
        }
        assert!(periods >= 50, "{periods}");
    })
    .await;
}
