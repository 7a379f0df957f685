"""Writes the course of a request through intake, dispatch, handling, callback and closing."""

from . import speech
from .course import ARCHIVE_AFTER, DAY, Course

GROUNDS = ["wrong_territory", "wrong_function", "wrong_function", "unclear_ownership", "beyond_administration"]
OPENERS = ["您好，您反映的{P}{k}一事已收悉，现答复如下。", "您好！关于您反映的{k}，现将办理情况告诉您。", "您好，您的诉求我们收到了。",
           "您好，感谢您的反映。", "您好，让您久等了。", "您好，", "", "", ""]
CLOSERS = ["如再出现类似情况，请直接拨打{phone}与我们联系。", "感谢您的监督。", "给您带来不便，敬请谅解。", "欢迎您继续监督。",
           "有新的情况请随时告诉我们。", "感谢您的理解和支持。", "", "", "", "", "", ""]
SATISFIED = {"resolved": ([0.71, 0.21, 0.05, 0.03]), "partly": ([0.22, 0.50, 0.24, 0.04]),
             "unresolved": ([0.10, 0.26, 0.60, 0.04])}
WORDS = ["satisfied", "mostly", "unsatisfied", "not_rated"]
SOLVED_AFTER = {"resolved": ([0.86, 0.08, 0.06]), "partly": ([0.15, 0.70, 0.15]), "unresolved": ([0.08, 0.12, 0.80])}
SOLVED = ["resolved", "partly", "unresolved"]


OFFICE_MATTERS = ("0101", "0102", "0105", "0107", "1501", "1503", "1202", "1203", "0701")


def neutral(row):
    """The family of neutral replies for a request."""
    if row.type == "suggestion":
        return "any_suggestion"
    if row.category[:2] == "05" or row.category[:4] in ("0702", "1502", "1503") and row.situation.scope == "city":
        return "any_market"
    if row.category[:4] in OFFICE_MATTERS or row.category[:2] in ("06", "07", "08", "09"):
        return "any_window"
    return "any_field" if row.situation.scope in ("c", "r", "m", "mv", "l") else "any_window"


class Texts:
    """The pack's replies.csv and comments.csv: each text once, by id."""

    def __init__(self):
        self.replies, self.comments = {}, {}

    def reply(self, public, internal=""):
        key = (public, internal)
        return self.replies.setdefault(key, f"R{len(self.replies) + 1:04}")

    def comment(self, text):
        return self.comments.setdefault(text, f"K{len(self.comments) + 1:04}")


class Handling:
    def __init__(self, rng, units, categories, remarks, families, texts):
        self.rng, self.remarks, self.families, self.texts = rng, remarks, families, texts
        self.units = {u.id: u for u in units}
        self.categories = {c.code: c for c in categories}
        self.by_region = {(u.kind, u.region): u.id for u in units if u.kind in ("street", "district_government")}
        self.pace = {u.id: rng.lognormvariate(0, 0.28) for u in units}

    def remark(self, section, slots=None):
        return self.texts.comment(speech.fill(self.rng.choice(self.remarks[section]), slots or {}))

    def unit_for(self, name, grid):
        if name in ("@street", "@community"):
            return self.by_region[("street", grid[:9] + "000")]
        if name == "@district":
            return self.by_region[("district_government", grid[:6] + "000000")]
        return name

    def course(self, row):
        course = Course(row.start)
        s = row.situation
        if "transfer" in s.flags:
            self.handed_over(course, row)
        elif "refuse" in s.flags:
            course.add(self.rng.randint(4, 40), "refuse", s.flags["refuse"], self.texts.comment(s.told))
            self.finish(course, self.rng.randint(3, 30))
        elif s.answer and self.rng.random() < 0.9:
            wait = self.rng.randint(2, 9) if row.channel.startswith("phone") else self.rng.randint(15, 300)
            course.add(wait, "answer", self.texts.reply(s.answer))
            self.finish(course, self.rng.choice([5, 20, 600, DAY, 2 * DAY]))
        else:
            self.worked(course, row)
        return course

    def stuck(self, row, state):
        """A course that waits for someone: the requester's details, or a ruling."""
        rng, course = self.rng, Course(row.start)
        if state == "objected":
            course.add(rng.randint(5, 30), "accept")
            course.add(rng.randint(6, 60), "dispatch", row.unit)
            course.add(rng.randint(30, 200), "object", ground := rng.choice(GROUNDS), self.remark(f"object {ground}"))
            return course
        course.add(rng.randint(8, 90), "need_info", self.remark("need_info"))
        if state == "withdrawn":
            course.add(rng.randint(40, 400), "withdraw")
        return course

    def handed_over(self, course, row):
        line = row.situation.flags["transfer"]
        receipt = f"回执{line if line != 'petition' else 'XF'}-{self.rng.randint(1000, 9999)}"
        course.add(self.rng.randint(1, 3) if line != "petition" else self.rng.randint(20, 200), "transfer", line, receipt)
        self.finish(course, self.rng.randint(30, 240))

    def finish(self, course, wait):
        course.add(wait, "close")
        course.add(self.rng.randint(*ARCHIVE_AFTER) * DAY, "archive")

    def worked(self, course, row):
        rng, urgent = self.rng, row.urgency in ("critical", "urgent")
        if not urgent and rng.random() < 0.035 and not self.asked_back(course, row):
            return
        by_phone = row.channel.startswith("phone")
        course.add(rng.randint(1, 4) if urgent else rng.randint(2, 8) if by_phone else rng.randint(10, 90), "accept")
        course.add(rng.randint(2, 9) if urgent else rng.randint(6, 70), "dispatch", row.unit)
        if not urgent and rng.random() < 0.055:
            self.objected(course, row)
        else:
            self.signed(course, row, urgent)
        self.handled(course, row, first=True)

    def asked_back(self, course, row):
        """Asks for details; false when the person withdraws instead."""
        rng = self.rng
        course.add(rng.randint(10, 120), "need_info", self.remark("need_info"))
        if rng.random() < 0.28:
            course.add(rng.randint(60, 2 * DAY), "withdraw")
            self.finish(course, rng.randint(10, 300))
            return False
        course.add(rng.randint(40, 2 * DAY), "supply", self.remark("supply", row.slots))
        return True

    def objected(self, course, row):
        rng = self.rng
        course.add(course.office(rng.randint(40, 240), rng), "object", ground := rng.choice(GROUNDS),
                   self.remark(f"object {ground}"))
        others = [u for u in self.categories[row.category].co if self.unit_for(u, row.grid) != row.unit]
        upheld = others and ground in ("wrong_function", "wrong_territory") and rng.random() < 0.6
        wait = course.office(rng.randint(60, 700), rng)
        if upheld:
            row.unit = self.unit_for(rng.choice(others), row.grid)
            course.add(wait, "rule", "upheld", row.unit, self.remark("rule upheld"))
            self.signed(course, row, urgent=False)
        else:
            section = "rule assigned" if ground == "unclear_ownership" else "rule overruled"
            course.add(wait, "rule", "overruled", row.unit, self.remark(section))

    def signed(self, course, row, urgent):
        rng = self.rng
        if urgent:
            course.add(rng.randint(3, 24), "ack")
        elif rng.random() < 0.08:
            course.add(121, "auto_ack")
        else:
            at = course.now % DAY
            course.add(rng.randint(6, 115) if 480 < at < 1040 else rng.randint(15, 118), "ack")

    def handled(self, course, row, first):
        """From signing to closing; comes back here after a rework."""
        rng = self.rng
        if first:
            self.begun(course, row)
        elif rng.random() < 0.8:
            course.add(course.office(rng.randint(60, 900), rng), "contact", self.remark("contact"))
        if first and rng.random() < 0.02 and row.day < 25:
            return
        if first and row.urgency == "complex" and rng.random() < 0.16 or first and rng.random() < 0.012:
            course.add(course.office(rng.randint(1, 4) * DAY, rng), "defer", self.remark("defer"))
            if rng.random() < 0.35:
                return
            course.add(course.office(rng.randint(14, 45) * DAY, rng), "resume")
        span = self.span(row, first)
        if first and span > 3.5 * DAY and rng.random() < 0.45:
            days = "10" if row.urgency == "complex" else rng.choice(["3", "5"])
            course.add(course.office(span * 0.7, rng), "extend", days, self.remark("extend"))
            span *= 0.5
        resolution = self.replied(course, row, span)
        self.called(course, row, resolution, first)

    def begun(self, course, row):
        rng = self.rng
        if rng.random() < 0.06:
            course.add(course.office(rng.randint(300, 1500), rng), "start")
            row.uncontacted = True
            return
        wait = {"critical": (5, 60), "urgent": (10, 200)}.get(row.urgency, (20, 900))
        course.add(rng.randint(*wait) if row.urgency == "critical" else course.office(rng.randint(*wait), rng),
                   "contact", self.remark("contact"))

    def span(self, row, first):
        """Minutes of work before a reply."""
        days = {"critical": 0.18, "urgent": 0.7, "complex": 9.0}.get(row.urgency, 2.1)
        if row.type in ("consultation", "praise"):
            days = 0.8
        if not first:
            days = min(days, 1.6)
        late = 4.2 if self.rng.random() < 0.045 else 1.0
        return DAY * days * late * self.pace[row.unit] * self.rng.lognormvariate(-0.1, 0.5)

    def replied(self, course, row, span):
        rng = self.rng
        resolution, reply = self.reply_for(row)
        wait = span if row.urgency == "critical" else course.office(span, rng)
        course.add(wait, "reply", reply, resolution)
        if rng.random() < 0.06:
            course.add(course.office(rng.randint(40, 400), rng), "review_back", self.remark("review_back"))
            course.add(course.office(rng.randint(120, DAY), rng), "reply", reply, resolution)
        course.add(course.office(rng.randint(15, 420), rng), "review_ok")
        return resolution

    def best_reply(self, row, want):
        """A reply of the wanted kind that speaks of the matter; a neutral one when the tables hold none."""
        about = row.content + ("" if row.repeat_of is None else row.situation.topic)
        pool = [r for f in row.situation.families for r in self.families[f]
                if not r[2] or any(word in about for word in r[2])]
        fits = [r for r in pool if r[0] == want] or pool
        if not pool or not any(r[0] == want for r in pool) and self.rng.random() < 0.35:
            fits = [r for r in self.families[neutral(row)] if r[0] == want]
        best = max(fits, key=lambda r: bool(r[2]) * 0.1 + speech.likeness(r[1], about) + self.rng.random() * 0.12)
        return best[:2]

    def reply_for(self, row):
        rng = self.rng
        if row.situation.answer:
            return "resolved", self.texts.reply(row.situation.answer)
        want = rng.choices(SOLVED, [0.35, 0.38, 0.27] if row.urgency == "complex" else [0.71, 0.19, 0.10])[0]
        resolution, body = self.best_reply(row, want)
        unit = self.units[row.unit]
        slots = row.slots | {"P": row.slots["P"] or "该处", "k": row.situation.topic, "phone": unit.phone, "h": "上午九时许"}
        text = body
        if row.type != "praise":
            opener = rng.choice(OPENERS)
            if "{P}" in opener and row.situation.topic.startswith(row.slots["P"]):
                opener = OPENERS[1]
            text = speech.fill(opener, slots | {"P": row.slots["P"]}) + body + rng.choice(CLOSERS)
        internal = self.rng.choice(self.remarks[f"internal {resolution}"]) if self.rng.random() < 0.3 else ""
        return resolution, self.texts.reply(speech.fill(text, slots), internal)

    def called(self, course, row, resolution, first):
        rng, tries = self.rng, 0
        wait = rng.randint(200, 2 * DAY)
        while rng.random() < (0.13 if tries == 0 else 0.35) and tries < 3:
            course.add(course.office(wait, rng), "no_answer")
            tries += 1
            wait = rng.choice([300, 420, DAY + 90]) if tries == 1 else DAY + rng.randint(0, 200)
        if tries == 3:
            self.finish(course, rng.randint(5, 90))
            return
        course.add(course.office(wait, rng), "callback", *(judged := self.judgement(row, resolution)))
        solved, satisfied = judged[1], judged[2]
        if first and (satisfied == "unsatisfied" or solved == "unresolved" and satisfied != "satisfied") \
                and rng.random() < 0.55:
            course.add(rng.randint(10, 200), "rework", self.remark("rework"))
            self.handled(course, row, first=False)
            return
        course.add(rng.randint(4, 90), "close")
        if first and rng.random() < 0.02:
            course.add(rng.randint(1, 5) * DAY, "reopen", self.remark("reopen"))
            self.handled(course, row, first=False)
            return
        course.add(rng.randint(*ARCHIVE_AFTER) * DAY, "archive")

    def judgement(self, row, resolution):
        rng = self.rng
        if row.type == "praise":
            return "yes", "resolved", "satisfied", "", "yes"
        solved = rng.choices(SOLVED, SOLVED_AFTER[resolution])[0]
        satisfied = rng.choices(WORDS, SATISFIED[solved])[0]
        if row.uncontacted and rng.random() < 0.5:
            satisfied = "unsatisfied"
        said = ""
        if rng.random() < 0.6:
            said = self.remark("no_rate" if satisfied == "not_rated" else f"{solved} {satisfied}")
        return "yes", solved, satisfied, said, "no" if row.uncontacted else "yes"
