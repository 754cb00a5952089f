# ends: exit 1 Errno::ENOSPC
File.write("/fuelcell/report", "x" * 65_536)
File.write("/fuelcell/report", "x" * 65_537)
