//! Everything the engine has to say of a text at once: earlier requests about
//! the same matter, what it is about, who must act, where it is. Proposals; a
//! named person decides.

use db::StoreError;
use kernel::ports::MatchDraft;
use people::UnitId;
use places::{PlaceGuess, PlaceKind, Point, RegionLevel};

use super::similar::Similar;
use super::{Desk, place};
use crate::domain::OrderId;
use crate::domain::order_no::OrderNo;
use crate::domain::request::Place;
use crate::domain::rules::UnitProposal;
use crate::store::order;

/// Repeats told at most.
const REPEATS: usize = 10;
/// Categories told at most.
const CATEGORIES: usize = 3;
/// Units told at most.
const UNITS: usize = 3;

/// What is asked about.
#[derive(Debug, Clone)]
pub struct Triage {
    /// The text; its region is filled in here.
    pub draft: MatchDraft,
    /// The order it already is, which is no repeat of itself.
    pub order_no: Option<OrderNo>,
}

/// The proposals.
#[derive(Debug, Clone)]
pub struct Triaged {
    /// Earlier orders, the most probable first.
    pub repeats: Vec<Similar>,
    /// Category codes with their confidence in thousandths.
    pub categories: Vec<(String, u16)>,
    /// Units that would have to act.
    pub units: Vec<UnitGuess>,
    /// Where it is.
    pub place: PlaceFound,
    /// The text without what identifies a person.
    pub masked_content: String,
}

/// A unit and why it is proposed.
#[derive(Debug, Clone)]
pub struct UnitGuess {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// As sure as the category it follows from and its own rank, in
    /// thousandths.
    pub confidence_milli: u16,
    /// What speaks for it.
    pub proposal: UnitProposal,
}

/// Where a text says it is.
#[derive(Debug, Clone, Default)]
pub struct PlaceFound {
    /// The smallest region that surely holds it.
    pub region_code: Option<String>,
    /// The community's name.
    pub community: Option<String>,
    /// Grid.
    pub grid_code: Option<String>,
    /// The compound's name.
    pub compound: Option<String>,
    /// 0–1000.
    pub confidence_milli: u16,
    /// The places that the words may mean, the surest first.
    pub guesses: Vec<PlaceGuess>,
    /// The place elsewhere that the words name, if none of the city.
    pub outside: Option<String>,
}

impl Desk {
    /// Looks a text over.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn triage(&self, asked: Triage) -> Result<Triaged, StoreError> {
        let Triage { mut draft, order_no } = asked;
        let found = self.find_place(&draft);
        draft.region_code = found.region_code.clone().unwrap_or_default();
        let itself = match order_no {
            Some(number) => self.order_id(number).await?,
            None => None,
        };
        let mut repeats = self.similar(&draft, itself).await?;
        repeats.truncate(REPEATS);
        let categories = self.matches.categories(&draft, CATEGORIES);
        Ok(Triaged {
            units: self.propose_units(&categories, found.region_code.as_deref()),
            masked_content: self.matches.mask(&draft.content),
            repeats,
            categories,
            place: found,
        })
    }

    async fn order_id(&self, number: OrderNo) -> Result<Option<OrderId>, StoreError> {
        let read = self.app.db.read(number, |tx, number| Box::pin(order::get_by_no(tx, number)));
        Ok(read.await?.map(|order| order.id))
    }

    /// One proposal a unit, from the category that makes it surest.
    fn propose_units(&self, categories: &[(String, u16)], region: Option<&str>) -> Vec<UnitGuess> {
        let rules = self.rules();
        let day = self.app.now().day();
        let mut units: Vec<UnitGuess> = Vec::new();
        for (code, sure) in categories {
            for proposal in rules.propose_units(code, region, day, UNITS) {
                let Some(unit) = rules.units.get(&proposal.unit) else { continue };
                let share = u32::from(*sure) * u32::from(proposal.share_milli) / 1000;
                units.push(UnitGuess {
                    id: proposal.unit,
                    name: unit.name.clone(),
                    confidence_milli: u16::try_from(share).unwrap_or(1000),
                    proposal,
                });
            }
        }
        units.sort_by_key(|unit| std::cmp::Reverse(unit.confidence_milli));
        let mut named = Vec::new();
        units.retain(|unit| {
            let is_new = !named.contains(&unit.id);
            named.push(unit.id);
            is_new
        });
        units.truncate(UNITS);
        units
    }

    /// A point decides; then the address; then what the text names.
    fn find_place(&self, draft: &MatchDraft) -> PlaceFound {
        let atlas = self.atlas.current();
        let told =
            Place { address: draft.address.clone(), point_e7: draft.point_e7, ..Place::default() };
        let words = place::Words { title: &draft.title, content: &draft.content };
        let answer = place::find(&atlas, &told, words);
        let point = draft.point_e7.and_then(|(lon, lat)| Point::new(lon, lat).ok());
        let on_map = point.and_then(|point| atlas.locate(point));
        let best = answer.best();
        let mut found = PlaceFound::default();
        if let Some(located) = on_map {
            found.region_code = located.region().map(|code| code.to_string());
            found.grid_code = located.grid.map(|code| code.to_string());
            found.confidence_milli = 1000;
        } else if let Some(best) = best {
            found.region_code = best.region.map(|code| code.to_string());
            found.grid_code = best.grid.map(|code| code.to_string());
            found.confidence_milli = best.confidence_milli;
        }
        let compound = best.filter(|best| best.kind == PlaceKind::Compound);
        found.compound = compound.map(|guess| guess.name.clone());
        let region = found.region_code.as_deref().and_then(|code| code.parse().ok());
        let community = region.and_then(|code| atlas.at_level(code, RegionLevel::Community));
        found.community = community.map(|community| community.name.clone());
        found.outside = answer.outside.filter(|_| on_map.is_none());
        found.guesses = answer.guesses;
        found
    }
}
