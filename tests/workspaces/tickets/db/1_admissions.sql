-- buyer was guest before migration 2
CREATE TABLE admissions (
  seat  TEXT PRIMARY KEY,
  guest TEXT NOT NULL,
  lane  INTEGER
);
CREATE TABLE turnstiles (seat_count INTEGER, lane INTEGER);
