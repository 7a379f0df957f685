-- What was just done to an order, as it stood before, for the ten seconds in
-- which it can be taken back. Rows are dropped once their time is over; the
-- ledger keeps what happened.
CREATE TABLE undos (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    event_version BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    snapshot TEXT NOT NULL,
    message_id TEXT
);
CREATE INDEX idx_undos_until ON undos (until);
