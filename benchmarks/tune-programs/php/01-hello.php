<?php // hello
echo "hello\n";
