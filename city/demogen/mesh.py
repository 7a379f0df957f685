"""A city plan: nested rectangles on an integer lattice, bent by a smooth map.

Every region is a rectangle in (u, v) lattice units. Splitting a rectangle always cuts along one line, so two
neighbours meet on that line; every lattice point that lies on the line is a vertex of both. The bend from
(u, v) to longitude and latitude is one smooth function of the point alone: neighbours therefore share exactly
the same vertices, and no polygon can cross itself as long as the bend keeps its direction (checked later).
"""

import math
from dataclasses import dataclass, field

SIZE = 1 << 16
STEP = SIZE // 64
CENTRE = (111.4200, 27.9600)
KM_PER_LAT = 110.85
KM_PER_LON = 111.32 * math.cos(math.radians(CENTRE[1]))
WIDTH_KM, HEIGHT_KM = 25.0, 20.0
FOCUS = (0.44, 0.56)
RIVER_V = round(SIZE * 0.645)


def stretch(t, focus, span):
    """Small steps near the focus (dense old town), large ones at the rim; 0..1 -> 0..span km."""
    def raw(x):
        d = x - focus
        return d + 5.0 * d ** 3
    return span * (raw(t) - raw(0.0)) / (raw(1.0) - raw(0.0))


def to_km(u, v):
    """Lattice point to kilometres east and north of the south-west corner."""
    x = stretch(u / SIZE, FOCUS[0], WIDTH_KM)
    y = stretch(v / SIZE, FOCUS[1], HEIGHT_KM)
    river = stretch(RIVER_V / SIZE, FOCUS[1], HEIGHT_KM)
    near = math.exp(-((y - river) / 4.5) ** 2)
    dx = 0.55 * math.sin(y / 3.1 + 0.7) + 0.16 * math.sin(x / 1.1 + y / 1.7)
    dy = 0.45 * math.sin(x / 3.7 + 1.9) + 0.14 * math.sin(y / 1.2 - x / 1.5 + 0.4)
    dy += near * (0.75 * math.sin(x / 2.9 - 0.6) + 0.28 * math.sin(x / 1.3 + 2.2))
    return x + dx, y + dy


def to_lonlat(u, v):
    """Lattice point to WGS-84 degrees, rounded to 6 decimals (about 0.1 m)."""
    x, y = to_km(u, v)
    lon = CENTRE[0] + (x - WIDTH_KM / 2) / KM_PER_LON
    lat = CENTRE[1] + (y - HEIGHT_KM / 2) / KM_PER_LAT
    return round(lon, 6), round(lat, 6)


@dataclass
class Cell:
    """A rectangle of the plan: u0 <= u < u1, v0 <= v < v1."""

    u0: int
    v0: int
    u1: int
    v1: int
    level: str = ""
    children: list = field(default_factory=list)

    def middle(self):
        return (self.u0 + self.u1) // 2, (self.v0 + self.v1) // 2

    def sides_km(self):
        """Rough width and height in km, measured through the middle."""
        mu, mv = self.middle()
        wide = math.dist(to_km(self.u0, mv), to_km(self.u1, mv))
        high = math.dist(to_km(mu, self.v0), to_km(mu, self.v1))
        return wide, high

    def cut(self, axis, at):
        """The two halves, and the cut as a road candidate (axis, at, from, to)."""
        if axis == "u":
            return (Cell(self.u0, self.v0, at, self.v1), Cell(at, self.v0, self.u1, self.v1),
                    ("u", at, self.v0, self.v1))
        return (Cell(self.u0, self.v0, self.u1, at), Cell(self.u0, at, self.u1, self.v1),
                ("v", at, self.u0, self.u1))


def share(low, high, part):
    return low + round((high - low) * part)


def split_evenly(cell, count, rng, level, cuts):
    """Cut a cell into `count` cells of similar size, always across the longer side."""
    if count == 1:
        return [cell]
    first = count // 2 if rng.random() < 0.5 else count - count // 2
    wide, high = cell.sides_km()
    axis = "u" if wide >= high else "v"
    part = first / count + rng.uniform(-0.045, 0.045)
    low, top = (cell.u0, cell.u1) if axis == "u" else (cell.v0, cell.v1)
    a, b, line = cell.cut(axis, share(low, top, part))
    cuts.append((level, *line))
    return split_evenly(a, first, rng, level, cuts) + split_evenly(b, count - first, rng, level, cuts)


class Plan:
    """All final rectangles; knows every vertex, so that a ring lists all points on its sides."""

    def __init__(self, cells):
        self.on_u, self.on_v = {}, {}
        for c in cells:
            for u in (c.u0, c.u1):
                for v in (c.v0, c.v1):
                    self.on_u.setdefault(u, set()).add(v)
                    self.on_v.setdefault(v, set()).add(u)
        self._between_u = {u: sorted(self._thin(vs)) for u, vs in self.on_u.items()}
        self._between_v = {v: sorted(self._thin(us)) for v, us in self.on_v.items()}

    @staticmethod
    def _thin(corners):
        """Corners of the line plus evenly spaced points, so that long sides can bend."""
        extra = {k for k in range(0, SIZE + 1, STEP)
                 if all(abs(k - c) > STEP // 3 for c in corners)}
        return corners | extra

    def side(self, axis, at, start, end):
        """All vertices on one side, from start to end, the end left out."""
        points = self._between_u[at] if axis == "u" else self._between_v[at]
        low, high = min(start, end), max(start, end)
        inside = [p for p in points if low <= p <= high]
        if start > end:
            inside.reverse()
        return [(at, p) if axis == "u" else (p, at) for p in inside[:-1]]

    def ring(self, c):
        """The outline of a rectangle, counter-clockwise, closed, in degrees."""
        uv = (self.side("v", c.v0, c.u0, c.u1) + self.side("u", c.u1, c.v0, c.v1)
              + self.side("v", c.v1, c.u1, c.u0) + self.side("u", c.u0, c.v1, c.v0))
        ring = [to_lonlat(u, v) for u, v in uv]
        return ring + ring[:1]


def union_ring(rings):
    """Outline of touching polygons: an edge walked in both directions is inside and disappears."""
    edges = {}
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            if (b, a) in edges:
                del edges[(b, a)]
            else:
                edges[(a, b)] = True
    after = {a: b for a, b in edges}
    start = min(after)
    out = [start]
    while after[out[-1]] != start:
        out.append(after[out[-1]])
    if len(out) != len(after):
        raise ValueError("the union is not one simple outline")
    return out + [start]


def area(ring):
    """Signed area in square degrees, in integer millionths so that sums are exact."""
    whole = [(round(x * 1e6), round(y * 1e6)) for x, y in ring]
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(whole, whole[1:]))
