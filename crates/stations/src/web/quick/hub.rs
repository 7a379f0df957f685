//! Where everything one can say begins, with what came of it this month in
//! counts: nobody is named and nobody has points.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{
    Choice, Definition, Definitions, Flash, FormState, Prefs, Shell, Tile, Tiles, Tone, Tr, key,
};

use super::words::{help_key, reporter_key, reporters, shown};
use crate::app::Stations;
use crate::domain::quick::NewQuickHelp;
use crate::domain::said::{HelpKind, Reporter};
use crate::store::quick::Counts;

type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "quick/hub.html")]
struct HubPage {
    shell: Shell,
    form: FormState,
    tiles: Tiles,
    helps: Vec<Choice>,
    reporters: Vec<Choice>,
    figures: Definitions,
}

/// `GET /quick`
pub(super) async fn show(
    State(stations): State<Stations>,
    Query(pairs): Query<Pairs>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    page(&stations, &viewer, prefs, StatusCode::OK, form).await
}

/// `POST /quick/helps`
pub(super) async fn count_help(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    let kind: Option<HelpKind> = form.value("help").parse().ok();
    if kind.is_none() {
        form.error("help", key("quick-error-help"));
    }
    if form.value("key").is_empty() {
        form.error("", key("quick-error-key"));
    }
    let Some(kind) = kind.filter(|_| !form.has_errors()) else {
        return page(&stations, &viewer, prefs, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let new = NewQuickHelp {
        key: form.value("key").to_owned(),
        kind,
        reporter: form.value("reporter").parse().unwrap_or(Reporter::Unsaid),
    };
    match stations.count_quick_help(new).await {
        Ok(()) => Ok(see_other("/quick?sent=help")),
        Err(error) => error.fault().and(Err(PageError::BadRequest)),
    }
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    status: StatusCode,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.shell(viewer, prefs, key("quick-title"));
    let t = shell.t;
    let thanks = (form.value("sent") == "help").then(|| t.s("quick-help-thanks").into_owned());
    shell.flash = thanks.map(|text| Flash { tone: Tone::Ok, text, undo_action: None });
    let fresh = stations.app.ids.mint(stations.app.now()).to_string();
    let own = stations.voice_rules().await?.small_cell;
    let least = stations.least_shown(own).await?;
    let counts = stations.quick_counts().await?;
    let helps = HelpKind::ALL.iter();
    let page = HubPage {
        tiles: tiles(t),
        helps: helps.map(|kind| Choice::new(kind.as_str(), t.s(help_key(*kind)))).collect(),
        reporters: reporters(t),
        figures: figures(t, &counts, least),
        form: form.with("key", fresh).with("reporter", Reporter::Unsaid.as_str()),
        shell,
    };
    Ok(ui::page(status, &page))
}

fn tiles(t: Tr) -> Tiles {
    Tiles::new(vec![
        Tile::new("camera", t.s("quick-report-title"), "/quick/report")
            .hint(t.s("quick-report-hint"))
            .primary(),
        Tile::new("message", t.s("quick-suggest"), "/quick/report?kind=suggestion")
            .hint(t.s("quick-suggest-hint")),
        Tile::new("list", t.s("rider-needs-title"), "/needs").hint(t.s("quick-needs-hint")),
        Tile::new("shield", t.s("appeals-title"), "/appeals").hint(t.s("quick-appeal-hint")),
    ])
}

/// Counts of the month; those that could point at somebody are withheld.
fn figures(t: Tr, counts: &Counts, least: i64) -> Definitions {
    let mut lines =
        vec![Definition::new(t.s("quick-count-reports"), shown(t, counts.reports, least))];
    let helps: i64 = counts.helps.iter().map(|(_, count)| count).sum();
    lines.push(Definition::new(t.s("quick-count-helps"), shown(t, helps, least)));
    for (kind, count) in &counts.helps {
        lines.push(Definition::new(t.s(help_key(*kind)), shown(t, *count, least)));
    }
    for (reporter, count) in &counts.thanks {
        let name = t.named("quick-thanks-to", t.s(reporter_key(*reporter)).as_ref());
        lines.push(Definition::new(name, shown(t, *count, least)));
    }
    Definitions::new(lines).columns()
}
