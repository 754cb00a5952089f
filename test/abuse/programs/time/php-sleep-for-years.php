<?php // ends: exit 0
sleep(100_000_000);
var_dump(time() > 0);
