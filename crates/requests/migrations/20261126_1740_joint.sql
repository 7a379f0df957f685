-- Parts of a matter that other units answer for (会办), and an order on offer
-- to another unit (移交待接收).
ALTER TABLE orders ADD COLUMN parent_id TEXT REFERENCES orders (id);
ALTER TABLE orders ADD COLUMN offered_unit_id TEXT;
CREATE INDEX idx_orders_parent_id ON orders (parent_id);
CREATE INDEX idx_orders_offered_unit_id ON orders (offered_unit_id);

CREATE TABLE handovers (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    from_unit_id TEXT NOT NULL,
    to_unit_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'refused', 'withdrawn')),
    reason TEXT NOT NULL,
    offered_at BIGINT NOT NULL,
    decided_at BIGINT,
    answer TEXT
);
CREATE INDEX idx_handovers_order_id ON handovers (order_id, offered_at);
