# ends: exit 1 BdbQuit
breakpoint()
