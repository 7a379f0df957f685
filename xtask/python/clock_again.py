"""Works clocks out again from their histories, from the text of the rules and not from our code.

Reads one JSON object a line: `events` (as the ledger keeps them), `now` and `weekend_extends`. Writes one a line: the due
time, whether it has passed, what was counted; `null` where chinesecalendar does not know a year that is needed.

The rules, in words:
1. A limit in minutes or hours counts from the moment, on any day; days begin to count on the day after (Civil Code
   art. 201). What is done at the due time itself is late.
2. A limit in working days counts days people work, swapped Saturdays and Sundays included.
3. A limit whose last day is a statutory holiday ends on the day after; weekends count as such where the pack says so
   (art. 203). It ends at 24:00.
4. A clock is stopped only while the requester is waited for, by an approved deferral, or by a hearing. Minutes and hours
   stand still meanwhile; a day at whose 24:00 the clock stands still neither counts nor ends the limit.
5. An extension in the unit of the limit before it is added to that; one in another unit is counted on from where the
   limit would have ended. Another unit that takes over changes nothing. Reopening begins afresh.
"""

import bisect
import datetime
import json
import sys

from chinese_calendar import get_holiday_detail, is_workday

US = 1_000_000
DAY = 24 * 3600 * US
BEIJING = 8 * 3600 * US
ORIGIN = datetime.date(1970, 1, 1)
MOMENTS = {"minute": 60 * US, "hour": 3600 * US}


def day_of(at):
    return (at + BEIJING) // DAY


def end_of(day):
    return (day + 1) * DAY - BEIJING


def date(day):
    return ORIGIN + datetime.timedelta(days=day)


def may_be_last(day, unit, weekend_extends):
    """Whether a limit may end on a day."""
    if is_workday(date(day)):
        return True
    if unit == "working_day" or weekend_extends:
        return False
    return get_holiday_detail(date(day))[1] is None


class Stops:
    """The times a clock stood still, one after the other."""

    def __init__(self, pauses, until):
        self.spans = [(begin, until if end is None else end) for begin, end in pauses]
        self.begins = [begin for begin, _ in self.spans]

    def holds(self, at):
        place = bisect.bisect_right(self.begins, at)
        return any(begin <= at < end for begin, end in self.spans[:place])

    def total(self):
        return sum(end - begin for begin, end in self.spans)


def moment_end(begin, length, stops):
    """The end of minutes and hours: every stop before it pushes it back by what of it lies after the beginning."""
    end = begin + length
    for stop, go in stops.spans:
        if stop < end and go > begin:
            end += go - max(stop, begin)
    return end


def day_end(first, amount, unit, stops, weekend_extends):
    """The last day of days: list the days that count, take the n-th, then move on to one it may end on."""
    day = first
    while amount:
        day += 1
        if not stops.holds(end_of(day) - 1) and (unit == "natural_day" or is_workday(date(day))):
            amount -= 1
    while stops.holds(end_of(day) - 1) or not may_be_last(day, unit, weekend_extends):
        day += 1
    return day


def due(start, limits, stops, weekend_extends):
    at, first = start, day_of(start)
    for amount, unit in limits:
        if unit in MOMENTS:
            at = moment_end(at, amount * MOMENTS[unit], stops)
            first = day_of(at - 1)
        else:
            first = day_end(first, amount, unit, stops, weekend_extends)
            at = end_of(first)
    return at


def again(history):
    rule = history["weekend_extends"]
    start, limits, pauses, stopped, late = None, [], [], None, False
    hops = reopened = 0
    for event in history["events"]:
        kind, at = event["event"], event["at"]
        if kind in ("started", "reopened"):
            reopened += kind == "reopened"
            start, pauses, stopped, late = at, [], None, False
            limits = [[event["limit"]["amount"], event["limit"]["unit"]]]
        elif kind == "paused":
            pauses.append([at, None])
        elif kind == "resumed":
            pauses[-1][1] = at
        elif kind == "extended":
            late = late or at >= due(start, limits, Stops(pauses, at), rule)
            more = event["by"]
            if limits[-1][1] == more["unit"]:
                limits[-1][0] += more["amount"]
            else:
                limits.append([more["amount"], more["unit"]])
        elif kind == "reassigned":
            hops += 1
        elif kind == "stopped":
            stopped = at
        else:
            raise ValueError(kind)
    until = max(history["now"], history["events"][-1]["at"]) if stopped is None else stopped
    stops = Stops(pauses, until)
    end = due(start, limits, stops, rule)
    return {"due": end, "overdue": until >= end, "hops": hops, "reopened": reopened, "late": late,
            "paused_us": stops.total(), "pauses": len(pauses)}


def main():
    for line in sys.stdin:
        try:
            answer = again(json.loads(line))
        except NotImplementedError:
            answer = None
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
