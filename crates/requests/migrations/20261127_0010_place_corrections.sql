-- Where an order was said to lie, and where it lies: what was told at first is
-- kept when it is put right. A proposal waits until somebody decides on it.
CREATE TABLE place_corrections (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    state TEXT NOT NULL CHECK (state IN ('made', 'proposed', 'taken', 'refused', 'overtaken')),
    from_address TEXT NOT NULL,
    from_region_code TEXT,
    from_grid_code TEXT,
    from_compound_id TEXT,
    from_lon_e7 BIGINT,
    from_lat_e7 BIGINT,
    to_address TEXT NOT NULL,
    to_region_code TEXT NOT NULL,
    to_grid_code TEXT,
    to_compound_id TEXT,
    to_lon_e7 BIGINT,
    to_lat_e7 BIGINT,
    reason TEXT NOT NULL,
    account_id TEXT,
    unit_id TEXT,
    at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    decision TEXT
);
CREATE INDEX idx_place_corrections_order_id ON place_corrections (order_id, at);
