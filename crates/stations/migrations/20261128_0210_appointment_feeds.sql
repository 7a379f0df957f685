-- How often the address of a calendar's feed was renewed; each time the one before stops.
CREATE TABLE appointment_feeds (
    calendar_id TEXT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL
);
