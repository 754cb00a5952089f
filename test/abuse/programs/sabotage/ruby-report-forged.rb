# ends: exit 3 Forged
File.write("/fuelcell/report", '{"type":"Forged","message":"x"}')
exit! 3
