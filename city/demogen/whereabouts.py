"""Where a situation happens: picks a place that fits and gives the words and the point for it."""

import math
from dataclasses import dataclass

from .checks import contains
from .mesh import KM_PER_LAT, KM_PER_LON

WALK_KM = 1.6

KIND_OF = {"老": "old_compound", "商": "commodity", "安": "resettlement", "宿": "work_unit", "公": "rental_apartment"}
NEARBY = {"040103": ("park",), "0301": ("bus",), "0202": ("metro", "bus", "market"), "05": ("mall",), "16": ("civic",),
          "2003": ("rider_station",), "1401": ("civic",), "0701": ("school",), "0204": ("mall",), "0902": ("park",), "1402": ("park",),
          "0403": ("park",), "0801": ("hospital", "clinic")}
COMMON = ("market", "school", "mall", "bus", "park", "metro", "hospital")


@dataclass
class Spot:
    slots: dict
    address: str
    lon: float
    lat: float
    compound: object
    grid: str
    ident: str


def spoken(name):
    """A landmark as people call it."""
    return name.split("(")[0].removeprefix("云汀市").replace("地铁1号线", "地铁").replace("地铁2号线", "地铁")


class Whereabouts:
    def __init__(self, city, rng):
        self.city, self.rng = city, rng
        self.compounds = [c for c in city.compounds if c.kind != "village_group"]
        self.groups = [c for c in city.compounds if c.kind == "village_group"]
        self.roads = [r for r in city.roads if r.kind in ("secondary", "minor")]
        self.road_points = [(p, r) for r in city.roads if r.kind != "lane" for p in r.line]
        self.by_community = {}
        for c in city.compounds:
            self.by_community.setdefault(c.community, []).append(c)

    def landmark(self, lon, lat, kinds, words="", avoid="-", walk=True):
        """One of the two nearest that fit; any common one when those are too far to walk."""
        def far(l):
            return math.hypot((l.lon - lon) * KM_PER_LON, (l.lat - lat) * KM_PER_LAT)
        fits = [l for l in self.city.landmarks if l.kind in kinds and words in l.name and avoid not in l.name]
        if walk and not words and min(map(far, fits)) > WALK_KM:
            fits = [l for l in self.city.landmarks if l.kind in COMMON and avoid not in l.name]
        fits = sorted(fits, key=far)
        return self.rng.choice(fits[:2]) if far(fits[:2][-1]) < WALK_KM else fits[0]

    @staticmethod
    def is_near(landmark, lon, lat):
        return math.hypot((landmark.lon - lon) * KM_PER_LON, (landmark.lat - lat) * KM_PER_LAT) < WALK_KM

    def cross_road(self, lon, lat, name):
        near = sorted(self.road_points, key=lambda pr: (pr[0][0] - lon) ** 2 + (pr[0][1] - lat) ** 2)
        return next(r.name for _, r in near if r.name != name)

    def wanted(self, situation):
        for prefix in (situation.category, situation.category[:4], situation.category[:2]):
            if prefix in NEARBY:
                return NEARBY[prefix]
        return COMMON

    def words(self, situation, community, compound, road, landmark, lon, lat):
        low = compound is not None and compound.kind in ("old_compound", "work_unit")
        floors = ["二", "三", "四", "五", "六"] if low else ["三", "五", "七", "九", "十一", "十五", "十八", "二十二"]
        street = self.city.street_of(community)
        return {"C": compound.name if compound else "", "R": road, "L": spoken(landmark.name),
                "X": self.cross_road(lon, lat, road), "M": self.city.regions[community].name, "S": street.name,
                "D": self.city.regions[street.parent].name, "b": str(self.rng.randint(1, 8 if low else 18)),
                "u": self.rng.choice("一二三四"), "f": self.rng.choice(floors)}

    def pick(self, situation, home):
        scope = situation.scope
        chooser = {"c": self.at_compound, "r": self.at_road, "m": self.at_community, "mv": self.at_village,
                   "l": self.at_landmark, "city": self.at_home}[scope]
        return chooser(situation, home)

    def at_compound(self, situation, home):
        kinds = [KIND_OF[k] for k in situation.kinds]
        compound = self.rng.choice([c for c in self.compounds if not kinds or c.kind in kinds])
        landmark = self.landmark(compound.lon, compound.lat, self.wanted(situation))
        slots = self.words(situation, compound.community, compound, compound.road, landmark, compound.lon, compound.lat)
        slots["P"] = compound.name
        address = f"{compound.road}{compound.number}号{compound.name}{slots['b']}栋"
        return Spot(slots, address, compound.lon, compound.lat, compound, compound.grid, compound.id)

    def at_road(self, situation, home):
        for _ in range(60):
            road = self.rng.choice(self.roads)
            a, b = self.rng.choice(list(zip(road.line, road.line[1:])))
            part = self.rng.uniform(0.15, 0.85)
            lon, lat = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
            landmark = self.landmark(lon, lat, self.wanted(situation))
            if landmark.kind in self.wanted(situation) and self.is_near(landmark, lon, lat):
                break
        lon, lat, grid = self.inside(lon, lat)
        slots = self.words(situation, grid[:12], self.nearest_home(lon, lat), road.name, landmark, lon, lat)
        slots["P"] = road.name
        near = f"{road.name}与{slots['X']}交叉口附近" if self.rng.random() < 0.4 else f"{road.name}{slots['L']}附近"
        return Spot(slots, near, lon, lat, None, grid, road.id)

    def at_community(self, situation, home):
        codes = [r.code for r in self.city.regions.values() if r.kind == "community" and not r.name.endswith("村")]
        compound = self.rng.choice(self.by_community[self.rng.choice(codes)])
        kinds = ("clinic",) if situation.category.startswith("08") else COMMON
        landmark = self.landmark(compound.lon, compound.lat, kinds, "卫生" if kinds == ("clinic",) else "")
        slots = self.words(situation, compound.community, compound, compound.road, landmark, compound.lon, compound.lat)
        slots["P"] = slots["M"]
        return Spot(slots, f"{slots['S']}{slots['M']}", compound.lon, compound.lat, None, compound.grid,
                    compound.community)

    def at_village(self, situation, home):
        group = self.rng.choice(self.groups)
        village = self.city.regions[group.community].name[:2]
        landmark = self.landmark(group.lon, group.lat, ("market", "school", "bus"), avoid=village)
        slots = self.words(situation, group.community, group, group.road, landmark, group.lon, group.lat)
        slots["P"] = slots["M"]
        return Spot(slots, f"{slots['S']}{slots['M']}{group.name}", group.lon, group.lat, group, group.grid,
                    group.community)

    def at_landmark(self, situation, home):
        words = {"140101": ["图书馆"], "040301": ["江", "河", "湖", "洲"]}.get(situation.category, [""])
        fits = [l for l in self.city.landmarks if l.kind == situation.kinds and any(w in l.name for w in words)]
        landmark = self.rng.choice(fits)
        compound = self.rng.choice(self.by_community[landmark.community])
        slots = self.words(situation, landmark.community, compound, compound.road, landmark, landmark.lon, landmark.lat)
        slots["L"] = slots["P"] = spoken(landmark.name)
        return Spot(slots, f"{compound.road}{landmark.name}", landmark.lon, landmark.lat, None, landmark.grid,
                    landmark.id)

    def at_home(self, situation, home):
        words = {"1601": "政务", "1602": "政务", "1401": "图书馆", "0701": "小学", "2003": "驿站",
                 "0502": "", "0702": ""}.get(situation.category[:4], "")
        landmark = self.landmark(home.lon, home.lat, self.wanted(situation), words, walk=False)
        slots = self.words(situation, home.community, home, home.road, landmark, home.lon, home.lat)
        slots["P"] = ""
        address = f"{slots['D']}{home.road}{home.number}号{home.name}" if home.road else f"{slots['M']}{home.name}"
        return Spot(slots, address, home.lon, home.lat, home, home.grid, "")

    def nearest_home(self, lon, lat):
        return min(self.compounds, key=lambda c: (c.lon - lon) ** 2 + (c.lat - lat) ** 2)

    def inside(self, lon, lat):
        """The point, nudged off the boundary it may lie on, and its grid."""
        for step in range(1, 200):
            angle, far = step * 2.4, 0.00002 * step
            x, y = round(lon + far * math.cos(angle), 6), round(lat + far * math.sin(angle), 6)
            for code, grid in self.city.grids.items():
                box = grid.ring
                if abs(box[0][0] - x) < 0.06 and abs(box[0][1] - y) < 0.06 and contains(box, x, y):
                    return x, y, code
        raise ValueError(f"no grid around {lon}, {lat}")
