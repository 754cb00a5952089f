<?php // ends: out-of-fuel
$list = range(0, 100000);
while (true) {
    usort($list, fn() => 1);
}
