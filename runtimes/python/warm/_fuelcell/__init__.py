"""What stays in the snapshot beside the interpreter: it sets up each run, hides preloaded modules until they are
imported, and tears the run down as CPython would. A guest may break all of it, and then only its own run."""
