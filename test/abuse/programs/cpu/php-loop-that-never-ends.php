<?php // ends: out-of-fuel
while (true);
