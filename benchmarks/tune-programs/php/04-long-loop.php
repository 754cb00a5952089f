<?php // loop of 1,000,000
for ($i = 0; $i < 1_000_000; $i++) {
}
echo $i, "\n";
