<?php // ends: out-of-memory
while (true) {
    $kept[] = str_repeat('x', 1_000_000);
}
