"""Words of the benchmark: matters, places, ways to speak. Written for it; nobody's real words."""

from dataclasses import dataclass, replace

SURNAMES = "赵钱孙李周吴郑王冯陈"
STEMS = "云岚青禾松映澄石望桐月泊霁川枫栖柏亭鹭洲晴屿芷湾竹溪砚峰荷塘梧岭"
DISTRICTS = ["云岚区", "澄川区", "望桐区", "霁湾区"]
COMPOUND_ENDS = ["花园", "小区", "雅苑", "新村", "公寓"]
SCHOOL_ENDS = ["小学", "中学", "幼儿园"]


@dataclass(frozen=True)
class Place:
    """Where a matter is: a compound on a road, its building, the school and the bus line near by."""

    district: str
    road: str
    compound: str
    building: int
    school: str
    line: int
    kind: str = "compound"

    def name(self):
        """What people call it."""
        return {
            "compound": self.compound,
            "building": f"{self.compound}{self.building}栋",
            "road": self.road,
            "line": f"{self.line}路公交车",
            "school": self.school,
        }[self.kind]

    def short(self, dice):
        return dice.choice([self.name(), f"{self.district}{self.name()}"])

    def full(self, dice):
        lead = dice.choice(["", self.district, f"云映市{self.district}"])
        beside = "" if self.kind in ("road", "line") else dice.choice(["", self.road])
        return f"{lead}{beside}{self.name()}"

    def swap(self, text, other):
        """The same text about another place."""
        for mine, theirs in [
            (self.compound, other.compound), (f"{self.building}栋", f"{other.building}栋"),
            (self.road, other.road), (f"{self.line}路", f"{other.line}路"),
            (self.school, other.school), (self.district, other.district),
        ]:
            text = text.replace(mine, theirs)
        return text

    def near_misses(self, dice, places):
        """The same place but for the one thing that makes it another."""
        other = dice.choice([p for p in places if p.road != self.road and p.compound != self.compound])
        if self.kind == "building":
            near = self.building % 30 + dice.choice([1, 2, 10])
            return [("another building", replace(self, building=near))]
        if self.kind == "line":
            near = dice.choice([self.line + 1, int(str(self.line)[::-1]) + 100, self.line * 10 % 900 + 1])
            return [("another line", replace(self, line=near))]
        if self.kind == "road":
            return [("another road", replace(self, road=other.road))]
        if self.kind == "school":
            return [("another school", replace(self, school=other.school))]
        return [("another compound", replace(self, compound=other.compound))]


@dataclass(frozen=True)
class Matter:
    """What a request is about, and how people put it."""

    word: str
    titles: tuple
    openings: tuple
    facts: tuple
    wishes: tuple


def places(dice):
    def stem():
        return dice.choice(STEMS) + dice.choice(STEMS)

    made = []
    for _ in range(500):
        made.append(
            Place(
                district=dice.choice(DISTRICTS),
                road=stem() + dice.choice(["路", "街", "巷"]),
                compound=stem() + dice.choice(COMPOUND_ENDS),
                building=dice.randint(1, 30),
                school=stem() + dice.choice(SCHOOL_ENDS),
                line=dice.randint(101, 899),
                kind=dice.choice(["compound", "building", "building", "road", "line", "school"]),
            )
        )
    return made


def follow_up(dice, matter, place):
    """Says that it was said before, and little else."""
    name = dice.choice([place.name(), place.compound if place.kind == "building" else place.name()])
    title = dice.choice(["{p}的事还没解决", "再次反映{p}", "{p}问题回复了但没处理", "催一下{p}"]).format(p=name)
    hint = dice.choice([matter.word, matter.word, ""])
    body = dice.choice([
        f"上次反映的{hint}问题到现在没人管，请尽快给个说法。",
        f"{hint or '那件'}的事说好一周内处理，又过了十天，还是老样子。",
        f"已经是第三次反映{hint}了，每次都说在办，实际没有人来。",
    ])
    return title, body


def phone_words(dice, matter, place):
    """As an operator writes down what a caller says."""
    caller = dice.choice(SURNAMES) + dice.choice(["先生", "女士"])
    title = f"{caller}来电反映{place.name()}{matter.word}"
    told = "".join(dice.choice(options) for options in dice.sample(matter.facts, 2))
    told = told.replace("我们", "居民").replace("我", "其")
    return title, f"来电人称：{place.full(dice)}，{told}诉求：{dice.choice(matter.wishes)}"


def matter(word, titles, openings, facts, wishes):
    return Matter(word, tuple(titles), tuple(openings), tuple(map(tuple, facts)), tuple(wishes))


WISHES = ["请有关部门尽快处理。", "希望早日解决，谢谢。", "盼回复。", "请派人到现场看一看。"]
MATTERS = [
    matter("噪声扰民", ["{p}夜里太吵了", "{p}噪声扰民无人管", "关于{p}夜间施工噪声的投诉"],
           ["旁边的工地", "对面的烧烤店", "楼下的广场舞队伍"],
           [["每天闹到凌晨两点，", "半夜机器还在响，", "晚上十一点以后声音更大，"],
            ["老人和孩子都睡不着。", "全家人没法休息。", "第二天上班没有精神。"],
            ["打过电话也没有用。", "找过物业，物业说管不了。", "来人时停一下，人走了又响。"],
            ["窗户关上也听得清清楚楚。", "用手机测有七十多分贝。"]], WISHES),
    matter("路灯不亮", ["{p}路灯坏了很久", "{p}晚上一片漆黑", "请修一下{p}的照明灯"],
           ["一带的路灯", "门口那排灯", "附近的照明"],
           [["有半个月没亮过了，", "一到晚上就是黑的，", "十几盏灯只剩两盏亮，"],
            ["放学的孩子走路害怕。", "前天有位老人摔了一跤。", "骑车的人差点撞上护栏。"],
            ["报修过一次没有下文。", "不知道归哪个单位管。"],
            ["下雨天更看不见路。", "坑洼的地方完全看不清。"]], WISHES),
    matter("垃圾没人清", ["{p}垃圾成堆", "{p}的垃圾几天没清运", "{p}臭气熏天"],
           ["的垃圾桶", "边上的空地", "后面的垃圾站"],
           [["堆得比人还高，", "连着五天没人来收，", "装修垃圾和剩饭混在一起，"],
            ["苍蝇蚊子满天飞。", "污水流到了路上。", "味道飘进家里不敢开窗。"],
            ["保洁说人手不够。", "居委会说已经报上去了。"],
            ["还有老鼠跑来跑去。", "狗把袋子都扒开了。"]], WISHES),
    matter("停水", ["{p}又停水了", "{p}水压太低", "{p}自来水发黄"],
           ["的自来水", "高层住户的水", "这几天的水"],
           [["一到做饭的时候就没有，", "流出来是黄的，", "细得像一根线，"],
            ["洗澡做饭都成问题。", "只能去外面买桶装水。"],
            ["没有看到任何停水通知。", "水务公司的电话打不通。"],
            ["热水器也打不着火。", "楼上的邻居抬水上楼。"]], WISHES),
    matter("违规停车", ["{p}车辆乱停堵路", "{p}消防通道被占", "{p}门口全是违停"],
           ["门前的通道", "两边的人行道", "的出入口"],
           [["每天停满了外来的车，", "被货车占了一半，", "早晚高峰根本走不动，"],
            ["救护车都开不进来。", "行人只能走到机动车道上。"],
            ["拍过照片举报也没人贴条。", "画了黄线还是照停。"],
            ["盲道也被压坏了。", "推婴儿车过不去。"]], WISHES),
    matter("等不到车", ["{p}等车时间太长", "{p}班次越来越少", "建议增加{p}的班次"],
           ["早上的班车", "的发车间隔", "最近的班次"],
           [["要等四十多分钟，", "显示两站却一直不来，", "连来两辆然后半小时没有，"],
            ["上班总是迟到。", "老人看病赶不上。"],
            ["司机说人员不够。", "客服说会转达。"],
            ["车里挤得上不去。", "站牌上也没有时刻表。"]], WISHES),
    matter("收费不明", ["{p}乱收费", "{p}涨价没有公示", "请查一查{p}的收费"],
           ["这学期的费用", "的管理费", "今年的收费"],
           [["一下子涨了三成，", "多收了一笔说不清的钱，", "要求先交钱才给办手续，"],
            ["问起来没人能说明白。", "不给正规发票。"],
            ["也没有贴出收费标准。", "说是上面的规定。"],
            ["不交就不让进门。", "好几家都有意见。"]], WISHES),
    matter("路面破损", ["{p}地面塌陷", "{p}路面坑洼", "{p}井盖松动危险"],
           ["前面的路面", "转角的井盖", "的人行道砖"],
           [["塌了一个大坑，", "踩上去哐当响，", "碎了一大片，"],
            ["昨天有人骑车摔倒了。", "下雨积水看不出深浅。"],
            ["放了个锥桶就再没人来。", "修过一次不到一个月又坏了。"],
            ["晚上经过特别危险。", "轮椅根本过不去。"]], WISHES),
]
