-- What the desk knows: questions and answers with basis, owner and validity.
-- `code` names an entry in files; `review_due_on` follows from the last review.
CREATE TABLE knowledge_entries (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    revision BIGINT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    keywords TEXT NOT NULL,
    category_code TEXT,
    owner_unit TEXT NOT NULL,
    region_code TEXT,
    audience TEXT NOT NULL CHECK (audience IN ('public', 'staff')),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    review_months BIGINT NOT NULL CHECK (review_months BETWEEN 1 AND 60),
    reviewed_on TEXT NOT NULL,
    review_due_on TEXT NOT NULL,
    flagged_on TEXT,
    right_count BIGINT NOT NULL DEFAULT 0,
    wrong_count BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT NOT NULL
);
CREATE INDEX idx_knowledge_entries_state ON knowledge_entries (state, review_due_on);
CREATE INDEX idx_knowledge_entries_owner_unit ON knowledge_entries (owner_unit, state);

-- Every text an entry ever had.
CREATE TABLE knowledge_revisions (
    entry_id TEXT NOT NULL REFERENCES knowledge_entries (id),
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    author_id TEXT,
    note TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    basis TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (entry_id, revision)
);

-- What an entry is found by: pairs of characters and whole words. Worked out
-- from the entry with every revision.
CREATE TABLE knowledge_terms (
    term TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES knowledge_entries (id),
    weight BIGINT NOT NULL,
    PRIMARY KEY (term, entry_id)
);
CREATE INDEX idx_knowledge_terms_entry_id ON knowledge_terms (entry_id);

-- Whether an answer was right, as readers say. No reader is recorded.
CREATE TABLE knowledge_feedback (
    id TEXT NOT NULL PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES knowledge_entries (id),
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    is_right BIGINT NOT NULL CHECK (is_right IN (0, 1)),
    comment TEXT NOT NULL
);
CREATE INDEX idx_knowledge_feedback_entry_id ON knowledge_feedback (entry_id, at);
