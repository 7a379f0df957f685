-- Reception days of members and leaders: a day, its slots, who booked them.
CREATE TABLE receptions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'held', 'cancelled')),
    host_kind TEXT NOT NULL,
    host TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    place TEXT NOT NULL,
    topics TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    slot_minutes BIGINT NOT NULL,
    slot_capacity BIGINT NOT NULL,
    booking_until BIGINT NOT NULL
);
CREATE INDEX idx_receptions_state ON receptions (state, starts_at);

-- `booked` never exceeds `capacity`: the booking itself is guarded by it.
CREATE TABLE reception_slots (
    id TEXT NOT NULL PRIMARY KEY,
    reception_id TEXT NOT NULL REFERENCES receptions (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    booked BIGINT NOT NULL DEFAULT 0,
    CHECK (booked BETWEEN 0 AND capacity),
    UNIQUE (reception_id, starts_at)
);

CREATE TABLE reception_bookings (
    id TEXT NOT NULL PRIMARY KEY,
    reception_id TEXT NOT NULL REFERENCES receptions (id),
    slot_id TEXT REFERENCES reception_slots (id),
    state TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'attended', 'missed')),
    submission_key TEXT NOT NULL UNIQUE,
    booking_no TEXT NOT NULL UNIQUE,
    code_tag TEXT NOT NULL,
    requester_ref TEXT,
    topic TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    booked_at BIGINT NOT NULL,
    reminded_at BIGINT
);
CREATE INDEX idx_reception_bookings_reception_id ON reception_bookings (reception_id, slot_id);
CREATE INDEX idx_reception_bookings_state ON reception_bookings (state, reminded_at);
