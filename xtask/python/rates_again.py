"""Works the three rates out again from the exported orders, with pandas alone.

    rates_again.py LINES.csv SUMMARY.csv

LINES is `/desk/rates-lines.csv`, SUMMARY is `/desk/rates.csv` of the same period. Every figure of SUMMARY is worked out
from LINES by the definitions of the assessment and compared as text, to the last digit. Prints how many unit-periods
were compared and every figure that differs; ends with 1 when one does.
"""

import math
import sys

import pandas

Z = 1.959963984540054
KEYS = ["unit", "period_from", "period_to"]


def rounded(numerator, denominator):
    """A quotient rounded half up, in whole numbers."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent(myriad):
    return f"{myriad // 100}.{myriad % 100:02d}"


def wilson(sum_milli, base):
    """The bounds of the 95 % Wilson score interval in ten-thousandths."""
    share = sum_milli / 1000 / base
    denominator = 1 + Z * Z / base
    centre = (share + Z * Z / (2 * base)) / denominator
    half = Z * math.sqrt(share * (1 - share) / base + Z * Z / (4 * base * base)) / denominator
    bounds = (max(0.0, centre - half), min(1.0, centre + half))
    return [math.floor(bound * 10_000 + 0.5) for bound in bounds]


def rate(worths):
    """Rate, bounds and base of a column of worths in thousandths, as text; and the rate itself."""
    base, total = int(worths.count()), int(worths.sum())
    if base == 0:
        return ["", "", "", "0"], None
    myriad = rounded(10 * total, base)
    return [percent(myriad), *map(percent, wilson(total, base)), str(base)], myriad


def figures(orders):
    """The figures of one set of orders, in the order of the summary."""
    first = orders.iloc[0] if len(orders) else None
    made, due = orders["contacted_at"], orders["contact_due_at"]
    responded = (made.notna() & due.notna() & (made < due)) | (orders["unit_contacted"] == "yes")
    partly = int(first["partly"]) if first is not None else 0
    mostly = int(first["mostly"]) if first is not None else 0
    columns = [
        responded.astype("Int64") * 1000,
        orders["solved"].map({"resolved": 1000, "partly": partly, "unresolved": 0}).astype("Int64"),
        orders["satisfied"].map({"satisfied": 1000, "mostly": mostly, "unsatisfied": 0}).astype("Int64"),
    ]
    cells, rates = [str(len(orders))], []
    for column in columns:
        shown, myriad = rate(column)
        cells += shown
        rates.append(myriad)
    score = "insufficient"
    if first is not None and len(orders) >= int(first["n_min"]) and None not in rates:
        weights = [int(first[f"weight_{name}"]) for name in ("response", "resolution", "satisfaction")]
        assert sum(weights) == 1000, weights
        score = percent(rounded(sum(r * w for r, w in zip(rates, weights)), 1000))
    return cells + [score]


def main():
    text = {"dtype": str, "keep_default_na": False, "encoding": "utf-8-sig"}
    lines, summary = (pandas.read_csv(path, **text) for path in sys.argv[1:3])
    for column in ("contacted_at", "contact_due_at"):
        lines[column] = pandas.to_datetime(lines[column].replace("", None), utc=True, format="ISO8601")
    wanted = {}
    for key, orders in lines.groupby(KEYS):
        excluded = orders["excluded_reason"] != ""
        deferred = ~excluded & (orders["deferred_reason"] != "")
        counts = [str(int(excluded.sum())), str(int(deferred.sum()))]
        wanted[*key, "raw"] = figures(orders) + counts
        wanted[*key, "adjusted"] = figures(orders[~excluded & ~deferred]) + counts
    columns = list(summary.columns[3:19])
    differing = 0
    for _, row in summary.iterrows():
        again = wanted.pop((row["unit"], row["period_from"], row["period_to"], row["set"]), None)
        told = [row[column] for column in columns]
        if again != told:
            differing += 1
            print(f"{row['unit']} {row['period_from']} {row['set']}: told {told}, found {again}")
    for key in wanted:
        differing += 1
        print(f"{key}: not in the summary")
    periods = summary.groupby(KEYS).ngroups
    print(f"{periods} unit-periods, {len(summary) * len(columns)} figures compared, {differing} rows differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
