-- Who keeps which station, and who gives services for which organisation. What the pack no longer holds is closed.
CREATE TABLE posts (
    -- kind, place and username: a post is given once.
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('station', 'organisation')),
    place TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('pack', 'desk')),
    closed_on TEXT
);
CREATE INDEX idx_posts_username ON posts (username);
