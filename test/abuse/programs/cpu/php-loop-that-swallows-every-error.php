<?php // ends: out-of-fuel
while (true) {
    try {
        throw new Error();
    } catch (Throwable) {
    }
}
