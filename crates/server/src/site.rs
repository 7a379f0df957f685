//! The installation's own facts: footer, navigation, messages of rooms that
//! know no pages.

use db::{Db, StoreError};
use people::{NavEntry, Role};
use ui::key;

/// `places` has messages but no pages, so the binary brings them along.
pub(crate) const PLACES_LOCALES: &[ui::Source] = &[
    ui::Source { lang: ui::Lang::ZhCn, name: "places", text: places::MESSAGES_ZH_CN },
    ui::Source { lang: ui::Lang::En, name: "places", text: places::MESSAGES_EN },
];

/// The places of the desk's rail, in their order.
pub(crate) fn nav() -> Vec<NavEntry> {
    use Role::{
        AuditAdmin, CallbackOfficer, Dispatcher, GridWorker, Leader, Operator, SecurityAdmin,
        Supervisor, SystemAdmin, UnitHandler, UnitReviewer,
    };
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
    let entry = |href, label_key, icon, roles| NavEntry { href, label_key, icon, roles };
    vec![
        entry("/desk/new", key("nav-new"), "phone", &[Operator, Dispatcher][..]),
        entry("/desk/queue", key("nav-queue"), "inbox", WORKERS),
        entry("/desk/orders", key("nav-orders"), "list", WORKERS),
        entry(
            "/desk/rates",
            key("nav-rates"),
            "chart",
            &[Supervisor, Leader, Dispatcher, UnitReviewer][..],
        ),
        entry("/desk/messages", key("nav-messages"), "send", &[SystemAdmin, Supervisor][..]),
        entry("/desk/accounts", key("nav-accounts"), "users", &[SystemAdmin, SecurityAdmin][..]),
        entry("/desk/audit", key("nav-audit"), "shield", &[AuditAdmin][..]),
    ]
}

/// Footer facts of the loaded city; nothing before a pack is loaded.
pub(crate) async fn read(db: &Db) -> Result<Option<ui::Site>, StoreError> {
    let files: Vec<(String, String, String)> =
        db.read((), |tx, ()| Box::pin(tx.all(&requests::store::pack::FILES, &[]))).await?;
    let Some((_, text, _)) = files.iter().find(|(name, ..)| name == "city.toml") else {
        return Ok(None);
    };
    let facts: Facts = toml::from_str(text).unwrap_or_default();
    let site = facts.site;
    Ok(Some(ui::Site {
        name: site.title,
        short_name: facts.short_name,
        sponsor: site.sponsor,
        phone: site.phone,
        icp: site.icp,
        police_record: site.police_record,
        site_identity_code: site.site_identity_code,
        ..ui::Site::default()
    }))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Facts {
    short_name: String,
    site: SiteFacts,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct SiteFacts {
    title: String,
    sponsor: String,
    phone: String,
    icp: String,
    police_record: String,
    site_identity_code: String,
}
