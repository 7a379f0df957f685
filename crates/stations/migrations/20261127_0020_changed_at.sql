-- When a row of the directory was last changed, for whoever takes over only what is new.
ALTER TABLE organisations ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE services ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stations ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE facilities ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE station_services ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
