-- The unit a report is about: its staff never find the order.
ALTER TABLE orders ADD COLUMN reported_unit_id TEXT;

-- Who may not act on an order.
CREATE TABLE recusals (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    account_id TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('own', 'demanded', 'handled_before')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused')),
    reason TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX idx_recusals_order_id ON recusals (order_id, asked_at);

-- A unit asks to end the handling; the hotline body decides.
CREATE TABLE terminations (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_at BIGINT NOT NULL,
    decided_at BIGINT,
    decision TEXT
);
CREATE INDEX idx_terminations_order_id ON terminations (order_id, asked_at);
CREATE INDEX idx_terminations_state ON terminations (state, asked_at, id);
