<?php // ends: out-of-fuel
register_shutdown_function(function () {
    while (true);
});
throw new Exception();
