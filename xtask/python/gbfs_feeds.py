"""Asks a served GBFS feed file by file, with the PyPI package `gbfs-validator`.

`gbfs_feeds.py URL`, the address of `gbfs.json`. Prints the files that were found and sound; ends
with an error when one has a fault or a file that a docked system needs is missing.
"""

import sys

from gbfs_validator.feed import GBFS


def main():
    report = GBFS(sys.argv[1], docked=True).validation()
    files = report["files"]
    for one in files:
        for body in one["body"] if isinstance(one.get("body"), list) else [one]:
            if body.get("errors"):
                sys.exit(f"{one['file']}: {body['errors']}")
    missing = [one["file"] for one in files if one.get("required") and not one.get("exists")]
    if report["summary"]["hasErrors"] or missing:
        sys.exit(f"faults: {report['summary']}, missing: {missing}")
    found = [one["file"] for one in files if one.get("exists")]
    print("GBFS", report["summary"]["version"]["validated"], *found)


if __name__ == "__main__":
    main()
