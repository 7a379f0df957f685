-- Objections to a dispatch: one for each unit and order.
CREATE TABLE objections (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('filed', 'hearing', 'upheld', 'overruled', 'designated')),
    ground TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    text TEXT NOT NULL,
    proposed_unit_id TEXT,
    category_code TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    ruled_at BIGINT,
    ruled_unit_id TEXT,
    ruling TEXT,
    UNIQUE (order_id, unit_id)
);
CREATE INDEX idx_objections_state ON objections (state, filed_at, id);
CREATE INDEX idx_objections_category_code ON objections (category_code, filed_at);
CREATE INDEX idx_objections_unit_id ON objections (unit_id, filed_at);

-- Files that go with an objection.
CREATE TABLE objection_evidence (
    objection_id TEXT NOT NULL REFERENCES objections (id),
    attachment_id TEXT NOT NULL REFERENCES attachments (id),
    PRIMARY KEY (objection_id, attachment_id)
);

-- What objections of one pattern say about the dispatch catalogue, for its
-- owner to decide on.
CREATE TABLE catalogue_gaps (
    id TEXT NOT NULL PRIMARY KEY,
    pattern TEXT NOT NULL,
    category_code TEXT NOT NULL,
    unit_id TEXT,
    ground TEXT,
    objections BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'changed', 'kept')),
    opened_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    new_unit_id TEXT,
    reason TEXT
);
CREATE INDEX idx_catalogue_gaps_state ON catalogue_gaps (state, opened_at, id);
CREATE INDEX idx_catalogue_gaps_pattern ON catalogue_gaps (pattern, state);

-- Units heard on an objection, or before a dispatch.
CREATE TABLE gatherings (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('hearing', 'conference')),
    order_id TEXT NOT NULL REFERENCES orders (id),
    objection_id TEXT REFERENCES objections (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'concluded', 'cancelled')),
    question TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    answer_by BIGINT,
    outcome TEXT,
    closed_at BIGINT
);
CREATE INDEX idx_gatherings_order_id ON gatherings (order_id, opened_at);
CREATE INDEX idx_gatherings_state ON gatherings (state, opened_at, id);

CREATE TABLE gathering_voices (
    gathering_id TEXT NOT NULL REFERENCES gatherings (id),
    unit_id TEXT NOT NULL,
    statement TEXT,
    said_by TEXT,
    said_at BIGINT,
    PRIMARY KEY (gathering_id, unit_id)
);
CREATE INDEX idx_gathering_voices_unit_id ON gathering_voices (unit_id, said_at);
