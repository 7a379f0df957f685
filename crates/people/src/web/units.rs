//! The list of units.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use ui::{Choice, Pager, Prefs, Shell, Tr, key};

use crate::domain::unit::{Unit, UnitKind};
use crate::fault::PageError;
use crate::ids::UnitId;
use crate::record::{Asked, PAGE_ROWS, SHEET_ROWS};
use crate::sheet;
use crate::state::App;
use crate::store::units::{self, UnitFilter};
use crate::viewer::Staff;

const PATH: &str = "/desk/units";

#[derive(Template)]
#[template(path = "people/units.html")]
struct UnitsPage {
    shell: Shell,
    filters: Asked,
    kinds: Vec<Choice>,
    sorts: Vec<Choice>,
    rows: Vec<Line>,
    pager: Pager,
    sheet: String,
}

struct Line {
    name: String,
    slug: String,
    kind: String,
    region: String,
    uscc: String,
    phone: String,
    is_open: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let shell = app.desk(&staff, prefs, key("units-title"));
    let t = shell.t;
    let filter = filter_of(&filters);
    let by_region = filter.by_region;
    let mut rows = read(&app, filter, PAGE_ROWS + 1).await?;
    let key_of = |unit: &Unit| {
        let first = if by_region { &unit.region_code } else { &unit.name };
        format!("{}|{first}", unit.id)
    };
    let pager = filters.pager(t, PATH, &mut rows, key_of);
    let now = app.now();
    let any_kind = Choice::new("", t.s("units-any-kind"));
    let kinds = UnitKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), t.s(kind.label_key())));
    let page = UnitsPage {
        kinds: std::iter::once(any_kind).chain(kinds).collect(),
        sorts: vec![
            Choice::new("", t.s("units-sort-name")),
            Choice::new("region", t.s("units-sort-region")),
        ],
        rows: rows.into_iter().map(|unit| line(t, unit.exists_at(now), unit)).collect(),
        pager,
        sheet: filters.href("/desk/units.csv"),
        filters,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

pub(super) async fn sheet(
    State(app): State<App>,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang);
    let rows = read(&app, filter_of(&filters), SHEET_ROWS).await?;
    let head = [
        t.s("units-name"),
        t.s("units-slug"),
        t.s("units-kind"),
        t.s("units-region"),
        t.s("units-uscc"),
        t.s("units-phone"),
    ];
    let head = head.into_iter().map(String::from).collect();
    let now = app.now();
    let rows = rows.into_iter().map(|unit| line(t, unit.exists_at(now), unit));
    let cells = rows.map(|row| vec![row.name, row.slug, row.kind, row.region, row.uscc, row.phone]);
    Ok(sheet::csv("units.csv", std::iter::once(head).chain(cells)))
}

fn filter_of(filters: &Asked) -> UnitFilter {
    let after = filters.get("after").split_once('|');
    UnitFilter {
        words: filters.get("words").to_owned(),
        kind: filters.parse("kind"),
        region: filters.get("region").to_owned(),
        by_region: filters.get("sort") == "region",
        after: after.and_then(|(id, first)| Some((first.to_owned(), id.parse::<UnitId>().ok()?))),
    }
}

async fn read(app: &App, filter: UnitFilter, rows: usize) -> Result<Vec<Unit>, StoreError> {
    let input = (filter, i64::try_from(rows).unwrap_or(i64::MAX));
    app.db.read(input, |tx, (filter, limit)| Box::pin(units::page(tx, filter, *limit))).await
}

fn line(t: Tr, is_open: bool, unit: Unit) -> Line {
    Line {
        name: unit.name,
        slug: unit.slug,
        kind: t.s(unit.kind.label_key()).into_owned(),
        region: unit.region_code,
        uscc: unit.uscc.unwrap_or_default(),
        phone: unit.phone,
        is_open,
    }
}
