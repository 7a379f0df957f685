"""Regions, grids, compounds, roads, landmarks and the river of the demo city."""

import math
from dataclasses import dataclass, field

from .mesh import (RIVER_V, SIZE, STEP, Cell, Plan, share, split_evenly, to_km, to_lonlat, union_ring, CENTRE,
                   KM_PER_LAT, KM_PER_LON)
from .tables import lines

CITY_CODE = "439900000000"
CITY_NAME = "云汀市"
GRIDS = 420
COMPOUND_KINDS = {"老": "old_compound", "商": "commodity", "安": "resettlement", "宿": "work_unit",
                  "组": "village_group", "公": "rental_apartment"}

# How streets lie inside the three districts: (axis of the cut, low side, high side), leaves are street names.
NORTH = ("u", ("v", "鹭岛街道", "书院坪街道"),
         ("u", ("v", "望江台街道", "听涛街道"), "稻香镇"))
SOUTH_WEST = ("u", ("v", "绣衣坊街道", "北码头街道"),
              ("v", "文昌里街道", ("u", "晏公街道", "钟楼巷街道")))
SOUTH_EAST = ("u", ("v", "青麓街道", "枫林桥街道"), ("v", "映山镇", "龙窑镇"))


@dataclass
class Region:
    code: str
    parent: str
    name: str
    kind: str
    cell: Cell = None
    ring: list = None
    population: int = 0


@dataclass
class Grid:
    code: str
    name: str
    community: str
    cell: Cell
    ring: list = None


@dataclass
class Compound:
    id: str
    name: str
    kind: str
    community: str
    grid: str
    lon: float
    lat: float
    households: int
    ring: list
    road: str = ""
    number: int = 0


@dataclass
class Road:
    id: str
    name: str
    alias: str
    kind: str
    line: list


@dataclass
class Landmark:
    id: str
    name: str
    kind: str
    lon: float
    lat: float
    community: str = ""
    grid: str = ""


@dataclass
class City:
    regions: dict = field(default_factory=dict)     # code -> Region
    by_name: dict = field(default_factory=dict)     # name -> Region
    grids: dict = field(default_factory=dict)
    compounds: list = field(default_factory=list)
    roads: list = field(default_factory=list)
    landmarks: list = field(default_factory=list)
    water: list = field(default_factory=list)

    def add(self, region):
        self.regions[region.code] = region
        self.by_name[region.name] = region

    def street_of(self, community_code):
        return self.regions[self.regions[community_code].parent]

    def district_of(self, community_code):
        return self.regions[self.street_of(community_code).parent]


def read_names():
    """regions.txt as [(district, code, [(street, code, [(community, [compound])])])]."""
    tree = []
    for line in lines("regions.txt"):
        words = line.split()
        if line.startswith("区 "):
            tree.append((words[1], words[2], []))
        elif line.startswith("街 "):
            tree[-1][2].append((words[1], words[2], []))
        else:
            tree[-1][2][-1][2].append((words[0], words[1:]))
    return tree


def leaves(plan):
    return [plan] if isinstance(plan, str) else leaves(plan[1]) + leaves(plan[2])


def lay_out(cell, plan, weights, cuts, level):
    """Give each street of the nested plan its rectangle, sized by its number of grids."""
    if isinstance(plan, str):
        return {plan: cell}
    axis, low, high = plan
    wl = sum(weights[s] for s in leaves(low))
    wh = sum(weights[s] for s in leaves(high))
    bottom, top = (cell.u0, cell.u1) if axis == "u" else (cell.v0, cell.v1)
    a, b, line = cell.cut(axis, share(bottom, top, wl / (wl + wh)))
    cuts.append((level, *line))
    return lay_out(a, low, weights, cuts, "street") | lay_out(b, high, weights, cuts, "street")


def grid_counts(tree, rng):
    """Grids per community: villages few, old town many, 420 in all."""
    counts = {}
    for _, _, streets in tree:
        for street, _, communities in streets:
            for name, _ in communities:
                town = street.endswith("镇")
                counts[name] = 4 if name.endswith("村") else rng.randint(5, 6) if town else rng.randint(6, 7)
    names = sorted(counts)
    while (gap := GRIDS - sum(counts.values())) != 0:
        name = rng.choice(names)
        moved = counts[name] + (1 if gap > 0 else -1)
        if 4 <= moved <= 8:
            counts[name] = moved
    return counts


def build_regions(city, rng):
    """Regions and grids as rectangles of the plan; returns the cuts, which become roads."""
    tree, cuts = read_names(), []
    counts = grid_counts(tree, rng)
    city.add(Region(CITY_CODE, "", CITY_NAME, "city"))
    weights = {s: sum(counts[c] for c, _ in cs) for _, _, streets in tree for s, _, cs in streets}
    south, north, river = Cell(0, 0, SIZE, SIZE).cut("v", RIVER_V)
    cuts.append(("river", *river))
    west_share = sum(weights[s] for s in leaves(SOUTH_WEST))
    east_share = sum(weights[s] for s in leaves(SOUTH_EAST))
    west, east, line = south.cut("u", share(0, SIZE, west_share / (west_share + east_share)))
    cuts.append(("district", *line))
    cells = (lay_out(north, NORTH, weights, cuts, "street") | lay_out(west, SOUTH_WEST, weights, cuts, "street")
             | lay_out(east, SOUTH_EAST, weights, cuts, "street"))
    for district, code, streets in tree:
        parent = Region(f"4399{code[1:]}000000", CITY_CODE, district, "district")
        city.add(parent)
        for street, street_code, communities in streets:
            add_street(city, parent, (street, street_code, communities), cells[street], counts, rng, cuts)
    return cuts


def add_street(city, district, named, cell, counts, rng, cuts):
    street, street_code, communities = named
    region = Region(f"{district.code[:6]}{street_code}000", district.code, street, "street", cell)
    city.add(region)
    parts = split_evenly(cell, len(communities), rng, "community", cuts)
    focus = to_km(SIZE * 0.44, RIVER_V * 0.95)
    parts.sort(key=lambda c: math.dist(to_km(*c.middle()), focus))
    committee, village = 0, 199
    for (name, _), part in zip(communities, parts):
        if name.endswith("村"):
            village += 1
            serial = village
        else:
            committee += 1
            serial = committee
        community = Region(region.code[:9] + f"{serial:03}", region.code, name, "community", part)
        city.add(community)
        for i, grid in enumerate(split_evenly(part, counts[name], rng, "grid", cuts), 1):
            code = f"{community.code}{i:03}"
            base = name.removesuffix("社区")
            city.grids[code] = Grid(code, f"{base}第{'零一二三四五六七八九'[i]}网格", community.code, grid)


def draw(city):
    """Turn rectangles into outlines, bottom up, so that a parent is exactly the union of its parts."""
    plan = Plan([g.cell for g in city.grids.values()])
    for grid in city.grids.values():
        grid.ring = plan.ring(grid.cell)
    for kind in ("community", "street", "district", "city"):
        for region in [r for r in city.regions.values() if r.kind == kind]:
            if kind == "community":
                parts = [g.ring for g in city.grids.values() if g.community == region.code]
            else:
                parts = [r.ring for r in city.regions.values() if r.parent == region.code]
            region.ring = union_ring(parts)
    return plan


def slots(cell):
    """Places for compounds and landmarks inside a grid: a 4 x 3 lattice with streets left free between."""
    out = []
    for j in range(3):
        for i in range(4):
            out.append(Cell(share(cell.u0, cell.u1, (i + 0.16) / 4), share(cell.v0, cell.v1, (j + 0.14) / 3),
                            share(cell.u0, cell.u1, (i + 0.86) / 4), share(cell.v0, cell.v1, (j + 0.84) / 3)))
    return out


def place_compounds(city, rng):
    """Put every named compound of a community into one of its grids, at most four to a grid."""
    free = {code: rng.sample(slots(g.cell), 12) for code, g in city.grids.items()}
    serial = 0
    for _, _, streets in read_names():
        for _, _, communities in streets:
            for name, compounds in communities:
                community = city.by_name[name]
                grids = [c for c, g in city.grids.items() if g.community == community.code]
                rng.shuffle(grids)
                for i, written in enumerate(compounds):
                    serial += 1
                    grid = grids[i % len(grids)]
                    city.compounds.append(make_compound(serial, written, community, grid, free[grid].pop(), rng))
    return free


def make_compound(serial, written, community, grid, cell, rng):
    kind = COMPOUND_KINDS[written[0]]
    low, high = {"old_compound": (160, 620), "commodity": (420, 2300), "resettlement": (300, 1400),
                 "work_unit": (90, 460), "village_group": (28, 95), "rental_apartment": (180, 700)}[kind]
    lon, lat = to_lonlat(*cell.middle())
    corners = [(cell.u0, cell.v0), (cell.u1, cell.v0), (cell.u1, cell.v1), (cell.u0, cell.v1), (cell.u0, cell.v0)]
    return Compound(f"C{serial:03}", written[1:], kind, community.code, grid, lon, lat,
                    rng.randint(low, high), [to_lonlat(u, v) for u, v in corners])


def place_landmarks(city, free, rng):
    for i, line in enumerate(lines("landmarks.txt"), 1):
        kind, name, community_name = line.split("|")
        community = city.by_name[community_name].code
        grids = [c for c, g in city.grids.items() if g.community == community and free[c]]
        grid = max(grids, key=lambda c: (len(free[c]), rng.random()))
        lon, lat = to_lonlat(*free[grid].pop().middle())
        city.landmarks.append(Landmark(f"L{i:03}", name, kind, lon, lat, community, grid))


def draw_line(axis, at, low, high):
    """A road along a lattice line, with a point about every 400 m at the most."""
    stops = [low] + [k for k in range(0, SIZE + 1, STEP) if low + STEP // 3 < k < high - STEP // 3] + [high]
    return [to_lonlat(at, k) if axis == "u" else to_lonlat(k, at) for k in stops]


def length_km(line):
    return sum(math.hypot((b[0] - a[0]) * KM_PER_LON, (b[1] - a[1]) * KM_PER_LAT)
               for a, b in zip(line, line[1:]))


ARTERIALS = [
    # name, alias, axis, position (share of the lattice), from, to
    ("滨江南路", "沿江南路", "v", 0.6345, 0.03, 0.97), ("滨江北路", "沿江北路", "v", 0.6555, 0.03, 0.97),
    ("云汀大道", "", "u", 0.44, 0.02, 0.98), ("漪江大道", "一桥路", "u", 0.33, 0.16, 0.93),
    ("迎宾大道", "机场路", "u", 0.565, 0.05, 0.95), ("青麓大道", "", "v", 0.30, 0.10, 0.96),
    ("鹭岛大道", "", "v", 0.79, 0.04, 0.90), ("文昌大道", "老南环", "v", 0.47, 0.05, 0.95),
    ("环城南路", "", "v", 0.12, 0.12, 0.88), ("环城北路", "", "v", 0.93, 0.12, 0.88),
    ("环城西路", "", "u", 0.12, 0.12, 0.93), ("环城东路", "", "u", 0.88, 0.12, 0.93),
    ("书院大道", "", "u", 0.22, 0.66, 0.99), ("铁路大道", "货场路西段", "u", 0.70, 0.02, 0.62),
]


def hinted_place(city, name):
    """Where a road of this name would be expected: near the place whose name begins with the same two characters."""
    for place in [c for c in city.compounds] + city.landmarks:
        if place.name[:2] == name[:2]:
            return place.lon, place.lat
    for region in city.regions.values():
        if region.kind == "community" and region.name[:2] == name[:2]:
            return to_lonlat(*region.cell.middle())
    return None


def give_names(city, names, pool):
    """Names that hint at a place go to the nearest free line, the others to the lines left over, in order."""
    pool, given, rest = list(pool), [], []
    for name in names:
        spot = hinted_place(city, name)
        if spot is None or not pool:
            rest.append(name)
            continue
        best = min(pool, key=lambda l: math.dist(l[len(l) // 2], spot))
        pool.remove(best)
        given.append((name, best))
    return given + list(zip(rest, pool)), pool[len(rest):]


def build_roads(city, cuts):
    """Arterials by hand; the lines between regions become secondary and minor roads, some of the rest lanes."""
    names = {}
    for line in lines("road_names.txt"):
        kind, text = line.split(":")
        names[kind] = text.split()
    by_level = {}
    for level, axis, at, low, high in cuts:
        by_level.setdefault(level, []).append(draw_line(axis, at, low, high))
    wide = sorted(by_level["district"] + by_level["street"] + by_level["community"], key=length_km, reverse=True)
    secondary, _ = give_names(city, names["secondary"], wide[:len(names["secondary"])])
    minor, rest = give_names(city, names["minor"], wide[len(names["secondary"]):] + by_level["grid"])
    rest.sort(key=lambda l: math.dist(l[0], CENTRE))
    lane, _ = give_names(city, names["lane"], rest[:len(names["lane"])])
    made = [(name, alias, "arterial", draw_line(axis, round(SIZE * at), round(SIZE * a), round(SIZE * b)))
            for name, alias, axis, at, a, b in ARTERIALS]
    for kind, pairs in (("secondary", secondary), ("minor", minor), ("lane", lane)):
        made += [(name, "", kind, line) for name, line in pairs]
    for i, (name, alias, kind, line) in enumerate(made, 1):
        city.roads.append(Road(f"R{i:03}", name, alias, kind, line))


def address_compounds(city, rng):
    """The nearest road of a compound and a house number on it."""
    points = [(p, road) for road in city.roads for p in road.line]
    used = set()
    for c in city.compounds:
        road = min(points, key=lambda pr: (pr[0][0] - c.lon) ** 2 + (pr[0][1] - c.lat) ** 2)[1]
        number = rng.randint(2, 268)
        while (road.name, number) in used:
            number = rng.randint(2, 268)
        used.add((road.name, number))
        c.road, c.number = road.name, number
        if c.name == "纺织路58号院":
            c.road, c.number = "纺织路", 58


def build_water(city):
    """The river as a band around the district boundary, and one lake."""
    half = SIZE // 130
    south = [to_lonlat(u, RIVER_V - half) for u in range(0, SIZE + 1, STEP // 2)]
    north = [to_lonlat(u, RIVER_V + half) for u in range(SIZE, -1, -STEP // 2)]
    city.water.append(("漪江", "river", south + north + south[:1]))
    lake = [(0.168 + 0.026 * math.cos(a * math.pi / 16), 0.735 + 0.022 * math.sin(a * math.pi / 16) *
             (1 + 0.2 * math.cos(3 * a * math.pi / 16))) for a in range(32)]
    ring = [to_lonlat(SIZE * u, SIZE * v) for u, v in lake]
    city.water.append(("临湖", "lake", ring + ring[:1]))


def populate(city, rng):
    for c in city.regions.values():
        if c.kind == "community":
            homes = sum(k.households for k in city.compounds if k.community == c.code)
            c.population = round(homes * rng.uniform(2.3, 2.9)) + rng.randint(900, 5200)
    for kind in ("street", "district", "city"):
        for r in [r for r in city.regions.values() if r.kind == kind]:
            r.population = sum(x.population for x in city.regions.values() if x.parent == r.code)


def build_city(rng):
    city = City()
    cuts = build_regions(city, rng)
    draw(city)
    free = place_compounds(city, rng)
    place_landmarks(city, free, rng)
    build_roads(city, cuts)
    address_compounds(city, rng)
    build_water(city)
    populate(city, rng)
    return city
