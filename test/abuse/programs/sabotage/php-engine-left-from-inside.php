<?php // ends: trap wasm `unreachable` instruction executed
eval('function f() {} function f() {}');
