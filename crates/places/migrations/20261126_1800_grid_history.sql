-- Shapes a grid had before it was redrawn. ended_on is the first day the next shape held; a shape that
-- was drawn and redrawn on one day never held a whole day and is not kept.
CREATE TABLE grid_shapes (
    code TEXT NOT NULL REFERENCES grids (code),
    ended_on TEXT NOT NULL,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (code, ended_on)
);
