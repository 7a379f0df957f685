-- Problem lists and need lists of a place: what is wrong or wanted, who takes
-- it up, what came of it.
CREATE TABLE place_items (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    list TEXT NOT NULL CHECK (list IN ('problem', 'need')),
    state TEXT NOT NULL CHECK (state IN ('listed', 'taken', 'done', 'confirmed', 'dropped')),
    region_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    households BIGINT,
    unit_id TEXT,
    due_on TEXT,
    result TEXT,
    is_public BIGINT NOT NULL CHECK (is_public IN (0, 1)),
    listed_at BIGINT NOT NULL
);
CREATE INDEX idx_place_items_list ON place_items (list, state, region_code);

-- Units called to a problem together, when they came, what they did.
CREATE TABLE place_item_calls (
    item_id TEXT NOT NULL REFERENCES place_items (id),
    unit_id TEXT NOT NULL,
    called_at BIGINT NOT NULL,
    arrived_at BIGINT,
    result TEXT,
    PRIMARY KEY (item_id, unit_id)
);
CREATE INDEX idx_place_item_calls_unit_id ON place_item_calls (unit_id, arrived_at);

-- Monthly topics in both meanings: governance with its problems, measures,
-- tasks and policies, and solicitation with what people send in.
CREATE TABLE monthly_topics (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'reported')),
    mode TEXT NOT NULL CHECK (mode IN ('governance', 'solicitation')),
    month TEXT NOT NULL,
    theme TEXT NOT NULL,
    intro TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    closes_on TEXT NOT NULL,
    report TEXT
);
CREATE INDEX idx_monthly_topics_month ON monthly_topics (month, mode);
CREATE TABLE monthly_topic_items (
    id TEXT NOT NULL PRIMARY KEY,
    topic_id TEXT NOT NULL REFERENCES monthly_topics (id),
    kind TEXT NOT NULL CHECK (kind IN ('problem', 'measure', 'task', 'policy')),
    text TEXT NOT NULL,
    unit_id TEXT,
    due_on TEXT,
    done_at BIGINT
);
CREATE INDEX idx_monthly_topic_items_topic_id ON monthly_topic_items (topic_id, kind);
CREATE TABLE monthly_topic_requests (
    topic_id TEXT NOT NULL REFERENCES monthly_topics (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (topic_id, order_id)
);

-- A class of cases (一类事): the rule that says which orders belong, the root
-- cause, the action. Counts are worked out from orders, never stored.
CREATE TABLE case_classes (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('watched', 'acting', 'settled')),
    name TEXT NOT NULL,
    category_code TEXT NOT NULL,
    region_code TEXT,
    words TEXT NOT NULL,
    root_cause TEXT NOT NULL,
    action TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    acted_on TEXT
);
CREATE INDEX idx_case_classes_state ON case_classes (state);

-- Who asks, for whom, and where it started, when that is out of the ordinary.
-- References into the vault only; the person a proxy speaks for is the
-- request's own requester.
CREATE TABLE request_circumstances (
    request_id TEXT NOT NULL PRIMARY KEY REFERENCES requests (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    requester_type TEXT NOT NULL,
    origin TEXT NOT NULL,
    trigger_kind TEXT,
    trigger_text TEXT,
    proxy_ref TEXT,
    proxy_relation TEXT,
    consent TEXT,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX idx_request_circumstances_order_id ON request_circumstances (order_id);
