<?php // ends: out-of-fuel
class Endless
{
    function __destruct()
    {
        while (true);
    }
}
$one = new Endless();
