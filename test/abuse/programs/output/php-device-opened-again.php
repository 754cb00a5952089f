<?php // ends: output-limit
while (true) {
    file_put_contents('/dev/stderr', str_repeat('x', 100_000));
}
