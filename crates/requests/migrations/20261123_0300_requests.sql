-- What people asked. A request is never merged or split; orders are.
CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    channel_ref TEXT,
    origin TEXT NOT NULL,
    order_type TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    occurred_at BIGINT,
    received_at BIGINT NOT NULL,
    region_code TEXT,
    grid_code TEXT,
    compound_id TEXT,
    address TEXT NOT NULL,
    lon_e7 BIGINT,
    lat_e7 BIGINT,
    requester_ref TEXT,
    query_code_tag TEXT NOT NULL,
    confidential BIGINT NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
    reply_wanted BIGINT NOT NULL DEFAULT 1 CHECK (reply_wanted IN (0, 1)),
    contact_window TEXT,
    UNIQUE (channel, channel_ref)
);
CREATE INDEX idx_requests_requester_ref ON requests (requester_ref);

-- The unit of work. `version` guards every change; `next_due_at`, `due_at` and
-- `warning` are worked out from the clocks and can be rebuilt from them.
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    order_no TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL REFERENCES requests (id),
    state TEXT NOT NULL,
    queue TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    nature TEXT NOT NULL DEFAULT 'lead' CHECK (nature IN ('lead', 'co', 'forward')),
    order_type TEXT NOT NULL,
    urgency TEXT NOT NULL,
    category_scheme TEXT,
    category_code TEXT,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    region_code TEXT,
    grid_code TEXT,
    unit_id TEXT,
    first_unit_id TEXT,
    catalogue_id TEXT,
    duty_override TEXT,
    hop_count BIGINT NOT NULL DEFAULT 0,
    repeat_of TEXT REFERENCES orders (id),
    repeat_kind TEXT,
    confidential BIGINT NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
    received_at BIGINT NOT NULL,
    dispatched_at BIGINT,
    replied_at BIGINT,
    closed_at BIGINT,
    next_due_at BIGINT NOT NULL,
    handle_due_at BIGINT,
    reopened_count BIGINT NOT NULL DEFAULT 0,
    rework_count BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX idx_orders_request_id ON orders (request_id);
CREATE INDEX idx_orders_queue_next_due_at ON orders (queue, next_due_at, id);
CREATE INDEX idx_orders_unit_id_queue_next_due_at ON orders (unit_id, queue, next_due_at, id);
CREATE INDEX idx_orders_received_at ON orders (received_at, id);
CREATE INDEX idx_orders_unit_id_handle_due_at ON orders (unit_id, handle_due_at);
CREATE INDEX idx_orders_category_code ON orders (category_code, received_at);
CREATE INDEX idx_orders_repeat_of ON orders (repeat_of);

-- The time limits at work on an order, each as the history it is recomputed
-- from. `due_at`, `state` and `provisional` are what the history says now.
CREATE TABLE clocks (
    order_id TEXT NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL,
    unit_id TEXT,
    policy TEXT NOT NULL,
    basis TEXT NOT NULL,
    history TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped')),
    started_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    yellow_at BIGINT NOT NULL,
    red_at BIGINT NOT NULL,
    stopped_at BIGINT,
    provisional BIGINT NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
    calendar_version TEXT NOT NULL,
    PRIMARY KEY (order_id, kind)
);
CREATE INDEX idx_clocks_state_due_at ON clocks (state, due_at);
CREATE INDEX idx_clocks_provisional ON clocks (provisional, state);

-- What the unit wrote back. A reply goes out only after review.
CREATE TABLE replies (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
    solved TEXT NOT NULL,
    unsolved_reason TEXT,
    text_public TEXT NOT NULL,
    text_internal TEXT NOT NULL,
    is_true BIGINT NOT NULL CHECK (is_true IN (0, 1)),
    out_of_duty BIGINT NOT NULL CHECK (out_of_duty IN (0, 1)),
    submitted_at BIGINT NOT NULL,
    reviewer_id TEXT,
    reviewed_at BIGINT,
    review_note TEXT
);
CREATE INDEX idx_replies_order_id ON replies (order_id, submitted_at);

-- Each attempt to hear the requester, and what they said.
CREATE TABLE callbacks (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    at BIGINT NOT NULL,
    by_requester BIGINT NOT NULL CHECK (by_requester IN (0, 1)),
    officer_id TEXT,
    channel TEXT NOT NULL,
    contacted TEXT NOT NULL CHECK (contacted IN ('yes', 'no_answer', 'refused')),
    unit_contacted BIGINT CHECK (unit_contacted IN (0, 1)),
    solved TEXT,
    satisfied TEXT,
    comment TEXT NOT NULL DEFAULT '',
    is_valid BIGINT NOT NULL DEFAULT 1 CHECK (is_valid IN (0, 1))
);
CREATE INDEX idx_callbacks_order_id ON callbacks (order_id, at);

-- Words that belong to an event but may have to be corrected or removed, and
-- so do not stand in the ledger: reasons, notes, what was asked and supplied.
CREATE TABLE notes (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('requester', 'staff')),
    author_id TEXT,
    unit_id TEXT,
    text TEXT NOT NULL
);
CREATE INDEX idx_notes_order_id ON notes (order_id, at);

CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    reply_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'evidence')),
    digest TEXT NOT NULL,
    thumb_digest TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX idx_attachments_order_id ON attachments (order_id, added_at);

-- Order numbers are handed out in blocks: gaps after a restart do no harm,
-- one hot row for every new order would.
CREATE TABLE order_numbers (
    prefix TEXT NOT NULL,
    day TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (prefix, day)
);

-- The city pack's part that requests need. Codes are never used twice.
CREATE TABLE categories (
    scheme TEXT NOT NULL,
    code TEXT NOT NULL,
    parent TEXT,
    name TEXT NOT NULL,
    keywords TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (scheme, code)
);
CREATE TABLE catalogue (
    id TEXT NOT NULL PRIMARY KEY,
    category_code TEXT NOT NULL,
    region_scope TEXT NOT NULL,
    lead_unit TEXT NOT NULL,
    co_units TEXT NOT NULL,
    basis TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX idx_catalogue_category_code ON catalogue (category_code);
CREATE TABLE duty_items (
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL CHECK (list IN ('basic', 'cooperate', 'taken_back')),
    seq BIGINT NOT NULL,
    category_code TEXT NOT NULL,
    name TEXT NOT NULL,
    basis TEXT NOT NULL,
    lead_dept TEXT NOT NULL,
    township_duties TEXT NOT NULL,
    taken_back_by TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX idx_duty_items_category_code ON duty_items (category_code);
CREATE TABLE channels (
    code TEXT NOT NULL PRIMARY KEY,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);
-- Texts of the pack as loaded: policy packs, city facts, emergency words.
CREATE TABLE pack_files (
    name TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    loaded_at BIGINT NOT NULL
);
-- Days a later notice made working days or days off.
CREATE TABLE calendar_days (
    day TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'work')),
    name TEXT NOT NULL,
    source TEXT NOT NULL
);

-- Orders taken out of the assessment (excluded) or listed as not solvable
-- soon (deferred). Raw figures always show them.
CREATE TABLE adjustments (
    order_id TEXT NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL CHECK (kind IN ('excluded', 'deferred')),
    reason TEXT NOT NULL,
    applied_by TEXT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    valid_until BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (order_id, kind)
);

-- Long imports remember how far they came.
CREATE TABLE imports (
    digest TEXT NOT NULL PRIMARY KEY,
    file_name TEXT NOT NULL,
    rows_done BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
