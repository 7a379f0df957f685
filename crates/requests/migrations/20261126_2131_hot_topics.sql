-- Hot topics: what many ask about at once, by place and subject. Links,
-- members, figures and turns follow from the orders and can be built anew;
-- what people decided about a topic cannot.
CREATE TABLE hot_topic_links (
    order_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    milli BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    other_received_at BIGINT NOT NULL,
    PRIMARY KEY (order_id, other_id)
);
CREATE INDEX idx_hot_topic_links_other_id ON hot_topic_links (other_id);
CREATE INDEX idx_hot_topic_links_other_received_at ON hot_topic_links (other_received_at);

CREATE TABLE hot_topics (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'dismissed', 'ended')),
    name TEXT NOT NULL,
    given_name TEXT,
    sentence TEXT NOT NULL,
    typical_id TEXT,
    category_code TEXT NOT NULL,
    region TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_into TEXT,
    reason TEXT,
    dismissed_holders BIGINT,
    stale BIGINT NOT NULL DEFAULT 1 CHECK (stale IN (0, 1))
);
CREATE INDEX idx_hot_topics_stale ON hot_topics (stale, id);

-- Which orders belong to a topic now: each to one at most.
CREATE TABLE hot_topic_members (
    order_id TEXT NOT NULL PRIMARY KEY,
    topic_id TEXT NOT NULL REFERENCES hot_topics (id),
    received_at BIGINT NOT NULL
);
CREATE INDEX idx_hot_topic_members_topic_id ON hot_topic_members (topic_id, received_at);

-- What the heat of each window is made of, and the heat.
CREATE TABLE hot_topic_figures (
    topic_id TEXT NOT NULL REFERENCES hot_topics (id),
    days BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    holders BIGINT NOT NULL,
    severe BIGINT NOT NULL,
    observed BIGINT NOT NULL,
    usual_milli BIGINT,
    growth_milli BIGINT NOT NULL,
    heat_milli BIGINT NOT NULL,
    PRIMARY KEY (topic_id, days)
);
CREATE INDEX idx_hot_topic_figures_days ON hot_topic_figures (days, heat_milli, topic_id);

-- How it stood at the end of each day, in the longest window.
CREATE TABLE hot_topic_days (
    topic_id TEXT NOT NULL REFERENCES hot_topics (id),
    day TEXT NOT NULL,
    requests BIGINT NOT NULL,
    holders BIGINT NOT NULL,
    heat_milli BIGINT NOT NULL,
    PRIMARY KEY (topic_id, day)
);

-- Beginnings, merges, splits, ends.
CREATE TABLE hot_topic_turns (
    id TEXT NOT NULL PRIMARY KEY,
    topic_id TEXT NOT NULL REFERENCES hot_topics (id),
    kind TEXT NOT NULL CHECK (kind IN ('began', 'merged', 'split', 'ended')),
    other_id TEXT,
    requests BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX idx_hot_topic_turns_topic_id ON hot_topic_turns (topic_id, id);
CREATE INDEX idx_hot_topic_turns_other_id ON hot_topic_turns (other_id);

-- What was opened from a topic.
CREATE TABLE hot_topic_records (
    topic_id TEXT NOT NULL REFERENCES hot_topics (id),
    noun TEXT NOT NULL,
    record_id TEXT NOT NULL,
    title TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (topic_id, noun, record_id)
);

-- Up to which order topics were looked for; one row.
CREATE TABLE hot_topic_cursor (
    name TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    order_id TEXT NOT NULL,
    built_on TEXT NOT NULL
);
