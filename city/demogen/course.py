"""What happened to a request, as a script of timed steps that ends at the moment of loading.

Time is minutes from 00:00 of the load day; the past is negative. A course is written as if it went to its end;
steps later than the load day are dropped, so young requests stand in the middle of their way.
"""

from dataclasses import dataclass, field

DAY = 1440
END = DAY
ARCHIVE_AFTER = (24, 50)


@dataclass
class Course:
    start: int
    steps: list = field(default_factory=list)
    now: int = None

    def __post_init__(self):
        self.now = self.start

    def add(self, wait, verb, *args):
        self.now += max(1, round(wait))
        while args and args[-1] == "":
            args = args[:-1]
        self.steps.append((self.now, ":".join((verb,) + args)))

    def office(self, wait, rng):
        """Minutes until an office does something: never at night, rarely at noon."""
        at = self.now + wait
        of_day = at % DAY
        if of_day < 510:
            at += 510 - of_day + rng.randint(3, 80)
        elif of_day > 1055:
            at += DAY + 510 - of_day + rng.randint(3, 90)
        elif 720 < of_day < 835:
            at += 840 - of_day + rng.randint(0, 40)
        return at - self.now

    def text(self, end=END):
        out, before = [], self.start
        for at, step in self.steps:
            if at > end:
                break
            out.append(f"+{at - before}:{step}")
            before = at
        return ";".join(out)

    def stop_at(self, state, end):
        """Cuts the course where it first reaches a state; false when it does not by then."""
        for count in range(len(self.done_by(end)) + 1):
            if state_after([step for _, step in self.steps[:count]]) == state:
                del self.steps[count:]
                return True
        return False

    def done_by(self, end):
        return [step for at, step in self.steps if at <= end]


NEXT = {
    "received": {"need_info": "need_info", "answer": "answered", "refuse": "not_accepted", "transfer": "transferred",
                 "accept": "to_dispatch", "link": "repeat_linked"},
    "need_info": {"supply": "received", "withdraw": "withdrawn"},
    "answered": {"close": "closed"}, "not_accepted": {"close": "closed"}, "transferred": {"close": "closed"},
    "withdrawn": {"close": "closed"}, "repeat_linked": {"close": "closed"},
    "to_dispatch": {"dispatch": "dispatched"},
    "dispatched": {"ack": "acknowledged", "auto_ack": "acknowledged", "object": "objected"},
    "objected": {"rule:upheld": "dispatched", "rule:overruled": "acknowledged"},
    "acknowledged": {"contact": "in_progress", "start": "in_progress"},
    "in_progress": {"contact": "in_progress", "three_way": "in_progress", "extend": "in_progress", "defer": "deferred",
                    "reply": "replied"},
    "deferred": {"resume": "in_progress", "reply": "replied"},
    "replied": {"review_ok": "to_callback", "review_back": "in_progress"},
    "to_callback": {"no_answer": "to_callback", "callback": "called_back"},
    "called_back": {"close": "closed", "rework": "in_progress"},
    "closed": {"archive": "archived", "reopen": "in_progress"},
    "archived": {},
}
TRIES = 3


def state_after(steps):
    """The state a course leads to; raises KeyError for a step that is not allowed there."""
    state, tries = "received", 0
    for step in steps:
        verb = step.split(":")[0]
        if verb == "rule":
            verb = ":".join(step.split(":")[:2])
        state = NEXT[state][verb]
        tries = tries + 1 if verb == "no_answer" else 0 if verb == "review_ok" else tries
        if tries == TRIES:
            state, tries = "called_back", 0
    return state
