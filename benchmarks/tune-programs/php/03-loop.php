<?php // loop of 100,000
for ($i = 0; $i < 100_000; $i++) {
}
echo $i, "\n";
