<?php // ends: disk-limit
while (file_put_contents('a', str_repeat('x', 1_000_000), FILE_APPEND) !== false);
exit(1);
