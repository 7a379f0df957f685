-- Models of categories learned from what dispatchers settled: one is in force,
-- the earlier ones are kept.
CREATE TABLE category_models (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('in_force', 'kept', 'withdrawn', 'refused')),
    made_at BIGINT NOT NULL,
    in_force_at BIGINT,
    newest_order TEXT NOT NULL,
    quality TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX idx_category_models_state ON category_models (state, id);
CREATE TABLE category_model_files (
    model_id TEXT NOT NULL PRIMARY KEY REFERENCES category_models (id),
    content {{blob}} NOT NULL
);

-- What the model in force proposed for an order when it came in: held against
-- what was settled, it shows how often people correct it.
CREATE TABLE category_proposals (
    order_id TEXT NOT NULL PRIMARY KEY,
    model_id TEXT,
    category_code TEXT NOT NULL,
    confidence_milli BIGINT NOT NULL,
    abstains BIGINT NOT NULL CHECK (abstains IN (0, 1)),
    received_at BIGINT NOT NULL
);
CREATE INDEX idx_category_proposals_received_at ON category_proposals (received_at);
