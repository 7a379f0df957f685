//! What every handler of every capability shares.

use std::sync::{Arc, PoisonError, RwLock};

use db::{BoxFuture, Db, StoreError};
use kernel::id::Ids;
use kernel::time::{Clock, Instant};
use ui::{NavItem, Prefs, Shell, Site, Surface, Tr, UserBadge};

use crate::access::Role;
use crate::ids::RequesterRef;
use crate::limits::Limits;
use crate::settings::Settings;
use crate::vault::Vault;
use crate::viewer::{Staff, Viewer};

/// Shared state. Cheap to clone. A capability embeds it in its own state and
/// implements `FromRef` for it.
#[derive(Clone)]
pub struct App {
    /// The store.
    pub db: Db,
    /// Mints ids.
    pub ids: Arc<dyn Ids>,
    /// Gives the time.
    pub clock: Arc<dyn Clock>,
    /// Who requesters are.
    pub vault: Vault,
    /// Settings of sign-in and disclosure.
    pub settings: Arc<Settings>,
    /// How often one source may try something.
    pub limits: Arc<Limits>,
    /// Orders, for disclosures; given by `server`.
    pub orders: Arc<dyn OrderParties>,
    /// Places of the residents' first page that capabilities add to it.
    pub home: Arc<Vec<HomeEntry>>,
    nav: Arc<Vec<NavEntry>>,
    tools: Tools,
    site: Arc<RwLock<Arc<Site>>>,
}

/// So many places stand in the rail without sections.
const RAIL_FLAT: usize = 9;

/// A place in the desk's rail.
#[derive(Debug, Clone, Copy)]
pub struct NavEntry {
    /// Where it leads.
    pub href: &'static str,
    /// Message key of its name.
    pub label_key: &'static str,
    /// Icon name.
    pub icon: &'static str,
    /// Who sees it; empty for everyone who is signed in.
    pub roles: &'static [Role],
    /// Message key of the section it stands in; empty for none.
    pub section_key: &'static str,
}

/// A place of the residents' first page.
#[derive(Debug, Clone, Copy)]
pub struct HomeEntry {
    /// Where it leads.
    pub href: &'static str,
    /// Message key of its name.
    pub label_key: &'static str,
    /// Message key of what one finds there; empty for nothing more.
    pub hint_key: &'static str,
    /// Icon name.
    pub icon: &'static str,
}

/// What stands in the bar of every desk page for this member of staff.
pub type Tools = fn(&Staff, &Shell) -> ui::Html;

/// Whose order it is, as far as a disclosure needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderParty {
    /// The requester; `None` when the order is anonymous.
    pub requester: Option<RequesterRef>,
    /// Whoever speaks for them: asked where they left nothing themselves.
    pub speaker: Option<RequesterRef>,
    /// The order's number.
    pub order_no: String,
    /// The order's page on the desk.
    pub href: String,
    /// Masked everywhere; opening a field needs a supervisor.
    pub is_confidential: bool,
}

/// The port through which disclosures find an order. What a member of staff
/// may not see is not found.
pub trait OrderParties: Send + Sync {
    /// The party of an order this member of staff may see.
    fn party<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        order: kernel::id::Id,
    ) -> BoxFuture<'a, Result<Option<OrderParty>, StoreError>>;

    /// Those of some orders that are to stay secret from this member of staff,
    /// wherever they would be named.
    fn secret_from<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        orders: Vec<kernel::id::Id>,
    ) -> BoxFuture<'a, Result<Vec<kernel::id::Id>, StoreError>> {
        let _ = (db, staff, orders);
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}

/// Orders, appointments and applications of several capabilities: whichever
/// knows an id tells whose it is. None at all while no capability has any.
#[derive(Clone, Default)]
pub struct Matters(Vec<Arc<dyn OrderParties>>);

impl Matters {
    /// Of these capabilities, asked in their order.
    pub fn of(parts: Vec<Arc<dyn OrderParties>>) -> Self {
        Self(parts)
    }
}

impl OrderParties for Matters {
    fn party<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        order: kernel::id::Id,
    ) -> BoxFuture<'a, Result<Option<OrderParty>, StoreError>> {
        Box::pin(async move {
            for part in &self.0 {
                if let Some(party) = part.party(db, staff, order).await? {
                    return Ok(Some(party));
                }
            }
            Ok(None)
        })
    }

    fn secret_from<'a>(
        &'a self,
        db: &'a Db,
        staff: &'a Staff,
        orders: Vec<kernel::id::Id>,
    ) -> BoxFuture<'a, Result<Vec<kernel::id::Id>, StoreError>> {
        Box::pin(async move {
            let mut secret = Vec::new();
            for part in &self.0 {
                secret.extend(part.secret_from(db, staff, orders.clone()).await?);
            }
            Ok(secret)
        })
    }
}

impl App {
    /// Shared state with the parts that have no default.
    pub fn new(db: Db, ids: Arc<dyn Ids>, vault: Vault, settings: Settings) -> Self {
        Self {
            clock: db.clock().clone(),
            limits: Arc::new(Limits::new(&settings.rates)),
            settings: Arc::new(settings),
            orders: Arc::new(Matters::default()),
            home: Arc::default(),
            nav: Arc::default(),
            tools: |_, _| ui::Html::default(),
            site: Arc::default(),
            db,
            ids,
            vault,
        }
    }

    /// With the places of the rail, in their order.
    #[must_use]
    pub fn with_nav(self, nav: Vec<NavEntry>) -> Self {
        Self { nav: Arc::new(nav), ..self }
    }

    /// With places of the residents' first page, in their order.
    #[must_use]
    pub fn with_home(self, home: Vec<HomeEntry>) -> Self {
        Self { home: Arc::new(home), ..self }
    }

    /// With what stands in the bar of every desk page.
    #[must_use]
    pub fn with_tools(self, tools: Tools) -> Self {
        Self { tools, ..self }
    }

    /// With the capability that knows orders.
    #[must_use]
    pub fn with_orders(self, orders: Arc<dyn OrderParties>) -> Self {
        Self { orders, ..self }
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Facts of the installation.
    pub fn site(&self) -> Arc<Site> {
        // A panic elsewhere cannot leave a pointer half-written.
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts other facts in place, after a city pack was loaded.
    pub fn set_site(&self, site: Site) {
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
    }

    /// The frame of a resident's page, with the title of a message key.
    pub fn shell(&self, viewer: &Viewer, prefs: Prefs, title_key: &'static str) -> Shell {
        let title = Tr::new(prefs.lang).s(title_key);
        self.shell_titled(viewer, prefs, title)
    }

    /// The frame of a resident's page, with a finished title.
    pub fn shell_titled(&self, viewer: &Viewer, prefs: Prefs, title: impl Into<String>) -> Shell {
        let mut shell = Shell::new(prefs, self.site(), title).at(self.now());
        if let Some(staff) = viewer.staff() {
            shell.csrf.clone_from(&staff.csrf);
        }
        shell
    }

    /// The frame of a desk page, with the title of a message key.
    pub fn desk(&self, staff: &Staff, prefs: Prefs, title_key: &'static str) -> Shell {
        let title = Tr::new(prefs.lang).s(title_key);
        self.desk_titled(staff, prefs, title)
    }

    /// The frame of a desk page, with a finished title.
    pub fn desk_titled(&self, staff: &Staff, prefs: Prefs, title: impl Into<String>) -> Shell {
        let mut shell = Shell::new(prefs, self.site(), title).at(self.now());
        shell.surface = Surface::Desk;
        shell.csrf.clone_from(&staff.csrf);
        shell.nav = self.rail(staff, &shell.path);
        shell.user = Some(UserBadge {
            name: staff.display_name.clone(),
            unit: staff.unit_name.clone(),
            role_key: staff.roles.first().map_or(ui::key("role-none"), |role| role.label_key()),
        });
        shell.tools = (self.tools)(staff, &shell);
        shell
    }

    /// The places this member of staff may go to; the longest address that
    /// begins the path is where they are.
    fn rail(&self, staff: &Staff, path: &str) -> Vec<NavItem> {
        let path = path.split('?').next().unwrap_or(path);
        let seen =
            self.nav.iter().filter(|entry| entry.roles.is_empty() || staff.has_any(entry.roles));
        let seen: Vec<&NavEntry> = seen.collect();
        let here = seen.iter().filter(|entry| lies_under(path, entry.href));
        let here = here.map(|entry| entry.href).max_by_key(|href| href.len());
        let item = |entry: &&NavEntry| NavItem {
            href: entry.href.to_owned(),
            label_key: entry.label_key,
            icon: entry.icon,
            current: here == Some(entry.href),
            count: None,
            section_key: sectioned(&seen, entry),
        };
        seen.iter().map(item).collect()
    }
}

/// A short list needs no sections, and a section no single place.
fn sectioned(seen: &[&NavEntry], entry: &NavEntry) -> &'static str {
    let alike = seen.iter().filter(|other| other.section_key == entry.section_key).count();
    if seen.len() <= RAIL_FLAT || alike < 2 { "" } else { entry.section_key }
}

fn lies_under(path: &str, href: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
