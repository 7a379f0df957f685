//! A holder's passes: where rules were accepted, what was suspended and who
//! opened a line about them. Only the holder sees this.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::record::{Action, Asked, Section, Show, flash};
use people::{PageError, Viewer, see_other};
use ui::{Breadcrumb, Crumb, Field, FormState, Notice, Prefs, Shell, Tag, Tone, Tr, key};

use super::super::holder::SignedHolder;
use super::desk::{appeal_of, facts, sections};
use super::words;
use crate::app::Stations;
use crate::domain::appeal::{FACTS_MAX, WANTED_MAX};
use crate::domain::compound::{HouseRules, in_force};
use crate::domain::ids::SuspensionId;
use crate::domain::pass::{Opening, Pass};
use crate::domain::suspension::{Suspension, SuspensionVerb};
use crate::store::{compound, pass as store, suspension};
use crate::web::blame;

const PATH: &str = "/holder/passes";

/// What is kept of a holder.
struct Own {
    passes: Vec<Pass>,
    rules: Vec<HouseRules>,
    suspensions: Vec<Suspension>,
    openings: Vec<Opening>,
}

/// A line of the page.
#[derive(Default)]
struct Line {
    /// Where more of it stands; empty for nothing more.
    href: String,
    name: String,
    tag: Option<Tag>,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "passes/mine.html")]
struct MinePage {
    shell: Shell,
    passes: Vec<Line>,
    suspensions: Vec<Line>,
    openings: Vec<Line>,
}

/// `GET /holder/passes`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
) -> Result<Response, PageError> {
    let read = stations.app.db.read(signed.holder.id, |tx, holder| {
        Box::pin(async move {
            Ok::<_, db::StoreError>(Own {
                passes: store::of_holder(tx, *holder).await?,
                rules: compound::all_rules(tx).await?,
                suspensions: suspension::of_holder(tx, *holder).await?,
                openings: store::openings_of(tx, *holder).await?,
            })
        })
    });
    let own: Own = read.await?;
    let shell = stations.app.shell(&viewer, prefs, key("passes-title"));
    let t = shell.t;
    let page = MinePage {
        passes: own.passes.iter().map(|one| pass(t, &stations, one, &own.rules)).collect(),
        suspensions: own.suspensions.iter().map(|one| suspended(t, &stations, one)).collect(),
        openings: own.openings.iter().map(|one| opening(t, &stations, one)).collect(),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn name(stations: &Stations, compound: &str) -> String {
    let atlas = stations.atlas.current();
    atlas.compound(compound).map_or_else(|| compound.to_owned(), |place| place.name.clone())
}

fn pass(t: Tr, stations: &Stations, one: &Pass, rules: &[HouseRules]) -> Line {
    let here = rules.iter().filter(|rules| rules.compound == one.compound).cloned();
    let here: Vec<HouseRules> = here.collect();
    let current = in_force(&here, stations.app.now().day());
    let is_old = current.is_some_and(|current| current.version != one.rules);
    let args =
        [("version", one.rules.as_str().into()), ("at", t.date_time(one.accepted_at).into())];
    Line {
        href: format!("/compounds/{}", one.compound),
        name: name(stations, &one.compound),
        tag: is_old.then(|| Tag::new(t.s("passes-rules-new")).tone(Tone::Warn)),
        lines: vec![t.a("passes-rules-accepted", &args)],
    }
}

fn suspended(t: Tr, stations: &Stations, one: &Suspension) -> Line {
    Line {
        href: format!("/holder/suspensions/{}", one.id),
        name: name(stations, &one.compound),
        tag: Some(words::state_tag(t, one.state)),
        lines: vec![format!("{} {}", t.s("suspension-until"), t.date_time(one.until))],
    }
}

fn opening(t: Tr, stations: &Stations, one: &Opening) -> Line {
    Line {
        name: format!("{} {}", one.unit_name, one.account_name),
        tag: Some(Tag::new(t.s(one.purpose.label_key()))),
        lines: vec![
            format!("{} {}", name(stations, &one.compound), words::hour(t, &one.hour)),
            format!("{} · {}", one.incident, one.reason),
            format!("{} {}", t.s("openings-at"), t.date_time(one.at)),
        ],
        ..Line::default()
    }
}

/// `GET /holder/suspensions/{id}`
pub(super) async fn suspension(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, (&viewer, prefs), &signed, (&id, asked.form)).await
}

async fn page(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    signed: &SignedHolder,
    (id, form): (&str, FormState),
) -> Result<Response, PageError> {
    let id: SuspensionId = id.parse().map_err(|_| PageError::NotFound)?;
    let one = stations.own_suspension(&signed.holder, id).await?;
    let appeal = appeal_of(stations, &one).await?;
    let rules = stations.pass_rules().await?;
    let rule = rules.on(stations.app.now().day());
    let days = rule.map_or(0, |rule| rule.appeal_working_days);
    let mut shell = stations.app.shell(viewer, prefs, key("suspension-title"));
    let t = shell.t;
    shell.flash = flash(t, &form);
    let rights = Notice::new(Tone::Info, t.n("suspension-rights", days));
    let basis = rule.map(|rule| rule.basis.as_str()).unwrap_or_default();
    let mut told = sections(t, &one, appeal.as_ref());
    told.push(Section::new("basis", t.s("suspension-basis")).text(basis));
    let mut actions = Vec::new();
    if one.state.after(SuspensionVerb::Appeal).is_some() {
        let appeal = Action::new(
            t.s(words::verb_key(SuspensionVerb::Appeal)),
            format!("/holder/suspensions/{}/appeal", one.id),
        )
        .hide("version", one.version)
        .field(
            Field::textarea(t, &form, "facts", t.s("appeal-facts")).counted(FACTS_MAX).required(),
        )
        .field(
            Field::textarea(t, &form, "wanted", t.s("appeal-wanted"))
                .rows(2)
                .counted(WANTED_MAX)
                .required(),
        );
        actions.push(appeal.main());
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("passes-title"), PATH)])),
        tags: vec![words::state_tag(t, one.state)],
        notices: vec![rights],
        facts: facts(t, &one, &name(stations, &one.compound)),
        sections: told,
        actions,
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// `POST /holder/suspensions/{id}/appeal`
pub(super) async fn appeal(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let one: SuspensionId = id.parse().map_err(|_| PageError::NotFound)?;
    let seen = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    let words_said = (form.value("facts"), form.value("wanted"));
    match stations.appeal_suspension(&signed.holder, (one, seen), words_said).await {
        Ok(()) => return Ok(see_other(&format!("/holder/suspensions/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, words::told)?,
    }
    page(&stations, (&viewer, prefs), &signed, (&id, form)).await
}
