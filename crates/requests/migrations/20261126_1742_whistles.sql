-- A street calls departments to a matter (吹哨报到); each reports in, says what
-- it did, and both sides assess each other as units.
CREATE TABLE whistles (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    place TEXT NOT NULL,
    called_at BIGINT NOT NULL,
    arrive_by BIGINT NOT NULL,
    closed_at BIGINT,
    outcome TEXT
);
CREATE INDEX idx_whistles_called_at ON whistles (called_at, id);
CREATE INDEX idx_whistles_unit_id ON whistles (unit_id, called_at);
CREATE INDEX idx_whistles_order_id ON whistles (order_id);

CREATE TABLE whistle_calls (
    whistle_id TEXT NOT NULL REFERENCES whistles (id),
    unit_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('called', 'arrived', 'reported', 'released')),
    arrived_at BIGINT,
    result TEXT,
    reported_at BIGINT,
    street_mark TEXT CHECK (street_mark IN ('good', 'fair', 'poor')),
    street_text TEXT,
    unit_mark TEXT CHECK (unit_mark IN ('good', 'fair', 'poor')),
    unit_text TEXT,
    PRIMARY KEY (whistle_id, unit_id)
);
CREATE INDEX idx_whistle_calls_unit_id ON whistle_calls (unit_id, state);
