-- Benefits: applications in their order, without a name; who applied is in the vault.
CREATE TABLE benefit_counters (
    programme TEXT NOT NULL PRIMARY KEY,
    -- Applications so far; every change of places holds this row.
    applied BIGINT NOT NULL CHECK (applied >= 0)
);
CREATE TABLE benefit_applications (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    application_no TEXT NOT NULL UNIQUE,
    code_tag TEXT NOT NULL,
    version BIGINT NOT NULL,
    programme TEXT NOT NULL,
    unit_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'found_eligible', 'found_ineligible', 'confirmed', 'noticed',
        'objected', 'waiting', 'awarded', 'paid', 'returned', 'refused', 'withdrawn')),
    seq BIGINT NOT NULL CHECK (seq > 0),
    lot_rank BIGINT,
    requester_ref TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    statements TEXT NOT NULL,
    attestor TEXT NOT NULL,
    first_by TEXT,
    second_by TEXT CHECK (second_by IS NULL OR second_by <> first_by),
    reason TEXT NOT NULL,
    noticed_until TEXT,
    objection TEXT NOT NULL,
    answer TEXT NOT NULL,
    bed TEXT,
    contract_from TEXT,
    contract_to TEXT,
    rent_fen BIGINT,
    applied_at BIGINT NOT NULL,
    UNIQUE (programme, seq),
    UNIQUE (programme, bed)
);
CREATE INDEX idx_benefit_applications_unit_id ON benefit_applications (unit_id, id);
CREATE INDEX idx_benefit_applications_state ON benefit_applications (programme, state, seq);
CREATE INDEX idx_benefit_applications_requester_ref ON benefit_applications (requester_ref);
-- The lot of a programme: the seal is public from the first day, the seed after the last.
CREATE TABLE benefit_draws (
    programme TEXT NOT NULL PRIMARY KEY,
    seed TEXT NOT NULL,
    seal TEXT NOT NULL,
    sealed_at BIGINT NOT NULL,
    drawn_at BIGINT
);
-- Double entry in whole fen. Nothing here is ever changed; what was wrong is reversed, once.
CREATE TABLE benefit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    programme TEXT NOT NULL,
    movement TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL CHECK (credit <> debit),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    application_id TEXT REFERENCES benefit_applications (id),
    reverses_id TEXT UNIQUE REFERENCES benefit_entries (id),
    account_id TEXT,
    posted_at BIGINT NOT NULL
);
CREATE INDEX idx_benefit_entries_programme ON benefit_entries (programme, id);
CREATE INDEX idx_benefit_entries_application_id ON benefit_entries (application_id);
