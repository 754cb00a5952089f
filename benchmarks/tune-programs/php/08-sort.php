<?php // sort 100,000 strings
mt_srand(1);
$words = [];
for ($i = 0; $i < 100_000; $i++) {
    $words[] = sprintf('%08x', mt_rand());
}
$reversed = array_map('strrev', $words);
sort($words);
usort($reversed, fn ($one, $other) => strcmp($one, $other));
echo $words[0], ' ', $words[99_999], ' ', strrev($reversed[0]), "\n";
