# ends: exit 1 Errno::ENOENT
`ls`
