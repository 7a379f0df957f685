//! How many holders there are, for staff: figures with small ones withheld.

use axum::extract::State;
use axum::response::Response;
use people::record::{Asked, Cell, List, Table};
use people::{PageError, Staff};
use ui::{EmptyState, Notice, Prefs, Tone, Tr, key};

use super::words;
use crate::app::Stations;
use crate::app::holder::attestation::UPLOADS;
use crate::domain::holder::{DeclarationKind, HolderKind};
use crate::store::holder as store;

/// Counts below this are not shown (domain rule P5).
const SMALL: i64 = 5;

/// `GET /desk/holders`
pub(super) async fn counts(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let now = stations.app.now();
    let read = stations.app.db.read(now, |tx, now| {
        Box::pin(async move {
            Ok::<_, db::StoreError>((
                store::counts(tx, *now).await?,
                store::declaration_counts(tx).await?,
            ))
        })
    });
    let (counts, declared): (Vec<store::HolderCount>, Vec<(String, i64)>) = read.await?;
    let employers = stations.employers().await?;
    let shell = stations.app.desk(&staff, prefs, key("holders-title"));
    let t = shell.t;
    let kind = |word: &str| match word.parse::<HolderKind>() {
        Ok(kind) => t.s(words::kind_key(kind)).into_owned(),
        Err(_) => word.to_owned(),
    };
    let mut rows: Vec<Vec<Cell>> = counts
        .iter()
        .map(|count| {
            vec![
                Cell::Text(kind(&count.kind)),
                Cell::Text(words::brand(t, &employers, count.employer)),
                shown(t, count.holders),
            ]
        })
        .collect();
    rows.extend(declared.iter().filter_map(|(word, number)| {
        let kind = word.parse::<DeclarationKind>().ok()?;
        let name = t.s(words::declaration_key(kind)).into_owned();
        Some(vec![
            Cell::Text(t.s("holders-declared").into_owned()),
            Cell::Text(name),
            shown(t, *number),
        ])
    }));
    let table =
        Table::new([t.s("holder-kind"), t.s("holder-employer"), t.s("holders-count")]).rows(rows);
    if asked.get("format") == "csv" {
        return Ok(table.csv("holders.csv", str::to_owned));
    }
    let lists = ui::Button::link(t.s("attestations-title"), "/desk/attestations");
    let file = ui::Button::link(t.s("holders-file"), "/desk/holders?format=csv").quiet();
    let uploads = staff.has_any(UPLOADS).then_some(lists);
    let page = List {
        lead: t.s("holders-lead").into_owned(),
        notices: vec![Notice::new(Tone::Info, t.s("holders-small"))],
        actions: uploads.into_iter().chain([file]).collect(),
        path: "/desk/holders",
        empty: table.rows.is_empty().then(|| EmptyState::new("users", t.s("holders-none"))),
        table,
        ..List::default()
    };
    Ok(page.desk(shell))
}

fn shown(t: Tr, number: i64) -> Cell {
    if number < SMALL {
        Cell::Text(t.s("holders-withheld").into_owned())
    } else {
        Cell::Num(number)
    }
}
