<?php // ends: output-limit
while (true) {
    echo str_repeat('x', 1000), "\n";
}
