-- Appointments for services of the directory. A name stands on none of these rows: who
-- comes is a reference into the vault, and for counselling there is none.

-- One row a calendar; whoever changes one of its appointments writes here first, so
-- that changes of one calendar come one after another.
CREATE TABLE appointment_calendars (
    id TEXT NOT NULL PRIMARY KEY,
    writes BIGINT NOT NULL
);

CREATE TABLE appointment_numbers (
    day TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

-- `taken` never exceeds `capacity`.
CREATE TABLE appointment_slots (
    calendar_id TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (calendar_id, starts_at),
    CHECK (taken BETWEEN 0 AND capacity)
);

CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('held', 'waiting', 'offered', 'confirmed', 'kept', 'missed', 'cancelled', 'expired')),
    calendar_id TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    submission_key TEXT NOT NULL UNIQUE,
    appointment_no TEXT NOT NULL UNIQUE,
    code_tag TEXT NOT NULL,
    requester_ref TEXT,
    topic TEXT NOT NULL,
    adverse TEXT NOT NULL,
    clearance TEXT NOT NULL,
    held_until BIGINT,
    cancelled_by TEXT,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    reminded_at BIGINT
);
CREATE INDEX idx_appointments_slot ON appointments (calendar_id, starts_at, state);
CREATE INDEX idx_appointments_due ON appointments (state, held_until);
CREATE INDEX idx_appointments_starts_at ON appointments (starts_at, id);

-- Times a provider takes out of a calendar.
CREATE TABLE appointment_closures (
    id TEXT NOT NULL PRIMARY KEY,
    calendar_id TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX idx_appointment_closures_calendar_id ON appointment_closures (calendar_id, until_at);
