<?php // ends: out-of-memory
// limits: fuel=10000000000
function down($n)
{
    return down($n + 1) + 1;
}
down(0);
