// ends: disk-limit
const fs = require('fs')
for (;;) fs.appendFileSync('a', new Uint8Array(1_000_000))
