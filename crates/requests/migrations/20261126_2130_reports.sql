-- What names a reported unit is confidential, asked for or not.
UPDATE orders SET confidential = 1 WHERE reported_unit_id IS NOT NULL;

-- Reports about a unit, to keep them out of the figures its staff see.
CREATE INDEX idx_orders_reported_unit_id ON orders (reported_unit_id) WHERE reported_unit_id IS NOT NULL;
