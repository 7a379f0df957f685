//! Names mined from a text: roads, lines, buildings, compounds, schools.
//!
//! A name is what stands before a word that ends names of its kind, back to
//! the nearest word that cannot belong to it. Two texts that name different
//! things of one kind are probably about different matters.

/// What a mined name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// District, county, town, sub-district.
    Region,
    /// Road, street, lane, bridge.
    Road,
    /// Bus or metro line.
    Line,
    /// Building, block or stage of a compound.
    Building,
    /// Residential compound, block of flats, square.
    Compound,
    /// School, kindergarten, university.
    School,
    /// Village, community, villagers' group.
    Village,
    /// Company, platform, shop, works.
    Company,
    /// Park, hospital, market, station and other public places.
    Site,
}

/// All kinds, in the order of [`NameKind`].
pub(crate) const KINDS: [NameKind; 9] = [
    NameKind::Region,
    NameKind::Road,
    NameKind::Line,
    NameKind::Building,
    NameKind::Compound,
    NameKind::School,
    NameKind::Village,
    NameKind::Company,
    NameKind::Site,
];

/// A name: letters `start..end` of the text, of which the first `core` are the
/// name proper and the rest says what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    /// What it names.
    pub(crate) kind: NameKind,
    /// First letter.
    pub(crate) start: usize,
    /// Behind the last letter.
    pub(crate) end: usize,
    /// Length of the name proper.
    pub(crate) core: usize,
}

/// Where names begin and end in some letters.
pub(crate) fn name_spans(letters: &[char]) -> Vec<(usize, usize)> {
    mine(letters).iter().map(|name| (name.start, name.end)).collect()
}

/// Words that end a name, longer ones first.
const ENDINGS: &[(&str, NameKind)] = &[
    ("有限公司", NameKind::Company),
    ("搅拌站", NameKind::Company),
    ("采石场", NameKind::Company),
    ("幼儿园", NameKind::School),
    ("派出所", NameKind::Site),
    ("公交站", NameKind::Site),
    ("地铁站", NameKind::Site),
    ("号线", NameKind::Line),
    ("号楼", NameKind::Building),
    ("公司", NameKind::Company),
    ("集团", NameKind::Company),
    ("平台", NameKind::Company),
    ("工厂", NameKind::Company),
    ("小学", NameKind::School),
    ("中学", NameKind::School),
    ("学校", NameKind::School),
    ("大学", NameKind::School),
    ("学院", NameKind::School),
    ("附中", NameKind::School),
    ("附小", NameKind::School),
    ("小区", NameKind::Compound),
    ("花园", NameKind::Compound),
    ("家园", NameKind::Compound),
    ("公寓", NameKind::Compound),
    ("新城", NameKind::Compound),
    ("新村", NameKind::Compound),
    ("山庄", NameKind::Compound),
    ("大厦", NameKind::Compound),
    ("广场", NameKind::Compound),
    ("大道", NameKind::Road),
    ("大街", NameKind::Road),
    ("高速", NameKind::Road),
    ("立交", NameKind::Road),
    ("大桥", NameKind::Road),
    ("隧道", NameKind::Road),
    ("社区", NameKind::Village),
    ("街道", NameKind::Region),
    ("公园", NameKind::Site),
    ("医院", NameKind::Site),
    ("市场", NameKind::Site),
    ("车站", NameKind::Site),
    ("苑", NameKind::Compound),
    ("府", NameKind::Compound),
    ("郡", NameKind::Compound),
    ("庭", NameKind::Compound),
    ("湾", NameKind::Compound),
    ("城", NameKind::Compound),
    ("路", NameKind::Road),
    ("街", NameKind::Road),
    ("巷", NameKind::Road),
    ("桥", NameKind::Road),
    ("栋", NameKind::Building),
    ("幢", NameKind::Building),
    ("期", NameKind::Building),
    ("村", NameKind::Village),
    ("组", NameKind::Village),
    ("区", NameKind::Region),
    ("县", NameKind::Region),
    ("镇", NameKind::Region),
    ("乡", NameKind::Region),
];

/// Words ending like a name that name nothing.
const NOT_NAMES: &[&str] = &[
    "地区",
    "片区",
    "城区",
    "郊区",
    "景区",
    "园区",
    "辖区",
    "校区",
    "库区",
    "老区",
    "新区",
    "社区",
    "小区",
    "道路",
    "公路",
    "马路",
    "铁路",
    "网路",
    "线路",
    "电路",
    "修路",
    "的路",
    "条路",
    "段路",
    "走路",
    "让路",
    "政府",
    "家庭",
    "法庭",
    "学期",
    "工期",
    "长期",
    "近期",
    "日期",
    "前期",
    "后期",
    "延期",
    "到期",
    "假期",
    "定期",
    "逾期",
    "星期",
    "周期",
    "短期",
    "分期",
    "限期",
    "预期",
    "暑期",
    "农村",
    "小组",
    "业主组",
    "全县",
    "全区",
    "本区",
    "我区",
    "我县",
    "各区",
    "市区",
    "县城",
    "进城",
    "商城",
    "省城",
    "全城",
    "天桥",
    "道桥",
    "老城",
    "同城",
    "乡镇",
    "城镇",
    "家乡",
    "老乡",
    "下乡",
    "思路",
    "出路",
    "套路",
    "逛街",
    "步行街",
    "上街",
];

/// Single letters that no name contains, and that therefore end it leftwards.
const STOPS: &str = "的在和与及对请将于到从把被让给是有位们这那向由往至之了为因就都也很还又再以我你您他她它其某该各每何吗呢吧并而或但如若则使得着过没不市省区县镇乡:";

/// Two-letter words that end a name leftwards.
const STOP_WORDS: &[&str] = &[
    "关于", "反映", "反应", "投诉", "举报", "咨询", "请问", "希望", "建议", "附近", "旁边", "业主",
    "居民", "街道", "社区", "小区", "强烈", "要求", "严重", "违规", "违法", "居住", "购买", "地处",
    "坐落", "座落", "修建", "新建", "开通", "途经", "经过", "乘坐", "一个", "一条", "两个", "几个",
    "什么", "为何", "加快", "领导", "书记", "尊敬", "你好", "您好", "本人", "家住", "靠近", "大量",
    "公交", "地铁", "整个", "周边",
];

const LONGEST_CORE: usize = 8;

/// The names in a text of plain letters, in the order they appear.
pub(crate) fn mine(letters: &[char]) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let floor = found.last().map_or(0, |name| name.end);
        match name_ending_at(letters, at, floor) {
            Some(name) => {
                at = name.end;
                found.push(name);
            }
            None => at += 1,
        }
    }
    found
}

fn name_ending_at(letters: &[char], at: usize, floor: usize) -> Option<Name> {
    let first = *letters.get(at)?;
    let (ending, kind) = ENDINGS
        .iter()
        .filter(|(ending, _)| ending.starts_with(first))
        .find(|(ending, _)| is_at(letters, at, ending))?;
    let end = at + ending.chars().count();
    let digits = numerals_before(letters, at, floor);
    let kind = match kind {
        NameKind::Road if digits > 0 && *ending == "路" => NameKind::Line,
        kind => *kind,
    };
    let numbered = matches!(kind, NameKind::Line | NameKind::Building)
        || digits > 0 && matches!(kind, NameKind::Region | NameKind::Village);
    if numbered {
        return (digits > 0).then(|| Name { kind, start: at - digits, end, core: digits });
    }
    if is_no_name(letters, at, end) {
        return None;
    }
    let core = core_before(letters, at, floor);
    let enough = if kind == NameKind::Region { core >= 1 } else { core >= 2 };
    enough.then(|| Name { kind, start: at - core, end, core })
}

fn is_at(letters: &[char], at: usize, word: &str) -> bool {
    let mut tail = letters.iter().skip(at);
    word.chars().all(|c| tail.next() == Some(&c))
}

/// Digits, Latin letters and Chinese numerals that end just before `at`.
fn numerals_before(letters: &[char], at: usize, floor: usize) -> usize {
    letters
        .get(floor..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take(6)
        .take_while(|c| c.is_ascii_alphanumeric() || is_numeral(**c))
        .count()
}

pub(super) fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百零".contains(c)
}

fn is_no_name(letters: &[char], at: usize, end: usize) -> bool {
    NOT_NAMES.iter().any(|word| {
        let length = word.chars().count();
        end >= length && end - length < at && is_at(letters, end - length, word)
    })
}

fn core_before(letters: &[char], at: usize, floor: usize) -> usize {
    let mut core = 0;
    while core < LONGEST_CORE && at > floor + core {
        let Some(c) = letters.get(at - core - 1) else { break };
        if STOPS.contains(*c) {
            break;
        }
        let word_here = at
            .checked_sub(core + 2)
            .is_some_and(|from| STOP_WORDS.iter().any(|word| is_at(letters, from, word)));
        if word_here {
            break;
        }
        core += 1;
    }
    core
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain;

    #[test]
    fn names_are_found_with_their_kinds() {
        let table: &[(&str, &[(NameKind, &str)])] = &[
            (
                "A2区丽发新城小区附近搅拌站噪音",
                &[(NameKind::Region, "a2区"), (NameKind::Compound, "丽发新城")],
            ),
            ("205路公交车经常不停站", &[(NameKind::Line, "205路")]),
            ("地铁3号线什么时候开通", &[(NameKind::Line, "3号线")]),
            ("反映幸福路的路灯不亮", &[(NameKind::Road, "幸福路")]),
            ("请问实验小学何时开学", &[(NameKind::School, "实验小学")]),
            ("道路长期积水，政府不管", &[]),
        ];
        for (text, expected) in table {
            let letters = plain(text);
            let found: Vec<(NameKind, String)> = mine(&letters)
                .iter()
                .map(|name| (name.kind, letters[name.start..name.end].iter().collect()))
                .collect();
            let found: Vec<(NameKind, &str)> =
                found.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
            for name in *expected {
                assert!(found.contains(name), "{text}: {found:?}");
            }
            if expected.is_empty() {
                assert!(found.is_empty(), "{text}: {found:?}");
            }
        }
    }
}
