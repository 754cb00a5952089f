<?php // ends: out-of-memory
// limits: fuel=100000000000
while (true) {
    $all[] = [count($all ?? [])];
}
