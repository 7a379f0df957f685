-- What somebody found and did on site. The time is the server's; the place is
-- that of the report and only if it was given: nobody's way is kept.
CREATE TABLE visits (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    submission_key TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    text TEXT NOT NULL,
    lon_e7 BIGINT,
    lat_e7 BIGINT,
    photos TEXT NOT NULL
);
CREATE INDEX idx_visits_order_id ON visits (order_id, at);
