<?php // ends: exit 0
while (@file_put_contents('a', str_repeat('x', 1_000_000), FILE_APPEND) !== false);
echo 'borne';
