-- 诉求收集协调解决: what riders and drivers need, collected, coordinated, solved and
-- fed back. Nobody who needs it is named; what is published staff wrote.
CREATE TABLE rider_needs (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('collected', 'coordinating', 'solved', 'fed_back', 'declined', 'joined')),
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    region_code TEXT,
    source TEXT NOT NULL,
    source_ref TEXT NOT NULL,
    reporter TEXT NOT NULL,
    owner_unit_id TEXT,
    plan TEXT NOT NULL,
    due_on TEXT,
    result TEXT NOT NULL,
    public_text TEXT NOT NULL,
    lead_id TEXT REFERENCES rider_needs (id),
    collected_at BIGINT NOT NULL
);
CREATE INDEX idx_rider_needs_state ON rider_needs (state, id);
CREATE INDEX idx_rider_needs_owner ON rider_needs (owner_unit_id, id);
CREATE INDEX idx_rider_needs_lead_id ON rider_needs (lead_id);
