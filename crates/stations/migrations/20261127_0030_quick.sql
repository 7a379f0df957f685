-- Rules of a city that are files of their own, as text.
CREATE TABLE station_rules (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
-- 随手拍: a matter that became an order of the desk. Nothing here says who sent
-- it; the district and the day are all that is counted by.
CREATE TABLE quick_reports (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('problem', 'help', 'suggestion')),
    reporter TEXT NOT NULL,
    region_code TEXT NOT NULL,
    thanked INTEGER NOT NULL CHECK (thanked IN (0, 1)),
    on_day TEXT NOT NULL
);
CREATE INDEX idx_quick_reports_on_day ON quick_reports (on_day, reporter);
-- 随手帮: help that somebody gave, counted and not named.
CREATE TABLE quick_helps (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    reporter TEXT NOT NULL,
    on_day TEXT NOT NULL
);
CREATE INDEX idx_quick_helps_on_day ON quick_helps (on_day, kind);
