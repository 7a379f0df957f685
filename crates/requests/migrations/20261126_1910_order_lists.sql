-- One index for each way a list is asked for: a state, a unit or a region by the time of receipt, everything
-- by the nearest end of a limit. The job that closes settled orders reads the first.
CREATE INDEX idx_orders_state_received_at ON orders (state, received_at, id);
CREATE INDEX idx_orders_state_next_due_at ON orders (state, next_due_at, id);
CREATE INDEX idx_orders_unit_id_received_at ON orders (unit_id, received_at, id);
CREATE INDEX idx_orders_region_code_received_at ON orders (region_code, received_at, id);
CREATE INDEX idx_orders_next_due_at ON orders (next_due_at, id);
-- Everything lists are narrowed by, so that counting what a filter gives reads this index alone.
CREATE INDEX idx_orders_filters ON orders (state, urgency, order_type, channel, region_code, unit_id, category_code,
    confidential);
