// ends: exit 0
const fs = require('fs')
try {
  for (;;) fs.appendFileSync('a', new Uint8Array(1_000_000))
} catch (error) {
  print(error.code)
}
