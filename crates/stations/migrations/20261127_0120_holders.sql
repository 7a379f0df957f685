-- Brands to work for, as the city pack holds them. Their numbers stand on codes and are never given anew.
CREATE TABLE employers (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 255),
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);

-- Couriers, riders and drivers with a code. Who they are stands in the vault alone.
CREATE TABLE holders (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    submission_key TEXT NOT NULL UNIQUE,
    code_tag TEXT NOT NULL,
    requester_ref TEXT NOT NULL,
    kind TEXT NOT NULL,
    employer BIGINT NOT NULL,
    ground TEXT NOT NULL CHECK (ground IN ('own', 'employer')),
    registered_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE INDEX idx_holders_requester_ref ON holders (requester_ref);
CREATE INDEX idx_holders_valid_until ON holders (valid_until);

-- Browsers they are signed in with: only a digest of what the cookie holds.
CREATE TABLE holder_devices (
    id TEXT NOT NULL PRIMARY KEY,
    holder_id TEXT NOT NULL REFERENCES holders (id),
    token_digest {{blob}} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX idx_holder_devices_holder_id ON holder_devices (holder_id);

-- What somebody said of themselves of their own accord, sealed with a key of its own.
CREATE TABLE holder_declarations (
    holder_id TEXT NOT NULL REFERENCES holders (id),
    kind TEXT NOT NULL,
    sealed {{blob}} NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (holder_id, kind)
);

-- Lists of workers that employers upheld: figures, and references into the vault that are matched there.
CREATE TABLE attestation_lists (
    id TEXT NOT NULL PRIMARY KEY,
    employer BIGINT NOT NULL,
    unit_id TEXT NOT NULL,
    workers BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE TABLE attestations (
    requester_ref TEXT NOT NULL PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES attestation_lists (id),
    employer BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE INDEX idx_attestations_list_id ON attestations (list_id);
