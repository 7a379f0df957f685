-- Matters handed between the hotline and another line, both ways. `version`
-- guards every change.
CREATE TABLE line_transfers (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'returned', 'settled', 'kept')),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    line TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('call_transfer', 'three_way', 'order_push')),
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    matter TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    ref_no TEXT,
    order_id TEXT REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    offered_at BIGINT NOT NULL,
    accept_due_at BIGINT,
    accepted_at BIGINT,
    returned_at BIGINT,
    return_reason TEXT,
    settled_at BIGINT,
    result TEXT,
    UNIQUE (line, direction, ref_no)
);
CREATE INDEX idx_line_transfers_state ON line_transfers (state, accept_due_at);
CREATE INDEX idx_line_transfers_order_id ON line_transfers (order_id);
CREATE INDEX idx_line_transfers_offered_at ON line_transfers (offered_at, line);
