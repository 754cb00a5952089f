// ends: disk-limit
const fs = require('fs')
for (let i = 0; ; i++) fs.mkdirSync(`d${i}`)
