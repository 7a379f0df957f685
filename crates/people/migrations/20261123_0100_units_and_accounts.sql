-- Organisations: departments, governments, streets, communities, utilities.
CREATE TABLE units (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('department', 'district_government', 'street', 'community',
        'utility', 'hotline', 'property')),
    parent_id TEXT REFERENCES units (id),
    region_code TEXT NOT NULL,
    uscc TEXT,
    phone TEXT NOT NULL DEFAULT '',
    valid_from BIGINT,
    valid_to BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT uq_units_slug UNIQUE (slug)
);
CREATE INDEX idx_units_name ON units (name, id);
CREATE INDEX idx_units_kind_region ON units (kind, region_code);

-- Where a unit may act, besides its own region.
CREATE TABLE unit_jurisdictions (
    unit_id TEXT NOT NULL REFERENCES units (id),
    region_code TEXT NOT NULL,
    PRIMARY KEY (unit_id, region_code)
);

-- Staff. Closed accounts stay, so that the trail keeps its names.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    must_change_password BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'locked', 'closed')),
    failed_attempts BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT,
    closed_at BIGINT,
    unit_id TEXT NOT NULL REFERENCES units (id),
    region_scope TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT uq_accounts_username UNIQUE (username)
);
CREATE INDEX idx_accounts_unit ON accounts (unit_id);

CREATE TABLE account_roles (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, role)
);
CREATE INDEX idx_account_roles_role ON account_roles (role, account_id);

-- Earlier passwords, so that they are not used again.
CREATE TABLE old_passwords (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    changed_at BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, changed_at)
);

-- Who is signed in. Only the SHA-256 of the cookie's token is kept.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash {{blob}} NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ended_at BIGINT,
    client TEXT NOT NULL DEFAULT '',
    CONSTRAINT uq_sessions_token UNIQUE (token_hash)
);
CREATE INDEX idx_sessions_account ON sessions (account_id, seen_at);

-- Tokens of other programs. Only the SHA-256 is kept.
CREATE TABLE access_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    token_hash {{blob}} NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_day TEXT,
    revoked_at BIGINT,
    CONSTRAINT uq_access_tokens_token UNIQUE (token_hash)
);
