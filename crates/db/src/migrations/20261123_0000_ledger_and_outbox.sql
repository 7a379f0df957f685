-- The ledger: what happened, for ever. A shard numbers its events without
-- gaps, so that a follower can read on from where it stopped.
CREATE TABLE ledger_shards (
    shard BIGINT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO ledger_shards (shard, last) VALUES
    (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
    (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);

CREATE TABLE events (
    shard BIGINT NOT NULL,
    position BIGINT NOT NULL,
    stream TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_role TEXT,
    actor_unit TEXT,
    from_state TEXT,
    to_state TEXT,
    body TEXT NOT NULL,
    prev_hash {{blob}} NOT NULL,
    hash {{blob}} NOT NULL,
    PRIMARY KEY (shard, position),
    UNIQUE (stream, version)
);
CREATE INDEX idx_events_recorded_at ON events (recorded_at);

-- One line a day: the Merkle root over the day's event hashes.
CREATE TABLE ledger_days (
    day TEXT NOT NULL PRIMARY KEY,
    event_count BIGINT NOT NULL,
    root {{blob}} NOT NULL,
    written_at BIGINT NOT NULL
);

-- How far each follower has read each shard.
CREATE TABLE ledger_cursors (
    follower TEXT NOT NULL,
    shard BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (follower, shard)
);

-- Messages to the world outside, written with the change that causes them.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    leased_until BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    last_error TEXT
);
CREATE INDEX idx_outbox_state_due_at ON outbox (state, due_at);
