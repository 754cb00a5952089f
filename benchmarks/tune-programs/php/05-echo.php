<?php // echo 100,000 lines
for ($i = 0; $i < 100_000; $i++) {
    echo 'line ', $i, "\n";
}
