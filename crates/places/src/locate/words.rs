//! Words around names of places, and what they say.

use super::letters::Letters;

/// 大学里 and the like: inside one, not a lane of that name.
pub(super) const INSIDES: &[&str] = &[
    "大学", "中学", "小学", "学校", "医院", "书院", "公园", "工人", "健康", "轮渡", "茶馆", "城",
    "村", "家", "公司", "小区", "社区", "河", "湖", "市场", "车站", "酒厂",
];
/// Behind a name without its last word these make another name of it.
pub(super) const GOES_ON: &[&str] = &["大桥", "集团", "公司", "银行", "牌", "剪刀", "话", "人家"];
/// Ends of regions in front of a name.
pub(super) const REGION_ENDS: [&str; 6] = ["区", "市", "镇", "街道", "县", "乡"];
/// Words that point at the place before them.
const POINTS: [&str; 26] = [
    "附近", "旁边", "旁", "门口", "对面", "那边", "这边", "那里", "这里", "一带", "1带", "后面",
    "前面", "东侧", "西侧", "南侧", "北侧", "小区", "社区", "街道", "镇", "村", "路口", "路段",
    "楼下", "居民",
];
/// After these no place of the matter: a body.
const BODIES: [&str; 14] = [
    "街道办",
    "办事处",
    "居委会",
    "村委会",
    "居委",
    "派出所",
    "工作人员",
    "书记",
    "主任",
    "网格员",
    "干部",
    "党群服务中心",
    "物业公司",
    "城管队",
];
/// Before the place where somebody lives.
const HOMES: [&str; 7] = ["家住", "我住在", "我住", "住在", "租住", "户籍在", "户口在"];
/// Before a place that is not meant.
const DENIALS: [&str; 6] = ["不是", "不在", "并非", "不属于", "不归", "而非"];
/// Words for a crossing, behind the second road.
const CROSSINGS: [&str; 14] = [
    "交叉口",
    "交叉路口",
    "路口",
    "交汇处",
    "交汇",
    "交界处",
    "交界",
    "字路口",
    "转角",
    "拐角",
    "相交",
    "交叉",
    "口",
    "交口",
];
/// Between the names of two roads that cross.
const ANDS: [&str; 13] =
    ["与", "和", "跟", "及", "、", "/", "-", "到", "至", "同", "上与", "的", "—"];
const SIDES: [(&str, i64, i64); 8] = [
    ("东北", 1, 1),
    ("东南", 1, -1),
    ("西北", -1, 1),
    ("西南", -1, -1),
    ("东", 1, 0),
    ("西", -1, 0),
    ("南", 0, -1),
    ("北", 0, 1),
];
/// Kinds of landmarks by what people call them: the pack's words, and a word
/// the name has to hold.
pub(super) const KINDS: [(&str, &[&str], &str); 24] = [
    ("菜市场", &["market"], ""),
    ("农贸市场", &["market"], ""),
    ("菜场", &["market"], ""),
    ("市场", &["market"], ""),
    ("小学", &["school"], "小学"),
    ("中学", &["school"], "中学"),
    ("学校", &["school"], ""),
    ("幼儿园", &["kindergarten"], ""),
    ("医院", &["hospital", "clinic"], ""),
    ("卫生院", &["clinic"], ""),
    ("诊所", &["clinic"], ""),
    ("卫生服务中心", &["clinic"], ""),
    ("公园", &["park"], ""),
    ("广场", &["park", "mall"], "广场"),
    ("公交站", &["bus"], ""),
    ("公交车站", &["bus"], ""),
    ("公交", &["bus"], ""),
    ("车站", &["bus", "station"], ""),
    ("地铁站", &["metro"], ""),
    ("地铁口", &["metro"], ""),
    ("商场", &["mall"], ""),
    ("火车站", &["station"], "火车"),
    ("驿站", &["rider_station"], ""),
    ("政务中心", &["civic"], "政务"),
];

/// What the words around a name say of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// A body of that name is meant.
    pub(super) is_body: bool,
    /// Somebody lives there.
    pub(super) is_home: bool,
    /// It is not meant.
    pub(super) is_denied: bool,
}

/// Reads the words around a name.
pub(super) fn around(letters: &Letters, from: usize, to: usize) -> Around {
    Around {
        is_body: letters.longest(to, &BODIES).is_some(),
        is_home: letters.ends(from, &HOMES),
        is_denied: letters.ends(from, &DENIALS),
    }
}

/// Whether something behind a name shows that it is a place.
pub(super) fn is_pointed_at(letters: &Letters, to: usize) -> bool {
    let to = to + usize::from(letters.has(to, "的"));
    letters.longest(to, &POINTS).is_some()
        || building_at(letters, to).is_some()
        || house_number_at(letters, to).is_some()
        || kind_behind(letters, to).is_some()
}

/// Whether a name only says what the matter is near.
pub(super) fn is_near_behind(letters: &Letters, to: usize) -> bool {
    letters.longest(to, &["附近", "旁边", "旁", "周边", "这边", "那边", "一带", "1带"]).is_some()
}

/// The building behind a name: where it ends, and its words.
pub(super) fn building_at(letters: &Letters, to: usize) -> Option<usize> {
    let start = to + usize::from(letters.has(to, "第"));
    let letter = letters.rest(start).first().copied().unwrap_or(' ');
    let signs = match letters.digits(start) {
        0 if letter.is_ascii_uppercase() => 1,
        digits => digits,
    };
    if signs == 0 || signs > 3 {
        return None;
    }
    let words = ["号楼", "栋", "幢", "座", "单元", "号院", "期"];
    let word = letters.longest(start + signs, &words)?;
    Some(start + signs + word.chars().count())
}

/// The number of a house behind a road, and where it ends.
pub(super) fn house_number_at(letters: &Letters, to: usize) -> Option<(u32, usize)> {
    let digits = letters.digits(to);
    let end = to + digits + 1;
    let is_building = letters.has(end, "楼") && !letters.has(end, "楼下");
    let is_line = letters.has(end, "线") || is_building;
    if digits == 0 || digits > 4 || !letters.has(to + digits, "号") || is_line {
        return None;
    }
    let number: String = letters.range(to, to + digits).iter().collect();
    number.parse().ok().map(|number| (number, end))
}

/// Whether two names with this between them may cross, and where the second
/// road's word for it stands.
pub(super) fn are_joined(letters: &Letters, end: usize, start: usize) -> bool {
    let between: String = letters.range(end, start).iter().collect();
    between.is_empty() || ANDS.contains(&between.as_str())
}

/// Whether words for a crossing stand behind; and the side of it, if told, as
/// steps to the east and north.
pub(super) fn crossing_behind(letters: &Letters, to: usize) -> Option<(usize, Option<(i64, i64)>)> {
    let start = to + usize::from(letters.has(to, "的"));
    let start = start + if letters.has(start, "10字路口") { 2 } else { 0 };
    let start = start + usize::from(letters.has(start, "丁字"));
    let word = letters.longest(start, &CROSSINGS)?;
    let end = start + word.chars().count();
    let end = end + usize::from(letters.has(end, "的"));
    let side = SIDES.iter().find(|(name, ..)| {
        letters.has(end, name) && {
            let after = end + name.chars().count();
            letters.longest(after, &["角", "侧", "边", "口", "面", "方向", "向"]).is_some()
        }
    });
    Some((end, side.map(|(_, east, north)| (*east, *north))))
}

/// A word for a kind of landmark shortly behind a name: 那个菜市场.
pub(super) fn kind_behind(letters: &Letters, to: usize) -> Option<usize> {
    const LINKS: [&str; 22] = [
        "那个",
        "那里的",
        "这边的",
        "那边的",
        "附近的",
        "旁边的",
        "旁的",
        "门口的",
        "对面的",
        "里面的",
        "的",
        "那边",
        "附近",
        "旁边",
        "门口",
        "口的",
        "口",
        "里的",
        "那家",
        "这个",
        "那",
        "上的",
    ];
    let mut start = to;
    for _ in 0..2 {
        if let Some(kind) = kind_at(letters, start) {
            return Some(kind);
        }
        start += letters.longest(start, &LINKS)?.chars().count();
    }
    kind_at(letters, start)
}

fn kind_at(letters: &Letters, place: usize) -> Option<usize> {
    let fits = KINDS.iter().enumerate().filter(|(_, (word, ..))| letters.has(place, word));
    fits.max_by_key(|(_, (word, ..))| word.chars().count()).map(|(number, _)| number)
}
