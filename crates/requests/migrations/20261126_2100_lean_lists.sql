-- An order carries the warnings of its nearest limit beside that limit, so that a list reads orders alone.
-- Indexes of the running clocks hold the running ones only; those of what a new order lacks hold the others.
-- They go first: looking for an order's clocks through them reads all that run.
DROP INDEX idx_clocks_state_yellow_at;
DROP INDEX idx_clocks_state_red_at;
DROP INDEX idx_clocks_state_due_at;
DROP INDEX idx_clocks_provisional;
ALTER TABLE orders ADD COLUMN next_yellow_at BIGINT;
ALTER TABLE orders ADD COLUMN next_red_at BIGINT;
UPDATE orders SET
    next_yellow_at = (SELECT min(k.yellow_at) FROM clocks k
        WHERE k.order_id = orders.id AND k.state = 'running' AND k.due_at = orders.next_due_at),
    next_red_at = (SELECT min(k.red_at) FROM clocks k
        WHERE k.order_id = orders.id AND k.state = 'running' AND k.due_at = orders.next_due_at);
CREATE INDEX idx_clocks_running_due_at ON clocks (due_at) WHERE state = 'running';
CREATE INDEX idx_clocks_running_yellow_at ON clocks (yellow_at) WHERE state = 'running';
CREATE INDEX idx_clocks_running_red_at ON clocks (red_at) WHERE state = 'running';
CREATE INDEX idx_clocks_provisional ON clocks (order_id, kind) WHERE provisional = 1;

DROP INDEX idx_orders_unit_id_queue_next_due_at;
DROP INDEX idx_orders_unit_id_handle_due_at;
DROP INDEX idx_orders_unit_id_received_at;
DROP INDEX idx_orders_category_code;
DROP INDEX idx_orders_repeat_of;
DROP INDEX idx_orders_parent_id;
DROP INDEX idx_orders_offered_unit_id;
DROP INDEX idx_orders_closed_at;
DROP INDEX idx_orders_region_code_received_at;
DROP INDEX idx_orders_received_at;
DROP INDEX idx_orders_next_due_at;
DROP INDEX idx_orders_state_received_at;
DROP INDEX idx_orders_state_next_due_at;
CREATE INDEX idx_orders_unit_id_queue_next_due_at ON orders (unit_id, queue, next_due_at, id)
    WHERE unit_id IS NOT NULL;
CREATE INDEX idx_orders_unit_id_handle_due_at ON orders (unit_id, handle_due_at) WHERE unit_id IS NOT NULL;
CREATE INDEX idx_orders_unit_id_received_at ON orders (unit_id, received_at, id) WHERE unit_id IS NOT NULL;
CREATE INDEX idx_orders_category_code ON orders (category_code, received_at) WHERE category_code IS NOT NULL;
CREATE INDEX idx_orders_repeat_of ON orders (repeat_of) WHERE repeat_of IS NOT NULL;
CREATE INDEX idx_orders_parent_id ON orders (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX idx_orders_offered_unit_id ON orders (offered_unit_id) WHERE offered_unit_id IS NOT NULL;
CREATE INDEX idx_orders_closed_at ON orders (closed_at) WHERE closed_at IS NOT NULL;
-- Going through orders by a time, what lists are most often narrowed by is read within the index.
CREATE INDEX idx_orders_received_at ON orders (received_at, id, urgency, order_type, channel);
CREATE INDEX idx_orders_next_due_at ON orders (next_due_at, id, urgency, order_type, channel);
CREATE INDEX idx_orders_state_received_at ON orders (state, received_at, id, urgency, order_type, channel);
CREATE INDEX idx_orders_state_next_due_at ON orders (state, next_due_at, id, urgency, order_type, channel);
