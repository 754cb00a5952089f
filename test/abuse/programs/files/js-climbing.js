// ends: exit 0
const fs = require('fs')
for (const path of [
  '/etc/passwd',
  '../../etc/passwd',
  '/../etc/passwd',
  '//etc/passwd',
  '/proc/self/environ',
  '/dev/zero',
])
  if (fs.existsSync(path)) throw new Error(path)
