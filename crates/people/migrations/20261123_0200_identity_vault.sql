-- Data keys, each wrapped by the key-encryption key that never enters the database.
CREATE TABLE vault_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('content', 'lookup')),
    suite BIGINT NOT NULL,
    wrapped {{blob}} NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

-- The only place where it is written who a requester is, and only encrypted.
-- Each ciphertext begins with its suite; the tags are keyed digests that
-- answer "the same number?" and nothing else.
CREATE TABLE identities (
    requester_ref TEXT NOT NULL PRIMARY KEY,
    suite BIGINT NOT NULL,
    key_id TEXT NOT NULL REFERENCES vault_keys (key_id),
    name {{blob}},
    phone {{blob}},
    id_no {{blob}},
    address {{blob}},
    contact {{blob}},
    phone_tag {{blob}},
    id_no_tag {{blob}},
    phone_tail_tag {{blob}},
    created_at BIGINT NOT NULL,
    delete_after BIGINT
);
CREATE INDEX idx_identities_phone_tag ON identities (phone_tag);
CREATE INDEX idx_identities_phone_tail_tag ON identities (phone_tail_tag, requester_ref);
CREATE INDEX idx_identities_delete_after ON identities (delete_after);

-- Who opened which field of whom, why, and until when.
CREATE TABLE disclosures (
    id TEXT NOT NULL PRIMARY KEY,
    requester_ref TEXT NOT NULL,
    field TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT NOT NULL,
    document_no TEXT NOT NULL DEFAULT '',
    order_id TEXT NOT NULL,
    order_no TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    account_name TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    disclosed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX idx_disclosures_requester ON disclosures (requester_ref, id);
CREATE INDEX idx_disclosures_account ON disclosures (account_id, order_id, field, expires_at);

-- How often the vault was asked, by day: figures only.
CREATE TABLE vault_uses (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('same_person', 'look_up')),
    account_id TEXT NOT NULL,
    uses BIGINT NOT NULL,
    PRIMARY KEY (day, kind, account_id)
);
