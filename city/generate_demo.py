#!/usr/bin/env python3
"""Makes the demo city pack in city/demo: an invented city with its regions, grids, units, rules and requests.

    python3 city/generate_demo.py            writes city/demo
    python3 city/generate_demo.py --check    only builds and checks, writes nothing
    python3 city/generate_demo.py --into DIR writes the files it makes into another folder

Everything hand-written is in city/demo_sources; this program adds geometry, codes and times. It uses the standard
library only and a fixed seed, so two runs give the same bytes. Any resemblance to a real place is chance: the
city, its people, its companies and its phone numbers are invented.
"""

import random
import shutil
import sys
from pathlib import Path

from demogen import administration as admin
from demogen.checks import CheckFailed, check_city
from demogen.course import DAY, state_after
from demogen.places import CITY_CODE, build_city
from demogen.requests import PUBLISHED, TOTAL, Writer
from demogen.tables import SOURCES, line_string, polygon, write_csv, write_geojson

SEED = 20261123
INTO = "--into"
TARGET = Path(sys.argv[sys.argv.index(INTO) + 1]) if INTO in sys.argv else Path(__file__).resolve().parent / "demo"
LIMIT = 500_000
PER_FILE = 500


def write_regions(city):
    write_csv(TARGET / "regions.csv",
              ["code", "parent", "name", "kind", "valid_from", "valid_to", "successor", "population"],
              [(r.code, r.parent, r.name, r.kind, "2020-01-01", "", "", r.population)
               for r in city.regions.values()] + [retired_region(city)])
    write_geojson(TARGET / "regions.geojson",
                  [polygon(r.ring, {"code": r.code, "name": r.name, "kind": r.kind}) for r in city.regions.values()])
    write_geojson(TARGET / "grids.geojson",
                  [polygon(g.ring, {"code": g.code, "name": g.name, "community": g.community})
                   for g in city.grids.values()])


def retired_region(city):
    """One village that became a residents' committee: shows validity dates and the successor link."""
    successor = city.by_name["窑湾社区"]
    return (successor.parent[:9] + "299", successor.parent, "窑湾村", "community", "2012-01-01", "2019-12-31",
            successor.code, 0)


def write_places(city):
    write_csv(TARGET / "compounds.csv",
              ["id", "name", "kind", "community", "grid", "lon", "lat", "households", "address"],
              [(c.id, c.name, c.kind, c.community, c.grid, c.lon, c.lat, c.households,
                f"{c.road}{c.number}号" if c.kind != "village_group" else "") for c in city.compounds])
    write_geojson(TARGET / "compounds.geojson", [polygon(c.ring, {"id": c.id, "name": c.name}) for c in city.compounds])
    write_csv(TARGET / "roads.csv", ["id", "name", "alias", "kind"],
              [(r.id, r.name, r.alias, r.kind) for r in city.roads])
    write_geojson(TARGET / "roads.geojson", [line_string(r.line, {"id": r.id, "name": r.name, "kind": r.kind})
                                             for r in city.roads])
    write_csv(TARGET / "landmarks.csv", ["id", "name", "kind", "lon", "lat"],
              [(l.id, l.name, l.kind, l.lon, l.lat) for l in city.landmarks])
    write_geojson(TARGET / "water.geojson", [polygon(ring, {"name": name, "kind": kind})
                                             for name, kind, ring in city.water])


def write_administration(city, units, categories):
    write_csv(TARGET / "units.csv", ["id", "name", "kind", "parent", "region_code", "uscc", "phone"],
              [(u.id, u.name, u.kind, u.parent, u.region, u.uscc, u.phone) for u in units])
    in_english = admin.names_in_english()
    write_csv(TARGET / "categories.csv",
              ["code", "parent", "name", "name_en", "keywords", "order_types", "typical_units", "valid_from", "valid_to"],
              [(c.code, c.parent, c.name, in_english[c.code], ";".join(c.keywords), ";".join(c.types), admin.typical_units(c),
                admin.VALID_FROM, "") for c in categories])
    write_csv(TARGET / "catalogue.csv",
              ["id", "category_code", "region_scope", "lead_unit", "co_units", "basis", "valid_from", "valid_to"],
              admin.catalogue(categories))
    write_csv(TARGET / "duty_lists.csv",
              ["id", "list", "seq", "category_code", "name", "basis", "lead_dept", "township_duties",
               "taken_back_by", "valid_from", "valid_to"], admin.duty_items(categories))
    write_csv(TARGET / "staff.csv", ["username", "name", "role", "unit", "region"], admin.build_staff(city, units))
    for name in ("channels.csv", "city.toml", "policy.toml"):
        shutil.copyfile(SOURCES / name, TARGET / name)


def write_requests(writer):
    rows = [r.written() for r in writer.rows]
    for old in TARGET.glob("requests*.csv"):
        old.unlink()
    for part, first in enumerate(range(0, len(rows), PER_FILE), 1):
        write_csv(TARGET / f"requests-{part}.csv", PUBLISHED, rows[first:first + PER_FILE])
    write_csv(TARGET / "persons.csv", ["key", "name", "phone", "compound"],
              [(p.key, p.name, p.phone, p.home.id) for p in writer.people])
    write_csv(TARGET / "replies.csv", ["id", "text_public", "text_internal"],
              [(i, public, internal) for (public, internal), i in writer.texts.replies.items()])
    write_csv(TARGET / "comments.csv", ["id", "text"], [(i, text) for text, i in writer.texts.comments.items()])


def check_requests(rows):
    """Every course keeps to the state machine at every moment; texts have the promised lengths."""
    states = {}
    for r in rows:
        try:
            state = state_after(r.course.done_by(DAY // 2))
            state_after(r.course.done_by(DAY))
        except KeyError as fault:
            raise CheckFailed(f"{r.key}: step {fault} is not allowed: {r.course.text()}") from None
        states[state] = states.get(state, 0) + 1
        if not 30 <= len(r.content) <= 300 or not 8 <= len(r.title) <= 28:
            raise CheckFailed(f"{r.key}: length of {r.title!r} or {r.content!r}")
        if "{" in r.title + r.content + r.address:
            raise CheckFailed(f"{r.key}: a slot is left open: {r.title} {r.content}")
        if r.links_to and r.links_to.start >= r.course.steps[0][0]:
            raise CheckFailed(f"{r.key} is joined to a later request")
    if len(rows) != TOTAL:
        raise CheckFailed(f"{len(rows)} requests instead of {TOTAL}")
    return states


def check_sizes():
    for path in TARGET.rglob("*"):
        if path.is_file() and path.stat().st_size > LIMIT:
            raise CheckFailed(f"{path.name} is larger than {LIMIT} bytes")


def main():
    rng = random.Random(SEED)
    city = build_city(rng)
    check_city(city)
    units = admin.build_units(city)
    categories = admin.build_categories()
    admin.check(units, categories)
    writer = Writer(city, units, categories, random.Random(SEED + 1))
    states = check_requests(writer.write())
    if "--check" not in sys.argv:
        TARGET.mkdir(exist_ok=True)
        write_regions(city)
        write_places(city)
        write_administration(city, units, categories)
        write_requests(writer)
        check_sizes()
    print(f"{CITY_CODE}: {len(city.regions)} regions, {len(city.grids)} grids, {len(city.compounds)} compounds, "
          f"{len(city.roads)} roads, {len(units)} units, {len(categories)} categories, {len(writer.rows)} requests")
    print("at noon of the load day:", ", ".join(f"{n} {s}" for s, n in sorted(states.items(), key=lambda x: -x[1])))


if __name__ == "__main__":
    try:
        main()
    except CheckFailed as fault:
        sys.exit(f"check failed: {fault}")
