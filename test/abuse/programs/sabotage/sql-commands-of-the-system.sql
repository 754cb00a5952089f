-- ends: exit 1
.shell touch /canary
