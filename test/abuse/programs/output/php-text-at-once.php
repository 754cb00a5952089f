<?php // ends: output-limit
echo str_repeat('x', 5_000_000);
