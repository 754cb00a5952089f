<?php // ends: out-of-fuel
for ($i = 0; ; $i++) {
    eval("\$x = $i" . str_repeat('+1', 99) . ';');
}
