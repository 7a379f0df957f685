-- What holds at stations now, and who says so.
CREATE TABLE facility_states (
    station_code TEXT NOT NULL REFERENCES stations (code),
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    free BIGINT CHECK (free >= 0),
    working BIGINT CHECK (working >= 0),
    broken BIGINT CHECK (broken >= 0),
    source TEXT NOT NULL CHECK (source IN ('keeper', 'feed', 'visitors')),
    reported_at BIGINT NOT NULL,
    -- From then on it is unknown.
    until_at BIGINT NOT NULL,
    -- What stood before a keeper's tap, to take the tap back.
    before TEXT NOT NULL,
    PRIMARY KEY (station_code, kind)
);
CREATE TABLE devices (
    station_code TEXT NOT NULL REFERENCES stations (code),
    uid TEXT NOT NULL,
    status TEXT NOT NULL,
    connectors TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    PRIMARY KEY (station_code, uid)
);
-- Words of visitors, only until they no longer count. The tag tells sources apart for one facility and one day.
CREATE TABLE visitor_words (
    station_code TEXT NOT NULL REFERENCES stations (code),
    kind TEXT NOT NULL,
    tag TEXT NOT NULL,
    said TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (station_code, kind, tag)
);
CREATE INDEX idx_visitor_words_said_at ON visitor_words (said_at);
-- Open or closed for a while, whatever the hours say, at one station or in a region.
CREATE TABLE special_hours (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    -- One of the two is empty.
    station_code TEXT NOT NULL,
    region_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    why TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    CHECK (from_at < until_at),
    CHECK ((station_code = '') <> (region_code = ''))
);
CREATE INDEX idx_special_hours_until_at ON special_hours (until_at);
-- Visits are counted, not named: a station, an hour, a kind, a number.
CREATE TABLE visit_counts (
    station_code TEXT NOT NULL REFERENCES stations (code),
    day TEXT NOT NULL,
    hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
    kind TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    PRIMARY KEY (station_code, day, hour, kind)
);
CREATE INDEX idx_visit_counts_day ON visit_counts (day);
-- Taps of the last days, so that one sent twice counts once and the last can be taken back.
CREATE TABLE visit_taps (
    id TEXT PRIMARY KEY,
    station_code TEXT NOT NULL REFERENCES stations (code),
    kind TEXT NOT NULL,
    tapped_at BIGINT NOT NULL,
    undone BIGINT NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
);
CREATE INDEX idx_visit_taps_station_code_tapped_at ON visit_taps (station_code, tapped_at);
CREATE TABLE stock_items (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    station_code TEXT NOT NULL REFERENCES stations (code),
    -- Its rule in the pack.
    item TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    expires_on TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX idx_stock_items_station_code ON stock_items (station_code);
CREATE TABLE faults (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    station_code TEXT NOT NULL REFERENCES stations (code),
    what TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reported', 'open', 'fixed', 'withdrawn')),
    reported_by TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX idx_faults_station_code_state ON faults (station_code, state);
CREATE TABLE keeper_messages (
    id TEXT PRIMARY KEY,
    station_code TEXT NOT NULL REFERENCES stations (code),
    from_district BIGINT NOT NULL CHECK (from_district IN (0, 1)),
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX idx_keeper_messages_station_code ON keeper_messages (station_code);
CREATE TABLE inspections (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    station_code TEXT NOT NULL REFERENCES stations (code),
    done_on TEXT NOT NULL,
    inspector TEXT NOT NULL,
    -- The checks that failed, by their short names.
    failed TEXT NOT NULL,
    checked BIGINT NOT NULL,
    note TEXT NOT NULL,
    follow_up_by TEXT NOT NULL,
    followed_up_at BIGINT
);
CREATE INDEX idx_inspections_station_code ON inspections (station_code);
-- The day somebody last said that a station's page is right, beside the day the pack tells.
CREATE TABLE assurances (
    station_code TEXT PRIMARY KEY REFERENCES stations (code),
    assured_on TEXT NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('link', 'desk')),
    changed_at BIGINT NOT NULL
);
-- Links that ask a keeper once. The link itself follows from the id and is nowhere stored.
CREATE TABLE confirm_links (
    id TEXT PRIMARY KEY,
    station_code TEXT NOT NULL REFERENCES stations (code),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    answer TEXT
);
CREATE INDEX idx_confirm_links_station_code ON confirm_links (station_code);
CREATE TABLE corrections (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    station_code TEXT NOT NULL REFERENCES stations (code),
    field TEXT NOT NULL CHECK (field IN ('phone', 'hours', 'entrance', 'other')),
    before TEXT NOT NULL,
    proposed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined')),
    proposed_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX idx_corrections_station_code ON corrections (station_code);
