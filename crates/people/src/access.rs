//! Roles, and who may use a route: both are data.
//!
//! Residents have no role here: they are not accounts.

use std::fmt;
use std::str::FromStr;

use ui::key;

/// What a member of staff does. One account may have several, except that
/// the three administrators never share an account (see [`Role::conflict`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers the phone and writes requests down.
    Operator,
    /// Decides which unit gets an order.
    Dispatcher,
    /// Handles orders for a unit.
    UnitHandler,
    /// Reads a unit's replies before they go out.
    UnitReviewer,
    /// Asks the person afterwards, for the hotline body.
    CallbackOfficer,
    /// Watches limits and quality across units.
    Supervisor,
    /// Reads figures; changes nothing.
    Leader,
    /// Works in a grid.
    GridWorker,
    /// Keeps a station or several: says what can be used there and counts visits.
    StationKeeper,
    /// Gives services for an organisation of the stations' directory.
    ServiceProvider,
    /// Runs the system: units and accounts, but grants no roles.
    SystemAdmin,
    /// Grants and withdraws roles, but creates no accounts.
    SecurityAdmin,
    /// Reads what the others did.
    AuditAdmin,
}

/// The kinds of role, of which one account may hold only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleKind {
    /// Works on requests.
    Business,
    /// Reads figures.
    Oversight,
    /// One of the three administrators.
    Administration,
}

/// A text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct UnknownRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 13] = [
        Self::Operator,
        Self::Dispatcher,
        Self::UnitHandler,
        Self::UnitReviewer,
        Self::CallbackOfficer,
        Self::Supervisor,
        Self::Leader,
        Self::GridWorker,
        Self::StationKeeper,
        Self::ServiceProvider,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// The identifier used in tables, events and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Dispatcher => "dispatcher",
            Self::UnitHandler => "unit_handler",
            Self::UnitReviewer => "unit_reviewer",
            Self::CallbackOfficer => "callback_officer",
            Self::Supervisor => "supervisor",
            Self::Leader => "leader",
            Self::GridWorker => "grid_worker",
            Self::StationKeeper => "station_keeper",
            Self::ServiceProvider => "service_provider",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::AuditAdmin => "audit_admin",
        }
    }

    /// The message key of its name.
    pub const fn label_key(self) -> &'static str {
        match self {
            Self::Operator => key("role-operator"),
            Self::Dispatcher => key("role-dispatcher"),
            Self::UnitHandler => key("role-unit-handler"),
            Self::UnitReviewer => key("role-unit-reviewer"),
            Self::CallbackOfficer => key("role-callback-officer"),
            Self::Supervisor => key("role-supervisor"),
            Self::Leader => key("role-leader"),
            Self::GridWorker => key("role-grid-worker"),
            Self::StationKeeper => key("role-station-keeper"),
            Self::ServiceProvider => key("role-service-provider"),
            Self::SystemAdmin => key("role-system-admin"),
            Self::SecurityAdmin => key("role-security-admin"),
            Self::AuditAdmin => key("role-audit-admin"),
        }
    }

    /// Its kind; every role has exactly one.
    pub const fn kind(self) -> RoleKind {
        match self {
            Self::Operator
            | Self::Dispatcher
            | Self::UnitHandler
            | Self::UnitReviewer
            | Self::CallbackOfficer
            | Self::GridWorker
            | Self::StationKeeper
            | Self::ServiceProvider => RoleKind::Business,
            Self::Supervisor | Self::Leader => RoleKind::Oversight,
            Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin => RoleKind::Administration,
        }
    }

    /// Why two roles may not meet in one account; `None` when they may.
    ///
    /// The three administrators check one another (GB/T 22239-2019: separated
    /// administrators), and who handles a request does not ask the person
    /// whether it was handled well.
    pub fn conflict(self, other: Self) -> Option<RoleConflict> {
        use Role::{CallbackOfficer, GridWorker, UnitHandler, UnitReviewer};
        if self == other {
            return None;
        }
        let (one, two) = (self.kind(), other.kind());
        if one == RoleKind::Administration || two == RoleKind::Administration {
            return Some(RoleConflict::Administrators);
        }
        let judges = |a: Self, b: Self| {
            a == CallbackOfficer && matches!(b, UnitHandler | UnitReviewer | GridWorker)
        };
        (judges(self, other) || judges(other, self)).then_some(RoleConflict::OwnJudge)
    }

    /// The first conflict inside a set of roles.
    pub fn conflict_in(roles: &[Self]) -> Option<RoleConflict> {
        let pairs = roles.iter().enumerate();
        let mut conflicts = pairs.flat_map(|(index, one)| {
            roles.iter().skip(index + 1).filter_map(move |two| one.conflict(*two))
        });
        conflicts.next()
    }
}

/// Why roles may not meet in one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoleConflict {
    /// An administrator's account holds that one role only.
    #[error("an administrator's account holds no other role")]
    Administrators,
    /// Who handles requests does not do the callbacks.
    #[error("who handles requests does not judge the handling")]
    OwnJudge,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

db::text_column!(Role, "a role");

/// Who may use a route. A route without one cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone. Pages for residents.
    Public,
    /// Any member of staff who is signed in.
    SignedIn,
    /// Staff with at least one of these roles.
    Roles(&'static [Role]),
    /// A program with an access token of this scope.
    Token(&'static str),
}

impl Access {
    /// Whether a set of roles passes. Tokens and residents have no roles.
    pub fn admits(self, roles: &[Role]) -> bool {
        match self {
            Self::Public | Self::SignedIn => true,
            Self::Roles(wanted) => wanted.iter().any(|role| roles.contains(role)),
            Self::Token(_) => false,
        }
    }
}

/// Access for some roles: `roles![Operator, Dispatcher]`.
#[macro_export]
macro_rules! roles {
    ($($role:ident),+ $(,)?) => {
        $crate::Access::Roles(&[$($crate::Role::$role),+])
    };
}

#[cfg(test)]
mod tests;
