// ends: exit 1
const fs = require('fs')
try {
  fs.writeFileSync('/fuelcell/report', 'x'.repeat(1_000_000))
} catch {}
process.exit(1)
