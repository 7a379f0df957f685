"""Prints `shape,date,spans` for twelve shapes of opening hours, 2019-2026.

Written from the Chinese sentence beside each shape, with PyPI chinesecalendar
and the datetime module alone; it knows nothing of the grammar. Spans are those
open on the day, midnight to midnight, joined by spaces.
"""

import datetime
import sys

from chinese_calendar import get_holiday_detail

FIRST = datetime.date(2019, 1, 1)
LAST = datetime.date(2026, 12, 31)
ONE_DAY = datetime.timedelta(days=1)
# Winter and summer holidays as the test hands them to the engine.
SCHOOL = [
    ((year, 1, 20), (year, 2, 18)) for year in range(2019, 2027)
] + [((year, 7, 1), (year, 8, 31)) for year in range(2019, 2027)]


# The notice for 2024 says of the Dragon Boat Festival "10 June off, joined with the weekend", in
# the very words of four other breaks whose weekends chinesecalendar names; here it does not.
JOINED = {datetime.date(2024, 6, 8), datetime.date(2024, 6, 9)}


def holiday(day):
    """The holiday's name if the day is off by notice."""
    if day in JOINED:
        return "Dragon Boat Festival"
    off, name = get_holiday_detail(day)
    return name if off and name else None


def swapped(day):
    """Whether a Saturday or Sunday is worked in exchange."""
    off, name = get_holiday_detail(day)
    return not off and bool(name) and day.weekday() >= 5


def works(day):
    """Whether people work."""
    return not get_holiday_detail(day)[0]


def school(day):
    return any(datetime.date(*a) <= day <= datetime.date(*b) for a, b in SCHOOL)


def last_of_month(day):
    return (day + 7 * ONE_DAY).month != day.month


def office(day):  # 工作日 9–18 点，节假日休息
    return [(540, 1080)] if works(day) else []


def every_day_short_on_holidays(day):  # 每天 8–20 点，法定节假日 10–16 点
    return [(600, 960)] if holiday(day) else [(480, 1200)]


def lunch_and_saturday(day):  # 工作日上下午，周六上午，节假日休息；补班日按工作日
    if holiday(day):
        return []
    if works(day):
        return [(510, 720), (840, 1050)]
    return [(540, 720)] if day.weekday() == 5 else []


def night(day):  # 工作日 20 点到次日 2 点，节假日当晚不开
    before = [(0, 120)] if works(day - ONE_DAY) else []
    return before + ([(1200, 1440)] if works(day) else [])


def always(_):  # 全天
    return [(0, 1440)]


def museum(day):  # 周一闭馆，节假日照开，补班日照星期
    return [(540, 1020)] if holiday(day) or day.weekday() != 0 else []


def summer(day):  # 夏季 6 月 15 日至 9 月 15 日 7–23 点，其余 8–20 点
    return [(420, 1380)] if (6, 15) <= (day.month, day.day) <= (9, 15) else [(480, 1200)]


def no_make_up(day):  # 周一至周五 9–18 点，节假日和补班日都休息
    return [(540, 1080)] if works(day) and not swapped(day) else []


def make_up_as_friday(day):  # 周一至周四到 18 点，周五和补班日到 16 点，节假日休息
    if not works(day):
        return []
    return [(540, 960)] if swapped(day) or day.weekday() == 4 else [(540, 1080)]


def school_holidays(day):  # 工作日 9–18 点，寒暑假工作日 8–20 点，节假日休息
    if not works(day):
        return []
    return [(480, 1200)] if school(day) else [(540, 1080)]


def nth(day):  # 每月第一个周三、最后一个周五下午，节假日休息
    first = day.weekday() == 2 and day.day <= 7
    last = day.weekday() == 4 and last_of_month(day)
    return [(840, 1020)] if (first or last) and not holiday(day) else []


def spring_festival(day):  # 双周 8–22 点、单周 10–22 点，春节休息，12 月 20 日至 1 月 10 日到 18 点
    if holiday(day) == "Spring Festival":
        return []
    start = 480 if day.isocalendar()[1] % 2 == 0 else 600
    winter = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 10)
    return [(start, 1080 if winter else 1320)]


SHAPES = [
    office, every_day_short_on_holidays, lunch_and_saturday, night, always, museum,
    summer, no_make_up, make_up_as_friday, school_holidays, nth, spring_festival,
]


def written(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def main():
    day = FIRST
    while day <= LAST:
        for number, shape in enumerate(SHAPES):
            spans = " ".join(f"{written(a)}-{written(b)}" for a, b in shape(day))
            sys.stdout.write(f"{number},{day},{spans}\n")
        day += ONE_DAY


main()
