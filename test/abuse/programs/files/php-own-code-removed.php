<?php // ends: exit 0
unlink('main.php');
