//! Suspending a pass: the form of the persons named for a compound.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::record::{Asked, FormPage, Group};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Notice, Prefs, Tone, key};

use super::words;
use crate::app::Stations;
use crate::app::compound::SeenCompound;
use crate::domain::compound::can_suspend;
use crate::domain::suspension::{FACT_MAX, NewSuspension};
use crate::web::blame;

const PATH: &str = "/desk/compounds";

async fn find(stations: &Stations, staff: &Staff, id: &str) -> Result<SeenCompound, PageError> {
    let seen = stations.compound_for(staff, id).await?;
    if can_suspend(&seen.posts, id) { Ok(seen) } else { Err(PageError::Forbidden) }
}

/// `GET /desk/compounds/{id}/suspensions/new`
pub(super) async fn ask(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let seen = find(&stations, &staff, &id).await?;
    page(&stations, (&staff, prefs), &seen, asked.form).await
}

async fn page(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    seen: &SeenCompound,
    form: FormState,
) -> Result<Response, PageError> {
    let rules = stations.pass_rules().await?;
    let rule = rules.on(stations.app.now().day());
    let shell = stations.app.desk(staff, prefs, key("suspension-new"));
    let t = shell.t;
    let (first, again) = rule.map_or((0, 0), |rule| (rule.first_days_max, rule.again_days_max));
    let longest = t.a("suspension-days-hint", &[("first", first.into()), ("again", again.into())]);
    let fields = vec![
        Field::number(t, &form, "number", t.s("holder-number"))
            .hint(t.s("suspension-number-hint"))
            .required(),
        Field::textarea(t, &form, "fact", t.s("suspension-fact"))
            .hint(t.s("suspension-fact-hint"))
            .counted(FACT_MAX)
            .required(),
        Field::date(t, &form, "happened_on", t.s("suspension-happened")).required(),
        Field::number(t, &form, "days", t.s("suspension-days")).hint(longest).required(),
    ];
    let id = &seen.place.id;
    let submit = Button::submit(t.s("suspension-new")).danger();
    let mut page = FormPage::new(format!("{PATH}/{id}/suspensions"), submit, form);
    page.crumbs = Some(Breadcrumb::new(
        t,
        vec![
            Crumb::new(t.s("compounds-desk"), PATH),
            Crumb::new(&seen.place.name, format!("{PATH}/{id}")),
        ],
    ));
    page.notices = vec![Notice::new(Tone::Warn, t.s("suspension-new-text"))];
    page.groups = vec![Group::new("suspension", seen.place.name.clone(), fields)];
    Ok(page.desk(shell))
}

/// `POST /desk/compounds/{id}/suspensions`
pub(super) async fn suspend(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let seen = find(&stations, &staff, &id).await?;
    let text = |name: &str| form.value(name).to_owned();
    let new = NewSuspension {
        number: text("number"),
        fact: text("fact"),
        happened_on: text("happened_on"),
        days: text("days"),
    };
    match stations.suspend_pass(&staff, &seen, new).await {
        Ok(made) => Ok(see_other(&format!("/desk/suspensions/{made}?done=added"))),
        Err(error) => {
            blame(&mut form, error, words::told)?;
            page(&stations, (&staff, prefs), &seen, form).await
        }
    }
}
