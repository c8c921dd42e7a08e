<?php
// Shows what is playing: /now/{desk}/playing, fade_in is not called here. STUDIO_URL.
$desk = 3;
$studio = getenv('STUDIO_URL');
$now = file_get_contents("$studio/now/$desk/playing");

$db = new PDO('pgsql:dbname=radio');
$rows = $db->query(
    "SELECT artist, count(*) AS track_count FROM tracks " .
    "WHERE artist <> 'track_title' GROUP BY artist"
);
# artist of a painting
$painting = ['artist' => 'someone', 'track_title' => 'none', 'STUDIO_URL' => 1];
foreach ($rows as $row) {
    echo $row['artist'], $painting['artist'], $now;
}
