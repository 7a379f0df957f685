//! Who is looking: nobody in particular, a member of staff, or a program.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::event::Actor;

use crate::access::Role;
use crate::domain::unit::UnitKind;
use crate::fault::PageError;
use crate::ids::{AccountId, SessionId, TokenId, UnitId};

/// Who is looking at a page. Every handler behind [`crate::Routes`] can take
/// it as an argument.
#[derive(Debug, Clone, Default)]
pub enum Viewer {
    /// A resident, or anyone not signed in.
    #[default]
    Public,
    /// A signed-in member of staff.
    Staff(Staff),
    /// A program with an access token.
    Token(TokenInfo),
}

/// A signed-in member of staff, as read with their session.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The account.
    pub account: AccountId,
    /// Sign-in name.
    pub username: String,
    /// Name shown to colleagues.
    pub display_name: String,
    /// Roles, at least one.
    pub roles: Vec<Role>,
    /// The unit they act for.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Its kind.
    pub unit_kind: UnitKind,
    /// The units above it, the nearest first.
    pub units_above: Vec<UnitId>,
    /// Prefix of the region codes they may act in; empty for everywhere.
    pub region_scope: String,
    /// The token forms must carry.
    pub csrf: String,
    /// The session.
    pub session: SessionId,
    /// The password must be changed before anything else.
    pub must_change_password: bool,
}

/// A program with an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// The token's id, not the token.
    pub id: TokenId,
    /// What it was called when it was made.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
}

impl Viewer {
    /// The member of staff, if it is one.
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Public | Self::Token(_) => None,
        }
    }
}

impl Staff {
    /// Whether they have a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they have one of some roles.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Their own unit, unless one of these roles reads every unit's.
    pub fn unit_unless(&self, roles: &[Role]) -> Option<UnitId> {
        (!self.has_any(roles)).then_some(self.unit)
    }

    /// Whether a region lies in their scope. Codes nest by prefix; the zeros
    /// a higher region's code ends in do not count.
    pub fn covers(&self, region_code: &str) -> bool {
        region_code.starts_with(self.region_scope.trim_end_matches('0'))
    }

    /// Their unit, then those above it.
    pub fn own_units(&self) -> impl Iterator<Item = UnitId> {
        std::iter::once(self.unit).chain(self.units_above.iter().copied())
    }

    /// Whether they work for a unit, or for one below it.
    pub fn works_under(&self, unit: UnitId) -> bool {
        self.own_units().any(|own| own == unit)
    }

    /// The ledger's actor when they act in a role.
    pub fn actor(&self, role: Role) -> Actor {
        Actor::Staff { account: self.account.0, role: role.as_str(), unit: self.unit.0 }
    }

    /// The ledger's actor in the first of some roles they have; their first
    /// role when they have none of them.
    pub fn actor_of(&self, roles: &[Role]) -> Actor {
        let role = roles.iter().find(|role| self.has(**role)).or(self.roles.first());
        self.actor(role.copied().unwrap_or(Role::Operator))
    }
}

impl TokenInfo {
    /// The ledger's actor.
    pub fn actor(&self) -> Actor {
        Actor::Token(self.id.0)
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Viewer>() {
            Some(Viewer::Staff(staff)) => Ok(staff.clone()),
            Some(Viewer::Public | Viewer::Token(_)) | None => Err(PageError::SignedOut),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for TokenInfo {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Viewer>() {
            Some(Viewer::Token(token)) => Ok(token.clone()),
            Some(Viewer::Public | Viewer::Staff(_)) | None => Err(PageError::SignedOut),
        }
    }
}
