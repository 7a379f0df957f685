-- Pictures an applicant adds to show what they state. Like the person behind the
-- application they go when their time is over.
CREATE TABLE benefit_photos (
    application_id TEXT NOT NULL REFERENCES benefit_applications (id),
    seq BIGINT NOT NULL,
    digest TEXT NOT NULL,
    thumb_digest TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    delete_after BIGINT,
    PRIMARY KEY (application_id, seq)
);
CREATE INDEX idx_benefit_photos_delete_after ON benefit_photos (delete_after);
