<?php // ends: exit 0
while (($file = @fopen('/dev/stdout', 'w')) !== false) {
    $files[] = $file;
}
echo count($files) < 64 ? 'few' : 'many';
