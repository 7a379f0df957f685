-- Petitions (信访): a matter of their own beside orders. An order may be
-- linked; neither stands for the other, and each keeps its own clocks.
CREATE TABLE petitions (
    id TEXT NOT NULL PRIMARY KEY,
    petition_no TEXT NOT NULL UNIQUE,
    submission_key TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL,
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    region_code TEXT,
    requester_ref TEXT,
    people_count BIGINT NOT NULL,
    confidential BIGINT NOT NULL CHECK (confidential IN (0, 1)),
    accused_unit_id TEXT,
    unit_id TEXT,
    review_unit_id TEXT,
    order_id TEXT REFERENCES orders (id),
    route TEXT,
    outcome TEXT,
    received_at BIGINT NOT NULL,
    next_due_at BIGINT NOT NULL,
    extended BIGINT NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
    closed_at BIGINT
);
CREATE INDEX idx_petitions_state ON petitions (state, next_due_at);
CREATE INDEX idx_petitions_unit_id ON petitions (unit_id, state);
CREATE INDEX idx_petitions_order_id ON petitions (order_id);

-- Who speaks for many; at most five. References into the vault only.
CREATE TABLE petition_representatives (
    petition_id TEXT NOT NULL REFERENCES petitions (id),
    seq BIGINT NOT NULL CHECK (seq BETWEEN 1 AND 5),
    requester_ref TEXT NOT NULL,
    PRIMARY KEY (petition_id, seq)
);

-- Statutory time limits, each as the history it is recomputed from.
CREATE TABLE petition_clocks (
    petition_id TEXT NOT NULL REFERENCES petitions (id),
    kind TEXT NOT NULL,
    policy TEXT NOT NULL,
    basis TEXT NOT NULL,
    history TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
    due_at BIGINT NOT NULL,
    stopped_at BIGINT,
    PRIMARY KEY (petition_id, kind)
);
CREATE INDEX idx_petition_clocks_state ON petition_clocks (state, due_at);

-- Letters as issued, numbered by kind and year; never changed.
CREATE TABLE petition_letters (
    id TEXT NOT NULL PRIMARY KEY,
    petition_id TEXT NOT NULL REFERENCES petitions (id),
    kind TEXT NOT NULL,
    letter_no TEXT NOT NULL UNIQUE,
    issued_at BIGINT NOT NULL,
    unit_id TEXT NOT NULL,
    author_id TEXT,
    body TEXT NOT NULL
);
CREATE INDEX idx_petition_letters_petition_id ON petition_letters (petition_id, issued_at);

-- Words that go with a step and stand in no letter.
CREATE TABLE petition_notes (
    id TEXT NOT NULL PRIMARY KEY,
    petition_id TEXT NOT NULL REFERENCES petitions (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    author_id TEXT,
    text TEXT NOT NULL
);
CREATE INDEX idx_petition_notes_petition_id ON petition_notes (petition_id, at);
