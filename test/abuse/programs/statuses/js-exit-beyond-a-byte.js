// ends: exit 1
exit(257)
