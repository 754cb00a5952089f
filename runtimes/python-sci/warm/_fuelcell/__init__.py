"""What stays in the image beside the interpreter: it takes a program through its run and tells what came of it. A guest may
break all of it, and then only its own run."""
