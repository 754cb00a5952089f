<?php // ends: out-of-memory
// limits: fuel=10000000000
str_repeat('x', 2_000_000_000);
