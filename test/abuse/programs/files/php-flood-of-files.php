<?php // ends: disk-limit
for ($i = 0; @touch("f$i"); $i++);
exit(1);
