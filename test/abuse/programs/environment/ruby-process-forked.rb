# ends: exit 1 NotImplementedError
fork
