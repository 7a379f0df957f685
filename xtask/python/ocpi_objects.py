"""Loads our points of charge into the objects of the PyPI package `extrawest-ocpi`.

`ocpi_objects.py FILE`: the body of `GET /ocpi/2.2.1/locations`. Prints how much was loaded; ends
with an error when an object is not one of OCPI 2.2.1.
"""

import json
import sys
from pathlib import Path

from py_ocpi.modules.locations.v_2_2_1.schemas import Location


def main():
    body = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if body["status_code"] != 1000 or not body["timestamp"].endswith("Z"):
        sys.exit(f"not a success of OCPI: {body['status_code']} {body['timestamp']}")
    locations = [Location(**one) for one in body["data"]]
    for one, told in zip(locations, body["data"]):
        lost = set(told) - set(one.dict(exclude_none=True))
        if lost:
            sys.exit(f"{told['id']}: not known to OCPI: {sorted(lost)}")
    points = sum(len(one.evses) for one in locations)
    connectors = sum(len(point.connectors) for one in locations for point in one.evses)
    print(f"OCPI: {len(locations)} locations, {points} points, {connectors} connectors")


if __name__ == "__main__":
    main()
