-- The board counts what was closed each day.
CREATE INDEX idx_orders_closed_at ON orders (closed_at);
