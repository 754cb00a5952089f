<?php // ends: exit 0
exec('ls', $lines);
exit($lines === [] ? 0 : 1);
