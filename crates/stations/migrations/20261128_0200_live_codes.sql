-- Codes that move on by themselves on a holder's device: only what is needed to take them back. What they were for,
-- and where they were shown, stands nowhere. A row goes when its code has run out.
CREATE TABLE live_codes (
    short TEXT NOT NULL PRIMARY KEY,
    holder_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX idx_live_codes_holder_id ON live_codes (holder_id);
CREATE INDEX idx_live_codes_device_id ON live_codes (device_id);
CREATE INDEX idx_live_codes_expires_at ON live_codes (expires_at);

-- Counts that a verifier's device sent after it had been offline; the same batch sent again counts once.
CREATE TABLE code_batches (
    batch_key TEXT NOT NULL PRIMARY KEY,
    verifier BIGINT NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX idx_code_batches_taken_at ON code_batches (taken_at);
