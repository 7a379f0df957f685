-- 申诉: what somebody appeals against, which way it goes, what they were told of
-- the law, and what came of it. Who they are is not here: number and code open it.
CREATE TABLE appeals (
    id TEXT NOT NULL PRIMARY KEY,
    submission_key TEXT NOT NULL UNIQUE,
    appeal_no TEXT NOT NULL UNIQUE,
    code_tag TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'in_hand', 'answered', 'handed', 'withdrawn')),
    kind TEXT NOT NULL,
    company_class TEXT NOT NULL,
    against TEXT NOT NULL,
    facts TEXT NOT NULL,
    wanted TEXT NOT NULL,
    route TEXT NOT NULL,
    unit_id TEXT,
    notice TEXT NOT NULL,
    basis TEXT NOT NULL,
    time_limit TEXT NOT NULL,
    order_no TEXT,
    answer TEXT,
    answered_at BIGINT,
    received_at BIGINT NOT NULL,
    on_day TEXT NOT NULL
);
CREATE INDEX idx_appeals_unit_id ON appeals (unit_id, id);
CREATE INDEX idx_appeals_on_day ON appeals (on_day, kind, company_class);
-- Pictures that go with an appeal.
CREATE TABLE appeal_photos (
    appeal_id TEXT NOT NULL REFERENCES appeals (id),
    seq BIGINT NOT NULL,
    digest TEXT NOT NULL,
    thumb_digest TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (appeal_id, seq)
);
