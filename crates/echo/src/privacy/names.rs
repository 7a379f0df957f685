//! Names of persons: after a word that announces one, or before a title.
//! A surname alone proves nothing: 王府井 is a street and 李家村 a village.

use super::letters::{Letters, is_gap, is_han};
use super::surnames::{ends_place, is_joined, is_telling, is_typical, length_at, ordinary};
use super::{Kind, Span, add};

/// After these a name follows.
const ANNOUNCED: &[&str] = &[
    "我叫",
    "名叫",
    "叫做",
    "名字叫",
    "名字是",
    "我的名字",
    "姓名",
    "联系人",
    "户主",
    "当事人",
    "投诉人",
    "举报人",
    "来电人",
    "反映人",
    "诉求人",
    "申请人",
    "求助人",
    "收件人",
    "收货人",
    "户名",
    "开户名",
    "法人代表",
    "法人",
    "法定代表人",
    "死者",
    "伤者",
    "患者",
    "署名",
    "经办人",
    "持卡人",
    "车主",
    "产权人",
    "承租人",
    "承包人",
    "被投诉人",
    "被举报人",
    "报案人",
    "受害人",
    "监护人",
    "家长",
    "学生",
    "业主姓名",
    "机主",
    "房主",
    "业主",
    "本人",
];
/// After these a name may follow.
const LIKELY: &[&str] = &[
    "老板娘",
    "老板",
    "房东",
    "邻居",
    "司机",
    "村民",
    "居民",
    "住户",
    "租户",
    "商户",
    "村支书",
    "支书",
    "书记",
    "主任",
    "经理",
    "医生",
    "老师",
    "校长",
    "队长",
    "民警",
    "队员",
    "网格员",
    "客服",
    "中介",
    "工头",
    "包工头",
    "同事",
    "朋友",
    "儿子",
    "女儿",
    "丈夫",
    "妻子",
    "老公",
    "老婆",
    "母亲",
    "父亲",
    "妈妈",
    "爸爸",
    "爷爷",
    "奶奶",
    "外婆",
    "外公",
    "孙子",
    "孙女",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
    "组长",
    "村长",
    "所长",
    "站长",
    "负责人",
    "联系",
    "工作人员",
    "教练",
    "律师",
    "店主",
    "户",
    "叫",
    "找",
    "我是",
    "孩子",
    "老人",
    "职工",
    "员工",
    "女士",
    "先生",
    "护士",
    "会计",
    "科长",
    "局长",
    "主播",
    "组员",
    "残疾人",
    "低保户",
    "志愿者",
    "保洁",
    "保安",
    "外卖员",
    "快递员",
    "骑手",
    "老兵",
    "老爷子",
    "老太太",
    "老伴",
    "爱人",
    "对象",
    "亲戚",
    "舅舅",
    "姑姑",
    "姨妈",
    "岳父",
    "岳母",
    "公公",
    "表哥",
    "堂弟",
    "堂哥",
    "表弟",
    "侄女",
    "战友",
    "室友",
    "合伙人",
    "老乡",
    "厨师",
    "木工",
    "电工",
    "瓦工",
    "工友",
    "门卫",
    "辅导员",
    "园长",
    "环卫工",
    "清洁工",
    "收费员",
    "售票员",
    "驾驶员",
    "乘客",
    "顾客",
    "病人",
    "转告",
    "委托",
    "代理人",
    "证人",
    "嫌疑人",
    "肇事者",
    "交警",
    "城管",
    "辅警",
    "消防员",
    "医师",
    "护工",
    "保姆",
    "月嫂",
    "店员",
    "摊主",
    "车友",
    "租客",
    "二房东",
    "班主任",
    "楼长",
    "叔叔",
    "阿姨",
    "外孙",
    "侄子",
];
/// Titles that follow a surname or a name.
const TITLES: &[&str] = &[
    "先生",
    "女士",
    "小姐",
    "师傅",
    "老师",
    "医生",
    "大夫",
    "护士",
    "经理",
    "主任",
    "书记",
    "阿姨",
    "大爷",
    "大妈",
    "大叔",
    "大伯",
    "大娘",
    "大哥",
    "大姐",
    "叔叔",
    "伯伯",
    "婆婆",
    "爹爹",
    "爷爷",
    "奶奶",
    "嫂子",
    "警官",
    "律师",
    "局长",
    "科长",
    "处长",
    "所长",
    "队长",
    "站长",
    "院长",
    "校长",
    "村长",
    "组长",
    "部长",
    "会长",
    "总监",
    "同志",
    "老板",
    "老汉",
    "老太",
    "教授",
    "主席",
    "镇长",
    "区长",
    "市长",
    "县长",
    "会计",
    "教练",
    "店长",
    "导演",
    "同学",
    "法官",
    "支书",
    "班长",
    "园长",
    "董事长",
    "某某",
    "某",
    "总经理",
    "副主任",
    "副书记",
    "工程师",
    "总工",
    "代表",
    "委员",
    "工",
];
/// Titles of which something else may begin.
const NOT_TITLES: &[&str] = &[
    "工地",
    "工程",
    "工厂",
    "工作",
    "工人",
    "工业",
    "工资",
    "工商",
    "工会",
    "姓名",
    "某些",
    "某个",
    "代表团",
    "代表大会",
];
/// What may stand between an announcing word and its name.
const LINKS: &[&str] =
    &["是", "为", "叫", "名", ":", "：", " ", ",", "，", "(", "（", "“", "\"", "的", "、"];
/// What a given name does not hold.
const NOT_GIVEN: &str = "\
的是在说称把被将向与跟及等电联住现已来去从对请因为于也都没不又就还打给我你他她它们这那哪个了着过吗呢吧啊么什怎谁\
里外后号栋楼幢层室单路街巷区县市省镇乡村组块岁年日分点次师老某姓该此使骗欠收拿要想让能做办带送租买卖用到";
/// What may follow a name right away.
const FOLLOWS: &str = "\
的是在说称把被将向与和跟及等电手联身住现已来去从对先女同反投要请有因为于也都没不又就还打发给家本户性年今身男名两一二三这\
那你我他她了使骗欠收拿开想让会能可做办带送租买卖用到帮每上退（(";
/// A name of a place or firm goes on so.
const GOES_ON: &[&str] = &[
    "村",
    "庄",
    "镇",
    "乡",
    "街",
    "路",
    "巷",
    "桥",
    "小区",
    "社区",
    "公司",
    "饭店",
    "超市",
    "药店",
    "诊所",
    "餐馆",
    "面馆",
    "菜馆",
    "酒楼",
    "烧烤",
    "火锅",
    "商行",
    "批发",
    "牌",
    "记",
    "厂",
    "湾",
    "塘",
    "坪",
    "界",
    "大道",
    "公园",
    "学校",
    "小学",
    "中学",
    "医院",
    "幼儿园",
    "广场",
    "花园",
    "家园",
    "苑",
    "便利店",
    "理发店",
    "美容",
    "养生",
    "集团",
    "物业",
    "站",
];

/// Finds names.
pub(super) fn find(letters: &Letters, spans: &mut Vec<Span>) {
    let mut place = 0;
    while place < letters.len() {
        let end = announced(letters, place, spans)
            .or_else(|| titled(letters, place, spans))
            .or_else(|| surname_told(letters, place, spans))
            .or_else(|| signed(letters, place, spans));
        place = end.unwrap_or(place + 1);
    }
}

/// A name after a word that announces it, and others listed behind it.
fn announced(letters: &Letters, place: usize, spans: &mut Vec<Span>) -> Option<usize> {
    let (word, is_sure) = match letters.longest(place, ANNOUNCED) {
        Some(word) => (word, true),
        None => (letters.longest(place, LIKELY)?, false),
    };
    let mut from = place + word;
    while let Some(length) = letters.longest(from, LINKS) {
        let is_far = !is_sure && from > place + word;
        if is_far || from > place + word + 4 {
            break;
        }
        from += length;
    }
    let is_sure = is_sure && !letters.ends(from, &["业主", "家长", "学生", "本人", "车主"]);
    let mut end = named_at(letters, from, is_sure)?;
    add(spans, Kind::Name, from..end);
    while matches!(letters.at(end), '、' | '和' | '与' | '及') {
        let Some(next) = named_at(letters, end + 1, false) else { break };
        add(spans, Kind::Name, end + 1..next);
        end = next;
    }
    Some(end)
}

/// Where a name ends that begins at a place; none if there is none.
fn named_at(letters: &Letters, from: usize, is_sure: bool) -> Option<usize> {
    if let Some(end) = foreign(letters, from).filter(|_| is_sure) {
        return Some(end);
    }
    let surname = length_at(letters.at(from), letters.at(from + 1))?;
    let given = from + surname;
    if letters.longest(given, TITLES).is_some() {
        let title_is_one = letters.longest(given, NOT_TITLES).is_none();
        return (title_is_one && is_telling(letters.at(from))).then_some(given);
    }
    let end = given + given_length(letters, given, is_sure)?;
    let is_rare = surname == 1 && !is_telling(letters.at(from)) && !is_sure;
    let is_like_names = (given..end).all(|place| is_typical(letters.at(place)));
    ((!is_rare || is_like_names) && is_plausible(letters, from, end)).then_some(end)
}

/// How many letters a given name has: one or two, by what follows and by what
/// names are made of.
fn given_length(letters: &Letters, given: usize, is_sure: bool) -> Option<usize> {
    let (first, second) = (letters.at(given), letters.at(given + 1));
    if !is_given(first) {
        return None;
    }
    let typical = (is_typical(first), is_typical(second));
    let ends_after_two = is_given(second) && is_over(letters, given + 2, is_sure);
    let ends_after_one = is_over(letters, given + 1, is_sure);
    match typical {
        (true, false) if ends_after_one => Some(1),
        _ if ends_after_two => Some(2),
        _ if ends_after_one => Some(1),
        (true, false) => Some(1),
        (_, true) => Some(2),
        (false, false) => None,
    }
}

/// A name of several parts with points between.
fn foreign(letters: &Letters, from: usize) -> Option<usize> {
    let part =
        |start: usize| letters.run(start, |letter| is_han(letter) && !"的是在说".contains(letter));
    let first = part(from);
    if !(1..=6).contains(&first) || !matches!(letters.at(from + first), '·' | '•') {
        return None;
    }
    let second = part(from + first + 1);
    (1..=6).contains(&second).then_some(from + first + 1 + second)
}

fn is_given(letter: char) -> bool {
    is_han(letter) && !NOT_GIVEN.contains(letter)
}

/// Whether a name may be over before a place.
fn is_over(letters: &Letters, place: usize, is_sure: bool) -> bool {
    let next = letters.at(place);
    !is_han(next) || FOLLOWS.contains(next) || is_sure && letters.longest(place, TITLES).is_some()
}

/// Neither an ordinary word nor the name of a place or a firm.
fn is_plausible(letters: &Letters, from: usize, end: usize) -> bool {
    let is_word = letters.longest(from, ordinary()).is_some();
    // 万达广场: the word for the place may begin inside.
    let is_cut = letters.longest(end - 1, GOES_ON).is_some_and(|length| length > 1);
    let is_place = ends_place(letters.before(end, 1)) && end - from > 2
        || letters.longest(end, GOES_ON).is_some() && !letters.has(end, "记得")
        || is_cut;
    !is_word && !is_place
}

/// The surname of somebody who says no more: 我姓谭.
fn surname_told(letters: &Letters, place: usize, spans: &mut Vec<Span>) -> Option<usize> {
    let surname = place + 1;
    let is_told = letters.at(place) == '姓' && length_at(letters.at(surname), '\0').is_some();
    let is_over = !is_han(letters.at(surname + 1)) || letters.at(surname + 1) == '的';
    (is_told && is_over).then(|| {
        add(spans, Kind::Name, surname..surname + 1);
        surname + 1
    })
}

/// A name of three letters that stands by itself, as under a letter.
fn signed(letters: &Letters, place: usize, spans: &mut Vec<Span>) -> Option<usize> {
    let end = place + 3;
    let is_alone = !is_han(letters.before(place, 1)) && !is_han(letters.at(end));
    let is_name = is_telling(letters.at(place))
        && is_typical(letters.at(place + 1))
        && is_typical(letters.at(place + 2))
        && !"山海江水田木土岭大小".contains(letters.at(place + 2));
    let is_titled = letters.longest(place + 1, TITLES).is_some();
    (is_alone && is_name && !is_titled && is_plausible(letters, place, end)).then(|| {
        add(spans, Kind::Name, place..end);
        end
    })
}

/// A surname or a name before a title.
fn titled(letters: &Letters, place: usize, spans: &mut Vec<Span>) -> Option<usize> {
    let title = letters.longest(place, TITLES)?;
    if letters.longest(place, NOT_TITLES).is_some() {
        return None;
    }
    // 工 is a title only where the sentence goes on as after one.
    let next = letters.at(place + title);
    if title == 1 && letters.at(place) == '工' && is_han(next) && !"到来说".contains(next) {
        return None;
    }
    let start = before_title(letters, place)?;
    if spans.iter().any(|span| span.at.end == place && span.at.start < start) {
        return None;
    }
    add(spans, Kind::Name, start..place);
    Some(place + title)
}

/// Where the name before a title begins.
fn before_title(letters: &Letters, place: usize) -> Option<usize> {
    let full = (2..=4).rev().filter_map(|length| place.checked_sub(length)).find(|start| {
        let surname = length_at(letters.at(*start), letters.at(start + 1));
        let Some(surname) = surname.filter(|surname| start + surname <= place) else {
            return false;
        };
        let given = place - start - surname;
        let is_double = surname == 2;
        let fits = if is_double { given <= 2 } else { (1..=2).contains(&given) };
        let is_like_names = (start + surname..place).all(|at| is_typical(letters.at(at)));
        fits && (is_double || is_like_names || is_telling(letters.at(*start)))
            && (start + surname..place).all(|at| is_given(letters.at(at)))
            && begins(letters, *start)
            && is_plausible(letters, *start, place)
            && !ends_place(letters.before(place, 1))
    });
    if full.is_some() {
        return full;
    }
    let start = place.checked_sub(1)?;
    let surname = letters.at(start);
    let before = letters.before(start, 1);
    let is_alone = if is_telling(surname) {
        !is_joined(before, surname)
    } else {
        length_at(surname, '\0').is_some() && begins(letters, start)
    };
    (is_alone && letters.longest(start, ordinary()).is_none()).then_some(start)
}

/// Whether a full name may begin at a place: nothing before it belongs to it.
fn begins(letters: &Letters, start: usize) -> bool {
    let before = letters.before(start, 1);
    let opens = "是找叫和与跟的由被把让对给请向问到位名为有了、";
    !is_han(before)
        || opens.contains(before)
        || letters.ends(start, ANNOUNCED)
        || letters.ends(start, LIKELY)
        || is_gap(before)
}
