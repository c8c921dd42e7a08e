CREATE TABLE tracks (
  track_title text PRIMARY KEY,
  artist text,
  CONSTRAINT short CHECK (length(artist) < 80)
);
CREATE VIEW top_tracks AS SELECT track_title FROM tracks;
