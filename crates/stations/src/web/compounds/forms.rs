//! Forms of a compound's parts: about, gate, ways, rules, agreement, verifier.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::record::{Asked, FormPage, Group, one_of};
use people::{PageError, Staff, see_other};
use places::{Datum, Point};
use ui::{Breadcrumb, Button, Choice, Crumb, Field, FormState, Prefs, Tr, key};

use super::desk::PATH;
use super::words;
use crate::app::Stations;
use crate::app::compound::{CompoundEdit, SeenCompound};
use crate::domain::compound::{
    CompoundAgreement, FriendlyCompound, Gate, HouseRules, NAME_MAX, NOTE_MAX, RULES_MAX, bays_of,
    bays_text, buildings_of, buildings_text,
};
use crate::domain::pass::GateVerifier;
use crate::store::pass;
use crate::web::blame;

/// A part of a compound that has a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Property, telephone, note.
    About,
    /// A gate.
    Gate,
    /// Buildings and bays.
    Ways,
    /// A new version of the house rules.
    Rules,
    /// An agreement.
    Agreement,
    /// Which verifier stands at a gate.
    Verifier,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::About, Self::Gate, Self::Ways, Self::Rules, Self::Agreement, Self::Verifier];

    /// As it stands in addresses.
    const fn as_str(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Gate => "gate",
            Self::Ways => "ways",
            Self::Rules => "rules",
            Self::Agreement => "agreement",
            Self::Verifier => "verifier",
        }
    }

    fn of(word: &str) -> Result<Self, PageError> {
        let part = Self::ALL.into_iter().find(|part| part.as_str() == word);
        part.ok_or(PageError::NotFound)
    }
}

fn title(part: Part) -> &'static str {
    match part {
        Part::About => key("compound-edit-about"),
        Part::Gate => key("compound-edit-gate"),
        Part::Ways => key("compound-edit-ways"),
        Part::Rules => key("compound-edit-rules"),
        Part::Agreement => key("compound-edit-agreement"),
        Part::Verifier => key("compound-edit-verifier"),
    }
}

fn lead(part: Part) -> &'static str {
    match part {
        Part::About => key("compound-edit-about-lead"),
        Part::Gate => key("compound-edit-gate-lead"),
        Part::Ways => key("compound-edit-ways-lead"),
        Part::Rules => key("compound-edit-rules-lead"),
        Part::Agreement => key("compound-edit-agreement-lead"),
        Part::Verifier => key("compound-edit-verifier-lead"),
    }
}

/// `GET /desk/compounds/{id}/{part}`
pub(super) async fn ask(
    State(stations): State<Stations>,
    Path((id, part)): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let part = Part::of(&part)?;
    let seen = stations.compound_for(&staff, &id).await?;
    if !stations.keeps_compound(&staff, &seen) {
        return Err(PageError::Forbidden);
    }
    let form = blank(&stations, part, &seen, asked.get("gate"))?;
    page(&stations, (&staff, prefs), (part, &seen), form).await
}

/// The form as it begins: with what there is.
fn blank(
    stations: &Stations,
    part: Part,
    seen: &SeenCompound,
    gate: &str,
) -> Result<FormState, PageError> {
    let form = match part {
        Part::About => about_values(&seen.whole.compound),
        Part::Gate => {
            let known = seen.whole.gates.iter().find(|one| one.id == gate);
            match known {
                Some(gate) => gate_values(gate),
                None => FormState::new().with("datum", "gcj02"),
            }
        }
        Part::Ways => FormState::new()
            .with("buildings", buildings_text(&seen.whole.buildings))
            .with("bays", bays_text(&seen.whole.bays, Datum::Wgs84))
            .with("datum", "wgs84"),
        Part::Rules => FormState::new()
            .with("text", seen.whole.rules.first().map(|one| one.text.clone()).unwrap_or_default())
            .with("valid_from", stations.app.now().day().to_string()),
        Part::Agreement => FormState::new(),
        Part::Verifier => {
            let known = seen.whole.gates.iter().any(|one| one.id == gate);
            if !known {
                return Err(PageError::NotFound);
            }
            FormState::new().with("gate", gate)
        }
    };
    Ok(form.with("version_seen", seen.whole.version.to_string()))
}

/// What stands about a compound, for its form.
pub(super) fn about_values(one: &FriendlyCompound) -> FormState {
    FormState::new()
        .with("property", &one.property)
        .with("phone", &one.phone)
        .with("note", &one.note)
}

fn gate_values(gate: &Gate) -> FormState {
    let at = gate.point.degrees(Datum::Wgs84);
    FormState::new()
        .with("was", &gate.id)
        .with("id", &gate.id)
        .with("name", &gate.name)
        .with("lon", format!("{:.6}", at.lon))
        .with("lat", format!("{:.6}", at.lat))
        .with("datum", "wgs84")
        .with("entrance", &gate.entrance)
        .with("hours", &gate.hours)
        .with("contact", &gate.contact)
}

async fn page(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    (part, seen): (Part, &SeenCompound),
    form: FormState,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(staff, prefs, title(part));
    let t = shell.t;
    let id = &seen.place.id;
    let free = match part {
        Part::Verifier => {
            let read = stations.app.db.read((), |tx, ()| Box::pin(pass::free_verifiers(tx)));
            let free: Vec<(i64, String)> = read.await?;
            free
        }
        _ => Vec::new(),
    };
    let submit = Button::submit(t.s("compound-save")).primary();
    let mut page = FormPage::new(format!("{PATH}/{id}/{}", part.as_str()), submit, form);
    page.crumbs = Some(Breadcrumb::new(
        t,
        vec![
            Crumb::new(t.s("compounds-desk"), PATH),
            Crumb::new(&seen.place.name, format!("{PATH}/{id}")),
        ],
    ));
    page.lead = t.s(lead(part)).into_owned();
    let along = |name: &'static str| (name, page.form.value(name).to_owned());
    page.hidden = match part {
        Part::Verifier => vec![along("version_seen"), along("gate")],
        Part::Gate => vec![along("version_seen"), along("was")],
        _ => vec![along("version_seen")],
    };
    let fields = fields(t, part, &page.form, &free);
    page.groups = vec![Group::new("part", t.s(title(part)), fields)];
    Ok(page.desk(shell))
}

/// The fields about a compound.
pub(super) fn about_fields(t: Tr, form: &FormState) -> Vec<Field> {
    vec![
        Field::text(t, form, "property", t.s("compound-property")).counted(NAME_MAX).required(),
        Field::tel(t, form, "phone", t.s("compound-phone")).optional(),
        Field::textarea(t, form, "note", t.s("compound-note")).counted(NOTE_MAX).optional(),
    ]
}

fn datum_field(t: Tr, form: &FormState) -> Field {
    let choices = [
        Choice::new("gcj02", t.s("compound-datum-gcj")),
        Choice::new("wgs84", t.s("compound-datum-wgs")),
        Choice::new("bd09", t.s("compound-datum-bd")),
    ];
    Field::select(t, form, "datum", t.s("compound-datum")).choices(choices)
}

fn fields(t: Tr, part: Part, form: &FormState, free: &[(i64, String)]) -> Vec<Field> {
    match part {
        Part::About => about_fields(t, form),
        Part::Gate => vec![
            Field::text(t, form, "id", t.s("compound-gate-id"))
                .hint(t.s("compound-gate-id-hint"))
                .required(),
            Field::text(t, form, "name", t.s("compound-gate")).counted(NAME_MAX).required(),
            Field::text(t, form, "lon", t.s("compound-lon")).required(),
            Field::text(t, form, "lat", t.s("compound-lat")).required(),
            datum_field(t, form),
            Field::text(t, form, "entrance", t.s("compound-entrance")).counted(NOTE_MAX).optional(),
            Field::text(t, form, "hours", t.s("compound-hours"))
                .hint(t.s("compound-hours-hint"))
                .required(),
            Field::text(t, form, "contact", t.s("compound-contact")).counted(NAME_MAX).optional(),
        ],
        Part::Ways => vec![
            Field::textarea(t, form, "buildings", t.s("compound-buildings"))
                .hint(t.s("compound-buildings-hint"))
                .rows(12)
                .optional(),
            Field::textarea(t, form, "bays", t.s("compound-bays"))
                .hint(t.s("compound-bays-hint"))
                .rows(6)
                .optional(),
            datum_field(t, form),
        ],
        Part::Rules => vec![
            Field::text(t, form, "version", t.s("compound-version"))
                .hint(t.s("compound-version-hint"))
                .required(),
            Field::date(t, form, "valid_from", t.s("compound-valid-from")).required(),
            Field::textarea(t, form, "text", t.s("compound-rules"))
                .rows(10)
                .counted(RULES_MAX)
                .required(),
        ],
        Part::Agreement => vec![
            Field::text(t, form, "platform", t.s("compound-platform")).counted(NAME_MAX).required(),
            Field::text(t, form, "parties", t.s("compound-parties")).counted(NOTE_MAX).required(),
            Field::date(t, form, "signed_on", t.s("compound-signed")).required(),
            Field::date(t, form, "valid_to", t.s("compound-valid-to")).required(),
        ],
        Part::Verifier => {
            let choice = |(number, name): &(i64, String)| Choice::new(number.to_string(), name);
            vec![
                Field::select(t, form, "verifier", t.s("compound-verifier"))
                    .choices(one_of(t, free.iter().map(choice)))
                    .hint(t.s("compound-verifier-hint"))
                    .required(),
            ]
        }
    }
}

fn datum(form: &FormState) -> Datum {
    match form.value("datum") {
        "wgs84" => Datum::Wgs84,
        "bd09" => Datum::Bd09,
        _ => Datum::Gcj02,
    }
}

/// What was typed, as a change; else the field that cannot be read.
fn edit_of(part: Part, seen: &SeenCompound, form: &mut FormState) -> Option<CompoundEdit> {
    let text = |name: &str| form.value(name).to_owned();
    let id = seen.place.id.clone();
    match part {
        Part::About => Some(CompoundEdit::About(text("property"), text("phone"), text("note"))),
        Part::Gate => {
            let degrees = |name: &str| form.value(name).parse::<f64>().ok();
            let point = degrees("lon").zip(degrees("lat"));
            let point =
                point.and_then(|(lon, lat)| Point::from_degrees(datum(form), lon, lat).ok());
            let Some(point) = point else {
                form.error("lon", key("compound-error-point"));
                return None;
            };
            let was = form.value("was");
            Some(CompoundEdit::Gate(Gate {
                compound: id,
                // A gate keeps its short name: it stands on its board.
                id: if was.is_empty() { text("id") } else { was.to_owned() },
                name: text("name"),
                point,
                entrance: text("entrance"),
                hours: text("hours"),
                contact: text("contact"),
            }))
        }
        Part::Ways => ways_of(seen, form),
        Part::Rules => Some(CompoundEdit::Rules(HouseRules {
            compound: id,
            version: text("version"),
            valid_from: text("valid_from"),
            text: text("text"),
        })),
        Part::Agreement => Some(CompoundEdit::Agreement(CompoundAgreement {
            compound: id,
            platform: text("platform"),
            parties: text("parties"),
            signed_on: text("signed_on"),
            valid_to: text("valid_to"),
        })),
        Part::Verifier => Some(CompoundEdit::Bind(GateVerifier {
            verifier: form.value("verifier").parse().unwrap_or_default(),
            compound: id,
            gate: text("gate"),
        })),
    }
}

fn ways_of(seen: &SeenCompound, form: &mut FormState) -> Option<CompoundEdit> {
    let near = (datum(form), seen.place.point);
    let buildings = buildings_of(form.value("buildings"), &seen.place.id, &seen.whole.gates);
    let bays = bays_of(form.value("bays"), &seen.place.id, near);
    if let Err(fault) = &buildings {
        let args = vec![("line", fault.0.into())];
        form.error_with("buildings", key("compound-error-line"), args);
    }
    if let Err(fault) = &bays {
        form.error_with("bays", key("compound-error-line"), vec![("line", fault.0.into())]);
    }
    Some(CompoundEdit::Ways(buildings.ok()?, bays.ok()?))
}

/// `POST /desk/compounds/{id}/{part}`
pub(super) async fn keep(
    State(stations): State<Stations>,
    Path((id, part)): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let part = Part::of(&part)?;
    let mut form = FormState::from_pairs(pairs);
    let seen = stations.compound_for(&staff, &id).await?;
    let version = form.value("version_seen").parse().map_err(|_| PageError::BadRequest)?;
    if let Some(edit) = edit_of(part, &seen, &mut form) {
        match stations.edit_compound(&staff, &seen, (version, edit)).await {
            Ok(()) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
            Err(error) => blame(&mut form, error, words::told)?,
        }
    }
    page(&stations, (&staff, prefs), (part, &seen), form).await
}
