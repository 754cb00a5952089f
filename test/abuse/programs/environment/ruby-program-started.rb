# ends: exit 1 ArgumentError
`ls`
