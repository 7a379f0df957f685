-- Who accepted which house rules, and when. Nothing else is asked of a pass.
CREATE TABLE compound_passes (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    holder_id TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, holder_id)
);
CREATE INDEX idx_compound_passes_holder_id ON compound_passes (holder_id);

-- Which verifier stands at which gate. A gate has one.
CREATE TABLE gate_verifiers (
    verifier BIGINT NOT NULL PRIMARY KEY REFERENCES code_verifiers (number),
    compound_id TEXT NOT NULL,
    gate_id TEXT NOT NULL,
    bound_at BIGINT NOT NULL,
    UNIQUE (compound_id, gate_id)
);

-- The gate log: a compound, an hour, a count.
CREATE TABLE gate_counts (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    hour TEXT NOT NULL,
    passages BIGINT NOT NULL,
    PRIMARY KEY (compound_id, hour)
);

-- A line a passage, sealed, for as many hours as the city's rules say. Its id is random and says nothing.
CREATE TABLE gate_lines (
    id TEXT NOT NULL PRIMARY KEY,
    compound_id TEXT NOT NULL,
    hour TEXT NOT NULL,
    sealed {{blob}} NOT NULL,
    delete_at BIGINT NOT NULL
);
CREATE INDEX idx_gate_lines_compound_id_hour ON gate_lines (compound_id, hour);
CREATE INDEX idx_gate_lines_delete_at ON gate_lines (delete_at);

-- Who opened a line about whom, and what for: told to that person.
CREATE TABLE gate_openings (
    id TEXT NOT NULL PRIMARY KEY,
    holder_id TEXT NOT NULL,
    compound_id TEXT NOT NULL,
    hour TEXT NOT NULL,
    purpose TEXT NOT NULL,
    incident TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account_name TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX idx_gate_openings_holder_id ON gate_openings (holder_id);

-- A pass suspended in one compound: by whom, for which fact, until when, and what came of the appeal.
CREATE TABLE pass_suspensions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    holder_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_force', 'appealed', 'upheld', 'lifted', 'ended')),
    fact TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account_name TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    appeal_id TEXT REFERENCES appeals (id),
    appeal_due_at BIGINT,
    answered_by TEXT,
    answered_name TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX idx_pass_suspensions_compound_id_holder_id ON pass_suspensions (compound_id, holder_id);
CREATE INDEX idx_pass_suspensions_holder_id ON pass_suspensions (holder_id);
CREATE INDEX idx_pass_suspensions_state_until_at ON pass_suspensions (state, until_at);
