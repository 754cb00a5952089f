<?php // ends: output-limit
// limits: fuel=10000000000
while (true) {
    echo $missing;
}
