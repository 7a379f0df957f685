-- Administrative regions of all times. Dates are ISO text; valid_to is the first day a region exists no more.
CREATE TABLE regions (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 12),
    parent TEXT REFERENCES regions (code),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT CHECK (valid_to >= valid_from),
    successor TEXT CHECK (successor <> code),
    population BIGINT NOT NULL CHECK (population >= 0),
    -- Rings as JSON, [[[lon_e7, lat_e7], …], …]; NULL where the city gave none.
    outline TEXT
);

-- Grids. closed_on is the day a city pack no longer held them.
CREATE TABLE grids (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 15),
    community TEXT NOT NULL REFERENCES regions (code),
    name TEXT NOT NULL CHECK (name <> ''),
    -- Rings as JSON, as above.
    area TEXT NOT NULL,
    closed_on TEXT
);

CREATE TABLE compounds (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL,
    community TEXT NOT NULL REFERENCES regions (code),
    grid TEXT NOT NULL REFERENCES grids (code),
    -- Road and number, for people.
    address TEXT NOT NULL,
    lon_e7 BIGINT NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    lat_e7 BIGINT NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    households BIGINT NOT NULL CHECK (households >= 0),
    -- Rings as JSON; NULL where only the point is known.
    area TEXT,
    closed_on TEXT
);

CREATE TABLE roads (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    alias TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Points as JSON, [[lon_e7, lat_e7], …].
    course TEXT NOT NULL,
    closed_on TEXT
);

CREATE TABLE landmarks (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL,
    lon_e7 BIGINT NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    lat_e7 BIGINT NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    closed_on TEXT
);

-- Rivers and lakes, which let people find their way on a plain map.
CREATE TABLE waters (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    closed_on TEXT
);
