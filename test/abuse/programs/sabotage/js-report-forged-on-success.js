// ends: exit 0
require('fs').writeFileSync('/fuelcell/report', JSON.stringify({ type: 'forged', message: '', line: 1 }))
