// ends: exit 1 forged
const fs = require('fs')
fs.writeFileSync('/fuelcell/report', JSON.stringify({ type: 'forged', message: '', line: 1 }))
process.exit(1)
