-- What a category is called on English pages; the Chinese name where there is none.
ALTER TABLE categories ADD COLUMN name_en TEXT;
