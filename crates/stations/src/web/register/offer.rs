//! Offers of merchants: what can be had now, later today, on other days.

use axum::extract::{Path, State};
use axum::response::Response;
use people::record::{Asked, Cell, Section, Show, Table};
use people::{PageError, Viewer, percent_encoded};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Prefs, Tag, Tone, Tr, key,
};

use super::cards::{Card, CardsPage, Chip, Group, Search};
use super::words;
use crate::app::Stations;
use crate::domain::merchant::{Merchant, Offer};
use crate::domain::register::{Register, Standing};
use crate::domain::words::MerchantKind;
use crate::web::hours::in_words;
use crate::web::station::route;
use crate::web::words as common;

const PATH: &str = "/offers";

/// `GET /offers`
pub(super) async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("offer-title"));
    let (t, now) = (shell.t, stations.app.now());
    let register = stations.register.current();
    let kind = asked.parse::<MerchantKind>("kind");
    let words = asked.get("q").trim();
    let mut found: Vec<(Standing, &Offer, &Merchant)> = register
        .rows()
        .offers
        .iter()
        .filter_map(|offer| {
            let merchant = register.merchant(&offer.merchant)?;
            Some((register.standing(offer, now), offer, merchant))
        })
        .filter(|(standing, _, _)| *standing != Standing::Over)
        .filter(|(_, _, merchant)| kind.is_none_or(|kind| merchant.kind == kind))
        .filter(|(_, offer, merchant)| {
            [&offer.title, &offer.about, &merchant.name, &merchant.address]
                .iter()
                .any(|text| text.contains(words))
        })
        .collect();
    found.sort_by_key(|(standing, offer, _)| (*standing, offer.valid_to.clone(), offer.id.clone()));
    // The page begins behind the offer it is asked for.
    if let Some(at) = found.iter().position(|(_, offer, _)| offer.id == asked.get("after")) {
        found.drain(..=at);
    }
    let pager = asked.pager(t, PATH, &mut found, |(_, offer, _)| offer.id.clone());
    let page = CardsPage {
        lead: t.s("offer-lead").into_owned(),
        chips: chips(t, &register, kind, words),
        chips_label: t.s("offer-filter").into_owned(),
        empty: found.is_empty().then(|| EmptyState::new("tag", t.s("offer-none"))),
        search: Some(Search {
            action: PATH,
            field: asked.search_field(t),
            hidden: kind.iter().map(|kind| ("kind", kind.to_string())).collect(),
        }),
        pager,
        groups: groups(t, &found),
        shell,
    };
    Ok(page.site())
}

fn chips(t: Tr, register: &Register, chosen: Option<MerchantKind>, words: &str) -> Vec<Chip> {
    let words = percent_encoded(words);
    let all = Chip {
        label: t.s("offer-all").into_owned(),
        href: format!("{PATH}?q={words}"),
        is_on: chosen.is_none(),
    };
    let merchants = &register.rows().merchants;
    let there = |kind: &&MerchantKind| merchants.iter().any(|merchant| merchant.kind == **kind);
    let kinds = MerchantKind::ALL.iter().filter(there).map(|kind| Chip {
        label: t.s(words::merchant(*kind)).into_owned(),
        href: format!("{PATH}?kind={kind}&q={words}"),
        is_on: chosen == Some(*kind),
    });
    std::iter::once(all).chain(kinds).collect()
}

fn groups(t: Tr, found: &[(Standing, &Offer, &Merchant)]) -> Vec<Group> {
    let group = |id: &str, name: &'static str, holds: fn(Standing) -> bool| {
        let cards = found.iter().filter(|(standing, _, _)| holds(*standing));
        let cards: Vec<Card> =
            cards.map(|(standing, offer, merchant)| card(t, *standing, offer, merchant)).collect();
        (!cards.is_empty()).then(|| Group {
            id: id.to_owned(),
            name: t.s(name).into_owned(),
            note: String::new(),
            cards,
        })
    };
    [
        group("now", key("offer-group-now"), |standing| standing == Standing::Now),
        group("today", key("offer-group-later"), |standing| standing == Standing::Today),
        group("other", key("offer-group-other"), |standing| standing > Standing::Today),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn card(t: Tr, standing: Standing, offer: &Offer, merchant: &Merchant) -> Card {
    let ends = t.named("offer-until", offer.valid_to.as_str());
    let begins = t.named("offer-from", offer.valid_from.as_str());
    let when = if standing == Standing::Coming { begins } else { ends };
    Card {
        href: format!("/merchants/{}", merchant.id),
        name: offer.title.clone(),
        tags: vec![tag(t, standing), Tag::new(t.s(common::audience(offer.audience)))],
        lines: vec![
            offer.about.clone(),
            [merchant.name.as_str(), &merchant.address, &when].join(" · "),
            hours(t, offer),
        ],
    }
}

/// When of a day it can be had; nothing where that is whenever the shop is open.
fn hours(t: Tr, offer: &Offer) -> String {
    if offer.hours.is_empty() { String::new() } else { in_words(t, &offer.hours) }
}

fn tag(t: Tr, standing: Standing) -> Tag {
    match standing {
        Standing::Now => Tag::new(t.s("offer-now")).tone(Tone::Ok),
        Standing::Today => Tag::new(t.s("offer-later")).tone(Tone::Info),
        Standing::OtherDay | Standing::Over => Tag::new(t.s("offer-other-day")),
        Standing::Coming => Tag::new(t.s("offer-coming")),
    }
}

/// `GET /merchants/{id}`
pub(super) async fn merchant(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let register = stations.register.current();
    let merchant = register.merchant(&id).ok_or(PageError::NotFound)?;
    let shell = stations.app.shell_titled(&viewer, prefs, merchant.name.clone());
    let (t, now) = (shell.t, stations.app.now());
    let region = stations.atlas.current().path_name(merchant.region);
    let routes = route::routes(&merchant.name, merchant.point).into_iter();
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("offer-title"), PATH)])),
        tags: vec![Tag::new(t.s(words::merchant(merchant.kind))).tone(Tone::Info)],
        links: routes.map(|(name, href)| Button::link(t.s(name), href).small()).collect(),
        facts: Definitions::new(vec![
            Definition::new(t.s("station-address"), &merchant.address).note(region),
            Definition::new(t.s("station-phone"), &merchant.phone),
            Definition::new(t.s("offer-hours"), in_words(t, &merchant.hours)),
        ]),
        sections: vec![
            Section::new("offers", t.s("offer-offers")).table(offers(t, &register, &id, now)),
        ],
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn offers(t: Tr, register: &Register, merchant: &str, now: kernel::time::Instant) -> Table {
    let head = [
        t.s("offer-what"),
        t.s("record-state"),
        t.s("offer-days"),
        t.s("offer-when"),
        t.s("scene-note"),
    ];
    let own = register.rows().offers.iter().filter(|offer| offer.merchant == merchant);
    let own = own.map(|offer| (register.standing(offer, now), offer));
    Table::new(head).rows(own.filter(|(standing, _)| *standing != Standing::Over).map(
        |(standing, offer)| {
            let when = if offer.hours.is_empty() {
                t.s("offer-any-time").into_owned()
            } else {
                in_words(t, &offer.hours)
            };
            vec![
                Cell::Text(offer.title.clone()),
                Cell::Tags(vec![(String::new(), tag(t, standing))]),
                Cell::Text(format!("{} – {}", offer.valid_from, offer.valid_to)),
                Cell::Text(when),
                Cell::Wide(offer.about.clone()),
            ]
        },
    ))
}
