"""Calls in which the requester, the desk and the unit talk at once, put into courses that are written already.

It draws from numbers of its own, so that nothing else of the pack changes with it.
"""

import random

AFTER = 41
PEOPLE = ["值班科长 李明", "窗口负责人 周敏", "值班员 陈立新", "科长 黄海燕", "副主任 刘建军", "值班员 宋佳"]


def put_in(rows, remarks, texts, count=24):
    """Some of the telephone calls that a unit has answered to by a first contact."""
    rng = random.Random(33358)
    fits = [row for row in rows if place_for(row) is not None]
    for row in sorted(rng.sample(fits, count), key=lambda row: row.key):
        at = place_for(row)
        when = row.course.steps[at][0] + AFTER
        outcome = rng.choice(["settled", "promised", "promised", "explained", "not_agreed"])
        said = texts.comment(rng.choice(remarks[f"three_way {outcome}"]))
        step = ":".join(["three_way", row.unit, rng.choice(PEOPLE), outcome, said])
        row.course.steps.insert(at + 1, (when, step))


def place_for(row):
    """The index of the contact after which such a call fits; none where it does not."""
    is_call = row.channel == "phone_12345" and row.contact == "phone" and row.unit != "hotline"
    if not is_call or row.confidential or row.course is None:
        return None
    steps = row.course.steps
    for at, (when, step) in enumerate(steps[:-1]):
        if step.startswith("contact"):
            return at if steps[at + 1][0] - when > 2 * AFTER and when + AFTER < 0 else None
    return None
