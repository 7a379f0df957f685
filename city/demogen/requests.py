"""The demo city's requests: who asked what, where and when, and what became of it."""

from dataclasses import dataclass

from . import calls, residents, situations, speech
from .course import DAY, Course
from .handling import Handling, Texts
from .whereabouts import Whereabouts

TOTAL = 3000
DAYS = 90
HOURS = [1, .6, .4, .3, .3, .6, 1.5, 4, 8, 10, 9, 7, 5, 5, 7, 8, 8, 7, 5, 5, 5, 4, 3, 2]
CHANNELS = {"phone_12345": 44, "district_seat": 4, "website": 6, "wechat": 9, "mini_program": 14, "message_board": 5,
            "portal_province": 2, "leader_mailbox": 3, "letter": 1, "visit": 1.5, "petition_online": 1.5,
            "police_110": 3, "npc_station": 1.5, "reception_day": 1, "snapshot": 2, "community_counter": 2,
            "line_119_120_122": 0.5}
# How many requests of the last so many days wait in a state when the pack is loaded.
WAITING = [("received", 24, 1), ("to_dispatch", 18, 1), ("not_accepted", 5, 5), ("transferred", 4, 6), ("answered", 14, 2), ("dispatched", 22, 1),
           ("acknowledged", 20, 1.2), ("called_back", 9, 12), ("to_callback", 40, 10), ("replied", 24, 7)]
PUBLISHED = ["key", "day_offset", "minute", "channel", "order_type", "urgency", "category", "title", "content",
             "address", "lon", "lat", "compound", "grid", "person", "contact", "confidential", "course", "repeat_of",
             "group"]


@dataclass(eq=False)
class Row:
    situation: object
    start: int
    channel: str
    urgency: str
    slots: dict
    title: str
    content: str
    address: str
    lon: float
    lat: float
    compound: str
    grid: str
    person: object
    contact: str
    confidential: bool
    unit: str = ""
    course: Course = None
    repeat_of: object = None
    group: str = ""
    uncontacted: bool = False
    links_to: object = None
    key: str = ""

    @property
    def category(self):
        return self.situation.category

    @property
    def type(self):
        return self.situation.type

    @property
    def day(self):
        return -(self.start // DAY)

    def written(self):
        minute = self.start + self.day * DAY
        course = self.course.text()
        if self.links_to:
            course = course.replace("link:?", f"link:{self.links_to.key}")
        return [self.key, self.day, minute, self.channel, self.type, self.urgency, self.category, self.title,
                self.content, self.address, self.lon, self.lat, self.compound, self.grid,
                self.person.key if self.person else "", self.contact, int(self.confidential), course,
                self.repeat_of.key if self.repeat_of else "", self.group]


class Writer:
    def __init__(self, city, units, categories, rng):
        self.city, self.rng = city, rng
        self.people = residents.make(city, rng)
        self.at_home = {}
        for p in self.people:
            self.at_home.setdefault(p.home.id, []).append(p)
        self.places = Whereabouts(city, rng)
        self.texts = Texts()
        self.remarks = situations.read_remarks()
        self.handling = Handling(rng, units, categories, self.remarks, situations.read_replies(), self.texts)
        self.categories = {c.code: c for c in categories}
        self.rows, self.taken, self.contents = [], set(), set()

    def moment(self, day):
        hour = self.rng.choices(range(24), HOURS)[0]
        minute = hour * 60 + self.rng.randint(0, 59)
        return -day * DAY + (minute % 540 if day == 0 else minute)

    def channel(self, s):
        if "grid" in s.flags:
            return "grid_patrol"
        if "rider" in s.flags and self.rng.random() < 0.6:
            return "rider_line"
        if "ent" in s.flags and self.rng.random() < 0.6:
            return "enterprise_line"
        if "transfer" in s.flags and s.flags["transfer"] != "petition":
            return "phone_12345"
        return self.rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]

    def contact(self, s, channel):
        if "grid" in s.flags:
            return "code"
        if "anon" in s.flags or s.type == "report" and self.rng.random() < 0.22:
            return "anonymous" if self.rng.random() < 0.5 else "code"
        return "phone" if self.rng.random() < 0.965 else "code"

    def asker(self, spot):
        homes = [spot.compound] if spot.compound else self.places.by_community[spot.grid[:12]]
        return self.rng.choice(self.at_home[self.rng.choice(homes).id])

    def spot(self, s):
        for _ in range(30):
            home = self.rng.choice(self.city.compounds)
            spot = self.places.pick(s, home)
            if not spot.ident or (s.topic, spot.ident) not in self.taken:
                break
        self.taken.add((s.topic, spot.ident))
        return spot

    def row(self, s, start, spot, person=None, variant=None, channel=None):
        rng = self.rng
        channel = channel or self.channel(s)
        for _ in range(12):
            slots = spot.slots | speech.fresh_slots(rng)
            at = rng.randrange(len(s.texts)) if variant is None else variant
            content = tidy(speech.compose(s, at, slots, channel, rng))
            if content not in self.contents and len(content) <= 300:
                break
        self.contents.add(content)
        title = tidy(speech.title_of(s, s.texts[at % len(s.texts)], slots, rng))
        person = person or self.asker(spot)
        hidden = "conf" in s.flags or s.type == "report" and rng.random() < 0.25
        row = Row(s, start, channel, s.urgency, slots, title, content, spot.address, spot.lon, spot.lat,
                  spot.compound.id if spot.compound else "", spot.grid, None if "grid" in s.flags else person,
                  self.contact(s, channel), hidden)
        row.unit = self.handling.unit_for(self.categories[s.category].lead, spot.grid)
        return row

    def add(self, row, course=True):
        if course:
            row.course = self.handling.course(row)
        self.rows.append(row)
        return row

    def ordinary(self, pool, count):
        weights = [weight(s) for s in pool]
        for s in self.rng.choices(pool, weights, k=count):
            day = self.rng.choices(range(DAYS), [2.2, 2.0, 1.6, 1.4, 1.3] + [1.0] * (DAYS - 5))[0]
            start = self.moment(day)
            spot = self.spot(s)
            self.add(self.row(s, start, spot))

    def groups(self, pool):
        """Joint matters: several residents, one matter, each in their own words."""
        number = 0
        for s in pool:
            for _ in range(int(s.flags["n"])):
                number += 1
                self.one_group(s, f"G{number:03}")

    def one_group(self, s, name):
        rng = self.rng
        spot = self.spot(s)
        day = rng.choice([1, 2, 3]) if rng.random() < 0.16 else rng.randint(3, 84)
        start, lead, merged = self.moment(day), None, rng.random() < 0.62
        order = rng.sample(range(len(s.texts)), len(s.texts))
        spread = 240 if s.urgency in ("urgent", "critical") else 1600
        askers = rng.sample(self.at_home[(spot.compound or self.places.nearest_home(spot.lon, spot.lat)).id], 8)
        for i, variant in enumerate(order[:rng.randint(3, len(order))]):
            row = self.row(s, start, spot, person=askers[i], variant=variant)
            row.group, row.confidential = name, False
            if lead is None or not merged:
                lead = self.add(row) if lead is None else (self.add(row), lead)[1]
            else:
                self.join(row, lead)
            start = min(start + rng.randint(7, spread), -30)

    def join(self, row, lead):
        """A request that is joined to another, and closed when that one is."""
        row.course = Course(row.start)
        row.course.add(self.rng.randint(4, 90), "link", "?")
        row.links_to = row.repeat_of = lead
        closed = next((at for at, step in lead.course.steps if step == "close"), None)
        if closed and closed < 0:
            row.course.add(max(closed - row.course.now, 1), "close")
            row.course.add(self.rng.randint(16, 34) * DAY, "archive")
        self.rows.append(row)

    def recurrent(self, pool):
        """The same kind of matter in the same place again and again; not merged."""
        for s in self.rng.sample([s for s in pool if "joint" in s.flags and s.scope in ("c", "r")], 15):
            spot = self.spot(s)
            for day in sorted(self.rng.sample(range(2, DAYS), self.rng.randint(4, 7)), reverse=True):
                self.add(self.row(s, self.moment(day), spot))

    def repeats(self, count):
        leads = [r for r in self.rows if r.contact == "phone" and not r.confidential and not r.group
                 and r.person and r.type in ("complaint", "help") and r.situation.scope != "city"
                 and r.course.steps and "dispatch" in r.course.text()]
        self.rng.shuffle(leads)
        for lead in leads:
            if count == 0:
                return
            count -= self.again(lead)

    def again(self, lead):
        rng = self.rng
        closed = next((at for at, step in lead.course.steps if step == "close"), None)
        kind = rng.choice(["open", "open", "cross", "same", "new"])
        if kind in ("same", "new"):
            if closed is None or closed > -3 * DAY:
                return 0
            start = min(closed + rng.randint(2, 20) * DAY, -60)
        elif kind == "cross":
            start = lead.start + rng.randint(20, 400)
        else:
            start = lead.start + rng.randint(DAY, 5 * DAY)
            if closed is not None and start > closed:
                return 0
        if start > -30:
            return 0
        self.repeat_row(lead, kind, start)
        return 1

    def repeat_row(self, lead, kind, start):
        rng, s = self.rng, lead.situation
        channel = self.channel(s)
        row = Row(s, start, channel, s.urgency, lead.slots, "", "", lead.address, lead.lon, lead.lat, lead.compound,
                  lead.grid, lead.person, "phone", False, repeat_of=lead, unit=lead.unit)
        if kind == "cross":
            row.channel = rng.choice([c for c in ("mini_program", "wechat", "message_board", "phone_12345")
                                      if c != lead.channel])
            row.content = self.unseen(lambda: tidy(speech.compose(s, rng.randrange(len(s.texts)), lead.slots | speech.fresh_slots(rng),
                                                   row.channel, rng)))
            row.title = f"反映{lead.slots['P']}{s.topic}"
        else:
            section = {"open": "follow_up", "same": "again_same", "new": "again_new"}[kind]
            row.content = self.unseen(lambda: self.followed(lead, section))
            row.title = rng.choice(["再次反映{P}{k}", "{P}{k}还没解决", "催一催{P}{k}的事"] if kind == "open" else
                                   ["再次反映{P}{k}", "{P}又出现{k}", "{P}{k}问题反复"])
            row.title = tidy(speech.fill(row.title, {"P": lead.slots["P"], "k": s.topic}))[:28]
        if kind == "new":
            self.add(row)
        elif kind == "same":
            row.course = Course(start)
            row.course.add(rng.randint(5, 60), "refuse", "same_matter",
                           self.texts.comment(self.remarks["refuse same_matter"][1]))
            self.handling.finish(row.course, rng.randint(5, 60))
            self.rows.append(row)
        else:
            self.join(row, lead)

    def followed(self, lead, section):
        rng, s = self.rng, lead.situation
        slots = lead.slots | speech.fresh_slots(rng)
        topic = lead.slots["P"] + s.topic
        text = speech.fill(rng.choice(self.remarks[section]), slots | {"k": topic if rng.random() < 0.6 else s.topic})
        if lead.slots["P"] not in text:
            text = f"{lead.slots['P']}：{text}"
        if s.details and rng.random() < 0.6:
            text += speech.fill(rng.choice(s.details), slots) + "。"
        if rng.random() < 0.5:
            text += rng.choice(speech.ASKS[s.type])
        for more in rng.sample(speech.ASKS[s.type], 3):
            if len(text) < 32 and more not in text:
                text += more
        return tidy(text)

    def unseen(self, make):
        text = make()
        for _ in range(15):
            if text not in self.contents:
                break
            text = make()
        self.contents.add(text)
        return text

    def leave_open(self):
        """Desks have work lying on them: some recent requests wait in each state."""
        led = {r.repeat_of for r in self.rows if r.repeat_of}
        fresh = [r for r in self.rows if r.start > -12 * DAY and r not in led and not r.links_to]
        fresh.sort(key=lambda r: -r.start)
        plain = [r for r in fresh if r.person and r.type in ("complaint", "help") and r.start > -3 * DAY
                 and not {"transfer", "refuse"} & set(r.situation.flags) and r.urgency in ("normal", "complex")]
        for row, state in zip(plain[10:], ["need_info"] * 9 + ["objected"] * 8 + ["withdrawn"] * 3):
            row.course = self.handling.stuck(row, state)
            fresh.remove(row)
        for state, count, days in WAITING:
            for row in [r for r in fresh if r.start > -days * DAY]:
                if count and row.course.stop_at(state, 8 * 60):
                    fresh.remove(row)
                    count -= 1

    def write(self):
        pool = situations.read_all()
        self.groups(situations.read("joint.txt"))
        self.recurrent(pool)
        self.ordinary(pool, TOTAL - len(self.rows) - 210)
        self.repeats(TOTAL - len(self.rows))
        self.ordinary(pool, TOTAL - len(self.rows))
        self.leave_open()
        for row in self.rows:
            row.title = fitted(row.title)
        self.rows.sort(key=lambda r: (r.start, r.title))
        for i, row in enumerate(self.rows, 1):
            row.key = f"Q{i:04}"
        calls.put_in(self.rows, self.remarks, self.texts)
        return self.rows


def fitted(title):
    """A title of 8 to 28 characters."""
    title = title[:28]
    for more in ("的问题", "请处理", "谢谢"):
        if len(title) < 8:
            title += more
    return title


def weight(s):
    if "transfer" in s.flags or "refuse" in s.flags:
        return 0.55
    if s.type == "praise":
        return 0.7
    if s.category.startswith(("17", "18", "19", "20", "99")):
        return 0.7
    return 1.5 if "joint" in s.flags else 1.0


def tidy(text):
    """Repairs that filling slots makes necessary."""
    for wrong, right in (("站站", "站"), ("站公交站", "公交站"), ("公交站公交", "公交站公交"), ("。。", "。"), ("？。", "？"),
                         ("！。", "！"), ("，。", "。"), ("社区社区", "社区"), ("门口门口", "门口"), ("小区小区", "小区"),
                         ("公园公园", "公园"), ("公租房公租房", "公租房"), ("感谢您的反映。感谢", "感谢"), ("。”。", "。”"), ("地铁地铁", "地铁"), ("驿站驿站", "驿站"), ("公交站站", "公交站")):
        text = text.replace(wrong, right)
    return text
