<?php // ends: out-of-fuel
set_time_limit(1);
while (true);
