<?php // ends: exit 3 Forged
file_put_contents('/fuelcell/report', '{"type":"Forged","message":"x"}');
exit(3);
