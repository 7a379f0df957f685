-- Every link between two orders as a person confirmed it. While one lasts,
-- `before` holds state and clocks as they stood, so that taking the order out
-- again puts everything back exactly.
CREATE TABLE order_links (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    lead_id TEXT NOT NULL REFERENCES orders (id),
    kind TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT,
    before TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT
);
CREATE INDEX idx_order_links_order_id ON order_links (order_id, linked_at);
CREATE INDEX idx_order_links_lead_id ON order_links (lead_id, linked_at);
CREATE INDEX idx_order_links_linked_at ON order_links (linked_at, id);
