<?php // ends: exit 0
foreach (['prelude.php', 'php.ini'] as $name) {
    if (@file_put_contents("/fuelcell/$name", '') !== false || @unlink("/fuelcell/$name")) {
        exit(1);
    }
}
exit(@unlink('/dev/stdin') ? 1 : 0);
