<?php // ends: out-of-fuel
try {
    throw new Exception();
} finally {
    while (true);
}
