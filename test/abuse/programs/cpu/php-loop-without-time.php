<?php // ends: timeout
// limits: fuel=100000000000 timeoutMs=300
while (true);
