-- What units apply for beside their work: more time, to be put off, to be left
-- out of the assessment, to have a higher level coordinate. Words stand here
-- and not in the ledger.
CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('extension', 'deferral', 'exclusion', 'escalation')),
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'lapsed', 'ended')),
    reason_code TEXT,
    reason TEXT NOT NULL,
    plan_text TEXT NOT NULL DEFAULT '',
    amount BIGINT,
    amount_unit TEXT,
    target_at BIGINT,
    rung TEXT CHECK (rung IN ('hotline', 'office', 'meeting')),
    unit_id TEXT,
    asked_by TEXT,
    asked_unit_id TEXT,
    asked_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_unit_id TEXT,
    decided_at BIGINT,
    decision TEXT NOT NULL DEFAULT '',
    next_review_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX idx_applications_order_id ON applications (order_id, asked_at);
CREATE INDEX idx_applications_state_asked_at ON applications (state, asked_at, id);
CREATE INDEX idx_applications_asked_at ON applications (asked_at, id);
CREATE INDEX idx_applications_next_review_at ON applications (next_review_at, id);

-- How a put-off matter stands, entry by entry.
CREATE TABLE progress_entries (
    id TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id),
    order_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    account_id TEXT,
    unit_id TEXT,
    text TEXT NOT NULL
);
CREATE INDEX idx_progress_entries_application_id ON progress_entries (application_id, at);

-- Each time somebody pressed for an order.
CREATE TABLE urges (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    at BIGINT NOT NULL,
    by_requester BIGINT NOT NULL CHECK (by_requester IN (0, 1)),
    account_id TEXT,
    unit_id TEXT
);
CREATE INDEX idx_urges_order_id ON urges (order_id, by_requester, at);
CREATE INDEX idx_urges_at ON urges (at);

-- Units called to account for an order, by numbered notices.
CREATE TABLE supervisions (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    level TEXT NOT NULL CHECK (level IN ('hotline', 'listed', 'talk')),
    cause TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    year BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    demand TEXT NOT NULL,
    unit_id TEXT,
    opened_by TEXT,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT,
    answered_at BIGINT,
    closing TEXT NOT NULL DEFAULT '',
    closed_by TEXT,
    closed_at BIGINT,
    CONSTRAINT supervisions_number UNIQUE (year, seq)
);
CREATE INDEX idx_supervisions_order_id ON supervisions (order_id, opened_at);
CREATE INDEX idx_supervisions_state_due_at ON supervisions (state, due_at, id);
CREATE INDEX idx_supervisions_opened_at ON supervisions (opened_at, id);

-- What a clock warned of by itself. A new end of the limit warns anew.
CREATE TABLE warnings (
    order_id TEXT NOT NULL REFERENCES orders (id),
    clock TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('yellow', 'red', 'overdue')),
    due_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    unit_id TEXT,
    PRIMARY KEY (order_id, clock, level, due_at)
);
CREATE INDEX idx_warnings_at ON warnings (at, order_id);
CREATE INDEX idx_clocks_state_yellow_at ON clocks (state, yellow_at);
CREATE INDEX idx_clocks_state_red_at ON clocks (state, red_at);

-- From a day on another policy pack leads. Never changed, never backwards.
CREATE TABLE policy_switches (
    id TEXT NOT NULL PRIMARY KEY,
    from_day TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id TEXT,
    unit_id TEXT,
    at BIGINT NOT NULL
);
