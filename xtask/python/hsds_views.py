"""Checks what the directory tells other programs, with packages that know nothing of it.

`hsds_views.py FOLDER`, which holds `services.json`, `organizations.json`,
`service_at_locations.json`, `taxonomies.json`, `taxonomy_terms.json` (lists of whole entities),
`package/` (a data package), `stations.geojson` and `board.txt` (the path of a code, then its text).
Prints a line for each check; ends with an error when one finds a fault.

HSDS schemas are made of `hsds_fields.txt` for 3.0 and 3.1. Where `HUYING_HSDS` names folders
(separated by `:`) with the specification's own `schema/compiled`, those are used as well.
"""

import json
import os
import sys
from pathlib import Path

import jsonschema
import numpy
import zxingcpp
from frictionless import Package, system
from geojson_pydantic import FeatureCollection

KINDS = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "datetime": {"type": "string", "format": "date-time"},
}
FILES = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def kind(text):
    """The schema of what a field holds."""
    if text.startswith("@"):
        return {"$ref": f"#/definitions/{text[1:]}"}
    if text.startswith("["):
        return {"type": "array", "items": {"$ref": f"#/definitions/{text[1:-1]}"}}
    return KINDS.get(text) or {"type": "string", "enum": text.split("|")}


def definitions(is_31):
    """All objects of a version."""
    found, name, is_known = {}, None, True
    for line in Path(__file__).with_name("hsds_fields.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        field, _, holds = line.partition(" ")
        plain = field.rstrip("!+")
        if not holds:
            name, is_known = plain, is_31 or not field.endswith("+")
            if is_known:
                found[name] = {"type": "object", "properties": {}, "required": []}
        elif is_known and (is_31 or "+" not in field):
            found[name]["properties"][plain] = kind(holds)
            if "!" in field:
                found[name]["required"].append(plain)
    return found


def validators():
    """A name and a validator for each entity of each version at hand."""
    checker = jsonschema.FormatChecker()
    for version, is_31 in (("3.0", False), ("3.1", True)):
        known = definitions(is_31)
        for entity in FILES.values():
            schema = {"$ref": f"#/definitions/{entity}", "definitions": known}
            yield version, entity, jsonschema.Draft202012Validator(schema, format_checker=checker)
    for folder in filter(None, os.environ.get("HUYING_HSDS", "").split(":")):
        # Taxonomies and their terms have no compiled schema of their own.
        for entity in ("organization", "service", "service_at_location"):
            path = Path(folder) / f"{entity}.json"
            schema = json.loads(path.read_text("utf-8"))
            yield folder, entity, jsonschema.Draft202012Validator(schema, format_checker=checker)


def check_entities(folder):
    """Every entity against every schema of its kind."""
    faults = []
    lists = {entity: json.loads((folder / f"{name}.json").read_text("utf-8")) for name, entity in FILES.items()}
    for version, entity, validator in validators():
        for one in lists[entity]:
            faults += [f"{version} {entity}: {fault.json_path}: {fault.message}" for fault in validator.iter_errors(one)]
        print(f"HSDS {version}: {len(lists[entity])} of {entity}")
    return faults


def check_package(folder):
    """The data package, with its keys from table to table."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "package" / "datapackage.json")).validate()
    rows = sum(task.stats["rows"] for task in report.tasks)
    print(f"data package: {len(report.tasks)} tables, {rows} rows")
    return [f"{row[0]}: {row[1:]}" for row in report.flatten(["name", "rowNumber", "fieldName", "type", "note"])]


def check_geojson(folder):
    """The features, and that each has its point in both datums."""
    whole = FeatureCollection.model_validate_json((folder / "stations.geojson").read_text("utf-8"))
    print(f"GeoJSON: {len(whole.features)} features")
    return [f"{one.id}: no gcj02" for one in whole.features if len(one.properties["gcj02"]) != 2]


def check_code(folder):
    """What a camera reads off a board."""
    path, text = (folder / "board.txt").read_text("utf-8").split("\n")[:2]
    rows = [run.removesuffix("z").split("h") for run in path.removeprefix("M").split("M")]
    side = max(int(start.split()[1]) for start, *_ in rows) + 5
    picture = numpy.full((side, side), 255, numpy.uint8)
    for start, first, _ in rows:
        column, row = map(int, start.split())
        picture[row, column : column + int(first.split("v")[0])] = 0
    read = zxingcpp.read_barcodes(numpy.kron(picture, numpy.ones((4, 4), numpy.uint8)))
    print(f"board: {[one.text for one in read]}")
    return [] if [one.text for one in read] == [text] else [f"the board's code says {read}, not {text}"]


def main():
    folder = Path(sys.argv[1])
    faults = [*check_entities(folder), *check_package(folder), *check_geojson(folder), *check_code(folder)]
    if faults:
        sys.exit("\n".join([f"{len(faults)} faults", *faults[:40]]))


if __name__ == "__main__":
    main()
