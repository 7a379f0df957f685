//! Which facilities and services answer a need, and which needs a search speaks of.

use super::words::{FacilityKind, Need, ServiceGroup};

/// Words people say, by need.
const SPOKEN: &str = include_str!("../../data/needs.txt");

impl Need {
    /// Facilities that answer it.
    pub fn facilities(self) -> &'static [FacilityKind] {
        use FacilityKind as F;
        match self {
            Self::Power => &[F::Swap],
            Self::Phone => &[F::PhoneCharging],
            Self::Water => &[F::Water, F::HotWater],
            Self::Meal => &[F::Microwave, F::Meals],
            Self::Toilet => &[F::Toilet],
            Self::Rest => &[F::Seats, F::Beds],
            Self::Air => &[F::Air],
            Self::Repair => &[F::Tools, F::TyrePump],
            Self::Rain => &[F::RainGear],
            Self::FirstAid => &[F::FirstAid, F::Aed],
            Self::Wash => &[F::Shower, F::Laundry],
            Self::Parking => &[F::Parking],
            Self::Nursing => &[F::Nursing],
            Self::Wifi => &[F::Wifi],
            Self::Lockers => &[F::Lockers],
            Self::Access
            | Self::Legal
            | Self::Health
            | Self::Learning
            | Self::Children
            | Self::Housing => &[],
        }
    }

    /// The group of services that answers it, where a service does.
    pub fn group(self) -> Option<ServiceGroup> {
        match self {
            Self::Power => Some(ServiceGroup::Power),
            Self::Meal => Some(ServiceGroup::Meals),
            Self::Access => Some(ServiceGroup::Access),
            Self::Legal => Some(ServiceGroup::Rights),
            Self::Health => Some(ServiceGroup::Health),
            Self::Learning => Some(ServiceGroup::Learning),
            Self::Children => Some(ServiceGroup::Children),
            Self::Housing => Some(ServiceGroup::Housing),
            Self::Phone
            | Self::Water
            | Self::Toilet
            | Self::Rest
            | Self::Air
            | Self::Repair
            | Self::Rain
            | Self::FirstAid
            | Self::Wash
            | Self::Parking
            | Self::Nursing
            | Self::Wifi
            | Self::Lockers => None,
        }
    }

    /// Its place in a set of needs.
    pub(crate) fn bit(self) -> u32 {
        let place = Self::ALL.iter().position(|need| *need == self);
        place.map_or(0, |place| 1 << place)
    }

    /// The needs that words speak of.
    pub fn spoken_in(words: &str) -> Vec<Self> {
        let lines = SPOKEN.lines().filter(|line| !line.starts_with('#'));
        let mut needs: Vec<Self> = lines
            .filter_map(|line| {
                let (need, spoken) = line.split_once(' ')?;
                let is_said = spoken.split(' ').any(|word| words.contains(word));
                if is_said { need.parse().ok() } else { None }
            })
            .collect();
        // “手机充电” is about the telephone, not about the bike.
        if needs.contains(&Self::Phone) {
            needs.retain(|need| *need != Self::Power);
        }
        needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_a_station_can_have_answers_a_need() {
        let silent = [FacilityKind::Fridge, FacilityKind::Books];
        for kind in FacilityKind::ALL {
            let answered = Need::ALL.iter().any(|need| need.facilities().contains(kind));
            assert_eq!(answered, !silent.contains(kind), "{kind}");
        }
    }

    #[test]
    fn each_need_is_answered_by_something_and_spoken_of() {
        for need in Need::ALL {
            assert!(!need.facilities().is_empty() || need.group().is_some(), "{need}");
            let spoken = SPOKEN.lines().any(|line| line.starts_with(&format!("{need} ")));
            assert!(spoken, "{need} has words");
        }
        assert_eq!(SPOKEN.lines().count(), Need::ALL.len() + 1);
    }

    #[test]
    fn what_people_say_leads_to_needs() {
        for (words, want) in [
            ("我车没电了哪能换", vec![Need::Power]),
            ("手机没电", vec![Need::Phone]),
            ("渴了想坐坐", vec![Need::Water, Need::Rest]),
            ("老板欠薪", vec![Need::Legal]),
            ("朝阳街", vec![]),
        ] {
            assert_eq!(Need::spoken_in(words), want, "{words}");
        }
    }
}
