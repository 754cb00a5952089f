<?php // ends: out-of-memory
ini_set('memory_limit', '-1');
while (true) {
    $kept[] = str_repeat('x', 1_000_000);
}
