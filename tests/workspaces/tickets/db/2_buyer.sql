ALTER TABLE admissions RENAME COLUMN guest TO buyer;
