"""Reading the hand-written tables and writing the pack's files."""

import csv
import io
import json
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "demo_sources"


def lines(name):
    """Lines of a table without comments and empty lines; indentation is kept."""
    text = (SOURCES / name).read_text(encoding="utf-8")
    return [l.rstrip() for l in text.splitlines() if l.strip() and not l.startswith("#")]


def write_csv(path, header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def write_geojson(path, features):
    """One feature a line: readable in a diff, small on disk."""
    body = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + body + "\n]}\n", encoding="utf-8")


def polygon(ring, properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


def line_string(line, properties):
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "LineString", "coordinates": line}}
