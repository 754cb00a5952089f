<?php // ends: out-of-fuel
var_dump(preg_match('/^(a+)+$/', str_repeat('a', 60) . 'b'));
