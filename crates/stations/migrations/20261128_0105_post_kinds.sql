-- Posts may be of a friendly compound, too: keeping it, or suspending passes in it. A CHECK is widened by making the
-- table anew, which both engines do.
CREATE TABLE posts_of_all_kinds (
    -- kind, place and username: a post is given once.
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('station', 'organisation', 'compound', 'pass_authority')),
    place TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('pack', 'desk')),
    closed_on TEXT
);
INSERT INTO posts_of_all_kinds (id, username, kind, place, source, closed_on)
    SELECT id, username, kind, place, source, closed_on FROM posts;
DROP TABLE posts;
ALTER TABLE posts_of_all_kinds RENAME TO posts;
CREATE INDEX idx_posts_username ON posts (username);
