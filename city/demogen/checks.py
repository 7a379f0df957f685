"""Self-checks of the generated geometry. Each returns nothing and raises CheckFailed with the place of the fault."""

from .mesh import area


class CheckFailed(Exception):
    pass


def edges_of(ring):
    return list(zip(ring, ring[1:]))


def check_shared_edges(rings, outline):
    """Every edge is walked once each way by two neighbours, or once and lies on the outer boundary."""
    seen = {}
    for ring in rings:
        for edge in edges_of(ring):
            if edge in seen:
                raise CheckFailed(f"edge {edge} belongs to two polygons on the same side")
            seen[edge] = True
    outer = {e for e in seen if (e[1], e[0]) not in seen}
    if outer != set(edges_of(outline)):
        raise CheckFailed("unpaired edges differ from the outer boundary")


def check_area_sum(parts, whole, name):
    if sum(area(p) for p in parts) != area(whole):
        raise CheckFailed(f"areas inside {name} do not add up")


def crosses(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return (side(a, b, c) > 0) != (side(a, b, d) > 0) and (side(c, d, a) > 0) != (side(c, d, b) > 0)


def check_simple(ring, name):
    """Counter-clockwise, no repeated vertex, no two sides that cross."""
    if ring[0] != ring[-1] or len(set(ring)) != len(ring) - 1:
        raise CheckFailed(f"{name}: not closed, or a vertex repeats")
    if area(ring) <= 0:
        raise CheckFailed(f"{name}: not counter-clockwise")
    sides = edges_of(ring)
    for i, (a, b) in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if i == 0 and j == len(sides) - 1:
                continue
            if crosses(a, b, *sides[j]):
                raise CheckFailed(f"{name}: sides {i} and {j} cross")


def contains(ring, lon, lat):
    inside = False
    for (ax, ay), (bx, by) in edges_of(ring):
        if (ay > lat) != (by > lat) and lon < ax + (bx - ax) * (lat - ay) / (by - ay):
            inside = not inside
    return inside


def check_city(city):
    grids = list(city.grids.values())
    root = next(r for r in city.regions.values() if r.kind == "city")
    for g in grids:
        check_simple(g.ring, g.code)
    check_shared_edges([g.ring for g in grids], root.ring)
    for region in city.regions.values():
        check_simple(region.ring, region.name)
        if region.kind == "community":
            parts = [g.ring for g in grids if g.community == region.code]
        else:
            parts = [r.ring for r in city.regions.values() if r.parent == region.code]
        check_area_sum(parts, region.ring, region.name)
        if region.kind != "community":
            check_shared_edges(parts, region.ring)
    for place in city.compounds + city.landmarks:
        if not contains(city.grids[place.grid].ring, place.lon, place.lat):
            raise CheckFailed(f"{place.name} lies outside grid {place.grid}")
    for what in (city.compounds, city.landmarks, city.roads):
        names = [x.name for x in what]
        doubled = {n for n in names if names.count(n) > 1}
        if doubled:
            raise CheckFailed(f"names used twice: {doubled}")
