"""How residents fill a situation with their own place, time and temper."""

import re

SLOTS_WHEN = ["昨天", "前天", "上周三", "上周末", "这周一", "前几天", "前天傍晚", "昨天晚上", "这两天"]
SLOTS_FOR = ["快一个星期", "十来天", "半个多月", "快二十天", "一个多月", "两个多月", "三四天", "小半年"]
SLOTS_TIME = ["晚上十点多", "夜里十一点", "凌晨一两点", "半夜十二点多", "晚上十一点半"]
SMALL_MONEY = ["45", "68", "80", "120", "150", "200", "260", "380", "500", "800"]
LARGE_MONEY = ["三千六", "五千八", "八千多", "一万二", "一万六", "两万三", "三万多", "四万八"]

OPENINGS = ["您好，", "你好，", "领导好，", "您好！", "热线你好，", "你们好，我想反映个事。", "想反映一个情况，", "打扰了，"]
ASKS = {
    "complaint": ["请尽快处理。", "希望有人管一管。", "请给个说法。", "望相关部门核实处理。", "麻烦查一查，给我们回个话。",
                  "不要再推来推去了。", "请督促整改，谢谢！", "盼回复。"],
    "help": ["麻烦尽快安排，谢谢。", "请帮忙解决一下，谢谢！", "请尽快联系我。", "拜托了。", "谢谢你们。", "等你们消息。"],
    "report": ["请核查处理。", "希望依法处理。", "请派人来查一下，谢谢。"],
    "suggestion": ["希望能考虑一下。", "一点小建议，供参考。", "谢谢采纳。", "建议有关部门研究。"],
    "consultation": ["谢谢！", "麻烦告知一下。", "请帮忙解答，谢谢。", "盼回复。"],
    "praise": ["谢谢！", "请一定帮我转达。", "真心感谢。"],
}
TAILS = ["！！", "唉。", "真的没办法了。", "说实话挺无奈的。", "不知道找谁了才打这个电话。", "理解你们也忙。",
         "已经反映过一次了。", "不想再吵架了，只想把事情解决。"]
SLIPS = [("的时候", "得时候"), ("现在", "现再"), ("已经", "己经"), ("安排", "按排"), ("账", "帐"), ("反映", "反应"),
         ("一直", "一只"), ("好像", "好象"), ("辛苦", "幸苦"), ("部门", "步门"), ("请尽快", "请尽块"), ("楼道", "楼到"),
         ("处理", "处里")]


def fill(text, slots):
    for key, value in slots.items():
        text = text.replace("{" + key + "}", value)
    return text


def fresh_slots(rng):
    """The slots that differ from person to person."""
    return {"w": rng.choice(SLOTS_WHEN), "d": rng.choice(SLOTS_FOR), "t": rng.choice(SLOTS_TIME),
            "y": rng.choice(SMALL_MONEY), "Y": rng.choice(LARGE_MONEY), "n": str(rng.randint(2, 9)),
            "nn": str(rng.randint(12, 60))}


def bigrams(text):
    return {text[i:i + 2] for i in range(len(text) - 1)}


def likeness(a, b):
    """Share of a's character pairs that also stand in b."""
    pairs = bigrams(a)
    return len(pairs & bigrams(b)) / max(len(pairs), 1)


def stain(text, rng):
    """A few texts keep the slips of quick typing."""
    for right, wrong in rng.sample(SLIPS, 4):
        if right in text and rng.random() < 0.5:
            return text.replace(right, wrong, 1)
    if rng.random() < 0.5:
        return text.replace("，", " ", 2)
    return text.replace("。", "，", 1).rstrip("。，")


def compose(situation, at, slots, channel, rng):
    """A content of 30 to 300 characters from variant `at`."""
    text = situation.texts[at % len(situation.texts)]
    extra = list(situation.details)
    rng.shuffle(extra)
    count = rng.choices([0, 1, 2], [0.40, 0.42, 0.18])[0]
    if len(text) < 30:
        count = max(count, 1)
    parts = [text] + [d if d[-1] in "。！？" else d + "。" for d in extra[:count]]
    whole = "".join(p if p[-1] in "。！？”" else p + "。" for p in parts)
    whole = fill(whole, slots)
    if "grid" in situation.flags:
        return whole
    ask = rng.choice(ASKS[situation.type])
    if (rng.random() < 0.42 or len(whole) < 34) and ask[:2] not in whole:
        whole += ask
    if situation.type in ("complaint", "help") and rng.random() < 0.10:
        whole += rng.choice(TAILS[1:])
    if channel.startswith("phone") and rng.random() < 0.30:
        whole = rng.choice(["来电人反映：", "市民来电：", "来电人称，"]) + whole
    elif rng.random() < 0.16:
        whole = rng.choice(OPENINGS) + whole
    if not channel.startswith("phone") and rng.random() < 0.08:
        whole = stain(whole, rng)
    for more in rng.sample(ASKS[situation.type], 3):
        if len(whole) < 30 and more not in whole:
            whole += more if whole[-1] in "。！？”，" else "。" + more
    return whole


LEADS = ["我们", "我家在", "我是", "请问", "咨询一下，", "咨询：", "想反映一下", "反映", "举报", "想问一下，", "想问一下", "想问",
         "网格员上报：", "巡查发现", "网格巡查发现：", "建议", "您好，"]


UNFINISHED = ("栋", "楼", "人", "边", "时候", "后", "里", "上", "前", "老人", "孩子", "那段", "一段", "学校", "公司", "工厂")


def first_clause(text):
    """A title made from the text's own beginning, as operators do."""
    for clause in re.split("[，。！？；：]", text):
        for lead in LEADS:
            clause = clause.removeprefix(lead)
        if 8 <= len(clause) <= 22 and "“" not in clause and "”" not in clause and not clause.endswith(UNFINISHED):
            return clause
    return ""


def title_of(situation, variant, slots, rng):
    """The hand-written title whose words stand in the text most, or the text's own beginning; 8 to 28 characters."""
    at, text = situation.texts.index(variant), fill(variant, slots)
    titles = [fill(t, slots) for t in situation.titles]
    bare = re.sub("{.}", "，", variant)
    like = [likeness(re.sub("{.}", "", t), bare) for t in situation.titles]
    scored = sorted(((like[i] + (0.12 if i == at else 0) + rng.random() * 0.06, t)
                     for i, t in enumerate(titles)), reverse=True)
    choices = [t for _, t in scored]
    place, own = slots["P"], first_clause(text)
    plain = plain_title(situation, place)
    if scored[0][0] < 0.26:
        choices.insert(0, own if len(own) >= 10 and text.startswith(own[:4]) and rng.random() < 0.5 else plain)
    elif rng.random() < 0.14:
        choices.insert(0, plain)
    if place and place not in choices[0] and situation.scope != "city" and rng.random() < 0.35:
        choices.insert(0, f"{place}{choices[0]}")
    choices += [plain, own, f"反映{place}{situation.topic}的问题"]
    return next((t for t in choices if 8 <= len(t) <= 28), plain)


def plain_title(situation, place):
    """Place and matter, as an operator notes it down."""
    matter = f"{place}{situation.topic}"
    if situation.type == "consultation":
        return matter if "咨询" in matter else f"咨询{matter}"
    if situation.type == "suggestion":
        return f"关于{matter}的建议" if "建议" not in matter else matter
    return {"report": "举报", "praise": ""}.get(situation.type, "反映") + matter
