"""Units, categories, dispatch catalogue, duty lists and accounts of the demo city."""

from dataclasses import dataclass

from .checks import CheckFailed
from .places import CITY_CODE
from .tables import lines

VALID_FROM = "2026-01-01"
SEED_TYPES = {"h": "help", "c": "complaint", "r": "report", "s": "suggestion", "q": "consultation", "p": "praise"}
USCC_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [pow(3, i, 31) for i in range(17)]
ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]


@dataclass
class Unit:
    id: str
    name: str
    kind: str
    parent: str
    region: str
    uscc: str
    phone: str


def organisation_code(serial):
    """8 characters and the check character of GB 11714 (weights 3 7 9 10 5 8 4 2, modulo 11)."""
    body = f"MB{serial:06}"
    total = sum(w * int(ch, 36) for w, ch in zip(ORG_WEIGHTS, body))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def uscc(kind, region6, serial):
    """Unified social credit code of GB 32100-2015: authority, class, region, organisation code, check character."""
    head = {"utility": "91", "property": "91"}.get(kind, "11")
    body = head + region6 + organisation_code(serial)
    total = sum(w * USCC_CHARS.index(ch) for w, ch in zip(USCC_WEIGHTS, body))
    return body + USCC_CHARS[(31 - total % 31) % 31]


def build_units(city):
    rows = []
    for line in lines("units.txt"):
        slug, name, kind, parent, district = line.split("|")
        rows.append((slug, name, kind, parent, city.by_name[district].code if district else CITY_CODE))
    district_units = {r[4]: r[0] for r in rows if r[2] == "district_government"}
    for line in lines("street_slugs.txt"):
        slug, street = line.split()
        region = city.by_name[street]
        office = "人民政府" if street.endswith("镇") else "办事处"
        district = city.regions[region.parent]
        rows.append((slug, district.name + street + office, "street", district_units[district.code], region.code))
    units = []
    for i, (slug, name, kind, parent, region) in enumerate(rows, 1):
        phone = "12345" if slug == "hotline" else f"0700-8{820000 + i * 37:06}"
        units.append(Unit(slug, name, kind, parent, region, uscc(kind, region[:6], i * 7919 % 1000000), phone))
    return units


@dataclass
class Category:
    code: str
    parent: str
    name: str
    keywords: list
    types: list
    lead: str = ""
    co: list = None
    basis: str = ""


def build_categories():
    out = []
    for line in lines("categories.txt"):
        code, rest = line.split(" ", 1)
        parent = code[:-2] if len(code) > 2 else ""
        if len(code) < 6:
            out.append(Category(code, parent, rest, [], []))
            continue
        name, keywords, types, lead, co, basis = rest.split("|")
        out.append(Category(code, parent, name, keywords.split(";"),
                            [SEED_TYPES[t] for t in types.replace(" ", "")], lead, [c for c in co.split(",") if c], basis))
    return out


def names_in_english():
    """category_names_en.txt: code and name."""
    return dict(line.split(" ", 1) for line in lines("category_names_en.txt"))


def typical_units(c):
    return ";".join([c.lead] + c.co) if c.lead else ""


def catalogue(categories):
    """One entry per third-level category; a street's entry also names the department that guides it."""
    rows, serial = [], 0
    for c in [c for c in categories if len(c.code) == 6]:
        serial += 1
        scope = {"@street": "street", "@community": "street", "@district": "district"}.get(c.lead, "city")
        rows.append((f"D{serial:03}", c.code, scope, c.lead, ";".join(c.co), f"《{c.basis}》", VALID_FROM, ""))
    return rows


def duty_items(categories):
    """duty_lists.txt: list|category|name|basis|lead department (and duty)|township duty|taken back by."""
    known = {c.code for c in categories}
    rows, seq = [], {"basic": 0, "cooperate": 0, "taken_back": 0}
    for line in lines("duty_lists.txt"):
        kind, code, name, basis, lead, township, taken = line.split("|")
        if code not in known:
            raise ValueError(f"duty_lists.txt: no category {code}")
        seq[kind] += 1
        letter = {"basic": "B", "cooperate": "P", "taken_back": "T"}[kind]
        rows.append((f"{letter}{seq[kind]:03}", kind, seq[kind], code, name, basis, lead, township, taken, VALID_FROM, ""))
    return rows


def build_staff(city, units):
    """staff.txt: username|name|role|unit|region name (empty = the unit's own region)."""
    by_id = {u.id: u for u in units}
    rows = []
    for line in lines("staff.txt"):
        username, name, role, unit, region = line.split("|")
        rows.append((username, name, role, unit, city.by_name[region].code if region else by_id[unit].region))
    return rows


def check_duties(categories):
    """What the catalogue sends to a street must be on its basic list and not taken back by a department."""
    lists = {}
    for row in duty_items(categories):
        lists.setdefault(row[3], set()).add(row[1])
    for c in categories:
        if c.lead == "@street" and ("basic" not in lists.get(c.code, ()) or "taken_back" in lists[c.code]):
            raise CheckFailed(f"category {c.code} goes to streets against the duty lists")


def check(units, categories):
    """Units named in the tables exist, codes are unique and nested, check digits are right."""
    slugs = {u.id for u in units}
    if len(slugs) != len(units):
        raise CheckFailed("a unit slug is used twice")
    if len({u.uscc for u in units}) != len(units) or any(len(u.uscc) != 18 for u in units):
        raise CheckFailed("a unified social credit code repeats or has the wrong length")
    codes = {c.code for c in categories}
    if len(codes) != len(categories):
        raise CheckFailed("a category code is used twice")
    for c in categories:
        if c.parent and c.parent not in codes:
            raise CheckFailed(f"category {c.code} has no parent")
        if len(c.code) == 6 and not 4 <= len(c.keywords) <= 15:
            raise CheckFailed(f"category {c.code} has {len(c.keywords)} keywords")
        for unit in ([c.lead] if c.lead else []) + (c.co or []):
            if unit not in slugs and unit not in ("@street", "@district", "@community"):
                raise CheckFailed(f"category {c.code} names the unknown unit {unit}")
    check_duties(categories)
