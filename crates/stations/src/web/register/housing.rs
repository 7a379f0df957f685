//! Housing: houses with their rooms, beds and rents. Applications are made elsewhere.

use axum::extract::State;
use axum::response::Response;
use people::{PageError, Viewer};
use ui::{EmptyState, Pager, Prefs, Tag, Tr, key};

use super::cards::{Card, CardsPage, Group};
use super::words;
use crate::app::Stations;
use crate::domain::housing::Room;
use crate::web::words as common;

/// `GET /housing`
pub(super) async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("housing-title"));
    let t = shell.t;
    let (register, directory) = (stations.register.current(), stations.directory.current());
    let atlas = stations.atlas.current();
    let rows = register.rows();
    let groups: Vec<Group> = rows
        .houses
        .iter()
        .map(|house| {
            let rooms: Vec<&Room> =
                rows.rooms.iter().filter(|room| room.house == house.id).collect();
            let beds: i64 = rooms.iter().map(|room| room.number * room.beds).sum();
            let by = directory.organisation(&house.organisation);
            let by = by.map(|by| by.item.name.clone()).unwrap_or_default();
            let about = Card {
                name: house.address.clone(),
                tags: vec![Tag::new(t.s(common::audience(house.audience)))],
                lines: vec![
                    house.about.clone(),
                    [atlas.path_name(house.region), t.named("housing-by", by), house.phone.clone()]
                        .join(" · "),
                ],
                ..Card::default()
            };
            let rooms = rooms.into_iter().map(|room| card(t, room));
            Group {
                id: house.id.clone(),
                name: house.name.clone(),
                note: t.n("housing-beds", beds),
                cards: std::iter::once(about).chain(rooms).collect(),
            }
        })
        .collect();
    let page = CardsPage {
        lead: t.s("housing-lead").into_owned(),
        chips: Vec::new(),
        chips_label: String::new(),
        empty: groups.is_empty().then(|| EmptyState::new("home", t.s("housing-none"))),
        search: None,
        pager: Pager::default(),
        groups,
        shell,
    };
    Ok(page.site())
}

fn card(t: Tr, room: &Room) -> Card {
    let rent = t.n("housing-rent", t.number(room.rent_cents / 100));
    let kind = t.s(words::room(room.kind)).into_owned();
    let args = [
        ("kind", kind.as_str().into()),
        ("number", room.number.into()),
        ("beds", room.beds.into()),
        ("rent", rent.as_str().into()),
        ("about", room.about.as_str().into()),
    ];
    Card { name: kind.clone(), lines: vec![t.a("housing-room-line", &args)], ..Card::default() }
}
