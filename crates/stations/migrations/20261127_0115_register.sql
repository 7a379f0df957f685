-- The rest of the register as the city pack holds it: merchants with offers, friendly scenes, housing, courses.
-- What is no longer in the pack is closed, never deleted.
CREATE TABLE merchants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES regions (code),
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE offers (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    audience TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    hours TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE scene_types (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    about TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE scene_items (
    id TEXT PRIMARY KEY,
    scene_type TEXT NOT NULL REFERENCES scene_types (id),
    text TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE scenes (
    id TEXT PRIMARY KEY,
    scene_type TEXT NOT NULL REFERENCES scene_types (id),
    name TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES regions (code),
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    address TEXT NOT NULL,
    responsible TEXT NOT NULL,
    phone TEXT NOT NULL,
    agreed_on TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE scene_measures (
    scene_id TEXT NOT NULL REFERENCES scenes (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (scene_id, kind)
);
CREATE TABLE scene_checks (
    scene_id TEXT NOT NULL REFERENCES scenes (id),
    item_id TEXT NOT NULL REFERENCES scene_items (id),
    result TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (scene_id, item_id)
);
CREATE TABLE houses (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    region_code TEXT NOT NULL REFERENCES regions (code),
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    about TEXT NOT NULL,
    audience TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
CREATE TABLE rooms (
    house_id TEXT NOT NULL REFERENCES houses (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    beds BIGINT NOT NULL CHECK (beds > 0),
    rent_cents BIGINT NOT NULL CHECK (rent_cents >= 0),
    about TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (house_id, id)
);
CREATE TABLE courses (
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    audience TEXT NOT NULL,
    cost TEXT NOT NULL,
    seats BIGINT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    hours TEXT NOT NULL,
    place TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
