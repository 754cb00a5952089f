<?php // ends: exit 0
foreach (['/etc/passwd', '../../etc/passwd', '/fuelcell/../../etc/passwd', 'file:///etc/passwd', 'glob:///etc/*'] as $path) {
    if (@file_get_contents($path) !== false || @scandir($path)) {
        exit(1);
    }
}
symlink('/etc/passwd', 'link');
exit(@file_get_contents('link') === false ? 0 : 1);
