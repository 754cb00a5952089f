<?php // ends: exit 255 Fatal error
eval('function f() {} function f() {}');
