//! The places of a city and everything they are called.

use std::collections::{BTreeMap, HashMap};

use super::index::Name;
use super::letters::Letters;
use super::{PlaceGuess, PlaceKind};
use crate::atlas::Atlas;
use crate::domain::{Landmark, Point, RegionCode, RegionLevel};

/// How well a name says which place is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// A word for one of many: 市场, 人民医院.
    Generic,
    /// Without the word for what it is: 钟楼巷 for 钟楼巷小区.
    Short,
    /// What people say instead.
    Spoken,
    /// Its name.
    Full,
}

impl Form {
    pub(super) fn milli(self) -> u32 {
        match self {
            Self::Full => 1_000,
            Self::Spoken => 930,
            Self::Short => 720,
            Self::Generic => 600,
        }
    }
}

/// A place with what is above it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) place: PlaceGuess,
    /// Its region and everything above it.
    pub(super) within: Vec<RegionCode>,
    /// The pack's word for what a landmark is.
    pub(super) kind_word: String,
}

/// Places, and the names that lead to them.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) all: Vec<Entry>,
    /// By number of the name: places with how it names them.
    pub(super) named: Vec<Vec<(u32, Form)>>,
    /// Compounds by road and number of their address.
    pub(super) addresses: HashMap<(String, u32), Vec<u32>>,
}

/// Words for what a place is that are left out in speech.
const DROPPED: [&str; 9] = ["安置小区", "小区", "街道", "社区", "区", "镇", "乡", "村", "组"];
/// Words that may stand behind the own part of a name.
const WORDS: [&str; 34] = [
    "安置小区",
    "人才公寓",
    "青年公寓",
    "公租房",
    "安置房",
    "家属院",
    "家属区",
    "小区",
    "花园",
    "家园",
    "新村",
    "宿舍",
    "公寓",
    "街道",
    "社区",
    "大道",
    "大街",
    "雅苑",
    "小学",
    "中学",
    "公园",
    "广场",
    "医院",
    "市场",
    "路",
    "街",
    "巷",
    "里",
    "苑",
    "村",
    "镇",
    "区",
    "站",
    "弄",
];

/// Ends of names of landmarks, and what people say instead.
const ENDINGS: &[(&str, &[&str])] = &[
    ("农贸市场", &["菜市场", "市场"]),
    ("菜市场", &["农贸市场", "市场"]),
    ("便民市场", &["菜市场", "市场"]),
    ("生鲜市场", &["菜市场", "市场"]),
    ("水产批发市场", &["水产市场", "批发市场"]),
    ("社区卫生服务中心", &["卫生服务中心", "社区医院", "卫生中心", "社区卫生院"]),
    ("附属小学", &["附小"]),
    ("职业技术学院", &["职院", "职业学院"]),
    ("政务服务中心", &["政务中心", "政务大厅", "办事大厅"]),
    ("街道党群服务中心", &["党群服务中心", "党群中心"]),
    ("公交站", &["公交车站", "公交", "站"]),
    ("公交首末站", &["公交站", "公交车站", "首末站"]),
    ("湿地公园", &["湿地", "公园"]),
    ("森林公园", &["公园"]),
    ("妇幼保健院", &["妇幼", "妇保院"]),
    ("镇中学", &["中学"]),
    ("镇卫生院", &["卫生院"]),
    ("镇农贸市场", &["农贸市场", "菜市场"]),
    ("购物中心", &[""]),
    ("汽车总站", &["汽车站", "长途汽车站"]),
    ("客运轮渡站", &["轮渡站", "轮渡码头", "轮渡"]),
];

impl Entries {
    /// Collects the places of an atlas; gives the names beside them.
    pub(super) fn of(atlas: &Atlas) -> (Self, Vec<Name>) {
        let mut names = Names::default();
        let mut entries = Self::default();
        entries.add_regions(atlas, &mut names);
        entries.add_grids(atlas, &mut names);
        entries.add_compounds(atlas, &mut names);
        entries.add_roads(atlas, &mut names);
        entries.add_landmarks(atlas, &mut names);
        let (named, names) = names.split();
        entries.named = named;
        (entries, names)
    }

    fn add(&mut self, atlas: &Atlas, place: PlaceGuess) -> u32 {
        let within = place.region.map(|code| atlas.ancestors(code).map(|r| r.code).collect());
        let kind_word = String::new();
        self.all.push(Entry { within: within.unwrap_or_default(), place, kind_word });
        u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX)
    }

    fn add_regions(&mut self, atlas: &Atlas, names: &mut Names) {
        let day = atlas.day();
        for region in atlas.all_regions() {
            let Some(kind) = kind_of(region.code.level()) else { continue };
            // An old name leads to what stands in its place.
            let Some(now) = atlas.standing_for(region.code, day) else { continue };
            let Some(kind) =
                kind_of(now.code.level()).filter(|_| now.parent.is_some()).or(Some(kind))
            else {
                continue;
            };
            let place =
                PlaceGuess::new(kind, now.code.to_string(), &now.name).within(Some(now.code));
            let number = self.add(atlas, place);
            let is_old = now.code != region.code;
            names.add(&region.name, number, if is_old { Form::Spoken } else { Form::Full });
            names.add_short(&region.name, number);
            let stem = without_word(&region.name);
            match kind {
                PlaceKind::Street => names.add(&format!("{stem}街道办"), number, Form::Spoken),
                PlaceKind::Community => {
                    names.add(&format!("{stem}居委会"), number, Form::Spoken);
                    names.add(&format!("{stem}村委会"), number, Form::Spoken);
                }
                _ => {}
            }
        }
    }

    fn add_grids(&mut self, atlas: &Atlas, names: &mut Names) {
        for grid in atlas.grids() {
            let code = grid.code.to_string();
            let mut place = PlaceGuess::new(PlaceKind::Grid, code.clone(), &grid.name);
            place.region = Some(grid.code.community());
            place.grid = Some(grid.code);
            place.point = middle(grid.area.bounds());
            let number = self.add(atlas, place);
            names.add(&code, number, Form::Full);
            // 第三网格 alone stands in every community.
            if grid.name.chars().count() > 5 {
                names.add(&grid.name, number, Form::Full);
                names.add(&grid.name.replace('第', ""), number, Form::Spoken);
            }
        }
    }

    fn add_compounds(&mut self, atlas: &Atlas, names: &mut Names) {
        for compound in atlas.compounds() {
            let mut place =
                PlaceGuess::new(PlaceKind::Compound, compound.id.clone(), &compound.name);
            place.region = Some(compound.community);
            place.grid = Some(compound.grid);
            place.point = Some(compound.point);
            let number = self.add(atlas, place);
            names.add(&compound.name, number, Form::Full);
            names.add_short(&compound.name, number);
            if let Some(stem) = without_part(&compound.name) {
                names.add(&stem, number, Form::Short);
            }
            for (word, instead) in [
                ("宿舍", "家属院"),
                ("家属院", "宿舍"),
                ("安置小区", "安置房"),
                ("家属区", "家属院"),
                ("苑", "苑小区"),
            ] {
                if let Some(stem) = compound.name.strip_suffix(word) {
                    names.add(&format!("{stem}{instead}"), number, Form::Spoken);
                }
            }
            if let Some(key) = address_key(&compound.address) {
                self.addresses.entry(key).or_default().push(number);
            }
        }
    }

    fn add_roads(&mut self, atlas: &Atlas, names: &mut Names) {
        for road in atlas.roads() {
            let mut place = PlaceGuess::new(PlaceKind::Road, road.id.clone(), &road.name);
            place.region = common_region(atlas, &road.course);
            place.point = road.middle();
            let number = self.add(atlas, place);
            names.add(&road.name, number, Form::Full);
            names.add(&road.alias, number, Form::Spoken);
        }
    }

    fn add_landmarks(&mut self, atlas: &Atlas, names: &mut Names) {
        let districts = atlas.regions().filter(|r| r.code.level() <= RegionLevel::District);
        let mut regions: Vec<&str> = districts.map(|region| region.name.as_str()).collect();
        let root = atlas.root().map(|region| region.name.as_str()).unwrap_or_default();
        regions.retain(|name| *name != root);
        regions.insert(0, root);
        for landmark in atlas.landmarks() {
            let located = atlas.locate(landmark.point).unwrap_or_default();
            let mut place =
                PlaceGuess::new(PlaceKind::Landmark, landmark.id.clone(), &landmark.name);
            place.region = located.region();
            place.grid = located.grid;
            place.point = Some(landmark.point);
            let number = self.add(atlas, place);
            if let Some(entry) = self.all.last_mut() {
                entry.kind_word.clone_from(&landmark.kind);
            }
            for (name, form) in landmark_names(landmark, &regions) {
                names.add(&name, number, form);
            }
        }
    }
}

fn kind_of(level: RegionLevel) -> Option<PlaceKind> {
    match level {
        RegionLevel::District => Some(PlaceKind::District),
        RegionLevel::Street => Some(PlaceKind::Street),
        RegionLevel::Community => Some(PlaceKind::Community),
        RegionLevel::Province | RegionLevel::City => None,
    }
}

fn middle(bounds: crate::domain::Bounds) -> Option<Point> {
    let half = |a: i64, b: i64| a + (b - a) / 2;
    let lon = half(bounds.min.lon_e7(), bounds.max.lon_e7());
    Point::new(lon, half(bounds.min.lat_e7(), bounds.max.lat_e7())).ok()
}

/// Road and number of an address such as 文昌大道97号.
fn address_key(address: &str) -> Option<(String, u32)> {
    let letters: String = Letters::new(address).all().iter().collect();
    let (before, _) = letters.rsplit_once('号')?;
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let (road, number) = before.split_at_checked(before.len() - digits)?;
    (!road.is_empty()).then_some((road.to_owned(), number.parse().ok()?))
}

/// The smallest region that holds a whole course.
fn common_region(atlas: &Atlas, course: &[Point]) -> Option<RegionCode> {
    let path = |point: &Point| -> Vec<RegionCode> {
        let region = atlas.locate(*point).and_then(|located| located.region());
        region.map(|code| atlas.ancestors(code).map(|r| r.code).collect()).unwrap_or_default()
    };
    let mut paths = course.iter().map(path);
    let mut common = paths.next()?;
    for path in paths {
        common.retain(|code| path.contains(code));
    }
    common.first().copied()
}

/// The name without the word for what it is.
pub(super) fn without_word(name: &str) -> &str {
    DROPPED.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name)
}

/// The name of a whole of which only parts have entries: 机械厂宿舍 of its 一区.
fn without_part(name: &str) -> Option<String> {
    let letters = Letters::new(name);
    let (part, whole) = letters.all().split_last()?;
    let (which, whole) = whole.split_last()?;
    let is_part = "区院村期".contains(*part) && "123456789东南西北".contains(*which);
    (is_part && whole.len() >= 4).then(|| whole.iter().collect())
}

/// What a landmark is called.
fn landmark_names(landmark: &Landmark, regions: &[&str]) -> Vec<(String, Form)> {
    let (name, told) = match landmark.name.split_once(['(', '（']) {
        Some((name, told)) => (name.trim(), told.trim_end_matches([')', '）'])),
        None => (landmark.name.as_str(), ""),
    };
    let mut names = vec![(name.to_owned(), Form::Full)];
    if !told.is_empty() {
        let told = if told.ends_with('站') { told.to_owned() } else { format!("{told}站") };
        names.push((told, Form::Spoken));
    }
    let root = regions.first().copied().unwrap_or_default();
    let short_city = root.trim_end_matches('市');
    let of_part = regions.iter().skip(1).find_map(|region| name.strip_prefix(region));
    let of_city = name.strip_prefix(short_city).filter(|_| !short_city.is_empty());
    for rest in [of_part, of_city].into_iter().flatten().filter(|rest| rest.chars().count() >= 3) {
        names.push((rest.to_owned(), Form::Generic));
    }
    if let Some(rest) = name.strip_prefix(root).filter(|_| !root.is_empty()) {
        names.push((format!("市{rest}"), Form::Spoken));
        names.push((format!("{short_city}{rest}"), Form::Spoken));
        names.push((rest.to_owned(), Form::Generic));
        if let Some(number) = rest.strip_prefix('第').and_then(|rest| rest.strip_suffix("中学"))
        {
            for before in ["", "市", short_city] {
                names.push((format!("{before}{number}中"), Form::Spoken));
            }
        }
    }
    let spoken: Vec<(String, Form)> = names
        .iter()
        .flat_map(|(name, form)| {
            let fits = ENDINGS
                .iter()
                .filter_map(move |(word, others)| Some((name.strip_suffix(word)?, others)));
            fits.flat_map(move |(stem, others)| {
                let form = (*form).min(Form::Spoken);
                others.iter().map(move |other| (format!("{stem}{other}"), form))
            })
        })
        .collect();
    names.extend(spoken);
    if let Some((_, stop)) = name.strip_prefix("地铁").and_then(|rest| rest.split_once("号线"))
    {
        let stem = stop.trim_end_matches('站');
        for other in [
            format!("{stem}地铁站"),
            format!("地铁{stop}"),
            stop.to_owned(),
            format!("{stem}地铁口"),
        ] {
            names.push((other, Form::Spoken));
        }
    }
    names.retain(|(name, form)| *form > Form::Generic || name.chars().count() >= 3);
    names
}

/// Names on their way into the index.
#[derive(Default)]
struct Names(BTreeMap<Vec<char>, Vec<(u32, Form)>>);

impl Names {
    fn add(&mut self, name: &str, number: u32, form: Form) {
        let letters = Letters::new(name).all().to_vec();
        // A single letter is no name: 东 stands in half of all texts.
        if letters.len() < 2 {
            return;
        }
        let places = self.0.entry(letters).or_default();
        match places.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => *known = (*known).max(form),
            None => places.push((number, form)),
        }
    }

    fn add_short(&mut self, name: &str, number: u32) {
        let short = without_word(name);
        if short != name {
            self.add(short, number, Form::Short);
        }
    }

    fn split(self) -> (Vec<Vec<(u32, Form)>>, Vec<Name>) {
        let named = |(letters, places): (Vec<char>, Vec<(u32, Form)>)| {
            let own = own_part(&letters);
            (places, Name { letters, own })
        };
        self.0.into_iter().map(named).unzip()
    }
}

/// How many letters of a name are its own.
fn own_part(letters: &[char]) -> usize {
    let name: String = letters.iter().collect();
    let word = WORDS.iter().filter(|word| name.ends_with(**word)).map(|word| word.chars().count());
    let own = letters.len() - word.max().unwrap_or(0);
    if own < 2 { letters.len() } else { own }
}
