//! Where a file stands: its crate, and its room within the crate.

/// The rooms of a capability crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Web,
    App,
    Store,
    Domain,
}

impl Room {
    /// The room a module of this name is.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "web" => Some(Self::Web),
            "app" => Some(Self::App),
            "store" => Some(Self::Store),
            "domain" => Some(Self::Domain),
            _ => None,
        }
    }

    /// Arrows point down: from `self` to `to`.
    pub(crate) fn may_use(self, to: Self) -> bool {
        match self {
            Self::Web => true,
            Self::App => to != Self::Web,
            Self::Store => matches!(to, Self::Store | Self::Domain),
            Self::Domain => to == Self::Domain,
        }
    }
}

/// The crate of a file, `kernel` of `crates/kernel/src/id.rs`.
pub(crate) fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

/// The module path of a file under `src`, `["store", "order"]` of `src/store/order.rs`.
pub(crate) fn module_of(path: &str) -> Option<Vec<&str>> {
    let (_, inner) = path.split_once("/src/")?;
    let mut parts: Vec<&str> = inner.strip_suffix(".rs")?.split('/').collect();
    if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
        parts.pop();
    }
    Some(parts)
}

/// The room of a file, if its crate has rooms.
pub(crate) fn room_of(path: &str) -> Option<Room> {
    Room::named(module_of(path)?.first()?)
}

#[test]
fn a_path_tells_crate_and_room() {
    let path = "crates/requests/src/store/order.rs";
    assert_eq!((crate_of(path), room_of(path)), (Some("requests"), Some(Room::Store)));
    assert_eq!(module_of("crates/requests/src/web/order/mod.rs"), Some(vec!["web", "order"]));
    assert_eq!(room_of("crates/requests/src/domain.rs"), Some(Room::Domain));
    assert_eq!(room_of("crates/requests/src/lib.rs"), None);
    assert_eq!(room_of("crates/kernel/src/id.rs"), None);
}
