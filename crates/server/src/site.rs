//! The installation's own facts: footer, navigation, messages of rooms that
//! know no pages.

use db::{Db, StoreError};
use echo::privacy::Doors;
use people::Role::{
    AuditAdmin, CallbackOfficer, Dispatcher, GridWorker, Leader, Operator, SecurityAdmin,
    ServiceProvider, StationKeeper, Supervisor, SystemAdmin, UnitHandler, UnitReviewer,
};
use people::{HomeEntry, NavEntry, Role};
use ui::key;

/// `places` has messages but no pages, so the binary brings them along.
pub(crate) const PLACES_LOCALES: &[ui::Source] = &[
    ui::Source { lang: ui::Lang::ZhCn, name: "places", text: places::MESSAGES_ZH_CN },
    ui::Source { lang: ui::Lang::En, name: "places", text: places::MESSAGES_EN },
];

/// The messages of the rail.
pub(crate) const LOCALES: &[ui::Source] = ui::catalogues!["nav"];

const WORKERS: &[Role] = &[
    Operator,
    Dispatcher,
    UnitHandler,
    UnitReviewer,
    CallbackOfficer,
    Supervisor,
    GridWorker,
    Leader,
];
const UNIT: &[Role] = &[UnitHandler, UnitReviewer];
const PETITIONS: &[Role] = &[UnitHandler, UnitReviewer, Operator, Dispatcher, Supervisor, Leader];

/// The places of the desk's rail, in their order.
pub(crate) fn nav() -> Vec<NavEntry> {
    let daily = within("", daily());
    let figures = within(key("nav-section-figures"), figures());
    let watching = within(key("nav-section-watching"), watching());
    let beside = within(key("nav-section-beside"), beside());
    let stations = within(key("nav-section-stations"), stations());
    let house = within(key("nav-section-house"), house());
    [daily, figures, watching, beside, stations, house].concat()
}

/// Places of one section.
fn within(section_key: &'static str, entries: Vec<NavEntry>) -> Vec<NavEntry> {
    entries.into_iter().map(|entry| NavEntry { section_key, ..entry }).collect()
}

fn entry(
    href: &'static str,
    label_key: &'static str,
    icon: &'static str,
    roles: &'static [Role],
) -> NavEntry {
    NavEntry { href, label_key, icon, roles, section_key: "" }
}

/// What the day's work is done on.
fn daily() -> Vec<NavEntry> {
    vec![
        entry("/desk/new", key("nav-new"), "phone", &[Operator, Dispatcher]),
        entry("/desk/queue", key("nav-queue"), "layers", WORKERS),
        entry("/desk/orders", key("nav-orders"), "list", WORKERS),
        entry("/desk/field", key("nav-field"), "pin", &[GridWorker, UnitHandler, UnitReviewer]),
        entry("/desk/knowledge", key("nav-knowledge"), "book", WORKERS),
    ]
}

/// Figures of units and of the whole.
fn figures() -> Vec<NavEntry> {
    let rates: &[Role] = &[Supervisor, Leader, Dispatcher, UnitReviewer];
    vec![
        entry("/desk/board", key("nav-board"), "chart", &[Supervisor, Leader, Dispatcher]),
        entry("/desk/board/unit", key("nav-board-unit"), "building", UNIT),
        entry("/desk/rates", key("nav-rates"), "check-circle", rates),
    ]
}

/// What is asked for, pressed for and disputed.
fn watching() -> Vec<NavEntry> {
    let asks: &[Role] = &[Dispatcher, UnitHandler, UnitReviewer, Supervisor, Leader];
    let answers: &[Role] = &[UnitHandler, UnitReviewer, Supervisor, Leader];
    let disputes: &[Role] = &[Dispatcher, Supervisor, UnitReviewer];
    let calls: &[Role] = &[UnitHandler, UnitReviewer, Dispatcher, Supervisor];
    vec![
        entry("/desk/supervisions", key("nav-supervisions"), "alert", answers),
        entry("/desk/applications", key("nav-applications"), "clock", asks),
        entry("/desk/objections", key("nav-objections"), "message", disputes),
        entry("/desk/whistles", key("nav-whistles"), "users", calls),
    ]
}

/// What stands beside the orders.
fn beside() -> Vec<NavEntry> {
    let lines: &[Role] = &[Operator, Dispatcher, Supervisor, Leader];
    vec![
        entry("/desk/petitions", key("nav-petitions"), "mail", PETITIONS),
        entry("/desk/transfers", key("nav-transfers"), "arrow-right", lines),
        entry("/desk/place-items", key("nav-proactive"), "flag", WORKERS),
    ]
}

/// Stations, and what is done for those who work on the road.
fn stations() -> Vec<NavEntry> {
    let appeals: &[Role] = &[UnitHandler, UnitReviewer, Dispatcher, Supervisor];
    let benefits: &[Role] = &[UnitHandler, UnitReviewer, Supervisor];
    let needs: &[Role] = &[UnitHandler, UnitReviewer, Dispatcher, Supervisor, Leader];
    let overview: &[Role] = &[Supervisor, Leader];
    let compounds: &[Role] = &[StationKeeper, UnitHandler, UnitReviewer, Supervisor, Leader];
    vec![
        entry("/desk/stations", key("nav-stations"), "pin", &[]),
        entry("/desk/keeping", key("nav-keeping"), "pin", &[StationKeeper]),
        entry("/desk/stations/overview", key("nav-overview-stations"), "chart", overview),
        entry("/desk/special-hours", key("nav-special-hours"), "clock", &[Supervisor]),
        entry("/desk/station-links", key("nav-station-links"), "check-circle", &[Supervisor]),
        entry("/desk/appointments", key("nav-appointments"), "calendar", &[ServiceProvider]),
        entry("/desk/appointments/outcomes", key("nav-outcomes"), "chart", &[Supervisor, Leader]),
        entry("/desk/appeals", key("nav-appeals"), "shield", appeals),
        entry("/desk/benefits", key("nav-benefits"), "check-circle", benefits),
        entry("/desk/rider-needs", key("nav-rider-needs"), "message", needs),
        entry("/desk/compounds", key("nav-compounds"), "building", compounds),
        entry("/desk/codes", key("nav-codes"), "shield", &[Supervisor]),
        entry("/desk/holders", key("nav-holders"), "users", &[UnitHandler, UnitReviewer, Leader]),
        entry("/desk/posts", key("nav-posts"), "pin", &[SystemAdmin]),
        entry("/desk/gate-openings", key("nav-gate-openings"), "shield", &[AuditAdmin]),
    ]
}

/// Places of the residents' first page beside those of the desk, in their order.
pub(crate) fn home() -> Vec<HomeEntry> {
    vec![
        HomeEntry {
            href: "/stations",
            label_key: key("home-stations"),
            hint_key: key("home-stations-hint"),
            icon: "pin",
        },
        HomeEntry {
            href: "/code",
            label_key: key("home-code"),
            hint_key: key("home-code-hint"),
            icon: "check-circle",
        },
        HomeEntry {
            href: "/quick",
            label_key: key("home-quick"),
            hint_key: key("home-quick-hint"),
            icon: "camera",
        },
        HomeEntry {
            href: "/appointments",
            label_key: key("home-appointments"),
            hint_key: key("home-appointments-hint"),
            icon: "calendar",
        },
    ]
}

/// Rules, and what administrators look after.
fn house() -> Vec<NavEntry> {
    let rules: &[Role] = &[Dispatcher, Supervisor, Leader, SystemAdmin];
    vec![
        entry("/desk/policies", key("nav-policies"), "calendar", rules),
        entry("/desk/models", key("nav-models"), "layers", &[Supervisor, SystemAdmin]),
        entry("/desk/messages", key("nav-messages"), "send", &[SystemAdmin, Supervisor]),
        entry("/desk/accounts", key("nav-accounts"), "users", &[SystemAdmin, SecurityAdmin]),
        entry("/desk/audit", key("nav-audit"), "shield", &[AuditAdmin]),
    ]
}

/// What the loaded city says of itself; nothing before a pack is loaded.
async fn facts(db: &Db) -> Result<Option<Facts>, StoreError> {
    let files: Vec<(String, String, String)> =
        db.read((), |tx, ()| Box::pin(tx.all(&requests::store::pack::FILES, &[]))).await?;
    let city = files.iter().find(|(name, ..)| name == "city.toml");
    Ok(city.map(|(_, text, _)| toml::from_str(text).unwrap_or_default()))
}

/// Whether the city covers door numbers where people's words leave the desk.
pub(crate) async fn doors(db: &Db) -> Result<Doors, StoreError> {
    let facts = facts(db).await?.unwrap_or_default();
    Ok(if facts.privacy.doors_covered { Doors::Covered } else { Doors::Shown })
}

/// Footer facts of the loaded city; nothing before a pack is loaded.
pub(crate) async fn read(db: &Db) -> Result<Option<ui::Site>, StoreError> {
    let Some(facts) = facts(db).await? else { return Ok(None) };
    let site = facts.site;
    Ok(Some(ui::Site {
        name: if site.name.is_empty() { site.title } else { site.name },
        short_name: facts.name,
        sponsor: site.sponsor,
        phone: if site.hotline.is_empty() { site.phone } else { site.hotline },
        icp: site.icp,
        police_record: site.police_record,
        site_identity_code: site.site_identity_code,
        ..ui::Site::default()
    }))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Facts {
    name: String,
    site: SiteFacts,
    privacy: PrivacyFacts,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct PrivacyFacts {
    doors_covered: bool,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct SiteFacts {
    /// What the header calls it; short.
    name: String,
    title: String,
    sponsor: String,
    phone: String,
    /// The short number residents call.
    hotline: String,
    icp: String,
    police_record: String,
    site_identity_code: String,
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_message_of_the_rail_is_there_and_used() {
        let own = [super::LOCALES];
        let others = [ui::LOCALES, people::LOCALES, requests::LOCALES, super::PLACES_LOCALES];
        let faults = ui::catalogue_check::check_crate(env!("CARGO_MANIFEST_DIR"), &own, &others);
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn the_catalogues_of_all_crates_fit_together() {
        crate::wiring::install_messages();
        assert_eq!(ui::Tr::new(ui::Lang::ZhCn).s("nav-orders"), "工单");
    }
}
