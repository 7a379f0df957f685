"""Prints `start,n,due` for working-day limits, by PyPI chinesecalendar alone.

The kernel's agreement test compares its own due dates with these lines. Due
dates after 2026-12-31 are left out: chinesecalendar knows no later year.
"""

import datetime
import sys

from chinese_calendar import is_workday

FIRST = datetime.date(2019, 1, 1)
LAST = datetime.date(2026, 12, 31)
AMOUNTS = (1, 2, 3, 5, 7, 10, 15, 30, 60)
ONE_DAY = datetime.timedelta(days=1)


def due_dates(start):
    """The due date of each amount that is reached by LAST. The first day does not count."""
    day, counted = start, 0
    while day < LAST and counted < AMOUNTS[-1]:
        day += ONE_DAY
        if is_workday(day):
            counted += 1
            if counted in AMOUNTS:
                yield counted, day


def main():
    start = FIRST
    while start <= LAST:
        for amount, due in due_dates(start):
            sys.stdout.write(f"{start},{amount},{due}\n")
        start += ONE_DAY


if __name__ == "__main__":
    main()
