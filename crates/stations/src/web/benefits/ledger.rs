//! The money's book of a programme, on a page and as a file.

use axum::extract::State;
use axum::response::Response;
use people::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, any_of};
use people::{PageError, Staff};
use ui::{Choice, EmptyState, Field, FormState, Notice, Prefs, Tone, Tr, key};

use super::words::{account_key, movement_key, programmes, to_page, yuan};
use crate::app::Stations;
use crate::domain::benefit::money::{Account, Movement};
use crate::domain::benefit::programme::Programme;
use crate::store::benefit::{self as store, Entry};

const PATH: &str = "/desk/benefits/ledger";

/// The programme asked for, else the first of theirs whose book says something.
async fn find(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
) -> Result<Option<Programme>, PageError> {
    let id = asked.get("programme");
    if !id.is_empty() {
        return Ok(Some(stations.programme_for(staff, id).await.map_err(to_page)?));
    }
    let theirs = stations.programmes_of(staff).await?;
    for programme in &theirs {
        if !read(stations, asked, programme, 1).await?.is_empty() {
            return Ok(Some(programme.clone()));
        }
    }
    Ok(theirs.into_iter().next())
}

async fn read(
    stations: &Stations,
    asked: &Asked,
    programme: &Programme,
    limit: usize,
) -> Result<Vec<Entry>, PageError> {
    let input = (
        programme.id.clone(),
        asked.after(),
        asked.get("movement").to_owned(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let read = stations.app.db.read(input, |tx, (id, before, movement, limit)| {
        Box::pin(store::entries(tx, id, (before, movement), *limit))
    });
    Ok(read.await?)
}

/// `GET /desk/benefits/ledger?programme=…`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("benefit-ledger"));
    let t = shell.t;
    let theirs = stations.programmes_of(&staff).await?;
    let programme = find(&stations, &staff, &asked).await?;
    let (mut rows, notices) = match &programme {
        Some(programme) => {
            let standing = stations.benefit_standing(&programme.id).await?;
            let sums = Account::ALL.iter().map(|account| {
                let fen = standing.balances.of(*account);
                format!("{} {}", t.s(account_key(*account)), yuan(t, fen))
            });
            let sums = sums.collect::<Vec<_>>().join("；");
            let told = Notice::new(Tone::Info, sums).title(&programme.name);
            (read(&stations, &asked, programme, PAGE_ROWS + 1).await?, vec![told])
        }
        None => (Vec::new(), Vec::new()),
    };
    // Each programme has a book of its own: the filter says whose this is.
    let id = programme.as_ref().map_or("", |programme| programme.id.as_str());
    let chosen = FormState::new().with("programme", id);
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.clone());
    let movements = Movement::ALL.iter();
    let movements = movements.map(|one| Choice::new(one.as_str(), t.s(movement_key(*one))));
    let csv = asked.csv_button(t, "/desk/benefits/ledger.csv");
    let page = List {
        lead: t.s("benefit-ledger-lead").into_owned(),
        notices,
        actions: vec![csv],
        path: PATH,
        filters: vec![
            Field::select(t, &chosen, "programme", t.s("benefit-name"))
                .choices(programmes(&theirs)),
            Field::select(t, &asked.form, "movement", t.s("benefit-movement"))
                .choices(any_of(t, movements)),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("benefit-ledger-empty"))),
        table: table(t, &rows, |fen| yuan(t, fen)),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/benefits/ledger.csv?programme=…`: amounts in whole fen.
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = match find(&stations, &staff, &asked).await? {
        Some(programme) => read(&stations, &asked, &programme, SHEET_ROWS).await?,
        None => Vec::new(),
    };
    let table = table(Tr::new(prefs.lang), &rows, |fen| fen.to_string());
    Ok(table.csv("benefit-ledger.csv", str::to_owned))
}

fn table(t: Tr, rows: &[Entry], amount: impl Fn(i64) -> String) -> Table {
    Table::new([
        t.s("benefit-posted"),
        t.s("benefit-movement"),
        t.s("benefit-debit"),
        t.s("benefit-credit"),
        t.s("benefit-amount"),
        t.s("benefit-entry"),
        t.s("benefit-reverses"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Text(t.date_time(row.posted_at)),
            Cell::Text(t.s(movement_key(row.movement)).into_owned()),
            Cell::Text(t.s(account_key(row.debit)).into_owned()),
            Cell::Text(t.s(account_key(row.credit)).into_owned()),
            Cell::Text(amount(row.amount_fen)),
            Cell::Text(row.id.clone()),
            Cell::Text(row.reverses_id.clone().unwrap_or_default()),
        ]
    }))
}
