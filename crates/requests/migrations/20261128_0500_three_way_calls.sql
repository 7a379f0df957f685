-- Calls in which the requester, the desk and a unit talked at once. What was
-- said is the note of the course.
CREATE TABLE three_way_calls (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    unit_id TEXT NOT NULL,
    spoke TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('settled', 'promised', 'explained', 'not_agreed')),
    account_id TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX idx_three_way_calls_order_id ON three_way_calls (order_id, at);
