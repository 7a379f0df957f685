-- Which keys sign codes. The keys themselves follow from the vault's and stand nowhere.
CREATE TABLE code_keys (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 255),
    made_at BIGINT NOT NULL,
    retired_at BIGINT
);

-- Printed cards, so that they can be taken back. A code on a screen lasts a minute and is kept nowhere.
CREATE TABLE code_cards (
    anchor TEXT NOT NULL PRIMARY KEY,
    holder_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX idx_code_cards_holder_id ON code_cards (holder_id);
CREATE INDEX idx_code_cards_expires_at ON code_cards (expires_at);

-- Who looks at codes, and for what. Of the device's link only a digest is kept.
CREATE TABLE code_verifiers (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 65535),
    version BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    name TEXT NOT NULL,
    takes_cards BIGINT NOT NULL,
    token_digest {{blob}},
    made_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX idx_code_verifiers_token_digest ON code_verifiers (token_digest);

-- How many codes were looked at in an hour: a count, never whose.
CREATE TABLE code_counts (
    verifier BIGINT NOT NULL REFERENCES code_verifiers (number),
    hour TEXT NOT NULL,
    good BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (verifier, hour)
);
