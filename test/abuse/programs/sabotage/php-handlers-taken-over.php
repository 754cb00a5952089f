<?php // ends: exit 0
set_exception_handler(fn() => print('mine'));
set_error_handler(fn() => true);
stream_wrapper_restore('php');
throw new Exception();
