-- 骑手友好小区: which compounds let those who deliver in, by which rules, through which gates, and how they are found.
-- Where a compound lies and what it is called stands with the places. What leaves the city pack is closed; once the
-- desk has changed a compound (is_desks), the pack changes it no more.
CREATE TABLE friendly_compounds (
    id TEXT NOT NULL PRIMARY KEY REFERENCES compounds (id),
    version BIGINT NOT NULL,
    is_desks BIGINT NOT NULL,
    property TEXT NOT NULL,
    phone TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'open', 'suspended', 'closed')),
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL
);
-- House rules, one row a version. Those in force are the last that began.
CREATE TABLE house_rules (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    version TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    text TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, version)
);
CREATE TABLE compound_gates (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    entrance TEXT NOT NULL,
    hours TEXT NOT NULL,
    contact TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, id)
);
CREATE TABLE compound_buildings (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    name TEXT NOT NULL,
    units TEXT NOT NULL,
    gate_id TEXT NOT NULL,
    note TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, name)
);
CREATE TABLE compound_bays (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    name TEXT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    spaces BIGINT NOT NULL,
    note TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, name)
);
-- 牵手行动: what a compound and a platform agreed on, and for how long.
CREATE TABLE compound_agreements (
    compound_id TEXT NOT NULL REFERENCES friendly_compounds (id),
    platform TEXT NOT NULL,
    parties TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    closed_on TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (compound_id, platform)
);
-- The drawn plan of buildings, as the picture that was stored.
CREATE TABLE compound_maps (
    compound_id TEXT NOT NULL PRIMARY KEY REFERENCES friendly_compounds (id),
    digest TEXT NOT NULL,
    thumb_digest TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL
);
