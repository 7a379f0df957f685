-- The directory of stations as the city pack holds it. What is no longer in the pack is closed, never deleted.
CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    phone TEXT NOT NULL,
    about TEXT NOT NULL,
    closed_on TEXT
);
CREATE TABLE services (
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    service_group TEXT NOT NULL,
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    audience TEXT NOT NULL,
    cost TEXT NOT NULL,
    access TEXT NOT NULL,
    closed_on TEXT
);
CREATE TABLE stations (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    brand TEXT NOT NULL,
    kind TEXT NOT NULL,
    host_type TEXT NOT NULL,
    host TEXT NOT NULL,
    region_code TEXT NOT NULL REFERENCES regions (code),
    lon_e7 BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    address TEXT NOT NULL,
    entrance TEXT NOT NULL,
    hours TEXT NOT NULL,
    phone TEXT NOT NULL,
    guiding_id TEXT NOT NULL REFERENCES organisations (id),
    enterprise_id TEXT NOT NULL REFERENCES organisations (id),
    territorial TEXT NOT NULL,
    store TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    assured_on TEXT NOT NULL,
    closed_on TEXT
);
CREATE TABLE facilities (
    station_code TEXT NOT NULL REFERENCES stations (code),
    kind TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    closed_on TEXT,
    PRIMARY KEY (station_code, kind)
);
CREATE TABLE station_services (
    station_code TEXT NOT NULL REFERENCES stations (code),
    service_id TEXT NOT NULL REFERENCES services (id),
    hours TEXT NOT NULL,
    closed_on TEXT,
    PRIMARY KEY (station_code, service_id)
);
