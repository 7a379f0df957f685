"""Reads "lon lat" lines; prints, for each, what eviltransform makes of it.

One line of twelve numbers per point, longitude before latitude:
WGS-84 to GCJ-02, GCJ-02 to BD-09, WGS-84 to BD-09, GCJ-02 to WGS-84 (its exact
inverse), BD-09 to GCJ-02, BD-09 to WGS-84 (again by its exact inverse). Used by the test of crates/places/src/datum.rs.
"""

import sys

import eviltransform as et

for line in sys.stdin:
    lon, lat = (float(word) for word in line.split())
    answers = (
        et.wgs2gcj(lat, lon),
        et.gcj2bd(lat, lon),
        et.wgs2bd(lat, lon),
        et.gcj2wgs_exact(lat, lon),
        et.bd2gcj(lat, lon),
        et.gcj2wgs_exact(*et.bd2gcj(lat, lon)),
    )
    print(" ".join(f"{answer[1]!r} {answer[0]!r}" for answer in answers))
