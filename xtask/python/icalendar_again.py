"""Files for calendars, read by PyPI icalendar: one line for each event."""

import sys
from datetime import timezone
from pathlib import Path

from icalendar import Calendar

folder = Path(sys.argv[1])
uids = set()
for name in ["0.ics", "1.ics", "2.ics", "feed.ics"]:
    calendar = Calendar.from_ical((folder / name).read_bytes())
    assert not calendar.errors, calendar.errors
    events = calendar.walk("VEVENT")
    assert len(events) == 1, f"{name}: {len(events)} events"
    event = events[0]
    assert not event.errors, event.errors
    uids.add(str(event["UID"]))
    assert "法律援助" in str(event["SUMMARY"]), event["SUMMARY"]
    assert "李" not in (folder / name).read_text(), "a name"
    start = event.decoded("DTSTART").astimezone(timezone.utc)
    assert event.decoded("DTEND") > event.decoded("DTSTART")
    alarm = " alarm" if event.walk("VALARM") else ""
    print(f"{calendar['METHOD']} {event['SEQUENCE']} {event['STATUS']} {start:%Y-%m-%dT%H:%M:%SZ}{alarm}")
assert len(uids) == 1, uids
