<?php // fib(25)
function fib($n)
{
    return $n < 2 ? $n : fib($n - 1) + fib($n - 2);
}
echo fib(25), "\n";
